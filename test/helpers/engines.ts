import { existsSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import type { Test } from 'tap'
import t from 'tap'
import { type Config, loadConfig } from '../../src/config.js'
import { migrate } from '../../src/db/migrate.js'
import { type Database, extensions, openDatabase, wrapPglite } from '../../src/db/open.js'
import { createStore } from '../../src/db/tx.js'
import { type Deps, silentLog } from '../../src/deps.js'
import { type ManualClock, manualClock } from '../../src/kernel/clock.js'
import { seededIds } from '../../src/kernel/ids.js'
import type { Platform } from '../../src/platform/port.js'
import { EMPTY } from './empty.js'
import { TEMPLATE } from './template.js'

/** Set by the suite's runner (test/helpers/run.ts): a running Postgres with a migrated template, and a migrated PGlite snapshot. */
const POSTGRES = process.env.ALLIES_TEST_POSTGRES
const SNAPSHOT = process.env.ALLIES_TEST_SNAPSHOT

export const START = '2026-03-01T20:00:00.000Z'

export type TestDeps = Deps & { clock: ManualClock; database: Database }

export interface EngineOptions {
  platform?: Platform | null
  config?: Record<string, string>
}

export const testConfig = (env: Record<string, string> = {}): Config =>
  loadConfig({
    SECRET: 'a test secret of more than thirty-two characters',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://localhost:3000',
    REQUESTS_PER_MINUTE: '1000000',
    ...env,
  })

/** Runs the same test on both engines, each on a migrated database of its own. Without a Postgres that leg is skipped, visibly. */
export function onBoth(name: string, fn: (t: Test, deps: TestDeps) => Promise<void>, options: EngineOptions = {}): void {
  t.test(`${name} [pglite]`, async (t) => fn(t, await depsOn('pglite', options)))
  if (POSTGRES) t.test(`${name} [postgres]`, async (t) => fn(t, await depsOn('postgres', options)))
  else t.test(`${name} [postgres]`, { skip: 'no Postgres: run the suite with npm test' }, async () => undefined)
}

/** Only where a real second session matters: PGlite has one, so it hides races. */
export function onPostgres(name: string, fn: (t: Test, deps: TestDeps) => Promise<void>, options: EngineOptions = {}): void {
  if (POSTGRES) t.test(`${name} [postgres]`, async (t) => fn(t, await depsOn('postgres', options)))
  else t.test(`${name} [postgres]`, { skip: 'no Postgres: run the suite with npm test' }, async () => undefined)
}

/** One database per engine and test file, emptied for each test: a new one would cost a second of CPU every time. */
const shared = new Map<'pglite' | 'postgres', Promise<Database>>()

async function sharedDatabase(engine: 'pglite' | 'postgres'): Promise<Database> {
  let opening = shared.get(engine)
  if (!opening) {
    opening = engine === 'pglite' ? freshPglite() : freshPostgres(t)
    shared.set(engine, opening)
    const database = await opening
    t.teardown(() => database.close())
    return database
  }
  const database = await opening
  await database.executeSql(EMPTY)
  return database
}

export async function depsOn(engine: 'pglite' | 'postgres', options: EngineOptions = {}): Promise<TestDeps> {
  const database = await sharedDatabase(engine)
  const clock = manualClock(START)
  const ids = seededIds(1, () => clock.now().getTime())
  return {
    config: testConfig(options.config),
    store: createStore(database, clock, ids),
    clock,
    ids,
    platform: options.platform ?? null,
    log: silentLog,
    database,
  }
}

/** A test's process lives too short for a second, optimising compilation of all Postgres: it takes more CPU than it saves. */
export const compileOnce = () => setFlagsFromString('--liftoff-only')

export async function freshPglite(): Promise<Database> {
  compileOnce()
  if (SNAPSHOT && existsSync(SNAPSHOT)) {
    const pglite = await PGlite.create({ loadDataDir: new Blob([readFileSync(SNAPSHOT)]), extensions: await extensions() })
    return wrapPglite(pglite)
  }
  const database = await openDatabase({ dataDir: 'memory://' })
  await migrate(database)
  return database
}

let serial = 0

async function freshPostgres(t: Test): Promise<Database> {
  const name = `t_${process.pid}_${++serial}`
  const admin = new pg.Client({ connectionString: POSTGRES })
  await admin.connect()
  await admin.query(`create database ${name} template ${TEMPLATE}`)
  await admin.end()
  const url = new URL(POSTGRES ?? '')
  url.pathname = `/${name}`
  t.teardown(async () => {
    const client = new pg.Client({ connectionString: POSTGRES })
    await client.connect()
    await client.query(`drop database if exists ${name} with (force)`)
    await client.end()
  })
  // Many tests share two cores: what is tested by many at once is who wins, not how soon.
  return openDatabase({ databaseUrl: url.href, dataDir: '.', connectionTimeoutMs: 30_000 })
}
