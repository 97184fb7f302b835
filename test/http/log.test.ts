import { sql } from 'drizzle-orm'
import t from 'tap'
import { sqlState } from '../../src/db/tx.js'
import { createLog, withoutValues } from '../../src/log.js'
import { onBoth } from '../helpers/engines.js'

const NAME = 'somebody_who_spoke'

/** What is written of it, as one text. */
function written(what: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  what(createLog('trace', { write: (line: string) => void lines.push(line) }))
  return lines.join('\n')
}

onBoth('what the database refuses is logged without the values of the statement, also within other errors', async (t, { store }) => {
  const refused = await store.db.execute(sql`select ${NAME}::text, nothing_of_this from ally`).then(
    () => null,
    (error: unknown) => error,
  )
  t.ok(String(refused).includes(NAME), 'as Drizzle says it, it holds them')
  const doubled = await store
    .transaction(async (tx) => {
      await tx.db.execute(sql`create temp table said_once (name text primary key)`)
      for (let turn = 0; turn < 2; turn++) await tx.db.execute(sql`insert into said_once (name) values (${NAME})`)
    })
    .then(
      () => null,
      (error: unknown) => error,
    )
  t.equal(sqlState(doubled), '23505')
  for (const error of [refused, doubled, new Error('a job failed', { cause: refused })]) {
    const text = written((log) => {
      log.error({ err: error }, 'request failed')
      log.error({ data: ['stopping', error] }, 'stopping after an error')
    })
    t.match(text, /Failed query|failed/)
    t.notOk(text.includes(NAME), text.slice(0, 400))
    t.match(text, /log\.test/, 'where it came from')
  }
})

t.test('addresses are logged without what opens doors', async (t) => {
  const request = (url: string) => ({ method: 'GET', url, ip: '127.0.0.1' })
  for (const url of [
    '/status/Abc123',
    '/api/v1/nomination-status/Abc123',
    '/desk/owner/callback?state=Abc123',
    '/leave/callback?code=Abc123',
    '/desk/sign-in/callback?code=Abc123',
  ])
    t.notMatch(
      written((log) => log.info({ req: request(url) })),
      /Abc123/,
    )
  t.match(
    written((log) => log.info({ req: request('/api/v1/allies?q=food') })),
    /q=food/,
  )
})

t.test('an error of our own is told as it is', async (t) => {
  const own = new Error('no such thing')
  t.equal(withoutValues(own), own)
  t.equal(withoutValues('a word'), 'a word')
})
