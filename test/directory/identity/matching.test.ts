import { and, eq } from 'drizzle-orm'
import { ally, matchProposal } from '../../../src/db/schema/index.js'
import { parseTarget } from '../../../src/directory/handle.js'
import { attachTarget } from '../../../src/directory/identify.js'
import { addRelation, mergeAlly, undoDecision, unmergeAlly } from '../../../src/directory/identity/decisions.js'
import { matchEntries } from '../../../src/directory/identity/matching/service.js'
import { listDecisions } from '../../../src/directory/identity/queue.js'
import { resolveAccounts } from '../../../src/directory/resolve.js'
import * as directory from '../../../src/directory/service.js'
import { onBoth, type TestDeps } from '../../helpers/engines.js'
import { decide, openWorld, organisation } from '../../helpers/world.js'

const said = { actor: 'key:test', reason: 'in a test' }

async function propose(deps: TestDeps, text: string): Promise<string> {
  const parsed = parseTarget(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return (await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))).ally_id
}

async function rename(deps: TestDeps, id: string, name: string, url?: string): Promise<void> {
  const { etag } = await directory.getReview(deps, id)
  await directory.editAlly(deps, 'key:test', id, etag, { name, ...(url ? { url } : {}), reason: 'its name' })
}

const open = (deps: TestDeps) => deps.store.db.select().from(matchProposal).where(eq(matchProposal.state, 'open')).orderBy(matchProposal.z)
const between = async (deps: TestDeps, one: string, other: string) => {
  const [a, b] = one < other ? [one, other] : [other, one]
  return (
    await deps.store.db
      .select()
      .from(matchProposal)
      .where(and(eq(matchProposal.a_id, a), eq(matchProposal.b_id, b)))
  )[0]
}

onBoth('entries that may be one come to the queue with their evidence, strangers do not', async (t, deps) => {
  const one = await propose(deps, '@HarbourFood_eg')
  const two = await propose(deps, '@HarbourFoodT_eg')
  const stranger = await propose(deps, '@QuayLibrary_eg')
  await rename(deps, one, 'Harbour Community Food Trust')
  await rename(deps, two, 'The Harbour Community Food Trust Ltd')
  await rename(deps, stranger, 'Quayside Library of Things')
  const report = await matchEntries(deps)
  t.equal(report.entries, 3)
  const found = await between(deps, one, two)
  t.equal(found?.proposal, 'same')
  t.equal(found?.state, 'open')
  t.ok((found?.evidence.length ?? 0) > 0)
  t.notOk(await between(deps, one, stranger))
  t.equal((await matchEntries(deps)).entries, 0, 'nothing is compared twice for nothing')
})

onBoth('what an organiser decided is not proposed again, nor what was parted; taken back it is asked again', async (t, deps) => {
  const one = await propose(deps, '@HarbourFood_eg')
  const two = await propose(deps, '@HarbourFoodT_eg')
  for (const id of [one, two]) await decide(deps, id, 'approve', 'ally')
  await rename(deps, one, 'Harbour Community Food Trust')
  await rename(deps, two, 'Harbour Community Food Trust')
  await matchEntries(deps)
  t.equal((await open(deps)).length, 1, 'two published accounts are never joined without a person')
  await mergeAlly(deps, one, two, said)
  await matchEntries(deps)
  t.equal((await open(deps)).length, 0)
  deps.clock.advance(1_000)
  await unmergeAlly(deps, one, said)
  await rename(deps, one, 'Harbour Community Food Trust Ltd')
  await matchEntries(deps)
  t.equal((await open(deps)).length, 0, 'parted for good')
  const [last] = (await listDecisions(deps, null, { limit: 1 })).items
  t.equal(last?.verdict, 'different')
  await undoDecision(deps, last?.id ?? '', said)
  await matchEntries(deps)
  t.equal((await open(deps)).length, 1, 'asked again')
})

onBoth('a chapter is proposed as a part, not as the same, and not again once that is said', async (t, deps) => {
  const body = await propose(deps, '@SampleAid_eg')
  const part = await propose(deps, '@SampleAidLeeds')
  await rename(deps, body, 'Sample Aid Society')
  await rename(deps, part, 'Sample Aid Society Leeds Branch')
  await matchEntries(deps)
  const found = await between(deps, body, part)
  t.equal(found?.proposal, 'chapter')
  t.not(found?.band, 'auto')
  await addRelation(deps, { kind: 'chapter', from_id: part, to_id: body }, said)
  await rename(deps, part, 'Sample Aid Society, Leeds Branch')
  await matchEntries(deps)
  t.equal((await open(deps)).length, 0)
})

onBoth('a changed handle is known by its numeric id and joins the entry of that account by itself', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1)])
  const before = await propose(deps, '@Org1_eg')
  await resolveAccounts(deps)
  await decide(deps, before, 'approve', 'ally')
  sim.changeUser(organisation(1).id ?? '', { username: 'Org1New_eg' })
  const after = await propose(deps, '@Org1New_eg')
  await resolveAccounts(deps)
  const report = await matchEntries(deps)
  t.equal(report.merged, 1)
  t.equal((await deps.store.db.select().from(ally).where(eq(ally.id, after)))[0]?.merged_into, before)
  t.equal((await directory.getAlly(deps, before)).accounts.length, 1, 'one account, not two')
})

