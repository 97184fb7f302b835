// ◆ pure
import { HIGH, LOW, prefixBelow, wordsOf } from './hash-sets.js'
import { checkCombine, FULL_THETA, type SizeRange, sizeFromCount, sketchSize, smallestTheta, type ThetaSet } from './sketch.js'

/** Whom to ask next: maximum coverage over sketches by lazy greedy (REACH §7). */

export interface Candidate {
  /** Names it in the answer and decides between equals: the one that sorts first by code units. */
  id: string
  sketch: ThetaSet
}

export interface Pick {
  id: string
  /** Accounts that follow it and none of the earlier picks. */
  incremental: SizeRange
  /** The part of its audience that follows an earlier pick too, 0 to 1; null if none of its hashes lies below theta: then nothing is known of it. */
  share_covered: number | null
  /** Accounts that follow it or an earlier pick. */
  cumulative: SizeRange
}

export interface Recommendation {
  /** In order, k of them or as many as there are candidates. */
  picks: Pick[]
  /** How often the gain of a candidate had to be counted. Plain greedy takes candidates × k. */
  evaluations: number
}

/** A set of hashes: open addressing with linear probing on typed arrays, at most half full. */
interface Covered {
  words: Uint32Array
  /** 1 where a hash stands: every value of the words may be one. */
  taken: Uint8Array
  mask: number
  size: number
}

const createCovered = (room: number): Covered => {
  const slots = 2 ** Math.max(4, Math.ceil(Math.log2(2 * room + 1)))
  return { words: new Uint32Array(2 * slots), taken: new Uint8Array(slots), mask: slots - 1, size: 0 }
}

/** Hashes are random in all bits (keyed-hash.ts); the multiplication is for those of tests and of damaged rows, which would else stand in one run. */
const slotOf = (high: number, low: number, mask: number) => (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 7) & mask

/** How many of the first `count` hashes are not covered yet. */
function countNew({ words, taken, mask }: Covered, hashes: BigUint64Array, count: number): number {
  const own = wordsOf(hashes)
  let fresh = 0
  for (let at = 0; at < 2 * count; at += 2) {
    const high = own[at + HIGH] as number
    const low = own[at + LOW] as number
    let slot = slotOf(high, low, mask)
    while (taken[slot] === 1 && (words[2 * slot] !== low || words[2 * slot + 1] !== high)) slot = (slot + 1) & mask
    if (taken[slot] === 0) fresh++
  }
  return fresh
}

function cover(covered: Covered, hashes: BigUint64Array, count: number): Covered {
  let into = covered
  if (2 * (covered.size + count) > covered.mask) {
    into = createCovered(2 * (covered.size + count))
    for (let slot = 0; slot <= covered.mask; slot++)
      if (covered.taken[slot] === 1) put(into, covered.words[2 * slot + 1] as number, covered.words[2 * slot] as number)
  }
  const own = wordsOf(hashes)
  for (let at = 0; at < 2 * count; at += 2) put(into, own[at + HIGH] as number, own[at + LOW] as number)
  return into
}

/** Returns the slot in which it stands. */
function put(covered: Covered, high: number, low: number): number {
  const { words, taken, mask } = covered
  let slot = slotOf(high, low, mask)
  while (taken[slot] === 1) {
    if (words[2 * slot] === low && words[2 * slot + 1] === high) return slot
    slot = (slot + 1) & mask
  }
  taken[slot] = 1
  words[2 * slot] = low
  words[2 * slot + 1] = high
  covered.size++
  return slot
}

function coveredBy(sets: readonly ThetaSet[], theta: bigint): Covered {
  const prefixes = sets.map(({ hashes }) => prefixBelow(hashes, theta))
  let covered = createCovered(prefixes.reduce((most, count) => Math.max(most, count), 0))
  for (const [at, { hashes }] of sets.entries()) covered = cover(covered, hashes, prefixes[at] as number)
  return covered
}

interface Queued {
  id: string
  sketch: ThetaSet
  /** Hashes below theta. */
  count: number
  /** Its size as its own sketch tells it, which sees more of a small audience than what lies below the common theta. In units of 2^64. */
  size: number
  /** New hashes when last counted: an upper bound now, for what is covered only grows. */
  gain: number
  /** The number of picks made when the gain was counted. */
  counted: number
}

/** @param exact with complete lists equal gains are equal, and the id decides; with sketches they are equal only so far as can be seen, and the larger audience is the likelier gain. */
const isBefore = (a: Queued, b: Queued, exact: boolean): boolean => {
  if (a.gain !== b.gain) return a.gain > b.gain
  if (!exact && a.size !== b.size) return a.size > b.size
  return a.id < b.id
}

/** Restores the heap below `at`: every entry is before its two children. */
function sink(heap: Queued[], start: number, exact: boolean): void {
  const moving = heap[start]
  if (!moving) return
  let at = start
  for (;;) {
    const left = heap[2 * at + 1]
    const right = heap[2 * at + 2]
    const child = left && right && isBefore(right, left, exact) ? right : left
    if (!child || isBefore(moving, child, exact)) break
    const from = child === left ? 2 * at + 1 : 2 * at + 2
    heap[at] = child
    at = from
  }
  heap[at] = moving
}

/**
 * The candidates that reach most accounts together, one after the other: each is the one that adds most to the earlier ones. That reaches at
 * least 1 - 1/e of what the best k could (Nemhauser, Wolsey and Fisher 1978). Lazy: a gain never grows as more is covered, so that a
 * candidate whose old gain is not the largest need not be counted again (Minoux 1978; Leskovec et al. 2007, CELF).
 *
 * theta is the smallest of all the sketches from the start: gains at different thetas could not be compared. A pick that adds nothing as
 * far as can be seen is still a pick, with its range. Candidates without a sketch are the caller's to list: they are not of size 0.
 * @param already sets that are covered before the first pick.
 * @throws SketchMismatchError
 */
