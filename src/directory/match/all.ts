// ◆ pure
import { BLOCK_CAP, blockKeysOf } from './blocks.js'
import { clusterByCanonical, type Link } from './cluster.js'
import { glanceAt } from './glance.js'
import { decide, type Verdict } from './judge.js'
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

export type KeysOf = (record: Prepared) => readonly string[]

const keysForNames: KeysOf = (record) => blockKeysOf(record, SHIPPED_RARITY)

/** Blocks of two records and more; those over the cap are dropped whole, and counted. */
function blocksOf(prepared: readonly Prepared[], keysOf: KeysOf): Blocks {
  const numbers = new Map<string, number>()
  const sizes: number[] = []
  const keys: number[] = []
  const ends: number[] = []
  for (const record of prepared) {
    for (const key of keysOf(record)) {
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
 * Judges a whole directory in memory: every record is compared with the earlier ones that share a block with it, and `take` is given what is not distinct.
 * What cannot come to a person's notice is left out by a quick look (may-match.ts), so that the result is that of judging every pair.
 */
export function judgeAll(
  prepared: readonly Prepared[],
  take: (one: number, other: number, verdict: Verdict) => void,
  { rarity = SHIPPED_RARITY, keysOf = keysForNames }: { rarity?: Rarity; keysOf?: KeysOf } = {},
): Pick<Deduplicated, 'proposed' | 'compared' | 'dropped_blocks'> {
  const { from, records: members, starts, own, dropped } = blocksOf(prepared, keysOf)
  const glances = glanceAt(prepared, rarity)
  const seen = new Int32Array(prepared.length).fill(-1)
  let proposed = 0
  let compared = 0
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
        const verdict = decide(before, record, rarity)
        if (verdict.band !== 'distinct') take(other, at, verdict)
      }
    }
  }
  return { proposed, compared, dropped_blocks: dropped }
}

/** Deduplicates a whole directory in memory: judged as in judgeAll(), then joined to canonical records. */
export function deduplicate(records: readonly MatchRecord[], rarity: Rarity = SHIPPED_RARITY): Deduplicated {
  const same: Link[] = []
  const links: Link[] = []
  let review = 0
  const judged = judgeAll(
    records.map(prepare),
    (one, other, { band, key }) => {
      if (key !== null) same.push([one, other])
      else if (band === 'auto') links.push([one, other])
      else review++
    },
    { rarity },
  )
  const { canonical } = clusterByCanonical(records.length, { same, links })
  return { ...judged, canonical, auto: same.length + links.length, review }
}
