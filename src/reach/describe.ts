// ◆ pure
import type { Calibration } from './calibration.js'
import type { CountsEstimate, Interval, ReachLevel } from './estimate.js'

/** What is answered: rounded to the precision of the interval, with everything a reader needs to judge it (REACH §1). */
export interface ReachResult {
  /** Accounts that follow at least one of the set; null if nothing is known or nothing may be shown. */
  potential_unique_audience: Interval | null
  /** Bounds that hold whatever the overlaps. */
  guaranteed: { low: number; high: number } | null
  /** The plain sum, for comparison; never a headline. */
  gross_followers: number | null
  /** 1 - estimate/gross: the share of follows that fall on accounts counted already. */
  duplication: number | null
  level: ReachLevel
  method: string
  calibration: string
  /** The oldest count used, ISO 8601. */
  as_of: string | null
  /** Members with a known count / all members. */
  evidence_share: number
  members: number
  members_with_evidence: number
  statement: string
}

/** From this many followed accounts on a total is published: of fewer, one account's own count could be read off. */
export const PUBLIC_FROM = 3

const METHODS: Readonly<Record<ReachLevel, string>> = {
  counts: 'max * (sum/max)^rho over follower counts',
  exact: 'the follower count of the one account that is followed',
  none: 'no follower count is known',
}

/**
 * The power of ten that figures are rounded to: the largest that is at most half of the interval's width. Rounding follows the width of
 * each set's own interval, so of two nested sets the printed figures keep their order only up to this precision.
 */
export const precisionOf = ({ low, high }: Interval): number => (high - low < 2 ? 1 : 10 ** Math.floor(Math.log10((high - low) / 2)))

/**
 * Puts an estimate into figures and a sentence.
 * @param audience `public`: the bounds and the sum are rounded outward too, and sets with fewer than PUBLIC_FROM followed accounts show no
 *   figure, since X lets nobody republish the count of a single account (DESIGN.md §5.2). `organiser`: bounds and sum are exact.
 */
export function describeReach(found: CountsEstimate, calibration: Calibration, audience: 'public' | 'organiser', followed: number): ReachResult {
  const base = {
    level: found.level,
    method: METHODS[found.level],
    calibration: calibration.id,
    as_of: found.as_of?.toISOString() ?? null,
    evidence_share: found.members === 0 ? 1 : Math.round((found.known / found.members) * 1e4) / 1e4,
    members: found.members,
    members_with_evidence: found.known,
  }
  const nothing = { potential_unique_audience: null, guaranteed: null, gross_followers: null, duplication: null }
  if (found.level === 'none') return { ...base, ...nothing, statement: `No follower count is known for any of the ${accounts(found.members)}.` }
  if (audience === 'public' && found.members > 0 && followed < PUBLIC_FROM) {
    const statement = `Shown from ${PUBLIC_FROM} accounts with a known audience on, so that no single account's count can be read off.`
    return { ...base, ...nothing, level: 'none', method: 'withheld', statement }
  }
  const { max, sum } = found.bounds
  const step = precisionOf(found)
  const guaranteed = audience === 'public' ? { low: Math.floor(max / step) * step, high: Math.ceil(sum / step) * step } : { low: max, high: sum }
  const round = (value: number) => Math.min(guaranteed.high, Math.max(guaranteed.low, Math.round(value / step) * step))
  const figures = { estimate: round(found.estimate), low: round(found.low), high: round(found.high) }
  const gross = audience === 'public' ? Math.round(sum / step) * step : sum
  return {
    ...base,
    potential_unique_audience: figures,
    guaranteed,
    gross_followers: gross,
    duplication: sum === 0 ? 0 : Math.floor((1 - found.estimate / sum) * 100) / 100,
    statement: sentence(found, figures),
  }
}

const number = (value: number) => String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
const accounts = (count: number) => (count === 1 ? '1 account' : `${number(count)} accounts`)

function sentence(found: CountsEstimate, { estimate, low, high }: Interval): string {
  if (found.members === 0) return 'There is no account in this set yet.'
  const left = found.members - found.known
  const missing =
    left === 0
      ? ''
      : ` This speaks of ${number(found.known)} of the ${accounts(found.members)}: the count of the ${left === 1 ? 'other is' : `other ${number(left)} is`} not known.`
  if (found.level === 'exact')
    return `${accounts(estimate)} ${estimate === 1 ? 'follows' : 'follow'} ${found.known === 1 ? 'it' : 'at least one of these'} (exact by its own count).${missing}`
  return `About ${accounts(estimate)} follow at least one of these (between ${number(low)} and ${number(high)}; counts only).${missing}`
}
