import { runPlan } from '../../src/lists/apply.js'
import { getPlan, planList } from '../../src/lists/service.js'
import { onBoth } from '../helpers/engines.js'
import { decide, organisation } from '../helpers/world.js'
import { ACTOR, apply, applyPlan, callsSince, rejectsWith, setUp, shown } from './stage.js'

const ADD = 'POST /2/lists/:id/members'
const HOUR = 3_600_000
const id = (n: number) => organisation(n).id

onBoth('additions keep three seconds and some chance apart, and fifty to an hour, as the timetable said', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 56)
  const plan = await planList(deps, ACTOR, list.id)
  t.same(
    plan.timetable.map((one) => [one.at.slice(11, 16), one.adds]),
    [
      ['20:00', 50],
      ['21:00', 6],
    ],
  )
  t.equal((await applyPlan(deps, plan)).status, 'verified')
  const at = sim
    .log()
    .filter((row) => row.route === ADD)
    .map((row) => row.at)
  const gaps = at.slice(1).map((one, i) => one - (at[i] ?? 0))
  t.ok(
    gaps.every((gap) => gap >= 3_000),
    'never closer',
  )
  t.ok(new Set(gaps.slice(0, 40)).size > 20, 'and never in step')
  t.ok(
    at.every((one) => at.filter((other) => other > one - HOUR && other <= one).length <= 50),
    'no hour has more than fifty',
  )
})

onBoth(
  'when the day is full, removals still go, and the pause holds for every list of the account',
  async (t, deps) => {
    const { sim, list, ally } = await setUp(t, deps, 5)
    await decide(deps, ally('Org4_eg'), 'retire')
    await decide(deps, ally('Org5_eg'), 'retire')
    await apply(deps, list.id)
    deps.clock.advance(25 * HOUR)
    for (const handle of ['Org4_eg', 'Org5_eg']) {
      await decide(deps, ally(handle), 'reopen')
      await decide(deps, ally(handle), 'approve', 'ally')
    }
    sim.setFault({ name: 'lock-silent', next: 2 })
    await decide(deps, ally('Org1_eg'), 'retire')
    const plan = await apply(deps, list.id)
    t.equal(plan.status, 'waiting', 'both additions were tried, one once more: three are sent')
    t.match(plan.note, /daily cap of 3/)
    t.notOk(shown(sim).includes(id(1)), 'the removal went')
    const from = sim.log().length
    await runPlan(deps, plan.id)
    await rejectsWith(t, applyPlan(deps, plan), 'conflict', 'before its time')
    t.notOk(callsSince(sim, from)[ADD], 'a restart does not clear the cap')
    deps.clock.advance(25 * HOUR)
    t.equal((await applyPlan(deps, plan)).status, 'verified')
  },
  { config: { X_DAILY_ADD_CAP: '3' } },
)

onBoth('after a lock there is one probe; if it is refused too, another day is waited', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 8)
  sim.setFault({ name: 'lock-after-N', n: 1, hours: 30 })
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'waiting')
  deps.clock.advance(25 * HOUR)
  const from = sim.log().length
  const probed = await applyPlan(deps, plan)
  t.equal(probed.status, 'waiting')
  t.same(callsSince(sim, from)[ADD], 1, 'one probe')
  await rejectsWith(t, applyPlan(deps, plan), 'conflict', 'and no more that day')
  sim.clearFaults()
  deps.clock.advance(25 * HOUR)
  t.equal((await applyPlan(deps, plan)).status, 'verified', 'once it passes, all the others follow')
  t.equal(shown(sim).length, 8)
})

onBoth('another plan probes too, with somebody who was not refused before; one refused for good does not hold the others up', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 5)
  for (const n of [1, 2, 3]) sim.changeUser(id(n), { protected: true })
  const first = await apply(deps, list.id)
  t.match(first.note, /Nothing is sent before/, 'three in a row look like a lock')
  deps.clock.advance(25 * HOUR)
  const second = await apply(deps, list.id)
  t.equal(second.status, 'incomplete')
  t.same(shown(sim), [id(4), id(5)])
  t.same(
    second.outcomes.map((one) => one.outcome),
    ['protected_or_blocking', 'protected_or_blocking', 'protected_or_blocking', 'added', 'added'],
  )
})

onBoth('a limit of a day is not sat out: the plan waits, and nothing is sent before it ends', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  sim.setFault({ name: 'rate-429', route: ADD, nth: 2, reset: 'day' })
  const before = deps.clock.now().getTime()
  const plan = await apply(deps, list.id)
  t.equal(plan.status, 'waiting')
  t.match(plan.note, /limit for a day/)
  t.ok(deps.clock.now().getTime() - before < HOUR)
  await rejectsWith(t, applyPlan(deps, plan), 'conflict', 'at once again')
  deps.clock.advance(25 * HOUR)
  t.equal((await applyPlan(deps, plan)).status, 'verified')
})

for (const reset of ['past', 'absent', 'absurd', 'lying'] as const) {
  onBoth(`a 429 whose reset is ${reset} is waited for between a moment and 16 minutes`, async (t, deps) => {
    const { sim, list } = await setUp(t, deps, 2)
    sim.setFault({ name: 'rate-429', route: ADD, nth: 1, reset })
    const plan = await apply(deps, list.id)
    t.equal(plan.status, 'verified')
    const [refused, next] = sim.log().filter((row) => row.route === ADD)
    const waited = (next?.at ?? 0) - (refused?.at ?? 0)
    t.ok(waited >= 1_000 && waited <= 17 * 60_000, `${waited} ms`)
    t.equal((await getPlan(deps, plan.id)).outcomes.length, 2)
  })
}
