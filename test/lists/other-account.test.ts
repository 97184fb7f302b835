import type { Test } from 'tap'
import { confirmSwitch, disconnectOwner } from '../../src/access/owner/service.js'
import { runPlan, startPlan } from '../../src/lists/apply.js'
import { checkList } from '../../src/lists/drift/service.js'
import { driftOf } from '../../src/lists/drift/standing.js'
import { findList } from '../../src/lists/repo.js'
import * as lists from '../../src/lists/service.js'
import { pausedUntil } from '../../src/lists/sync/lock.js'
import { postgresStore } from '../../src/lists/sync/postgres.js'
import { PlatformError } from '../../src/platform/port.js'
import { ADMIN, ALICE, BOB, ownerWorld } from '../access/owner-world.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { approveAll, organisation } from '../helpers/world.js'
import { ACTOR, applyPlan, handles, rejectsWith } from './stage.js'

/** Alice is connected, `n` organisations are approved, and a private list awaits them. */
async function open(t: Test, deps: TestDeps, n: number) {
  const world = await ownerWorld(t, deps)
  const { sim } = world
  for (let i = 1; i <= n; i++) sim.addUser(organisation(i))
  await world.connect()
  await approveAll(deps, handles(n))
  const list = await lists.createList(deps, ACTOR, { name: 'Allies' })
  const connect = async (who: string) => {
    const done = await world.connect(who)
    if (done.kind === 'confirm_switch') await confirmSwitch(deps, ADMIN, done.id)
  }
  /** Attempts to add, whatever came of them. */
  const tries = () => sim.log().filter((row) => row.route === 'POST /2/lists/:id/members' && row.status !== 401).length
  const start = (plan: { id: string; checksum: string }) => startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })
  return { ...world, sim, list, connect, tries, start }
}

onBoth(
  'access taken back amid a plan, and the wrong account connected: nothing is sent, both are named, and with the right one it goes on at once',
  async (t, deps) => {
    const { sim, list, connect, tries, start } = await open(t, deps, 6)
    const plan = await lists.planList(deps, ACTOR, list.id)
    sim.setFault({ name: 'token-revoked', route: 'POST /2/lists/:id/members', nth: 3 })
    t.match(await applyPlan(deps, plan), { status: 'stopped' })
    t.equal(tries(), 2)
    await disconnectOwner(deps, ADMIN)
    await connect(BOB)
    deps.clock.advance(60_000)
    const named = /private and belongs to another account \(@alice_eg, 14000001\) than the one connected here \(@bob_eg, 14000002\).*Connect @alice_eg/
    t.match((await rejectsWith(t, start(plan), 'conflict', 'it is not begun')).message, named)
    t.match((await rejectsWith(t, lists.planList(deps, ACTOR, list.id), 'conflict', 'nor is another made')).message, named)
    t.match(await checkList(deps, list.id), { outcome: 'not_ours', note: named })
    t.equal(tries(), 2)
    await connect(ALICE)
    t.match(await applyPlan(deps, plan), { status: 'verified' })
    t.equal(tries(), 6)
    t.match(await checkList(deps, list.id), { outcome: 'as_applied' })
  },
)

onBoth('a plan that waits, or is taken up by another process, asks whose the list is before it sends', async (t, deps) => {
  const { sim, list, connect, tries, start } = await open(t, deps, 5)
  const plan = await lists.planList(deps, ACTOR, list.id)
  sim.setFault({ name: 'token-revoked', route: 'POST /2/lists/:id/members', nth: 2 })
  await applyPlan(deps, plan)
  await connect(ALICE)
  await start(plan)
  await connect(BOB)
  t.match(await runPlan(deps, plan.id), { status: 'stopped', note: /@alice_eg.*@bob_eg/ })
  t.equal(tries(), 1)
  // X may say of a private list of another's that there is none.
  const { platform } = deps
  if (!platform) throw new Error('X should be there')
  const { getList } = platform
  platform.getList = async () => {
    throw new PlatformError('gone', 'Could not find list')
  }
  t.match((await rejectsWith(t, start(plan), 'conflict', 'not called deleted')).message, /is not shown by X.*@alice_eg.*private, or was deleted/)
  t.match((await driftOf(deps, list.id)).last_check, { outcome: 'not_ours' })
  platform.getList = getList
  await connect(ALICE)
  t.match(await applyPlan(deps, plan), { status: 'verified' })
  t.equal(tries(), 5)
})

onBoth('another account connected while a plan sends: it stops before the next call', async (t, deps) => {
  const { list, connect, tries, start } = await open(t, deps, 4)
  const plan = await lists.planList(deps, ACTOR, list.id)
  const writer = deps.platform?.lists
  if (!writer) throw new Error('lists should be there')
  const { addMember } = writer
  writer.addMember = async (listId, userId) => {
    await addMember(listId, userId)
    if (tries() === 2) await connect(BOB)
  }
  t.match(await applyPlan(deps, plan), { status: 'stopped', note: /Another account was connected meanwhile/ })
  t.equal(tries(), 2)
  t.match((await rejectsWith(t, start(plan), 'conflict', 'nor goes on')).message, /@alice_eg.*@bob_eg/)
  await connect(ALICE)
  t.match(await applyPlan(deps, plan), { status: 'verified' })
  t.equal(tries(), 4)
})

onBoth('a lock of X is the locked account’s own: another one is free meanwhile, and it waits on when it is connected again', async (t, deps) => {
  const { sim, list, connect, tries, start } = await open(t, deps, 6)
  sim.setFault({ name: 'lock-after-N', n: 2, hours: 20 })
  const plan = await lists.planList(deps, ACTOR, list.id)
  t.match(await applyPlan(deps, plan), { status: 'waiting', note: /locked/ })
  t.equal(tries(), 5)
  const locked = 'X refused several additions in a row'
  const own = await lists.createList(deps, ACTOR, { name: 'Bob' })
  const paused = async () => pausedUntil({ store: postgresStore(deps), clock: deps.clock })
  t.match((await paused())?.why, locked)
  await disconnectOwner(deps, ADMIN)
  t.match((await paused())?.why, locked, 'disconnecting lifts nothing')

  sim.clearFaults()
  await connect(BOB)
  t.equal(await paused(), null)
  const his = await lists.planList(deps, ACTOR, own.id)
  t.match(await applyPlan(deps, his), { status: 'verified' })
  t.equal(tries(), 11)

  await connect(ALICE)
  t.match((await rejectsWith(t, start(plan), 'conflict', 'the day is not over')).message, /waits until|Nothing is sent before/)
  t.match((await paused())?.why, locked)
  deps.clock.advance(25 * 3_600_000)
  t.match(await applyPlan(deps, plan), { status: 'verified' })
})

onBoth('looking at another’s list makes nobody its owner, and the right one is known from the first look in its name', async (t, deps) => {
  const { sim, connect, list } = await open(t, deps, 2)
  const { id } = sim.addList({ owner_id: BOB, name: 'Allies' })
  const { etag } = await lists.getDeskList(deps, list.id)
  await lists.connectList(deps, ACTOR, list.id, etag, id)
  const plan = await lists.planList(deps, ACTOR, list.id)
  t.match(plan.verdict.reasons, [{ code: 'foreign_list', detail: /another account \(14000002\) than the one connected here \(@alice_eg, 14000001\)/ }])
  const owner = async () => (await findList(deps.store.db, list.id))?.x_owner_id
  t.equal(await owner(), null)
  await connect(BOB)
  t.match(await applyPlan(deps, await lists.planList(deps, ACTOR, list.id)), { status: 'verified' })
  t.equal(await owner(), BOB)
})
