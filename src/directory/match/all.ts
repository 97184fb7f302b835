// ◆ pure
import { BLOCK_CAP, blockKeysOf } from './blocks.js'
import { clusterByCanonical, type Link } from './cluster.js'
import { glanceAt } from './glance.js'
import { decide } from './judge.js'
import { mayMatch } from './may-match.js'
import { type Prepared, prepare } from './prepare.js'
import { type Rarity, SHIPPED_RARITY } from './rarity.js'
import type { MatchRecord } from './types.js'

export interface Deduplicated {
  /** For each record the position of the one that stands for it. */
  canonical: readonly number[]
  /** Pairs that share a block; those of them that a quick look did not rule out; those that merged by themselves, and that wait for a person. */
  proposed: number
  compared: number
  auto: number
  review: number
  dropped_blocks: number
}

/** Which records share which keys, as numbers: the records of block b stand from `from[b]` to `from[b + 1]`, in order. */
interface Blocks {
  from: Int32Array
  records: Int32Array
  /** The blocks of record r stand from `starts[r]` to `starts[r + 1]`. */
  starts: Int32Array
  own: Int32Array
  dropped: number
}

/** Blocks of two records and more; those over the cap are dropped whole, and counted. */
function blocksOf(prepared: readonly Prepared[]): Blocks {
  const numbers = new Map<string, number>()
  const sizes: number[] = []
  const keys: number[] = []
  const ends: number[] = []
  for (const record of prepared) {
    for (const key of blockKeysOf(record, SHIPPED_RARITY)) {
      let number = numbers.get(key)
      if (number === undefined) {
        number = sizes.length
        numbers.set(key, number)
        sizes.push(0)
      }
      sizes[number] = (sizes[number] ?? 0) + 1
      keys.push(number)
    }
    ends.push(keys.length)
  }
  const from = new Int32Array(sizes.length + 1)
  let dropped = 0
  for (const [at, size] of sizes.entries()) {
    if (size > BLOCK_CAP) dropped++
    from[at + 1] = (from[at] ?? 0) + (size > BLOCK_CAP || size < 2 ? 0 : size)
  }
  const filled = from.slice()
  const records = new Int32Array(from[sizes.length] ?? 0)
  const starts = new Int32Array(prepared.length + 1)
  const own: number[] = []
  let next = 0
  for (const [at, end] of ends.entries()) {
    for (; next < end; next++) {
      const key = keys[next] ?? 0
      if (from[key] === from[key + 1]) continue
      const place = filled[key] ?? 0
      records[place] = at
      filled[key] = place + 1
      own.push(key)
    }
    starts[at + 1] = own.length
  }
  return { from, records, starts, own: Int32Array.from(own), dropped }
}

/**
 * Deduplicates a whole directory in memory: every record is compared with the earlier ones that share a block with it. What cannot come to a person's
 * notice is left out by a quick look (may-match.ts), so that the result is that of judging every pair.
 */
export function deduplicate(records: readonly MatchRecord[], rarity: Rarity = SHIPPED_RARITY): Deduplicated {
  const prepared = records.map(prepare)
  const { from, records: members, starts, own, dropped } = blocksOf(prepared)
  const glances = glanceAt(prepared, rarity)
  const seen = new Int32Array(records.length).fill(-1)
  const same: Link[] = []
  const links: Link[] = []
  let proposed = 0
  let compared = 0
  let review = 0
  for (const [at, record] of prepared.entries()) {
    const last = starts[at + 1] ?? 0
    for (let place = starts[at] ?? 0; place < last; place++) {
      const key = own[place] ?? 0
      const end = from[key + 1] ?? 0
      for (let next = from[key] ?? 0; next < end; next++) {
        const other = members[next] ?? 0
        if (other >= at) break
        if (seen[other] === at) continue
        seen[other] = at
        proposed++
        if (!mayMatch(glances, other, at)) continue
        const before = prepared[other]
        if (!before) continue
        compared++
        const { band, key: exact } = decide(before, record, rarity)
        if (exact !== null) same.push([other, at])
        else if (band === 'auto') links.push([other, at])
        else if (band === 'review') review++
      }
    }
  }
  const { canonical } = clusterByCanonical(records.length, { same, links })
  return { canonical, proposed, compared, auto: same.length + links.length, review, dropped_blocks: dropped }
}