export function recommend(candidates: readonly Candidate[], k: number, already: readonly ThetaSet[] = []): Recommendation {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`the number of picks is a whole number of 0 or more, not ${k}`)
  const sets = [...already, ...candidates.map(({ sketch }) => sketch)]
  checkCombine(sets)
  const theta = smallestTheta(sets)
  const exact = theta === FULL_THETA
  let covered = coveredBy(already, theta)
  const heap = candidates.map(({ id, sketch }): Queued => {
    const count = prefixBelow(sketch.hashes, theta)
    return { id, sketch, count, size: sketch.hashes.length / Number(sketch.theta), gain: count, counted: covered.size === 0 ? 0 : -1 }
  })
  for (let at = heap.length >> 1; at >= 0; at--) sink(heap, at, exact)
  const picks: Pick[] = []
  let evaluations = 0
  while (picks.length < k) {
    const first = heap[0]
    if (!first) break
    if (first.counted !== picks.length) {
      first.gain = countNew(covered, first.sketch.hashes, first.count)
      first.counted = picks.length
      evaluations++
      sink(heap, 0, exact)
      continue
    }
    covered = cover(covered, first.sketch.hashes, first.count)
    picks.push(describe(first, covered.size, theta))
    const last = heap.pop()
    if (last && last !== first) {
      heap[0] = last
      sink(heap, 0, exact)
    }
  }
  return { picks, evaluations }
}

const describe = ({ id, sketch, gain, count }: Omit<Queued, 'counted' | 'size'>, covered: number, theta: bigint): Pick => ({
  id,
  incremental: atMost(sizeFromCount(gain, theta), sketchSize(sketch)),
  share_covered: count === 0 ? null : 1 - gain / count,
  cumulative: sizeFromCount(covered, theta),
})

/** Nobody adds more than the whole audience. */
const atMost = (range: SizeRange, size: SizeRange): SizeRange => ({
  estimate: Math.min(range.estimate, size.estimate),
  low: Math.min(range.low, size.low),
  high: Math.min(range.high, size.high),
})

/** What one account more changes. */
export interface Addition extends Omit<Pick, 'id'> {
  /** The set without it. */
  before: SizeRange
}

/**
 * What adding the candidate to a set changes.
 * @throws SketchMismatchError
 */
export function whatIfAdded(current: readonly ThetaSet[], candidate: ThetaSet): Addition {
  const sets = [...current, candidate]
  checkCombine(sets)
  const theta = smallestTheta(sets)
  const covered = coveredBy(current, theta)
  const before = sizeFromCount(covered.size, theta)
  const count = prefixBelow(candidate.hashes, theta)
  const gain = countNew(covered, candidate.hashes, count)
  const { id: _, ...addition } = describe({ id: '', sketch: candidate, gain, count }, covered.size + gain, theta)
  return { before, ...addition }
}

/**
 * Overlap of each two sets, at the smaller theta of the two; on the diagonal the sets themselves. [i][j] and [j][i] are one object.
 * The number of pairs grows with the square: 100 sets of k = 4096 take tens of milliseconds, 500 some hundreds and 50 MB.
 * @throws SketchMismatchError
 */
export function overlapMatrix(sets: readonly ThetaSet[]): SizeRange[][] {
  checkCombine(sets)
  const { numbered, distinct } = numberHashes(sets)
  const marked = new Uint8Array(distinct)
  const rows = numbered.map(({ set }) => new Array<SizeRange>(sets.length).fill(sketchSize(set)))
  // Of two sets the one with the smaller theta is marked: of the other only the few hashes below that are looked up.
  const order = numbered.toSorted((a, b) => (a.set.theta < b.set.theta ? -1 : a.set.theta > b.set.theta ? 1 : 0))
  for (const [rank, one] of order.entries()) {
    const { theta } = one.set
    const row = rows[one.at] ?? []
    for (const number of one.numbers) marked[number] = 1
    for (const other of order.slice(rank + 1)) {
      const shared = sizeFromCount(countMarked(marked, other.numbers, prefixBelow(other.set.hashes, theta)), theta)
      row[other.at] = shared
      const mirrored = rows[other.at]
      if (mirrored) mirrored[one.at] = shared
    }
    for (const number of one.numbers) marked[number] = 0
  }
  return rows
}

interface Numbered {
  at: number
  set: ThetaSet
  /** Of each hash, in the order of the set. */
  numbers: Uint32Array
}

/** Gives equal hashes of all sets one number, from 0: marks by number stand close together, and are found without comparing. */
function numberHashes(sets: readonly ThetaSet[]): { numbered: Numbered[]; distinct: number } {
  const table = createCovered(sets.reduce((sum, { hashes }) => sum + hashes.length, 0))
  const given = new Uint32Array(table.mask + 1)
  const numbered = sets.map((set, at) => {
    const own = wordsOf(set.hashes)
    const numbers = new Uint32Array(set.hashes.length)
    for (let i = 0; i < numbers.length; i++) {
      const before = table.size
      const slot = put(table, own[2 * i + HIGH] as number, own[2 * i + LOW] as number)
      if (table.size > before) given[slot] = before
      numbers[i] = given[slot] as number
    }
    return { at, set, numbers }
  })
  return { numbered, distinct: table.size }
}

function countMarked(marked: Uint8Array, numbers: Uint32Array, count: number): number {
  let found = 0
  for (let at = 0; at < count; at++) found += marked[numbers[at] as number] as number
  return found
}
