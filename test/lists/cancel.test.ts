import { cancelPlan, runPlan } from '../../src/lists/apply.js'
import { getPlan, planList } from '../../src/lists/service.js'
import { onBoth } from '../helpers/engines.js'
import { organisation } from '../helpers/world.js'
import { ACTOR, apply, applyPlan, begin, outcomes, rejectsWith, setUp, shown } from './stage.js'

const ADD = 'POST /2/lists/:id/members'

onBoth('a plan that was only looked at is cancelled at once, and nothing can begin it any more', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  const plan = await planList(deps, ACTOR, list.id)
  t.equal(await cancelPlan(deps, ACTOR, plan.id, 'wrong evening'), 'cancelled')
  const done = await getPlan(deps, plan.id)
  t.match(done.note, /Cancelled: wrong evening. Nothing was sent; 2 not sent/)
  t.same(done.timetable, [], 'nothing is left to do at any time')
  await rejectsWith(t, applyPlan(deps, plan), 'conflict', 'begun afterwards')
  await rejectsWith(t, cancelPlan(deps, ACTOR, plan.id, 'again'), 'conflict', 'cancelled twice')
  await rejectsWith(t, cancelPlan(deps, ACTOR, 'pln_00000000000000000000000000', 'x'), 'not_found', 'an unknown plan')
  t.same(sim.lists(), [])
})

onBoth('a plan under way stops before its next call, reads back what it sent, and says so', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 5)
  const plan = await begin(deps, list.id)
  const status = await runPlan(deps, plan.id, ({ phase, done }) => {
    if (phase === 'send' && done === 2) void cancelPlan(deps, ACTOR, plan.id, 'too fast')
  })
  t.equal(status.status, 'cancelled')
  const done = await getPlan(deps, plan.id)
  const sent = sim.log().filter((row) => row.route === ADD).length
  t.ok(sent >= 2 && sent <= 3, 'at most the call that was being made')
  t.equal(shown(sim).length, sent)
  t.match(done.note, new RegExp(`Cancelled: too fast. Sent before: ${sent} added, 0 removed; ${5 - sent} not sent.`))
  t.same(Object.values(outcomes(done)).sort(), [...Array(sent).fill('added'), ...Array(5 - sent).fill('cancelled')])
  t.equal((await apply(deps, list.id)).status, 'verified', 'a later plan does the rest')
})

onBoth('a run that died is ended too: what was in flight is read back, not sent', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  const plan = await begin(deps, list.id)
  const { platform } = deps
  if (!platform?.lists) throw new Error('no platform')
  const { addMember } = platform.lists
  let calls = 0
  const dying = {
    ...deps,
    platform: {
      ...platform,
      lists: {
        ...platform.lists,
        addMember: async (...args: Parameters<typeof addMember>) => {
          await addMember(...args)
          if (++calls === 2) throw new Error('killed')
        },
      },
    },
  }
  await t.rejects(runPlan(dying, plan.id), /killed/)
  t.equal(await cancelPlan(deps, ACTOR, plan.id, 'enough'), 'applying')
  t.ok((await getPlan(deps, plan.id)).cancel_at)
  t.equal((await runPlan(deps, plan.id)).status, 'cancelled')
  t.same(outcomes(await getPlan(deps, plan.id)), { Org1_eg: 'added', Org2_eg: 'added', Org3_eg: 'cancelled' })
  t.same(shown(sim), [organisation(1).id, organisation(2).id])
})

onBoth('X out of reach does not keep a plan from ending', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  const plan = await begin(deps, list.id)
  sim.setFault({ name: '5xx-after', route: 'GET /2/lists/:id/members' })
  const stopped = await runPlan(deps, plan.id)
  t.equal(stopped.status, 'stopped')
  t.equal(await cancelPlan(deps, ACTOR, plan.id, 'X is down'), 'cancelled')
  t.match((await getPlan(deps, plan.id)).note, /Sent before: 3 added/)
  sim.clearFaults()
  t.equal((await apply(deps, list.id)).status, 'verified')
  t.equal(sim.log().filter((row) => row.route === ADD).length, 3, 'nobody was sent twice')
})
