import { runPlan, startPlan } from '../../src/lists/apply.js'
import * as lists from '../../src/lists/service.js'
import { startLease } from '../../src/lists/sync/lock.js'
import { postgresStore } from '../../src/lists/sync/postgres.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { approveAll, decide, OWNER, openWorld, organisation } from '../helpers/world.js'
import { ACTOR, apply, callsSince, outcomes, rejectsWith, setUp, shown } from './stage.js'

onBoth('a first plan makes the list, adds everyone and is verified by reading back', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'verified')
  t.ok(plan.verified_at)
  t.same(shown(sim), ['14000101', '14000102', '14000103'])
  t.same(outcomes(plan), { Org1_eg: 'added', Org2_eg: 'added', Org3_eg: 'added' })
  t.equal(sim.lists()[0]?.owner_id, OWNER)
  const again = await lists.planList(deps, 'key:test', list.id)
  t.same(again.ops, [], 'a plan after the apply has nothing to do')
})

onBoth('a suspended, a protected and a vanished account stay out, each with the reason', async (t, deps) => {
  await openWorld(t, deps, [organisation(1), organisation(2, { suspended: true }), organisation(3, { protected: true })])
  await approveAll(deps, ['Org1_eg', 'Org2_eg', 'Org3_eg', 'Ghost_eg'])
  const list = await lists.createList(deps, 'key:test', { name: 'Allies' })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'verified')
  t.same(Object.keys(outcomes(plan)), ['Org1_eg'])
  t.same(Object.fromEntries(plan.left_out.map((one) => [one.name, one.reason.split(':')[0]])), {
    '@Org2_eg': 'suspended by X',
    '@Org3_eg': 'protected',
    '@Ghost_eg': 'no such account on X',
  })
})

onBoth('a wrong checksum, an unknown plan and a finished plan change nothing', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 1)
  const plan = await lists.planList(deps, 'key:test', list.id)
  await rejectsWith(t, startPlan(deps, 'key:test', plan.id, { checksum: 'f'.repeat(64) }), 'plan_stale', 'wrong checksum')
  await rejectsWith(t, startPlan(deps, 'key:test', 'pln_00000000000000000000000000', { checksum: plan.checksum }), 'not_found', 'unknown plan')
  t.same(sim.lists(), [])
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  await runPlan(deps, plan.id)
  await rejectsWith(t, startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum }), 'conflict', 'finished plan')
})

onBoth('a plan is stale once the directory or the list on X has moved, and says which', async (t, deps) => {
  const { sim, list, allies } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  const first = allies.get('Org1_eg') ?? ''
  const plan = await lists.planList(deps, 'key:test', list.id)
  await decide(deps, first, 'retire')
  const byDirectory = await rejectsWith(t, startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum }), 'plan_stale', 'after a retirement')
  t.match(byDirectory.members.drift, ['approvals, categories or accounts changed who belongs'])
  const second = await lists.planList(deps, 'key:test', list.id)
  sim.addUser({ id: '99', username: 'byhand_eg', name: 'By hand' })
  sim.handAdd(sim.lists()[0]?.id ?? '', '99')
  const byHand = await rejectsWith(t, startPlan(deps, 'key:test', second.id, { checksum: second.checksum }), 'plan_stale', 'after a hand edit')
  t.match(byHand.members.drift, ['somebody changed the list on X'])
})

onBoth('what a person added by hand stays; what we added is removed when it is retired', async (t, deps) => {
  const { sim, list, allies } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  sim.addUser({ id: '99', username: 'byhand_eg', name: 'By hand' })
  sim.handAdd(sim.lists()[0]?.id ?? '', '99')
  await decide(deps, allies.get('Org2_eg') ?? '', 'retire')
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'verified')
  t.same(outcomes(plan), { Org2_eg: 'removed' })
  t.same(
    plan.foreign.map((one) => one.handle),
    ['byhand_eg'],
  )
  t.same(shown(sim), ['14000101', '14000103', '14000104', '99'])
})

