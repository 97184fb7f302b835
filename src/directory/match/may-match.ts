// ◆ pure
import { type Glances, HANDLE, L, MANY, N, NAME, NOTHING, R, RECORD, WORD } from './glance.js'
import { MAX_TOKENS } from './normalise.js'
import type { Prepared } from './prepare.js'
import { runOf, SKIPPED, slip } from './similar.js'
import { REVIEW_Z, WEIGHTS } from './weights.js'
import { LEFT_OFF } from './words.js'

/** How many bits are set. */
function countBits(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const points = (rule: string) => WEIGHTS[rule] ?? 0
const most = (...rules: readonly string[]) => Math.max(...rules.map(points))
const orNone = (...rules: readonly string[]) => Math.max(0, ...rules.map(points))

/** What rules can give at most, from the weights themselves: a refit moves the bounds with it. */
const W = {
  tokens:
    points('name.tokens') +
    orNone('name.place_left') +
    orNone('name.places_differ') +
    orNone('name.kind_left') +
    orNone('name.only_kind_left') +
    orNone('name.numbers') +
    orNone('name.legal') +
    5 * orNone('name.extended'),
  s: points('name.s'),
  sHigh: points('name.s_high'),
  shared: points('name.shared'),
  contained: orNone('name.contained'),
  bothLeft: points('name.both_left'),
  lighter: points('name.left_lighter'),
  heavier: points('name.left_heavier'),
  parent: orNone('name.parent'),
  spelling: orNone('name.spelling'),
  otherAcronym: points('acronym.other'),
  page: most('web.page_name', 'web.page_acronym', 'web.page_none') + orNone('web.front'),
  host: most('web.host_name', 'web.host_acronym', 'web.host_none'),
  domain: points('web.domain'),
  otherSite: points('web.other'),
  city: points('place.city'),
  otherCity: points('place.city_other'),
  country: points('place.country'),
  otherCountry: points('place.country_other'),
  otherPhone: points('contact.phone_other'),
  otherHouse: most('place.street_only', 'place.street_other'),
  handle: orNone('handle.named', 'handle.partly'),
  inBio: orNone('name.in_bio'),
}

/** Points are rounded to hundredths before they are compared, and sums of floating numbers depend on their order. */
const SLACK = 0.01

/**
 * Whether two records could come to a person's notice. An upper bound of the points of decide(): where this says no, decide() says `distinct`
 * (tested on random records and on whole directories), so that leaving the pair out changes nothing.
 */
export function mayMatch(all: Glances, i: number, j: number): boolean {
  const { records } = all
  const one = i * RECORD
  const other = j * RECORD
  if (records[one + R.odd] === 1 || records[other + R.odd] === 1) return true
  const beside = besideAtMost(all, i, j)
  if (beside === Infinity) return true
  const told = records[one + R.bios] === 1 || records[other + R.bios] === 1 ? W.inBio : 0
  const needed = REVIEW_Z - SLACK - beside - told
  const firstA = records[one + R.name] ?? 0
  const firstB = records[other + R.name] ?? 0
  const lastA = firstA + (records[one + R.names] ?? 0)
  const lastB = firstB + (records[other + R.names] ?? 0)
  for (let a = firstA; a < lastA; a++) for (let b = firstB; b < lastB; b++) if (mayName(all, a, b, needed)) return true
  return false
}

/** Points beside the names, at most; infinite where that needs a closer look. */
function besideAtMost({ records, prepared }: Glances, i: number, j: number): number {
  const one = i * RECORD
  const other = j * RECORD
  let z = 0
  const city = records[one + R.city] ?? NOTHING
  if (city !== NOTHING && records[other + R.city] !== NOTHING) z += city === records[other + R.city] ? W.city : W.otherCity
  const country = records[one + R.country] ?? NOTHING
  if (country !== NOTHING && records[other + R.country] !== NOTHING) z += country === records[other + R.country] ? W.country : W.otherCountry
  const host = records[one + R.host] ?? NOTHING
  if (host !== NOTHING && records[other + R.host] !== NOTHING) {
    if (host === MANY || records[other + R.host] === MANY) return Infinity
    if (host === records[other + R.host]) z += records[one + R.page] === records[other + R.page] ? W.page : W.host
    else z += records[one + R.domain] === records[other + R.domain] ? W.domain : W.otherSite
  }
  const phone = records[one + R.phone] ?? NOTHING
  if (phone !== NOTHING && records[other + R.phone] !== NOTHING) {
    if (phone === records[other + R.phone]) return Infinity
    z += W.otherPhone
  }
  const house = records[one + R.house] ?? NOTHING
  if (house !== NOTHING && records[other + R.house] !== NOTHING) {
    if (house === records[other + R.house]) return Infinity
    z += W.otherHouse
  }
  const keyedA = records[one + R.keyed] ?? 0
  const keyedB = records[other + R.keyed] ?? 0
  if ((keyedA & keyedB) !== 0 && shareKey(prepared[i], prepared[j])) return Infinity
  return ((keyedA | keyedB) & HANDLE) !== 0 ? z + W.handle : z
}

function shareKey(a: Prepared | undefined, b: Prepared | undefined): boolean {
  if (!a || !b) return true
  for (const id of a.record.x_user_ids) if (b.record.x_user_ids.includes(id)) return true
  for (const handle of a.handles) if (b.handles.includes(handle)) return true
  return false
}

/** Words of either name that have no equal in the other; filled anew for each pair of names. */
const leftA = new Int32Array(MAX_TOKENS)
const leftB = new Int32Array(MAX_TOKENS)

/** Whether two names could have that many points. */
function mayName(all: Glances, a: number, b: number, needed: number): boolean {
  const { names, tokens, weights } = all
  const one = a * NAME
  const other = b * NAME
  if (names[one + N.squashed] === names[other + N.squashed] || names[one + N.joined] === names[other + N.joined]) return true
  const fromA = names[one + N.token] ?? 0
  const fromB = names[other + N.token] ?? 0
  const countA = names[one + N.tokens] ?? 0
  const countB = names[other + N.tokens] ?? 0
  const shortA = names[one + N.acronym] ?? 0
  const shortB = names[other + N.acronym] ?? 0
  if (shortA > 0 || shortB > 0) {
    if (shortA === 0 || shortB === 0 || countA > 1 || countB > 1) return true
    if (shortA < 5 || shortB < 5) return W.otherAcronym >= needed
  }
  for (let at = 0; at < countB; at++) leftB[at] = tokens[fromB + at] ?? 0
  let restA = 0
  let restB = countB
  let shared = 0
  for (let at = 0; at < countA; at++) {
    const word = tokens[fromA + at] ?? 0
    let found = 0
    while (found < restB && leftB[found] !== word) found++
    if (found === restB) {
      leftA[restA++] = word
      continue
    }
    shared += weights[word] ?? 0
    restB--
    for (; found < restB; found++) leftB[found] = leftB[found + 1] ?? 0
  }
  const totalA = all.totals[a] ?? 0
  const totalB = all.totals[b] ?? 0
  if ((restA === 0 && restB === 0) || !(totalA > 0 && totalB > 0)) return true
  const s = (2 * shared) / (totalA + totalB)
  const lighter = Math.min(totalA, totalB) - shared
  const heavier = Math.max(totalA, totalB) - shared
  let z = W.tokens + W.contained + W.s * s + W.sHigh * Math.max(0, s - 0.8) * 5 + (W.shared * Math.min(shared, 20)) / 10
  z += (W.lighter * Math.min(lighter, 15)) / 5 + (W.heavier * Math.min(heavier, 25)) / 5
  z += restA > 0 && restB > 0 ? W.bothLeft : Math.min(countA, countB) >= 2 ? W.parent : 0
  if (z >= needed || z + W.spelling * spellingAtMost(names, one, other) >= needed) return true
  if (restA === 0 || restB === 0) return restA + restB <= MOST_LEFT_OFF && (restB === 0 ? leftOff(all, leftA, restA) : leftOff(all, leftB, restB))
  // Which one of a repeated word is left, and with it what stands side by side, depends on how align() goes about it.
  return names[one + N.repeats] === 1 || names[other + N.repeats] === 1 || mayPair(all, restA, restB)
}

/** One name is the other with words that many leave off: shown to a person whatever the points (toBeShown() in judge.ts). */
const MOST_LEFT_OFF = 4
function leftOff({ spelt }: Glances, left: Int32Array, count: number): boolean {
  for (let at = 0; at < count; at++) if (!LEFT_OFF.has(spelt[left[at] ?? 0] ?? '')) return false
  return true
}

/** How much `name.spelling` can see at most, 0..1: a letter that one of two texts lacks costs at least one edit. */
function spellingAtMost(names: Int32Array, one: number, other: number): number {
  const lengthA = names[one + N.length] ?? 0
  const lengthB = names[other + N.length] ?? 0
  const lettersA = names[one + N.letters] ?? 0
  const lettersB = names[other + N.letters] ?? 0
  const edits = Math.max(Math.abs(lengthA - lengthB), countBits(lettersA & ~lettersB), countBits(lettersB & ~lettersA))
  return Math.max(0, 1 - 4 * (edits / Math.max(lengthA, lengthB)))
}

/** Whether any two of the words left over are one with a slip, or stand for each other written short. */
function mayPair(all: Glances, countA: number, countB: number): boolean {
  const { words } = all
  for (let x = 0; x < countA; x++) {
    const a = (leftA[x] ?? 0) * WORD
    const first = words[a + L.first] ?? 0
    const second = words[a + L.second] ?? 0
    for (let y = 0; y < countB; y++) {
      const b = (leftB[y] ?? 0) * WORD
      if (words[b + L.first] === first || words[b + L.second] === second) {
        if (slips(all, leftA[x] ?? 0, leftB[y] ?? 0)) return true
      }
    }
  }
  return runs(all, leftA, countA, leftB, countB) || runs(all, leftB, countB, leftA, countA)
}

/** Whether slip() sees one word in two that begin alike; asked only where their letters leave it possible. */
function slips({ words, spelt }: Glances, x: number, y: number): boolean {
  const a = x * WORD
  const b = y * WORD
  const lengthA = words[a + L.length] ?? 0
  const lengthB = words[b + L.length] ?? 0
  if (lengthA < 4 || lengthB < 4) return false
  const lettersA = words[a + L.letters] ?? 0
  const lettersB = words[b + L.letters] ?? 0
  const missingB = countBits(lettersA & ~lettersB)
  const missingA = countBits(lettersB & ~lettersA)
  const edits = Math.max(missingA, missingB, Math.abs(lengthA - lengthB))
  // One edit, or two in a long word; the beginning of the other; or Jaro-Winkler .92, for which so many letters must be the other's.
  if (edits > (Math.max(lengthA, lengthB) >= 7 ? 2 : 1) && Math.min(missingA, missingB) > 0) {
    const prefix = words[a + L.first] !== words[b + L.first] ? 0 : words[a + L.second] !== words[b + L.second] ? 1 : 4
    const jaro = (0.92 - 0.1 * prefix) / (1 - 0.1 * prefix)
    const matches = Math.min(lengthA - missingB, lengthB - missingA)
    if (matches / lengthA + matches / lengthB + 1 < 3 * jaro - 1e-9) return false
  }
  return slip(spelt[x] ?? '', spelt[y] ?? '') > 0
}

/** Whether one of the words stands for some of the others, by runOf(); asked only where another begins like it and the next letter is accounted for. */
function runs({ words, spelt }: Glances, mine: Int32Array, count: number, others: Int32Array, otherCount: number): boolean {
  for (let x = 0; x < count; x++) {
    const row = (mine[x] ?? 0) * WORD
    const first = words[row + L.first] ?? 0
    let begun = false
    for (let at = 0; at < otherCount && !begun; at++) begun = words[(others[at] ?? 0) * WORD + L.first] === first
    if (!begun) continue
    const word = spelt[mine[x] ?? 0] ?? ''
    if (word.length < 2 || (otherCount < 2 && word !== 'us')) continue
    const list: string[] = []
    let goesOn = word === 'us' || SKIPPED.includes(word.charAt(1))
    for (let at = 0; at < otherCount; at++) {
      const other = spelt[others[at] ?? 0] ?? ''
      list.push(other)
      goesOn ||= other.charCodeAt(0) === words[row + L.second] || other === 'usa' || word.startsWith(other)
    }
    if (!goesOn) continue
    for (let at = 0; at < otherCount; at++) if (runOf(word, list, at) > 0) return true
  }
  return false
}
