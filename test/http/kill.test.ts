import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { TEMPLATE } from '../helpers/template.js'

const POSTGRES = process.env.ALLIES_TEST_POSTGRES
const KILLS = Number(process.env.ALLIES_TEST_KILLS ?? 5)
const CLIENTS = 6

// A start takes a second, on a busy machine several.
t.setTimeout(300_000)

interface Server {
  child: ChildProcess
  url: string
  /** Printed by the very first start only. */
  key: string | undefined
}

async function startServer(databaseUrl: string): Promise<Server> {
  const child = spawn(process.execPath, ['dist/cli.js', 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      REQUESTS_PER_MINUTE: '1000000',
      DATABASE_URL: databaseUrl,
      SECRET: 'a test secret of more than thirty-two characters',
      WORKER: 'false',
      NODE_OPTIONS: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let key: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    key ??= /alk_live_\w+/.exec(line)?.[0]
    const url = / is at (http:\S+)/.exec(line)?.[1]
    if (url) return { child, url, key }
  }
  throw new Error('the server ended before it listened')
}

/** RELIABILITY.md §5. Chats have no natural key: one that is made twice stands twice. */
t.test(
  'killed again and again: what was acknowledged stands once, and nothing stands twice',
  { skip: POSTGRES ? false : 'no Postgres: run the suite with npm test' },
  async (t) => {
    const name = `t_kill_${process.pid}`
    const admin = new pg.Client({ connectionString: POSTGRES })
    await admin.connect()
    await admin.query(`create database ${name} template ${TEMPLATE}`)
    const url = new URL(POSTGRES ?? '')
    url.pathname = `/${name}`
    const servers: Server[] = []
    t.teardown(async () => {
      for (const { child } of servers) child.kill('SIGKILL')
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    })
    const start = async () => {
      const server = await startServer(url.href)
      servers.push(server)
      return server
    }

    let server = await start()
    const { key } = server
    const post = (path: string, idempotencyKey: string, body: object) =>
      fetch(`${server.url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
      })
    const series = (await (await post('/series', randomUUID(), { hashtag: '#Kill_eg', name: 'Kill', timezone: 'UTC' })).json()) as { id: string }

    /** Topic (its key) → the id that was acknowledged; of those in doubt none. */
    const acknowledged = new Map<string, string>()
    const inDoubt = new Set<string>()
    /** A series meets once at a time, so each chat has a minute of its own. */
    const minutes = new Map<string, number>()
    const startOf = (topic: string) => {
      const minute = minutes.get(topic) ?? minutes.size
      minutes.set(topic, minute)
      return new Date(Date.UTC(2026, 2, 1, 15, minute)).toISOString()
    }
    let replayed = 0
    const send = async (topic: string): Promise<void> => {
      try {
        for (;;) {
          const answer = await post('/chats', topic, { series_id: series.id, starts_at: startOf(topic), topic })
          const body = (await answer.json()) as { id: string; code?: string }
          if (answer.status === 201) {
            if (answer.headers.get('idempotent-replayed') === 'true') replayed++
            acknowledged.set(topic, body.id)
            inDoubt.delete(topic)
            return
          }
          // The killed server's transaction may not have been noticed as dead yet.
          if (body.code !== 'idempotency_in_progress') throw new Error(`${answer.status} ${body.code}`)
          await delay(20)
        }
      } catch {
        inDoubt.add(topic)
      }
    }

    let retries = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      // Started before the clients press, which would make it take thrice as long.
      const following = await start()
      let alive = true
      const clients = Array.from({ length: CLIENTS }, async () => {
        while (alive) await send(randomUUID())
      })
      await delay(50 + ((kill * 89) % 200))
      const ended = once(server.child, 'exit')
      server.child.kill('SIGKILL')
      alive = false
      await Promise.all([...clients, ended])
      server = following
      retries += inDoubt.size
      await Promise.all([...inDoubt].map(send))
      t.equal(inDoubt.size, 0, `after kill ${kill} every request in doubt was answered when it was repeated`)
    }

    const database = new pg.Client({ connectionString: url.href })
    await database.connect()
    const count = async (text: string) => Number((await database.query(text)).rows[0].count)
    const stored = new Map((await database.query('select topic, id from chat')).rows.map((row: { topic: string; id: string }) => [row.topic, row.id]))
    t.same(
      [...acknowledged].filter(([topic, id]) => stored.get(topic) !== id),
      [],
      'none is lost',
    )
    t.equal(await count('select count(*) from chat'), acknowledged.size, 'none stands twice, and none that nobody knows of')
    t.equal(await count("select count(*) from outbox where type = 'chat.created'"), acknowledged.size)
    t.equal(await count("select count(*) from audit where action = 'chat.create'"), acknowledged.size)
    await database.end()
    t.ok(
      retries >= KILLS,
      `the kills hit requests under way: ${KILLS} kills, ${acknowledged.size} acknowledged, ${retries} in doubt, of which ${replayed} had been written`,
    )
  },
)
