// ◆ pure
import { namesSaid } from './in-bio.js'
import type { NameForm } from './normalise.js'
import type { Prepared } from './prepare.js'
import type { Rarity } from './rarity.js'

/** A directory kept as numbers, so that most of the pairs that blocks propose are told apart without looking at a text. Rows are as wide as a cache line holds. */
export interface Glances {
  /** RECORD numbers for each record, at the places below. */
  records: Int32Array
  /** NAME numbers for each name, and the weight of its words. */
  names: Int32Array
  totals: Float64Array
  /** Numbers of the words of all names, one name after the other. */
  tokens: Int32Array
  /** WORD numbers for each word, how it is spelt and what it weighs. */
  words: Int32Array
  spelt: readonly string[]
  weights: Float64Array
  prepared: readonly Prepared[]
}

export const RECORD = 16
export const R = { name: 0, names: 1, odd: 2, keyed: 3, city: 4, country: 5, phone: 6, house: 7, host: 8, page: 9, domain: 10, bios: 11 } as const
export const NAME = 8
export const N = { token: 0, tokens: 1, acronym: 2, length: 3, letters: 4, squashed: 5, joined: 6, repeats: 7 } as const
export const WORD = 4
export const L = { length: 0, letters: 1, first: 2, second: 3 } as const

export const NOTHING = -1
/** More sites than one, of which any may be the one that is shared. */
export const MANY = -2
export const [HANDLE, ID] = [1, 2]

/** Which letters and digits occur; different digits may share a bit, which only makes texts look more alike. */
function lettersOf(text: string): number {
  let found = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    found |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6))
  }
  return found
}

/** FNV-1a: equal for equal texts. Where it is equal the texts themselves are compared later. */
function hashOf(text: string): number {
  let hash = -2128831035
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619)
  return hash
}

/** Numbers for texts, in the order in which they are first seen. */
function numbering() {
  const known = new Map<string, number>()
  return (text: string | null | undefined): number => {
    if (text === null || text === undefined) return NOTHING
    const number = known.get(text)
    if (number !== undefined) return number
    known.set(text, known.size)
    return known.size - 1
  }
}

/** Takes a quick look at every record of a directory. */
export function glanceAt(prepared: readonly Prepared[], rarity: Rarity): Glances {
  const records = new Int32Array(prepared.length * RECORD)
  const names: NameForm[] = []
  const place = numbering()
  const line = numbering()
  const site = numbering()
  for (const [at, { record, names: own, handles, sites, city, country, phone, street }] of prepared.entries()) {
    const row = at * RECORD
    const [first] = sites
    const many = sites.length > 1
    records[row + R.name] = names.length
    records[row + R.names] = own.length
    records[row + R.bios] = record.bios && record.bios.length > 0 ? 1 : 0
    // A hashtag, a name without words, or a profile that says what the body is called: always looked at closely.
    records[row + R.odd] = record.kind === 'hashtag' || own.length === 0 || own.some(({ core }) => core.length === 0) || namesSaid(record).length > 0 ? 1 : 0
    records[row + R.keyed] = (handles.length > 0 ? HANDLE : 0) | (record.x_user_ids.length > 0 ? ID : 0)
    records[row + R.city] = place(city)
    records[row + R.country] = place(country)
    records[row + R.phone] = line(phone)
    records[row + R.house] = line(street?.number)
    records[row + R.host] = many ? MANY : site(first?.host)
    records[row + R.page] = many ? MANY : site(first ? first.host + first.path : null)
    records[row + R.domain] = many ? MANY : site(first?.domain)
    for (const name of own) names.push(name)
  }
  return { prepared, records, ...wordsOf(names, rarity) }
}

function wordsOf(forms: readonly NameForm[], rarity: Rarity) {
  const number = numbering()
  const spelt: string[] = []
  const weights: number[] = []
  const tokens: number[] = []
  const names = new Int32Array(forms.length * NAME)
  const totals = new Float64Array(forms.length)
  for (const [at, form] of forms.entries()) {
    const row = at * NAME
    names[row + N.token] = tokens.length
    names[row + N.tokens] = form.core.length
    names[row + N.acronym] = form.acronym?.length ?? 0
    names[row + N.length] = form.squashed.length
    names[row + N.letters] = lettersOf(form.squashed)
    names[row + N.squashed] = hashOf(form.squashed)
    names[row + N.joined] = hashOf(form.joined)
    names[row + N.repeats] = new Set(form.core).size < form.core.length ? 1 : 0
    let total = 0
    for (const word of form.core) {
      const token = number(word)
      if (token === spelt.length) {
        spelt.push(word)
        weights.push(rarity.idf(word))
      }
      tokens.push(token)
      total += weights[token] ?? 0
    }
    totals[at] = total
  }
  const words = new Int32Array(spelt.length * WORD)
  for (const [at, word] of spelt.entries()) {
    words[at * WORD + L.length] = word.length
    words[at * WORD + L.letters] = lettersOf(word)
    words[at * WORD + L.first] = word.charCodeAt(0)
    words[at * WORD + L.second] = word.length > 1 ? word.charCodeAt(1) : 0
  }
  return { names, totals, tokens: Int32Array.from(tokens), words, spelt, weights: Float64Array.from(weights) }
}
