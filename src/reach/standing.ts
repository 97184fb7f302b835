// ◆ pure
import type { Evidence, EvidenceMember, PairEvidence, SampleEvidence, SketchEvidence } from './evidence.js'
import { isExact, type Sketch, sketchSize } from './sketch.js'

/** Evidence older than this is shown as stale (issue of X's counts: DESIGN §4) and gives way to fresher counts. */
export const FRESH_DAYS = 30
const DAY = 86_400_000

/** A list is taken for cut off if it holds less than this share of the count that was read with it: a page limit leaves out many. */
const WHOLE_FROM = 0.8

/** List and count agree if neither is below this share of the other: X leaves out a few accounts, and a few come and go. */
export const AGREE_FROM = 0.95

/** A list may be longer than the count by so much, more by so much again for each year between the two, and by so many accounts. */
const ROOM_TO_GROW = 0.5
const ROOM = 500

/** Counts read so near to a list say how long it should be. */
const NEAR_DAYS = 7

/** What a list that was given for a whole one is judged by. */
export interface GivenList {
  /** Distinct ids; above k an estimate. */
  size: number
  k: number
  as_of: Date
  followers_then: number | null
}

/** The last count of the account. */
export interface LastCount {
  followers: number | null
  as_of: Date | null
}

/**
 * Whether a follower list can be the whole list of its account. `cut`: it is far shorter than the count of its days: a page limit. `long`: it is far
 * longer than the last count: it is of another account, or the count is out of date. Neither is used for anything, by any part of reach; a count that is
 * entered or read anew settles it. Null: it stands.
 */
export function doubtOf({ size, k, as_of, followers_then }: GivenList, count: LastCount): 'cut' | 'long' | null {
  // Two-sided 95 % of a sketch's error.
  const slack = size > k ? 1.96 / Math.sqrt(k - 1) : 0
  const days = count.as_of === null ? null : daysBetween(count.as_of, as_of)
  const then = count.followers !== null && days !== null && days <= NEAR_DAYS ? count.followers : followers_then
  if (then !== null && size * (1 + slack) < WHOLE_FROM * then) return 'cut'
  const last = count.followers ?? followers_then
  if (last === null) return null
  const most = last * (1 + ROOM_TO_GROW * (1 + (count.followers === null ? 0 : (days ?? 0)) / 365.25)) + ROOM
  return size * (1 - slack) > most ? 'long' : null
}

/** A whole follower list. */
export interface List {
  sketch: Sketch
  /** Followers on its date. */
  size: number
  /** The size is a count; else n/theta. */
  counted: boolean
  /** Nothing of it was cut off: the sketch holds every follower. */
  exact: boolean
  as_of: Date
  /**
   * A fresher count is known and the list is older than FRESH_DAYS, or a count of its days or later does not agree with it. Then it says how the account shares its followers with others, and
   * the count how many they are: sizes of the one and of the other must not be mixed, or lists that lie one in the other come out as lists that share nothing.
   */
  outdated: boolean
  /** A count of its own days does not agree with it: not time lies between the two but a mistake, and nobody knows in which. */
  contradicted: boolean
  /** Somebody vouches for it against the last count: that is wrong. */
  overrules: boolean
}

/** What is known of one account. */
export interface Standing {
  account_id: string
  /** The freshest size, from the count or from the list; null if there is neither. */
  size: number | null
  /** The size is a count. */
  counted: boolean
  as_of: Date | null
  list: List | null
  sample: SampleEvidence | null
  /** Nobody is said to follow it, and a list that is too long to be used holds somebody: one of the two is wrong, so nothing is known. */
  disputed: boolean
  /** X shows who follows it: of a protected account it shows the count alone. */
  readable: boolean
}

/** The accounts that can have an audience, in the order of their ids, each once. */
export function standings(evidence: Evidence): Standing[] {
  const members = new Map<string, EvidenceMember>()
  for (const member of evidence.members) {
    const other = members.get(member.account_id)
    if (!other || (member.as_of?.getTime() ?? -1) > (other.as_of?.getTime() ?? -1)) members.set(member.account_id, member)
  }
  const key = commonKey(evidence)
  return [...members.values()]
    .filter(isMember)
    .sort((a, b) => (a.account_id < b.account_id ? -1 : 1))
    .map((member) => standingOf(member, evidence, key))
}

/** Suspended and vanished accounts reach nobody, and a double reaches whom its original does. Of protected ones the count is public. */
export const isMember = ({ state }: Pick<EvidenceMember, 'state'>): boolean => state === 'active' || state === 'protected' || state === 'unresolved'

function standingOf({ account_id, followers, as_of, state }: EvidenceMember, evidence: Evidence, key: string | null): Standing {
  if (followers !== null && (!Number.isSafeInteger(followers) || followers < 0))
    throw new RangeError(`a follower count is a whole number of 0 or more, not ${followers}`)
  const given = evidence.sketches.get(account_id)
  const list = given && keyOf(given.sketch) === key ? listOf(given, followers, as_of, evidence.now) : null
  const disputed = followers === 0 && list === null && given !== undefined && given.sketch.hashes.length > 0
  const count = list?.overrules || disputed ? null : followers
  const sample = evidence.samples.get(account_id) ?? null
  const fresher = count !== null && (list === null || list.outdated || (as_of !== null && as_of > list.as_of))
  const rest = { account_id, list, sample, disputed, readable: state !== 'protected' }
  if (fresher || list === null) return { ...rest, size: count, counted: count !== null && !list?.contradicted, as_of: count === null ? null : as_of }
  return { ...rest, size: list.size, counted: list.counted, as_of: list.as_of }
}

