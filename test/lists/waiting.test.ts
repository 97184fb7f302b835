import { cancelPlan, runPlan, startPlan, unfinishedPlanIds } from '../../src/lists/apply.js'
import { connectList, createList, getDeskList, getPlan, planList, setException } from '../../src/lists/service.js'
import { WRITER } from '../../src/lists/sync/lock.js'
import { takeLease } from '../../src/lists/sync/repo.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { decide, OWNER } from '../helpers/world.js'
import { ACTOR, apply, begin, callsSince, outcomes, rejectsWith, setUp } from './stage.js'

const ADD = 'POST /2/lists/:id/members'
const REMOVE = 'DELETE /2/lists/:id/members/:user_id'
const COUNT = 'GET /2/lists/:id'
const READ = 'GET /2/lists/:id/members'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A second list of the same account with the same members, on X already. */
async function another(deps: TestDeps) {
  const list = await createList(deps, ACTOR, { name: 'More allies' })
  await apply(deps, list.id)
  return list
}

onBoth('a list that waits for a window gives way: another one of the account removes meanwhile, and adds nothing before the window opens', async (t, deps) => {
  const { sim, list, allies } = await setUp(t, deps, 4)
  await decide(deps, allies.get('Org4_eg') ?? '', 'retire')
  const other = await another(deps)
  sim.setFault({ name: 'rate-429', route: ADD, nth: 2 })
  const plan = await begin(deps, list.id)
  const waiting = await runPlan(deps, plan.id)
  t.equal(waiting.status, 'waiting')
  const shown = await getPlan(deps, plan.id)
  const until = Date.parse(shown.waiting_until ?? '')
  t.ok(until > deps.clock.now().getTime() + MINUTE && until < deps.clock.now().getTime() + 17 * MINUTE)
  t.equal(shown.timetable[0]?.at, shown.waiting_until, 'its timetable begins then')
  await rejectsWith(t, startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum }), 'conflict', 'begun before its time')

  await setException(deps, ACTOR, other.id, allies.get('Org1_eg') ?? '', 'exclusion', 'not on this one')
  await decide(deps, allies.get('Org4_eg') ?? '', 'reopen')
  await decide(deps, allies.get('Org4_eg') ?? '', 'approve', 'ally')
  const from = sim.log().length
  const second = await begin(deps, other.id)
  t.same(
    second.timetable.map((one) => [one.adds, one.removals]),
    [
      [0, 1],
      [1, 0],
    ],
    'its plan says so',
  )
  t.equal(second.timetable[1]?.at, shown.waiting_until)
  const gone = await runPlan(deps, second.id)
  t.equal(gone.status, 'waiting')
  t.equal(callsSince(sim, from)[REMOVE], 1, 'the removal went')
  t.notOk(callsSince(sim, from)[ADD], 'and no addition into a window that is used up')

  t.same(await unfinishedPlanIds(deps), [], 'nothing to take up before its time')
  deps.clock.set(new Date(until))
  t.same(await unfinishedPlanIds(deps), [plan.id, second.id])
  t.equal((await runPlan(deps, plan.id)).status, 'incomplete', 'who was approved meanwhile is not in it')
  t.equal((await runPlan(deps, second.id)).status, 'verified')
  const again = sim.log().filter((row) => row.route === ADD && row.at > until - 17 * MINUTE && row.at < until)
  t.ok(
    again.every((row) => row.at <= until - MINUTE || row.status !== 429),
    'nobody knocked',
  )
})

onBoth('whoever knows better has a plan go on before its time; what X has put off stays put off', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 4)
  const raised = { ...deps, config: { ...deps.config, X_DAILY_ADD_CAP: 2 } }
  const plan = await begin(deps, list.id)
  t.equal((await runPlan(raised, plan.id)).status, 'waiting', 'the cap of a day')
  await rejectsWith(t, startPlan(raised, ACTOR, plan.id, { checksum: plan.checksum }), 'conflict', 'by itself it waits')
  await startPlan(raised, ACTOR, plan.id, { checksum: plan.checksum, now: true })
  const from = sim.log().length
  t.equal((await runPlan(raised, plan.id)).status, 'waiting', 'the cap holds all the same')
  t.notOk(callsSince(sim, from)[ADD])
  sim.setFault({ name: 'rate-429', route: ADD, nth: 1 })
  await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum, now: true })
  t.equal((await runPlan(deps, plan.id)).status, 'waiting', 'with the cap raised it goes on, to X’s own limit')
  t.equal(callsSince(sim, from)[ADD], 1)
  await rejectsWith(t, startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum, now: true }), 'conflict', 'which nobody can hurry')
  deps.clock.advance(17 * MINUTE)
  t.equal((await runPlan(deps, plan.id)).status, 'verified')
})

