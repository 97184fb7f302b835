import { COUNTS_CALIBRATION } from '../../src/reach/calibration.js'
import { estimateFromCounts } from '../../src/reach/estimate.js'
import { type Family, portfolios, readFamilies, unionSize } from './reach-families.js'

/** One portfolio's estimate beside the truth. */
interface Scored {
  estimate: number
  truth: number
  low?: number
  high?: number
}

const SEED = 20260301
/** What tools that know no better take for the universe: all accounts of the platform. */
const PLATFORM = 330_000_000
const AS_OF = new Date(0)

/**
 * Scores the shipped estimators on families of lists as REACH §8 defines the measures; nothing is fitted to them.
 * @param directory every *.tsv.gz in it is one family.
 */
export async function evaluate(directory: string): Promise<{ human: string[]; result: object }> {
  const families = readFamilies(directory)
  const counts: Scored[] = []
  const byFamily: Record<string, { counts: object }> = {}
  const baselines: Record<string, Scored[]> = { sum: [], sainsbury_platform: [], agostini: [], beta_binomial_clamped: [] }
  let contained = 0
  for (const family of families) {
    const scored: Scored[] = []
    for (const { kind, members } of portfolios(family, SEED)) {
      const truth = unionSize(family, members)
      const sizes = members.map((member) => family.lists[member]?.length ?? 0)
      const found = estimateFromCounts(
        sizes.map((followers) => ({ followers, as_of: AS_OF })),
        kind !== 'random',
        COUNTS_CALIBRATION,
      )
      scored.push({ ...found, truth })
      if (found.bounds.max <= truth && truth <= found.bounds.sum) contained++
      const pairs = pairSum(family, members)
      baselines.sum?.push({ estimate: found.bounds.sum, truth })
      baselines.sainsbury_platform?.push({ estimate: sainsbury(sizes, PLATFORM), truth })
      baselines.agostini?.push({ estimate: agostini(found.bounds.sum, pairs), truth })
      baselines.beta_binomial_clamped?.push({
        estimate: Math.min(found.bounds.sum, Math.max(found.bounds.max, betaBinomial(sizes.length, found.bounds.sum, pairs, PLATFORM))),
        truth,
      })
    }
    counts.push(...scored)
    byFamily[family.name] = { counts: measures(scored) }
  }
  const none = families.length === 0
  const level = none ? null : measures(counts)
  const human = [
    ...Object.entries(byFamily).map(([name, { counts: figures }]) => `${name}: counts ${JSON.stringify(figures)}`),
    ...Object.entries(baselines).map(([name, scored]) => `baseline ${name}: ${JSON.stringify(none ? null : errors(scored))}`),
    `calibration ${COUNTS_CALIBRATION.id}; ${counts.length} portfolios of ${families.length} families, all pooled: ${JSON.stringify(level)}`,
  ]
  const result = {
    levels: { counts: level, pairs: null, sketch: null, sample: null, sample_newest: null, mixed: null, stale: null },
    bounds: { contained: none ? null : rounded(contained / counts.length) },
    families: byFamily,
    baselines: Object.fromEntries(Object.entries(baselines).map(([name, scored]) => [name, none ? null : errors(scored)])),
    calibration: COUNTS_CALIBRATION.id,
    greedy: null,
    skipped: none ? ['*.tsv.gz'] : [],
  }
  return { human, result }
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? 0
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at - Math.floor(at))
}

const errors = (scored: Scored[]) => {
  const off = scored.map(({ estimate, truth }) => Math.abs(estimate - truth) / truth)
  return { median: rounded(quantile(off, 0.5)), p90: rounded(quantile(off, 0.9)) }
}

function measures(scored: Scored[]) {
  const hit = scored.filter(({ truth, low = 0, high = 0 }) => low <= truth && truth <= high).length
  return {
    ...errors(scored),
    bias: rounded(
      quantile(
        scored.map(({ estimate, truth }) => (estimate - truth) / truth),
        0.5,
      ),
    ),
    coverage: rounded(hit / scored.length),
    width: rounded(
      quantile(
        scored.map(({ low = 1, high = 1 }) => high / low),
        0.5,
      ),
    ),
  }
}

function pairSum(family: Family, members: number[]): number {
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
