// ◆ pure
import type { Calibration } from '../calibration.js'
import { LEAST_RHO, readCounts, rhoOf, unionFromCounts } from './counts.js'
import type { Reading } from './reading.js'

/** Old lists of a whole set, with sizes then and now in the same order. Where nothing newer is known both are the same. */
export interface OldLists {
  sizes_then: readonly number[]
  sizes: readonly number[]
  union_then: { estimate: number; low: number; high: number }
  /** Age of the oldest list. */
  years: number
}

/**
 * The `stale` rung: how much lists share moves slowly, how long they are moves fast. rho of the old union and the old sizes is applied
 * to today's (REACH §5).
 *
 * Assumed: a list without a fresher count is as long as it was; whoever came and whoever left shares about as the others do. The second
 * is a guess about people nobody has looked at, so the drift of rho that is allowed for grows with time and with what the counts changed: with what
 * each changed, since one that rose does not make up for one that fell. Near its ends rho moves nothing (of a list inside one much longer the p-norm
 * is the longer): there the union itself is given the drift as a share.
 */
export function readStale({ sizes_then, sizes, union_then, years }: OldLists, topical: boolean, calibration: Calibration): Reading {
  const rho = rhoOf(sizes_then, union_then.estimate, 0)
  // All but one of the lists were empty then: their union says nothing of today's.
  if (rho === null) return readCounts(sizes, topical, calibration)
  const { least, a_year, by_growth } = calibration.stale
  const drift = least + a_year * years + by_growth * changeOf(sizes_then, sizes)
  const at = (value: number) => unionFromCounts(sizes, Math.min(1, Math.max(LEAST_RHO, value)), 0)
  const { estimate, low, high } = union_then
  const middle = at(rho)
  const ends = { low: Math.min(at(rho - drift), middle * (1 - Math.min(1, drift))), high: Math.max(at(rho + drift), middle * (1 + drift)) }
  return { low: (ends.low * low) / estimate, estimate: middle, high: (ends.high * high) / estimate, at_least: null }
}

/** How far sizes moved: the mean of what each did, as a logarithm, weighted with the sizes. What was or is empty moved by its whole size. */
function changeOf(sizes_then: readonly number[], sizes: readonly number[]): number {
  const weights = sizes.map((size, at) => Math.max(size, sizes_then[at] ?? 0))
  const moved = weights.reduce((sum, weight, at) => {
    const [then, now] = [sizes_then[at] ?? 0, sizes[at] ?? 0]
    return sum + weight * (then === 0 || now === 0 ? 1 : Math.abs(Math.log(now / then)))
  }, 0)
  return moved / Math.max(1, total(weights))
}

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
