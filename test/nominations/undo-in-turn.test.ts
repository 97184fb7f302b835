import { readFileSync } from 'node:fs'
import { createChat, createSeries } from '../../src/chats/service.js'
import { ally } from '../../src/db/schema/index.js'
import { openImport, runStoring, runUndoing, startStoring, startUndoing } from '../../src/nominations/imports/service.js'
import { onBoth } from '../helpers/engines.js'

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
