/**
 * `npm test`: one Postgres and one migrated snapshot for the whole suite, then tap, then the totals alone on the last line.
 * Arguments are passed on to tap, e.g. `npm test -- test/lists`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { startPostgres } from './postgres.js'
import { TEMPLATE } from './template.js'

buildIfStale()
const work = mkdtempSync(join(tmpdir(), 'allies-test-'))
const started = Date.now()
const cluster = await startPostgres()
let code = 1
try {
  await makeTemplate(cluster.url)
  const snapshot = join(work, 'pglite.tar')
  await makeSnapshot(snapshot)
  code = await runTap({ ALLIES_TEST_POSTGRES: cluster.url, ALLIES_TEST_SNAPSHOT: snapshot })
} finally {
  await cluster.stop()
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = code

/** Tests that need a process of its own run what users run: dist, which must be of this very source. */
function buildIfStale(): void {
  const built = existsSync('dist/cli.js') ? statSync('dist/.tsbuildinfo', { throwIfNoEntry: false })?.mtimeMs : undefined
  const sources = readdirSync('src', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  if (built !== undefined && sources.every((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs <= built)) return
  const require = createRequire(import.meta.url)
  const { status } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', '.'], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

async function makeTemplate(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`create database ${TEMPLATE}`)
  await admin.end()
  const address = new URL(url)
  address.pathname = `/${TEMPLATE}`
  const database = await openDatabase({ databaseUrl: address.href, dataDir: '.' })
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

/** Prints tap's own output and counts every assertion from it. */
async function runTap(env: Record<string, string>): Promise<number> {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('tap/package.json')
  const bin = (require(manifest) as { bin: { tap: string } }).bin.tap
  const child = spawn(process.execPath, [join(dirname(manifest), bin), '--reporter=tap', ...process.argv.slice(2)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const totals = { passed: 0, failed: 0, skipped: 0 }
  const failures: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const point = /^(\s+)(not )?ok \d+(?: - (.*))?$/.exec(line)
    const file = /^(not )?ok \d+ - (.*)$/.exec(line)
    if (point && !line.endsWith('{')) {
      if (/# SKIP/i.test(line)) totals.skipped++
      else if (point[2]) {
        totals.failed++
        failures.push(line.trim())
      } else totals.passed++
    }
    if (file) console.log(`${file[1] ? 'FAIL' : ' ok '} ${file[2]}`)
    else if (/^\s*not ok/.test(line) || (failures.length > 0 && /^\s+(at:|diff:|stack:|found:|wanted:|[-+] ?|\S+\.tsx?:\d+|Error|message|code)/.test(line)))
      console.log(line)
  }
  const exit = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)))
  if (exit !== 0 && totals.failed === 0) totals.failed = 1
  console.log(`${Math.round((Date.now() - started) / 1000)} s`)
  console.log(`${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`)
  return exit
}
