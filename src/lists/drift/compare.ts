// ◆ pure
import type { ForeignPolicy } from '../../db/schema/lists.js'
import { byUserId } from '../desired.js'
import { type FieldDrift, isDrifted } from './fields.js'

export interface ListedMember {
  x_user_id: string
  handle: string
}

/** A member we added or took over, as our records have it. */
export interface OurMember extends ListedMember {
  seen: boolean
  /** A complete, counted reading missed it already, long enough ago that this one counts as a second. */
  missed_before: boolean
  /** X says of the account itself that it is suspended or gone: then its absence says nothing about its wish. */
  hidden: boolean
}

/** What a look at all members found. Every member X shows is in exactly one of `ours_shown` (a count), `foreign`, `ignored`, `taken` and `also`. */
export interface MemberDrift {
  /** Ours, and shown. */
  ours_shown: number
  /** Somebody else added them; nobody has said what becomes of them. */
  foreign: ListedMember[]
  /** Theirs for good, by an organiser's word or the list's rule. */
  ignored: ListedMember[]
  /** Taken over by this look, by the list's rule. */
  taken: ListedMember[]
  /** Somebody else added them, and the directory wishes them here too: nothing to decide. */
  also: ListedMember[]
  /** Ours or wished, and missed by this reading alone: X's readings lag, one proves nothing. */
  missed: ListedMember[]
  /** Ours or wished, and missed by two readings apart in time: they left, or somebody took them off. */
  left: ListedMember[]
  /** Ours and not shown, as X shows no suspended or deleted accounts. */
  hidden: ListedMember[]
  /** Sent, and not yet shown by any reading: the plan that sent them looks after them. */
  unconfirmed: ListedMember[]
  renamed: { x_user_id: string; from: string; to: string }[]
}

export interface Drift {
  fields: FieldDrift[]
  /** Null after a look at the count alone. */
  members: MemberDrift | null
}

export interface CompareInput {
  shown: readonly ListedMember[]
  /** The listing is whole, and holds as many members as X says there are. Only then does absence mean anything. */
  trusted: boolean
  ours: readonly OurMember[]
  /** Whom others put there and readings showed before; of them who is wished counts as missing as ours do. */
  theirs: readonly OurMember[]
  /** X user ids that the directory wishes on the list now. */
  wanted: ReadonlySet<string>
  decisions: ReadonlyMap<string, 'adopt' | 'ignore' | 'readd'>
  policy: ForeignPolicy
  /** Handles under which the directory knows accounts, by X user id; folded. */
  known: ReadonlyMap<string, string>
}

const sorted = <T extends { x_user_id: string }>(rows: T[]): T[] => rows.sort((a, b) => byUserId(a.x_user_id, b.x_user_id))
const plain = ({ x_user_id, handle }: ListedMember): ListedMember => ({ x_user_id, handle })

/** Whose is each member that X shows, and which of ours it does not show. Decides nothing and forgets nobody. */
export function compareMembers({ shown, trusted, ours, theirs, wanted, decisions, policy, known }: CompareInput): MemberDrift {
  const mine = new Map(ours.map((row) => [row.x_user_id, row]))
  const there = new Set(shown.map(({ x_user_id }) => x_user_id))
  const foreign: ListedMember[] = []
  const ignored: ListedMember[] = []
  const also: ListedMember[] = []
  let ours_shown = 0
  for (const member of shown) {
    if (mine.has(member.x_user_id)) ours_shown++
    else if (decisions.get(member.x_user_id) === 'ignore') ignored.push(plain(member))
    else if (wanted.has(member.x_user_id)) also.push(plain(member))
    else if (policy === 'ignore') ignored.push(plain(member))
    else foreign.push(plain(member))
  }
  const expected = [...ours, ...theirs.filter(({ x_user_id }) => wanted.has(x_user_id) && !mine.has(x_user_id))]
  const absent = trusted ? expected.filter(({ x_user_id }) => !there.has(x_user_id)) : []
  const of = (test: (row: OurMember) => boolean) => sorted(absent.filter(test).map(plain))
  return {
    ours_shown,
    foreign: sorted(foreign),
    ignored: sorted(ignored),
    taken: [],
    also: sorted(also),
    missed: of((row) => row.seen && !row.hidden && !row.missed_before),
    left: of((row) => row.seen && !row.hidden && row.missed_before),
    hidden: of((row) => row.seen && row.hidden),
    unconfirmed: of((row) => !row.seen),
    renamed: sorted(
      shown.flatMap(({ x_user_id, handle }) => {
        const from = known.get(x_user_id)
        return from === undefined || from === handle.toLowerCase() ? [] : [{ x_user_id, from, to: handle }]
      }),
    ),
  }
}

/** Whether the list on X is other than we left it. A field that was edited here only waits for the next plan; what is hidden by X is nobody's doing. */
export const hasDrifted = ({ fields, members }: Drift): boolean =>
  fields.some(isDrifted) || (members !== null && members.foreign.length + members.missed.length + members.left.length > 0)

/** Members that X should count: ours that were seen and not missed since, but for whom it hid from the last whole reading, and others as that showed them. */
export function expectedCount(
  ours: readonly { x_user_id: string; seen: boolean; missing: boolean }[],
  last: Pick<MemberDrift, 'foreign' | 'ignored' | 'also' | 'hidden'> | null,
): number {
  const counted = new Set(ours.filter((row) => row.seen && !row.missing).map(({ x_user_id }) => x_user_id))
  for (const { x_user_id } of last === null ? [] : [...last.foreign, ...last.ignored, ...last.also]) counted.add(x_user_id)
  for (const { x_user_id } of last?.hidden ?? []) counted.delete(x_user_id)
  return counted.size
}

export interface ReadingInput {
  asked: boolean
  member_count: number
  expected: number
  /** The last whole reading, by a look or by a plan that read the list back. */
  last_read_at: Date | null
  /** What the last whole look counted and expected: the same difference again says nothing new. */
  last: { member_count: number; expected: number } | null
  /** When a reading first missed the earliest of those that wait for a second one. */
  missing_since: Date | null
  /** When a plan found other members than it was made for: an equal count says nothing then. */
  found_otherwise: Date | null
  now: Date
}

export type ReadingReason = 'asked' | 'found_otherwise' | 'never' | 'count' | 'second' | 'week'

/** A member counts as missed twice only if the readings are so far apart: X's readings lag, and one stale answer must bury nobody. */
export const APART_MS = 10 * 60_000

/** From when another reading counts as a second one. */
export const secondFrom = (missedAt: Date): Date => new Date(missedAt.getTime() + APART_MS)
const WEEK_MS = 7 * 86_400_000

/** Why all members must be read, which X charges for each; null if the count is enough. */
export function readingDue({ asked, member_count, expected, last_read_at, last, missing_since, found_otherwise, now }: ReadingInput): ReadingReason | null {
  if (asked) return 'asked'
  if (last_read_at === null) return 'never'
  if (found_otherwise !== null && last_read_at < found_otherwise) return 'found_otherwise'
  const differs = member_count !== expected
  if (differs && !(last !== null && last.member_count === member_count && last.expected === expected)) return 'count'
  const since = missing_since === null ? null : missing_since.getTime() + APART_MS
  if (since !== null && since <= now.getTime() && last_read_at.getTime() < since) return 'second'
  return now.getTime() - last_read_at.getTime() >= WEEK_MS ? 'week' : null
}
