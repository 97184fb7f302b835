// ◆ pure
import type { Calibration } from '../calibration.js'
import { readCounts, rhoOf, unionFromCounts } from './counts.js'
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
 * is a guess about people nobody has looked at, so the drift of rho that is allowed for grows with time and with what the counts changed.
 */
export function readStale({ sizes_then, sizes, union_then, years }: OldLists, topical: boolean, calibration: Calibration): Reading {
  const rho = rhoOf(sizes_then, union_then.estimate, 0)
  // All but one of the lists were empty then: their union says nothing of today's.
  if (rho === null) return readCounts(sizes, topical, calibration)
  const { least, a_year, by_growth } = calibration.stale
  const drift = least + a_year * years + by_growth * Math.abs(Math.log(total(sizes) / total(sizes_then)))
  const at = (value: number) => unionFromCounts(sizes, Math.min(1, Math.max(0.01, value)), 0)
  const { estimate, low, high } = union_then
  return { low: (at(rho - drift) * low) / estimate, estimate: at(rho), high: (at(rho + drift) * high) / estimate, at_least: null }
}

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
