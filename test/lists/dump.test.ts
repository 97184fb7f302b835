import type { Test } from 'tap'
import { getHistory, getReview, listReview } from '../../src/directory/service.js'
import { AppError } from '../../src/kernel/errors.js'
import { decideMember } from '../../src/lists/drift/decisions.js'
import { checkList } from '../../src/lists/drift/service.js'
import { driftOf } from '../../src/lists/drift/standing.js'
import { type DumpInput, dumpList, quoteDump } from '../../src/lists/dump/service.js'
import * as lists from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { approveAll, decide, OWNER, openWorld, organisation } from '../helpers/world.js'
import { applyPlan } from './stage.js'

const ACTOR = 'key:test'
const X_LIST = '9007199254740995'
const dump = (deps: TestDeps, over: Partial<DumpInput> = {}) => dumpList(deps, ACTOR, { list: `https://x.com/i/lists/${X_LIST}`, confirm_cost: true, ...over })

const code = async (promise: Promise<unknown>) => {
  try {
    await promise
    return 'done'
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`
    throw error
  }
}

/** A list on X with five members: one known by id, one by its handle, one of the home field, two that nobody here knows. */
async function setUp(t: Test, deps: TestDeps, owner = OWNER) {
  const world = await openWorld(
    t,
    deps,
    [1, 2, 3, 4].map((n) => organisation(n)),
  )
  const allies = await approveAll(deps, ['Org1_eg'])
  const { platform } = deps
  deps.platform = null
  const named = await approveAll(deps, ['Org2_eg'])
  deps.platform = platform
  world.sim.addUser({ id: '77', username: 'SocialWorkers', name: 'Association of Social Workers' })
  if (owner !== OWNER) world.sim.addUser({ id: owner, username: 'other_eg' })
  world.sim.addList({ owner_id: owner, id: X_LIST, name: 'Friends of ours', description: 'By hand, for years' })
  for (const id of ['14000101', '14000102', '14000103', '14000104', '77']) world.sim.handAdd(X_LIST, id)
  return { ...world, known: allies.get('Org1_eg') ?? '', named: named.get('Org2_eg') ?? '' }
}

const entries = async (deps: TestDeps) => (await listReview(deps, {}, 'name', { limit: 100 })).items.map(({ name }) => name).sort()

onBoth('a list that is on X becomes entries to decide on and a definition of its own', async (t, deps) => {
  const { sim, known, named, calls } = await setUp(t, deps)
  const quote = await quoteDump(deps, X_LIST)
  t.match(quote, { name: 'Friends of ours', member_count: 5, ours: true, list_id: null, cost_usd: 0.055 })
  t.match(await code(dump(deps, { confirm_cost: false })), /conflict: Reading the 5 members of “Friends of ours” costs about \$0\.055\. Agree/)
  t.notOk(
    calls.some(({ operation }) => operation === 'list.members.read'),
    'nothing was paid for yet',
  )

  const report = await dump(deps)
  t.match(report, { definition: 'made', dry_run: false, counts: { members: 5, made: 3, matched: 2, left_out: 0, adopted: 0 } })
  const by = Object.fromEntries(report.members.map((one) => [one.handle, one]))
  t.match(by.Org1_eg, { outcome: 'matched_by_id', ally_id: known, status: 'approved' })
  t.match(by.Org2_eg, { outcome: 'matched_by_handle', ally_id: named })
  t.match(by.Org3_eg, { outcome: 'made', status: 'proposed' })
  t.match(by.SocialWorkers, { outcome: 'made', status: 'proposed', gate: 'home', note: /gate says home/ })
  t.match(
    (await getHistory(deps, by.Org3_eg?.ally_id ?? '')).map(({ action, reason }) => [action, reason]).at(-1),
    ['ally.from_x', `On the list “Friends of ours” on X (${X_LIST}).`],
    'where it is from is on the record',
  )
  const list = await lists.getDeskList(deps, report.list_id ?? '')
  t.match(list, { name: 'Friends of ours', private: false, rule: { pinned_only: true }, on_x: { id: X_LIST }, foreign_members: 'ask' })
  t.equal(list.pins.length, 5)
  t.equal(sim.log().filter(({ effect }) => effect !== 'none').length, 0, 'nothing was changed on X')
  t.equal((await lists.getList(deps, list.id)).members, 2, 'whom somebody approved belongs to it, looked up on X or not')

  const plan = await lists.planList(deps, ACTOR, list.id)
  t.same(plan.ops, [], 'and no plan takes anybody off or puts anybody on')
  t.match((await driftOf(deps, list.id)).foreign, { length: 4 }, 'the others wait for a word, without being paid for again')
  t.equal((await checkList(deps, list.id)).kind, 'count')
})

onBoth('twice makes nothing twice, and takes in whom others added since', async (t, deps) => {
  const { sim } = await setUp(t, deps)
  const first = await dump(deps)
  const before = await entries(deps)
  const again = await dump(deps)
  t.match(again, { list_id: first.list_id, definition: 'known', counts: { made: 0, matched: 5 } })
  t.same(await entries(deps), before)
  t.equal((await lists.getDeskList(deps, first.list_id ?? '')).pins.length, 5)
  sim.addUser({ id: '88', username: 'late_eg' })
  sim.handAdd(X_LIST, '88')
  t.match(await dump(deps), { counts: { members: 6, made: 1, matched: 5 } })
  t.equal((await lists.listLists(deps, 'organiser', { limit: 10 })).items.length, 1)
})

onBoth('of a list of ours only those are pinned whom its rule does not take', async (t, deps) => {
  const { sim } = await setUp(t, deps)
  const list = await lists.createList(deps, ACTOR, { name: 'Allies', description: 'By rule' })
  await applyPlan(deps, await lists.planList(deps, ACTOR, list.id))
  const xListId = (await lists.getDeskList(deps, list.id)).on_x?.id ?? ''
  sim.handAdd(xListId, '14000104')
  t.match(await dump(deps, { list: xListId }), { list_id: list.id, definition: 'known', counts: { made: 1 } })
  const { pins } = await lists.getDeskList(deps, list.id)
  t.equal(pins.length, 1, 'who is there by the rule leaves by the rule')
})

onBoth('who was on the list before us, belongs there, and leaves it by itself is not added in our name, unless an organiser wishes it', async (t, deps) => {
  const { sim } = await setUp(t, deps)
  sim.handRemove(X_LIST, '77')
  const { list_id: id = null } = await dump(deps)
  const listId = id ?? ''
  await approveAll(deps, ['Org3_eg', 'Org4_eg'])
  const plan = async () => lists.planList(deps, ACTOR, listId)
  // Org3 goes before any plan was made or look taken since it was approved: what the dump read counts.
  sim.handRemove(X_LIST, '14000103')
  t.match(await plan(), { counts: { add: 0, remove: 0, keep: 3 }, unclear: [{ handle: 'Org3_eg' }] }, 'missed once')
  deps.clock.advance(11 * 60_000)
  t.match(await checkList(deps, listId, { full: true }), { outcome: 'drifted', members: { left: [{ handle: 'Org3_eg' }], missed: [] } })
  t.match(await plan(), { counts: { add: 0, keep: 3 }, unclear: [], left_out: [{ name: 'Org3_eg' }] })
  // Org4 goes after a plan has seen it.
  sim.handRemove(X_LIST, '14000104')
  t.match(await checkList(deps, listId), { outcome: 'drifted', members: { missed: [{ handle: 'Org4_eg' }] } })
  t.match((await driftOf(deps, listId)).missed, [{ handle: 'Org4_eg' }])
  deps.clock.advance(11 * 60_000)
  t.match(await plan(), { counts: { add: 0, keep: 2 }, vanished: [{ handle: 'Org4_eg' }] })
  t.match(
    (await driftOf(deps, listId)).left.map(({ handle }) => handle),
    ['Org3_eg', 'Org4_eg'],
  )
  await decideMember(deps, ACTOR, listId, '14000104', { decision: 'readd', reason: 'It was a slip' })
  const again = await plan()
  t.match(again, { counts: { add: 1, remove: 0, keep: 2 }, ops: [{ verb: 'add', handle: 'Org4_eg' }] })
  t.match(await applyPlan(deps, again), { status: 'verified' })
  t.same(sim.members(X_LIST).sort(), ['14000101', '14000102', '14000104'])
})

onBoth('whom nobody wished for may be taken off by hand, and is added once it belongs there', async (t, deps) => {
  const { sim } = await setUp(t, deps)
  sim.handRemove(X_LIST, '77')
  const { list_id: id = null } = await dump(deps)
  const listId = id ?? ''
  const plan = async () => {
    // Of two plans of one instant it could not be said which is the newer.
    deps.clock.advance(1_000)
    return lists.planList(deps, ACTOR, listId)
  }
  await plan()
  sim.handRemove(X_LIST, '14000103')
  t.match(await plan(), { counts: { add: 0, keep: 1 } })
  await approveAll(deps, ['Org3_eg'])
  t.match(await plan(), { counts: { add: 1, keep: 2 }, ops: [{ handle: 'Org3_eg' }], unclear: [] })
  await approveAll(deps, ['Org4_eg'])
  sim.handRemove(X_LIST, '14000104')
  t.match(await plan(), { ops: [{ handle: 'Org3_eg' }], unclear: [{ handle: 'Org4_eg' }] }, 'but who was there when the last plan was made has left')
})

onBoth('a dry run says the same and keeps nothing', async (t, deps) => {
  await setUp(t, deps)
  const before = await entries(deps)
  const dry = await dump(deps, { dry_run: true })
  t.match(dry, { dry_run: true, definition: null, list_id: null, counts: { members: 5, made: 3, matched: 2 }, note: /nothing was kept/ })
  t.same(await entries(deps), before)
  t.same((await lists.listLists(deps, 'organiser', { limit: 10 })).items, [])
})

onBoth('members are taken over if that is asked for, but for those who would come off the list', async (t, deps) => {
  const { sim } = await setUp(t, deps)
  const report = await dump(deps, { adopt: true, name: 'Allies' })
  t.equal(report.counts.adopted, 4)
  const id = report.list_id ?? ''
  t.match((await driftOf(deps, id)).foreign, [{ handle: 'SocialWorkers', removed: true }])
  const plan = await lists.planList(deps, ACTOR, id)
  t.same(plan.ops, [], 'who waits for a decision stays')
  t.same(plan.updates_list, { name: 'Allies' }, 'the name given here is set with the next plan')
  const [entry] = report.members.filter(({ handle }) => handle === 'Org3_eg')
  await decide(deps, entry?.ally_id ?? '', 'reject')
  t.same(
    (await lists.planList(deps, ACTOR, id)).ops.map(({ verb, handle }) => `${verb} ${handle}`),
    ['remove Org3_eg'],
  )
  t.equal(sim.members(X_LIST).length, 5)
})

onBoth('who asked to be gone, was rejected, or has the handle of somebody else is left out, and why', async (t, deps) => {
  const { sim, named } = await setUp(t, deps)
  await decide(deps, named, 'withdraw')
  const made = await approveAll(deps, ['Org3_eg'])
  await decide(deps, made.get('Org3_eg') ?? '', 'reopen')
  await decide(deps, made.get('Org3_eg') ?? '', 'reject')
  // Org1_eg is called otherwise now, and somebody else took its handle and stands on the list.
  sim.changeUser('14000101', { username: 'Org1_new' })
  sim.addUser({ id: '99', username: 'Org1_eg' })
  sim.handAdd(X_LIST, '99')
  const report = await dump(deps)
  const by = Object.fromEntries(report.members.map((one) => [one.handle, `${one.outcome}: ${one.note}`]))
  t.match(by, {
    Org2_eg: /left_out: it asked to be gone/,
    Org3_eg: /left_out: its entry is rejected/,
    Org1_eg: /left_out: the directory knows @Org1_eg as another account/,
    Org1_new: /matched_by_id/,
  })
  t.equal((await getReview(deps, named)).status, 'withdrawn')
})

onBoth("another account's list gives entries, and no list that could never be kept in step", async (t, deps) => {
  const { sim } = await setUp(t, deps, '901')
  t.match(await dump(deps), { ours: false, definition: null, list_id: null, counts: { made: 3 }, note: /belongs to another account/ })
  t.same((await lists.listLists(deps, 'organiser', { limit: 10 })).items, [])
  t.match(await code(dump(deps, { adopt: true })), /conflict: .*another account .*cannot be taken over/)
  sim.changeList(X_LIST, { private: true })
  t.match(await code(dump(deps)), /conflict: .*private and belongs to another account/)
})

onBoth('what names no list, one that is gone, a name too long and a half reading have each their words', async (t, deps) => {
  const { sim } = await setUp(t, deps)
  t.match(await code(dump(deps, { list: 'https://x.com/swchat/lists/friends' })), /validation_failed: .*name of a list does not say/)
  t.match(await code(dump(deps, { list: '123' })), /not_found: X shows no list 123/)
  t.match(await code(dump(deps, { name: 'x'.repeat(26) })), /validation_failed: The name of a list has at most 25 characters on X; this one has 26/)
  t.match(await code(lists.createList(deps, ACTOR, { name: 'x', description: 'y'.repeat(101) })), /validation_failed: The description/)
  sim.setFault({ name: 'page-loop', route: 'GET /2/lists/:id/members' })
  t.match(await code(dump(deps)), /platform_failed: X did not give the whole list/)
  sim.clearFaults()
  sim.changeList(X_LIST, { deleted: true })
  t.match(await code(dump(deps)), /not_found/)
  const other = await lists.createList(deps, ACTOR, { name: 'Other' })
  t.match(await code(dumpList({ ...deps, platform: null }, ACTOR, { list: X_LIST })), /platform_off/)
  sim.addList({ owner_id: OWNER, id: '55', name: 'Another' })
  const known = await dump(deps, { list: '55' })
  t.match(await code(lists.connectList(deps, ACTOR, other.id, other.etag, '55')), /conflict: .*connected with Another/)
  t.equal(known.counts.members, 0, 'an empty list is one too')
})

onBoth(
  'a list whose reading would pass the budget is not read',
  async (t, deps) => {
    const { sim } = await setUp(t, deps)
    await deps.store.database.executeSql("insert into x_call (at, owner, operation, units, cost_milli_usd) values ($1, 'default', 'users.lookup', 1, 960)", [
      deps.clock.now().toISOString(),
    ])
    const before = sim.log().length
    t.match(await code(dump(deps)), /conflict: Reading all 5 members costs about \$0\.055.*budget of \$1/)
    t.equal(sim.log().filter(({ route }) => route.includes('/members')).length, 0)
    t.ok(sim.log().length > before)
  },
  { config: { X_MONTHLY_BUDGET_USD: '1' } },
)

onBoth('the account that owns the list is no ally on it', async (t, deps) => {
  const { sim } = await setUp(t, deps)
  sim.handAdd(X_LIST, OWNER)
  const report = await dump(deps)
  t.match(report.counts, { members: 6, left_out: 1 })
  t.match(
    report.members.find(({ x_user_id }) => x_user_id === OWNER),
    { outcome: 'left_out', ally_id: null, note: 'it is the account that owns the list' },
  )
  t.notOk((await entries(deps)).includes('swchat_eg'))
})
