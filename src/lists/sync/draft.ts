import { secondFrom } from '../drift/compare.js'
import { onlyLeavers } from '../leavers.js'
import { type Applied, makePlan as differ, type LiveList, type PlanBody, type ReadKind, stillOurs } from '../plan.js'
import { undo } from '../undo.js'
import type { Look } from './look.js'
import type { Basis, Engine, Learnt, SyncApplied, SyncPlan, Theirs } from './ports.js'

/** What we answer for, as of a moment. */
export function asApplied(rows: readonly SyncApplied[], now: Date): Applied[] {
  return rows
    .filter((row) => row.vanished_at === null)
    .map((row) => ({
      x_user_id: row.x_user_id,
      ally_id: row.ally_id,
      seen: row.seen_at !== null,
      missed_before: missedBefore(row.missing_at, now),
    }))
}

const missedBefore = (missing_at: Date | null, now: Date): boolean => missing_at !== null && secondFrom(missing_at) <= now

/** The difference between wish and X by what we know, whatever plan is under way. */
export const bodyFrom = ({ list, desired, applied, theirs, handles, withdrawn, said }: Basis, live: LiveList | null, read: ReadKind, now: Date): PlanBody =>
  differ({
    list,
    desired,
    applied: asApplied(applied, now),
    theirs: theirs.map(({ x_user_id, missing_at }) => ({ x_user_id, missed_before: missedBefore(missing_at, now) })),
    live,
    handles,
    withdrawn,
    read,
    ...(said ? { said } : {}),
  })

/** Which plan it is: an ordinary one, one that takes another back, or one that takes only those off who asked to be gone. */
export interface PlanKind {
  rollback_of: string | null
  leavers?: boolean
}

export const kindOf = ({ rollback_of, body }: Pick<SyncPlan, 'rollback_of' | 'body'>): PlanKind => ({ rollback_of, leavers: body.leavers === true })

/** Its end is judged by its own operations: the rest of the list was not its matter. */
export const isPartial = ({ rollback_of, leavers }: PlanKind): boolean => rollback_of !== null || leavers === true

/** A fresh plan body of that kind. Writes nothing. */
export async function draft(
  engine: Engine,
  basis: Basis,
  look: Pick<Look, 'live' | 'read' | 'asked'>,
  { rollback_of: rollbackOf, leavers }: PlanKind,
): Promise<PlanBody> {
  if (rollbackOf === null) {
    const whole = bodyFrom(basis, look.live, look.read, look.asked)
    return leavers ? onlyLeavers(whole, basis.withdrawn) : whole
  }
  const done = await engine.store.achieved(rollbackOf)
  const standing = await engine.store.standing(
    basis.list.id,
    done.filter((op) => op.verb === 'remove').map((op) => op.ally_id),
  )
  const { list, applied, withdrawn } = basis
  return undo({ list, plan_id: rollbackOf, done, standing, applied: asApplied(applied, look.asked), live: look.live, withdrawn, read: look.read })
}

/** Ours or wished, seen before, and not in this reading, although it is as long as X says: it is the first to miss them, or one more. */
export function missedBy({ applied, theirs, desired, said }: Pick<Basis, 'applied' | 'theirs' | 'desired' | 'said'>, live: LiveList): string[] {
  if (!live.complete || !live.counted) return []
  const shown = new Set(live.members.map((member) => member.id))
  const wished = new Set(desired.members.map((member) => member.x_user_id))
  const standing = [...applied.filter((row) => row.vanished_at === null && row.seen_at !== null), ...theirs.filter((row) => wished.has(row.x_user_id))]
  return standing.map((row) => row.x_user_id).filter((id) => !shown.has(id) && !said?.hidden.has(id))
}

/** Those of them whom an earlier reading missed too, long enough before this one: they left by themselves. */
export function missedTwice({ applied, theirs }: Pick<Basis, 'applied' | 'theirs'>, missed: readonly string[], now: Date): string[] {
  const before = new Set([...applied, ...theirs].flatMap((row) => (missedBefore(row.missing_at, now) ? row.x_user_id : [])))
  return missed.filter((id) => before.has(id))
}

/** Who is wished, and who of them others put there by what a reading showed. */
export const theirsAmong = ({ members }: Basis['desired'], before: Basis['theirs'], others: ReadonlySet<string>): Theirs => ({
  before: before.map(({ x_user_id, ally_id }) => ({ x_user_id, ally_id })),
  members: members.flatMap(({ x_user_id, ally_id }) => (others.has(x_user_id) ? [{ x_user_id, ally_id }] : [])),
  wished: members.map(({ x_user_id }) => x_user_id),
})

/** What the reading teaches beside the plan. A reading of X's count alone teaches nothing of single members. */
export function learntFrom({ list, applied, theirs, desired }: Basis, { live, read, asked, owner }: Look, body: PlanBody): Learnt {
  // Who looks at another's list does not own it for that.
  const isNews = live?.owned === true && owner !== list.x_owner_id
  const ours = asApplied(applied, asked)
  const kept = new Set(stillOurs(ours, live).map((row) => row.x_user_id))
  const trusted = live?.complete && live.counted && read === 'full'
  return {
    disowned: ours.filter((row) => !kept.has(row.x_user_id)).map((row) => row.x_user_id),
    missed: trusted ? body.unclear.map((one) => one.x_user_id) : [],
    vanished: body.vanished.map((one) => one.x_user_id),
    theirs: trusted ? theirsAmong(desired, theirs, new Set(body.theirs.map((one) => one.x_user_id))) : null,
    x_owner_id: isNews ? owner : null,
  }
}
