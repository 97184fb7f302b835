import { readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import t from 'tap'
import { createChat, createSeries } from '../../src/chats/service.js'
import { ally, nomination } from '../../src/db/schema/index.js'
import { acceptedOf, getImport, openImport, runStoring, runUndoing, startStoring, startUndoing } from '../../src/nominations/imports/service.js'
import { depsOn, onBoth } from '../helpers/engines.js'

const sample = (name: string) => ({ given: { bytes: readFileSync(new URL(`../fixtures/archives/${name}`, import.meta.url)) }, file_name: name })

onBoth('of two files of one chat, each undone, in either order, nothing is left', async (t, deps) => {
  const series = await createSeries(deps, 'cli', { hashtag: '#SWHelper', name: 'Sample chat', timezone: 'Europe/London', hosts: ['swchat_eg'] })
  const chat = await createChat(deps, 'cli', { series_id: series.id, starts_at: '2014-03-30T20:00', topic: 'Allies' })
  const take = async (name: string) => {
    const { id } = await openImport(deps, { ...sample(name), chat_id: chat.id, actor: 'cli' })
    await startStoring(deps, 'cli', id)
    await runStoring(deps, id)
    return id
  }
  const undo = async (id: string) => {
    await startUndoing(deps, 'cli', id)
    await runUndoing(deps, id)
  }
  const entries = () => deps.store.db.select({ id: ally.id }).from(ally)
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const ids = [await take('hydrated-v1.1.jsonl'), await take('tags-v6.csv')]
    const drafted = (await entries()).length
    t.ok(drafted > 0)
    await undo(ids[order[0] ?? 0] ?? '')
    t.equal((await entries()).length, drafted, 'the other file says it still')
    await undo(ids[order[1] ?? 0] ?? '')
    t.same(await entries(), [])
  }
})

const crowd = (posts: number, more = '') =>
  new TextEncoder().encode(
    `${Array.from({ length: posts }, (_, n) => `[20:03] P${n} @p${n}_eg: A1 ${[0, 1, 2, 3, 4].map((i) => `@Org${(n + i * 7) % 40}_eg`).join(' ')}`).join('\n')}${more}`,
  )

t.test('a file is taken back while another with the same voices is stored: what the other says stays, whichever comes first', async (t) => {
  const deps = await depsOn('postgres')
  const series = await createSeries(deps, 'cli', { hashtag: '#SWHelper', name: 'Sample chat', timezone: 'Europe/London', hosts: ['swchat_eg'] })
  for (const [round, late] of [0, 60, 150, 300].entries()) {
    const chat = await createChat(deps, 'cli', { series_id: series.id, starts_at: `2014-03-3${round % 2}T2${Math.floor(round / 2)}:00`, topic: 'Allies' })
    const open = (bytes: Uint8Array, name: string) => openImport(deps, { given: { bytes }, file_name: name, chat_id: chat.id, actor: 'cli' })
    const one = await open(crowd(900), 'one.txt')
    const other = await open(crowd(900, '\n[20:04] Late @late_eg: A1 @Org1_eg'), 'other.txt')
    await startStoring(deps, 'cli', one.id)
    await runStoring(deps, one.id)
    const { nominations: expected } = await acceptedOf(deps, other.id)
    t.ok(expected > 4000)
    await startStoring(deps, 'cli', other.id)
    await startUndoing(deps, 'cli', one.id)
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    await Promise.all([runStoring(deps, other.id), wait(late).then(() => runUndoing(deps, one.id))])
    t.equal(await deps.store.db.$count(nomination, eq(nomination.chat_id, chat.id)), expected, `taken back ${late} ms after the other began`)
    t.match(await getImport(deps, other.id), { state: 'done', counts: { added: expected, already: 0 } })
  }
})
