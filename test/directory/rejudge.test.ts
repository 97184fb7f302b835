import { eq } from 'drizzle-orm'
import { ally, xProfile } from '../../src/db/schema/index.js'
import { listStale } from '../../src/directory/freshness/service.js'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { judgedForOther } from '../../src/directory/rejudge/noted.js'
import { saveJudged } from '../../src/directory/rejudge/repo.js'
import { judgeForField, judgingAgain } from '../../src/directory/rejudge/service.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import * as directory from '../../src/directory/service.js'
import { HANDLERS, leftOver } from '../../src/jobs/handlers.js'
import { createList, listMemberIds } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide, openWorld, organisation } from '../helpers/world.js'

async function propose(deps: TestDeps, text: string): Promise<string> {
  const parsed = parseTarget(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return (await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))).ally_id
}
const gateOf = async (deps: TestDeps, id: string) => (await directory.getReview(deps, id)).gate.verdict
const rowOf = async (deps: TestDeps, id: string) => (await deps.store.db.select().from(ally).where(eq(ally.id, id)))[0]
const NURSES = { name: 'Harbour Nursing Association', description: 'The professional association of nurses in Harbour.' }

onBoth('with another home field what rules judged is judged anew in the background, published entries too, and an organiser’s word stays', async (t, deps) => {
  t.equal(await judgingAgain(deps), null, 'an empty directory asks for nothing')
  t.equal(await judgeForField(deps), 0)
  await openWorld(t, deps, [organisation(1, NURSES), organisation(2, { ...NURSES, name: 'Quay Nursing Association' }), organisation(3)])
  const [published, said, other] = [await propose(deps, '@Org1_eg'), await propose(deps, '@Org2_eg'), await propose(deps, '@Org3_eg')]
  await resolveAccounts(deps)
  t.equal(await gateOf(deps, published), 'ally')
  await decide(deps, published, 'approve')
  await decide(deps, said, 'approve', 'ally')
  t.equal((await directory.listAllies(deps, {}, 'name', { limit: 10 })).items.length, 2)
  t.equal(await judgeForField(deps), 0, 'nothing changed, nothing is judged')

  deps.config = { ...deps.config, HOME_FIELD: 'nursing' }
  t.equal(await judgedForOther(deps), 'social-work')
  t.same(await judgingAgain(deps), { field: 'nursing', left: 2 })
  t.ok((await leftOver(deps)).some(({ name }) => name === 'match-entries'))
  await HANDLERS['match-entries'](deps, {})
  t.equal(await judgingAgain(deps), null)
  t.equal(await judgedForOther(deps), null)
  t.equal(await gateOf(deps, published), 'home')
  t.equal(await gateOf(deps, said), 'ally', 'an organiser said so')
  t.same(
    (await directory.listAllies(deps, {}, 'name', { limit: 10 })).items.map(({ id }) => id),
    [said],
    'what is home now is public no more',
  )
  const before = await rowOf(deps, other)
  await deps.store.transaction((tx) => saveJudged(tx.db, { field: 'nursing', rules: 'older', next: null }, tx.now))
  t.same(await judgingAgain(deps), { field: 'nursing', left: 2 }, 'other rules ask for it too')
  t.equal(await judgeForField(deps), 2)
  t.equal((await rowOf(deps, other))?.version, before?.version, 'of what is judged as before nothing changes')
})

const VAGUE = { name: 'Dale Circle', description: 'We love what we do' }
const DOUBTED = 'ally.approved'

onBoth(
  'what an organiser published stays public when rules are less sure than they were: it asks for another look and counts as unsure for lists',
  async (t, deps) => {
    await openWorld(t, deps, [organisation(1, VAGUE), organisation(2, NURSES), organisation(3)])
    const [vague, nurses, plain] = [await propose(deps, '@Org1_eg'), await propose(deps, '@Org2_eg'), await propose(deps, '@Org3_eg')]
    await resolveAccounts(deps)
    t.equal(await gateOf(deps, vague), 'unsure')
    for (const id of [nurses, plain]) await decide(deps, id, 'approve')
    // As rules of before left it: an ally by rules alone, approved by a person.
    const before = { gate: 'ally' as const, reasons: [{ rule: 'ally.no_field_word', detail: 'Nothing names social work.' }], by: 'rules' as const, at: null }
    await deps.store.db.update(ally).set({ gate: 'ally', gate_reasons: before.reasons, gate_by: 'rules', own_gate: before }).where(eq(ally.id, vague))
    await decide(deps, vague, 'approve')
    const upgraded = (rules: string) => deps.store.transaction((tx) => saveJudged(tx.db, { field: 'social-work', rules, next: null }, tx.now))
    await upgraded('older')
    await judgeForField(deps)
    const row = await rowOf(deps, vague)
    t.equal(row?.gate, 'ally', 'it stays public')
    t.same(
      row?.gate_reasons.map(({ rule }) => rule),
      [DOUBTED, 'unsure.says_little'],
    )
    t.equal((await directory.listAllies(deps, {}, 'name', { limit: 10 })).items.length, 3)
    const stale = (await listStale(deps, { limit: 10 })).items
    t.same(
      stale.filter(({ reasons }) => reasons.some(({ rule }) => rule === 'gate.doubt')).map(({ id }) => id),
      [vague],
      'it is flagged for another look, and nothing else is',
    )
    const list = await createList(deps, 'cli', { name: 'All' })
    const belonging = async () => (await listMemberIds(deps, list.id, 'organiser')).sort()
    t.same(await belonging(), [nurses, plain].sort(), 'no list takes it')
    await upgraded('still older')
    await judgeForField(deps)
    t.equal((await rowOf(deps, vague))?.version, row?.version, 'judged once more nothing changes')
    const { etag } = await directory.getReview(deps, vague)
    await directory.editAlly(deps, 'cli', vague, etag, { gate: 'ally', reason: 'We know them: a choir.' })
    t.ok((await belonging()).includes(vague), 'an organiser’s word brings it back')
    t.notOk((await listStale(deps, { limit: 10 })).items.some(({ id, reasons }) => id === vague && reasons.some(({ rule }) => rule === 'gate.doubt')))
  },
)

onBoth('a published ally that the rules take for a body of the home field leaves the directory, approved or not', async (t, deps) => {
  await openWorld(t, deps, [organisation(1)])
  const id = await propose(deps, '@Org1_eg')
  await resolveAccounts(deps)
  await decide(deps, id, 'approve')
  await deps.store.db.update(xProfile).set({ description: 'We are an association of social workers.' })
  await deps.store.transaction((tx) => saveJudged(tx.db, { field: 'social-work', rules: 'older', next: null }, tx.now))
  await judgeForField(deps)
  t.equal(await gateOf(deps, id), 'home')
  t.same((await directory.listAllies(deps, {}, 'name', { limit: 10 })).items, [])
})
