import { createSeries } from '../../src/chats/service.js'
import { categoriesOf } from '../../src/directory/categories.js'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { matchEntries } from '../../src/directory/identity/matching/service.js'
import { judgesOf, learnSections } from '../../src/directory/learning/service.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import * as directory from '../../src/directory/service.js'
import { subjectById } from '../../src/directory/suggest.js'
import { submitNominations } from '../../src/nominations/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { openWorld } from '../helpers/world.js'

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

onBoth('a word that was taken back does not teach, and the suggestion is back at once', async (t, deps) => {
  const id = await propose(deps, '@HarbourTable_eg')
  await edit(deps, id, { name: 'Food bank sharing emergency food with families in poverty', reason: 'its name' })
  const section = async () => (await categoriesOf(deps, id)).category?.section ?? null
  const before = await section()
  t.ok(before, 'the rules say something')
  await edit(deps, id, { section: 'F', reason: 'as I see it' })
  await learnSections(deps, subjectById)
  t.equal(await section(), 'F')
  await edit(deps, id, { section: null, reason: 'as the rules say' })
  const now = await categoriesOf(deps, id)
  t.equal(now.category?.section, before)
  t.equal(now.suggested.category?.section ?? null, before)
  t.same(now.category_reasons, now.suggested.reasons)
  t.equal((await learnSections(deps, subjectById)).words, 0)
  t.equal((await categoriesOf(deps, id)).suggested.category?.section, before)
})

onBoth('what is stored is what is suggested, also after a look-up that says nothing of the cause', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [])
  for (const [at, [description, said]] of [
    ['Everybody is welcome on Tuesdays.', 'They run a food bank and share food with families in need'],
    ['Everybody is welcome on Tuesdays.', null],
    ['A library with books, a museum and a choir.', 'They run a food bank and share food with families in need'],
  ].entries()) {
    sim.addUser({ id: `77${at}`, username: `Quay${at}_eg`, name: `Quay ${at}`, description: description ?? '' })
    const id = await propose(deps, `@Quay${at}_eg`, said ? [said] : [])
    await resolveAccounts(deps)
    const { category, category_reasons, tags, model, suggested } = await categoriesOf(deps, id)
    t.same(
      { category, category_reasons, tags, model },
      { category: suggested.category, category_reasons: suggested.reasons, tags: suggested.tags, model: suggested.model },
    )
  }
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

onBoth('what nominators wrote speaks where the profile says nothing of the cause, in what is stored and in what is shown beside it', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [])
  sim.addUser({ id: '779', username: 'QuayRescue_eg', name: 'Quay Rescue', description: 'Tuesdays.' })
  const text = '@QuayRescue_eg is an animal rescue charity: rescue, rehoming and welfare of abandoned dogs, cats and animals, an animal sanctuary'
  const { nominations } = await submitNominations(deps, { text, source: 'api', voice: 'x', actor: 'anyone' })
  await resolveAccounts(deps)
  const { category, category_reasons, tags, suggested } = await categoriesOf(deps, nominations[0]?.ally_id ?? '')
  t.equal(category?.section, 'E')
  t.same({ category, category_reasons, tags }, { category: suggested.category, category_reasons: suggested.reasons, tags: suggested.tags })
})
