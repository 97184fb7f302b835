import { cancelPlan, runPlan, startPlan } from '../../src/lists/apply.js'
import { getPlan, planList } from '../../src/lists/service.js'
import { onBoth } from '../helpers/engines.js'
import { decide, organisation } from '../helpers/world.js'
import { ACTOR, apply, begin, callsSince, outcomes, setUp } from './stage.js'

const MINUTE = 60_000
const handlesOf = (rows: readonly { handle: string }[]) => rows.map((one) => one.handle)

onBoth('who left before a removal was sent that nobody wishes any more went by himself, and is not added again', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 4)
  await apply(deps, list.id)
  await decide(deps, ally('Org1_eg'), 'retire')
  const plan = await begin(deps, list.id)
  await decide(deps, ally('Org1_eg'), 'reopen')
  await decide(deps, ally('Org1_eg'), 'approve', 'ally')
  sim.handRemove(sim.lists()[0]?.id ?? '', organisation(1).id)
  await runPlan(deps, plan.id)
  const done = await getPlan(deps, plan.id)
  t.same(outcomes(done), { Org1_eg: 'wanted_again' })
  t.equal(done.status, 'incomplete', 'it may be one old reading')
  deps.clock.advance(11 * MINUTE)
  const later = await planList(deps, ACTOR, list.id)
  t.same(later.ops, [])
  t.same(handlesOf(later.vanished), ['Org1_eg'], 'the reading of the run was the first of two')
})

onBoth('the look of a plan that has nothing to send is the first of the two readings that it speaks of', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  const plan = await planList(deps, ACTOR, list.id)
  t.same(plan.ops, [])
  await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })
  sim.handRemove(sim.lists()[0]?.id ?? '', organisation(2).id)
  const looked = await runPlan(deps, plan.id)
  t.equal(looked.status, 'incomplete')
  t.match(looked.note, /X does not show @Org2_eg any more. A second reading decides, ten minutes after/)
  deps.clock.advance(9 * MINUTE)
  t.same(handlesOf((await planList(deps, ACTOR, list.id)).unclear), ['Org2_eg'], 'not before')
  deps.clock.advance(2 * MINUTE)
  t.same(handlesOf((await planList(deps, ACTOR, list.id)).vanished), ['Org2_eg'])
})

onBoth('a plan that is cancelled while X puts its reading off ends without asking again', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  const plan = await begin(deps, list.id)
  sim.setFault({ name: 'rate-429', route: 'GET /2/lists/:id/members', reset: 'absent', nth: 1 })
  const { platform } = deps
  if (!platform) throw new Error('no platform')
  const readMembers: typeof platform.readMembers = async (...args) => {
    await cancelPlan(deps, ACTOR, plan.id, 'too slow')
    return platform.readMembers(...args)
  }
  await runPlan({ ...deps, platform: { ...platform, readMembers } }, plan.id)
  const from = sim.log().length
  t.equal((await runPlan(deps, plan.id)).status, 'cancelled')
  t.same(callsSince(sim, from), {})
  t.match((await getPlan(deps, plan.id)).note, /Sent before: 3 added, 0 removed; 0 not sent. The list could not be read back/)
  t.equal((await apply(deps, list.id)).status, 'verified', 'the next plan reads it')
})
