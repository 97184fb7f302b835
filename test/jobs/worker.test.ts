import { waitingEvents } from '../../src/db/outbox.js'
import { systemClock } from '../../src/deps.js'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget, attachTargets } from '../../src/directory/identify.js'
import { matchEntries } from '../../src/directory/identity/matching/service.js'
import { getReview } from '../../src/directory/service.js'
import { jobsFor } from '../../src/jobs/handlers.js'
import { startWorker } from '../../src/jobs/worker.js'
import { startPlan } from '../../src/lists/apply.js'
import { createList, getPlan, planList } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { approveAll, decide, openWorld, organisation } from '../helpers/world.js'

async function until(what: () => Promise<boolean>, ms = 20_000): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await what()) return true
    await systemClock.sleep(100)
  }
  return false
}

const propose = async (deps: TestDeps, handle: string) => {
  const parsed = parseTarget(handle)
  if (!parsed.ok) throw new Error(parsed.reason)
  return deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))
}

onBoth('the worker looks new accounts up and applies started plans by itself', async (t, deps) => {
  await openWorld(t, deps, [organisation(1), organisation(2)])
  const worker = await startWorker(deps)
  t.teardown(() => worker.stop())
  const { ally_id } = await propose(deps, '@Org1_eg')
  t.ok(await until(async () => (await getReview(deps, ally_id)).account_states[0]?.state === 'active'), 'looked up')
  await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  const list = await createList(deps, 'key:test', { name: 'Allies' })
  const plan = await planList(deps, 'key:test', list.id)
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  t.ok(await until(async () => (await getPlan(deps, plan.id)).status === 'verified'), 'applied and verified')
  t.ok(await until(async () => (await waitingEvents(deps.store.db, 10)).length === 0), 'every event was passed on')
})

onBoth('the worker takes who asked to be gone off the list on X by itself', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const allies = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  const worker = await startWorker(deps)
  t.teardown(() => worker.stop())
  const list = await createList(deps, 'key:test', { name: 'Allies' })
  const plan = await planList(deps, 'key:test', list.id)
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  t.ok(await until(async () => (await getPlan(deps, plan.id)).status === 'verified'), 'applied and verified')
  await decide(deps, allies.get('Org1_eg') ?? '', 'withdraw')
  t.ok(await until(async () => sim.members(sim.lists()[0]?.id ?? '').join() === '14000102'), 'gone from X')
})

onBoth('many events that wake the same job queue it once, so that what comes after them is not kept waiting', async (t, deps) => {
  const { database } = deps.store
  const { executeSql } = database
  let queued = 0
  database.executeSql = (text, values) => {
    if (/insert into pgboss\.job\b/i.test(text)) queued++
    return executeSql(text, values)
  }
  t.teardown(() => {
    database.executeSql = executeSql
  })
  await deps.store.transaction((tx) =>
    tx.emitAll(
      'ally.proposed',
      Array.from({ length: 1200 }, (_, n) => ({ subject: `aly_${n}`, data: {} })),
    ),
  )
  const worker = await startWorker(deps)
  t.teardown(() => worker.stop())
  t.ok(await until(async () => (await waitingEvents(deps.store.db, 1)).length === 0), 'all were passed on')
  t.ok(queued < 50, `in ${queued} statements`)
})

onBoth('comparing entries makes room for what is more urgent', async (t, deps) => {
  const given = Array.from({ length: 150 }, (_, n) => {
    const parsed = parseTarget(`@Room${n}_eg`)
    if (!parsed.ok) throw new Error(parsed.reason)
    return { target: parsed.target, texts: [] }
  })
  await deps.store.transaction((tx) => attachTargets(tx, deps, given, 'later'))
  let asked = 0
  const { entries } = await matchEntries(deps, undefined, async () => ++asked < 2)
  t.equal(entries, 100, 'it stops at the next hundred')
  t.equal((await matchEntries(deps)).entries, 50, 'and the rest is left for later')
})

onBoth('a plan whose process ended is taken up again at the next start', async (t, deps) => {
  await openWorld(t, deps, [organisation(1)])
  await approveAll(deps, ['Org1_eg'])
  const list = await createList(deps, 'key:test', { name: 'Allies' })
  const plan = await planList(deps, 'key:test', list.id)
  await startPlan(deps, 'key:test', plan.id, { checksum: plan.checksum })
  await deps.store.database.executeSql('update outbox set dispatched_at = now()', [])
  const worker = await startWorker(deps)
  t.teardown(() => worker.stop())
  t.ok(await until(async () => (await getPlan(deps, plan.id)).status === 'verified'))
})

onBoth('events wake the jobs they should', async (t) => {
  t.same(
    jobsFor({ type: 'ally.proposed', subject: 'aly_1' }).map((job) => job.name),
    ['resolve-accounts', 'match-entries'],
  )
  t.same(
    jobsFor({ type: 'ally.withdrawn', subject: 'aly_1' }).map((job) => job.name),
    ['forget-audiences', 'take-leavers-off'],
  )
  t.same(jobsFor({ type: 'plan.started', subject: 'pln_1' }), [{ name: 'apply-plan', key: 'pln_1', data: { plan_id: 'pln_1' } }])
  t.same(jobsFor({ type: 'something.else', subject: 'x' }), [])
})
