// ◆ pure
import { CALIBRATION } from '../calibration.js'
import { readStale } from '../levels/stale.js'
import { contradictionsOf, likelySizes } from '../proof.js'
import { type SizeRange, sketchSize, type ThetaSet, unionOf } from '../sketch.js'
import { daysBetween, type Standing, sizeAlone } from '../standing.js'

/** The audience of one ally, and what is known of its accounts. */
export interface Measured {
  set: ThetaSet
  /** Of each account with a list that somebody follows; null where there are too many to look at. */
  accounts: readonly Standing[] | null
}

export const NOBODY: SizeRange = { estimate: 0, low: 0, high: 0 }

/**
 * How many follow at least one of the first audiences, and then of them and each further one: the numbers that reach itself gives for these sets (estimate.ts):
 * each at the threshold of the set's own lists, between the largest size and the sum; where a list is outdated, of today's counts by how the lists overlap.
 * Nobody is lost by one more: where a set is judged on another basis than the one before it and comes out smaller, the figures before it stand (REACH §8).
 * The search for whom to add compares all candidates at the smallest threshold of all, which is the same for everybody but knows less of each set.
 */
export function runningSizes(before: readonly Measured[], added: readonly Measured[], now: Date): SizeRange[] {
  const known = before.map(({ accounts }) => accounts)
  const [first, ...others] = before.map(({ set }) => set)
  let set = first && others.length > 0 ? unionOf([first, ...others]) : first
  const sizes = [sizeOf(set, known, now)]
  for (const one of added) {
    set = set ? unionOf([set, one.set]) : one.set
    known.push(one.accounts)
    sizes.push(sizeOf(set, known, now))
  }
  return runningMaximum(sizes)
}

/** How many follow each of these, as a set of it alone is answered. */
export const sizesAlone = (measured: readonly Measured[], now: Date): SizeRange[] => measured.map(({ set, accounts }) => sizeOf(set, [accounts], now))

function runningMaximum(sizes: readonly SizeRange[]): SizeRange[] {
  let most = NOBODY
  return sizes.map(({ low, estimate, high }) => {
    most = { low: Math.max(most.low, low), estimate: Math.max(most.estimate, estimate), high: Math.max(most.high, high) }
    return most
  })
}

function sizeOf(set: ThetaSet | undefined, known: readonly (readonly Standing[] | null)[], now: Date): SizeRange {
  if (!set) return NOBODY
  const union = sketchSize(set)
  const accounts = known.flatMap((one) => one ?? [])
  if (known.includes(null)) return union
  const [one] = accounts
  if (accounts.length === 1 && one) {
    const { estimate, low, high } = sizeAlone(one)
    return { estimate, low, high }
  }
  if (isOutdated(accounts)) return today(accounts, union, now)
  const lists = accounts.flatMap(({ list }) => list ?? [])
  return lists.every(({ counted }) => counted) ? between(union, lists) : union
}

const isOutdated = (accounts: readonly Standing[]) => accounts.some(({ list }) => list?.outdated)

/** As the `stale` rung has it: sizes of lists and of counts are never mixed. */
function today(accounts: readonly Standing[], union_then: SizeRange, now: Date): SizeRange {
  const sized = accounts.map((standing) => ({ standing, size: standing.size ?? 0, counted: standing.counted }))
  const sizes = sized.map(({ size }) => size)
  const lists = accounts.flatMap(({ list }) => list ?? [])
  const years = lists.reduce((most, { as_of }) => Math.max(most, daysBetween(now, as_of)), 0) / 365.25
  const { estimate, low, high } = readStale({ sizes_then: lists.map(({ size }) => size), sizes, union_then, years }, false, CALIBRATION)
  const { more, less } = contradictionsOf(sized)
  const limits = likelySizes(sized)
  const within = (value: number) => Math.min(limits.high, Math.max(limits.low, value))
  const { estimate: found } = between({ estimate: Math.round(estimate), low: 0, high: 0 }, sized)
  return { estimate: found, low: Math.min(found, within(Math.floor(low - less))), high: Math.max(found, within(Math.ceil(high + more))) }
}

function between({ estimate, low, high }: SizeRange, of: readonly { size: number }[]): SizeRange {
  const max = of.reduce((most, { size }) => Math.max(most, size), 0)
  const sum = of.reduce((all, { size }) => all + size, 0)
  const within = (value: number) => Math.min(sum, Math.max(max, value))
  return { estimate: within(estimate), low: within(low), high: within(high) }
}

/**
 * What one more adds: the difference of what is said before and after, as far as that lies in the range that was counted for it. Where figures rest on counts
 * that lists do not agree with, what the lists hold is no bound of it: then the difference alone is said, in the range that holds both.
 * @param scaled some list of either is outdated
 */
export function addedBetween(counted: SizeRange, before: SizeRange, after: SizeRange, own: SizeRange, scaled: boolean): SizeRange {
  if (before.high === 0) return after
  const added = Math.max(0, after.estimate - before.estimate)
  if (scaled) return { estimate: added, low: Math.min(counted.low, added), high: Math.max(counted.high, added) }
  // Nobody adds more than all who follow it, which may be known to the last one.
  const high = Math.min(counted.high, Math.max(own.high, counted.low))
  const estimate = Math.min(high, Math.max(counted.low, added))
  return { estimate, low: counted.low, high }
}

/** Whether what is said of these rests on counts that their lists are older than or do not agree with. */
export const isScaled = (measured: readonly Measured[]): boolean => measured.some(({ accounts }) => accounts !== null && isOutdated(accounts))