onBoth('a member that left by itself is not added again', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  sim.handRemove(sim.lists()[0]?.id ?? '', '14000102')
  const first = await lists.planList(deps, 'key:test', list.id)
  t.same(first.ops, [])
  t.same(
    first.unclear.map((one) => one.handle),
    ['Org2_eg'],
    'one reading may be stale',
  )
  deps.clock.advance(11 * 60_000)
  const plan = await lists.planList(deps, 'key:test', list.id)
  t.same(plan.ops, [])
  t.same(
    plan.vanished.map((one) => one.handle),
    ['Org2_eg'],
  )
  const later = await lists.planList(deps, 'key:test', list.id)
  t.match(later.left_out.find((one) => one.name === '@Org2_eg')?.reason, /left the list by itself/)
})

onBoth('a plan that gives a member up can be applied as it was shown', async (t, deps) => {
  const { sim, list, allies } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  sim.handRemove(sim.lists()[0]?.id ?? '', '14000102')
  await lists.planList(deps, 'key:test', list.id)
  deps.clock.advance(11 * 60_000)
  await decide(deps, allies.get('Org3_eg') ?? '', 'retire')
  const plan = await apply(deps, list.id)
  t.equal(plan.vanished.length, 1)
  t.equal(plan.status, 'verified')
  t.same(shown(sim), ['14000101', '14000104'])
})

onBoth('too many removals are held back until this very plan is confirmed with a reason', async (t, deps) => {
  const { sim, list, allies } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  for (const handle of ['Org1_eg', 'Org2_eg']) await decide(deps, allies.get(handle) ?? '', 'retire')
  const plan = await lists.planList(deps, 'key:test', list.id)
  t.notOk(plan.verdict.safe)
  const refused = await rejectsWith(t, startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum }), 'plan_unsafe', 'without override')
  t.match(JSON.stringify(refused.members), /too_many_removals/)
  t.equal(shown(sim).length, 4, 'nothing was removed')
  await rejectsWith(
    t,
    startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum, override: { codes: ['would_empty'], reason: 'x' } }),
    'plan_unsafe',
    'with another override',
  )
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum, override: { codes: ['too_many_removals'], reason: 'They asked to be gone' } })
  await runPlan(deps, plan.id)
  t.equal((await lists.getPlan(deps, plan.id)).status, 'verified')
  t.same(shown(sim), ['14000103', '14000104'])
})

onBoth('a withdrawal during the run beats the plan', async (t, deps) => {
  const { sim, list, allies } = await setUp(t, deps, 3)
  const plan = await lists.planList(deps, 'key:test', list.id)
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  await decide(deps, allies.get('Org2_eg') ?? '', 'withdraw')
  await runPlan(deps, plan.id)
  const done = await lists.getPlan(deps, plan.id)
  t.equal(outcomes(done).Org2_eg, 'withdrawn')
  t.same(shown(sim), ['14000101', '14000103'])
  t.equal(done.status, 'verified', 'the list is as wished now')
})

onBoth('an add that X acknowledges and drops is never called done', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  sim.setFault({ name: 'lock-silent' })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'incomplete')
  t.notOk(plan.verified_at)
  t.same(outcomes(plan), { Org1_eg: 'silently_dropped', Org2_eg: 'silently_dropped' })
  sim.clearFaults()
  t.equal((await apply(deps, list.id)).status, 'verified', 'a later plan puts it right')
})

onBoth('an answer lost after it took effect is settled by reading, not by sending again', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  sim.setFault({ name: '5xx-after', route: 'POST /2/lists/:id/members', nth: 2 })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'verified')
  const adds = sim.log().filter((row) => row.route === 'POST /2/lists/:id/members')
  t.equal(adds.length, 3, 'each member was sent once')
})

onBoth('an add lost before it took effect is sent again after the reading shows it absent', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  sim.setFault({ name: '5xx-before', route: 'POST /2/lists/:id/members', nth: 2 })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'verified')
  t.same(shown(sim), ['14000101', '14000102', '14000103'])
})

onBoth('one refused member does not stop the rest', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 4)
  sim.changeUser('14000102', { protected: true })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'incomplete')
  t.match(plan.note, /@Org2_eg: protected or blocking/)
  t.equal(outcomes(plan).Org2_eg, 'protected_or_blocking')
  t.same(shown(sim), ['14000101', '14000103', '14000104'])
})

