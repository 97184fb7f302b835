/**
 * `npm test`: one build, one Postgres and one migrated snapshot for the whole suite, then the test files, several to a process, then
 * the totals alone on the last line. Files or folders may be named, e.g. `npm test -- test/lists`.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { buildIfStale, compileTests } from './compile.js'
import { startPostgres } from './postgres.js'
import { type Outcome, runFiles } from './run-files.js'
import { makeSnapshot } from './snapshot.js'
import { TEMPLATE } from './template.js'

const named = (...names: string[]) => names.map((name) => join('test', `${name}.test.ts`))

/**
 * What takes longest comes first, so that the last minute has work for every core, and shares a process only with the one beside it; what
 * kills processes or looks at their memory with none. A wrong guess costs time, nothing else.
 */
const LONG = [
  named('nominations/import-kill'),
  named('cli/plans'),
  named('nominations/imports-bombs'),
  named('sim/sim'),
  named('fuzz/fuzz'),
  named('nominations/imports'),
  named('nominations/imports-routes'),
  named('lists/apply'),
  named('nominations/limits'),
  named('directory/identity/merge'),
  named('directory/freshness/renames'),
  named('nominations/bursts'),
  named('http/idempotency'),
  named('http/server'),
  named('kill/kill'),
  named('nominations/unpack'),
  // Looks at what Postgres remembers of a connection, which is others' memory where they share one.
  named('directory/drafts'),
]

/** What mostly waits for clocks that cannot be put forward (time-outs of sockets, polls, the queue's looks): beside the others, one at a time. */
const WAITING = named('web/board', 'web/board-deployment', 'jobs/worker')

/** As many of the other files share a process (test/helpers/several.ts), neighbours in the order of their names. */
const TOGETHER = 10

const given = process.argv.slice(2)
/** `--alone` gives every file a process of its own: for a test that fails only where others ran before it. */
const alone = given.includes('--alone')
const files = testFiles(given.filter((one) => one !== '--alone'))
const started = performance.now()
if (!buildIfStale()) process.exit(1)
compileTests()
const work = mkdtempSync(join(tmpdir(), 'allies-test-'))
const cluster = await startPostgres()
let outcomes: Outcome[] = []
try {
  const snapshot = join(work, 'pglite.tar')
  await makeTemplate(cluster.url)
  await makeSnapshot(snapshot)
  outcomes = await runAll(files, { ...process.env, ALLIES_TEST_POSTGRES: cluster.url, ALLIES_TEST_SNAPSHOT: snapshot })
} finally {
  await cluster.stop()
  rmSync(work, { recursive: true, force: true })
}
tell(outcomes)

/** The test files that are named, or that lie in the folders that are; all of them if nothing is. */
function testFiles(asked: string[]): string[] {
  const found = (asked.length === 0 ? ['test'] : asked).flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [join(path)]
    return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((file) => join(path, file))
  })
  const tests = [...new Set(found.filter((file) => file.endsWith('.test.ts')))]
  const missing = asked.filter((path) => !statSync(path, { throwIfNoEntry: false }))
  if (missing.length === 0 && tests.length > 0) {
    return tests.sort()
  }
  console.error(missing.length > 0 ? `There is no ${missing.join(', no ')}.` : 'There is no test file there.')
  process.exit(1)
}

async function makeTemplate(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`create database ${TEMPLATE}`)
  await admin.end()
  const address = new URL(url)
  address.pathname = `/${TEMPLATE}`
  // On a busy machine even the first connection takes its time.
  const database = await openDatabase({ databaseUrl: address.href, dataDir: '.', connectionTimeoutMs: 30_000 })
  await prepareDatabase(database)
  await database.close()
}

/** What runs in one process each, in the order in which they should begin. */
function shares(files: string[]): string[][] {
  const long = LONG.map((share) => share.filter((file) => files.includes(file))).filter((share) => share.length > 0)
  const others = files.filter((file) => !LONG.flat().includes(file) && !WAITING.includes(file))
  const together = Array.from({ length: Math.ceil(others.length / TOGETHER) }, (_, i) => others.slice(i * TOGETHER, (i + 1) * TOGETHER))
  return alone ? [...long.flat(), ...others].map((file) => [file]) : [...long, ...together]
}

/** As many at a time as there are cores, and one more: they wait for each other, for Postgres and for clocks. */
async function runAll(files: string[], env: NodeJS.ProcessEnv): Promise<Outcome[]> {
  const done: Outcome[] = []
  const tell = (outcome: Outcome) => {
    done.push(outcome)
    const { file, seconds, cpuSeconds, faults, report } = outcome
    console.log(`${faults.length > 0 ? 'FAIL' : ' ok '} ${file} ${seconds.toFixed(1)} s, of CPU ${cpuSeconds.toFixed(1)} s`)
    if (faults.length > 0) console.log(report.join('\n'))
  }
  const working = shares(files)
  const waiting = WAITING.filter((file) => files.includes(file)).map((file) => [file])
  const lane = async (...queues: string[][][]) => {
    for (const queue of queues) for (let share = queue.shift(); share; share = queue.shift()) await runFiles(share, env, tell)
  }
  const lanes = Array.from({ length: Math.max(2, availableParallelism()) }, () => lane(working, waiting))
  await Promise.all([...lanes, lane(waiting, working)])
  return done
}

function tell(outcomes: Outcome[]): void {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const slowest = [...outcomes].sort((a, b) => b.seconds - a.seconds).slice(0, 10)
  if (outcomes.length > 10) console.log(`\nSlowest: ${slowest.map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`).join(', ')}`)
  for (const { file, faults } of outcomes) for (const fault of faults) console.log(`FAIL ${file}: ${fault}`)
  const skipped = sum((outcome) => outcome.skipped)
  const failed = sum((outcome) => outcome.faults.length)
  console.log(`${Math.round((performance.now() - started) / 1000)} s, of CPU in the tests' own processes ${Math.round(sum(({ cpuSeconds }) => cpuSeconds))} s`)
  console.log(`${sum((outcome) => outcome.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failed === 0 ? 0 : 1
}
