import { cancelPlan } from '../../src/lists/apply.js'
import { takeLeaversOff } from '../../src/lists/leaving.js'
import { recentPlans } from '../../src/lists/plans.js'
import { getPlan, planList } from '../../src/lists/service.js'
import { onBoth, testConfig } from '../helpers/engines.js'
import { decide } from '../helpers/world.js'
import { ACTOR, apply, begin, callsSince, outcomes, rejectsWith, seeThrough, setUp, shown } from './stage.js'

const ADD = 'POST /2/lists/:id/members'

onBoth('who asked to be gone is taken off at once by a plan of its own, and nothing else is done with it', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  const xId = sim.lists()[0]?.id ?? ''
  sim.handAdd(xId, '14000001')
  await decide(deps, ally('Org3_eg'), 'retire')
  let from = sim.log().length
  t.same(await takeLeaversOff(deps), [], 'nobody has asked')
  t.same(callsSince(sim, from), {}, 'and X was not asked for that')

  await decide(deps, ally('Org2_eg'), 'withdraw')
  const [id = ''] = await takeLeaversOff(deps)
  const made = await getPlan(deps, id)
  t.match(made, { leavers: true, status: 'applying', verdict: { safe: true }, counts: { add: 0, remove: 1, keep: 3 }, updates_list: null })
  from = sim.log().length
  const done = await seeThrough(deps, id)
  t.equal(done.status, 'verified')
  t.same(outcomes(done), { Org2_eg: 'removed' })
  t.match(done.note, /asked to be gone/)
  t.same(shown(sim), ['14000001', '14000101', '14000103', '14000104'], 'who was retired waits for a person, who was added by hand stays')
  t.equal(callsSince(sim, from)['DELETE /2/lists/:id/members/:user_id'], 1)
  t.same(await takeLeaversOff(deps), [], 'once is enough')
  const next = await planList(deps, ACTOR, list.id)
  t.same(
    next.ops.map(({ verb, handle }) => `${verb} ${handle}`),
    ['remove Org3_eg'],
  )
  t.notOk(next.leavers)
})

onBoth('half of a list, or all of it, may ask to be gone: no limit on removals holds them back', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  for (const handle of ['Org1_eg', 'Org2_eg', 'Org3_eg']) await decide(deps, ally(handle), 'withdraw')
  const [id = ''] = await takeLeaversOff(deps)
  t.equal((await seeThrough(deps, id)).status, 'verified')
  t.same(shown(sim), [])
})

onBoth('a body that asked to be gone and was added by hand is not ours to remove', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 3)
  const allyId = ally('Org3_eg')
  await decide(deps, allyId, 'retire')
  await apply(deps, list.id)
  sim.handAdd(sim.lists()[0]?.id ?? '', '14000103')
  await decide(deps, allyId, 'withdraw')
  t.same(await takeLeaversOff(deps), [])
  t.ok(shown(sim).includes('14000103'))
})

onBoth('a plan that is under way goes first, and a try that came to nothing is made again a day later', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  await decide(deps, ally('Org3_eg'), 'retire')
  const plan = await begin(deps, list.id)
  await decide(deps, ally('Org1_eg'), 'withdraw')
  t.same(await takeLeaversOff(deps), [], 'not before that plan has ended')
  await seeThrough(deps, plan.id)
  const [id = ''] = await takeLeaversOff(deps)
  t.ok(id)
  await cancelPlan(deps, ACTOR, id, 'By mistake')
  await seeThrough(deps, id)
  t.ok(shown(sim).includes('14000101'))
  t.same(await takeLeaversOff(deps), [], 'not again and again on one day')
  deps.clock.advance(25 * 3_600_000)
  const [again = ''] = await takeLeaversOff(deps)
  t.equal((await seeThrough(deps, again)).status, 'verified')
  t.same(shown(sim), ['14000102'])
})

onBoth('where it is switched off, the next plan that is applied by hand takes them off', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 2)
  await apply(deps, list.id)
  await decide(deps, ally('Org2_eg'), 'withdraw')
  const byHand = { ...deps, config: testConfig({ X_TAKE_LEAVERS_OFF: 'false' }) }
  t.same(await takeLeaversOff(byHand), [])
  t.equal((await recentPlans(deps, list.id)).length, 1)
  await apply(deps, list.id)
  t.same(shown(sim), ['14000101'])
})

onBoth('a list that was given away, or is gone, is left alone, and the others go on', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 2)
  await apply(deps, list.id)
  const from = sim.log().length
  sim.changeList(sim.lists()[0]?.id ?? '', { owner_id: '14000102', private: false })
  await decide(deps, ally('Org2_eg'), 'withdraw')
  t.same(await takeLeaversOff(deps), [])
  t.notOk(callsSince(sim, from)[ADD])
  const plan = await planList(deps, ACTOR, list.id)
  await rejectsWith(t, begin(deps, list.id), 'plan_unsafe', plan.id)
})
