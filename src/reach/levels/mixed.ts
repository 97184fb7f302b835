// ◆ pure
import type { Calibration } from '../calibration.js'
import { rhoOf, unionFromCounts } from './counts.js'
import { type Reading, widened } from './reading.js'

/** Lists of part of a set: the sizes they had when they were read, and their union then. */
export interface KnownPart {
  sizes_then: readonly number[]
  /** With its range, since of sketches a union is an estimate; and how many of it lie in exactly one and in exactly two of the lists. */
  union_then: { estimate: number; low: number; high: number; once: number; twice: number }
  /** The same lists' sizes today. */
  sizes: readonly number[]
}

/**
 * The `mixed` rung: of part of the set the lists are known, of the others the counts. The known union is the ground, and two things say what
 * the others add to it:
 * - its rho, pulled towards the calibrated one the fewer lists it rests on (REACH §5): by how much the p-norm grows with the others' counts;
 * - Good and Turing (1953): of the follows in the known lists, those of accounts that are in one list only are the share by which one list more
 *   is new; those of accounts in exactly two say how that share falls (Chao 1984, extrapolated as in Chao et al. 2014).
 * The first takes too little account of lists that fill up their public, the second of sizes that differ. Their geometric mean is off by half of
 * what either is in saturated worlds and no more than either elsewhere. Median and 90th percentile in % with half unknown, rho alone against
 * the mean: ego-network 7.4/17.1 and 7.4/15.3, Bundestag 3.1/9.2 and 3.6/10.2, large lists of the evaluation 8.9/19 and 6.2/9.9.
 *
 * Both are what is *added* to the union as it was found. An account without a list therefore never lowers the estimate, nor the upper end where the lists are
 * known whole; the lower end stays at or above that of the known lists.
 *
 * The interval opens with the share of follows that is unknown, with the largest unknown account, and with what the two disagree by; to it comes
 * the error of the known union itself, which is all that is left where nearly everything is known.
 */
export function readMixed(known: KnownPart, others: readonly number[], topical: boolean, { mixed }: Calibration): Reading {
  const all = [...known.sizes, ...others]
  const rest = total(others)
  const prior = topical ? mixed.topical : mixed.random
  const then = known.union_then
  const growth = growthOf(known)
  /** Both answers, if the known union is `factor` times what was found. */
  const answers = (factor: number) => {
    const own = rhoOf(known.sizes_then, then.estimate * factor, mixed.saturation)
    const trust = own === null ? 0 : known.sizes.length / (known.sizes.length + mixed.prior)
    const rho = Math.min(1, trust * (own ?? prior) + (1 - trust) * prior)
    const today = within(then.estimate * factor * growth, largestOf(known.sizes), total(known.sizes))
    const grown = (unionFromCounts(all, rho, mixed.saturation) / unionFromCounts(known.sizes, rho, mixed.saturation)) * today
    const scale = today / Math.max(1, then.estimate)
    const by_novelty = today + newOf(then.once * scale, then.twice * scale, rest / Math.max(1, total(known.sizes)))
    return { today, by_rho: within(grown, today, today + rest), by_novelty: within(by_novelty, today, today + rest) }
  }
  const middle = (factor: number) => {
    const { by_rho, by_novelty } = answers(factor)
    return Math.sqrt(by_rho * by_novelty)
  }
  const { today, by_rho, by_novelty } = answers(1)
  const estimate = Math.sqrt(by_rho * by_novelty)
  const open = rest / Math.max(1, total(all))
  const largest = Math.min(1, largestOf(others) / Math.max(1, today))
  const margin = mixed.by_open * open + mixed.by_largest * largest + mixed.by_doubt * Math.abs(Math.log(by_rho / by_novelty))
  const reading = {
    estimate,
    low: Math.max(today, estimate * Math.exp(-margin)),
    high: Math.min(today + rest, estimate * Math.exp(margin)),
    at_least: null,
  }
  const found = widened(reading, { low: middle(then.low / then.estimate), high: middle(then.high / then.estimate) })
  // Two errors that add up must not go below what the known lists alone say.
  const most = answers(then.high / then.estimate)
  // Nor may the range leave out that the known union is as large as it may be and the others share as little as the answer that adds more says.
  return { ...found, low: Math.max(found.low, (today * then.low) / Math.max(1, then.estimate)), high: Math.max(found.high, most.by_rho, most.by_novelty) }
}

/**
 * What the known union has grown by since it was found, as `stale` has it: without saturation, since the form with it stays below the sum
 * even at rho 1, and the union of lists that share nothing would come out smaller than it was found. Unchanged sizes give exactly 1.
 */
function growthOf({ sizes_then, sizes, union_then }: KnownPart): number {
  const rho = rhoOf(sizes_then, union_then.estimate, 0)
  return rho === null ? total(sizes) / Math.max(1, total(sizes_then)) : unionFromCounts(sizes, rho, 0) / unionFromCounts(sizes_then, rho, 0)
}

/** What `more` times as many follows as were seen bring that is new. */
function newOf(once: number, twice: number, more: number): number {
  if (once <= 0) return 0
  return twice <= 0 ? once * more : (once ** 2 / (2 * twice)) * -Math.expm1((-2 * twice * more) / once)
}

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

const largestOf = (sizes: readonly number[]) => sizes.reduce((most, size) => Math.max(most, size), 0)

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
