import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Lists of ids of one community: each account with whom it follows or who follows it. */
export interface Family {
  name: string
  accounts: string[]
  /** Distinct id numbers of each account's list. */
  lists: Uint32Array[]
  ids: number
  /** Size of the overlap of each two lists, row by row. */
  overlap: Uint32Array
}

/** Every *.tsv.gz of the directory (header account<TAB>id), with the lists that are long enough (REACH §8). */
export function readFamilies(directory: string): Family[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter((file) => file.endsWith('.tsv.gz'))
    .sort()
    .map((file) => readFamily(file.replace(/\.tsv\.gz$/, ''), gunzipSync(readFileSync(join(directory, file))).toString('utf8')))
}

export function readFamily(name: string, tsv: string): Family {
  const [header = '', ...rows] = tsv.replace(/^\uFEFF/, '').split(/\r?\n/)
  const columns = header.split('\t')
  const accountAt = columns.indexOf('account')
  const idAt = columns.indexOf('id')
  if (accountAt < 0 || idAt < 0) throw new Error(`${name}: the header must name account and id`)
  const numbers = new Map<string, number>()
  const byAccount = new Map<string, Set<number>>()
  for (const row of rows) {
    if (row === '') continue
    const cells = row.split('\t')
    const id = cells[idAt] ?? ''
    const number = numbers.get(id) ?? numbers.size
    numbers.set(id, number)
    const list = byAccount.get(cells[accountAt] ?? '') ?? new Set()
    byAccount.set(cells[accountAt] ?? '', list.add(number))
  }
  return familyOf(name, new Map([...byAccount].map(([account, list]) => [account, [...list]])), numbers.size)
}

/**
 * A family with the lists that are long enough (REACH §8): 100 ids, or 50 where the median list is under 100.
 * @param byAccount distinct id numbers below `ids`, in the order of the list.
 */
export function familyOf(name: string, byAccount: ReadonlyMap<string, readonly number[]>, ids: number): Family {
  const lengths = [...byAccount.values()].map(({ length }) => length).sort((a, b) => a - b)
  const least = (lengths[Math.floor(lengths.length / 2)] ?? 0) < 100 ? 50 : 100
  const kept = [...byAccount].filter(([, list]) => list.length >= least)
  const lists = kept.map(([, list]) => Uint32Array.from(list))
  return { name, accounts: kept.map(([account]) => account), lists, ids, overlap: overlaps(lists, ids) }
}

function overlaps(lists: Uint32Array[], ids: number): Uint32Array {
  const holders: number[][] = Array.from({ length: ids }, () => [])
  for (const [account, list] of lists.entries()) for (const id of list) holders[id]?.push(account)
  const counts = new Uint32Array(lists.length * lists.length)
  for (const holding of holders) {
    for (const one of holding) {
      for (const other of holding) {
        const at = one * lists.length + other
        counts[at] = (counts[at] ?? 0) + 1
      }
    }
  }
  return counts
}

export interface Portfolio {
  n: number
  kind: 'random' | 'tight' | 'loose'
  members: number[]
}

/** A small seeded generator (mulberry32): the same portfolios in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export function draw(from: readonly number[], count: number, random: () => number): number[] {
  const pool = [...from]
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (pool.length - i))
    const kept = pool[i] ?? 0
    pool[i] = pool[j] ?? 0
    pool[j] = kept
  }
  return pool.slice(0, count)
}

/** REACH §8: for each size 150 sets, in turn random, out of an anchor's 2n nearest by Jaccard, out of its 4n nearest. */
export function portfolios(family: Family, seed: number, each = 150): Portfolio[] {
  const random = seeded(seed)
  const all = family.lists.map((_, account) => account)
  const size = (account: number) => family.lists[account]?.length ?? 0
  const shared = (one: number, other: number) => family.overlap[one * all.length + other] ?? 0
  const nearest = (anchor: number, count: number) =>
    all
      .filter((other) => other !== anchor)
      .map((other) => ({ other, jaccard: shared(anchor, other) / (size(anchor) + size(other) - shared(anchor, other)) }))
      .sort((a, b) => b.jaccard - a.jaccard || a.other - b.other)
      .slice(0, count)
      .map(({ other }) => other)
  const made: Portfolio[] = []
  for (const n of [3, 5, 10, 20, 40]) {
    if (n > all.length / 2) continue
    for (let i = 0; i < each; i++) {
      const kind = (['random', 'tight', 'loose'] as const)[i % 3] ?? 'random'
      if (kind === 'random') made.push({ n, kind, members: draw(all, n, random) })
      else {
        const anchor = Math.floor(random() * all.length)
        made.push({ n, kind, members: [anchor, ...draw(nearest(anchor, (kind === 'tight' ? 2 : 4) * n), n - 1, random)] })
      }
    }
  }
  return made
}

export function unionSize(family: Family, members: readonly number[]): number {
  const seen = new Uint8Array(family.ids)
  let count = 0
  for (const member of members) {
    for (const id of family.lists[member] ?? []) {
      if (seen[id]) continue
      seen[id] = 1
      count++
    }
  }
  return count
}
