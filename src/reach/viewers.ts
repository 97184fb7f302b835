// ◆ pure
import type { Estimate } from './evidence.js'

/**
 * How likely a follower is to see a post of one account: the caller's range. The default spans what is published (REACH §7): 35 % of friends
 * see a post (Bernstein et al., CHI 2013), and factors from .15 down that tools use.
 */
export interface SeeingRange {
  low: number
  high: number
}

export const DEFAULT_SEEING: SeeingRange = { low: 0.05, high: 0.35 }

/** A scenario, always with the p it was made with, never one number and never a headline (REACH §7). */
export interface ExpectedViewers {
  p: SeeingRange
  low: number
  high: number
}

/**
 * Accounts that would see a post if every member posted it once and each follower saw each with probability p, independently: whoever
 * follows m of them sees it with 1 - (1 - p)^m, so overlap raises the chance of being seen. The ends take p's ends and the reach's own.
 * @returns null where nothing is known of how many follow two, three and more.
 * @throws RangeError unless 0 ≤ p.low ≤ p.high ≤ 1.
 */
export function expectedViewers(found: Pick<Estimate, 'estimate' | 'low' | 'high' | 'at_least'>, p: SeeingRange = DEFAULT_SEEING): ExpectedViewers | null {
  if (!(0 <= p.low && p.low <= p.high && p.high <= 1)) throw new RangeError(`p is a range within 0 and 1, not ${p.low} to ${p.high}`)
  const { at_least, estimate } = found
  if (at_least === null) return null
  const seen = (chance: number) =>
    at_least.reduce((sum, count, at) => sum + Math.max(0, count - (at_least[at + 1] ?? 0)) * -Math.expm1((at + 1) * Math.log1p(-chance)), 0)
  const scaled = (value: number, end: number) => (estimate === 0 ? 0 : (value * end) / estimate)
  return { p, low: Math.floor(scaled(seen(p.low), found.low)), high: Math.ceil(scaled(seen(p.high), found.high)) }
}

/** Outward to two digits. */
export const roughRange = ({ low, high }: { low: number; high: number }): { low: number; high: number } => ({
  low: Math.floor(low / stepOf(low)) * stepOf(low),
  high: Math.ceil(high / stepOf(high)) * stepOf(high),
})
const stepOf = (value: number) => 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1)
