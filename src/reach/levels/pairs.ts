// ◆ pure
import { type Overlaps, pairBounds } from '../bounds.js'
import type { Calibration } from '../calibration.js'
import { rowFor } from './counts.js'
import type { Reading } from './reading.js'

/**
 * The `pairs` rung: all overlaps two by two are known, U = lower (upper/lower)^lambda between the bounds they prove (REACH §4). If some
 * were only estimated, the interval takes them as too low and too high by their usual error.
 */
export function readPairs(sizes: readonly number[], overlaps: Float64Array, estimated: boolean, topical: boolean, calibration: Calibration): Reading {
  const row = rowFor(calibration.pairs, topical, sizes, calibration)
  const at = (lambda: number, { least, most }: Overlaps) => {
    const { low, high } = pairBounds(sizes, { least, most })
    return high <= low ? high : low * (high / low) ** lambda
  }
  const asKnown = { least: overlaps, most: overlaps }
  if (!estimated) return { low: at(row.low, asKnown), estimate: at(row.estimate, asKnown), high: at(row.high, asKnown), at_least: null }
  const error = calibration.pairs.estimated_error
  const n = sizes.length
  const more = overlaps.map((overlap, at) => Math.min(overlap * (1 + error), sizes[Math.floor(at / n)] ?? 0, sizes[at % n] ?? 0))
  const fewer = overlaps.map((overlap) => overlap * (1 - error))
  return {
    low: at(row.low, { least: more, most: more }),
    estimate: at(row.estimate, asKnown),
    high: at(row.high, { least: fewer, most: fewer }),
    at_least: null,
  }
}
