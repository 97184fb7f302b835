import { confirmSwitch } from '../../src/access/owner/service.js'
import { runPlan } from '../../src/lists/apply.js'
import { checkList } from '../../src/lists/drift/service.js'
import { driftOf } from '../../src/lists/drift/standing.js'
import { replaceList } from '../../src/lists/replace.js'
import * as lists from '../../src/lists/service.js'
import type { Simulator } from '../../src/platform/simulator/index.js'
import { BOB, ownerWorld } from '../access/owner-world.js'
import { onBoth } from '../helpers/engines.js'
import { approveAll, organisation } from '../helpers/world.js'
import { testApp } from '../http/app.js'
import { onOneEngine } from '../http/one-engine.js'
import { openDesk } from '../web/desk.js'
import { ACTOR, apply, applyPlan, begin, callsSince, handles, rejectsWith, setUp, shown } from './stage.js'

const onX = (sim: Simulator) => sim.lists().at(-1)?.id ?? ''

onBoth('a list deleted on X: plans say so with the ways out, and a new one takes its place by a plan of its own', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  const old = onX(sim)
  const left = sim.members(old)[0] ?? ''
  const early = await rejectsWith(t, replaceList(deps, ACTOR, list.id, { x_list_id: old, reason: 'x' }), 'conflict', 'as long as X shows it')
  t.match(early.message, 'there is nothing to replace')
  sim.changeList(old, { deleted: true })
  const error = await rejectsWith(t, lists.planList(deps, ACTOR, list.id), 'gone', 'no plan for a list that is gone')
  t.match(error.message, /never made again by itself.*allies list replace lst_\w+ .*allies list disconnect/)
  t.match((await driftOf(deps, list.id)).last_check, { outcome: 'gone' }, 'its page knows, too')
  await lists.planList(deps, ACTOR, list.id).catch(() => undefined)
  const other = await rejectsWith(t, replaceList(deps, ACTOR, list.id, { x_list_id: '1', reason: 'x' }), 'conflict', 'an old page')
  t.match(other.message, 'Allies is connected with the list')

  const plan = await replaceList(deps, ACTOR, list.id, { x_list_id: old, reason: 'It was deleted by mistake' })
  t.match(plan, { status: 'ready', creates_list: true, counts: { add: 3, remove: 0 }, x_list_id: null })
  t.equal(sim.lists().length, 0, 'nothing is sent yet')
  t.match(await lists.getDeskList(deps, list.id), { on_x: null, former_x_list_id: old })
  t.match(await applyPlan(deps, plan), { status: 'verified' })
  t.not(onX(sim), old)
  t.equal(shown(sim).length, 3)
  t.ok(shown(sim).includes(left))
  t.match(await lists.getDeskList(deps, list.id), { former_x_list_id: null })
  t.match(await checkList(deps, list.id), { outcome: 'as_applied' })
})

onBoth('who left by itself stays away from the list that takes its place; taking that back connects the old one', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  await apply(deps, list.id)
  const old = onX(sim)
  const [left = ''] = sim.members(old)
  sim.handRemove(old, left)
  for (let reading = 0; reading < 2; reading++) {
    deps.clock.advance(11 * 60_000)
    await checkList(deps, list.id, { full: true })
  }
  sim.changeList(old, { deleted: true })
  const plan = await replaceList(deps, ACTOR, list.id, { x_list_id: old, reason: 'deleted' })
  t.equal(plan.counts.add, 2)
  t.notOk(plan.ops.some((op) => op.x_user_id === left))
  const { etag } = await lists.getDeskList(deps, list.id)
  t.match(await lists.connectList(deps, ACTOR, list.id, etag, old), { on_x: { id: old }, former_x_list_id: null })
  await rejectsWith(t, lists.planList(deps, ACTOR, list.id), 'gone', 'connected again it is still gone')
})

