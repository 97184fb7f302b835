/**
 * `npm run sim -- --help` says what it takes. Seeded faults against the real engine of list sync (RELIABILITY.md §3 and §4); the last line is one JSON object.
 */
import { SingleBar } from 'cli-progress'
import { shareOut } from './crew.js'
import { MUTANTS } from './mutants.js'
import { type Options, readOptions, USAGE, WrongOption } from './options.js'
import { type PlayOptions, play } from './play.js'
import { drawScenario, type Scenario } from './scenario.js'
import { kindOf, shrink } from './shrink.js'
import { tableOf, tableText } from './table.js'
import { type Done, mutantNamed, playInMemory, type Task, type Violation } from './tasks.js'
import { overTheWire } from './wire/play.js'

/** Seeds in one task: a second or two of work. */
const SHARE = 250

const options = understood()
const { from, seeds, threads } = options
const mutant = mutantNamed(options.mutant)
const crashAt: PlayOptions = options.crashAt === undefined ? {} : { crashAt: options.crashAt }
const started = performance.now()
const cpu = process.cpuUsage()

function understood(): Options {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof WrongOption)) throw error
    console.error(`sim: ${error.message} (npm run sim -- --help)`)
    process.exit(2)
  }
}

/** As many tasks of so many seeds as make up the whole. */
const sharesOf = (share: number) =>
  Array.from({ length: Math.ceil(seeds / share) }, (_, i) => ({ from: from + i * share, count: Math.min(share, seeds - i * share) }))

const command = ({ seed, crashAt: at }: Violation) =>
  options.job === 'wire'
    ? `npm run sim -- --wire${options.postgres ? ' --postgres' : ''} --from ${seed} --seeds 1`
    : `npm run sim -- --replay ${seed}${at === undefined ? '' : ` --crash-at ${at ?? 0}`}${mutant ? ` --mutant ${mutant.name}` : ''}`

if (options.job === 'help') process.stdout.write(USAGE)
else if (options.job === 'replay') await replay(from)
else if (options.job === 'mutants') await huntMutants()
else if (options.job === 'wire') await playOverTheWire()
else await playSeeds()

function progress(total: number, unit: string) {
  const bar = process.stderr.isTTY ? new SingleBar({ format: `{bar} {value}/{total} ${unit}  {violations} violations`, stream: process.stderr }) : null
  bar?.start(total, 0, { violations: 0 })
  return bar
}

function timing(runs: number, what: string): string {
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const used = (user + system) / 1e6
  return `${runs} ${what} in ${seconds.toFixed(1)} s, ${used.toFixed(1)} s of processor time: ${(runs / seconds).toFixed(0)} a second, ${(runs / used).toFixed(0)} a processor second`
}

async function playSeeds(): Promise<void> {
  const tasks: Task[] =
    options.job === 'crashes'
      ? Array.from({ length: seeds }, (_, i) => ({ kind: 'crashes', seed: from + i, mutant: mutant?.name }))
      : sharesOf(SHARE).map((share) => ({ kind: 'seeds', ...share, mutant: mutant?.name }))
  const bar = progress(seeds, 'seeds')
  const all: Done = { seeds: 0, runs: 0, crashes: 0, faults: {}, violations: [] }
  await shareOut(tasks, threads, (_task, done) => {
    all.seeds += done.seeds
    all.runs += done.runs
    all.crashes += done.crashes
    for (const [name, times] of Object.entries(done.faults)) all.faults[name] = (all.faults[name] ?? 0) + times
    all.violations.push(...done.violations)
    bar?.update(all.seeds, { violations: all.violations.length })
    return undefined
  })
  bar?.stop()
  report(all)
}

