// ◆ pure
import type { ListFields } from '../db/schema/lists.js'
import { canonical, sha256 } from '../kernel/canonical.js'
import { byUserId, type Desired, type LeftOut, type Member } from './desired.js'
import { compareFields, type FieldDrift, pick as fieldsOf, fieldsToSet, isDrifted } from './drift/fields.js'
import type { Whose } from './lost.js'
import { judgeSafety, type Verdict } from './safety.js'

export type { ListFields }

export interface PlanOp {
  verb: 'add' | 'remove'
  x_user_id: string
  ally_id: string
  handle: string
}

export interface LiveList {
  complete: boolean
  /** The listing holds as many members as X says the list has. */
  counted: boolean
  owned: boolean
  /** As X said; left out where it was not asked. */
  owner_id?: string
  /** Where it is not ours, for words. */
  whose?: Whose
  name: string
  description: string
  private: boolean
  members: { id: string; username: string }[]
}

export interface Applied {
  x_user_id: string
  ally_id: string
  /** A complete read has shown it since it was added. */
  seen: boolean
  /** An earlier complete and counted reading missed it too, long enough ago that the two count as independent. */
  missed_before: boolean
}

export interface PlanInput {
  list: ListFields & { id: string; version: number; x_list_id: string | null; x_fields?: ListFields | null }
  desired: Desired
  applied: readonly Applied[]
  /** Whom others put on the list, as readings showed before this one; nobody if it is left out. */
  theirs?: readonly Pick<Applied, 'x_user_id' | 'missed_before'>[]
  /** Null while the list does not exist on X. */
  live: LiveList | null
  /** Handles for members that are to be removed and may have left the directory. */
  handles: ReadonlyMap<string, string>
  /** X user ids of members whose body withdrew. */
  withdrawn: ReadonlySet<string>
  /** Every member was read, unless said otherwise. */
  read?: ReadKind
  /** What organisers said of others' members, and what X says of ours (drift/said.ts); nothing if it is left out. */
  said?: Said
}

export interface Said {
  /** Others' members that are left to them: no difference any more. */
  ignored: ReadonlySet<string>
  /** By the list's own rule all others' members are. */
  ignores_all: boolean
  /** Taken over, and their entry waits for its decision: until then they stay where they are. */
  waiting: ReadonlySet<string>
  /** Suspended or deleted by X, which does not show them: they have not left. */
  hidden: ReadonlySet<string>
}

const NOTHING_SAID: Said = { ignored: new Set(), ignores_all: false, waiting: new Set(), hidden: new Set() }

export type ReadKind = 'none' | 'count' | 'full'

export interface PlanBody {
  list_id: string
  list_name: string
  x_list_id: string | null
  /** The list has to be made on X first. */
  creates_list: boolean
  /** What differs in the list's own fields on X and will be set. */
  updates_list: { name?: string; description?: string; private?: boolean } | null
  /** What somebody changed there by hand, on X alone or on both sides: no plan sets it before an organiser has said which holds. */
  fields_on_x: FieldDrift[]
  ops: PlanOp[]
  counts: { add: number; remove: number; keep: number }
  left_out: LeftOut[]
  /** On the list by somebody else's hand: shown, never touched. `decided` if they are left to those who added them. */
  foreign: { x_user_id: string; handle: string; decided?: boolean }[]
  /** By somebody else's hand too, and wanted: they stay, and are not ours to remove. */
  theirs: { x_user_id: string; handle: string }[]
  /** Ours once, gone without us: they left, and are not added again. */
  vanished: { x_user_id: string; handle: string }[]
  /** Ours and seen once, not in this listing: neither added again nor given up before a second reading, apart in time, agrees. */
  unclear: { x_user_id: string; handle: string }[]
  verdict: Verdict
  /** What of X it was made from: every member read, or X's count, which agreed with the members we knew; `none` while there is no list. */
  read: ReadKind
  /** The plan whose effect this one takes back. */
  rollback_of: string | null
  /** It takes only those off who asked to be gone, made and begun by the service itself (leavers.ts); absent in every other plan. */
  leavers?: true
  /** What the plan was made from; if one of these changes, the plan is stale. */
  basis: { list_version: number; desired: string; applied: string; live: string | null }
}

/**
 * What we may still answer for. An add that no reading ever showed, and that a complete listing of the right length lacks, never took
 * effect: kept as ours, a later addition by hand would look like ours to remove.
 */
export const stillOurs = (applied: readonly Applied[], live: LiveList | null): Applied[] =>
  applied.filter((row) => row.seen || !live?.complete || !live.counted || live.members.some((member) => member.id === row.x_user_id))

const digest = (value: unknown) => sha256(canonical(value)).slice(0, 32)

/**
 * The three-way difference: add desired ∖ live, remove (applied ∖ desired) ∩ live. What a person added by hand is neither, so it
 * stays. Operations are sorted (additions first, then by id), so equal input gives equal bytes.
 */
