import type { Interval } from '../../src/reach/evidence.js'

/** One set's estimate beside the truth. */
export interface Scored extends Interval {
  truth: number
}

/** Errors as fractions of the truth (REACH §8); null where there was nothing to score. */
export interface Measures {
  sets: number
  median: number
  p90: number
  bias: number
  coverage: number
  /** Median of high/low. */
  width: number
}

export const rounded = (value: number) => Math.round(value * 1e4) / 1e4

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? 0
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at - Math.floor(at))
}

export function errors(scored: readonly { estimate: number; truth: number }[]): { median: number; p90: number } | null {
  if (scored.length === 0) return null
  const off = scored.map(({ estimate, truth }) => Math.abs(estimate - truth) / truth)
  return { median: rounded(quantile(off, 0.5)), p90: rounded(quantile(off, 0.9)) }
}

export function measures(scored: readonly Scored[]): Measures | null {
  const off = errors(scored)
  if (off === null) return null
  const bias = scored.map(({ estimate, truth }) => (estimate - truth) / truth)
  const hits = scored.filter(({ truth, low, high }) => low <= truth && truth <= high).length
  const widths = scored.map(({ low, high }) => high / Math.max(1, low))
  return { sets: scored.length, ...off, bias: rounded(quantile(bias, 0.5)), coverage: rounded(hits / scored.length), width: rounded(quantile(widths, 0.5)) }
}

const percent = (value: number) => `${(value * 100).toFixed(1)}`.padStart(6)

/** One line of the table for a person. */
export const line = (name: string, found: Measures | null) =>
  found === null
    ? `  ${name.padEnd(16)} not on these files`
    : `  ${name.padEnd(16)} median ${percent(found.median)} %  p90 ${percent(found.p90)} %  bias ${percent(found.bias)} %  covers ${percent(found.coverage)} %  high/low ${found.width.toFixed(2)}  (${found.sets} sets)`
