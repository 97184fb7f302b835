/**
 * `npm test`: one build, one Postgres and one migrated snapshot for the whole suite, then every test file in a process of its own, then
 * the totals alone on the last line. Files or folders may be named, e.g. `npm test -- test/lists`.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { buildIfStale, compileTests } from './compile.js'
import { startPostgres } from './postgres.js'
import { type Outcome, runFile } from './run-file.js'
import { TEMPLATE } from './template.js'

const named = (...names: string[]) => names.map((name) => join('test', `${name}.test.ts`))

/** What takes longest comes first, so that the last minute has work for every core. A wrong guess costs time, nothing else. */
const SLOW = named(
  'nominations/import-kill',
  'http/kill',
  'nominations/imports-bombs',
  'lists/apply',
  'nominations/bursts',
  'nominations/imports',
  'nominations/imports-routes',
  'http/idempotency',
  'nominations/limits',
  'web/imports',
  'http/server',
  'sim/sim',
)

/** What mostly waits for clocks that cannot be put forward (time-outs of sockets, polls, the queue's looks): beside the others, one at a time. */
const WAITING = named('web/board', 'web/board-deployment', 'jobs/worker')

const files = testFiles(process.argv.slice(2))
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
    const rank = (file: string) => (SLOW.includes(file) ? SLOW.indexOf(file) : SLOW.length)
    return tests.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
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

async function makeSnapshot(file: string): Promise<void> {
  const database = await openDatabase({ dataDir: 'memory://' })
  await prepareDatabase(database)
  const dump = await database.pglite?.dumpDataDir('none')
  if (dump) writeFileSync(file, Buffer.from(await dump.arrayBuffer()))
  await database.close()
}

/** As many at a time as there are cores, and one more of those that wait. */
async function runAll(files: string[], env: NodeJS.ProcessEnv): Promise<Outcome[]> {
  const done: Outcome[] = []
  const lane = async (queue: string[]) => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const outcome = await runFile(file, env)
      done.push(outcome)
      console.log(`${outcome.faults.length > 0 ? 'FAIL' : ' ok '} ${file} ${outcome.seconds.toFixed(1)} s`)
      if (outcome.faults.length > 0) console.log(outcome.report)
    }
  }
  const waiting = files.filter((file) => WAITING.includes(file))
  const working = files.filter((file) => !WAITING.includes(file))
  const lanes = Array.from({ length: Math.max(2, availableParallelism()) }, () => lane(working))
  await Promise.all([...lanes, lane(waiting)])
  return done
}

function tell(outcomes: Outcome[]): void {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const slowest = [...outcomes].sort((a, b) => b.seconds - a.seconds).slice(0, 10)
  if (outcomes.length > 10) console.log(`\nSlowest: ${slowest.map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`).join(', ')}`)
  for (const { file, faults } of outcomes) for (const fault of faults) console.log(`FAIL ${file}: ${fault}`)
  const skipped = sum((outcome) => outcome.skipped)
  const failed = sum((outcome) => outcome.faults.length)
  console.log(`${Math.round((performance.now() - started) / 1000)} s`)
  console.log(`${sum((outcome) => outcome.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failed === 0 ? 0 : 1
}
