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

/** Words a slot of the table: the two of a hash, in how many sets it lies (0: the slot is free), and one that makes it 16 bytes. */
const SLOT = 4
const TIMES = 2
/** Of the table: 256 KiB, which the processor's nearer caches hold. */
const MOST_SLOTS = 16_384
/** Slots that are meant to be taken, of all: fuller, more hashes lie far from their places. */
const FILLED = 0.4
/** Slots from its place that a hash is looked for. Beyond it the hashes are not spread evenly, and searching would cost the square of their number. */
const FURTHEST = 64

/**
 * Takes the slots of a table from 0 to the end, of each distinct hash one, ascending but for hashes that lie close together (see tidy), with free
 * slots between them. Returns how many are not free. The table is cleared after it.
 */
type TakePortion = (table: Uint32Array, end: number) => number

/**
 * Gives all distinct hashes below theta of all sets, with how many of the sets each lies in, in portions of ascending hashes. As hashes are spread evenly,
 * their leading bits tell nearly their place in a table: each is looked up once, and what many sets share is never moved. A thousand sets merged
 * pair by pair would move every hash ten times.
 */
function inPortions(sets: readonly BigUint64Array[], theta: bigint, take: TakePortion): void {
  const views = sets.map(wordsOf)
  const ends = Uint32Array.from(sets, (set) => 2 * prefixBelow(set, theta))
  const froms = new Uint32Array(sets.length)
  const tos = new Uint32Array(sets.length)
  const total = ends.reduce((sum, end) => sum + end, 0) / 2
  const range = Number((theta - 1n) >> 32n) + 1
  const slots = Math.min(MOST_SLOTS, Math.ceil(total / FILLED))
  const table = new Uint32Array(SLOT * (slots + FURTHEST))
  // Of the hashes that come, those that come for the first time. As good as the same everywhere, since they are hashes.
  let fresh = 1
  for (let start = 0; start < range; ) {
    const stop = Math.min(range, start + Math.max(1, Math.floor((range * slots * FILLED) / (total * fresh))))
    const scale = slots / (stop - start)
    let came = 0
    let crowded = false
    for (let one = 0; one < views.length && !crowded; one++) {
      const from = froms[one] as number
      const to = enter(views[one] as Uint32Array, from, ends[one] as number, start, stop, scale, table)
      tos[one] = to
      came += (to - from) / 2
      crowded = to < 0
    }
    if (crowded) {
      const sorted = sortedPortion(views, froms, ends, stop)
      take(sorted, sorted.length)
    } else {
      const distinct = take(table, table.length)
      if (came > 0) fresh = Math.min(1, (1.05 * distinct) / came)
      froms.set(tos)
    }
    table.fill(0)
    start = stop
  }
}

/** Enters the hashes of a set from `from` on whose high halves are below `stop`. Returns where in the set they end, or -1 if one found no slot. */
function enter(set: Uint32Array, from: number, end: number, start: number, stop: number, scale: number, table: Uint32Array): number {
  let at = from
  for (; at < end; at += 2) {
    const high = set[at + HIGH] as number
    if (high >= stop) break
    const one = set[at] as number
    const other = set[at + 1] as number
    let slot = SLOT * Math.trunc((high - start) * scale)
    const furthest = slot + SLOT * FURTHEST
    while (table[slot + TIMES] !== 0 && (table[slot] !== one || table[slot + 1] !== other)) {
      slot += SLOT
      if (slot >= furthest) return -1
    }
    table[slot] = one
    table[slot + 1] = other
    table[slot + TIMES] = (table[slot + TIMES] as number) + 1
  }
  return at
}

/** The same as a table without free slots, made by sorting. Moves `froms` on. */
function sortedPortion(views: readonly Uint32Array[], froms: Uint32Array, ends: Uint32Array, stop: number): Uint32Array {
  const parts = views.map((set, one) => {
    const from = froms[one] as number
    let to = from
    while (to < (ends[one] as number) && (set[to + HIGH] as number) < stop) to += 2
    froms[one] = to
    return set.subarray(from, to)
  })
  const hashes = new BigUint64Array(parts.reduce((sum, part) => sum + part.length, 0) / 2)
  const words = wordsOf(hashes)
  let length = 0
  for (const part of parts) {
    words.set(part, length)
    length += part.length
  }
  hashes.sort()
  const table = new Uint32Array(SLOT * hashes.length)
  let slot = -SLOT
  for (let at = 0; at < length; at += 2) {
    if (at === 0 || words[at] !== table[slot] || words[at + 1] !== table[slot + 1]) slot += SLOT
    table[slot] = words[at] as number
    table[slot + 1] = words[at + 1] as number
    table[slot + TIMES] = (table[slot + TIMES] as number) + 1
  }
  return table.subarray(0, slot + SLOT)
}

/** Puts ascending words in order of which some stand a few places from theirs. */
function tidy(words: Uint32Array, from: number, to: number): void {
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
    if (gap === at) continue
    words[gap + HIGH] = high
    words[gap + LOW] = low
  }
}

/** The distinct hashes below theta of all sets, ascending. */
export function mergeBelow(sets: readonly BigUint64Array[], theta: bigint): BigUint64Array {
  const [only] = sets
  if (only && sets.length === 1) return only.slice(0, prefixBelow(only, theta))
  // One more, since what is free is written before it is found to be.
  let merged = new BigUint64Array(1)
  let used = 0
  inPortions(sets, theta, (table, end) => {
    const most = used + end / SLOT + 1
    if (most > merged.length) {
      const larger = new BigUint64Array(Math.max(most, 2 * merged.length))
      larger.set(merged.subarray(0, used))
      merged = larger
    }
    const words = wordsOf(merged)
    const to = copyTaken(table, end, words, 2 * used)
    tidy(words, 2 * used, to)
    const distinct = to / 2 - used
    used = to / 2
    return distinct
  })
  return merged.slice(0, used)
}

/** Without a branch, since whether a slot is free cannot be foretold. Returns where it ends. */
function copyTaken(table: Uint32Array, end: number, into: Uint32Array, from: number): number {
  let next = from
  for (let slot = 0; slot < end; slot += SLOT) {
    into[next] = table[slot] as number
    into[next + 1] = table[slot + 1] as number
    next += 2 * Math.min(1, table[slot + TIMES] as number)
  }
  return next
}

/** How many hashes below theta lie in exactly m of the sets, at index m. */
export function countTimes(sets: readonly BigUint64Array[], theta: bigint): number[] {
  const counts = new Float64Array(sets.length + 1)
  inPortions(sets, theta, (table, end) => tally(table, end, counts))
  return [...counts]
}

/** Returns how many slots are taken. */
function tally(table: Uint32Array, end: number, counts: Float64Array): number {
  counts[0] = 0
  for (let slot = TIMES; slot < end; slot += SLOT) {
    const times = table[slot] as number
    counts[times] = (counts[times] as number) + 1
  }
  const free = counts[0]
  counts[0] = 0
  return end / SLOT - free
}
