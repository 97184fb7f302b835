// ◆ pure
import { BLOCK_CAP, blockKeysOf } from './blocks.js'
import { clusterByCanonical, type Link } from './cluster.js'
import { decide } from './judge.js'
import { type Prepared, prepare } from './prepare.js'
import { type Rarity, SHIPPED_RARITY } from './rarity.js'
import type { MatchRecord } from './types.js'

/** What a quick look at a record needs: the weights of its name's words, and whether anything but that name could speak for a match. */
interface Glance {
  core: readonly string[]
  weights: Float64Array
  total: number
  start: string
  /** More names than one, an acronym, or no name: always worth a closer look. */
  odd: boolean
}

const NOTHING: Glance = { core: [], weights: new Float64Array(), total: 0, start: '', odd: true }

export function glanceAt(record: Prepared, rarity: Rarity): Glance {
  const [name, ...more] = record.names
  if (!name || more.length > 0 || name.acronym !== null || name.core.length === 0) return NOTHING
  const weights = Float64Array.from(name.core, (word) => rarity.idf(word))
  return { core: name.core, weights, total: weights.reduce((sum, weight) => sum + weight, 0), start: name.squashed.slice(0, 2), odd: false }
}

/** Share of the lighter name's weight that must stand in both, word for word, for names that begin differently. */
const WORTH = 0.3

/**
 * Whether two records are worth comparing closely. Most pairs that a block proposes share one word and nothing else; on the development part of
 * ROR this look spares a third of the comparisons and overlooks none that would merge by itself.
 */
export function worthComparing(a: Prepared, b: Prepared, one: Glance, other: Glance): boolean {
  if (one.odd || other.odd || one.start === other.start) return true
  let shared = 0
  for (let at = 0; at < one.core.length; at++) if (other.core.includes(one.core[at] ?? '')) shared += one.weights[at] ?? 0
  if (shared >= WORTH * Math.min(one.total, other.total)) return true
  if (a.phone !== null && a.phone === b.phone) return true
  if (a.street !== null && a.street.number === b.street?.number) return true
  if (a.sites.some((site) => b.sites.some(({ host }) => host === site.host))) return true
  if (a.record.x_user_ids.some((id) => b.record.x_user_ids.includes(id))) return true
  return a.handles.length > 0 || b.handles.length > 0
}

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
  const glances = prepared.map((record) => glanceAt(record, rarity))
  for (const [at, record] of prepared.entries()) {
    const glance = glances[at] ?? NOTHING
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
        if (!before || !worthComparing(before, record, glances[other] ?? NOTHING, glance)) continue
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
