import type { MembersRead } from '../../platform/port.js'
import type { LiveList, PlanBody } from '../plan.js'
import { bodyFrom, missedBy, missedTwice } from './draft.js'
import { tookOver } from './lock.js'
import { assumed, liveOf, readAll } from './look.js'
import { basisOf } from './make.js'
import { isAsPredicted, predicted } from './mirror.js'
import { type Run, reading } from './patience.js'
import type { Basis, OpOutcome, SyncOp } from './ports.js'
import { DROPPED, refuseForeign } from './refused.js'
import { Stop } from './stop.js'

/** Calls for one operation after which X is known to drop it, over all the days of its plan. */
const MOST_SENT = 4

/**
 * Reads the list back and gives every sent operation its outcome. "Done" is said only here. What is missing goes back to pending, or on the last reading
 * becomes a failure that says that X dropped it silently.
 * @returns what an ordinary plan would still have to do. @throws Stop if X does not give the whole list; PlatformError
 */
export async function settle(run: Run, xListId: string, last: boolean): Promise<PlanBody> {
  const { engine, plan, onProgress } = run
  const { store, clock } = engine
  onProgress({ phase: 'verify', done: 0, total: 1 })
  const before = await basisOf(engine, plan.list_id)
  const ops = await store.ops(plan.id)
  const asked = clock.now()
  const live = await readBack(run, xListId, before, ops)
  if (!live.complete && !live.owned) await refuseForeign(run, live)
  if (!live.complete) throw new Stop('X did not give the whole list back, so nothing can be said about it. Apply again to go on.')
  const names = new Map(live.members.map((member) => [member.id, member.username]))
  // A listing that X itself counts differently may be short: what it lacks may still be there, and ours. Whose removal was never sent went by itself.
  // And who was seen after its addition, on an earlier day of the plan, has left since or is hidden by an old copy: a second reading tells.
  const seen = new Set(before.applied.flatMap((row) => (row.seen_at === null ? [] : row.x_user_id)))
  const isGiven = (op: SyncOp) => !names.has(op.x_user_id) && (op.verb === 'add' ? !seen.has(op.x_user_id) : op.attempts > 0)
  // An addition of an earlier plan that no reading has shown never came: left on our record, whom a hand adds later would pass for ours.
  const sent = new Set(ops.map((op) => op.x_user_id))
  const never = before.applied.filter((row) => row.vanished_at === null && row.seen_at === null && !names.has(row.x_user_id) && !sent.has(row.x_user_id))
  const absent = live.counted ? [...ops.filter(isGiven), ...never].map((one) => one.x_user_id) : []
  const leaving = leavingAmong(ops)
  const missed = missedBy(before, live).filter((id) => !absent.includes(id))
  const settled = await store.settle(
    plan.id,
    {
      outcomes: ops.flatMap((op) => outcomeOf(op, names, live.counted, last) ?? []),
      seen: [...names.keys()].filter((id) => !leaving.has(id)),
      absent,
      missed,
      // X's count of none is believed of what we removed; to bury those who went by themselves takes a reading.
      vanished: live.members.length > 0 ? missedTwice(before, missed, asked) : [],
    },
    clock.now(),
    run.writer.fence,
  )
  if (!settled) throw tookOver()
  onProgress({ phase: 'verify', done: 1, total: 1 })
  if (!live.owned) await refuseForeign(run, live)
  const basis = await basisOf(engine, plan.list_id)
  return bodyFrom(basis, live.counted ? live : withoutDoubted(live, leaving, basis), 'full', clock.now())
}

/**
 * Who was taken off and is wanted again, and is shown by a listing that X itself counts differently: an old copy shows whom it should not. Nobody counts as
 * being there by that, so that nothing is called verified before a reading and X's count agree.
 */
function withoutDoubted(live: LiveList, leaving: ReadonlySet<string>, { desired }: Basis): LiveList {
  const wanted = new Set(desired.members.map((member) => member.x_user_id))
  return { ...live, members: live.members.filter(({ id }) => !(leaving.has(id) && wanted.has(id))) }
}

