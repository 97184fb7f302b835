// ◆ pure
import { type CountBounds, frechetBounds } from './bounds.js'
import type { Calibration, RhoRow } from './calibration.js'

/** One account of the set: how many follow it, if that is known. */
export interface ReachMember {
  followers: number | null
  /** When the count was read. */
  as_of: Date | null
}

export interface Interval {
  estimate: number
  low: number
  high: number
}

export type ReachLevel = 'counts' | 'exact' | 'none'

/** An estimate before it is put into words: whole numbers, M ≤ low ≤ estimate ≤ high ≤ S. */
export interface CountsEstimate extends Interval {
  level: ReachLevel
  bounds: CountBounds
  known: number
  members: number
  as_of: Date | null
}

/**
 * The `counts` level of REACH §5: U = M (S/M)^rho with rho from the calibration.
 *
 * Monotone: with a fixed rho in [0, 1] the estimate M^(1-rho) S^rho rises with M and with S, an account more never lowers either, and
 * leaving a category only raises rho (calibration.ts). So the estimate of a larger set is never smaller, without any running maximum.
 * The ends of the interval follow the same form, but their rho moves with S/M, so only the estimate is promised to be monotone.
 *
 * Accounts whose count is unknown are left out, and the estimate speaks of the others: see `known` and `members`.
 * @param topical true if all members share one category.
 */
export function estimateFromCounts(members: readonly ReachMember[], topical: boolean, calibration: Calibration): CountsEstimate {
  const known = members.filter((member) => member.followers !== null)
  const bounds = frechetBounds(known.map(({ followers }) => followers ?? 0))
  const base = { bounds, known: known.length, members: members.length, as_of: oldest(known) }
  if (members.length > 0 && known.length === 0) return { ...base, level: 'none', estimate: 0, low: 0, high: 0 }
  // One account, or one beside accounts nobody follows: nothing is left to estimate.
  if (bounds.max === bounds.sum) return { ...base, level: 'exact', estimate: bounds.sum, low: bounds.sum, high: bounds.sum }
  const row = topical ? calibration.topical : calibration.random
  const ratio = bounds.sum / bounds.max
  const at = (rho: number) => clamp(Math.round(bounds.max * ratio ** rho), bounds.max, bounds.sum)
  const estimate = at(row.estimate)
  return {
    ...base,
    level: 'counts',
    estimate,
    low: Math.min(at(between(row.low, ratio, calibration)), estimate),
    high: Math.max(at(between(row.high, ratio, calibration)), estimate),
  }
}

function between(end: RhoRow['low'], ratio: number, { few_until, many_from }: Calibration): number {
  const share = clamp((Math.log(ratio) - Math.log(few_until)) / (Math.log(many_from) - Math.log(few_until)), 0, 1)
  return end.few + share * (end.many - end.few)
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** An estimate is as old as its oldest part. */
function oldest(members: readonly ReachMember[]): Date | null {
  const dates = members.flatMap(({ as_of }) => (as_of ? [as_of.getTime()] : []))
  return dates.length === 0 ? null : new Date(dates.reduce((a, b) => Math.min(a, b)))
}
