import { blockKeysOf, proposePairs } from '../../src/directory/match/blocks.js'
import { clusterByCanonical } from '../../src/directory/match/cluster.js'
import { decideSeen, type Verdict } from '../../src/directory/match/judge.js'
import { type Prepared, prepare } from '../../src/directory/match/prepare.js'
import { SHIPPED_RARITY } from '../../src/directory/match/rarity.js'
import { type PairSight, seePair } from '../../src/directory/match/sights.js'
import { LIKELY_Z, SAME_NAME_Z, SURE_NAME_Z, WEIGHTS, type Weights } from '../../src/directory/match/weights.js'
import type { Labelled, NamePair } from './dedupe-data.js'

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4
const pairsIn = (count: number) => (count * (count - 1)) / 2
export const f1 = (precision: number, recall: number): number => share(2 * precision * recall, precision + recall)

/** What is left out, to see what it buys: rules get no points, vetoes do not forbid, `two_kinds` asks for one kind of evidence only. */
export interface Cut {
  weights: Weights
  leave_out: ReadonlySet<string>
}
export const NO_CUT: Cut = { weights: WEIGHTS, leave_out: new Set() }

interface SeenPair {
  i: number
  j: number
  a: Prepared
  b: Prepared
  same: boolean
  sight: PairSight
}

/** Labelled records with their proposed pairs compared once, so that rules can be left out without comparing again. */
export interface Stage {
  truth: readonly string[]
  keys: readonly (readonly string[])[]
  /** Pairs with the same true id, proposed or not. */
  true_pairs: number
  pairs: readonly SeenPair[]
}

export function setStage(rows: readonly Labelled[]): Stage {
  const prepared = rows.map(({ record }) => prepare(record))
  const truth = rows.map((row) => row.truth)
  const keys = prepared.map((record) => blockKeysOf(record, SHIPPED_RARITY))
  const sizes = new Map<string, number>()
  for (const id of truth) sizes.set(id, (sizes.get(id) ?? 0) + 1)
  const pairs = proposePairs(keys).pairs.flatMap(([i, j]) => {
    const a = prepared[i]
    const b = prepared[j]
    return a && b ? [{ i, j, a, b, same: truth[i] === truth[j], sight: seePair(a, b, SHIPPED_RARITY, WEIGHTS) }] : []
  })
  return { truth, keys, pairs, true_pairs: [...sizes.values()].reduce((sum, size) => sum + pairsIn(size), 0) }
}

/** |C ∩ T| / |T| with only those kinds of key that `keep` wants. */
export function completeness(stage: Stage, keep: (kind: string) => boolean): number {
  const { pairs } = proposePairs(stage.keys.map((keys) => keys.filter((key) => keep(key.slice(0, key.indexOf(':'))))))
  return share(pairs.filter(([i, j]) => stage.truth[i] === stage.truth[j]).length, stage.true_pairs)
}

const verdicts = (stage: Stage, cut: Cut): Verdict[] => stage.pairs.map(({ a, b, sight }) => decideSeen(a, b, sight, cut.weights, cut.leave_out))

export interface PairRates {
  precision: number
  recall: number
}

/** Pair precision and recall inside final clusters: the figure that merging costs. */
export function clusterRates(stage: Stage, centres: readonly number[]): PairRates {
  const groups = new Map<number, string[]>()
  for (const [at, centre] of centres.entries()) groups.set(centre, [...(groups.get(centre) ?? []), stage.truth[at] ?? ''])
  let together = 0
  let right = 0
  for (const members of groups.values()) {
    together += pairsIn(members.length)
    for (const [i, one] of members.entries()) for (const other of members.slice(i + 1)) if (one === other) right++
  }
  return { precision: share(right, together), recall: share(right, stage.true_pairs) }
}

/** Clusters by transitive closure: what we do not do, for comparison. */
export function closure(count: number, links: readonly (readonly [number, number])[]): number[] {
  const parent = Array.from({ length: count }, (_, at) => at)
  const root = (at: number): number => {
    let top = at
    while (parent[top] !== top) top = parent[top] ?? top
    return top
  }
  for (const [a, b] of links) parent[root(a)] = root(b)
  return parent.map((_, at) => root(at))
}

