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
 * The `mixed` rung: of part of the set the lists are known, of the others the counts. The known union is the ground, and three things say what
 * the others add to it:
 * - its rho, pulled towards the calibrated one the fewer lists it rests on (REACH §5): by how much the p-norm grows with the others' counts;
 * - Good and Turing (1953): of the follows in the known lists, those of accounts that are in one list only are the share by which one list more
 *   is new; those of accounts in exactly two say how that share falls (Chao 1984, extrapolated as in Chao et al. 2014);
 * - the counts, with the known lists taken as one list of their union's size: what would be said of the others if how the known ones overlap taught nothing.
 * The first takes too little account of lists that fill up their public, the second of sizes that differ; their geometric mean is better than either.
 * Both believe that the known lists are like the others. Two accounts of one body are not, nor are the first two that an organiser happens to have:
 * of the real communities that mean was off by 15/52 % (median, 90th percentile) with a random two or three lists known and by 47/78 % with the
 * two or three most alike, where counts alone are off by 8/23. So the third has its weight, `weightOf`: 6/24 and 9/19.
 *
 * All are what is *added* to the union as it was found. An account without a list therefore never lowers the estimate, nor the upper end where the lists are
 * known whole; the lower end stays at or above that of the known lists.
 *
 * The interval reaches halfway (as logarithms) to the answers farthest below and above, and opens with the share of follows that is unknown and with the largest
 * unknown account; of two or three lists its upper end lies near that of counts alone. To it comes the error of the known union itself, which is all that is left
 * where nearly everything is known.
 */
export function readMixed(known: KnownPart, others: readonly number[], topical: boolean, { counts, mixed }: Calibration): Reading {
  const rest = total(others)
  const prior = topical ? mixed.topical : mixed.random
  const then = known.union_then
  const growth = growthOf(known)
  const open_odds = rest / Math.max(1, total(known.sizes))
  /** The answers, if the known union is `factor` times what was found. */
  const answers = (factor: number) => {
    const own = rhoOf(known.sizes_then, then.estimate * factor, mixed.saturation)
    const trust = own === null ? 0 : known.sizes.length / (known.sizes.length + mixed.prior)
    const rho = Math.min(1, trust * (own ?? prior) + (1 - trust) * prior)
    const today = within(then.estimate * factor * growth, largestOf(known.sizes), total(known.sizes))
    const added = (union: number) => within(union, today, today + rest)
    const scale = today / Math.max(1, then.estimate)
    const by_rho = added((unionFromCounts([...known.sizes, ...others], rho, mixed.saturation) / unionFromCounts(known.sizes, rho, mixed.saturation)) * today)
    const by_novelty = added(today + newOf(then.once * scale, then.twice * scale, open_odds))
    const by_counts = added(unionFromCounts([today, ...others], prior, mixed.saturation))
    const by_lists = Math.sqrt(by_rho * by_novelty)
    const weight = weightOf(known.sizes.length, open_odds, by_lists > by_counts, mixed)
    return {
      today,
      estimate: by_lists ** weight * by_counts ** (1 - weight),
      least: Math.min(by_rho, by_novelty, by_counts),
      most: Math.max(by_rho, by_novelty, by_counts),
    }
  }
  const { today, estimate, least, most } = answers(1)
  const open = rest / Math.max(1, total(known.sizes) + rest)
  const largest = Math.min(1, largestOf(others) / Math.max(1, today))
  const margin = Math.exp(mixed.by_open * open + mixed.by_largest * largest)
  // With two or three lists the others may still be as far apart as counts alone allow.
  const row = topical ? counts.topical : counts.random
  const unsure = Math.max(most, unionFromCounts([today, ...others], row.high.many, 0))
  const sure = known.sizes.length ** 2 / (known.sizes.length ** 2 + mixed.by_few ** 2)
  // Where the known lists are exact the upper end rises with every account, since the estimate, the answers and the margin do.
  const reading = {
    estimate,
    low: Math.max(today, Math.sqrt(estimate * least) / margin),
    high: Math.min(today + rest, (Math.sqrt(estimate * most) * margin) ** sure * unsure ** (1 - sure)),
    at_least: null,
  }
  const found = widened(reading, { low: answers(then.low / then.estimate).estimate, high: answers(then.high / then.estimate).estimate })
  // Two errors that add up must not go below what the known lists alone say.
  const low = Math.max(found.low, (today * then.low) / Math.max(1, then.estimate))
  // Nor may the range leave out that the known union is as large as it may be and the others share as little as the answer that adds most says.
  return { ...found, low, high: Math.max(found.high, answers(then.high / then.estimate).most) }
}

/**
 * How far what the known lists teach is believed, from 0 (counts alone) to 1.
 *
 * Where they share more than the constants say they may be kin: belief falls with the follows that are open beside those known, slower the more lists there
 * are. Where they share less, it rests on their number alone. It has to: the estimate then lies above the counts' own, and a weight that fell with every further
 * account would let one lower the estimate. At the border between the two both answers are one, so that no step is left there.
 * @param open_odds unknown follows by known ones.
 */
function weightOf(lists: number, open_odds: number, share_less: boolean, { by_few, by_kin }: Calibration['mixed']): number {
  return share_less ? lists / (lists + by_few) : 1 / (1 + (by_kin * open_odds) / lists ** 1.5)
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
