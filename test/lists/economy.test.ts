import type { Test } from 'tap'
import { checkList } from '../../src/lists/drift/service.js'
import { getDeskList, planList } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide, organisation } from '../helpers/world.js'
import { ACTOR, apply, applyPlan, callsSince, setUp, shown } from './stage.js'

const COUNT = 'GET /2/lists/:id'
const READ = 'GET /2/lists/:id/members'
const ADD = 'POST /2/lists/:id/members'
const REMOVE = 'DELETE /2/lists/:id/members/:user_id'
const CREATE = 'POST /2/lists'
const ME = 'GET /2/users/me'
const pages = (members: number) => Math.ceil(members / 100)

/** Members that somebody else added on X: they make a list long without our sending each. */
function crowd(sim: Awaited<ReturnType<typeof setUp>>['sim'], n: number): void {
  for (let i = 0; i < n; i++) {
    sim.addUser(organisation(10_000 + i))
    sim.handAdd(sim.lists()[0]?.id ?? '', organisation(10_000 + i).id)
  }
}

/** Plan and apply with `adds` new organisations and `removals` retired ones, on the list as it is: the calls are those of the formula. */
async function change(t: Test, deps: TestDeps, world: Awaited<ReturnType<typeof setUp>>, adds: string[], removals: string[], foreign: number): Promise<void> {
  const before = (await getDeskList(deps, world.list.id)).members + foreign
  for (const handle of removals) await decide(deps, world.ally(handle), 'retire')
  for (const handle of adds) {
    await decide(deps, world.ally(handle), 'reopen')
    await decide(deps, world.ally(handle), 'approve', 'ally')
  }
  const from = world.sim.log().length
  const plan = await planList(deps, ACTOR, world.list.id)
  const planned = world.sim.log().length
  t.same(callsSince(world.sim, from), { [COUNT]: 1 }, 'a list that nobody touched is planned by its count alone')
  const done = await applyPlan(deps, plan)
  t.equal(done.status, 'verified')
  const after = before + adds.length - removals.length
  const expected = { [COUNT]: 1, [READ]: pages(before) + pages(after), ...(adds.length > 0 ? { [ADD]: adds.length } : {}), [REMOVE]: removals.length }
  t.same(callsSince(world.sim, from), expected, `a + r + ⌈${before}/100⌉ + ⌈${after}/100⌉ + 1 count`)
  t.equal(world.sim.log().length - planned, plan.cost.calls, 'as many as the plan said')
}

onBoth('a fault-free apply asks X for the operations, for the members before and after, and once for the count', async (t, deps) => {
  const world = await setUp(t, deps, 6)
  const { sim } = world
  for (const handle of ['Org5_eg', 'Org6_eg']) await decide(deps, world.ally(handle), 'retire')
  const first = await apply(deps, world.list.id)
  t.same(
    callsSince(
      sim,
      sim.log().findIndex((row) => row.route === CREATE),
    ),
    { [CREATE]: 1, [ADD]: 4, [READ]: 1 },
    'a new list is made, filled and read back',
  )
  t.equal(sim.log().filter((row) => row.route === ME).length, 1, 'who we are is asked once')
  t.equal(first.status, 'verified')
  await change(t, deps, world, ['Org5_eg'], ['Org1_eg'], 0)

  crowd(sim, 205)
  const from = sim.log().length
  const seen = await planList(deps, ACTOR, world.list.id)
  t.same(callsSince(sim, from), { [COUNT]: 1, [READ]: 3 }, 'the count disagrees, so all are read')
  t.equal(seen.foreign.length, 205)
  await change(t, deps, world, ['Org6_eg', 'Org1_eg'], ['Org2_eg'], 205)
  t.equal(shown(sim).length, 210)
  t.equal(sim.log().filter((row) => row.route === ME).length, 1, 'and never again')
})

onBoth('an unchanged list costs one call, and so does applying the plan that says so', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  for (let day = 0; day < 3; day++) {
    deps.clock.advance(86_400_000)
    const from = sim.log().length
    const plan = await planList(deps, ACTOR, list.id)
    t.same(callsSince(sim, from), { [COUNT]: 1 })
    t.same([plan.ops, plan.read], [[], 'count'])
    t.equal((await applyPlan(deps, plan)).status, 'verified')
    t.same(callsSince(sim, from), { [COUNT]: 2 })
  }
})

onBoth('an empty list needs no reading of members, neither before nor after', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 1)
  await apply(deps, list.id)
  await decide(deps, ally('Org1_eg'), 'withdraw')
  const from = sim.log().length
  t.equal((await apply(deps, list.id)).status, 'verified')
  t.same(shown(sim), [])
  t.same(callsSince(sim, from), { [COUNT]: 2, [READ]: 1, [REMOVE]: 1 }, 'that nobody is left is told by the count')
  const empty = sim.log().length
  const plan = await planList(deps, ACTOR, list.id)
  t.same(callsSince(sim, empty), { [COUNT]: 1 })
  t.same(plan.ops, [])
})

onBoth('two hand edits that cancel out in the count are noticed before anything is sent', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  const xListId = sim.lists()[0]?.id ?? ''
  sim.addUser(organisation(50))
  sim.handRemove(xListId, organisation(2).id)
  sim.handAdd(xListId, organisation(50).id)
  await decide(deps, ally('Org1_eg'), 'retire')
  deps.clock.advance(1_000)
  const plan = await planList(deps, ACTOR, list.id)
  t.equal(plan.read, 'count')
  const from = sim.log().length
  await t.rejects(applyPlan(deps, plan), { code: 'plan_stale', members: { drift: ['somebody changed the list on X'] } })
  t.notOk(callsSince(sim, from)[REMOVE], 'nothing was sent')
  deps.clock.advance(60_000)
  const look = await checkList(deps, list.id)
  t.match(look, { outcome: 'drifted' }, 'an equal count says nothing to a look either')
  t.match(look.members?.foreign, [{ x_user_id: organisation(50).id }])
  const again = await planList(deps, ACTOR, list.id)
  t.equal(again.read, 'full', 'what we thought we knew is not believed again')
  t.same(
    [again.foreign, again.unclear].map((rows) => rows.map((one) => one.x_user_id)),
    [[organisation(50).id], [organisation(2).id]],
  )
  t.equal((await applyPlan(deps, again)).status, 'incomplete', 'a member of ours is missing: one reading does not say why')
})
