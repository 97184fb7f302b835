// ◆ pure
/**
 * Ascending arrays of distinct 64-bit hashes. They are kept as BigUint64Array, but read as pairs of 32-bit words: a bigint made for
 * every comparison would cost more than everything else together.
 */

/** Places of the two halves of hash i in its words: 2i + LOW and 2i + HIGH. */
export const LOW = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1
export const HIGH = 1 - LOW

/** The same memory as 32-bit words, two a hash. */
export const wordsOf = (hashes: BigUint64Array): Uint32Array => new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2)

/** Halves of a number up to 2^64; of 2^64 itself the high half is 2^32, above that of every hash. */
export const splitWords = (value: bigint): { high: number; low: number } => ({ high: Number(value >> 32n), low: Number(value & 0xffffffffn) })

/** How many of the hashes lie below theta. */
export function prefixBelow(hashes: BigUint64Array, theta: bigint): number {
  const last = hashes[hashes.length - 1]
  if (last === undefined || last < theta) return hashes.length
  const words = wordsOf(hashes)
  const { high, low } = splitWords(theta)
  let from = 0
  let to = hashes.length
  while (from < to) {
    const at = (from + to) >>> 1
    const h = words[2 * at + HIGH] as number
    if (h < high || (h === high && (words[2 * at + LOW] as number) < low)) from = at + 1
    else to = at
  }
  return from
}

/** Sorts the first `used` hashes in place and moves the distinct ones to the front. Returns how many these are. */
export function sortDistinct(hashes: BigUint64Array, used: number): number {
  hashes.subarray(0, used).sort()
  const words = wordsOf(hashes)
  let kept = Math.min(used, 1)
  for (let at = 2; at < 2 * used; at += 2) {
    const last = 2 * kept - 2
    if (words[at] === words[last] && words[at + 1] === words[last + 1]) continue
    words[last + 2] = words[at] as number
    words[last + 3] = words[at + 1] as number
    kept++
  }
  return kept
}

/** How many of the first `ours` and the first `theirs` hashes are the same. */
export function countCommon(a: BigUint64Array, ours: number, b: BigUint64Array, theirs: number): number {
  const x = wordsOf(a)
  const y = wordsOf(b)
  let common = 0
  let i = 0
  let j = 0
  while (i < 2 * ours && j < 2 * theirs) {
    const high = (x[i + HIGH] as number) - (y[j + HIGH] as number)
    const order = high === 0 ? (x[i + LOW] as number) - (y[j + LOW] as number) : high
    if (order === 0) common++
    if (order <= 0) i += 2
    if (order >= 0) j += 2
  }
  return common
}

/** Distinct hashes in order, and in how many of the sets each lies. */
export interface Merged {
  hashes: BigUint64Array
  times: Uint32Array
}

/** Hashes a bucket, on average: small enough for insertion to be the fastest sort. */
const A_BUCKET = 4
/** Beyond it a bucket is sorted by the runtime: hashes that are not spread evenly must not cost the square of their number. */
const CROWDED = 48

/**
 * Merges what lies below theta. As hashes are spread evenly, a bucket by leading bits puts each near its place: two passes over the
 * memory, where merging pair by pair would take ten for a thousand sets.
 */
export function mergeBelow(sets: readonly BigUint64Array[], theta: bigint): Merged {
  const lengths = sets.map((set) => prefixBelow(set, theta))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (sets.length === 1) return { hashes: sets[0]?.slice(0, total) ?? new BigUint64Array(0), times: new Uint32Array(total).fill(1) }
  const buckets = Math.max(1, Math.ceil(total / A_BUCKET))
  const scale = buckets / (Number((theta - 1n) >> 32n) + 1)
  const ends = new Uint32Array(buckets + 1)
  const views = sets.map(wordsOf)
  for (const [one, words] of views.entries()) countBuckets(words, (lengths[one] as number) * 2, scale, ends)
  for (let at = 1; at <= buckets; at++) ends[at] = (ends[at] as number) + (ends[at - 1] as number)
  const hashes = new BigUint64Array(total)
  const placed = wordsOf(hashes)
  // ends[b] is where bucket b begins and becomes, as it fills, where it ends.
  for (const [one, words] of views.entries()) scatter(words, (lengths[one] as number) * 2, scale, ends, placed)
  const times = new Uint32Array(total)
  let kept = 0
  let from = 0
  for (let bucket = 0; bucket < buckets; bucket++) {
    const to = ends[bucket] as number
    if (to - from > CROWDED) hashes.subarray(from, to).sort()
    else sortFew(placed, 2 * from, 2 * to)
    kept = keepDistinct(placed, 2 * from, 2 * to, times, kept)
    from = to
  }
  return { hashes: hashes.slice(0, kept), times: times.slice(0, kept) }
}

function countBuckets(words: Uint32Array, length: number, scale: number, counts: Uint32Array): void {
  for (let at = HIGH; at < length; at += 2) {
    const next = Math.trunc((words[at] as number) * scale) + 1
    counts[next] = (counts[next] as number) + 1
  }
}

function scatter(words: Uint32Array, length: number, scale: number, ends: Uint32Array, placed: Uint32Array): void {
  for (let at = 0; at < length; at += 2) {
    const bucket = Math.trunc((words[at + HIGH] as number) * scale)
    const to = ends[bucket] as number
    ends[bucket] = to + 1
    placed[2 * to] = words[at] as number
    placed[2 * to + 1] = words[at + 1] as number
  }
}

function sortFew(words: Uint32Array, from: number, to: number): void {
  for (let at = from + 2; at < to; at += 2) {
    const high = words[at + HIGH] as number
    const low = words[at + LOW] as number
    let gap = at
    while (gap > from) {
      const before = words[gap - 2 + HIGH] as number
      if (before < high || (before === high && (words[gap - 2 + LOW] as number) <= low)) break
      words[gap] = words[gap - 2] as number
      words[gap + 1] = words[gap - 1] as number
      gap -= 2
    }
    words[gap + HIGH] = high
    words[gap + LOW] = low
  }
}

/** Moves the distinct ones of a sorted bucket down behind the `kept` earlier ones, counting them. */
function keepDistinct(words: Uint32Array, from: number, to: number, times: Uint32Array, kept: number): number {
  let next = kept
  for (let at = from; at < to; at += 2) {
    const last = 2 * next - 2
    if (at > from && words[at] === words[last] && words[at + 1] === words[last + 1]) times[next - 1] = (times[next - 1] as number) + 1
    else {
      words[last + 2] = words[at] as number
      words[last + 3] = words[at + 1] as number
      times[next] = 1
      next++
    }
  }
  return next
}
