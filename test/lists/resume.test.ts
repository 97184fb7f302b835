import { runPlan } from '../../src/lists/apply.js'
import { editList, getDeskList, getPlan, planList } from '../../src/lists/service.js'
import { onBoth } from '../helpers/engines.js'
import { decide, organisation } from '../helpers/world.js'
import { ACTOR, apply, applyPlan, begin, callsSince, setUp, shown } from './stage.js'

const ADD = 'POST /2/lists/:id/members'
const SET = 'PUT /2/lists/:id'
const HOUR = 3_600_000
const id = (n: number) => organisation(n).id

onBoth('a plan that stopped because the list is another account’s sends nothing when it is taken up, until the list is ours again', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 5)
  for (const n of [2, 3, 4, 5]) await decide(deps, ally(`Org${n}_eg`), 'retire')
  await apply(deps, list.id)
  for (const n of [2, 3, 4, 5]) {
    await decide(deps, ally(`Org${n}_eg`), 'reopen')
    await decide(deps, ally(`Org${n}_eg`), 'approve', 'ally')
  }
  const plan = await begin(deps, list.id)
  const xId = sim.lists()[0]?.id ?? ''
  // While private, X shows it to nobody else.
  sim.changeList(xId, { owner_id: '901', private: false })
  await runPlan(deps, plan.id)
  const stopped = await getPlan(deps, plan.id)
  t.equal(stopped.status, 'stopped')
  t.match(stopped.note, /belongs to another account/)
  const from = sim.log().length
  const again = await applyPlan(deps, plan)
  t.equal(again.status, 'stopped')
  t.notOk(callsSince(sim, from)[ADD], 'it asks first whose the list is')
  sim.changeList(xId, { owner_id: '14000001', private: true })
  t.equal((await applyPlan(deps, plan)).status, 'verified')
  t.same(shown(sim), [1, 2, 3, 4, 5].map(id))
})

onBoth('the list’s own fields are set once, however often the plan is taken up', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, 3)
  await decide(deps, ally('Org3_eg'), 'retire')
  await apply(deps, list.id)
  await decide(deps, ally('Org3_eg'), 'reopen')
  await decide(deps, ally('Org3_eg'), 'approve', 'ally')
  const { etag } = await getDeskList(deps, list.id)
  await editList(deps, ACTOR, list.id, etag, { name: 'Our allies' })
  sim.setFault({ name: 'credits-402', route: ADD, nth: 1 })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'stopped')
  t.equal((await applyPlan(deps, plan)).status, 'verified')
  t.equal(sim.log().filter((row) => row.route === SET).length, 1)
  t.equal(sim.lists()[0]?.name, 'Our allies')
})

onBoth('refusals are counted on after a crash: the third of them is a lock, and no fourth is tried', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 8)
  sim.setFault({ name: 'lock-after-N', n: 1, hours: 20 })
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
          if (++calls === 4) throw new Error('killed')
          await addMember(...args)
        },
      },
    },
  }
  await t.rejects(runPlan(dying, plan.id), /killed/)
  t.equal(sim.log().filter((row) => row.route === ADD).length, 3, 'one added, two refused')
  await runPlan(deps, plan.id)
  t.equal(sim.log().filter((row) => row.route === ADD).length, 4)
  t.match((await getPlan(deps, plan.id)).note, /locked/)
})

onBoth('after a probe that passed a second lock ends the run at its first refusal', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 10)
  sim.setFault({ name: 'lock-after-N', n: 2, hours: 20 })
  const plan = await apply(deps, list.id)
  t.match(plan.note, /locked/)
  deps.clock.advance(25 * HOUR)
  sim.clearFaults()
  sim.setFault({ name: 'lock-after-N', n: 2, hours: 20 })
  const from = sim.log().length
  const second = await applyPlan(deps, plan)
  t.match(second.note, /locked/)
  t.equal(callsSince(sim, from)[ADD], 3, 'the probe, one more, and one refusal')
  t.equal(shown(sim).length, 4)
  deps.clock.advance(25 * HOUR)
  sim.clearFaults()
  t.equal((await applyPlan(deps, plan)).status, 'verified')
  t.equal((await planList(deps, ACTOR, list.id)).ops.length, 0)
})
