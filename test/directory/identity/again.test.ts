import { and, eq, ne } from 'drizzle-orm'
import { matchProposal } from '../../../src/db/schema/index.js'
import { parseTarget } from '../../../src/directory/handle.js'
import { attachTarget } from '../../../src/directory/identify.js'
import { undoDecision } from '../../../src/directory/identity/decisions.js'
import { matchAgain } from '../../../src/directory/identity/matching/again.js'
import { matchEntries } from '../../../src/directory/identity/matching/service.js'
import { decideMatch } from '../../../src/directory/identity/queue.js'
import * as directory from '../../../src/directory/service.js'
import { onBoth, type TestDeps } from '../../helpers/engines.js'

const said = { actor: 'key:test', reason: 'in a test' }

async function called(deps: TestDeps, handle: string, name: string): Promise<string> {
  const parsed = parseTarget(handle)
  if (!parsed.ok) throw new Error(parsed.reason)
  const { ally_id } = await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))
  const { etag } = await directory.getReview(deps, ally_id)
  await directory.editAlly(deps, 'key:test', ally_id, etag, { name, reason: 'its name' })
  return ally_id
}

const onRecord = (deps: TestDeps) => deps.store.db.select().from(matchProposal).where(ne(matchProposal.state, 'gone')).orderBy(matchProposal.id)

onBoth('the whole directory judged again finds what is not on record, once, and leaves alone what is', async (t, deps) => {
  const one = await called(deps, '@HarbourFood_eg', 'Harbour Community Food Trust')
  const two = await called(deps, '@QuayMeals_eg', 'Harbour Community Food Trust')
  await called(deps, '@QuayLibrary_eg', 'Quayside Library of Things')
  await called(deps, '#quayside', '#quayside')
  await matchEntries(deps)
  const [before] = await onRecord(deps)
  t.match(before, { a_id: one < two ? one : two, proposal: 'same', state: 'open' })
  t.match(await matchAgain(deps), { judged: 3, likely: 1, entries: 0 }, 'nothing differs')
  await deps.store.db.delete(matchProposal)
  t.equal((await matchEntries(deps)).entries, 0, 'nobody asks for it by himself')
  t.match(await matchAgain(deps), { likely: 1, entries: 1, proposed: 1 })
  const [after, ...more] = await onRecord(deps)
  t.strictSame({ z: after?.z, evidence: after?.evidence, vetoes: after?.vetoes }, { z: before?.z, evidence: before?.evidence, vetoes: before?.vetoes })
  t.equal(more.length, 0)
  t.match(await matchAgain(deps), { entries: 0 })
})

onBoth('what other rules had proposed is judged by those of now, and goes if it is nothing', async (t, deps) => {
  const one = await called(deps, '@HarbourFood_eg', 'Harbour Community Food Trust')
  const two = await called(deps, '@QuayMeals_eg', 'Harbour Community Food Trust')
  const stranger = await called(deps, '@QuayLibrary_eg', 'Quayside Library of Things')
  await matchEntries(deps)
  const [good] = await onRecord(deps)
  if (!good) throw new Error('the pair was not found')
  await deps.store.db.update(matchProposal).set({ z: 99, rule_version: 'match-0' })
  const [a_id = '', b_id = ''] = [two, stranger].sort()
  await deps.store.db.insert(matchProposal).values({ ...good, id: deps.ids.next('mtp'), a_id, b_id })
  await matchAgain(deps)
  t.match(await onRecord(deps), [{ id: good.id, z: good.z, rule_version: good.rule_version }])
  t.equal((await onRecord(deps)).length, 1)
  t.ok(one)
})

onBoth('what was decided is not asked again; taken back it is', async (t, deps) => {
  await called(deps, '@HarbourFood_eg', 'Harbour Community Food Trust')
  await called(deps, '@QuayMeals_eg', 'Harbour Community Food Trust')
  await matchEntries(deps)
  const [pair] = await onRecord(deps)
  const { decision } = await decideMatch(deps, pair?.id ?? '', { verdict: 'different' }, said)
  const open = and(eq(matchProposal.state, 'open'))
  t.match(await matchAgain(deps), { likely: 1, entries: 0 })
  t.equal(await deps.store.db.$count(matchProposal, open), 0)
  await undoDecision(deps, decision.id, said)
  await matchAgain(deps)
  t.equal(await deps.store.db.$count(matchProposal, open), 1)
})
