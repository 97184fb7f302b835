// ◆ pure
import type { NameForm } from './normalise.js'
import type { Rarity } from './rarity.js'
import { type Alignment, align, levenshteinShare } from './similar.js'
import { KIND, PARENT_KIND, PLACES, STOP, STRONG_KIND } from './words.js'

/** One thing seen when comparing, before it is weighed: the rule's name and how much of it there is. */
export type Sight = readonly [rule: string, amount: number]

export type Agreement = 'same' | 'acronym' | 'acronyms' | 'tokens' | 'none'

/** How two names compare. `s` is their likeness 0..1; `left` are the words that stand in one only. */
export interface NameSight {
  a: NameForm
  b: NameForm
  agreement: Agreement
  s: number
  sights: readonly Sight[]
  alignment: Alignment | null
  left_place: readonly string[]
  left_kind: readonly string[]
  numbers_differ: boolean
  /** For equal names, and those of which one holds all words of the other: rarity of what they share without places, natural log. */
  distinctive: number
}

const isPlace = (word: string, rarity: Rarity) => PLACES.has(word) || rarity.city(word)

/** Words for where both records are known to be: that only one name says them is no difference. */
export interface Home {
  country: readonly string[]
  city: readonly string[]
}
export const NOWHERE: Home = { country: [], city: [] }

/** Whether an acronym is made of beginnings of the name's words in order; how much of the name it uses, 0..1. */
export function spelledOut(acronym: string, name: NameForm): number {
  const words = name.words.filter((word) => word !== '')
  const content = words.filter((word) => !STOP.has(word)).length
  if (content < 2 || acronym[0] !== words.find((word) => !STOP.has(word))?.[0]) return 0
  // best[i]: most content words used when the first i letters are explained; a word gives 1 to 4 of its first letters.
  let best: number[] = [0, ...new Array<number>(acronym.length).fill(-1)]
  for (const word of words) {
    const next = [...best]
    const worth = STOP.has(word) ? 0 : 1
    for (let i = 0; i < acronym.length; i++) {
      const used = best[i] ?? -1
      if (used < 0) continue
      for (let taken = 1; taken <= 4 && i + taken <= acronym.length && word[taken - 1] === acronym[i + taken - 1]; taken++)
        next[i + taken] = Math.max(next[i + taken] ?? -1, used + worth)
    }
    best = next
  }
  const used = best[acronym.length] ?? -1
  return used < 2 ? 0 : used / content
}

const none = (a: NameForm, b: NameForm): NameSight => ({
  a,
  b,
  agreement: 'none',
  s: 0,
  sights: [['name.none', 1]],
  alignment: null,
  left_place: [],
  left_kind: [],
  numbers_differ: false,
  distinctive: 0,
})

function acronymSight(acronym: string, short: NameForm, name: NameForm): NameSight | null {
  const exact = acronym === name.initials || acronym === name.initials_core
  const share = exact ? 1 : spelledOut(acronym, name)
  if (!exact && share < 0.5) return null
  const length = acronym.length <= 2 ? '2' : acronym.length === 3 ? '3' : acronym.length === 4 ? '4' : '5'
  const rule = exact
    ? `acronym.initials${length}`
    : share >= 0.99
      ? `acronym.full${acronym.length >= 5 ? '5' : acronym.length >= 4 ? '4' : '3'}`
      : `acronym.part${acronym.length >= 5 ? '5' : '4'}`
  return { ...none(short, name), agreement: 'acronym', s: share, sights: [[rule, 1]] }
}

/** Compares two names; the order in which they are given plays no part, so the sides of the answer may be swapped. */
export function compareNames(one: NameForm, other: NameForm, rarity: Rarity, home: Home = NOWHERE): NameSight {
  const [a, b] = one.raw <= other.raw ? [one, other] : [other, one]
  if (a.core.length === 0 || b.core.length === 0) return none(a, b)
  const same = a.fingerprint === b.fingerprint || a.squashed === b.squashed || a.joined === b.joined
  if (a.acronym !== null && b.acronym !== null) {
    if (same) return { ...none(a, b), agreement: 'acronyms', s: 1, sights: [[a.acronym.length < 5 ? 'acronym.same4' : 'acronym.same5', 1]] }
    if (a.acronym.length < 5 || b.acronym.length < 5) return { ...none(a, b), agreement: 'acronyms', sights: [['acronym.other', 1]] }
  }
  if (same) return sameSight(a, b, rarity)
  if (a.acronym !== null && b.acronym === null) {
    const sight = acronymSight(a.acronym, a, b)
    if (sight) return sight
  }
  if (b.acronym !== null && a.acronym === null) {
    const sight = acronymSight(b.acronym, b, a)
    if (sight) return sight
  }
  return tokenSight(a, b, rarity, home)
}

const legalDiffer = (a: NameForm, b: NameForm) => a.legal.length > 0 && b.legal.length > 0 && !a.legal.some((family) => b.legal.includes(family))

