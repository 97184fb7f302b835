import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { type Database, openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { account, ally } from '../../src/db/schema/index.js'
import { createStore } from '../../src/db/tx.js'
import { systemClock, systemIds } from '../../src/deps.js'
import { startPostgres } from '../helpers/postgres.js'
import { type Bench, type Load, load, median, rounded } from './measure.js'

const ALLIES = 1_000
const PATH = '/api/v1/allies?limit=50'
const ROUNDS = 3
const SECONDS = 1

/** A page of fifty allies of a thousand, over loopback, against node:http sending the same bytes; logging as when serving. */
export async function read(): Promise<Bench> {
  const servers: { name: string; url: string; close(): Promise<void> }[] = [await productOn('pglite', await openDatabase({ dataDir: 'memory://' }))]
  const cluster = await startPostgres().catch((error: unknown) => {
    console.log(`no Postgres here, that leg is left out: ${error instanceof Error ? error.message : error}`)
    return null
  })
  if (cluster) servers.push(await productOn('postgres', await openDatabase({ databaseUrl: cluster.url, dataDir: '.' })))
  const sample = await fetch(`${servers[0]?.url}${PATH}`)
  const bytes = Buffer.from(await sample.arrayBuffer())
  servers.unshift(await rawServer(bytes, sample.headers))
  try {
    const taken = new Map<string, Load[]>(servers.map((server) => [server.name, []]))
    for (const server of servers) await load(server.url + PATH, 1)
    for (let round = 0; round < ROUNDS; round++) for (const server of servers) taken.get(server.name)?.push(await load(server.url + PATH, SECONDS))
    const figure = (name: string, of: keyof Load) => median((taken.get(name) ?? []).map((one) => one[of]))
    const reference = figure('reference', 'per_second')
    const names = servers.map((server) => server.name)
    return {
      name: 'read',
      ratios: Object.fromEntries(names.slice(1).map((name) => [name, rounded(figure(name, 'per_second') / reference)])),
      absolute: {
        bytes: bytes.length,
        ...Object.fromEntries(names.map((name) => [`${name}_per_second`, rounded(figure(name, 'per_second'))])),
        ...Object.fromEntries(names.map((name) => [`${name}_p99_ms`, figure(name, 'p99_ms')])),
      },
    }
  } finally {
    for (const server of servers) await server.close()
    await cluster?.stop()
  }
}

async function productOn(name: string, database: Database) {
  await prepareDatabase(database)
  const config = loadConfig({
    SECRET: 'a secret of the bench, longer than thirty-two characters',
    REQUESTS_PER_MINUTE: '1000000',
    PUBLIC_URL: 'http://localhost:3000',
  })
  const clock = systemClock
  const ids = systemIds(clock)
  const store = createStore(database, clock, ids)
  await fill(database)
  // Every request is logged in service, so it is here.
  const log = pino({ level: 'info' }, pino.destination('/dev/null'))
  const app = await buildApp({ config, store, clock, ids, platform: null, log }, { logger: log })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    name,
    url,
    close: async () => {
      await app.close()
      await database.close()
    },
  }
}

async function fill(database: Database): Promise<void> {
  const at = new Date('2026-03-01T20:00:00Z')
  const pad = (n: number) => String(n).padStart(26, '0')
  for (let from = 0; from < ALLIES; from += 250) {
    const rows = Array.from({ length: 250 }, (_, i) => from + i)
    await database.db.insert(ally).values(
      rows.map((n) => ({
        id: `aly_${pad(n)}`,
        kind: 'organisation' as const,
        name: `Neighbourhood Kitchen ${n}`,
        name_key: `neighbourhood kitchen ${n}`,
        search_key: `neighbourhood kitchen ${n} kitchen${n}_eg`,
        url: `https://kitchen${n}.example`,
        status: 'approved' as const,
        gate: 'ally' as const,
        gate_reasons: [{ rule: 'bench', detail: 'made for the bench' }],
        gate_by: 'organiser' as const,
        own_gate: { gate: 'ally' as const, reasons: [], by: 'organiser' as const, at: null },
        canonical_id: `aly_${pad(n)}`,
        section: 'D',
        section_reasons: [],
        section_by: 'rules' as const,
        tags: ['SO', 'FD'],
        body_kind: 'charity',
        support: n % 17,
        change_seq: n,
        created_at: at,
        updated_at: at,
        published_at: at,
      })),
    )
    await database.db.insert(account).values(
      rows.map((n) => ({
        id: `acc_${pad(n)}`,
        ally_id: `aly_${pad(n)}`,
        handle_key: `kitchen${n}_eg`,
        handle: `Kitchen${n}_eg`,
        x_user_id: String(14_000_000 + n),
        state: 'active' as const,
        checked_at: at,
        created_at: at,
      })),
    )
  }
  await database.executeSql('analyze ally')
  await database.executeSql('analyze account')
}

async function rawServer(bytes: Buffer, headers: Headers) {
  const kept: Record<string, string> = {}
  headers.forEach((value, name) => {
    if (!['connection', 'keep-alive', 'date', 'transfer-encoding'].includes(name)) kept[name] = value
  })
  const server = createServer((_request, response) => {
    response.writeHead(200, { ...kept, 'content-length': bytes.length })
    response.end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    name: 'reference',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