function listOf({ sketch, as_of, followers_then, vouched_at = null }: SketchEvidence, count: number | null, counted_at: Date | null, now: Date): List | null {
  const exact = isExact(sketch)
  const { estimate } = sketchSize(sketch)
  const doubted = doubtOf({ size: estimate, k: sketch.k, as_of, followers_then }, { followers: count, as_of: counted_at }) !== null
  if (doubted && vouched_at === null) return null
  const apart = count !== null && !agree(sketch, count)
  const overrules = (doubted || apart) && (vouched_at === null ? doubted : counted_at === null || counted_at <= vouched_at)
  // A count of nearly the same day is better than n/theta, and of a whole list it is the list itself that was counted.
  const near = count !== null && counted_at !== null && daysBetween(counted_at, as_of) <= FRESH_DAYS ? count : null
  const said = followers_then ?? near
  const known = exact ? estimate : doubted || said === null || !agree(sketch, said, 1) ? null : said
  const later = counted_at !== null && counted_at > as_of
  // A count of the same days that does not agree speaks against it whichever came first: a list that was read in part holds what it holds of the count.
  const of_its_days = counted_at !== null && daysBetween(counted_at, as_of) <= NEAR_DAYS
  const against = apart && (later || of_its_days)
  const outdated = !overrules && count !== null && (against || (later && daysBetween(now, as_of) > FRESH_DAYS))
  return { sketch, size: known ?? estimate, counted: known !== null, exact, as_of, outdated, contradicted: outdated && apart && of_its_days, overrules }
}

/** Standard errors of a sketch that list and count may differ by: of thousands of lists some are off by more than two. */
const ERRORS = 3

/** Whether a list can be that of so many followers, but for what its sketch is off by. @param from 1, or less where a few may be missing on either side */
function agree(sketch: Sketch, count: number, from = AGREE_FROM): boolean {
  const { estimate } = sketchSize(sketch)
  const slack = isExact(sketch) ? 0 : ERRORS / Math.sqrt(Math.max(1, sketch.hashes.length - 1))
  return Math.max(estimate * (1 + slack), estimate / from) >= count && Math.min(estimate * (1 - slack), estimate * from) <= count
}

/**
 * The size of an account alone, on the basis that a set with it has: a list that stands speaks for it, as in a union; where a fresher count does not agree with
 * the list the count does, and the range holds both. `counted`: no part of it is an estimate.
 */
export function sizeAlone({ size, counted, list }: Standing): { low: number; estimate: number; high: number; counted: boolean } {
  if (list && !list.outdated) {
    if (list.counted) return { low: list.size, estimate: list.size, high: list.size, counted: true }
    return { ...sketchSize(list.sketch), counted: false }
  }
  const estimate = size ?? 0
  if (!list || agree(list.sketch, estimate)) return { low: estimate, estimate, high: estimate, counted }
  return { low: Math.min(estimate, list.size), estimate, high: Math.max(estimate, list.size), counted: false }
}

export const daysBetween = (later: Date, earlier: Date): number => Math.abs(later.getTime() - earlier.getTime()) / DAY

const keyOf = ({ version, key_id }: Sketch) => `${version}:${key_id}`

/** Sketches of different secrets do not combine: those of the key that most members have are used, the others are as if they were not there. */
function commonKey({ members, sketches }: Evidence): string | null {
  const counts = new Map<string, number>()
  for (const account_id of new Set(members.filter(isMember).map((member) => member.account_id))) {
    const found = sketches.get(account_id)
    if (found) counts.set(keyOf(found.sketch), (counts.get(keyOf(found.sketch)) ?? 0) + 1)
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? null
}

export type PairsOf = ReadonlyMap<string, PairEvidence>

export const pairKey = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** The newest word on each two accounts of the set; of two of one day the exact one. */
export function newestPairs(evidence: Evidence, accounts: readonly Standing[]): PairsOf {
  const ids = new Set(accounts.map(({ account_id }) => account_id))
  const pairs = new Map<string, PairEvidence>()
  for (const pair of evidence.pairs) {
    if (pair.a === pair.b || !ids.has(pair.a) || !ids.has(pair.b) || !Number.isFinite(pair.overlap) || pair.overlap < 0) continue
    const key = pairKey(pair.a, pair.b)
    const other = pairs.get(key)
    if (!other || isBetter(pair, other)) pairs.set(key, pair)
  }
  return pairs
}

function isBetter(pair: PairEvidence, other: PairEvidence): boolean {
  const later = pair.as_of.getTime() - other.as_of.getTime()
  if (later !== 0) return later > 0
  if (pair.exact !== other.exact) return pair.exact
  // Two words of one moment: any rule does, so long as the order they came in does not matter.
  return pair.overlap > other.overlap
}
