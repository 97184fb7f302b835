import type { Test } from 'tap'
import { getReview } from '../../src/directory/service.js'
import { AppError } from '../../src/kernel/errors.js'
import { runPlan, startPlan } from '../../src/lists/apply.js'
import { decideMember, undoDecision } from '../../src/lists/drift/decisions.js'
import { checkDueLists } from '../../src/lists/drift/due.js'
import { decideFields } from '../../src/lists/drift/field-decisions.js'
import { checkList } from '../../src/lists/drift/service.js'
import { driftOf, listChecks } from '../../src/lists/drift/standing.js'
import * as lists from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { approveAll, decide, openWorld, organisation } from '../helpers/world.js'

const ACTOR = 'key:test'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

async function apply(deps: TestDeps, listId: string) {
  const plan = await lists.planList(deps, ACTOR, listId)
  await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })
  await runPlan(deps, plan.id)
  return lists.getPlan(deps, plan.id)
}

/** Three allies on a list that is on X and verified, and an account that nobody here knows. */
async function setUp(t: Test, deps: TestDeps) {
  const world = await openWorld(
    t,
    deps,
    [1, 2, 3, 4].map((n) => organisation(n)),
  )
  const allies = await approveAll(deps, ['Org1_eg', 'Org2_eg', 'Org3_eg'])
  const list = await lists.createList(deps, ACTOR, { name: 'Allies', description: 'Outside social work' })
  t.equal((await apply(deps, list.id)).status, 'verified')
  world.sim.addUser({ id: '9007199254740993', username: 'byhand_eg', name: 'By hand', description: 'A food bank.' })
  const xId = world.sim.lists()[0]?.id ?? ''
  // A first whole look, from which the cheap ones go on.
  t.match(await checkList(deps, list.id, { full: true }), { outcome: 'as_applied', kind: 'full' })
  return { ...world, allies, list, xId, shown: () => world.sim.members(xId).sort() }
}

