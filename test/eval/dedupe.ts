import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { blockKeysOf, proposePairs } from '../../src/directory/match/blocks.js'
import { clusterByCanonical } from '../../src/directory/match/cluster.js'
import { decide } from '../../src/directory/match/judge.js'
import { prepare } from '../../src/directory/match/prepare.js'
import { SHIPPED_RARITY } from '../../src/directory/match/rarity.js'
import { WEIGHTS, type Weights } from '../../src/directory/match/weights.js'
import { type Labelled, readRor } from './dedupe-data.js'

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
const rounded = (value: number) => Math.round(value * 1e4) / 1e4
const pairsIn = (count: number) => (count * (count - 1)) / 2

function scoreRor(rows: Labelled[], weights: Weights = WEIGHTS) {
  const prepared = rows.map(({ record }) => prepare(record))
  const { pairs } = proposePairs(prepared.map((record) => blockKeysOf(record, SHIPPED_RARITY)))
  const truth = rows.map((row) => row.truth)
  const sizes = new Map<string, number>()
  for (const id of truth) sizes.set(id, (sizes.get(id) ?? 0) + 1)
  const all = [...sizes.values()].reduce((sum, size) => sum + pairsIn(size), 0)
  let proposed = 0,
    auto = 0,
    autoRight = 0,
    review = 0,
    reviewRight = 0
  const links: (readonly [number, number])[] = []
  for (const [i, j] of pairs) {
    const a = prepared[i],
      b = prepared[j]
    if (!a || !b) continue
    const same = truth[i] === truth[j] ? 1 : 0
    proposed += same
    const { band } = decide(a, b, SHIPPED_RARITY, weights)
    if (band === 'auto') {
      auto++
      autoRight += same
      links.push([i, j])
    }
    if (band === 'review') {
      review++
      reviewRight += same
    }
  }
  const { canonical } = clusterByCanonical(rows.length, links)
  const groups = new Map<number, string[]>()
  canonical.forEach((centre, at) => groups.set(centre, [...(groups.get(centre) ?? []), truth[at] ?? '']))
  let together = 0,
    right = 0
  for (const members of groups.values()) {
    together += pairsIn(members.length)
    for (let i = 0; i < members.length; i++) for (let j = i + 1; j < members.length; j++) if (members[i] === members[j]) right++
  }
  return {
    auto_precision_pair: rounded(share(autoRight, auto)),
    auto_precision_cluster: rounded(share(right, together)),
    auto_recall: rounded(share(autoRight, all)),
    review_recall: rounded(share(autoRight + reviewRight, all)),
    blocking_completeness: rounded(share(proposed, all)),
    reduction: rounded(1 - share(pairs.length, pairsIn(rows.length))),
    review_per_1000: rounded((1000 * review) / rows.length),
  }
}

export async function evaluate(directory: string): Promise<{ human: string[]; result: object }> {
  const ror = readRor(directory)
  const result = ror && scoreRor(ror)
  return { human: [], result: { ror: result } }
}
