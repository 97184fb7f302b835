import { CALIBRATION } from '../../src/reach/calibration.js'
import { recommend } from '../../src/reach/coverage.js'
import { estimateReachOf } from '../../src/reach/estimate.js'
import type { Evidence } from '../../src/reach/evidence.js'
import { baselines } from './reach-baselines.js'
import { type Prepared, prepare, smaller, withCounts, withOldLists, withPairs, withSamples, withSketches } from './reach-evidence.js'
import { draw, type Family, portfolios, seeded, unionSize } from './reach-families.js'
import type { Scored } from './reach-scores.js'

export const SEED = 20260301

/**
 * The rungs as they are scored; `sample_beside` and `newest_beside` have the lists of half and samples of the others; sketch_256 is the product's sketch with a k small
 * enough that these short lists are cut. `mixed` knows half of the lists, `mixed_two` the first two that came to hand, `mixed_kin` the two that have most in common: two
 * accounts of one body, say.
 */
export const LEVELS = [
  'counts',
  'pairs',
  'sketch',
  'sketch_256',
  'sample',
  'sample_newest',
  'mixed',
  'mixed_two',
  'mixed_kin',
  'sample_beside',
  'newest_beside',
  'stale',
] as const
export type Level = (typeof LEVELS)[number]

export interface FamilyScores {
  levels: Record<Level, Scored[]>
  baselines: Record<string, { estimate: number; truth: number }[]>
  /** Sets for which every rung's proved bounds held the truth, and those for which one did not. */
  contained: number
  sets: number
}

/**
 * Every rung on every portfolio, by the function the product uses.
 * @param before an earlier snapshot of the same accounts, if there is one.
 * @param ordered the lists are newest-first.
 */
export function scoreFamily(family: Family, before: Family | null, ordered: boolean): FamilyScores {
  const prepared = prepare(family)
  const cut = smaller(prepared, 256)
  const old = before ? prepare(before) : null
  const kept = new Set(before?.accounts ?? [])
  const random = seeded(SEED + 1)
  const two = seeded(SEED + 2)
  const scores: FamilyScores = {
    levels: Object.fromEntries(LEVELS.map((level) => [level, []])) as unknown as FamilyScores['levels'],
    baselines: {},
    contained: 0,
    sets: 0,
  }
  for (const { kind, members } of portfolios(family, SEED)) {
    const truth = unionSize(family, members)
    const topical = kind !== 'random'
    const proofs: boolean[] = []
    const score = (level: Level, evidence: Evidence) => {
      const found = estimateReachOf(evidence, CALIBRATION)
      scores.levels[level].push({ estimate: found.estimate, low: found.low, high: found.high, truth })
      if (found.bounds) proofs.push(found.bounds.low <= truth && truth <= found.bounds.high)
    }
    score('counts', withCounts(prepared, members, topical))
    score('pairs', withPairs(prepared, members, topical))
    score('sketch', withSketches(prepared, members, topical))
    score('sketch_256', withSketches(cut, members, topical))
    score('sample', withSamples(prepared, members, topical, random))
    if (ordered) score('sample_newest', withSamples(prepared, members, topical, null))
    // Half of an odd number is the smaller or the larger half, in turn.
    const half = Math.floor(members.length / 2 + (scores.sets % 2) / 2)
    const lists = withSketches(prepared, members, topical, draw(members, half, random))
    score('mixed', lists)
    if (members.length > 2) {
      // Not the portfolios' own generator: what was scored before keeps its draws.
      score('mixed_two', withSketches(prepared, members, topical, draw(members, 2, two)))
      score('mixed_kin', withSketches(prepared, members, topical, mostAlike(family, members)))
    }
    score('sample_beside', { ...withSamples(prepared, members, topical, random), sketches: lists.sketches })
    if (ordered) score('newest_beside', { ...withSamples(prepared, members, topical, null), sketches: lists.sketches })
    if (old && members.every((member) => kept.has(family.accounts[member] ?? ''))) score('stale', withOldLists(old, prepared, members, topical))
    for (const [name, estimate] of Object.entries(baselines(family, members))) {
      const list = scores.baselines[name] ?? []
      list.push({ estimate, truth })
      scores.baselines[name] = list
    }
    scores.sets++
    if (proofs.every(Boolean)) scores.contained++
  }
  return scores
}

/** The two of them whose lists have the largest share in common (Jaccard). */
function mostAlike({ lists, overlap }: Family, members: readonly number[]): number[] {
  const shared = (one: number, other: number) => overlap[one * lists.length + other] ?? 0
  const size = (member: number) => lists[member]?.length ?? 0
  const pairs = members.flatMap((one, at) =>
    members.slice(at + 1).map((other) => ({ pair: [one, other], alike: shared(one, other) / (size(one) + size(other) - shared(one, other)) })),
  )
  return pairs.reduce((best, next) => (next.alike > best.alike ? next : best)).pair
}

/** True reach of the sketches' ten picks / that of exact greedy's ten. */
export function greedyShare(family: Family, k: number): number {
  const { sketches } = smaller(prepare(family), k)
  const places = new Map(family.accounts.map((account, at) => [account, at]))
  const { picks } = recommend(
    family.accounts.flatMap((id, at) => {
      const sketch = sketches[at]
      return sketch ? [{ id, sketch }] : []
    }),
    10,
  )
  const found = picks.map(({ id }) => places.get(id) ?? 0)
  return unionSize(family, found) / unionSize(family, exactGreedy(family, 10))
}

function exactGreedy({ lists, ids }: Family, count: number): number[] {
  const seen = new Uint8Array(ids)
  const picks: number[] = []
  while (picks.length < Math.min(count, lists.length)) {
    let best = -1
    let most = -1
    for (const [at, list] of lists.entries()) {
      if (picks.includes(at)) continue
      let gain = 0
      for (const id of list) if (!seen[id]) gain++
      if (gain > most) {
        most = gain
        best = at
      }
    }
    picks.push(best)
    for (const id of lists[best] ?? []) seen[id] = 1
  }
  return picks
}

export type { Prepared }