function sameSight(a: NameForm, b: NameForm, rarity: Rarity): NameSight {
  const info = [...new Set(a.core)].reduce((sum, word) => sum + rarity.idf(word), 0)
  const distinctive = [...new Set(a.core)].reduce((sum, word) => sum + (isPlace(word, rarity) ? 0 : rarity.idf(word)), 0)
  const sights: Sight[] = [
    ['name.same', 1],
    ['name.same_rare', Math.min(info, 25) / 10],
  ]
  if (a.acronym !== null || b.acronym !== null) sights.push(['name.same_short', 1])
  if (legalDiffer(a, b)) sights.push(['name.legal', 1])
  return { ...none(a, b), agreement: 'same', s: 1, sights, distinctive }
}

/**
 * Two names that are nearly one, beside two that are: what equal names of the same words would show, and how far these are from it (0..1). The weights were
 * fitted for where pairs are parted, not for which comes first: many small likenesses can add up to more than equality has. Null for other agreements.
 */
export function equalOf(name: NameSight, rarity: Rarity): { sights: readonly (readonly Sight[])[]; short_of: number } | null {
  if (name.agreement !== 'tokens') return null
  const legal: readonly Sight[] = legalDiffer(name.a, name.b) ? [['name.legal', 1]] : []
  return { sights: [name.a, name.b].map((one) => [...sameSight(one, one, rarity).sights, ...legal]), short_of: 1 - name.s }
}

/** Whether the shorter name, of two words or more, is how the longer one ends. */
const endsWith = (long: readonly string[], short: readonly string[]) =>
  short.length >= 2 && long.length > short.length && short.every((word, at) => word === long[long.length - short.length + at])

/** Whether the longer name goes on where the shorter one, of two words or more, ends. */
const goesOn = (long: readonly string[], short: readonly string[]) =>
  short.length >= 2 && long.length > short.length && short.every((word, at) => word === long[at])

/** Like levenshteinShare, but 0 without counting where the lengths alone keep it below .75. */
const nearlySpelled = (a: string, b: string) => (Math.min(a.length, b.length) < 0.75 * Math.max(a.length, b.length) ? 0 : levenshteinShare(a, b))

function tokenSight(a: NameForm, b: NameForm, rarity: Rarity, home: Home): NameSight {
  const away = (word: string) => isPlace(word, rarity) && !home.country.includes(word) && !home.city.includes(word)
  const found = align(a.core, b.core, rarity.idf)
  const { s, left_a, left_b } = found
  const left = [...left_a, ...left_b]
  const parent = endsWith(a.core, b.core) || endsWith(b.core, a.core)
  const extended = goesOn(a.core, b.core) || goesOn(b.core, a.core)
  const left_place = left.filter(away)
  const left_kind = left.filter((word) => STRONG_KIND.has(word) && !(parent && PARENT_KIND.has(word)))
  const numbers_differ = a.numbers !== b.numbers
  const lighter = Math.min(found.weight_a, found.weight_b)
  const heavier = Math.max(found.weight_a, found.weight_b)
  const spelling = Math.max(0, nearlySpelled(a.squashed, b.squashed) - 0.75) * 4
  const sights: Sight[] = [['name.tokens', 1]]
  const see = (rule: string, amount: number) => {
    if (amount !== 0) sights.push([rule, amount])
  }
  see('name.s', s)
  see('name.s_high', Math.max(0, s - 0.8) * 5)
  see('name.shared', Math.min(found.info, 20) / 10)
  see('name.contained', found.contained >= 0.999 ? 1 : 0)
  see('name.both_left', left_a.length > 0 && left_b.length > 0 ? 1 : 0)
  see('name.left_lighter', Math.min(lighter, 15) / 5)
  see('name.left_heavier', Math.min(heavier, 25) / 5)
  see('name.parent', parent ? 1 : 0)
  see('name.extended', extended ? Math.min(heavier, 25) / 5 : 0)
  see('name.slips', Math.min(found.fuzzy.length, 2))
  see('name.abbreviated', Math.min(found.abbreviated.length, 2))
  see('name.spelling', spelling)
  see('name.place_left', left_place.length > 0 ? 1 : 0)
  see('name.places_differ', left_a.some(away) && left_b.some(away) ? 1 : 0)
  see('name.kind_left', left_kind.length > 0 ? 1 : 0)
  see('name.only_kind_left', left.length > 0 && left.every((word) => KIND.has(word)) ? 1 : 0)
  see('name.numbers', numbers_differ ? 1 : 0)
  see('name.legal', legalDiffer(a, b) ? 1 : 0)
  return {
    a,
    b,
    agreement: 'tokens',
    s,
    sights,
    alignment: found,
    left_place,
    left_kind,
    numbers_differ,
    distinctive:
      left_a.length > 0 && left_b.length > 0 ? 0 : found.info - weightOf(left_a.length > 0 ? b.core : a.core, (word) => isPlace(word, rarity), rarity),
  }
}

const weightOf = (words: readonly string[], which: (word: string) => boolean, rarity: Rarity) =>
  words.reduce((sum, word) => sum + (which(word) ? rarity.idf(word) : 0), 0)