onBoth('nothing published gains an account by itself, whatever X says of who asks: found, not found, suspended or not asked', async (t, deps) => {
  await openWorld(t, deps, [organisation(1), organisation(2), organisation(3, { suspended: true })])
  const known = await propose(deps, '@Org1_eg')
  const unknown = await propose(deps, '@Org1Gone_eg')
  await resolveAccounts(deps)
  for (const published of [known, unknown]) {
    await rename(deps, published, published === known ? 'Wombat Rescue Trust' : 'Quokka Rescue Trust', `https://${published.slice(-6)}.example.org`)
    await decide(deps, published, 'approve', 'ally')
  }
  await matchEntries(deps)
  const joining = await Promise.all(
    ['Org2_eg', 'Org3_eg', 'Nobody_eg', 'NobodyElse_eg'].map(async (handle) => ({ handle, id: await propose(deps, `@${handle}`) })),
  )
  await resolveAccounts(deps)
  const late = await propose(deps, '@NotAsked_eg')
  for (const { id, handle } of [...joining, { id: late, handle: 'NotAsked_eg' }]) {
    const published = handle === 'NobodyElse_eg' ? unknown : known
    await rename(deps, id, (await directory.getReview(deps, published)).name, `https://${published.slice(-6)}.example.org`)
  }
  // Until the two that wait have become one, and so an entry with several accounts.
  for (let round = 0; round < 3; round++) await matchEntries(deps)
  t.same(
    (await directory.getAlly(deps, known)).accounts.map(({ handle }) => handle),
    ['Org1_eg'],
  )
  t.same(
    (await directory.getAlly(deps, unknown)).accounts.map(({ handle }) => handle),
    ['Org1Gone_eg'],
  )
  const waiting = await open(deps)
  const others = new Set(waiting.flatMap(({ a_id, b_id }) => [a_id, b_id]))
  const whole = async (id: string) => (await directory.getReview(deps, id)).canonical_id
  for (const { id } of joining) t.ok(others.has(await whole(id)), 'a person is asked')
  t.ok(others.has(await whole(late)))
  for (const { vetoes } of waiting.filter(({ a_id, b_id }) => [known, unknown].some((id) => id === a_id || id === b_id)))
    t.ok(vetoes.length > 0, 'and told why')
})

onBoth('names that cannot be compared are neither merged nor proposed', async (t, deps) => {
  const ids = []
  for (const [i, name] of ['😀😀', '🎉', 'ا'.repeat(150), '\u200b\u200b', '-'.repeat(200), 'ΑΒΓ ABГ'].entries()) {
    const id = await propose(deps, `@Odd${i}x${i}_eg`)
    await rename(deps, id, name).catch(() => undefined)
    ids.push(id)
  }
  const report = await matchEntries(deps)
  t.equal(report.merged, 0)
  t.same(
    (await open(deps)).filter(({ proposal, band }) => proposal === 'same' && band === 'auto'),
    [],
  )
})

onBoth('two editions are proposed as a series, unless the tag of all editions is there', async (t, deps) => {
  const [earlier, later, fest] = [await propose(deps, '#FenmoorCon24'), await propose(deps, '#FenmoorCon25'), await propose(deps, '#FenmoorConFest')]
  await matchEntries(deps)
  t.match(await between(deps, earlier, later), { proposal: 'series', from_id: later })
  t.notOk(await between(deps, earlier, fest))
  const [one, two, all] = [await propose(deps, '#QuillCon24'), await propose(deps, '#QuillCon25'), await propose(deps, '#QuillCon')]
  await matchEntries(deps)
  t.notOk(await between(deps, one, two))
  t.match(await between(deps, all, two), { proposal: 'series', from_id: two })
})

onBoth('two that would be one by the rules stay two if their relations would close a circle, and wait with that reason until one is ended', async (t, deps) => {
  const [one, two, between_] = [await propose(deps, '@HarbourFood_eg'), await propose(deps, '@HarbourFoodT_eg'), await propose(deps, '@QuayUnion_eg')]
  await addRelation(deps, { kind: 'chapter', from_id: one, to_id: between_ }, said)
  const last = await addRelation(deps, { kind: 'chapter', from_id: between_, to_id: two }, said)
  for (const id of [one, two]) await rename(deps, id, 'Harbour Community Food Trust', 'https://harbourfood.example.org')
  t.equal((await matchEntries(deps)).merged, 0)
  const found = await between(deps, one, two)
  t.match(found, { state: 'open', band: 'auto', proposal: 'same' })
  t.match(found?.vetoes, [{ rule: 'ask.refused', detail: /HarbourFoodT?_eg|Harbour Community Food Trust.*close a circle.*is the chapter of QuayUnion_eg/ }])
  await undoDecision(deps, last, said)
  t.equal((await matchEntries(deps)).merged, 1, 'the circle is gone')
})
