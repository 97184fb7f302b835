import { decideSeen } from '../../src/directory/match/judge.js'
import type { Labelled, NamePair } from './dedupe-data.js'
import { closure, rounded, type Stage, scoreChicago, scoreNames, scoreRor, seeNames, setStage, share } from './dedupe-score.js'

/** Which half a body is in: FNV-1a of what names it, so that neither the order of the file nor its size plays a part. */
export function halfOf(key: string): 0 | 1 {
  let hash = -2128831035
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 16777619)
  // The low bit alone follows the letters' low bits.
  return ((hash ^ (hash >>> 15)) & 1) === 0 ? 0 : 1
}

export const halvesOf = (rows: readonly Labelled[]): [Labelled[], Labelled[]] => [
  rows.filter(({ truth }) => halfOf(truth) === 0),
  rows.filter(({ truth }) => halfOf(truth) === 1),
]

/** Pairs that have a name in common, however indirectly, are about the same bodies and stay in one half. */
export function halvesOfPairs(pairs: readonly NamePair[]): [NamePair[], NamePair[]] {
  const key = (name: string) => name.toLowerCase()
  const names = [...new Set(pairs.flatMap(({ a, b }) => [key(a), key(b)]))].sort()
  const numbers = new Map(names.map((name, at) => [name, at]))
  const groups = closure(
    names.length,
    pairs.map(({ a, b }) => [numbers.get(key(a)) ?? 0, numbers.get(key(b)) ?? 0] as const),
  )
  const least = new Map<number, string>()
  for (const [at, group] of groups.entries()) if (!least.has(group)) least.set(group, names[at] ?? '')
  const half = ({ a }: NamePair) => halfOf(least.get(groups[numbers.get(key(a)) ?? 0] ?? 0) ?? '')
  return [pairs.filter((pair) => half(pair) === 0), pairs.filter((pair) => half(pair) === 1)]
}

/** Precision of the pairs that merge by themselves and have a record in that half, in the blocks of the whole: pairs across the halves count in both. */
function touchingPrecision(stage: Stage, half: 0 | 1): number {
  let auto = 0
  let right = 0
  for (const { i, j, a, b, same, sight } of stage.pairs) {
    if (halfOf(stage.truth[i] ?? '') !== half && halfOf(stage.truth[j] ?? '') !== half) continue
    if (decideSeen(a, b, sight).band !== 'auto') continue
    auto++
    if (same) right++
  }
  return rounded(share(right, auto))
}

type Line = [label: string, halves: readonly [number, number], goal: number]

/**
 * The measures on either half of the bodies, with the constants of the source as they are. The constants were chosen with both halves in view, so this shows
 * how much a figure owes to which bodies the file happens to hold, and not how it would be on bodies never seen. A half has half as many wrong pairs for
 * each body to be mistaken about as the whole, which flatters its precision. The pairs that touch a half are therefore scored in the whole too: there a pair across the halves, which is always wrong, counts
 * against both, so that the truth is between the two lines.
 */
export function scoreHalves(
  ror: readonly Labelled[] | null,
  whole: Stage | null,
  chicago: readonly Labelled[] | null,
  names: readonly NamePair[] | null,
): string[] {
  const lines: Line[] = []
  if (ror && whole) {
    const [one, other] = halvesOf(ror).map((rows) => scoreRor(setStage(rows)))
    if (one && other)
      lines.push(
        ['ROR auto precision, pairs', [one.auto_precision_pair, other.auto_precision_pair], 0.99],
        ['  of pairs that touch the half', [touchingPrecision(whole, 0), touchingPrecision(whole, 1)], 0.99],
        ['ROR auto precision, clusters', [one.auto_precision_cluster, other.auto_precision_cluster], 0.99],
        ['ROR auto recall', [one.auto_recall, other.auto_recall], 0.22],
        ['ROR auto + review recall', [one.review_recall, other.review_recall], 0.5],
        ['ROR blocking completeness', [one.blocking_completeness, other.blocking_completeness], 0.8],
      )
  }
  if (names && names.length > 0) {
    const [one, other] = halvesOfPairs(names).map((pairs) => scoreNames(seeNames(pairs)))
    if (one && other)
      lines.push(
        ['names F1', [one.f1, other.f1], 0.89],
        ['names recall when sure', [one.auto_recall, other.auto_recall], 0.6],
        ['names precision when sure', [one.auto_precision, other.auto_precision], 0.97],
      )
  }
  if (chicago && chicago.length > 0) {
    const [one, other] = halvesOf(chicago).map((rows) => scoreChicago(setStage(rows)))
    if (one && other)
      lines.push(
        ['Chicago cluster precision', [one.cluster_precision, other.cluster_precision], 0.985],
        ['Chicago cluster F1', [one.cluster_f1, other.cluster_f1], 0.95],
      )
  }
  if (lines.length === 0) return []
  const cell = (value: number) => value.toFixed(4).padStart(10)
  return [
    'halves of the bodies, by hash, with the constants of the source',
    `${''.padEnd(30)}${['one half', 'the other', 'goal'].map((head) => head.padStart(10)).join('')}`,
    ...lines.map(([label, [one, other], goal]) => {
      const missed = [one, other].filter((value) => value < goal).length
      return `${label.padEnd(30)}${cell(one)}${cell(other)}${cell(goal)}${missed === 0 ? '  both reach it' : missed === 1 ? '  ONE MISSES' : '  BOTH MISS'}`
    }),
  ]
}