onBoth('a list connected by hand while its plan waits to make one is noticed, and nobody is sent there', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  const { checksum, id } = await begin(deps, list.id)
  sim.setFault({ name: 'rate-429', route: 'GET /2/users/me', nth: 1 })
  t.equal((await runPlan(deps, id)).status, 'waiting')
  const by_hand = sim.addList({ owner_id: OWNER, name: 'Made by hand' })
  const { etag } = await getDeskList(deps, list.id)
  await connectList(deps, ACTOR, list.id, etag, by_hand.id)
  deps.clock.advance(17 * MINUTE)
  const stopped = await runPlan(deps, id)
  t.equal(stopped.status, 'stopped')
  t.match(stopped.note, /connected with one on X since the plan was made.*Make a new plan/)
  t.same(sim.members(by_hand.id), [])
  t.ok(checksum)
  t.equal((await apply(deps, list.id)).status, 'verified', 'a new plan sends them there')
})

onBoth('an addition that X puts off six times is not called dropped', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 1)
  sim.setFault({ name: 'rate-429', route: ADD, reset: 'past' })
  const plan = await begin(deps, list.id)
  let status = 'waiting'
  for (let turn = 0; turn < 12 && (status === 'waiting' || status === 'stopped'); turn++) {
    deps.clock.advance(17 * MINUTE)
    if (status === 'stopped') await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })
    status = (await runPlan(deps, plan.id)).status
  }
  t.equal(status, 'incomplete')
  t.equal(sim.log().filter((row) => row.route === ADD).length, 6)
  t.same(outcomes(await getPlan(deps, plan.id)), { Org1_eg: 'put_off' })
  sim.clearFaults()
  t.equal((await apply(deps, list.id)).status, 'verified', 'a new plan sends it')
})

onBoth('a plan is cancelled at once while it waits, and never goes on', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  sim.setFault({ name: 'rate-429', route: ADD, nth: 2 })
  const plan = await begin(deps, list.id)
  t.equal((await runPlan(deps, plan.id)).status, 'waiting')
  const from = sim.log().length
  t.equal(await cancelPlan(deps, ACTOR, plan.id, 'another evening'), 'cancelled')
  deps.clock.advance(HOUR)
  t.same(await unfinishedPlanIds(deps), [])
  t.equal((await runPlan(deps, plan.id)).status, 'cancelled')
  t.equal(sim.log().length, from, 'without another call')
  t.match((await getPlan(deps, plan.id)).note, /another evening. Sent before: 1 added/)
  t.equal((await apply(deps, list.id)).status, 'verified', 'a later plan does the rest')
})

onBoth(
  'the daily cap ends a part: X’s count is held against it, the next day goes on by itself, and the plan said what that costs',
  async (t, deps) => {
    const { sim, list } = await setUp(t, deps, 5)
    const plan = await begin(deps, list.id)
    const planned = sim.log().length
    t.same(
      plan.timetable.map((one) => one.adds),
      [2, 2, 1],
    )
    t.equal((await runPlan(deps, plan.id)).status, 'waiting')
    t.same(callsSince(sim, planned)[COUNT], 1)
    t.notOk(callsSince(sim, planned)[READ], 'the count agrees, so nobody is read')
    for (let day = 0; day < 2; day++) {
      deps.clock.advance(23 * HOUR)
      t.same(await unfinishedPlanIds(deps), [])
      deps.clock.advance(HOUR + MINUTE)
      t.same(await unfinishedPlanIds(deps), [plan.id])
      t.equal((await runPlan(deps, plan.id)).status, day === 0 ? 'waiting' : 'verified')
    }
    t.same(callsSince(sim, planned), { 'GET /2/users/me': 1, 'POST /2/lists': 1, [ADD]: 5, [COUNT]: 2, [READ]: 1 })
    t.equal(sim.log().length - planned, plan.cost.calls, 'as many as the plan said')
  },
  { config: { X_DAILY_ADD_CAP: '2' } },
)

