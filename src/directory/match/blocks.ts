// ◆ pure
import { type Prepared, prepare } from './prepare.js'
import { type Rarity, SHIPPED_RARITY } from './rarity.js'
import type { MatchRecord } from './types.js'
import { STOP } from './words.js'

/** A block with more records than this is too common to be looked through; what it would have proposed is counted. */
export const BLOCK_CAP = 150

/**
 * The keys under which a record is stored and looked up: two records that share none are never compared. Short, and made of the record
 * and the shipped rarity table alone.
 */
export function blockKeysOf(record: Prepared, rarity: Rarity): string[] {
  const keys = new Set<string>()
  const add = (kind: string, value: string) => {
    if (value !== '') keys.add(`${kind}:${value.slice(0, 60)}`)
  }
  for (const id of record.record.x_user_ids) add('id', id)
  for (const handle of record.handles) add('@', handle)
  for (const name of record.names) {
    if (name.core.length === 0) continue
    add('f', name.fingerprint)
    add('q', name.squashed)
    if (name.squashed.length >= 8) add('p', name.squashed.slice(0, 8))
    if (name.acronym !== null) {
      add('i', name.acronym)
    } else {
      for (const key of initialKeys(name.words)) add('i', key)
      add('i', name.initials)
      add('i', name.initials_core)
    }
    const rare = [...new Set(name.core)].map((word) => ({ word, idf: rarity.idf(word) })).sort((x, y) => y.idf - x.idf || (x.word < y.word ? -1 : 1))
    for (const { word } of rare.slice(0, 4)) {
      if (word.length >= 3) add('t', word)
    }
    // Where a word alone is too common for a block, two of them may do.
    const few = rare
      .slice(0, 4)
      .map(({ word }) => word)
      .sort()
    for (let i = 0; i < few.length; i++) for (let j = i + 1; j < few.length; j++) add('tt', `${few[i]} ${few[j]}`)
  }
  for (const site of record.sites) {
    add('h', site.host)
    add('u', site.host + site.path)
    add('d', site.domain)
  }
  if (record.phone !== null) add('tel', record.phone)
  if (record.street !== null) add('st', `${record.street.number} ${record.street.name.slice(0, 3)}`)
  return [...keys]
}

function initialKeys(words: readonly string[]): string[] {
  const content = words.filter((word) => !STOP.has(word))
  if (content.length < 2) return []
  const letters = content.map((word) => word[0] ?? '').join('')
  const first = content[0] ?? ''
  // Parts of a name's end are what a department calls itself; two letters of the first word are how place names are cut.
  const ends = [3, 4, 5].map((count) => letters.slice(-count))
  const shorter = [letters.slice(0, -1), letters.slice(1), first.slice(0, 2) + letters.slice(1), first.slice(0, 3) + letters.slice(1)]
  return [letters, ...shorter, ...ends].filter((key) => key.length >= 3)
}

/** The same for a record as it is stored; with the shipped table, so that keys never move. */
export const blockKeys = (record: MatchRecord): string[] => blockKeysOf(prepare(record), SHIPPED_RARITY)

export interface Proposals {
  /** Pairs of positions, each once, lower position first. */
  pairs: readonly (readonly [number, number])[]
  blocks: number
  /** Blocks over the cap, and the pairs they would have proposed (with repetitions). */
  dropped_blocks: number
  dropped_pairs: number
}

/** Every pair of records that share a key whose block is no larger than the cap. */
export function proposePairs(keys: readonly (readonly string[])[], cap = BLOCK_CAP): Proposals {
  const blocks = new Map<string, number[]>()
  keys.forEach((own, at) => {
    for (const key of own) {
      const block = blocks.get(key)
      if (block) block.push(at)
      else blocks.set(key, [at])
    }
  })
  const seen = new Set<number>()
  const n = keys.length
  let dropped_blocks = 0
  let dropped_pairs = 0
  for (const block of blocks.values()) {
    if (block.length > cap) {
      dropped_blocks++
      dropped_pairs += (block.length * (block.length - 1)) / 2
      continue
    }
    for (let i = 0; i < block.length; i++) for (let j = i + 1; j < block.length; j++) seen.add((block[i] ?? 0) * n + (block[j] ?? 0))
  }
  return { pairs: [...seen].map((key) => [Math.floor(key / n), key % n] as const), blocks: blocks.size, dropped_blocks, dropped_pairs }
}