onBoth('of several that begin one plan at once one reads the list; the others learn of it before', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  await lists.planList(deps, ACTOR, list.id)
  await lists.setException(deps, ACTOR, list.id, ally('Org1_eg'), 'exclusion', 'it moved')
  deps.clock.advance(1_000)
  const plan = await lists.planList(deps, ACTOR, list.id)
  t.equal(plan.read, 'count', 'its members are read when it begins')
  const from = sim.log().length
  const start = () => startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })
  const begun = await Promise.allSettled(Array.from({ length: 6 }, start))
  t.equal(begun.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const one of begun)
    if (one.status === 'rejected') t.match(one.reason, { code: 'conflict', message: /being begun by somebody else|by now|being applied already/ })
  t.same(callsSince(sim, from), { 'GET /2/lists/:id/members': 1 })
  await runPlan(deps, plan.id)
  t.match(await lists.getPlan(deps, plan.id), { status: 'verified' })
})

onBoth('a start that died does not keep the plan for long from being begun', async (t, deps) => {
  const { list } = await setUp(t, deps, 2)
  const plan = await lists.planList(deps, ACTOR, list.id)
  const store = postgresStore(deps)
  const soon = new Date(deps.clock.now().getTime() + 30_000)
  t.ok(await store.takeLease(startLease(plan.id), `${plan.id} somebody`, deps.clock.now(), soon))
  const start = (more: object = {}) => startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum, ...more })
  await start({ validate_only: true })
  await rejectsWith(t, start(), 'conflict', 'somebody may be at it')
  deps.clock.advance(31_000)
  await start()
  await runPlan(deps, plan.id)
  t.match(await lists.getPlan(deps, plan.id), { status: 'verified' })
})

onBoth('a locked account stops the plan for a day, and a restart does not clear it', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 8)
  sim.setFault({ name: 'lock-after-N', n: 2, hours: 20 })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'waiting')
  t.match(plan.note, /locked/)
  const attempts = sim.log().filter((row) => row.route === 'POST /2/lists/:id/members').length
  t.equal(attempts, 5, 'two added, three refused, then silence')
  const refused = await rejectsWith(t, startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum }), 'conflict', 'at once again')
  t.match(refused.message, /Nothing is sent before/)
  deps.clock.advance(25 * 3_600_000)
  sim.clearFaults()
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  await runPlan(deps, plan.id)
  t.equal((await lists.getPlan(deps, plan.id)).status, 'verified')
  t.equal(shown(sim).length, 8)
})

onBoth('a rate limit is waited for, and no call is sent before it ends', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  sim.setFault({ name: 'rate-429', route: 'POST /2/lists/:id/members', nth: 2 })
  const before = deps.clock.now().getTime()
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'verified')
  t.ok(deps.clock.now().getTime() - before > 10_000, 'time passed')
})

onBoth('spent credits stop everything, and the plan keeps its place', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  sim.setFault({ name: 'credits-402', route: 'POST /2/lists/:id/members', nth: 2 })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'stopped')
  t.match(plan.note, /credits/)
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  await runPlan(deps, plan.id)
  t.equal((await lists.getPlan(deps, plan.id)).status, 'verified')
})

onBoth('a list that was changed before a begun plan could make it is not made as nobody has seen it', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  sim.setFault({ name: 'credits-402', route: 'POST /2/lists', nth: 1 })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'stopped')
  await lists.editList(deps, 'key:test', list.id, '*', { private: false, name: 'For everybody' })
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum }).catch(() => undefined)
  await runPlan(deps, plan.id)
  t.match(await lists.getPlan(deps, plan.id), { status: 'stopped', note: /was changed since the plan was made/ })
  t.same(sim.lists(), [])
  const next = await apply(deps, list.id)
  t.equal(next.status, 'verified')
  t.match(sim.lists(), [{ name: 'For everybody', private: false }])
})

onBoth('what a waiting plan would publish stays private if the organiser says so meanwhile', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  await apply(deps, list.id)
  await lists.editList(deps, 'key:test', list.id, '*', { private: false, description: 'For all' })
  sim.setFault({ name: 'credits-402', route: 'PUT /2/lists/:id', nth: 1 })
  const plan = await apply(deps, list.id)
  t.match([plan.status, plan.updates_list], ['stopped', { private: false }])
  await lists.editList(deps, 'key:test', list.id, '*', { private: true })
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum }).catch(() => undefined)
  await runPlan(deps, plan.id)
  t.match(await lists.getPlan(deps, plan.id), { status: 'stopped', note: /was edited since the plan was made \(private\)/ })
  t.match(sim.lists(), [{ private: true, description: 'Outside social work' }])
  t.equal((await apply(deps, list.id)).status, 'verified')
  t.match(sim.lists(), [{ private: true, description: 'For all' }])
})

