/**
 * `npm run fuzz -- --help` says what it takes. A fuzzer of the API that is driven by its OpenAPI document (RELIABILITY.md §6); the last line is one JSON object.
 */
import { SingleBar } from 'cli-progress'
import { BUGS } from './bugs.js'
import { shareOut } from './crew.js'
import { RULES } from './judge.js'
import { type Options, readOptions, USAGE, WrongOption } from './options.js'
import type { Finding, Played } from './play.js'
import type { Task } from './worker.js'

const options = understood()
const started = performance.now()

function understood(): Options {
  try {
    return readOptions(
      process.argv.slice(2),
      BUGS.map(({ name }) => name),
    )
  } catch (error) {
    if (!(error instanceof WrongOption)) throw error
    console.error(`fuzz: ${error.message} (npm run fuzz -- --help)`)
    process.exit(2)
  }
}

if (options.job === 'help') process.stdout.write(USAGE)
else await withDatabase(options.job === 'bugs' ? huntBugs : fuzz)

/** @param run is given the address of a Postgres; null for the embedded database */
async function withDatabase(run: (cluster: string | null) => Promise<void>): Promise<void> {
  if (!options.postgres) return run(null)
  const { startPostgres } = await import('../helpers/postgres.js')
  const cluster = await startPostgres()
  try {
    await run(cluster.url)
  } finally {
    await cluster.stop()
  }
}

async function huntBugs(cluster: string | null): Promise<void> {
  const bugs = BUGS.filter(({ name }) => options.bug === undefined || name === options.bug)
  const tasks = bugs.map(({ name }): Task => ({ bug: name, seed: options.seed, requests: options.each }))
  let found = 0
  await shareOut(tasks, options.threads, cluster, (_task, told) => {
    if (!('line' in told)) return
    console.log(told.line)
    if (told.found) found++
  })
  console.log(JSON.stringify({ bugs: bugs.length, found }))
  process.exitCode = found === bugs.length ? 0 : 1
}

async function fuzz(cluster: string | null): Promise<void> {
  const { requests, each, seed, threads } = options
  const bar = process.stderr.isTTY ? new SingleBar({ format: '{bar} {value}/{total} requests  {findings} findings', stream: process.stderr }) : null
  bar?.start(requests, 0, { findings: 0 })
  const tasks = Array.from({ length: Math.ceil(requests / each) }, (_, i): Task => ({ seed: seed + i, requests: Math.min(each, requests - i * each) }))
  const all: Played = { requests: 0, checks: 0, findings: [], answers: new Map(), shutOut: 0 }
  const shown: { seed: number; finding: Finding }[] = []
  await shareOut(tasks, threads, cluster, (task, told) => {
    if (!('played' in told)) return
    add(all, told.played)
    for (const finding of told.played.findings) {
      const like = shown.find((one) => one.finding.rule === finding.rule && one.finding.operation === finding.operation && one.finding.text === finding.text)
      if (like) like.finding.times += finding.times
      else shown.push({ seed: task.seed, finding: { ...finding } })
    }
    if (bar) bar.update(all.requests, { findings: shown.length })
    else console.error(`${all.requests} of ${requests} requests, ${shown.length} findings`)
  })
  bar?.stop()
  report(all, shown)
}

function add(all: Played, { requests, checks, shutOut, answers, findings }: Played): void {
  all.requests += requests
  all.checks += checks
  all.shutOut += shutOut
  all.findings.push(...findings)
  for (const [id, statuses] of answers) {
    const sum = all.answers.get(id) ?? new Map<number, number>()
    all.answers.set(id, sum)
    for (const [status, times] of statuses) sum.set(status, (sum.get(status) ?? 0) + times)
  }
}

function report(all: Played, shown: { seed: number; finding: Finding }[]): void {
  const told = (statuses: Map<number, number>) =>
    [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, times]) => `${status}:${times}`)
      .join('  ')
  if (options.answers) for (const [id, statuses] of [...all.answers].sort()) console.log(`${id.padEnd(26)} ${told(statuses)}`)
  for (const { seed, finding } of shown.slice(0, options.show)) {
    console.log(
      `\n${finding.rule}: ${finding.operation}: ${finding.text}${finding.times > 1 ? ` (${finding.times} times)` : ''}\n  for: ${RULES[finding.rule]}`,
    )
    if (finding.curl) console.log(`  ${finding.curl}`)
    console.log(`  npm run fuzz -- --seed ${seed} --requests ${finding.at}${options.postgres ? ' --postgres' : ''}`)
  }
  if (shown.length > options.show) console.log(`and ${shown.length - options.show} more`)
  const succeeded = [...all.answers.values()].filter((statuses) => [...statuses.keys()].some((status) => status < 300)).length
  const seconds = (performance.now() - started) / 1000
  console.log(`${all.requests} requests in ${seconds.toFixed(0)} s, ${(all.requests / seconds).toFixed(0)} a second; ${all.shutOut} by somebody who may not`)
  console.log(
    JSON.stringify({
      requests: all.requests,
      checks: all.checks,
      shut_out: all.shutOut,
      operations: all.answers.size,
      succeeded,
      findings: all.findings.reduce((sum, { times }) => sum + times, 0),
    }),
  )
  process.exitCode = all.findings.length > 0 ? 1 : 0
}