onBoth(
  'a lock that hides behind a yes is seen after the first part, and what is missing is sent again with the next',
  async (t, deps) => {
    const { sim, list } = await setUp(t, deps, 4)
    sim.setFault({ name: 'lock-silent', nth: 2 })
    const plan = await begin(deps, list.id)
    const from = sim.log().length
    t.equal((await runPlan(deps, plan.id)).status, 'waiting')
    t.equal(callsSince(sim, from)[READ], 1, 'the count differs, so all are read')
    t.same(outcomes(await getPlan(deps, plan.id)), { Org1_eg: 'added', Org2_eg: 'silently_dropped', Org3_eg: null, Org4_eg: null })
    for (let day = 0; day < 2; day++) {
      deps.clock.advance(25 * HOUR)
      await runPlan(deps, plan.id)
    }
    t.equal((await getPlan(deps, plan.id)).status, 'verified')
  },
  { config: { X_DAILY_ADD_CAP: '2' } },
)

onBoth('two lists take turns: whoever finds the writer busy waits for the lease, and its timetable says so', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  const now = deps.clock.now()
  const until = new Date(now.getTime() + MINUTE)
  await takeLease(deps.store.db, WRITER, 'pln_of_another_list req_1', now, until)
  const plan = await begin(deps, list.id)
  t.equal(plan.timetable[0]?.at, until.toISOString())
  const parked = await runPlan(deps, plan.id)
  t.equal(parked.status, 'waiting')
  t.match(parked.note, /take turns/)
  t.equal((await getPlan(deps, plan.id)).waiting_until, until.toISOString())
  t.equal(callsSince(sim, 0)[ADD], undefined)
  deps.clock.set(until)
  t.equal((await runPlan(deps, plan.id)).status, 'verified', 'a writer that died keeps nobody waiting for longer')
})

onBoth('a new plan of the list takes the place of one that waits when it is begun, and not before', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  sim.setFault({ name: 'rate-429', route: ADD, nth: 2 })
  const first = await begin(deps, list.id)
  await runPlan(deps, first.id)
  const second = await planList(deps, ACTOR, list.id)
  t.equal((await getPlan(deps, first.id)).status, 'waiting', 'looking changes nothing')
  await startPlan(deps, ACTOR, second.id, { checksum: second.checksum })
  t.equal((await getPlan(deps, first.id)).status, 'superseded')
  deps.clock.advance(HOUR)
  t.equal((await runPlan(deps, first.id)).status, 'superseded')
  t.equal((await runPlan(deps, second.id)).status, 'verified')
  t.equal(sim.log().filter((row) => row.route === ADD && row.effect === 'member-added').length, 3, 'nobody was added twice')
})

onBoth('what X puts off again and again goes to a person in the end', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  sim.setFault({ name: 'rate-429', route: ADD })
  const plan = await begin(deps, list.id)
  let status = ''
  let runs = 0
  for (; runs < 10 && status !== 'stopped'; runs++) {
    status = (await runPlan(deps, plan.id)).status
    deps.clock.advance(HOUR)
  }
  t.equal(status, 'stopped')
  t.equal(runs, 4)
  t.match((await getPlan(deps, plan.id)).note, /4 times in a row/)
  t.same(await unfinishedPlanIds(deps), [])
})

onPostgres('two workers on one list, and one on another: each member is added once, and the second list has its turn', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 6)
  const other = await createList(deps, ACTOR, { name: 'More allies' })
  const plans = [await begin(deps, list.id), await begin(deps, other.id)]
  const run = (at: number) => runPlan(deps, plans[at]?.id ?? '').catch((error: unknown) => error)
  for (let round = 0; round < 6; round++) {
    await Promise.all([run(0), run(0), run(1)])
    deps.clock.advance(2 * MINUTE)
  }
  for (const plan of plans) t.equal((await getPlan(deps, plan.id)).status, 'verified')
  const added = sim.log().filter((row) => row.route === ADD)
  t.equal(added.length, 12)
  t.ok(
    added.every((row, i) => row.at - (added[i - 1]?.at ?? Number.NEGATIVE_INFINITY) >= 3_000),
    'and over both lists three seconds apart',
  )
  t.same(
    sim.lists().map((one) => sim.members(one.id).length),
    [6, 6],
  )
})
