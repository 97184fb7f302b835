/**
 * `npm run sim -- --seeds N --from S [--crash-every-step] [--mutants]`: seeded faults against the real list sync (RELIABILITY.md §3 and §4): the engine of
 * src/lists on an embedded database, the genuine client, and X's simulator over HTTP, on a clock that is turned by hand. One seed is one small world.
 *
 *   --seeds N            how many seeds (default 60; with --crash-every-step 1, with --mutants at most 60 for each)
 *   --from S             the first (default 1)
 *   --crash-every-step   each seed once to count its steps, then once for each step with a crash there
 *   --crash-at K         one crash, at step K, instead of those the seed draws
 *   --mutants            each known mutant against the seeds until one catches it
 *   --mutant NAME        that mutant only, on all seeds
 *   --trace              everything that happened, request by request
 *
 * The last line is one JSON object; the exit code is 1 if anything was violated or a mutant survived.
 */
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { MUTANTS } from './mutants.js'
import { type Played, type PlayOptions, play } from './play.js'
import { drawScenario } from './scenario.js'
import { openBackstage } from './scene.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    'crash-every-step': { type: 'boolean', default: false },
    'crash-at': { type: 'string' },
    mutants: { type: 'boolean', default: false },
    mutant: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
})
const count = (text: string | undefined, otherwise: number): number => {
  const number = text === undefined ? otherwise : Number(text)
  if (!Number.isSafeInteger(number) || number < 0 || number > 0xffffffff) throw new RangeError(`${text} is not a number of seeds`)
  return number
}
const chosen = MUTANTS.find((mutant) => mutant.name === values.mutant)
if (values.mutant !== undefined && !chosen) throw new RangeError(`no mutant ${values.mutant}; there are ${MUTANTS.map((mutant) => mutant.name).join(', ')}`)
const many = values.mutants && !chosen
const seeds = count(values.seeds, values['crash-every-step'] ? 1 : 60)
const from = count(values.from, 1)

const totals = { seeds: 0, runs: 0, faults: 0, crashes: 0, violations: 0 }
const byFault: Record<string, number> = {}
const pglite = await openBackstage()
const started = performance.now()
if (many) await huntMutants()
else await playSeeds()
await pglite.close()

async function playSeeds(): Promise<void> {
  const bar = process.stderr.isTTY ? new SingleBar({ format: '{bar} {value}/{total} seeds  {violations} violations', stream: process.stderr }) : null
  bar?.start(seeds, 0, { violations: 0 })
  const crashAt = values['crash-at'] === undefined ? {} : { crashAt: count(values['crash-at'], 0) }
  for (let seed = from; seed < from + seeds; seed++) {
    if (values['crash-every-step']) {
      const { steps } = await one(seed, { crashAt: null })
      for (let step = 1; step <= steps; step++) await one(seed, { crashAt: step })
    } else await one(seed, crashAt)
    totals.seeds++
    bar?.update(totals.seeds, { violations: totals.violations })
  }
  bar?.stop()
  const seconds = (performance.now() - started) / 1000
  console.log(`${totals.runs} runs of ${totals.seeds} seeds in ${seconds.toFixed(1)} s: ${(totals.runs / seconds).toFixed(1)} runs a second`)
  const kinds = Object.entries(byFault).sort(([, a], [, b]) => b - a)
  console.log(`faults that fired: ${kinds.map(([name, times]) => `${name} ${times}`).join(', ') || 'none'}`)
  const { runs: _runs, ...line } = totals
  console.log(JSON.stringify(chosen ? { mutant: chosen.name, ...line } : line))
  process.exitCode = totals.violations > 0 ? 1 : 0
}

async function one(seed: number, options: PlayOptions): Promise<Played> {
  const played = await play(pglite, drawScenario(seed), { ...options, mutant: chosen, trace: values.trace ? (line) => console.log(line) : undefined })
  totals.runs++
  totals.crashes += played.crashes
  totals.violations += played.violations.length
  for (const [name, times] of Object.entries(played.faults)) {
    byFault[name] = (byFault[name] ?? 0) + times
    totals.faults += times
  }
  for (const violation of played.violations)
    console.log(`VIOLATION seed ${seed}: ${violation}${played.where ? ` [crash at ${played.where}]` : ''}\n  ${command(seed, options)}`)
  return played
}

function command(seed: number, { crashAt }: PlayOptions): string {
  const crash = crashAt === undefined ? '' : ` --crash-at ${crashAt ?? 0}`
  return `npm run sim -- --seeds 1 --from ${seed}${crash}${chosen ? ` --mutant ${chosen.name}` : ''}`
}

async function huntMutants(): Promise<void> {
  const survivors: string[] = []
  for (const mutant of MUTANTS) {
    let caught: { seed: number; violation: string } | undefined
    for (let seed = from; seed < from + seeds && !caught; seed++) {
      const scenario = drawScenario(seed)
      const played = await play(pglite, scenario, { mutant })
      // What the unharmed engine would violate too proves nothing about the mutant.
      const own = played.violations.length > 0 ? (await play(pglite, scenario)).violations : []
      const violation = played.violations.find((one) => !own.includes(one))
      if (violation !== undefined) caught = { seed, violation }
    }
    if (!caught) survivors.push(mutant.name)
    console.log(`${caught ? 'killed  ' : 'SURVIVED'} ${mutant.name} (forgets ${mutant.forgets})${caught ? `: seed ${caught.seed}, ${caught.violation}` : ''}`)
  }
  console.log(`${((performance.now() - started) / 1000).toFixed(1)} s${survivors.length > 0 ? `; survivors: ${survivors.join(', ')}` : ''}`)
  console.log(JSON.stringify({ mutants: MUTANTS.length, killed: MUTANTS.length - survivors.length }))
  process.exitCode = survivors.length > 0 ? 1 : 0
}
