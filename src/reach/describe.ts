// ◆ pure
import { EMPTY } from './estimate.js'
import type { Bounds, Estimate, EvidenceShares, Interval, Raise, ReachLevel } from './evidence.js'
import { FRESH_DAYS } from './standing.js'

/** What is answered: rounded to the precision of the interval, with everything a reader needs to judge it (REACH §1). */
export interface ReachResult {
  /** Accounts that follow at least one of the set; null if nothing is known or nothing may be shown. */
  potential_unique_audience: Interval | null
  /** Bounds that are proved; null in public, where a size is itself an estimate, and where nothing is known of a member. */
  guaranteed: Bounds | null
  /** The plain sum, for comparison; never a headline. */
  gross_followers: number | null
  /** 1 - estimate/gross: the share of follows that fall on accounts counted already. */
  duplication: number | null
  level: ReachLevel
  method: string
  calibration: string
  /** The oldest evidence used, ISO 8601. */
  as_of: string | null
  /** It is more than 30 days old (REACH §5; DESIGN §4): the accounts may have grown or shrunk since. */
  stale: boolean
  /** Members with a known count or list / all members. */
  evidence_share: number
  /** Shares of the members by the best evidence there is of each; they add to 1. */
  evidence: EvidenceShares
  members: number
  members_with_evidence: number
  /** Of some members nothing is known: they can only add, so that the true figure may lie above `high`. */
  open_ended: boolean
  /** at_least[m-1] accounts follow at least m of the set, rounded like the estimate; null where the evidence cannot tell. */
  at_least: number[] | null
  /** Why there is no figure; null if there is one. */
  reason: string | null
  /** What evidence would lift the answer; for organisers, empty in public. */
  raise: Raise[]
  statement: string
}

/** From this many followed accounts on a total is published: of fewer, one account's own count could be read off. */
export const PUBLIC_FROM = 3

/** What the sentence says of the evidence. */
const RESTS_ON: Readonly<Record<ReachLevel, string>> = {
  exact: 'counted over all follower lists',
  sketch: 'from all follower lists',
  sample: 'from random samples of the follower lists',
  'sample-newest': 'from the newest followers only',
  pairs: 'from the overlaps of each two',
  mixed: 'from the follower lists of some and the counts of all',
  stale: 'from follower lists and newer counts that do not agree with them',
  counts: 'counts only',
  none: 'nothing is known',
}

/**
 * The power of ten that figures are rounded to: the largest that is at most half of the interval's width. Rounding follows the width of
 * each set's own interval, so of two nested sets the printed figures keep their order only up to this precision.
 */
export const precisionOf = ({ low, high }: Interval): number => (high - low < 2 ? 1 : 10 ** Math.floor(Math.log10((high - low) / 2)))

const digitsOf = (value: number, digits: number) => 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - digits + 1)

/** Rounded down, but never to nobody: of ten thousand in steps of a hundred thousand the first digit is left. */
const leastOf = (low: number, step: number) => floored(low, step) || floored(low, Math.max(10, digitsOf(low, 1)))
const floored = (value: number, step: number) => Math.floor(value / step) * step

/** Of a set in which one account has more than this share of the sum, the figures of the set are nearly that account's count. */
export const DOMINATED = 0.8
/** The same of the union: where the others lie in the largest, the estimate is its count, whatever the sum. */
const IS_ALL = 0.9
const isDominated = ({ max, sum, estimate }: Pick<Estimate, 'max' | 'sum' | 'estimate'>) => max > DOMINATED * sum || max > IS_ALL * estimate

/** A lower end that is no further above the largest count gives it away: a union has at least as many, and of few lists that is all its lower end says. */
const BESIDE_LARGEST = 1.05

/** In public two digits are shown, and no less than tens, also of what is exact: the figures of two sets that differ by one account would give its count away. */
const publicDigits = (value: number) => Math.max(10, digitsOf(value, 2))
const publicPrecision = (found: Estimate) => Math.max(precisionOf(found), publicDigits(found.estimate))

/**
 * Puts an estimate into figures and a sentence.
 * @param audience `public`: X lets nobody republish the count of a single account (DESIGN.md §5.2). So sets with fewer than PUBLIC_FROM followed
 *   accounts, or with one that makes up most of the sum, show no figure; there are no bounds, whose lower one is the largest count, and where the range begins with
 *   it, it begins with the average instead; the sum has two digits, and no figure less than tens. `organiser`: bounds and sum are exact.
 * @param notYet why the public is not told of this set before some time
 */
