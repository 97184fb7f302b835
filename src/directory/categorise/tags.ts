// ◆ pure
import { TAGS, type TagRow } from '../taxonomy/tags.js'

export interface TagHit {
  row: TagRow
  /** The words of the text that the tag's pattern found. */
  words: string
  /** Where they stand, in signs from the beginning. */
  at: number
}

/** Longest beginning of a word that the index knows. */
const REACH = 3
/** What a pattern can begin with: `done` tells that nothing after this text is known. */
type Start = { text: string; done: boolean }

/**
 * The beginnings of every text a pattern of the form `\b(…)` can match, lower case, at most REACH characters; null if it may begin elsewhere than at a
 * word. Reads only what UK-CAT's patterns are made of: letters, groups, classes, alternatives and quantifiers.
 */
export function startsOf(source: string): ReadonlySet<string> | null {
  if (!source.startsWith('\\b')) return null
  let at = 2
  const join = (left: Start[], right: Start[]): Start[] =>
    left.flatMap((one) => (one.done || one.text.length >= REACH ? [one] : right.map((two) => ({ text: one.text + two.text, done: two.done }))))

  const alternatives = (): Start[] => {
    const found = sequence()
    while (source[at] === '|') {
      at++
      found.push(...sequence())
    }
    return found
  }
  const sequence = (): Start[] => {
    let found: Start[] = [{ text: '', done: false }]
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      let next = atom()
      const sign = source[at]
      if (sign === '{') {
        at = source.indexOf('}', at) + 1
        next = [{ text: '', done: true }]
      } else if (sign === '?' || sign === '*' || sign === '+') {
        at++
        if (sign !== '?') next = next.map(({ text }) => ({ text, done: true }))
        if (sign !== '+') next = [...next, { text: '', done: false }]
      }
      found = join(found, next)
    }
    return found
  }
  const atom = (): Start[] => {
    const sign = source[at++] ?? ''
    if (sign === '(') {
      const found = alternatives()
      at++
      return found
    }
    if (sign === '[') {
      const end = source.indexOf(']', at)
      const inside = source.slice(at, end)
      at = end + 1
      return inside.includes('-') || inside.includes('\\') ? [{ text: '', done: true }] : [...inside].map((text) => ({ text, done: false }))
    }
    if (sign === '\\') {
      const escaped = source[at++] ?? ''
      if (escaped === 'b') return [{ text: '', done: false }]
      return /\w/.test(escaped) ? [{ text: '', done: true }] : [{ text: escaped, done: false }]
    }
    return sign === '.' ? [{ text: '', done: true }] : [{ text: sign, done: false }]
  }

  const found = alternatives()
  // Letters and digits up to the first other sign: that is where the word ends in the text.
  const starts = new Set(found.map(({ text }) => /^\w*/.exec(text.toLowerCase())?.[0] ?? ''))
  // "\b" before anything but a word, or an alternative that is not tied to a word's beginning, cannot be looked up.
  return at < source.length || starts.has('') || hasLooseAlternative(source) ? null : starts
}

/** True if the pattern has alternatives outside of all groups: only the first of them has the leading `\b`. */
function hasLooseAlternative(source: string): boolean {
  let depth = 0
  for (let at = 0; at < source.length; at++) {
    const sign = source[at]
    if (sign === '\\') at++
    else if (sign === '(') depth++
    else if (sign === ')') depth--
    else if (sign === '|' && depth === 0) return true
  }
  return false
}

interface Index {
  /** Beginning of a word → places in TAGS of the patterns that may match there. */
  byStart: ReadonlyMap<string, readonly number[]>
  always: readonly number[]
}

let built: Index | null = null

function index(): Index {
  if (built) return built
  const byStart = new Map<string, number[]>()
  const always: number[] = []
  for (const [place, [, , , , , pattern]] of TAGS.entries()) {
    if (!pattern) continue
    const starts = startsOf(pattern.source)
    if (!starts) always.push(place)
    else
      for (const start of starts) {
        const places = byStart.get(start)
        if (places) places.push(place)
        else byStart.set(start, [place])
      }
  }
  built = { byStart, always }
  return built
}

/** The places in TAGS of the patterns worth trying on a text. */
function candidates(text: string): Uint8Array {
  const { byStart, always } = index()
  const wanted = new Uint8Array(TAGS.length)
  for (const place of always) wanted[place] = 1
  const seen = new Set<string>()
  for (const [word] of text.toLowerCase().matchAll(/\w+/g)) {
    const start = word.slice(0, REACH)
    if (seen.has(start)) continue
    seen.add(start)
    for (let length = 1; length <= start.length; length++) for (const place of byStart.get(start.slice(0, length)) ?? []) wanted[place] = 1
  }
  return wanted
}

function tryPattern(row: TagRow, text: string): TagHit | null {
  const [, , , , , pattern, exclude] = row
  const match = pattern?.exec(exclude ? text.replace(exclude, ' ') : text)
  const words = match?.[0].trim()
  return match && words ? { row, words, at: match.index } : null
}

/** Every tag whose pattern finds something, in the taxonomy's order. The text must be capped by the caller: some patterns are not linear. */
export function findTags(text: string): TagHit[] {
  if (text === '') return []
  const wanted = candidates(text)
  const found: TagHit[] = []
  for (let place = 0; place < wanted.length; place++) {
    const row = wanted[place] === 1 ? TAGS[place] : undefined
    const hit = row && tryPattern(row, text)
    if (hit) found.push(hit)
  }
  return found
}

/** The same without the index, pattern after pattern: what findTags is checked against. */
export const findTagsPlainly = (text: string): TagHit[] => TAGS.flatMap((row) => tryPattern(row, text) ?? [])

/** How far to the front a tag was found: 0 in the name, 1 and 2 at the beginning of the description, 3 further on. */
export const placeOf = (hit: TagHit, inName: boolean): number => (inName ? 0 : hit.at < 60 ? 1 : hit.at < 120 ? 2 : 3)

/** A tag together with where it was found: what the model's list of unreliable tags is made of. */
export const placedTag = (hit: TagHit, inName: boolean): string => `${hit.row[0]}.${placeOf(hit, inName)}`
