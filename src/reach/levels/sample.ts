// ◆ pure
import type { Calibration } from '../calibration.js'
import { type Reading, tableOf } from './reading.js'

/**
 * A list's size, and for each sampled follower how many of the set it follows, this list among them: 1 or more; 0 for one that is in a list which is known
 * whole, and so counted there.
 */
export interface SampledList {
  size: number
  follows: readonly number[]
}

interface Multiplicity {
  estimate: number
  /** So much may be missing from it because not one sampled follower of a list was seen to follow another: see `unmet`. */
  unmet: number
  /** So much may be added to it because every sampled follower of a list was seen to follow another: see `unmissed`. */
  unmissed: number
  /** Variance of the estimate. */
  variance: number
  /** Follows that fall on accounts counted already, as far as they are those of followers who were not sampled. */
  unseen: number
  at_least: number[]
}

/** Followers that the lists' own variance is mixed with, so that a sample in which all look alike is not taken for certainty. */
const POOLED = 10

/**
 * What a sample that saw nothing leaves open. If none of k sampled followers follows another of the set, the share that does is below 3/k with 95 %
 * confidence (the rule of three: Hanley and Lippman-Hand, JAMA 249, 1983; (1 - p)^k = .05). Of those left over so many follow one other at least, and
 * count half in each list. The variance cannot say it: where all look alike, it is 0. Lists are sampled apart from each other, so that their squares add.
 */
const unmet = ({ size, follows, left }: { size: number; follows: readonly number[]; left: number }): number =>
  follows.every((m) => m === 1) ? (size * left * Math.min(1, 3 / follows.length)) / 2 : 0

/** The same where every one of them follows another of the set, or is in a list that is known: of those left over so many may follow this one alone. */
const unmissed = ({ size, follows, mean, left }: { size: number; follows: readonly number[]; mean: number; left: number }): number =>
  follows.every((m) => m !== 1) ? size * left * Math.min(1, 3 / follows.length) * (1 - mean) : 0

/**
 * Multiplicity estimate (Sirken 1970): whoever follows m of the set is met in m lists and counts 1/m in each, so U = Σ s_i mean_i(1/m).
 * The lists are strata; each is sampled without replacement, hence 1 - k/s.
 */
function multiplicity(lists: readonly SampledList[]): Multiplicity {
  const read = lists.map(({ size, follows }) => {
    const shares = follows.map((m) => (m === 0 ? 0 : 1 / m))
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    return {
      size,
      follows,
      mean,
      squares: shares.reduce((sum, share) => sum + (share - mean) ** 2, 0),
      left: Math.max(0, 1 - follows.length / Math.max(1, size)),
    }
  })
  const drawn = read.reduce((sum, { follows }) => sum + follows.length, 0)
  const pooled = read.reduce((sum, { squares }) => sum + squares, 0) / Math.max(1, drawn - read.length)
  const exactly: number[] = []
  let estimate = 0
  let variance = 0
  let unseen = 0
  let below = 0
  let above = 0
  for (const { size, follows, mean, squares, left } of read) {
    below += unmet({ size, follows, left }) ** 2
    above += unmissed({ size, follows, mean, left }) ** 2
    estimate += size * mean
    unseen += size * (1 - mean) * left
    const own = (squares + POOLED * pooled) / (follows.length - 1 + POOLED)
    variance += size ** 2 * left * (own / follows.length)
    for (const m of follows) if (m > 0) exactly[m] = (exactly[m] ?? 0) + size / (m * follows.length)
  }
  return { estimate, unmet: Math.sqrt(below), unmissed: Math.sqrt(above), variance, unseen, at_least: tableOf(Array.from(exactly, (count) => count ?? 0)) }
}

/** The `sample` rung: a random sample of each list. */
export function readSample(lists: readonly SampledList[], calibration: Calibration): Reading {
  const { estimate, unmet, unmissed, variance, at_least } = multiplicity(lists)
  // One follower more or less in a list never sampled whole.
  const margin = calibration.sample.z * Math.sqrt(variance)
  return { estimate, low: estimate - Math.max(margin, unmet), high: estimate + Math.max(margin, unmissed), at_least }
}

/**
 * The `sample-newest` rung: first pages, which hold those that followed last (REACH §5). They follow fewer accounts than those that came
 * early, so a page sees too little duplication. That of the followers it did not see is scaled up: nothing is added where lists share
 * nothing, nor where the page was the whole list. The ends come from the calibration; the sample's own interval covered 13-21 %.
 */
export function readNewest(lists: readonly SampledList[], calibration: Calibration): Reading {
  const { estimate, unmet, unmissed, variance, unseen } = multiplicity(lists)
  const { newest, sample } = calibration
  const at = (factor: number) => estimate - (factor - 1) * unseen
  const margin = sample.z * Math.sqrt(variance)
  return { estimate: at(newest.estimate), low: at(newest.high) - Math.max(margin, unmet), high: at(newest.low) + Math.max(margin, unmissed), at_least: null }
}

/**
 * Lists of some accounts and samples of the others: to the union of the lists comes what the samples show to be in none of them. Two independent errors, of
 * one sum: their squares add. How many follow several is not known, since samples do not say how many of the listed accounts a follower has in common.
 */
export function besideLists(union: { low: number; estimate: number; high: number }, added: Reading): Reading {
  const estimate = union.estimate + added.estimate
  return {
    estimate,
    low: estimate - Math.hypot(union.estimate - union.low, added.estimate - added.low),
    high: estimate + Math.hypot(union.high - union.estimate, added.high - added.estimate),
    at_least: null,
  }
}
