// ◆ pure
import { countCommon, countTimes, HIGH, LOW, mergeBelow, prefixBelow, sortDistinct, splitWords, wordsOf } from './hash-sets.js'

/**
 * Theta sketches (REACH §6): of the ids of one account's followers only the hashes below a threshold are kept. Two such sets speak of the
 * same part of the hash space below the smaller threshold, so there they can be united, intersected and subtracted as sets; the answer
 * is count / theta. Dasgupta, Lang, Rhodes and Thaler, "A Framework for Estimating Stream Expression Cardinalities", ICDT 2016.
 */

/** Of the layout (sketch-bytes.ts) and of the way ids are hashed (keyed-hash.ts). Sketches of different versions do not combine. */
export const SKETCH_VERSION = 1
/** theta = 1: nothing was cut off, the set is complete. */
export const FULL_THETA = 1n << 64n
/** 32 KiB a sketch, a standard error of 1.6 %. For all that feeds a headline (REACH §6). */
export const DEFAULT_K = 4096
/** k is stored in 16 bits. */
export const LARGEST_K = 65_535

/** All hashes below theta of some set of accounts. Unions are of any length; sketches are the ones of at most k. */
export interface ThetaSet {
  version: number
  /** Tells the secret that the ids were hashed with, 32 bits (keyed-hash.ts). Sets of different keys do not combine. */
  key_id: number
  /** In units of 2^-64: from 1 to 2^64, which is FULL_THETA. */
  theta: bigint
  /** Ascending, distinct, below theta. Shared, so never to be changed. */
  hashes: BigUint64Array
}

/** The set of one account's followers. Either complete or with the k smallest hashes and theta the next one. */
export interface Sketch extends ThetaSet {
  k: number
}

/** Whole numbers of accounts, low ≤ estimate ≤ high; low and high hold the truth in 95 of 100 cases. All three are equal if the set is complete. */
export interface SizeRange {
  estimate: number
  low: number
  high: number
}

/** Two sets that do not speak of the same hashes. */
export class SketchMismatchError extends Error {
  override name = 'SketchMismatchError'
}

/** A sketch that is being filled. Not for reading: see finishSketch. */
export interface SketchBuilder {
  readonly k: number
  readonly key_id: number
  /** Everything below theta that came in, in no order, with repetitions: `used` hashes. */
  hashes: BigUint64Array
  words: Uint32Array
  used: number
  theta: bigint
  theta_high: number
  theta_low: number
}

const FIRST_ROOM = 256
/** Times k. What lies above the k smallest is thrown out when this room is full: one sort for at least 3 k adds. */
const MOST_ROOM = 4

function checkK(k: number): void {
  if (!Number.isInteger(k) || k < 1 || k > LARGEST_K) throw new RangeError(`k is a whole number from 1 to ${LARGEST_K}, not ${k}`)
}

/** @throws RangeError for a k outside 1 to 65,535 or a key id of more than 32 bits. */
export function createSketch(k: number, keyId: number): SketchBuilder {
  checkK(k)
  if (!Number.isInteger(keyId) || keyId < 0 || keyId > 0xffffffff) throw new RangeError(`a key id is a whole number of 32 bits, not ${keyId}`)
  const hashes = new BigUint64Array(Math.min(FIRST_ROOM, MOST_ROOM * k))
  return { k, key_id: keyId, hashes, words: wordsOf(hashes), used: 0, theta: FULL_THETA, theta_high: 2 ** 32, theta_low: 0 }
}

/**
 * Adds the hashes of some ids, in any order and portions; equal ones count once. Nearly all of a long list lie above theta and cost one comparison.
 * @param batch 64-bit hashes, or 8 bytes of each, little-endian. It is not kept.
 */
export function addHashes(builder: SketchBuilder, batch: BigUint64Array | Uint8Array): void {
  const source = wordsOf(batch instanceof BigUint64Array ? batch : hashesOf(batch))
  let { words, used, theta_high, theta_low } = builder
  for (let at = 0; at < source.length; at += 2) {
    const high = source[at + HIGH] as number
    const low = source[at + LOW] as number
    if (high > theta_high || (high === theta_high && low >= theta_low)) continue
    if (2 * used === words.length) {
      builder.used = used
      makeRoom(builder)
      ;({ words, used, theta_high, theta_low } = builder)
      if (high > theta_high || (high === theta_high && low >= theta_low)) continue
    }
    words[2 * used + HIGH] = high
    words[2 * used + LOW] = low
    used++
  }
  builder.used = used
}

