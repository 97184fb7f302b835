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

/** Hashes a bucket, on average: small enough for insertion to be the fastest sort. */
const A_BUCKET = 4
/** Beyond it a bucket is sorted by the runtime: hashes that are not spread evenly must not cost the square of their number. */
const CROWDED = 48
/** Buckets a portion: 16,384 hashes, which the processor's nearer caches hold. */
const BUCKETS = 4096

/**
 * Gives all hashes below theta of all sets in order, equal ones side by side, in portions that end between unequal ones: the first
 * `length` words of memory that is used again. As hashes are spread evenly, their leading bits tell nearly their place, so that each is moved
 * once; a thousand sets merged pair by pair would move them ten times.
 */
function inOrder(sets: readonly BigUint64Array[], theta: bigint, take: (words: Uint32Array, length: number) => void): void {
  const views = sets.map(wordsOf)
  const ends = Uint32Array.from(sets, (set) => 2 * prefixBelow(set, theta))
  const total = ends.reduce((sum, end) => sum + end, 0) / 2
  const buckets = Math.max(1, Math.ceil(total / A_BUCKET))
  const scale = buckets / (Number((theta - 1n) >> 32n) + 1)
  const froms = new Uint32Array(sets.length)
  const tos = new Uint32Array(sets.length)
  const places = new Uint32Array(BUCKETS + 1)
  let room = new BigUint64Array(Math.min(total, 2 * A_BUCKET * BUCKETS))
  let words = wordsOf(room)
  for (let first = 0; first < buckets; first += BUCKETS) {
    places.fill(0)
    let length = 0
    for (let one = 0; one < views.length; one++) {
      const from = froms[one] as number
      const to = countPortion(views[one] as Uint32Array, from, ends[one] as number, first, scale, places)
      tos[one] = to
      length += to - from
    }
    if (length > words.length) {
      room = new BigUint64Array(length / 2)
      words = wordsOf(room)
    }
    for (let at = 1; at <= BUCKETS; at++) places[at] = (places[at] as number) + (places[at - 1] as number)
    // places[b] is where bucket b begins, and when it is full where it ends.
    for (let one = 0; one < views.length; one++) {
      const to = tos[one] as number
      place(views[one] as Uint32Array, froms[one] as number, to, first, scale, places, words)
      froms[one] = to
    }
    let from = 0
    for (let bucket = 0; bucket < BUCKETS && 2 * from < length; bucket++) {
      const to = places[bucket] as number
      if (to - from > CROWDED) room.subarray(from, to).sort()
      else if (to - from > 1) sortFew(words, 2 * from, 2 * to)
      from = to
    }
    take(words, length)
  }
}

/** Counts the hashes of a set that fall into the portion's buckets, each one place up; returns where in the set they end. */
function countPortion(set: Uint32Array, from: number, end: number, first: number, scale: number, places: Uint32Array): number {
  let at = from
  for (; at < end; at += 2) {
    const next = Math.trunc((set[at + HIGH] as number) * scale) - first + 1
    if (next > BUCKETS) break
    places[next] = (places[next] as number) + 1
  }
  return at
}

function place(set: Uint32Array, from: number, to: number, first: number, scale: number, places: Uint32Array, words: Uint32Array): void {
  for (let at = from; at < to; at += 2) {
    const bucket = Math.trunc((set[at + HIGH] as number) * scale) - first
    const slot = places[bucket] as number
    places[bucket] = slot + 1
    words[2 * slot] = set[at] as number
    words[2 * slot + 1] = set[at + 1] as number
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

/** The distinct hashes below theta of all sets, ascending. */
export function mergeBelow(sets: readonly BigUint64Array[], theta: bigint): BigUint64Array {
  const [only] = sets
  if (only && sets.length === 1) return only.slice(0, prefixBelow(only, theta))
  const merged = new BigUint64Array(sets.reduce((sum, set) => sum + prefixBelow(set, theta), 0))
  const into = wordsOf(merged)
  let used = 0
  inOrder(sets, theta, (words, length) => {
    used = keepDistinct(words, length, into, used)
  })
  return merged.slice(0, used / 2)
}

function keepDistinct(words: Uint32Array, length: number, into: Uint32Array, used: number): number {
  let next = used
  for (let at = 0; at < length; at += 2) {
    if (at > 0 && words[at] === words[at - 2] && words[at + 1] === words[at - 1]) continue
    into[next] = words[at] as number
    into[next + 1] = words[at + 1] as number
    next += 2
  }
  return next
}

/** How many hashes below theta lie in exactly m of the sets, at index m. */
export function countTimes(sets: readonly BigUint64Array[], theta: bigint): number[] {
  const counts = new Float64Array(sets.length + 1)
  inOrder(sets, theta, (words, length) => countRuns(words, length, counts))
  return [...counts]
}

function countRuns(words: Uint32Array, length: number, counts: Float64Array): void {
  for (let at = 0; at < length; ) {
    const start = at
    const one = words[at]
    const other = words[at + 1]
    do at += 2
    while (at < length && words[at] === one && words[at + 1] === other)
    const times = (at - start) / 2
    counts[times] = (counts[times] as number) + 1
  }
}