function report({ seeds, runs, crashes, faults, violations }: Done): void {
  console.log(timing(runs, 'runs'))
  console.log(tableText(faults))
  violations.sort((a, b) => a.seed - b.seed || (a.crashAt ?? 0) - (b.crashAt ?? 0))
  for (const violation of violations.slice(0, options.show))
    console.log(`VIOLATION seed ${violation.seed}: ${violation.texts.join('; ')}\n  ${command(violation)}`)
  if (violations.length > options.show) console.log(`and ${violations.length - options.show} more`)
  const fired = tableOf(faults).reduce((sum, { times }) => sum + times, 0)
  console.log(JSON.stringify({ ...(mutant ? { mutant: mutant.name } : {}), seeds, faults: fired, crashes, violations: violations.length }))
  process.exitCode = violations.length > 0 ? 1 : 0
}

async function replay(seed: number): Promise<void> {
  const scenario = drawScenario(seed)
  const { violations } = await playInMemory(scenario, mutant, crashAt)
  const kinds = new Set(violations.map(kindOf))
  const isBad = async (one: Scenario) => (await playInMemory(one, mutant, crashAt)).violations.some((text) => kinds.has(kindOf(text)))
  // A crash at a step that was counted in the whole world means another step in a smaller one.
  const shown = violations.length > 0 && !options.whole && options.crashAt === undefined ? await shrink(scenario, isBad) : scenario
  const played = await playInMemory(shown, mutant, { ...crashAt, trace: (line) => console.log(line) })
  for (const violation of played.violations) console.log(`VIOLATION ${violation}`)
  console.log(
    JSON.stringify({
      seeds: 1,
      faults: Object.values(played.faults).reduce((a, b) => a + b, 0),
      crashes: played.crashes,
      violations: played.violations.length,
    }),
  )
  process.exitCode = played.violations.length > 0 ? 1 : 0
}

/** The wire has real time in it: in one process its seeds go one after the other, with processes in as many lanes as there are threads. */
async function playOverTheWire(): Promise<void> {
  const bar = progress(seeds, 'seeds')
  const all: Done = { seeds: 0, runs: 0, crashes: 0, faults: {}, violations: [] }
  let next = from
  await overTheWire(options, async (scene) => {
    while (next < from + seeds) {
      const seed = next++
      // Of a single one the whole story is told.
      const trace = seeds === 1 ? (line: string) => console.log(line) : undefined
      const played = await play(await scene(drawScenario(seed)), { ...crashAt, trace })
      all.seeds++
      all.runs++
      all.crashes += played.crashes
      for (const [name, times] of Object.entries(played.faults)) all.faults[name] = (all.faults[name] ?? 0) + times
      if (played.violations.length > 0) all.violations.push({ seed, texts: played.violations })
      bar?.update(all.seeds, { violations: all.violations.length })
    }
  })
  bar?.stop()
  report(all)
}

async function huntMutants(): Promise<void> {
  const tasks: Task[] = MUTANTS.map((one) => ({ kind: 'hunt', mutant: one.name, from, count: seeds }))
  const found = new Map<string, Done>()
  const bar = progress(tasks.length, 'mutants')
  await shareOut(tasks, threads, (task, done) => {
    if (task.mutant !== undefined) found.set(task.mutant, done)
    bar?.increment(1)
    return undefined
  })
  bar?.stop()
  const survivors: string[] = []
  for (const { name, forgets } of MUTANTS) {
    const violation = found.get(name)?.violations[0]
    if (!violation) survivors.push(name)
    const verdict = violation ? `killed by seed ${String(violation.seed).padStart(5)}` : `SURVIVED ${seeds} seeds  `
    console.log(`${name.padEnd(26)} ${verdict}  forgets ${forgets}${violation ? `: ${violation.texts[0]}` : ''}`)
  }
  console.log(
    timing(
      [...found.values()].reduce((sum, done) => sum + done.runs, 0),
      'runs',
    ),
  )
  if (survivors.length > 0) console.log(`survivors: ${survivors.join(', ')}`)
  console.log(JSON.stringify({ mutants: MUTANTS.length, killed: MUTANTS.length - survivors.length }))
  process.exitCode = survivors.length > 0 ? 1 : 0
}
