// ◆ pure
import anyAscii from 'any-ascii'
import { asSeen, partsOf } from './lookalikes.js'
import { LEGAL, PHRASES, SAME_WORD, STOP, stem } from './words.js'

/** Longer names are cut before they are looked at: the work for each stays bounded, and a cut name never merges by itself. */
export const MAX_NAME = 400
/** Tokens beyond these are not aligned; no organisation's name has so many. */
export const MAX_TOKENS = 40

export type NameFault = 'too_long' | 'lookalike' | 'invisible' | 'no_letters'

/** A name taken apart once, so that comparing it with many others is cheap. */
export interface NameForm {
  raw: string
  /** Folded tokens in order, short forms expanded, phrases joined; stop words and legal forms stand in it too. */
  words: readonly string[]
  /** What tells this body from another: without stop words and legal forms (unless nothing else is left). */
  core: readonly string[]
  /** Families of the legal forms in it. */
  legal: readonly string[]
  /** Core tokens, sorted: equal for every order of the words. Repeated ones stay: an office of an office is not the office. */
  fingerprint: string
  /** Core tokens joined: equal however the words are spaced. */
  squashed: string
  /** The same with the stop words: "van der Bilt" is Vanderbilt. */
  joined: string
  /** First letters of all words, and of all but the stop words. */
  initials: string
  initials_core: string
  /** The letters of an acronym, if the name looks like one. */
  acronym: string | null
  /** Numbers in it, sorted. */
  numbers: string
  /** Why it must not merge by itself. */
  faults: readonly NameFault[]
}

/** Nobody types them on purpose into a name; two names that differ by them alone look alike on every screen. */
const INVISIBLE =
  /[\u00ad\u061c\u115f-\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]|\u034f|\u17b4|\u17b5|[\u180b-\u180d]|[\ufe00-\ufe0f]|\udb40[\udc00-\udfff]/g
const SIGNS = /[™®©℠]/g
const PICTURES = /[\p{Extended_Pictographic}\p{So}\p{Cs}\p{Co}\p{Cn}]/gu
const MARKS = /\p{M}+/gu

const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u
/** "N°" with the sign for degrees; its proper sign nº and № are letters already. */
const DEGREE_NUMERO = /(?<![\p{L}\p{N}])n[°˚](?= ?[0-9])/giu
const NUMERO: ReadonlySet<string> = new Set(['no', 'nr', 'num', 'number', 'numero', 'nummer'])
const PLAIN = /^[\u0020-\u007e]*$/

interface Cleaned {
  text: string
  faults: NameFault[]
}

/** Compatibility forms, invisible characters, look-alikes and pictures dealt with; case kept, since it tells acronyms. */
function clean(raw: string): Cleaned {
  const faults: NameFault[] = []
  let text = raw
  if (text.length > MAX_NAME) {
    faults.push('too_long')
    text = text.slice(0, MAX_NAME)
  }
  if (PLAIN.test(text)) return { text, faults: LETTER_OR_DIGIT.test(text) ? faults : [...faults, 'no_letters'] }
  const shown = text.replaceAll(INVISIBLE, '')
  if (shown !== text) faults.push('invisible')
  text = shown.replaceAll(SIGNS, ' ').replaceAll(DEGREE_NUMERO, 'no ').normalize('NFKC').replaceAll(INVISIBLE, '').replaceAll(PICTURES, ' ')
  const parts = partsOf(text)
  if (parts.some(({ mixed }) => mixed)) faults.push('lookalike')
  text = parts.map(({ word, mixed }) => (mixed ? asSeen(word) : word)).join('')
  // Transliteration can lengthen a text many times over (one Chinese character is a syllable).
  const ascii = anyAscii(text.normalize('NFKD').replaceAll(MARKS, '')).slice(0, 4 * MAX_NAME)
  if (!/[A-Za-z0-9]/.test(ascii)) faults.push('no_letters')
  return { text: ascii, faults }
}

