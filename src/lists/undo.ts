// ◆ pure
import { canonical, sha256 } from '../kernel/canonical.js'
import { byUserId, type Desired } from './desired.js'
import { type Applied, fieldsOnX, type ListFields, type LiveList, liveDigest, type PlanBody, type PlanOp, type ReadKind, stillOurs } from './plan.js'
import { judgeSafety } from './safety.js'

export interface UndoInput {
  list: ListFields & { id: string; version: number; x_list_id: string | null; x_fields?: ListFields | null }
  /** The plan that is taken back. */
  plan_id: string
  /** What it achieved, as far as no later plan has touched the same members. */
  done: readonly PlanOp[]
  /** Of the members it removed, those who may be on the list whatever its rule says: approved, not withdrawn, not excluded, no tombstone. */
  standing: Desired
  applied: readonly Applied[]
  live: LiveList | null
  withdrawn: ReadonlySet<string>
  read: ReadKind
}

/**
 * The inverse of what one plan achieved and X still shows as that plan left it: its additions removed as long as they are ours, its removals added again as
 * long as the entry still stands. A plan like every other: with a verdict, a checksum, and checks before each send. Name and privacy of the list are not
 * taken back.
 */
export function undo({ list, plan_id, done, standing, applied: known, live, withdrawn, read }: UndoInput): PlanBody {
  const applied = stillOurs(known, live)
  const onX = new Map(live?.members.map((member) => [member.id, member.username]) ?? [])
  const ours = new Set(applied.map((row) => row.x_user_id))
  const complete = live === null || live.complete
  const may = new Set(standing.members.map((member) => member.x_user_id))
  const sorted = (verb: PlanOp['verb'], ops: readonly PlanOp[]) =>
    ops.map(({ x_user_id, ally_id, handle }): PlanOp => ({ verb, x_user_id, ally_id, handle })).sort((a, b) => byUserId(a.x_user_id, b.x_user_id))
  const of = (verb: PlanOp['verb']) => done.filter((op) => op.verb === verb)
  const adds = complete
    ? sorted(
        'add',
        of('remove').filter((op) => !onX.has(op.x_user_id) && may.has(op.x_user_id)),
      )
    : []
  const removes = complete
    ? sorted(
        'remove',
        of('add').filter((op) => onX.has(op.x_user_id) && ours.has(op.x_user_id)),
      )
    : []
  const leaving = new Set(removes.map((op) => op.x_user_id))
  const asked = new Map(of('remove').map((op) => [op.ally_id, op]))
  return {
    list_id: list.id,
    list_name: list.name,
    x_list_id: list.x_list_id,
    creates_list: false,
    updates_list: null,
    fields_on_x: fieldsOnX(list, live),
    ops: [...adds, ...removes],
    counts: { add: adds.length, remove: removes.length, keep: onX.size - removes.length },
    left_out: standing.left_out.filter((one) => asked.has(one.ally_id)).sort((a, b) => (a.ally_id + a.name < b.ally_id + b.name ? -1 : 1)),
    foreign: [...onX]
      .filter(([id]) => !ours.has(id))
      .map(([id, handle]) => ({ x_user_id: id, handle }))
      .sort((a, b) => byUserId(a.x_user_id, b.x_user_id)),
    theirs: [],
    vanished: [],
    unclear: [],
    verdict: judgeSafety({
      applied: applied.length,
      removals: removes.length,
      withdrawals: removes.filter((op) => withdrawn.has(op.x_user_id)).length,
      desired: applied.filter((row) => !leaving.has(row.x_user_id)).length + adds.length,
      read_complete: complete,
      owned: live === null ? null : live.owned,
      whose: live?.whose,
    }),
    read,
    rollback_of: plan_id,
    basis: {
      list_version: list.version,
      desired: sha256(canonical([...adds, ...removes].map((op) => [op.verb, op.x_user_id]))).slice(0, 32),
      applied: sha256(canonical([...ours].sort(byUserId))).slice(0, 32),
      live: live === null ? null : liveDigest(onX.keys()),
    },
  }
}
