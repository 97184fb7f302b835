// ◆ pure
import { BLOCK_CAP, blockKeysOf } from './blocks.js'
import { clusterByCanonical, type Link } from './cluster.js'
import { decide } from './judge.js'
import { type Prepared, prepare } from './prepare.js'
import { type Rarity, SHIPPED_RARITY } from './rarity.js'
import type { MatchRecord } from './types.js'

export interface Deduplicated {
  /** For each record the position of the one that stands for it. */
  canonical: readonly number[]
  /** Pairs that were compared, merged by themselves, and wait for a person. */
  compared: number
  auto: number
  review: number
  dropped_blocks: number
}

/**
 * Deduplicates a whole directory in memory: every record is compared with the earlier ones that share a block with it. Keys are counted first, so that
 * a block over the cap is dropped whole, and kept as numbers, so that a hundred thousand records fit.
 */
export function deduplicate(records: readonly MatchRecord[], rarity: Rarity = SHIPPED_RARITY): Deduplicated {
  const prepared: Prepared[] = []
  const numbers = new Map<string, number>()
  const own: Int32Array[] = []
  const sizes: number[] = []
  for (const record of records) {
    const ready = prepare(record)
    prepared.push(ready)
    const keys = blockKeysOf(ready, SHIPPED_RARITY)
    own.push(
      Int32Array.from(keys, (key) => {
        const known = numbers.get(key)
        const number = known ?? numbers.size
        if (known === undefined) numbers.set(key, number)
        sizes[number] = (sizes[number] ?? 0) + 1
        return number
      }),
    )
  }
  numbers.clear()
  const blocks = new Map<number, number[]>()
  const seen = new Int32Array(records.length).fill(-1)
  const same: Link[] = []
  const links: Link[] = []
  let compared = 0
  let review = 0
  for (const [at, record] of prepared.entries()) {
    for (const key of own[at] ?? []) {
      const size = sizes[key] ?? 0
      if (size < 2 || size > BLOCK_CAP) continue
      const block = blocks.get(key)
      if (!block) {
        blocks.set(key, [at])
        continue
      }
      for (const other of block) {
        if (seen[other] === at) continue
        seen[other] = at
        const before = prepared[other]
        if (!before) continue
        compared++
        const { band, key: exact } = decide(before, record, rarity)
        if (exact !== null) same.push([other, at])
        else if (band === 'auto') links.push([other, at])
        else if (band === 'review') review++
      }
      block.push(at)
    }
  }
  const { canonical } = clusterByCanonical(records.length, { same, links })
  return { canonical, compared, auto: same.length + links.length, review, dropped_blocks: sizes.filter((size) => size > BLOCK_CAP).length }
}
