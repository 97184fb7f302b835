import { createSeries } from '../../src/chats/service.js'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { matchEntries } from '../../src/directory/identity/matching/service.js'
import { judgesOf, learnSections } from '../../src/directory/learning/service.js'
import * as directory from '../../src/directory/service.js'
import { subjectById } from '../../src/directory/suggest.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'

async function propose(deps: TestDeps, text: string, texts: string[] = []): Promise<string> {
  const parsed = parseTarget(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return (await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts }))).ally_id
}
async function edit(deps: TestDeps, id: string, change: Parameters<typeof directory.editAlly>[4]) {
  deps.clock.advance(1_000)
  const { etag } = await directory.getReview(deps, id)
  return directory.editAlly(deps, 'key:test', id, etag, change)
}

onBoth('a body that an organiser called home is home again under its other name, until the word is taken back', async (t, deps) => {
  const first = await propose(deps, '@HarbourCasework')
  await edit(deps, first, { name: 'Harbour Casework Guild', gate: 'home', reason: 'they are our own' })
  const { field } = await judgesOf(deps.store.db, deps)
  t.ok(field.register.some(({ handles }) => handles.includes('harbourcasework')))
  const again = await propose(deps, '@CaseworkGuild_x')
  await edit(deps, again, { name: 'Harbour Casework Guild', reason: 'its name' })
  await edit(deps, again, { gate: null, reason: 'as the rules say' })
  t.equal((await directory.getReview(deps, again)).gate.verdict, 'home')
  await edit(deps, first, { gate: null, reason: 'no, I was wrong' })
  await edit(deps, again, { gate: null, reason: 'once more' })
  t.not((await directory.getReview(deps, again)).gate.verdict, 'home')
})

onBoth('sections are learned from organisers, the same words give the same model, and the shipped gold is not lost', async (t, deps) => {
  for (let i = 0; i < 4; i++) {
    const id = await propose(deps, `@Lantern${i}_eg`)
    await edit(deps, id, { name: `Lantern Makers Cooperative ${i}`, section: 'G', reason: 'they work on the neighbourhood' })
  }
  const report = await learnSections(deps, subjectById)
  t.equal(report.words, 4)
  t.ok(report.gold.after >= report.gold.before)
  t.equal(report.known, false)
  t.equal((await learnSections(deps, subjectById)).known, true)
  const { learned } = await judgesOf(deps.store.db, deps)
  t.equal(learned?.version, report.version)
  const fresh = await propose(deps, '@LanternHall_eg')
  await edit(deps, fresh, { name: 'Lantern Makers Cooperative Hall', reason: 'its name' })
  await edit(deps, fresh, { section: null, reason: 'as the rules say' })
  t.equal((await directory.getReview(deps, fresh)).category?.section, 'G')
})

onBoth('a tag is connecting or topical with reasons, and an organiser’s word on it stays', async (t, deps) => {
  await createSeries(deps, 'cli', { hashtag: '#MacroSW', name: 'Macro chat', timezone: 'Europe/London', hosts: ['swchat_eg'] })
  const [chat, topic] = [await propose(deps, '#MacroSW'), await propose(deps, '#MentalHealth')]
  await matchEntries(deps)
  const use = async (id: string) => (await directory.getReview(deps, id)).hashtag_use
  t.equal(await use(chat), 'connecting')
  t.equal(await use(topic), 'topical')
  await edit(deps, topic, { hashtag_use: 'connecting', reason: 'ours' })
  await matchEntries(deps)
  t.equal(await use(topic), 'connecting')
})
