import { confirmSwitch } from '../../src/access/owner/service.js'
import * as lists from '../../src/lists/service.js'
import { ALICE, BOB, ownerWorld } from '../access/owner-world.js'
import { onBoth } from '../helpers/engines.js'
import { approveAll, organisation } from '../helpers/world.js'
import { ACTOR, apply, handles, seeThrough, setUp } from '../lists/stage.js'
import { openDesk } from './desk.js'

const APPLY = 'Carry out exactly this plan'
const GO_ON = 'Go on now'

onBoth(
  'while X seems to have locked the account no plan offers to begin: each says when it can; a list that was made is not said to be made first',
  async (t, deps) => {
    const { sim, list } = await setUp(t, deps, 6)
    const desk = await openDesk(t, deps)
    const first = await lists.planList(deps, ACTOR, list.id)
    t.match(first, { held: null, list_made: false })
    const before = (await desk.get(`/desk/plans/${first.id}`)).body
    t.match(before, 'The list is made on X first, private')
    t.match(before, APPLY)
    sim.setFault({ name: 'lock-after-N', n: 2, hours: 20 })
    const waiting = await apply(deps, list.id)
    t.match(waiting, { status: 'waiting', list_made: true, held: { why: /X refused several additions in a row/, until: waiting.waiting_until } })
    const page = (await desk.get(`/desk/plans/${waiting.id}`)).body
    t.match(page, 'The list was made on X.')
    t.notMatch(page, 'made on X first')
    t.notMatch(page, GO_ON, 'it would be refused')
    t.notMatch(page, 'It cannot go on', 'what it waits for is said already')
    const other = await lists.createList(deps, ACTOR, { name: 'More' })
    const ready = await lists.planList(deps, ACTOR, other.id)
    const until = waiting.waiting_until ?? ''
    t.match(ready, { status: 'ready', list_made: false, held: { until } })
    const key = await desk.key('directory:curate', 'lists:apply')
    t.match((await desk.call('GET', `/plans/${ready.id}`, { key })).json(), { list_made: false, held: { why: /Nothing is sent before/, until } })
    const shown = (await desk.get(`/desk/lists/${other.id}`)).body
    t.match(shown, /It cannot begin before 20\d\d-\d\d-\d\d \d\d:\d\d UTC\. X refused several/)
    t.notMatch(shown, APPLY)
    const refused = await desk.call('POST', `/plans/${ready.id}/apply`, { key, body: { checksum: ready.checksum }, headers: { 'idempotency-key': 'k1' } })
    t.match([refused.statusCode, refused.json().until], [409, until], 'as it says')

    deps.clock.advance(Date.parse(until) - deps.clock.now().getTime() + 1_000)
    sim.clearFaults()
    // The first session has ended by now.
    const next = await openDesk(t, deps)
    t.match(await lists.getPlan(deps, ready.id), { held: null })
    t.match((await next.get(`/desk/lists/${other.id}`)).body, APPLY)
    t.match((await next.get(`/desk/plans/${waiting.id}`)).body, GO_ON)
    t.match(await seeThrough(deps, waiting.id), { status: 'verified', list_made: true, held: null })
    t.match((await next.get(`/desk/plans/${waiting.id}`)).body, 'The list was made on X.')
  },
)

onBoth('with another account connected a plan names both accounts and does not offer to begin', async (t, deps) => {
  const world = await ownerWorld(t, deps)
  for (let i = 1; i <= 3; i++) world.sim.addUser(organisation(i))
  await world.connect()
  const allies = await approveAll(deps, handles(2))
  const list = await lists.createList(deps, ACTOR, { name: 'Allies' })
  t.match(await apply(deps, list.id), { status: 'verified' })
  await lists.setException(deps, ACTOR, list.id, allies.get('Org1_eg') ?? '', 'exclusion', 'it moved')
  const plan = await lists.planList(deps, ACTOR, list.id)
  const desk = await openDesk(t, deps)
  t.match((await desk.get(`/desk/lists/${list.id}`)).body, APPLY)
  const connect = async (who: string) => confirmSwitch(deps, 'session:key_01', (await world.connect(who)).id)
  await connect(BOB)
  t.match(await lists.getPlan(deps, plan.id), { held: { why: /@alice_eg, 14000001\).*@bob_eg, 14000002\).*Connect @alice_eg/, until: null } })
  const page = (await desk.get(`/desk/lists/${list.id}`)).body
  t.match(page, /It cannot begin now\..*@alice_eg.*@bob_eg/)
  t.notMatch(page, APPLY)
  await connect(ALICE)
  t.match((await desk.get(`/desk/lists/${list.id}`)).body, APPLY)
})
