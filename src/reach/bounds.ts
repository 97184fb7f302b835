// ◆ pure
import type { Bounds } from './evidence.js'

/** What counts alone say about a set of follower lists. */
export interface CountBounds {
  /** The largest count: the union holds at least its list. */
  max: number
  /** The sum: the union holds at most that many. */
  sum: number
}

/** Fréchet bounds of the size of a union, max ≤ union ≤ sum (REACH §3). Always true, whatever the overlaps. Empty: 0 and 0. */
export function frechetBounds(counts: readonly number[]): CountBounds {
  let max = 0
  let sum = 0
  for (const count of counts) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`a follower count is a whole number of 0 or more, not ${count}`)
    max = Math.max(max, count)
    sum += count
  }
  return { max, sum }
}

/**
 * What is known of the overlaps of n lists, row by row (n × n, symmetric, the diagonal unused): at least `least`, at most `most`. An
 * overlap that was counted has both alike; of one that was not nothing is known but 0 and the smaller list.
 */
export interface Overlaps {
  least: Float64Array
  most: Float64Array
}

/**
 * Bounds of a union from the sizes of its lists and their overlaps two by two (REACH §3), in numbers that need not be whole.
 *
 * Lower, each of them proved: Fréchet; de Caen 1997, Σ s_i² / Σ_j d_ij; Dawson-Sankoff 1967, 2S/(k+1) - 2D/(k(k+1)) for its best whole k,
 * which for k = 1 is Bonferroni's S - D. All fall as overlaps rise, so `most` goes in.
 * Upper: Hunter 1976 and Worsley 1982, S less the heaviest spanning tree. Any star is a spanning tree, so this is never above Kounias
 * 1968, S - max_j Σ_i d_ij. It falls as overlaps rise, so `least` goes in.
 */
export function pairBounds(sizes: readonly number[], overlaps: Overlaps): Bounds {
  const { max, sum } = frechetBounds(sizes)
  return {
    low: Math.max(max, deCaen(sizes, overlaps.most), dawsonSankoff(sizes, sum, overlaps.most)),
    high: Math.min(sum, sum - heaviestTree(sizes.length, overlaps.least)),
  }
}

function deCaen(sizes: readonly number[], most: Float64Array): number {
  const n = sizes.length
  let total = 0
  for (const [i, size] of sizes.entries()) {
    if (size === 0) continue
    let shared = size
    for (let j = 0; j < n; j++) if (j !== i) shared += most[i * n + j] ?? 0
    total += size ** 2 / shared
  }
  return total
}

function dawsonSankoff(sizes: readonly number[], sum: number, most: Float64Array): number {
  if (sum === 0) return 0
  const n = sizes.length
  let pairs = 0
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) pairs += most[i * n + j] ?? 0
  const k = 1 + Math.floor((2 * pairs) / sum)
  return (2 * sum) / (k + 1) - (2 * pairs) / (k * (k + 1))
}

/** Weight of the heaviest spanning tree of the complete graph on n points: Prim, in n² steps. */
function heaviestTree(n: number, weights: Float64Array): number {
  if (n < 2) return 0
  const best = Float64Array.from({ length: n }, (_, j) => weights[j] ?? 0)
  const done = new Uint8Array(n)
  done[0] = 1
  let total = 0
  for (let step = 1; step < n; step++) {
    let next = -1
    for (let j = 0; j < n; j++) if (!done[j] && (next < 0 || (best[j] ?? 0) > (best[next] ?? 0))) next = j
    done[next] = 1
    total += best[next] ?? 0
    for (let j = 0; j < n; j++) best[j] = Math.max(best[j] ?? 0, weights[next * n + j] ?? 0)
  }
  return total
}

/**
 * Two proofs about one number hold together. If they contradict each other, one of them rests on evidence of another day: the wider
 * (`bounds`) stays.
 */
export function narrowed(bounds: Bounds, proof: Bounds): Bounds {
  const low = Math.max(bounds.low, proof.low)
  const high = Math.min(bounds.high, proof.high)
  return low > high ? bounds : { low, high }
}

/** The whole numbers between two bounds, however the sums were rounded on the way. */
export const wholeBounds = ({ low, high }: Bounds): Bounds => ({ low: Math.ceil(low - low * 1e-12 - 1e-9), high: Math.floor(high + high * 1e-12 + 1e-9) })