export function describeReach(found: Estimate, audience: 'public' | 'organiser', notYet: string | null = null): ReachResult {
  const shares = Object.entries(found.evidence).map(([kind, share]) => [kind, Math.round(share * 1e4) / 1e4])
  const base = {
    level: found.level,
    method: found.method,
    calibration: found.calibration,
    as_of: found.as_of?.toISOString() ?? null,
    stale: found.stale,
    evidence_share: found.members === 0 ? 0 : Math.round((found.known / found.members) * 1e4) / 1e4,
    evidence: Object.fromEntries(shares) as EvidenceShares,
    members: found.members,
    members_with_evidence: found.known,
    open_ended: false,
    reason: found.reason,
    raise: audience === 'public' ? [] : found.raise,
  }
  const nothing = { potential_unique_audience: null, guaranteed: null, gross_followers: null, duplication: null, at_least: null }
  if (found.level === 'none') return { ...base, ...nothing, statement: noFigure(found) }
  const reason = audience === 'public' ? (notYet ?? withheld(found)) : null
  if (reason !== null) {
    const statement = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}, so that no single account's count can be read off.`
    return { ...base, ...nothing, level: 'none', method: 'withheld', reason, statement }
  }
  const { sum } = found
  const open_ended = found.known < found.members
  if (audience === 'public') return { ...base, open_ended, ...publicFigures(found) }
  const step = precisionOf(found)
  const { bounds: guaranteed, within } = found
  const held = (value: number) => Math.min(within?.high ?? value, Math.max(within?.low ?? 0, value))
  const { low, high } = outward(found, step)
  const figures = { estimate: held(Math.round(found.estimate / step) * step), low: held(low), high: held(high) }
  // As in public: rounded outward the upper end may pass the sum, which no union does.
  if (found.high <= sum) figures.high = Math.max(figures.estimate, Math.min(figures.high, sum))
  return {
    ...base,
    open_ended,
    potential_unique_audience: figures,
    guaranteed,
    // Where it rests on sketches it is an estimate, too, and the other one, rounded, must not pass it.
    gross_followers: Math.max(sum, figures.estimate),
    duplication: sum === 0 ? 0 : shareOf(found.estimate, sum),
    at_least: found.at_least?.map((count, m) => (m === 0 ? figures.estimate : Math.min(figures.estimate, Math.round(count / step) * step))) ?? null,
    statement: sentence(found, figures),
  }
}

/** Why the public is shown no figure of the set; null if it is. */
function withheld(found: Estimate): string | null {
  if (found.members > 0 && found.followed < PUBLIC_FROM) return `shown from ${PUBLIC_FROM} accounts with a known audience on`
  return isDominated(found) ? 'not shown while one account makes up most of it' : null
}

function publicFigures(found: Estimate) {
  const step = publicPrecision(found)
  const estimate = Math.round(found.estimate / step) * step
  const low = found.low <= found.max * BESIDE_LARGEST ? Math.min(found.low, found.sum / found.followed) : found.low
  const figures =
    found.level === 'exact'
      ? { estimate, low: estimate, high: estimate }
      : { estimate, low: Math.min(estimate, leastOf(low, step)), high: outward({ low, high: found.high }, step).high }
  const digits = publicDigits(found.sum)
  const gross_followers = Math.max(figures.estimate, Math.round(found.sum / digits) * digits)
  // Rounded outward the upper end may pass the sum, which no union does.
  if (found.high <= found.sum) figures.high = Math.max(figures.estimate, Math.min(figures.high, gross_followers))
  return {
    potential_unique_audience: figures,
    guaranteed: null,
    gross_followers,
    // From what is shown: with more digits it would give back the digits that the sum lost.
    duplication: gross_followers === 0 ? 0 : shareOf(figures.estimate, gross_followers),
    at_least: found.at_least?.map((count, m) => (m === 0 ? estimate : Math.min(estimate, Math.round(count / step) * step))) ?? null,
    statement: sentence(found, figures),
  }
}

/** Rounded to the hundredth: in [0, 1), as it never is all. */
const shareOf = (estimate: number, sum: number) => Math.min(0.99, Math.max(0, Math.round((1 - estimate / sum) * 100) / 100))

const outward = ({ low, high }: Bounds, step: number): Bounds => ({ low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step })

const number = (value: number) => String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
const accounts = (count: number) => (count === 1 ? '1 account' : `${number(count)} accounts`)

function noFigure({ members, known, reason }: Estimate): string {
  if (reason === EMPTY) return 'There is no account in this set yet.'
  if (members === 0) return `There is no figure: ${reason}.`
  if (known > 0 && reason !== null) return `There is no figure: ${reason}.`
  return `No follower count is known for any of the ${accounts(members)}.`
}

function sentence(found: Estimate, { estimate, low, high }: Interval): string {
  const left = found.members - found.known
  const missing =
    left === 0
      ? ''
      : ` This speaks of ${number(found.known)} of the ${accounts(found.members)}: the count of the ${left === 1 ? 'other is' : `other ${number(left)} is`} not known, and can only add.`
  const follow = `${estimate === 1 ? 'follows' : 'follow'} ${found.known === 1 ? 'it' : 'at least one of these'}`
  const old =
    found.stale && found.as_of !== null ? ` The oldest of this evidence is of ${found.as_of.toISOString().slice(0, 10)}, more than ${FRESH_DAYS} days ago.` : ''
  const then = `${missing}${old}`
  const counted = found.estimate === found.low && found.low === found.high
  if (left > 0 && counted) {
    const by = found.level === 'mixed' ? RESTS_ON.exact : 'their own counts'
    // The others can only add to what was counted, so rounded to the nearest it must not be called the least.
    return `${estimate === found.estimate ? 'At least' : 'About'} ${accounts(estimate)} ${estimate === 1 ? 'follows' : 'follow'} one or more of these (${by}, as far as known).${then}`
  }
  if (found.level === 'exact') {
    const by =
      found.evidence.sketch > 0
        ? found.known > 1
          ? RESTS_ON.exact
          : 'exact by its own list'
        : found.known > 1
          ? 'exact by their own counts'
          : 'exact by its own count'
    return `${estimate === found.estimate ? '' : 'About '}${accounts(estimate)} ${follow} (${by}${estimate === found.estimate ? '' : ', rounded'}).${then}`
  }
  // What is known so well that its rounded ends are one number has no range to show.
  const range = low === high ? 'rounded' : `between ${number(low)} and ${number(high)}`
  return `About ${accounts(estimate)} ${follow} (${range}; ${left > 0 && found.level === 'mixed' ? 'from the follower lists and counts that are known' : RESTS_ON[found.level]}).${then}`
}
