import type { Family } from './reach-families.js'

/** What tools that know no better take for the universe: all accounts of the platform. */
const PLATFORM = 330_000_000

/** Estimators to be better than (REACH §2, §4), for one set. */
export function baselines(family: Family, members: readonly number[]): Record<string, number> {
  const sizes = members.map((member) => family.lists[member]?.length ?? 0)
  const sum = sizes.reduce((total, size) => total + size, 0)
  const pairs = pairSum(family, members)
  return {
    sum,
    sainsbury_platform: sainsbury(sizes, PLATFORM),
    agostini: agostini(sum, pairs),
    beta_binomial_clamped: Math.min(sum, Math.max(...sizes, betaBinomial(sizes.length, sum, pairs, PLATFORM))),
  }
}

export const BASELINES = ['sum', 'sainsbury_platform', 'agostini', 'beta_binomial_clamped'] as const

function pairSum(family: Family, members: readonly number[]): number {
  let sum = 0
  for (const [at, one] of members.entries()) for (const other of members.slice(at + 1)) sum += family.overlap[one * family.lists.length + other] ?? 0
  return sum
}

/** N (1 - prod(1 - s/N)): lists drawn at random from a universe of N. */
const sainsbury = (sizes: number[], universe: number) => -universe * Math.expm1(sizes.reduce((sum, size) => sum + Math.log1p(-size / universe), 0))

/** Agostini 1961 as REACH §4 gives it, with its usual constant. */
const agostini = (sum: number, pairs: number) => sum ** 2 / (sum + 1.125 * pairs)

/** Metheringham's beta-binomial, moments from the sum and the pairs, universe N. */
function betaBinomial(n: number, sum: number, pairs: number, universe: number): number {
  const mean = sum / (n * universe)
  const second = (2 * pairs) / (n * (n - 1) * universe)
  const variance = second - mean ** 2
  // No more overlap than chance gives: the union is the sum, nearly.
  if (variance <= 0) return sum
  const a = (mean * (mean - second)) / variance
  const b = ((1 - mean) * (mean - second)) / variance
  if (a <= 0 || b <= 0) return sum
  let log = 0
  for (let j = 0; j < n; j++) log -= Math.log1p(a / (b + j))
  return -universe * Math.expm1(log)
}