export function scoreRor(stage: Stage, cut: Cut = NO_CUT) {
  let auto = 0
  let autoRight = 0
  let review = 0
  let reviewRight = 0
  const links: [number, number][] = []
  const found = verdicts(stage, cut)
  for (const [at, { i, j, same }] of stage.pairs.entries()) {
    const band = found[at]?.band
    if (band === 'auto') {
      auto++
      if (same) autoRight++
      links.push([i, j])
    } else if (band === 'review') {
      review++
      if (same) reviewRight++
    }
  }
  const count = stage.truth.length
  const cluster = clusterRates(stage, clusterByCanonical(count, { links }).canonical)
  return {
    auto_precision_pair: rounded(share(autoRight, auto)),
    auto_precision_cluster: rounded(cluster.precision),
    auto_recall: rounded(share(autoRight, stage.true_pairs)),
    review_recall: rounded(share(autoRight + reviewRight, stage.true_pairs)),
    blocking_completeness: rounded(share(stage.pairs.filter(({ same }) => same).length, stage.true_pairs)),
    reduction: rounded(1 - share(stage.pairs.length, pairsIn(count))),
    review_per_1000: rounded(share(1000 * review, count)),
    cluster_recall: rounded(cluster.recall),
    closure_precision: rounded(clusterRates(stage, closure(count, links)).precision),
  }
}

export function scoreChicago(stage: Stage, cut: Cut = NO_CUT) {
  const found = verdicts(stage, cut)
  const cluster = (wanted: (verdict: Verdict) => boolean) => {
    const links = stage.pairs.flatMap(({ i, j }, at): [number, number][] => {
      const verdict = found[at]
      return verdict && wanted(verdict) ? [[i, j]] : []
    })
    return clusterRates(stage, clusterByCanonical(stage.truth.length, { links }).canonical)
  }
  // Decided "same" means likely enough (LIKELY_Z), whether it merges by itself or a person is asked: many of these bodies are a school in a school.
  const likely = cluster(({ z }) => z >= LIKELY_Z)
  const alone = cluster(({ band }) => band === 'auto')
  return {
    cluster_precision: rounded(likely.precision),
    cluster_recall: rounded(likely.recall),
    cluster_f1: rounded(f1(likely.precision, likely.recall)),
    blocking_completeness: rounded(share(stage.pairs.filter(({ same }) => same).length, stage.true_pairs)),
    auto_cluster_precision: rounded(alone.precision),
    auto_cluster_recall: rounded(alone.recall),
  }
}

export interface SeenNames {
  pair: NamePair
  a: Prepared
  b: Prepared
  sight: PairSight
}

export function seeNames(pairs: readonly NamePair[]): SeenNames[] {
  const named = (name: string) => prepare({ id: name, kind: 'organisation', names: [name], handles: [], x_user_ids: [], urls: [] })
  return pairs.map((pair) => {
    const a = named(pair.a)
    const b = named(pair.b)
    return { pair, a, b, sight: seePair(a, b, SHIPPED_RARITY, WEIGHTS) }
  })
}

export function scoreNames(seen: readonly SeenNames[], cut: Cut = NO_CUT) {
  let called = 0
  let calledRight = 0
  let sure = 0
  let sureRight = 0
  for (const { pair, a, b, sight } of seen) {
    const { z, vetoes } = decideSeen(a, b, sight, cut.weights, cut.leave_out)
    if (z >= SAME_NAME_Z) {
      called++
      if (pair.same) calledRight++
    }
    if (z >= SURE_NAME_Z && vetoes.length === 0 && !sight.name?.sights.some(([rule]) => rule === 'name.legal')) {
      sure++
      if (pair.same) sureRight++
    }
  }
  const positive = seen.filter(({ pair }) => pair.same).length
  const auto_precision = share(sureRight, sure)
  const auto_recall = share(sureRight, positive)
  return {
    f1: rounded(f1(share(calledRight, called), share(calledRight, positive))),
    auto_precision: rounded(auto_precision),
    auto_recall: rounded(auto_recall),
    recall_at_p97: auto_precision >= 0.97 ? rounded(auto_recall) : 0,
    precision: rounded(share(calledRight, called)),
    recall: rounded(share(calledRight, positive)),
  }
}
