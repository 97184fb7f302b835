// ◆ pure

/** What one rung says of a set, in numbers that need not be whole and may lie outside what is proved: estimate.ts sees to both. */
export interface Reading {
  low: number
  estimate: number
  high: number
  /** at_least[m-1]: accounts that follow at least m of the set. */
  at_least: number[] | null
}

/** Whole numbers in order, never rising, to the last that is not 0. */
export function tableOf(exactly: readonly number[]): number[] {
  let above = 0
  const table: number[] = []
  for (let m = exactly.length - 1; m >= 1; m--) {
    above += exactly[m] ?? 0
    const rounded = Math.round(above)
    if (rounded > 0 || table.length > 0) table.unshift(rounded)
  }
  return table
}

/**
 * Two independent errors in one interval: their squares add, as logarithms, since an estimate is off by a share. `other` holds the ends
 * that the other error alone gives.
 */
export function widened(reading: Reading, other: Pick<Reading, 'low' | 'high'>): Reading {
  const { estimate } = reading
  if (estimate <= 0) return reading
  const away = (end: number, beside: number) => Math.hypot(off(estimate, end), off(estimate, beside))
  return {
    ...reading,
    low: reading.low <= 0 || other.low <= 0 ? Math.min(reading.low, other.low) : estimate * Math.exp(-away(reading.low, other.low)),
    high: estimate * Math.exp(away(reading.high, other.high)),
  }
}

const off = (estimate: number, end: number) => Math.log(Math.max(end, Number.MIN_VALUE) / estimate)
