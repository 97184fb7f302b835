// ◆ pure
import { frechetBounds, narrowed, type Overlaps, pairBounds, wholeBounds } from './bounds.js'
import type { Bounds } from './evidence.js'
import { sizeOfUnion } from './levels/union.js'
import { sketchSize } from './sketch.js'
import { daysBetween, FRESH_DAYS, type PairsOf, type Standing } from './standing.js'

/** One account with the size that is spoken of: today's or its list's. */
export interface Sized {
  standing: Standing
  size: number
  counted: boolean
}

/**
 * Everything that is proved of the union, on every rung: what a better rung knows only ever narrows it (REACH §3, §5).
 * - Fréchet, from the sizes;
 * - lists that are known to the last follower: their union, and it with all the others' counts;
 * - pairs that were counted and not estimated.
 * Proofs about other days than the sizes' are left out: a list that has grown since or is outdated, a pair older than FRESH_DAYS.
 * Null if a size is itself an estimate.
 */
export function proofOf(sized: readonly Sized[], pairs: PairsOf, now: Date): Bounds | null {
  if (sized.some(({ counted }) => !counted)) return null
  const sizes = sized.map(({ size }) => size)
  const { max, sum } = frechetBounds(sizes)
  let bounds: Bounds = { low: max, high: sum }
  const whole = sized.filter(({ standing: { list }, size }) => list?.exact && !list.outdated && list.size === size)
  if (whole.length > 1) {
    const union = sizeOfUnion(whole.flatMap(({ standing: { list } }) => (list ? [list.sketch] : []))).estimate
    const rest = sum - whole.reduce((total, { size }) => total + size, 0)
    bounds = narrowed(bounds, { low: union, high: union + rest })
  }
  const overlaps = countedOverlaps(sized, pairs, now)
  return overlaps ? narrowed(bounds, wholeBounds(pairBounds(sizes, overlaps))) : bounds
}

/** The largest and the sum of all, as small and as large as they may be. */
export function likelySizes(sized: readonly Sized[]): Bounds {
  const ranges = sized.map(({ size, counted, standing: { list } }) => {
    if (counted || !list) return { low: size, high: size }
    if (list.contradicted) return { low: Math.min(size, list.size), high: Math.max(size, list.size) }
    return sketchSize(list.sketch)
  })
  return { low: ranges.reduce((most, { low }) => Math.max(most, Math.floor(low)), 0), high: ranges.reduce((all, { high }) => all + Math.ceil(high), 0) }
}

/**
 * By how much a union may be larger or smaller than it is by its counts, where lists of the counts' own days say otherwise: one account more or fewer in a list
 * moves a union by one at most.
 */
export function contradictionsOf(sized: readonly Pick<Sized, 'standing' | 'size'>[]): { more: number; less: number } {
  const apart = sized.map(({ standing: { list }, size }) => (list?.contradicted ? list.size - size : 0))
  return { more: apart.reduce((sum, by) => sum + Math.max(0, by), 0), less: apart.reduce((sum, by) => sum + Math.max(0, -by), 0) }
}

/** The overlaps that were counted; of the others nothing is known but 0 and the smaller list. Null if none was. */
function countedOverlaps(sized: readonly Sized[], pairs: PairsOf, now: Date): Overlaps | null {
  // Without this a list of 500 would fill two tables of a quarter of a million numbers for nothing.
  if (![...pairs.values()].some(({ exact }) => exact)) return null
  const places = new Map(sized.map(({ standing }, at) => [standing.account_id, at]))
  const n = sized.length
  const most = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) most[i * n + j] = Math.min(sized[i]?.size ?? 0, sized[j]?.size ?? 0)
  const least = new Float64Array(n * n)
  let proved = 0
  for (const { a, b, overlap, exact, as_of } of pairs.values()) {
    const i = places.get(a)
    const j = places.get(b)
    if (i === undefined || j === undefined || !exact || daysBetween(now, as_of) > FRESH_DAYS || overlap > (most[i * n + j] ?? 0)) continue
    for (const at of [i * n + j, j * n + i]) least[at] = most[at] = overlap
    proved++
  }
  return proved === 0 ? null : { least, most }
}