/** Lower case, dotted initials joined ("U.S." is us, "J. P. Morgan" jp morgan), apostrophes dropped, 21st is 21; what is left between signs is a token. */
function split(text: string): string[] {
  const joined = text
    .toLowerCase()
    .replaceAll(/['`]/g, '')
    .replaceAll(/[&+]/g, ' and ')
    .replaceAll(/(?<![a-z0-9])([0-9]{1,6})(?:st|nd|rd|th)(?![a-z0-9])/g, '$1')
    .replaceAll(/(?<![a-z0-9])([a-z])\. ?(?=[a-z](?![a-z0-9]))/g, '$1')
  const words = joined.match(/[a-z]+|[0-9]+/g)?.slice(0, 4 * MAX_TOKENS) ?? []
  // "No. 12", "№ 12" and "Number 12" are 12; before a number in words "no" may be a word ("No One Left Behind").
  return words.filter((word, at) => !NUMERO.has(word) || !/^[0-9]/.test(words[at + 1] ?? ''))
}

const MORE_PHRASES: ReadonlyMap<string, typeof PHRASES> = PHRASES.reduce((found, phrase) => {
  const first = phrase[0][0] ?? ''
  return found.set(first, [...(found.get(first) ?? []), phrase])
}, new Map<string, (readonly [readonly string[], string])[]>())

function joinPhrases(words: readonly string[]): string[] {
  const out: string[] = []
  for (let at = 0; at < words.length; ) {
    const phrase = MORE_PHRASES.get(words[at] ?? '')?.find(([parts]) => parts.every((part, i) => words[at + i] === part))
    out.push(phrase ? phrase[1] : (words[at] ?? ''))
    at += phrase ? phrase[0].length : 1
  }
  return out
}

/** Tens and ones written as two words are one number: forty four. */
function joinNumbers(words: readonly string[]): string[] {
  const out: string[] = []
  for (const word of words) {
    const last = out.at(-1)
    if (last !== undefined && /^[2-9]0$/.test(last) && /^[1-9]$/.test(word)) out[out.length - 1] = String(Number(last) + Number(word))
    else out.push(word)
  }
  return out
}

/** The letters of an acronym: a word or three, short, mostly capitals or digits; null if it is a name in words. */
export function acronymOf(raw: string): string | null {
  const text = raw.trim()
  if (text.length < 2 || text.length > 16) return null
  const parts = text.split(/[^A-Za-z0-9]+/).filter((part) => part !== '')
  const letters = parts.join('')
  if (letters.length < 2 || letters.length > 12 || parts.length > 3) return null
  const capitals = letters.match(/[A-Z0-9]/g)?.length ?? 0
  if (capitals < 2 || capitals / letters.length < 0.6 || !/[A-Z]/.test(letters) || /[a-z]{3}/.test(letters)) return null
  if (parts.some((part) => part.length > 8)) return null
  // “Age UK” is a word and a country, not five initials.
  if (parts.length > 1 && parts.some((part) => /^[A-Z][a-z]{2}/.test(part))) return null
  return letters.toLowerCase()
}

/** Takes a name apart. Never throws; the work is linear in the name's length, up to a bound. */
export function nameForm(raw: string): NameForm {
  const { text, faults } = clean(raw)
  const plain = split(text)
  const phrased = joinPhrases(plain)
  const words = joinNumbers(phrased.map((word) => SAME_WORD.get(word) ?? word)).slice(0, MAX_TOKENS)
  const legal: string[] = []
  const meaning: string[] = []
  for (const word of words) {
    const family = LEGAL.get(word)
    if (family !== undefined && words.length > 1) legal.push(family)
    else if (!STOP.has(word)) meaning.push(word)
  }
  // "The Company", "Limited", "The The": the words that usually mean nothing are all there is.
  const core = (meaning.length > 0 ? meaning : words.length > 0 ? words : []).map((word) => stem(word))
  const spelt = plain.filter((word) => !STOP.has(word) && !LEGAL.has(word))
  return {
    raw,
    words,
    core,
    legal: [...new Set(legal)].sort(),
    fingerprint: [...core].sort().join(' '),
    squashed: core.join(''),
    joined:
      words
        .filter((word) => !LEGAL.has(word) && word !== 'the')
        .map(stem)
        .join('') || core.join(''),
    initials: initialsOf(plain),
    initials_core: initialsOf(spelt),
    acronym: faults.includes('no_letters') ? null : acronymOf(text),
    numbers: core
      .filter((word) => /^[0-9]+$/.test(word))
      .sort()
      .join(' '),
    faults,
  }
}

const initialsOf = (words: readonly string[]): string =>
  words
    .slice(0, MAX_TOKENS)
    .map((word) => (/^[0-9]/.test(word) ? word : word.charAt(0)))
    .join('')