export function makePlan({
  list,
  desired,
  applied: known,
  theirs = [],
  live,
  handles,
  withdrawn,
  read = live ? 'full' : 'none',
  said = NOTHING_SAID,
}: PlanInput): PlanBody {
  const applied = stillOurs(known, live)
  const onX = new Map(live?.members.map((member) => [member.id, member.username]) ?? [])
  const ours = new Map(applied.map((row) => [row.x_user_id, row]))
  const complete = live === null || live.complete
  const wished = new Map(desired.members.map((member) => [member.x_user_id, member.handle]))
  const standing = [...applied.filter((row) => row.seen), ...theirs.filter((row) => wished.has(row.x_user_id) && !ours.has(row.x_user_id))]
  const missing = live ? standing.filter((row) => !onX.has(row.x_user_id) && !said.hidden.has(row.x_user_id)) : []
  const left = complete && live?.counted ? missing.filter((row) => row.missed_before) : []
  const gone = new Set(missing.map((row) => row.x_user_id))
  const buried = new Set(left.map((row) => row.x_user_id))
  const wanted = new Map(desired.members.filter((member) => !gone.has(member.x_user_id)).map((member) => [member.x_user_id, member]))

  const adds = [...wanted.values()].filter((member) => !onX.has(member.x_user_id)).map((member): PlanOp => ({ verb: 'add', ...pick(member) }))
  const removes = complete
    ? [...ours.values()]
        .filter((row) => onX.has(row.x_user_id) && !wanted.has(row.x_user_id) && !said.waiting.has(row.x_user_id))
        .map(
          (row): PlanOp => ({
            verb: 'remove',
            x_user_id: row.x_user_id,
            ally_id: row.ally_id,
            handle: handles.get(row.x_user_id) ?? onX.get(row.x_user_id) ?? row.x_user_id,
          }),
        )
    : []
  const sorted = (ops: PlanOp[]) => ops.sort((a, b) => byUserId(a.x_user_id, b.x_user_id))
  const named = (rows: readonly { x_user_id: string }[]) =>
    rows
      .map(({ x_user_id }) => ({ x_user_id, handle: handles.get(x_user_id) ?? wished.get(x_user_id) ?? x_user_id }))
      .sort((a, b) => byUserId(a.x_user_id, b.x_user_id))
  const byHand = [...onX].filter(([id]) => !ours.has(id)).map(([id, handle]) => ({ x_user_id: id, handle }))
  const others = (are: boolean) => byHand.filter((one) => wanted.has(one.x_user_id) === are).sort((a, b) => byUserId(a.x_user_id, b.x_user_id))
  return {
    list_id: list.id,
    list_name: list.name,
    x_list_id: list.x_list_id,
    creates_list: list.x_list_id === null,
    updates_list: live ? fieldsToSet(fieldsOf(list), list.x_fields ?? null, fieldsOf(live)) : null,
    fields_on_x: fieldsOnX(list, live),
    ops: [...sorted(adds), ...sorted(removes)],
    counts: { add: adds.length, remove: removes.length, keep: [...wanted.keys()].filter((id) => onX.has(id)).length },
    left_out: [...desired.left_out].sort((a, b) => (a.ally_id + a.name < b.ally_id + b.name ? -1 : 1)),
    foreign: others(false).map((one) => (said.ignores_all || said.ignored.has(one.x_user_id) ? { ...one, decided: true } : one)),
    theirs: others(true),
    vanished: named(left),
    unclear: named(missing.filter((row) => !left.includes(row))),
    verdict: judgeSafety({
      applied: applied.length - left.filter((row) => ours.has(row.x_user_id)).length,
      removals: removes.length,
      withdrawals: removes.filter((op) => withdrawn.has(op.x_user_id)).length,
      desired: wanted.size,
      read_complete: complete,
      owned: live === null ? null : live.owned,
      whose: live?.whose,
    }),
    read,
    rollback_of: null,
    basis: {
      list_version: list.version,
      // Without those who are given up with this very plan: storing it must not make it stale.
      desired: digest(desired.members.map((member) => member.x_user_id).filter((id) => !buried.has(id))),
      applied: digest([...ours.keys()].filter((id) => !buried.has(id)).sort(byUserId)),
      live: live === null ? null : liveDigest(onX.keys()),
    },
  }
}

/** Fields that differ by hand on X, and so are left as they are there. */
export const fieldsOnX = (list: ListFields & { x_fields?: ListFields | null }, live: ListFields | null): FieldDrift[] =>
  live ? compareFields(fieldsOf(list), list.x_fields ?? null, fieldsOf(live)).filter(isDrifted) : []

/** Names a set of members. */
export const liveDigest = (ids: Iterable<string>): string => digest([...ids].sort(byUserId))

const pick = ({ x_user_id, ally_id, handle }: Member) => ({ x_user_id, ally_id, handle })

/**
 * Names exactly this plan: whoever sends it back has seen these operations on this basis. Explanations are left out, so that one
 * more supporter for somebody who stays outside does not make a plan stale.
 */
export function planChecksum(body: PlanBody): string {
  const { left_out: _left_out, foreign: _foreign, theirs: _theirs, vanished: _vanished, unclear: _unclear, read: _read, fields_on_x: _fields, ...done } = body
  return sha256(canonical(done))
}

/** Nothing to send. Fields that somebody changed on X wait for a word, not for a plan. */
export const isEmptyPlan = (body: PlanBody): boolean => body.ops.length === 0 && body.unclear.length === 0 && !body.creates_list && body.updates_list === null

/** Which parts of the basis differ, for the answer to a stale plan. */
export function driftOf(shown: PlanBody, now: PlanBody): string[] {
  const drift: string[] = []
  if (shown.basis.list_version !== now.basis.list_version) drift.push('the list definition was edited')
  if (shown.basis.desired !== now.basis.desired) drift.push('approvals, categories or accounts changed who belongs')
  if (shown.basis.applied !== now.basis.applied) drift.push('another plan was applied')
  if (shown.basis.live !== now.basis.live || shown.x_list_id !== now.x_list_id) drift.push('somebody changed the list on X')
  return drift.length > 0 ? drift : planChecksum(shown) === planChecksum(now) ? [] : ['details of the plan changed']
}
