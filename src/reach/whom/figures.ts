// ◆ pure
import { type SizeRange, sketchSize, type ThetaSet, unionOf } from '../sketch.js'

/** The audience of one ally, and what was counted of its accounts. */
export interface Measured {
  set: ThetaSet
  /** For each account with a list that somebody follows: its size on the list's day and its size today; null where that is an estimate. */
  counts: readonly { on_its_day: number | null; today: number | null }[]
}

export const NOBODY: SizeRange = { estimate: 0, low: 0, high: 0 }

/**
 * How many follow at least one of the first audiences, and then of them and each further one: the numbers that reach itself gives for these sets (estimate.ts):
 * each at the threshold of the set's own lists, between the largest count and the sum, and of one account that was counted its count. The search for whom
 * to add compares all candidates at the smallest threshold of all, which is the same for everybody but knows less of each set.
 */
export function runningSizes(before: readonly Measured[], added: readonly Measured[]): SizeRange[] {
  const counts = before.flatMap((one) => [...one.counts])
  const [first, ...others] = before.map(({ set }) => set)
  let set = first && others.length > 0 ? unionOf([first, ...others]) : first
  const sizes = [sizeOf(set, counts)]
  for (const one of added) {
    set = set ? unionOf([set, one.set]) : one.set
    counts.push(...one.counts)
    sizes.push(sizeOf(set, counts))
  }
  return sizes
}

function sizeOf(set: ThetaSet | undefined, counts: Measured['counts']): SizeRange {
  if (!set) return NOBODY
  const [one] = counts
  if (counts.length === 1 && one && one.today !== null) return { estimate: one.today, low: one.today, high: one.today }
  const size = sketchSize(set)
  let max = 0
  let sum = 0
  for (const { on_its_day } of counts) {
    if (on_its_day === null) return size
    max = Math.max(max, on_its_day)
    sum += on_its_day
  }
  const within = (value: number) => Math.min(sum, Math.max(max, value))
  return { estimate: within(size.estimate), low: within(size.low), high: within(size.high) }
}

/** What one more adds: the difference of what is said before and after, as far as that lies in the range that was counted for it. */
export function addedBetween(counted: SizeRange, before: SizeRange, after: SizeRange): SizeRange {
  if (before.high === 0) return after
  const estimate = Math.min(counted.high, Math.max(counted.low, after.estimate - before.estimate))
  return { estimate, low: counted.low, high: counted.high }
}
