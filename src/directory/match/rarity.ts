// ◆ pure
import { nameForm } from './normalise.js'
import { RARITY_CITIES, RARITY_COUNTS, RARITY_NAMES } from './rarity-data.js'

/** How common each token is among names of organisations: a shared rare word says more than a shared common one. */
export interface Rarity {
  /** Natural log of how many names there are for each with this token; a token never seen counts as seen half a time. */
  idf(token: string): number
  /** Whether names of organisations are known to have the token, so that it is a word of its own and hardly another one with a slip. */
  known(token: string): boolean
  /** True for words that name places: cities of the table. */
  city(token: string): boolean
}

/** Tokens of one name, each once. */
const tokensOf = (name: string): ReadonlySet<string> => new Set(nameForm(name).core)

export function countTokens(names: Iterable<string>): { names: number; counts: Map<string, number> } {
  const counts = new Map<string, number>()
  let total = 0
  for (const name of names) {
    total++
    for (const token of tokensOf(name)) counts.set(token, (counts.get(token) ?? 0) + 1)
  }
  return { names: total, counts }
}

const unpack = (text: string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [count = '', words = ''] = line.split(':')
    for (const word of words.split(' ')) if (word !== '') counts.set(word, Number(count))
  }
  return counts
}

/**
 * The shipped table (names of ROR, CC0), with the counts of the own directory on top if given.
 * Keys for blocks must be made with the shipped table alone, since they are stored and must not move when the directory grows.
 */
export function rarityOf(own?: { names: number; counts: ReadonlyMap<string, number> }): Rarity {
  const seed = unpack(RARITY_COUNTS)
  const cities = new Set(RARITY_CITIES.split(' '))
  const total = RARITY_NAMES + (own?.names ?? 0)
  const known = new Map<string, number>()
  const weigh = (token: string) => Math.log(total / ((seed.get(token) ?? 0) + (own?.counts.get(token) ?? 0) + 0.5))
  for (const token of seed.keys()) known.set(token, weigh(token))
  for (const token of own?.counts.keys() ?? []) known.set(token, weigh(token))
  const unseen = Math.log(total / 0.5)
  return { idf: (token) => known.get(token) ?? unseen, known: (token) => seed.has(token), city: (token) => cities.has(token) }
}

export const SHIPPED_RARITY: Rarity = rarityOf()