function hashesOf(bytes: Uint8Array): BigUint64Array {
  if (bytes.length % 8 !== 0) throw new RangeError(`hashes are 8 bytes each: ${bytes.length} is no multiple`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const hashes = new BigUint64Array(bytes.length / 8)
  const words = wordsOf(hashes)
  for (let at = 0; at < words.length; at += 2) {
    words[at + LOW] = view.getUint32(4 * at, true)
    words[at + HIGH] = view.getUint32(4 * at + 4, true)
  }
  return hashes
}

function makeRoom(builder: SketchBuilder): void {
  const most = MOST_ROOM * builder.k
  if (builder.hashes.length === most) {
    trim(builder)
    return
  }
  const hashes = new BigUint64Array(Math.min(most, 4 * builder.hashes.length))
  hashes.set(builder.hashes)
  builder.hashes = hashes
  builder.words = wordsOf(hashes)
}

/** Keeps the k smallest, in order; theta becomes the next one. */
function trim(builder: SketchBuilder): void {
  builder.used = sortDistinct(builder.hashes, builder.used)
  if (builder.used <= builder.k) return
  builder.theta = builder.hashes[builder.k] ?? builder.theta
  const { high, low } = splitWords(builder.theta)
  builder.theta_high = high
  builder.theta_low = low
  builder.used = builder.k
}

/** The sketch of all that was added so far. The builder can go on. */
export function finishSketch(builder: SketchBuilder): Sketch {
  trim(builder)
  const { k, key_id, theta, hashes, used } = builder
  return { version: SKETCH_VERSION, key_id, k, theta, hashes: hashes.slice(0, used) }
}

/** True if nothing was cut off: its size is a count and no estimate. */
export const isExact = (set: ThetaSet): boolean => set.theta === FULL_THETA

/** Two-sided 95 %. */
const Z = 1.959964

/**
 * The size of a set of which `count` hashes were found below theta: count ~ Binomial(size, theta) (REACH §6). The interval is the score
 * interval (Wilson 1927): for large counts ± 1.96 sqrt(count (1 - theta)) / theta, and unlike that one right also for a count of 0.
 */
export function sizeFromCount(count: number, theta: bigint): SizeRange {
  if (theta === FULL_THETA) return { estimate: count, low: count, high: count }
  const share = Number(theta) / 2 ** 64
  const spread = Z * Z * (1 - share)
  const middle = count + spread / 2
  const half = Math.sqrt(spread * (count + spread / 4))
  const estimate = Math.round(count / share)
  // What was seen is there.
  const low = Math.min(estimate, Math.max(count, Math.floor((middle - half) / share)))
  return { estimate, low, high: Math.max(estimate, Math.ceil((middle + half) / share)) }
}

/** Of a sketch or a union: how many accounts it stands for. */
export const sketchSize = (set: ThetaSet): SizeRange => sizeFromCount(set.hashes.length, set.theta)

/**
 * Refuses sets that do not combine.
 * @throws SketchMismatchError
 */
export function checkCombine(sets: readonly ThetaSet[]): void {
  const [first, ...others] = sets
  for (const other of others) {
    if (other.version !== first?.version)
      throw new SketchMismatchError(`sketches of versions ${first?.version} and ${other.version} do not combine: make one of them again from its ids`)
    if (other.key_id !== first.key_id)
      throw new SketchMismatchError(
        `sketches made with different secrets (key ids ${first.key_id} and ${other.key_id}) do not combine: make one of them again from its ids`,
      )
  }
}

/** The smallest theta: below it each of the sets is complete. FULL_THETA for no sets. */
export const smallestTheta = (sets: readonly ThetaSet[]): bigint => sets.reduce((least, { theta }) => (theta < least ? theta : least), FULL_THETA)

/**
 * All accounts of at least one set. Not cut to k: at k = 1024 that makes an error of .5 % instead of 1.4 % (REACH §6).
 * @throws RangeError for no sets at all, since nobody knows their key; SketchMismatchError.
 */
export function unionOf(sets: readonly ThetaSet[]): ThetaSet {
  const [first] = sets
  if (!first) throw new RangeError('the union of no sketches has no key')
  checkCombine(sets)
  const theta = smallestTheta(sets)
  const hashes = mergeBelow(
    sets.map((set) => set.hashes),
    theta,
  )
  return { version: first.version, key_id: first.key_id, theta, hashes }
}

/** Accounts in both. */
export function intersectionSize(a: ThetaSet, b: ThetaSet): SizeRange {
  checkCombine([a, b])
  const theta = smallestTheta([a, b])
  return sizeFromCount(countCommon(a.hashes, prefixBelow(a.hashes, theta), b.hashes, prefixBelow(b.hashes, theta)), theta)
}

/** Accounts in `a` and not in `b`. */
export function differenceSize(a: ThetaSet, b: ThetaSet): SizeRange {
  checkCombine([a, b])
  const theta = smallestTheta([a, b])
  const ours = prefixBelow(a.hashes, theta)
  return sizeFromCount(ours - countCommon(a.hashes, ours, b.hashes, prefixBelow(b.hashes, theta)), theta)
}

/** How the accounts of several sets are spread. */
export interface Multiplicities {
  theta: bigint
  /** Index m: hashes below theta that lie in exactly m of the sets; index 0 is 0. As long as the sets are many, and one more. */
  counts: number[]
}

/** One pass for the union and for 1+, 2+, 3+ (REACH §6): see sizeAtLeast. */
export function multiplicities(sets: readonly ThetaSet[]): Multiplicities {
  checkCombine(sets)
  const theta = smallestTheta(sets)
  const counts = countTimes(
    sets.map((set) => set.hashes),
    theta,
  )
  return { theta, counts }
}

/** Accounts in at least m of the sets. */
export const sizeAtLeast = ({ theta, counts }: Multiplicities, m: number): SizeRange =>
  sizeFromCount(
    counts.slice(Math.max(0, m)).reduce((sum, count) => sum + count, 0),
    theta,
  )

/**
 * A sketch of at most k hashes of a larger one or of a union; the same that k would have given from the ids.
 * @throws RangeError for a k above the sketch's own: what was cut off does not come back.
 */
export function downsample(set: ThetaSet | Sketch, k: number): Sketch {
  checkK(k)
  if ('k' in set && k > set.k) throw new RangeError(`a sketch of k = ${set.k} cannot become one of ${k}: make it again from its ids`)
  const { version, key_id, hashes } = set
  return { version, key_id, k, theta: hashes[k] ?? set.theta, hashes: hashes.length > k ? hashes.slice(0, k) : hashes }
}
