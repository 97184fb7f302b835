import { precisionOf } from '../reach/describe.js'
import type { EvidenceShares, ReachLevel } from '../reach/evidence.js'

/** The rungs of evidence in words (REACH §5), the best first. */
export const LEVEL_WORDS: Readonly<Record<ReachLevel, string>> = {
  exact: 'exact: counted over whole follower lists',
  sketch: 'from all follower lists, as sketches',
  sample: 'from random samples of the follower lists',
  'sample-newest': 'from the newest followers of each, which are no random sample',
  pairs: 'from the overlaps of each two',
  mixed: 'from the follower lists of some and the counts of others',
  stale: 'from follower lists and newer counts that do not agree with them',
  counts: 'from follower counts alone, so the range is wide',
  none: 'nothing is known',
}

const EVIDENCE: readonly (readonly [keyof EvidenceShares, string])[] = [
  ['sketch', 'a follower list'],
  ['sample', 'a sample'],
  ['pairs', 'reported overlaps'],
  ['count', 'a count only'],
  ['nothing', 'nothing'],
]

export const number = (value: number): string => Math.round(value).toLocaleString('en')
export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** What is known of the members: `a follower list of 60 %, a count only of 40 %`. */
export const evidenceInWords = (shares: EvidenceShares): string =>
  EVIDENCE.flatMap(([kind, words]) => (shares[kind] > 0 ? [`${words} of ${percent(shares[kind])}`] : [])).join(', ') || 'nothing'

export interface SizeRange {
  estimate: number
  low: number
  high: number
}

/** An estimate says no more digits than its interval has (REACH §1). */
export const rounded = (range: SizeRange): string => number(toStep(range.estimate, precisionOf(range)))

/** `1,200`, or with its range where it is not counted: `1,200 (1,100 to 1,300)`. */
export function ranged(range: SizeRange): string {
  if (range.low === range.high) return number(range.estimate)
  const step = precisionOf(range)
  return `${rounded(range)} (${number(Math.floor(range.low / step) * step)} to ${number(Math.ceil(range.high / step) * step)})`
}

const toStep = (value: number, step: number) => Math.round(value / step) * step

/** The ends of a scenario, outward to two digits: more would look measured. */
export const roughly = ({ low, high }: { low: number; high: number }): [low: string, high: string] => [
  number(Math.floor(low / stepOfTwo(low)) * stepOfTwo(low)),
  number(Math.ceil(high / stepOfTwo(high)) * stepOfTwo(high)),
]
const stepOfTwo = (value: number) => 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1)

/** US dollars as on a bill; what is less than a cent is said to be so. */
export const dollars = (usd: number): string =>
  usd > 0 && usd < 0.01 ? 'less than $0.01' : `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
