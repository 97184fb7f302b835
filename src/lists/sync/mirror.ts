// ◆ pure
import type { PlanBody } from '../plan.js'
import type { SyncApplied, SyncList, SyncOp, SyncPlan, SyncTheirs } from './ports.js'

/**
 * Reading members costs by the member, X's count of them next to nothing. So the members are known from the last reading and from what we did since, and
 * the count says whether that still holds (X-PLATFORM.md §2). It is only believed for plans that are shown; before anything is sent all are read.
 */
export interface Known {
  id: string
  username: string
}

/** Ours, as the last complete readings showed them; null if one of them is in doubt. */
function oursOnX(applied: readonly SyncApplied[]): SyncApplied[] | null {
  const alive = applied.filter((row) => row.vanished_at === null)
  return alive.some((row) => row.seen_at === null || row.missing_at !== null) ? null : alive
}

/** The members as we know them; null if we do not: no plan has ended well since the last change we saw, or something is in doubt. */
export function mirrorOf(
  list: Pick<SyncList, 'x_list_id' | 'version'>,
  applied: readonly SyncApplied[],
  latest: SyncPlan | null,
  handles: ReadonlyMap<string, string>,
  theirs: readonly SyncTheirs[] = [],
): Known[] | null {
  const ours = oursOnX(applied)
  // Whom one reading missed, ours or not, a second one decides.
  if (!latest || !ours || theirs.some((row) => row.missing_at !== null)) return null
  const { body, status } = latest
  // A plan without operations changes nothing, whether or not it is being carried out.
  if (status !== 'verified' && status !== 'ready' && !(status === 'applying' && body.ops.length === 0)) return null
  const sameList = body.x_list_id === list.x_list_id || (body.creates_list && status === 'verified' && body.basis.list_version === list.version)
  // Bodies of before this was kept do not name the others on the list.
  if (!sameList || body.theirs === undefined || body.verdict.reasons.some((reason) => reason.code === 'incomplete_read')) return null
  const members = new Map(ours.map((row) => [row.x_user_id, handles.get(row.x_user_id) ?? row.x_user_id]))
  for (const other of others(body, status === 'verified')) members.set(other.x_user_id, other.handle)
  return [...members].map(([id, username]) => ({ id, username }))
}

const others = (body: PlanBody, removed: boolean) => {
  const gone = new Set(removed ? body.ops.filter((op) => op.verb === 'remove').map((op) => op.x_user_id) : [])
  return [...body.foreign, ...body.theirs].filter((one) => !gone.has(one.x_user_id))
}

/**
 * What a reading must show if X did all that it said. Unsure are members whose operation is in flight, and those we may have added but never saw: they may
 * be there or not. Null if nothing can be said.
 */
export function predicted(body: PlanBody, ops: readonly SyncOp[], applied: readonly SyncApplied[]): { ids: Set<string>; unsure: Set<string> } | null {
  if (body.theirs === undefined) return null
  const alive = applied.filter((row) => row.vanished_at === null)
  const ids = new Set([...body.foreign, ...body.theirs].map((one) => one.x_user_id))
  for (const row of alive) if (row.seen_at !== null && row.missing_at === null) ids.add(row.x_user_id)
  for (const op of ops) if (op.state === 'done') op.verb === 'add' ? ids.add(op.x_user_id) : ids.delete(op.x_user_id)
  const done = new Set(ops.filter((op) => op.state === 'done').map((op) => op.x_user_id))
  const unseen = alive.filter((row) => row.seen_at === null && !done.has(row.x_user_id)).map((row) => row.x_user_id)
  return { ids, unsure: new Set([...unseen, ...ops.filter((op) => op.state === 'inflight').map((op) => op.x_user_id)]) }
}

/** A reading that lacks any of them may be a short one: X's count must say. */
export const isAsPredicted = (shown: ReadonlySet<string>, { ids, unsure }: { ids: ReadonlySet<string>; unsure: ReadonlySet<string> }): boolean =>
  [...shown].every((id) => ids.has(id) || unsure.has(id)) && [...ids, ...unsure].every((id) => shown.has(id))