onBoth(
  'the daily cap ends the day, and the next day goes on',
  async (t, deps) => {
    const { sim, list } = await setUp(t, deps, 5)
    const plan = await apply(deps, list.id)
    t.equal(plan.status, 'waiting')
    t.match(plan.note, /daily cap/)
    t.equal(shown(sim).length, 3)
    deps.clock.advance(25 * 3_600_000)
    await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
    await runPlan(deps, plan.id)
    t.equal((await lists.getPlan(deps, plan.id)).status, 'verified')
  },
  { config: { X_DAILY_ADD_CAP: '3' } },
)

onBoth('a half reading decides nothing', async (t, deps) => {
  const { sim, list, allies } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  await decide(deps, allies.get('Org1_eg') ?? '', 'retire')
  const counted = await lists.planList(deps, 'key:test', list.id)
  sim.setFault({ name: 'page-loop', route: 'GET /2/lists/:id/members' })
  await rejectsWith(t, startPlan(deps, 'key:test', counted.id, { checksum: counted.checksum }), 'platform_failed', 'nothing is begun on half a reading')
  sim.handAdd(sim.lists()[0]?.id ?? '', OWNER)
  const plan = await lists.planList(deps, 'key:test', list.id)
  t.same(
    plan.ops.filter((op) => op.verb === 'remove'),
    [],
  )
  t.same(
    plan.verdict.reasons.map((reason) => reason.code),
    ['incomplete_read'],
  )
})

onBoth('a run that dies at any call goes on where it stood, and nobody is added twice or forgotten', async (t, deps) => {
  const { sim, list, allies } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  await decide(deps, allies.get('Org4_eg') ?? '', 'retire')
  for (let step = 1; step <= 6; step++) {
    sim.handRemove(sim.lists()[0]?.id ?? '', '14000102')
    // Not seen yet, so that the hand removal counts as "add again", not as a tombstone.
    await deps.store.database.executeSql('update list_applied set seen_at = null, vanished_at = null', [])
    const plan = await lists.planList(deps, 'key:test', list.id)
    await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
    let calls = 0
    const { platform } = deps
    if (!platform?.lists) throw new Error('no platform')
    const die =
      <A extends unknown[], R>(fn: (...args: A) => Promise<R>) =>
      async (...args: A) => {
        if (++calls === step) throw new Error('killed')
        const result = await fn(...args)
        if (++calls === step) throw new Error('killed')
        return result
      }
    const dying = {
      ...deps,
      platform: {
        ...platform,
        readMembers: die(platform.readMembers),
        lists: { ...platform.lists, addMember: die(platform.lists.addMember), removeMember: die(platform.lists.removeMember) },
      },
    }
    await t.rejects(runPlan(dying, plan.id), /killed/, `dies at step ${step}`)
    await runPlan(deps, plan.id)
    t.equal((await lists.getPlan(deps, plan.id)).status, 'verified', `and is verified after the restart (${step})`)
    t.same(shown(sim), ['14000101', '14000102', '14000103'])
    if (step < 6) {
      await deps.store.database.executeSql("update ally set status = 'approved' where id = $1", [allies.get('Org4_eg')])
      await apply(deps, list.id)
      await decide(deps, allies.get('Org4_eg') ?? '', 'retire')
    }
  }
})

onBoth('without X, or without the owner of the list, a plan is refused with what is missing', async (t, deps) => {
  const list = await lists.createList(deps, 'key:test', { name: 'Allies' })
  const off = await rejectsWith(t, lists.planList(deps, 'key:test', list.id), 'platform_off', 'no X at all')
  t.match(off.message, 'X_API_BASE_URL')
  await openWorld(t, deps)
  const { lists: _owner, ...readOnly } = deps.platform ?? {}
  deps.platform = readOnly as NonNullable<TestDeps['platform']>
  const appOnly = await rejectsWith(t, lists.planList(deps, 'key:test', list.id), 'platform_off', 'an app-only token')
  t.match(appOnly.message, 'X_ACCESS_TOKEN')
})
