// ◆ pure

/** What counts alone say about a set of follower lists. */
export interface CountBounds {
  /** The largest count: the union holds at least its list. */
  max: number
  /** The sum: the union holds at most that many. */
  sum: number
}

/** Fréchet bounds of the size of a union, max ≤ union ≤ sum (REACH §3). Always true, whatever the overlaps. Empty: 0 and 0. */
export function frechetBounds(counts: readonly number[]): CountBounds {
  let max = 0
  let sum = 0
  for (const count of counts) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`a follower count is a whole number of 0 or more, not ${count}`)
    max = Math.max(max, count)
    sum += count
  }
  return { max, sum }
}
