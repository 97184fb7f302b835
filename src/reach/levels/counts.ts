// ◆ pure
import type { Calibration, Ends, Row, Rows } from '../calibration.js'
import type { Reading } from './reading.js'

/**
 * The `counts` rung. With M the largest count, the union is
 *
 *   U = M · h(‖s‖ / M),  ‖s‖ = (Σ s_i^p)^(1/p), p = 1/rho,  ln h = ln(1 + c ln x) / c  (h(x) = x for c = 0)
 *
 * For lists of equal size and c = 0 this is REACH §4's M (S/M)^rho. Of lists of unequal size the p-norm lets a small one add less than its
 * share beside a large one, as it does in every community looked at; c, the saturation, lets lists of a mixed set add less the more
 * there are. With constants from other communities only, median and 90th percentile of the error in % (`npm run eval -- reach`), constant
 * rho against this: ego-network 12.7/42.5 and 11.5/39.0, Bundestag 12.8/23.1 and 10.3/20.2; with the eight made-up communities to learn from
 * 10.2/31.7 and 7.9/28.6, 7.9/19.3 and 7.8/17.7. Of the made-up ones themselves six get a smaller 90th percentile and the two extreme ones
 * a larger. The form and c were chosen with all of them in sight, so these figures flatter it somewhat.
 *
 * M ≤ U ≤ S for every rho in (0, 1]: a p-norm lies between the largest and the sum, and 1 ≤ h(x) ≤ x. An account more never lowers it and
 * neither does a higher count: the norm rises with every count, h rises, and its elasticity 1/(1 + c ln x) is at most 1, so that a larger
 * M never takes away more than it gives.
 */
export function unionFromCounts(sizes: readonly number[], rho: number, saturation: number): number {
  const max = sizes.reduce((most, size) => Math.max(most, size), 0)
  if (max === 0) return 0
  const total = sizes.reduce((sum, size) => sum + (size === 0 ? 0 : (size / max) ** (1 / rho)), 0)
  const log = rho * Math.log(total)
  return max * Math.exp(saturation === 0 ? log : Math.log1p(saturation * log) / saturation)
}

/** Of lists that lie one in the other: nearer to 0 nothing changes but the error, .07 % for two of equal size. */
export const LEAST_RHO = 0.001

/** The rho with which `unionFromCounts` gives this union; null if the sizes leave nothing open. */
export function rhoOf(sizes: readonly number[], union: number, saturation: number): number | null {
  if (sizes.filter((size) => size > 0).length < 2) return null
  let low = LEAST_RHO
  let high = 1
  // 40 halvings: rho to twelve digits.
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (unionFromCounts(sizes, middle, saturation) < union) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** A set that shares a category is never put above what it would have without it: an account from elsewhere must not lower the estimate. */
export function unionAtRho(
  sizes: readonly number[],
  rho: number,
  topical: boolean,
  { counts: { saturation: usual, random } }: Calibration,
  saturation = usual,
): number {
  if (!topical) return unionFromCounts(sizes, rho, saturation)
  return Math.min(unionFromCounts(sizes, rho, 0), unionFromCounts(sizes, Math.max(rho, random.estimate.few), saturation))
}

/** The row for a set, its ends as they hold for so many lists. */
export function rowFor(rows: Rows, topical: boolean, sizes: readonly number[], calibration: Calibration): { low: number; estimate: number; high: number } {
  const row: Row = topical ? rows.topical : rows.random
  const max = sizes.reduce((most, size) => Math.max(most, size), 0)
  const sum = sizes.reduce((total, size) => total + size, 0)
  const { few_until: few, many_from: many } = calibration
  const share = max === 0 ? 0 : Math.min(1, Math.max(0, Math.log(sum / max / few) / Math.log(many / few)))
  const at = (ends: Ends) => ends.few + share * (ends.many - ends.few)
  return { low: at(row.low), estimate: at(row.estimate), high: at(row.high) }
}

/** From follower counts alone. The ends move with S/M, so only the estimate is promised to be monotone. */
export function readCounts(sizes: readonly number[], topical: boolean, calibration: Calibration): Reading {
  const row = rowFor(calibration.counts, topical, sizes, calibration)
  return {
    low: unionAtRho(sizes, row.low, topical, calibration, calibration.counts.low_saturation),
    estimate: unionAtRho(sizes, row.estimate, topical, calibration),
    // Some communities do not fill up.
    high: unionFromCounts(sizes, row.high, 0),
    at_least: null,
  }
}