const BY_HAND = '9007199254740993'
const reads = (sim: Awaited<ReturnType<typeof setUp>>['sim']) => sim.log().filter(({ method, route }) => method === 'GET' && route.includes('/members')).length
const handles = (rows: readonly { handle: string }[] | undefined) => rows?.map(({ handle }) => handle)
const code = async (promise: Promise<unknown>) => {
  try {
    await promise
    return 'done'
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`
    throw error
  }
}

onBoth('an unchanged list costs one call', async (t, deps) => {
  const { list, sim, calls } = await setUp(t, deps)
  const [before, metered] = [sim.log().length, calls.length]
  deps.clock.advance(DAY)
  const check = await checkList(deps, list.id)
  t.match(check, { kind: 'count', outcome: 'as_applied', member_count: 3, expected_count: 3, cost_usd: 0.005, in_words: [] })
  t.equal(sim.log().length - before, 1)
  t.same(calls.slice(metered), [{ operation: 'list.get', units: 1, cost_milli_usd: 5 }], 'and is metered')
  t.equal((await checkList(deps, list.id)).kind, 'count')
  deps.clock.advance(7 * DAY)
  t.equal((await checkList(deps, list.id)).kind, 'full', 'after a week every member is read')
  t.same(
    (await listChecks(deps, list.id, { limit: 10 })).items.map(({ kind }) => kind),
    ['full', 'count', 'count', 'full'],
    'each look is kept',
  )
})

onBoth('a member added by hand is found by the count, adopted, and is ours from then on', async (t, deps) => {
  const { list, sim, xId, shown } = await setUp(t, deps)
  sim.handAdd(xId, BY_HAND)
  const check = await checkList(deps, list.id)
  t.match(check, { kind: 'full', outcome: 'drifted', member_count: 4, expected_count: 3 })
  t.same(check.members?.foreign, [{ x_user_id: BY_HAND, handle: 'byhand_eg' }], 'an id beyond 2^53 is whole')
  t.match(check.in_words[0], /Somebody added @byhand_eg on X/)
  const again = await checkList(deps, list.id)
  t.match(again, { kind: 'count', outcome: 'as_applied' }, 'what is known is not read again')
  t.match((await driftOf(deps, list.id)).foreign, [{ x_user_id: BY_HAND, removed: false, would: /proposed entry/ }])

  const done = await decideMember(deps, ACTOR, list.id, BY_HAND, { decision: 'adopt', reason: 'A food bank we like' })
  t.match(done, { handle: 'byhand_eg', effect: /waits for your decision/ })
  t.same(await decideMember(deps, ACTOR, list.id, BY_HAND, { decision: 'adopt', reason: 'again' }), done, 'the same word again changes nothing')
  const { pins } = await lists.getDeskList(deps, list.id)
  t.match(pins, [{ reason: 'A food bank we like' }])
  const entry = await getReview(deps, pins[0]?.ally_id ?? '')
  t.match(entry, { status: 'proposed', name: 'byhand_eg' })
  t.same((await driftOf(deps, list.id)).foreign, [])
  const waiting = await lists.planList(deps, ACTOR, list.id)
  t.same(waiting.ops, [], 'an entry that waits for its decision is left alone')
  t.same(waiting.foreign, [])

  await decide(deps, entry.id, 'approve', 'ally')
  t.same((await lists.planList(deps, ACTOR, list.id)).ops, [])
  await decide(deps, entry.id, 'retire')
  const plan = await apply(deps, list.id)
  t.same(
    plan.outcomes.map(({ verb, handle }) => `${verb} ${handle}`),
    ['remove byhand_eg'],
    'ours to answer for, and so to remove',
  )
  t.same(shown(), ['14000101', '14000102', '14000103'])
})

onBoth('an adoption taken back leaves the member to those who added it', async (t, deps) => {
  const { list, sim, xId, shown } = await setUp(t, deps)
  sim.handAdd(xId, BY_HAND)
  await checkList(deps, list.id)
  await decideMember(deps, ACTOR, list.id, BY_HAND, { decision: 'adopt', reason: 'why not' })
  const [pin] = (await lists.getDeskList(deps, list.id)).pins
  await decide(deps, pin?.ally_id ?? '', 'reject')
  const plan = await lists.planList(deps, ACTOR, list.id)
  t.same(
    plan.ops.map(({ verb, handle }) => `${verb} ${handle}`),
    ['remove byhand_eg'],
  )
  await undoDecision(deps, ACTOR, list.id, BY_HAND, 'too early')
  t.match(await code(startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })), /plan_stale/)
  t.same((await lists.getDeskList(deps, list.id)).pins, [])
  t.same((await apply(deps, list.id)).ops, [])
  t.ok(shown().includes(BY_HAND))
  t.match(await code(undoDecision(deps, ACTOR, list.id, BY_HAND, 'again')), /not_found/)
})

onBoth('whom the home field claims is taken over only by somebody who was told what comes of it', async (t, deps) => {
  const { list, sim, xId, shown } = await setUp(t, deps)
  sim.addUser({ id: '77', username: 'socialworkers', name: 'Association of Social Workers' })
  sim.handAdd(xId, '77')
  const drifted = await checkList(deps, list.id)
  t.equal(drifted.outcome, 'drifted')
  const [known] = await approveAll(deps, ['socialworkers'])
  await decide(deps, known?.[1] ?? '', 'reopen')
  await decide(deps, known?.[1] ?? '', 'reject', 'home')
  t.match((await driftOf(deps, list.id)).foreign, [{ removed: true, would: /takes it off the list: the gate says home/ }])
  t.match(await code(decideMember(deps, ACTOR, list.id, '77', { decision: 'adopt', reason: 'x' })), /conflict: .*would come off the list.*gate says home/)
  t.same((await lists.getDeskList(deps, list.id)).pins, [], 'nothing was kept of it')
  t.same((await apply(deps, list.id)).ops, [])
  await decideMember(deps, ACTOR, list.id, '77', { decision: 'adopt', reason: 'It must not stand there', accept_removal: true })
  t.equal((await apply(deps, list.id)).status, 'verified')
  t.notOk(shown().includes('77'))
})

onBoth('whom organisers ignore is not shown as a difference again, and is never removed', async (t, deps) => {
  const { list, sim, xId, shown } = await setUp(t, deps)
  t.match(await code(decideMember(deps, ACTOR, list.id, BY_HAND, { decision: 'ignore', reason: 'x' })), /not_found: No look has seen/)
  sim.handAdd(xId, BY_HAND)
  await checkList(deps, list.id)
  await decideMember(deps, ACTOR, list.id, BY_HAND, { decision: 'ignore', reason: 'A friend of the house' })
  t.match(await checkList(deps, list.id, { full: true }), { outcome: 'as_applied', members: { foreign: [], ignored: [{ handle: 'byhand_eg' }] } })
  t.same((await driftOf(deps, list.id)).in_words, [])
  t.same((await apply(deps, list.id)).ops, [])
  await undoDecision(deps, ACTOR, list.id, BY_HAND, 'no')
  t.match(await checkList(deps, list.id, { full: true }), { outcome: 'drifted' })
  const { etag } = await lists.getDeskList(deps, list.id)
  await lists.editList(deps, ACTOR, list.id, etag, { foreign_members: 'ignore' })
  t.match(await checkList(deps, list.id, { full: true }), { outcome: 'as_applied' }, "by the list's own rule too")
  t.ok(shown().includes(BY_HAND))
})

onBoth('a list may take over whom others add, but for those who would come off it', async (t, deps) => {
  const { list, sim, xId } = await setUp(t, deps)
  await decide(deps, (await approveAll(deps, ['Org4_eg'])).get('Org4_eg') ?? '', 'retire')
  const { etag } = await lists.getDeskList(deps, list.id)
  await lists.editList(deps, ACTOR, list.id, etag, { foreign_members: 'adopt' })
  sim.handAdd(xId, BY_HAND)
  sim.handAdd(xId, '14000104')
  const check = await checkList(deps, list.id)
  t.same(handles(check.members?.taken), ['byhand_eg'])
  t.same(handles(check.members?.foreign), ['Org4_eg'])
  t.match((await driftOf(deps, list.id)).decisions, [{ handle: 'byhand_eg', decision: 'adopt' }])
  t.same((await lists.planList(deps, ACTOR, list.id)).ops, [])
})

onBoth('two readings apart in time say that a member left; a word brings it back', async (t, deps) => {
  const { list, sim, xId, shown } = await setUp(t, deps)
  sim.handRemove(xId, '14000102')
  t.match(await checkList(deps, list.id), { outcome: 'drifted', members: { missed: [{ handle: 'Org2_eg' }], left: [] } })
  deps.clock.advance(MINUTE)
  t.match(await checkList(deps, list.id, { full: true }), { members: { missed: [{ handle: 'Org2_eg' }], left: [] } }, 'a minute later is no second reading')
  deps.clock.advance(11 * MINUTE)
  const second = await checkList(deps, list.id)
  t.match(second, { kind: 'full', outcome: 'drifted', members: { missed: [], left: [{ handle: 'Org2_eg' }] } })
  t.match(await checkList(deps, list.id), { kind: 'count', outcome: 'as_applied', expected_count: 2 }, 'then it is expected no more')
  t.match((await driftOf(deps, list.id)).left, [{ handle: 'Org2_eg', let_be: false }])
  t.same((await lists.planList(deps, ACTOR, list.id)).ops, [], 'and is not added again by itself')

  const done = await decideMember(deps, ACTOR, list.id, '14000102', { decision: 'readd', reason: 'Taken off by mistake, they wrote' })
  t.match(done.effect, /next plan adds @Org2_eg.*leave only by blocking/)
  t.equal((await apply(deps, list.id)).status, 'verified')
  t.ok(shown().includes('14000102'))
  t.match((await driftOf(deps, list.id)).decisions[0]?.effect, /on the list again/)
  t.match(await code(undoDecision(deps, ACTOR, list.id, '14000102', 'x')), /conflict: .*added to the list again/)
  t.match(await code(decideMember(deps, ACTOR, list.id, '14000101', { decision: 'readd', reason: 'x' })), /conflict: .*has not left/)
})

onBoth('a tombstone stands again when the wish is taken back, and is let be by a word', async (t, deps) => {
  const { list, sim, xId } = await setUp(t, deps)
  sim.handRemove(xId, '14000102')
  await checkList(deps, list.id)
  deps.clock.advance(11 * MINUTE)
  await checkList(deps, list.id)
  await decideMember(deps, ACTOR, list.id, '14000102', { decision: 'readd', reason: 'x' })
  await undoDecision(deps, ACTOR, list.id, '14000102', 'no')
  t.same((await lists.planList(deps, ACTOR, list.id)).ops, [])
  await decideMember(deps, ACTOR, list.id, '14000102', { decision: 'ignore', reason: 'Their wish' })
  t.match(await driftOf(deps, list.id), { left: [{ let_be: true }], in_words: [] })
})

onBoth('who asked to be gone is never wished again', async (t, deps) => {
  const { list, sim, xId, allies } = await setUp(t, deps)
  sim.handRemove(xId, '14000102')
  await checkList(deps, list.id)
  deps.clock.advance(11 * MINUTE)
  await checkList(deps, list.id)
  await decide(deps, allies.get('Org2_eg') ?? '', 'withdraw')
  t.match(await code(decideMember(deps, ACTOR, list.id, '14000102', { decision: 'readd', reason: 'x' })), /conflict: .*asked to be gone/)
})

onBoth('an account that X suspended has not left', async (t, deps) => {
  const { list, sim, xId } = await setUp(t, deps)
  sim.changeUser('14000103', { suspended: true })
  sim.handRemove(xId, '14000103')
  for (let i = 0; i < 2; i++) {
    t.match(await checkList(deps, list.id, { full: true }), { outcome: 'as_applied', members: { hidden: [{ handle: 'Org3_eg' }], missed: [], left: [] } })
    deps.clock.advance(11 * MINUTE)
  }
  const plan = await lists.planList(deps, ACTOR, list.id)
  t.same([plan.ops, plan.vanished, plan.unclear], [[], [], []])
})

onBoth('a renamed member goes into the history of handles, and is no drift', async (t, deps) => {
  const { list, sim, allies } = await setUp(t, deps)
  sim.changeUser('14000101', { username: 'Org1_new' })
  const check = await checkList(deps, list.id, { full: true })
  t.match(check, { outcome: 'as_applied', members: { renamed: [{ from: 'org1_eg', to: 'Org1_new' }] } })
  t.match(check.in_words, [/@org1_eg is called @Org1_new now/])
  t.match(await getReview(deps, allies.get('Org1_eg') ?? ''), { accounts: [{ handle: 'Org1_new' }] })
  t.match(await checkList(deps, list.id, { full: true }), { members: { renamed: [] } }, 'and is said once')
})

onBoth("the list's own fields changed on X wait for a word: keep theirs", async (t, deps) => {
  const { list, sim, xId } = await setUp(t, deps)
  sim.changeList(xId, { private: false })
  const check = await checkList(deps, list.id)
  t.match(check, { kind: 'count', outcome: 'drifted', fields: [{ field: 'private', ours: true, theirs: false, changed: 'on_x' }] })
  t.equal((await lists.planList(deps, ACTOR, list.id)).updates_list, null, 'no plan undoes it silently')
  const standing = await decideFields(deps, ACTOR, list.id, 'theirs', 'It is public by now')
  t.same(standing.fields, [])
  t.equal((await lists.getDeskList(deps, list.id)).private, false)
  t.match(await checkList(deps, list.id), { outcome: 'as_applied' })
  t.match(await code(decideFields(deps, ACTOR, list.id, 'theirs', 'again')), /conflict/)
})

onBoth("the list's own fields changed on X wait for a word: revert", async (t, deps) => {
  const { list, sim, xId } = await setUp(t, deps)
  sim.changeList(xId, { private: false })
  await checkList(deps, list.id)
  const standing = await decideFields(deps, ACTOR, list.id, 'ours', 'It was a slip')
  t.match(standing.fields, [{ changed: 'here' }])
  const plan = await apply(deps, list.id)
  t.match(plan, { status: 'verified', updates_list: { private: true } })
  t.equal(sim.lists()[0]?.private, true)
  t.match(await checkList(deps, list.id), { outcome: 'as_applied', fields: [] })
  const { etag } = await lists.getDeskList(deps, list.id)
  await lists.editList(deps, ACTOR, list.id, etag, { name: 'Our allies' })
  t.match(await checkList(deps, list.id), { outcome: 'as_applied', fields: [{ changed: 'here' }] }, 'an edit here is no drift')
  t.equal((await apply(deps, list.id)).status, 'verified')
  t.equal(sim.lists()[0]?.name, 'Our allies')
})

onBoth('a list that is gone, hidden, or somebody else’s is said to be, and nothing is made again', async (t, deps) => {
  const { list, sim, xId } = await setUp(t, deps)
  sim.addUser({ id: '901', username: 'other_eg' })
  sim.changeList(xId, { owner_id: '901', private: false })
  t.match(await checkList(deps, list.id), { outcome: 'not_ours', note: /belongs to another account \(901\)/ })
  sim.changeList(xId, { private: true })
  t.match(await checkList(deps, list.id), { outcome: 'not_ours', note: /private and belongs to another account/ })
  sim.changeList(xId, { deleted: true })
  t.match(await checkList(deps, list.id, { full: true }), { outcome: 'gone', note: /never made again by itself/ })
  t.equal(sim.lists().length, 0)
})

onBoth('a half reading says nothing of members, and X failing is kept as a look', async (t, deps) => {
  const { list, sim, xId } = await setUp(t, deps)
  sim.handRemove(xId, '14000102')
  sim.setFault({ name: 'page-loop', route: 'GET /2/lists/:id/members' })
  t.match(await checkList(deps, list.id), { kind: 'full', outcome: 'incomplete', members: null })
  sim.clearFaults()
  sim.setFault({ name: 'credits-402', route: 'GET /2/lists/:id' })
  await t.rejects(checkList(deps, list.id), /credits|budget|enrolled/i)
  t.match((await listChecks(deps, list.id, { limit: 1 })).items, [{ outcome: 'failed', note: /credits/ }])
})

onBoth('a list that is on no X, an unknown one, and one amid a plan are refused in words', async (t, deps) => {
  const { list } = await setUp(t, deps)
  const other = await lists.createList(deps, ACTOR, { name: 'Nowhere' })
  t.match(await code(checkList(deps, other.id)), /conflict: The list Nowhere is not on X yet/)
  t.match(await code(checkList(deps, 'lst_00000000000000000000000000')), /not_found/)
  const plan = await lists.planList(deps, ACTOR, list.id)
  await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })
  t.match(await code(checkList(deps, list.id)), /conflict: A plan of this list is being carried out/)
  t.match(await code(decideMember(deps, ACTOR, list.id, BY_HAND, { decision: 'ignore', reason: 'x' })), /conflict: A plan/)
})

onBoth(
  'reading all members stays within the budget of the month',
  async (t, deps) => {
    const { list, sim, xId } = await setUp(t, deps)
    await deps.store.database.executeSql("insert into x_call (at, owner, operation, units, cost_milli_usd) values ($1, 'default', 'users.lookup', 1, 999)", [
      deps.clock.now().toISOString(),
    ])
    sim.handAdd(xId, BY_HAND)
    const before = reads(sim)
    t.match(await checkList(deps, list.id), { kind: 'count', outcome: 'drifted', note: /X counts 4 members, we expect 3\. Reading all 4 .* budget/ })
    t.match(await code(checkList(deps, list.id, { full: true })), /conflict: Reading all 4/)
    t.equal(reads(sim), before)
  },
  { config: { X_MONTHLY_BUDGET_USD: '1' } },
)

onBoth('each list is looked at once a day, a part of them an hour, and not while X is to be left alone', async (t, deps) => {
  const { list, sim } = await setUp(t, deps)
  t.same(await checkDueLists(deps), { looked_at: 0, drifted: 0 }, 'it was looked at today')
  deps.clock.advance(DAY)
  await deps.store.database.executeSql("insert into lease (key, holder, fence, expires_at) values ('x-list-cooldown', 'pause', 1, $1)", [
    new Date(deps.clock.now().getTime() + DAY).toISOString(),
  ])
  const calls = sim.log().length
  t.same(await checkDueLists(deps), { looked_at: 0, drifted: 0 }, 'the account is cooling down')
  t.equal(sim.log().length, calls)
  await deps.store.database.executeSql('delete from lease', [])
  t.same(await checkDueLists(deps), { looked_at: 1, drifted: 0 })
  t.same(await checkDueLists(deps), { looked_at: 0, drifted: 0 })
  t.equal((await driftOf(deps, list.id)).last_check?.kind, 'count')
})
