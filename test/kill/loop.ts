import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type Server, startServer } from './server.js'
import { FOUND, idIn, KINDS, type Write, writeOf } from './writes.js'

export interface KillOptions {
  /** An empty, migrated database of a real Postgres. */
  databaseUrl: string
  kills: number
  clients: number
  /** After each kill: how many requests are still in doubt when all were repeated. */
  told?: ((kill: number, inDoubt: number) => void) | undefined
}

export interface Killed {
  kills: number
  acknowledged: number
  /** Requests that a kill left in doubt, and were repeated. */
  retried: number
  /** Of these, how many had been written: they were answered as the first time. */
  replayed: number
  /** What was acknowledged and is not there, or is there under another id. */
  lost: string[]
  /** What stands more than once, or that nobody was told of. */
  doubled: string[]
  /** What stands there without its one event and its one record. */
  uneven: string[]
  /** Requests to which no answer came, or one that is no success, although they were repeated. */
  unanswered: string[]
}

/**
 * RELIABILITY.md §5. Clients write without end, each request under an Idempotency-Key of its own; the server is killed by SIGKILL again and again, and what was in doubt is
 * repeated with the same key. Series, chats, lists and nominations, mixed: of chats and lists two alike would both stand.
 */
export async function killLoop({ databaseUrl, kills, clients, told }: KillOptions): Promise<Killed> {
  const servers: Server[] = []
  const start = async () => {
    const server = await startServer(databaseUrl)
    servers.push(server)
    return server
  }
  try {
    let server = await start()
    const { key } = server
    const post = (path: string, idempotencyKey: string, body: object) =>
      fetch(`${server.url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
      })
    const series = (await (await post('/series', randomUUID(), { hashtag: '#Kill_eg', name: 'Kill', timezone: 'UTC' })).json()) as { id: string }

    const acknowledged = new Map<string, { write: Write; id: string | undefined }>()
    const inDoubt = new Map<string, Write>()
    const refused = new Map<string, string>()
    let [serial, retried, replayed] = [0, 0, 0]
    const send = async (write: Write): Promise<void> => {
      try {
        for (;;) {
          const answer = await post(write.path, write.key, write.body)
          const body = (await answer.json()) as { code?: string; id?: string; nominations?: { id: string }[] }
          if (answer.ok) {
            if (answer.headers.get('idempotent-replayed') === 'true') replayed++
            acknowledged.set(write.key, { write, id: idIn(write.kind, body) })
            inDoubt.delete(write.key)
            return
          }
          // The killed server's transaction may not have been noticed as dead yet.
          if (body.code !== 'idempotency_in_progress') {
            refused.set(write.key, `${write.kind} ${write.key}: ${answer.status} ${body.code}`)
            inDoubt.delete(write.key)
            return
          }
          await delay(20)
        }
      } catch {
        inDoubt.set(write.key, write)
      }
    }

    for (let kill = 1; kill <= kills; kill++) {
      // Started before the clients press, which would make it take thrice as long.
      const following = await start()
      let alive = true
      const working = Array.from({ length: clients }, async (_, client) => {
        for (let i = client; alive; i++) await send(writeOf(KINDS[i % KINDS.length] ?? 'chat', randomUUID(), ++serial, series.id))
      })
      await delay(50 + ((kill * 89) % 250))
      const ended = once(server.child, 'exit')
      server.child.kill('SIGKILL')
      alive = false
      await Promise.all([...working, ended])
      server = following
      retried += inDoubt.size
      await Promise.all([...inDoubt.values()].map(send))
      told?.(kill, inDoubt.size)
    }
    const found = await inDatabase(databaseUrl, acknowledged)
    return { kills, acknowledged: acknowledged.size, retried, replayed, ...found, unanswered: [...inDoubt.keys(), ...refused.values()] }
  } finally {
    for (const { child } of servers) child.kill('SIGKILL')
  }
}

interface Row {
  name: string
  id: string
  events: string
  records: string
}

async function inDatabase(
  url: string,
  acknowledged: ReadonlyMap<string, { write: Write; id: string | undefined }>,
): Promise<Pick<Killed, 'lost' | 'doubled' | 'uneven'>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const [lost, doubled, uneven]: [string[], string[], string[]] = [[], [], []]
    for (const kind of KINDS) {
      const { rows } = await client.query<Row>(FOUND[kind])
      const byName = new Map<string, Row[]>()
      for (const row of rows) byName.set(row.name, [...(byName.get(row.name) ?? []), row])
      for (const [key, { write, id }] of acknowledged) if (write.kind === kind && !byName.get(key)?.some((row) => row.id === id)) lost.push(`${kind} ${key}`)
      for (const [name, same] of byName) if (same.length > 1 || !acknowledged.has(name)) doubled.push(`${kind} ${name}: ${same.length}`)
      for (const { name, events, records } of rows)
        if (Number(events) !== 1 || Number(records) !== 1) uneven.push(`${kind} ${name}: ${events} events, ${records} records`)
    }
    return { lost, doubled, uneven }
  } finally {
    await client.end()
  }
}
