import { startPlan } from '../../src/lists/apply.js'
import * as lists from '../../src/lists/service.js'
import { WRITER } from '../../src/lists/sync/lock.js'
import type { SyncOp } from '../../src/lists/sync/ports.js'
import { postgresStore } from '../../src/lists/sync/postgres.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { OWNER } from '../helpers/world.js'
import { ACTOR, setUp } from './stage.js'

/** A plan with one addition, which a process wrote down and then stood still over, until another took the writing over and found that nobody was there. */
async function takenOver(t: Parameters<Parameters<typeof onBoth>[1]>[0], deps: TestDeps) {
  const { list } = await setUp(t, deps, 1)
  const plan = await lists.planList(deps, ACTOR, list.id)
  await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum })
  const store = postgresStore(deps)
  const { clock } = deps
  const take = async (who: string) => {
    const fence = await store.takeLease(WRITER, `${plan.id} ${who}`, clock.now(), new Date(clock.now().getTime() + 60_000))
    if (fence === null) throw new Error(`${who} may not write`)
    return fence
  }
  const op = async (): Promise<SyncOp> => {
    const [only] = await store.ops(plan.id)
    if (!only) throw new Error('no operation')
    return only
  }
  const ours = async () => (await store.basis(list.id))?.applied.map((row) => row.x_user_id)
  await store.noteCreated(list.id, { x_list_id: '1700000000000000001', x_owner_id: OWNER }, clock.now())
  const first = await take('first')
  t.ok(await store.noteIntent(plan.id, await op(), clock.now(), first))
  clock.advance(61_000)
  const second = await take('second')
  const { seq, x_user_id } = await op()
  const nothing = { outcomes: [{ seq, state: 'pending' as const, outcome: null }], seen: [], absent: [x_user_id], missed: [], vanished: [] }
  t.ok(await store.settle(plan.id, nothing, clock.now(), second))
  t.same(await ours(), [], 'it never came')
  return { plan, store, op, ours, first, second, user: x_user_id }
}

for (const [became, state] of [
  ['taken', { state: 'done', outcome: 'acknowledged' }],
  ['unclear', { state: 'inflight' }],
] as const) {
  onBoth(`a call that went out after another process had put it back is ours again (${became})`, async (t, deps) => {
    const { plan, store, op, ours, user } = await takenOver(t, deps)
    await store.noteLate(plan.id, await op(), became, deps.clock.now())
    t.match(await op(), state)
    t.same(await ours(), [user])
  })
}

onBoth('what a process learns after it lost the writing does not undo what the next one wrote', async (t, deps) => {
  const { plan, store, op, ours, first, second, user } = await takenOver(t, deps)
  const { clock } = deps
  t.ok(await store.noteIntent(plan.id, await op(), clock.now(), second))
  for (const outcome of [{ state: 'pending', outcome: null } as const, { state: 'failed', outcome: 'protected_or_blocking' } as const])
    t.notOk(await store.noteOutcomes(plan.id, [{ seq: 1, ...outcome }], clock.now(), first))
  await store.noteLate(plan.id, await op(), 'taken', clock.now())
  t.match(await op(), { state: 'inflight', attempts: 2 }, 'the second is sending it')
  t.ok(
    await store.settle(
      plan.id,
      { outcomes: [{ seq: 1, state: 'done', outcome: 'added' }], seen: [user], absent: [], missed: [], vanished: [] },
      clock.now(),
      second,
    ),
  )
  t.notOk(await store.noteOutcomes(plan.id, [{ seq: 1, state: 'done', outcome: 'acknowledged' }], clock.now(), first))
  await store.noteLate(plan.id, await op(), 'taken', clock.now())
  t.match(await op(), { state: 'done', outcome: 'added' }, 'it was seen')
  t.same(await ours(), [user])
})
