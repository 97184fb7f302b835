import { disconnectOwner } from '../../src/access/owner/service.js'
import { runPlan, startPlan } from '../../src/lists/apply.js'
import * as lists from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { approveAll, organisation } from '../helpers/world.js'
import { ownerWorld } from './owner-world.js'

const HANDLES = Array.from({ length: 5 }, (_, i) => `Org${i + 1}_eg`)

async function ready(t: Parameters<typeof ownerWorld>[0], deps: TestDeps) {
  const world = await ownerWorld(t, deps)
  for (let i = 1; i <= HANDLES.length; i++) world.sim.addUser(organisation(i))
  await world.connect()
  await approveAll(deps, HANDLES)
  const list = await lists.createList(deps, 'key:test', { name: 'Allies' })
  const plan = await lists.planList(deps, 'key:test', list.id)
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  const run = async () => {
    await runPlan(deps, plan.id)
    return lists.getPlan(deps, plan.id)
  }
  const again = async () => {
    await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
    return run()
  }
  const added = () => world.sim.log().filter((row) => row.effect === 'member-added')
  const adds = () => world.sim.log().filter((row) => row.route === 'POST /2/lists/:id/members' && row.status !== 401)
  return { ...world, run, again, added, adds }
}

onBoth('access taken back at X amid a plan: it stops with the way out, and goes on where it was once it is connected again', async (t, deps) => {
  const { sim, connect, run, again, added, adds } = await ready(t, deps)
  sim.setFault({ name: 'token-revoked', route: 'POST /2/lists/:id/members', nth: 3 })
  const stopped = await run()
  t.equal(stopped.status, 'stopped')
  t.match(stopped.note ?? '', /connected again.*\/desk\/owner/)
  t.match(stopped.note ?? '', 'keeps its place')
  t.equal(added().length, 2)
  t.equal((await again()).status, 'stopped', 'without a connection it does not get further')
  t.equal(adds().length, 2, 'and nothing is sent')
  await connect()
  t.equal((await again()).status, 'verified')
  t.equal(added().length, 5)
  t.equal(adds().length, 5, 'nobody was added twice')
})

onBoth('a token that runs out amid a plan is renewed, and the plan goes on', async (t, deps) => {
  const { sim, run, adds, refreshes } = await ready(t, deps)
  sim.setFault({ name: 'token-expired', route: 'POST /2/lists/:id/members', nth: 3 })
  t.equal((await run()).status, 'verified')
  t.equal(adds().length, 5)
  t.equal(refreshes(), 1)
})

onBoth('consent taken back amid a plan: not one more addition, and the plan keeps its place', async (t, deps) => {
  const { connect, run, again, adds } = await ready(t, deps)
  const writer = deps.platform?.lists
  if (!writer) throw new Error('lists should be there')
  const { addMember } = writer
  let sent = 0
  writer.addMember = async (listId, userId) => {
    await addMember(listId, userId)
    if (++sent === 2) await disconnectOwner(deps, 'session:key_02')
  }
  const stopped = await run()
  t.equal(stopped.status, 'stopped')
  t.match(stopped.note ?? '', 'taken back')
  t.equal(adds().length, 2)
  await connect()
  t.equal((await again()).status, 'verified')
  t.equal(adds().length, 5)
})
