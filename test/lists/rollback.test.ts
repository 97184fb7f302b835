import { rollbackPlan, runPlan, startPlan } from '../../src/lists/apply.js'
import { planText } from '../../src/lists/plan-text.js'
import { editList, getDeskList, getPlan, planList, setException } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide, organisation } from '../helpers/world.js'
import { openDesk } from '../web/desk.js'
import { ACTOR, apply, applyPlan, begin, handles, outcomes, rejectsWith, setUp, shown } from './stage.js'

const id = (n: number) => organisation(n).id

/** From now on only those who are pinned belong. */
async function narrow(deps: TestDeps, listId: string): Promise<void> {
  const { etag } = await getDeskList(deps, listId)
  await editList(deps, ACTOR, listId, etag, { rule: { min_support: 1_000 } })
}

/** Five members; then the rule leaves out the last, who is removed. Returns that plan. */
async function oneRemoved(deps: TestDeps, world: Awaited<ReturnType<typeof setUp>>) {
  const { list, ally } = world
  await apply(deps, list.id)
  for (const handle of handles(4)) await setException(deps, ACTOR, list.id, ally(handle), 'pin', 'stays')
  await narrow(deps, list.id)
  return apply(deps, list.id)
}

/** A moment later: of two plans of one instant it could not be said which is the newer. */
async function rollback(deps: TestDeps, planId: string) {
  deps.clock.advance(1_000)
  return getPlan(deps, await rollbackPlan(deps, ACTOR, planId, 'a mistake'))
}

onBoth('what a plan removed is added again by a plan of its own, which says what the next plan will do', async (t, deps) => {
  const world = await setUp(t, deps, 5)
  const removal = await oneRemoved(deps, world)
  t.same(outcomes(removal), { Org5_eg: 'removed' })
  const back = await rollback(deps, removal.id)
  t.equal(back.rollback_of, removal.id)
  t.same(
    back.ops.map((op) => `${op.verb} ${op.x_user_id}`),
    [`add ${id(5)}`],
  )
  t.match(back.note, /a mistake.*does the same again, unless the rule/)
  const done = await applyPlan(deps, back)
  t.equal(done.status, 'verified')
  t.match(done.note, /does the same again/)
  t.same(shown(world.sim), [1, 2, 3, 4, 5].map(id))
  const next = await planList(deps, ACTOR, world.list.id)
  t.same(
    next.ops.map((op) => op.verb),
    ['remove'],
    'as it said',
  )
})

onBoth('what a plan added is removed, within the limits of every plan; what others did since is left alone', async (t, deps) => {
  const world = await setUp(t, deps, 5)
  const { sim, list } = world
  const first = await apply(deps, list.id)
  const xListId = sim.lists()[0]?.id ?? ''
  sim.addUser(organisation(50))
  sim.handAdd(xListId, id(50))
  sim.handRemove(xListId, id(1))
  const back = await rollback(deps, first.id)
  t.same(
    back.ops.map((op) => `${op.verb} ${op.x_user_id}`),
    [2, 3, 4, 5].map((n) => `remove ${id(n)}`),
  )
  t.same(
    back.foreign.map((one) => one.x_user_id),
    [id(50)],
  )
  await rejectsWith(t, startPlan(deps, ACTOR, back.id, { checksum: back.checksum }), 'plan_unsafe', 'it would empty the list')
  const codes = back.verdict.reasons.map((reason) => reason.code)
  const done = await applyPlan(deps, back, { codes, reason: 'meant' })
  t.equal(done.status, 'verified')
  t.same(shown(sim), [id(50)])
})

onBoth('who withdrew, was retired or excluded meanwhile is not added again, whenever it happens', async (t, deps) => {
  const world = await setUp(t, deps, 5)
  const removal = await oneRemoved(deps, world)
  const back = await rollback(deps, removal.id)
  await startPlan(deps, ACTOR, back.id, { checksum: back.checksum })
  await decide(deps, world.ally('Org5_eg'), 'withdraw')
  await runPlan(deps, back.id)
  t.same(outcomes(await getPlan(deps, back.id)), { Org5_eg: 'withdrawn' })
  const again = await rollback(deps, removal.id)
  t.same(again.ops, [])
  t.match(again.left_out[0]?.reason, /withdrawn/)
  t.notOk(shown(world.sim).includes(id(5)))
})

onBoth('members that a later plan has touched are that plan’s matter', async (t, deps) => {
  const world = await setUp(t, deps, 5)
  const first = await begin(deps, world.list.id)
  await runPlan(deps, first.id)
  for (const handle of handles(4)) await setException(deps, ACTOR, world.list.id, world.ally(handle), 'pin', 'stays')
  await narrow(deps, world.list.id)
  const removal = await apply(deps, world.list.id)
  await applyPlan(deps, await rollback(deps, removal.id))
  await rejectsWith(t, rollback(deps, removal.id), 'conflict', 'taken back already')
  const back = await rollback(deps, first.id)
  t.notOk(
    back.ops.some((op) => op.x_user_id === id(5)),
    'the fifth was removed and added again since',
  )
})

onBoth('what a plan set of the list itself stays when it is taken back, and every page of it says so with the way out', async (t, deps) => {
  const { list, sim, ally } = await setUp(t, deps, 3)
  await setException(deps, ACTOR, list.id, ally('Org3_eg'), 'exclusion', 'later')
  await apply(deps, list.id)
  await setException(deps, ACTOR, list.id, ally('Org3_eg'), null, 'now')
  const { etag } = await getDeskList(deps, list.id)
  await editList(deps, ACTOR, list.id, etag, { name: 'Friends', private: false })
  const plan = await apply(deps, list.id)
  t.match(plan, { status: 'verified', updates_list: { name: 'Friends', private: false }, not_taken_back: null })
  const desk = await openDesk(t, deps)
  const way = /not taken back: the name “Friends”; PUBLIC: everybody sees it.*edit the list/
  t.match((await desk.get(`/desk/plans/${plan.id}/rollback`)).body, way, 'before it is asked for')

  const back = await rollback(deps, plan.id)
  t.match(back, {
    updates_list: null,
    counts: { add: 0, remove: 1 },
    not_taken_back: { creates_list: false, updates_list: { name: 'Friends', private: false } },
  })
  t.match((await desk.get(`/desk/plans/${back.id}`)).body, way)
  t.match(planText(back), way)
  const done = await applyPlan(deps, back)
  t.match(planText(done), way, 'and after it')
  t.match(sim.lists()[0], { name: 'Friends', private: false })
})
