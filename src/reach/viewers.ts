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

/** A reach as far as viewers can be told from it. */
export interface Seen extends Pick<Estimate, 'estimate' | 'low' | 'high' | 'at_least'> {
  /** All follows together. */
  sum: number
  /** Accounts that are followed, or more. */
  members: number
}

/**
 * Accounts that would see a post if every member posted it once and each follower saw each with probability p, independently: whoever
 * follows m of them sees it with 1 - (1 - p)^m, so overlap raises the chance of being seen. The ends take p's ends and the reach's own.
 * Where it is not known how many follow two, three and more, they are those of the two extremes: see `extremes`.
 * @throws RangeError unless 0 ≤ p.low ≤ p.high ≤ 1.
 */
export function expectedViewers(found: Seen, p: SeeingRange = DEFAULT_SEEING): ExpectedViewers {
  if (!(0 <= p.low && p.low <= p.high && p.high <= 1)) throw new RangeError(`p is a range within 0 and 1, not ${p.low} to ${p.high}`)
  const { at_least, estimate } = found
  if (at_least === null) return { p, low: Math.floor(extremes(found, found.low, p.low).low), high: Math.ceil(extremes(found, found.high, p.high).high) }
  const seen = (chance: number) => at_least.reduce((sum, count, at) => sum + Math.max(0, count - (at_least[at + 1] ?? 0)) * sees(chance, at + 1), 0)
  const scaled = (value: number, end: number) => (estimate === 0 ? 0 : (value * end) / estimate)
  return { p, low: Math.floor(scaled(seen(p.low), found.low)), high: Math.ceil(scaled(seen(p.high), found.high)) }
}

/** Of `m` posts at least one. */
const sees = (chance: number, m: number) => -Math.expm1(m * Math.log1p(-chance))

/**
 * The fewest and the most viewers, if so many accounts make so many follows. The chance to see one of m posts is concave in m: it is largest where everybody
 * follows equally many (Jensen), and smallest where everybody follows one or all. Both rise with the number of accounts.
 */
function extremes({ sum, members }: Seen, accounts: number, chance: number): { low: number; high: number } {
  if (accounts <= 0) return { low: 0, high: 0 }
  const follows = Math.max(sum, accounts)
  const most = Math.max(members, follows / accounts)
  const all = most > 1 ? Math.min(accounts, (follows - accounts) / (most - 1)) : 0
  return { low: (accounts - all) * sees(chance, 1) + all * sees(chance, most), high: accounts * sees(chance, follows / accounts) }
}

/** Outward to two digits. */
export const roughRange = ({ low, high }: { low: number; high: number }): { low: number; high: number } => ({
  low: Math.floor(low / stepOf(low)) * stepOf(low),
  high: Math.ceil(high / stepOf(high)) * stepOf(high),
})
const stepOf = (value: number) => 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1)
