import dns from 'node:dns'
import { existsSync, readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { PGlite } from '@electric-sql/pglite'
import type { FastifyPluginAsync, InjectOptions } from 'fastify'
import { SCOPES } from '../../src/access/scopes.js'
import { createKey, revokeKey } from '../../src/access/service.js'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { type Database, extensions, openDatabase, wrapPglite } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { createStore } from '../../src/db/tx.js'
import { type Deps, silentLog } from '../../src/deps.js'
import type { App } from '../../src/http/app-types.js'
import { type ManualClock, manualClock } from '../../src/kernel/clock.js'
import { seededIds } from '../../src/kernel/ids.js'
import { startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { EMPTY } from '../helpers/empty.js'
import type { People } from './draw.js'
import { addressOf, type Request, type Response, type Who } from './request.js'

const START = '2026-03-01T19:00:00.000Z'
const DAY_MS = 86_400_000
const OWNER = '14000001'

export interface World {
  app: App
  deps: Deps
  clock: ManualClock
  people: People
  hasX: boolean
  send(request: Pick<Request, 'method' | 'path' | 'query' | 'headers' | 'payload' | 'who'>): Promise<Response>
  /** Reads what is public and kept ready, as a stranger; what of it was not as it would have been made anew. */
  outdated(): Promise<string[]>
  /** How many records and events there are: what a refused write must not change. */
  traces(): Promise<string>
  close(): Promise<void>
}

/** Migrated, in memory. @param snapshot of a migrated database, if there is one: it is loaded in a fraction of the time */
export async function openPglite(snapshot = process.env.ALLIES_TEST_SNAPSHOT): Promise<Database> {
  if (snapshot && existsSync(snapshot))
    return wrapPglite(await PGlite.create({ loadDataDir: new Blob([readFileSync(snapshot)]), extensions: await extensions() }))
  const database = await openDatabase({ dataDir: 'memory://' })
  await prepareDatabase(database)
  return database
}

export async function openPostgres(databaseUrl: string): Promise<Database> {
  const database = await openDatabase({ databaseUrl, dataDir: '.', connectionTimeoutMs: 30_000 })
  await prepareDatabase(database)
  return database
}

/** Requests invent addresses, and the product may be made to ask them: no name leads anywhere but to this machine while this is on. */
export function closeTheWeb(): () => void {
  const { lookup } = dns
  const nowhere = (name: string, options: unknown, done: unknown) => {
    const answer = (typeof options === 'function' ? options : done) as (error: Error | null, address?: string, family?: number) => void
    if (name === 'localhost' || name === '127.0.0.1') return void (lookup as unknown as (...all: unknown[]) => void)(name, options, done)
    queueMicrotask(() => answer(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' })))
  }
  dns.lookup = nowhere as unknown as typeof dns.lookup
  syncBuiltinESMExports()
  return () => {
    dns.lookup = lookup
    syncBuiltinESMExports()
  }
}

/** A whole server on an emptied database, with everything that varies fixed by the seed. Even seeds have a simulated X, odd ones none. */
export async function openWorld(database: Database, seed: number, planted: FastifyPluginAsync[] = []): Promise<World> {
  await database.executeSql(EMPTY)
  const clock = manualClock(START)
  const ids = seededIds(seed, () => clock.now().getTime())
  const hasX = seed % 2 === 0
  const config = loadConfig({
    SECRET: 'a secret of the fuzzer, longer than thirty-two characters',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://localhost:3000',
    REQUESTS_PER_MINUTE: '1000000',
    NOMINATIONS_PER_HOUR: '100000',
    ...(hasX ? { X_MONTHLY_BUDGET_USD: '1000' } : {}),
  })
  const deps: Deps = { config, store: createStore(database, clock, ids), clock, ids, platform: null, log: silentLog }
  const simulator = hasX ? await startX(deps, seed) : null
  let wrong: string[] = []
  const app = await buildApp(deps, {
    before: planted,
    page_differs: (address, kept, made) => {
      wrong.push(`${address} was kept as ${kept} and is ${made}`)
      return new Error('an answer was kept too long')
    },
  })
  await app.ready()
  const people = await invite(deps)
  // Keys were made and one ran out: from here on it is the fuzzer's time.
  return {
    app,
    deps,
    clock,
    people,
    hasX,
    send: (request) => send(app, request),
    outdated: async () => {
      for (const path of KEPT) await app.inject(path)
      const found = wrong
      wrong = []
      return found
    },
    traces: async () => JSON.stringify(await database.executeSql(TRACES)),
    close: async () => {
      await app.close()
      await simulator?.close()
    },
  }
}

const KEPT = ['/api/v1/allies', '/api/v1/allies?sort=-support&count=true', '/api/v1/categories', '/api/v1/lists']
const TRACES = 'select (select count(*) from audit) as records, (select count(*) from outbox) as events'

async function startX(deps: Deps, seed: number) {
  const users = Array.from({ length: 12 }, (_, i) => ({
    id: String(14_000_101 + i),
    username: `Org${i + 1}_eg`,
    name: `Organisation ${i + 1}`,
    description: 'A community kitchen that cooks warm meals for the neighbourhood.',
    followers_count: 1_000 + i,
  }))
  const clock = deps.clock as ManualClock
  const simulator = await startSimulator({ clock, seed, scenario: { users: [{ id: OWNER, username: 'swchat_eg', name: 'Sample SW Chat' }, ...users] } })
  deps.platform = createXPlatform({
    baseUrl: simulator.url,
    credentials: simulator.credentials(OWNER),
    clock,
    meter: () => undefined,
    timeoutMs: 5_000,
    random: () => 0.5,
  })
  return simulator
}

/** Keys of every kind: an administrator's, one for each scope, and some that open nothing. */
async function invite(deps: Deps): Promise<People> {
  const who = (name: string, key: string | undefined, scopes: readonly string[], bad = false): Who => ({
    name,
    authorization: key === undefined ? undefined : `Bearer ${key}`,
    scopes,
    bad,
  })
  const keys = new Set<string>()
  const make = async (name: string, scopes: string[], expires_at?: Date) => {
    const made = await createKey(deps, { name, scopes, actor: 'fuzz', ...(expires_at ? { expires_at } : {}) })
    keys.add(made.id)
    return made
  }
  const scoped: Who[] = []
  for (const scope of SCOPES.filter((one) => one !== 'admin')) scoped.push(who(scope, (await make(scope, [scope])).key, [scope]))
  const revoked = await make('revoked', ['admin'])
  await revokeKey(deps, 'fuzz', revoked.id)
  const expired = await make('expired', ['admin'], new Date(deps.clock.now().getTime() + DAY_MS))
  ;(deps.clock as ManualClock).advance(2 * DAY_MS)
  const admin = who('admin', (await make('admin', ['admin'])).key, SCOPES)
  const invented = `${admin.authorization?.slice('Bearer '.length, -4)}0000`
  return {
    keys,
    admin,
    nobody: who('nobody', undefined, []),
    scoped,
    bad: [
      who('a revoked key', revoked.key, [], true),
      who('an expired key', expired.key, [], true),
      who('an invented key', invented, [], true),
      { name: 'another scheme', authorization: 'Basic YWRtaW46YWRtaW4=', scopes: [], bad: true },
      { name: 'a bare word', authorization: 'admin', scopes: [], bad: true },
    ],
  }
}

async function send(app: App, request: Pick<Request, 'method' | 'path' | 'query' | 'headers' | 'payload' | 'who'>): Promise<Response> {
  const { authorization } = request.who
  const options = {
    method: request.method as 'GET',
    url: addressOf(request),
    headers: { ...request.headers, ...(authorization === undefined ? {} : { authorization }) },
    ...(request.payload === undefined ? {} : { payload: request.payload }),
  } satisfies InjectOptions
  const before = performance.now()
  const answer = await app.inject(options)
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]))
  return { status: answer.statusCode, headers, text: answer.body, body: parsed(headers['content-type'], answer.body), ms: performance.now() - before }
}

function parsed(type: string | undefined, text: string): unknown {
  if (!/[/+]json\b/.test(type ?? '') || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