/** The members, and only if they are not what the operations predict, or the list's own fields were set, the list's row too. */
async function readBack(run: Run, xListId: string, { list, applied }: Basis, ops: readonly SyncOp[]): Promise<LiveList> {
  const { engine, plan } = run
  const expected = predicted(plan.body, ops, applied)
  const ask = async () => reading(run, () => engine.remote.getList(xListId))
  const owner = list.x_owner_id
  // What X has counted is held against the reading that follows, also where that is as predicted: an old copy of before the first addition is.
  const counted = expected && expected.ids.size === 0 && expected.unsure.size === 0 ? await ask() : null
  if (counted?.member_count === 0) return liveOf(counted, { complete: true, members: [] }, owner ?? counted.owner_id)
  const read = await reading(run, () => readAll(engine, xListId))
  const asPredicted = read.complete && expected !== null && isAsPredicted(new Set(read.members.map((member) => member.id)), expected)
  if (asPredicted && plan.body.updates_list === null && counted === null) return assumed({ ...list, x_list_id: xListId }, read.members)
  try {
    const shown = counted ?? (await ask())
    return liveOf(shown, read, owner ?? shown.owner_id)
  } catch (error) {
    await keepSeen(run, read, ops)
    throw error
  }
}

/**
 * X gave the members and then not the list's row: nothing is concluded, but whom the reading showed was there. Else somebody whom a hand takes off before the
 * next reading would pass for one who never came, and be added again.
 */
async function keepSeen({ engine: { store, clock }, plan, writer }: Run, read: MembersRead, ops: readonly SyncOp[]): Promise<void> {
  if (!read.complete) return
  const leaving = leavingAmong(ops)
  const names = new Map(read.members.map(({ id, username }) => [id, username]))
  const seen = [...names.keys()].filter((id) => !leaving.has(id))
  const outcomes = ops.flatMap((op) => (op.verb === 'add' && names.has(op.x_user_id) ? (outcomeOf(op, names, false, false) ?? []) : []))
  const settled = await store.settle(plan.id, { outcomes, seen, absent: [], missed: [], vanished: [] }, clock.now(), writer.fence)
  if (!settled) throw tookOver()
}

/** Who is still shown after a removal was sent may be there, or the reading is an old one: once gone it was our doing, not theirs. */
const leavingAmong = (ops: readonly SyncOp[]): ReadonlySet<string> =>
  new Set(ops.flatMap((op) => (op.verb === 'remove' && op.attempts > 0 ? op.x_user_id : [])))

/** A reading has shown that it took effect. What became of the member afterwards is somebody else's doing: it is neither sent nor judged again. */
const isRead = (op: SyncOp): boolean => op.state === 'done' && op.outcome !== 'acknowledged'

/** Undefined where the reading has nothing to add. */
function outcomeOf(op: SyncOp, names: ReadonlyMap<string, string>, counted: boolean, last: boolean): OpOutcome | undefined {
  const shown = names.get(op.x_user_id)
  const asWished = op.verb === 'add' ? shown !== undefined : shown === undefined
  if (isRead(op) || op.state === 'skipped') return undefined
  // Somebody else was quicker. To send it would make the member ours to take off; and X's yes to it would prove nothing of a locked account.
  if (op.verb === 'add' && op.state === 'pending' && op.attempts === 0 && asWished && counted)
    return { seq: op.seq, state: 'skipped', outcome: 'already_there' }
  // X never said yes to this removal, and the listing that lacks the member is not of the length that X counts: it may be an old copy of before the addition,
  // and the member still there. To send the removal once more does no harm; where no more is sent it stays open, and the member ours to take off.
  if (op.verb === 'remove' && asWished && !counted && op.state !== 'done')
    return op.state === 'inflight' && !last && op.attempts < MOST_SENT ? { seq: op.seq, state: 'pending', outcome: op.outcome } : undefined
  // Whatever X said of a call: where it is as wished, the call is over, and is not made again should somebody undo it.
  if (asWished && op.attempts > 0) return { seq: op.seq, state: 'done', outcome: op.verb === 'remove' ? 'removed' : added(op, shown ?? op.handle) }
  if (op.state !== 'inflight' && op.state !== 'done') return undefined
  return { seq: op.seq, state: last || op.attempts >= MOST_SENT ? 'failed' : 'pending', outcome: op.verb === 'add' ? DROPPED : 'still_there' }
}

/** The same account under another handle is done all the same; what to call it now is said. */
const added = (op: SyncOp, shown: string) => (shown.toLowerCase() === op.handle.toLowerCase() ? 'added' : `renamed:${shown}`)
