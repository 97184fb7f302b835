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
 * The interval opens with the share of follows that is unknown, with the largest unknown account, and with what the two disagree by; to it comes
 * the error of the known union itself, which is all that is left where nearly everything is known.
 */
export function readMixed(known: KnownPart, others: readonly number[], topical: boolean, { mixed }: Calibration): Reading {
  const all = [...known.sizes, ...others]
  const rest = total(others)
  const prior = topical ? mixed.topical : mixed.random
  const then = known.union_then
  /** Both answers, if the known union is `factor` times what was found. */
  const answers = (factor: number) => {
    const own = rhoOf(known.sizes_then, then.estimate * factor, mixed.saturation)
    const trust = own === null ? 0 : known.sizes.length / (known.sizes.length + mixed.prior)
    const rho = Math.min(1, trust * (own ?? prior) + (1 - trust) * prior)
    // The known part as it is today: the same lists, perhaps longer.
    const today = own === null ? total(known.sizes) : unionFromCounts(known.sizes, own, mixed.saturation)
    const grown = (unionFromCounts(all, rho, mixed.saturation) / unionFromCounts(known.sizes, rho, mixed.saturation)) * today
    const scale = today / Math.max(1, then.estimate)
    const within = (value: number) => Math.min(today + rest, Math.max(today, value))
    return { today, by_rho: within(grown), by_novelty: within(today + newOf(then.once * scale, then.twice * scale, rest / Math.max(1, total(known.sizes)))) }
  }
  const middle = (factor: number) => {
    const { by_rho, by_novelty } = answers(factor)
    return Math.sqrt(by_rho * by_novelty)
  }
  const { today, by_rho, by_novelty } = answers(1)
  const estimate = Math.sqrt(by_rho * by_novelty)
  const open = rest / Math.max(1, total(all))
  const largest = Math.min(1, others.reduce((most, size) => Math.max(most, size), 0) / Math.max(1, today))
  const margin = mixed.by_open * open + mixed.by_largest * largest + mixed.by_doubt * Math.abs(Math.log(by_rho / by_novelty))
  const reading = {
    estimate,
    low: Math.max(today, estimate * Math.exp(-margin)),
    high: Math.min(today + rest, estimate * Math.exp(margin)),
    at_least: null,
  }
  return widened(reading, { low: middle(then.low / then.estimate), high: middle(then.high / then.estimate) })
}

/** What `more` times as many follows as were seen bring that is new. */
function newOf(once: number, twice: number, more: number): number {
  if (once <= 0) return 0
  return twice <= 0 ? once * more : (once ** 2 / (2 * twice)) * -Math.expm1((-2 * twice * more) / once)
}

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