onBoth(
  'connecting the same list once more, or taking a disconnection back, keeps whom we added ours to take off; another list gives no claim',
  async (t, deps) => {
    const { sim, list } = await setUp(t, deps, 3)
    await apply(deps, list.id)
    const old = onX(sim)
    const connect = async (to: string | null) => lists.connectList(deps, ACTOR, list.id, '*', to)
    const ids = await lists.listMemberIds(deps, list.id, 'organiser')
    await lists.setException(deps, ACTOR, list.id, ids[0] ?? '', 'exclusion', 'it moved away')
    t.match(await connect(old), { on_x: { id: old }, waiting: { add: 0, remove: 1 } }, 'the same list once more')
    t.match(await connect(null), { on_x: null, waiting: { add: 2, remove: 0 } }, 'of no list nobody is ours')
    t.match(await connect(old), { waiting: { add: 0, remove: 1 } })
    const plan = await lists.planList(deps, ACTOR, list.id)
    t.match(plan, { counts: { add: 0, remove: 1, keep: 2 }, foreign: [] })
    t.match(await applyPlan(deps, plan), { status: 'verified' })
    t.equal(shown(sim).length, 2)

    const { id: other } = sim.addList({ owner_id: sim.lists()[0]?.owner_id ?? '', name: 'Another' })
    for (const member of sim.members(old)) sim.handAdd(other, member)
    await lists.setException(deps, ACTOR, list.id, ids[1] ?? '', 'exclusion', 'so did it')
    await connect(null)
    t.match(await connect(other), { waiting: { add: 1, remove: 0 } })
    t.match(await lists.planList(deps, ACTOR, list.id), { counts: { remove: 0 } }, 'what somebody put on another list is theirs')
    t.match(await connect(old), { waiting: { remove: 0 } }, 'and what was ours on the first is forgotten by then')
  },
)

onBoth('a list that goes while its plan is carried out stops the plan with the ways out, and nothing is made anew', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  await apply(deps, list.id)
  deps.clock.advance(60_000)
  const empty = await begin(deps, list.id)
  sim.changeList(onX(sim), { deleted: true })
  t.match(await runPlan(deps, empty.id), { status: 'stopped', note: /not on X any more.*allies list replace/ })
  t.equal(sim.lists().length, 0)
  t.match((await driftOf(deps, list.id)).last_check, { outcome: 'gone' })
})

onBoth('another account is connected: plans of the lists of the one before say whose they are and how to go on', async (t, deps) => {
  const world = await ownerWorld(t, deps)
  const { sim } = world
  for (let n = 1; n <= 2; n++) sim.addUser(organisation(n))
  await world.connect()
  await approveAll(deps, handles(2))
  const list = await lists.createList(deps, ACTOR, { name: 'Allies', private: false })
  const before = sim.log().length
  const first = await lists.planList(deps, ACTOR, list.id)
  const done = await applyPlan(deps, first)
  t.match(done, { status: 'verified' })
  const calls = Object.values(callsSince(sim, before)).reduce((sum, n) => sum + n, 0)
  t.equal(calls, first.cost.calls, 'as many calls as the plan said')
  t.notOk('GET /2/users/me' in callsSince(sim, before), 'whose it is, the sign-in said')
  const old = onX(sim)

  deps.clock.advance(60_000)
  const pending = await world.connect(BOB)
  await confirmSwitch(deps, 'session:key_01', pending.id)
  deps.clock.advance(60_000)
  const plan = await lists.planList(deps, ACTOR, list.id)
  t.match(plan.verdict, {
    safe: false,
    reasons: [{ code: 'foreign_list', detail: /belongs to another account.*\/desk\/owner.*allies list replace/, override: null }],
  })
  t.match((await driftOf(deps, list.id)).last_check, { outcome: 'not_ours' })
  t.match(await checkList(deps, list.id), { outcome: 'not_ours' })
  sim.changeList(old, { private: true })
  const hidden = await rejectsWith(t, lists.planList(deps, ACTOR, list.id), 'conflict', 'X does not show a private list to others')
  t.match(hidden.message, /is private and belongs to another account.*only its owner can see or change it.*allies list replace/)
  const anew = await replaceList(deps, ACTOR, list.id, { x_list_id: old, reason: 'Bob goes on' })
  t.match(await applyPlan(deps, anew), { status: 'verified', counts: { add: 2 } })
  t.equal(sim.lists().find(({ id }) => id === onX(sim))?.owner_id, BOB)
  t.equal(sim.members(old).length, 2, 'the old one stays as it is')
})

onOneEngine('the calls a plan names are those it makes, also for a second list with keys of the environment', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  const other = await lists.createList(deps, ACTOR, { name: 'More' })
  for (const id of [list.id, other.id]) {
    deps.clock.advance(60_000)
    const plan = await lists.planList(deps, ACTOR, id)
    const before = sim.log().length
    t.match(await applyPlan(deps, plan), { status: 'verified' })
    const calls = callsSince(sim, before)
    t.equal(
      Object.values(calls).reduce((sum, n) => sum + n, 0),
      plan.cost.calls,
      JSON.stringify(calls),
    )
    t.equal(calls['GET /2/users/me'] ?? 0, id === list.id ? 1 : 0, 'X is asked once who we are')
  }
})

onOneEngine('by API and at the desk a lost list is replaced, disconnected and connected again', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 2)
  await apply(deps, list.id)
  const old = onX(sim)
  sim.changeList(old, { deleted: true })
  const { call, key } = await testApp(t, deps)
  const [curate, admin] = [await key('directory:curate'), await key('admin')]
  const path = `/lists/${list.id}/replacement`
  const body = { x_list_id: old, reason: 'deleted' }
  t.equal((await call('POST', path, { body })).statusCode, 401)
  t.equal((await call('POST', path, { key: curate, body })).statusCode, 403)
  t.equal((await call('POST', path, { key: admin, body: { x_list_id: old, reason: ' ' } })).statusCode, 400)

  const desk = await openDesk(t, deps)
  const page = `/desk/lists/${list.id}`
  t.equal((await desk.post(`${page}/plan`, {})).statusCode, 410)
  const seen = (await desk.get(page)).body
  t.match(seen, 'It was deleted on X: how to go on')
  t.match(seen, 'Plan a new list in its place')
  t.equal((await desk.post(`${page}/replacement`, { x_list_id: old, reason: '' })).statusCode, 400)
  const made = await desk.post(`${page}/replacement`, { x_list_id: old, reason: 'deleted by mistake' })
  t.equal(made.headers.location, `${page}?done=replace`)
  const ready = (await desk.get(`${page}?done=replace`)).body
  t.match(ready, 'The list is made on X first')
  t.match(ready, `Connect it with ${old} again`)
  const etag = async () => (await lists.getDeskList(deps, list.id)).etag
  t.equal((await desk.post(`${page}/connection`, { etag: await etag(), x_list_id: old })).headers.location, `${page}?done=connection`)
  t.match(await lists.getDeskList(deps, list.id), { on_x: { id: old } })
  const typo = await desk.post(`${page}/connection`, { etag: await etag(), x_list_id: 'my list' })
  t.equal(typo.statusCode, 400)
  t.match(typo.body, 'This names no list on X')
  t.match(typo.body, 'value="my list"')
  t.equal((await desk.post(`${page}/connection`, { etag: await etag(), x_list_id: '' })).headers.location, `${page}?done=disconnect`)
  t.match(await lists.getDeskList(deps, list.id), { on_x: null })
  t.equal((await desk.post(`${page}/connection`, { etag: '"old"', x_list_id: old })).statusCode, 412)

  t.equal((await desk.post(`${page}/connection`, { etag: await etag(), x_list_id: `https://x.com/i/lists/${old}` })).statusCode, 303)
  const by = await call('POST', path, { key: admin, body })
  t.equal(by.statusCode, 201)
  t.match(by.json(), { creates_list: true, status: 'ready' })
  t.equal(by.headers.location, `/api/v1/plans/${by.json().id}`)
  t.equal((await call('POST', path, { key: admin, body })).statusCode, 409, 'it is connected with none by now')
})

onBoth('a list is connected by its number or its address, and by nothing that could be another address', async (t, deps) => {
  const list = await lists.createList(deps, ACTOR, { name: 'Allies' })
  const connect = async (given: string) => (await lists.connectList(deps, ACTOR, list.id, '*', given)).on_x?.id
  t.equal(await connect('1234567890123456789'), '1234567890123456789')
  t.equal(await connect(' https://x.com/i/lists/42 '), '42')
  t.equal(await connect('https://twitter.com/i/lists/43/'), '43')
  for (const given of ['', 'notanid', '12345678901234567890', '../../2/users/me', 'https://elsewhere.example/i/lists/42'])
    await t.rejects(connect(given), { code: 'validation_failed' }, given)
  t.equal((await lists.getDeskList(deps, list.id)).on_x?.id, '43')
})
