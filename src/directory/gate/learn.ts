// ◆ pure
import { plain, readable } from '../field-words.js'
import type { HomeField, RegisteredBody } from '../taxonomy/home-fields.js'
import type { Gate } from '../types.js'
import { handleKey } from './evidence.js'
import { nameKey } from './outside.js'

/** One decision of an organiser about the gate, as stored: the record's names and handles at any time, not only the current ones. */
export interface OrganiserWord {
  names: readonly string[]
  /** What X calls its accounts. Anybody may take such a name, so it makes nobody an ally; it tells a body of the home field, and where words disagree. */
  shown?: readonly string[]
  handles: readonly string[]
  gate: Gate
  /** The organiser's own words. Kept for people: nothing is concluded from them, since "not nursing" and "nursing" look alike to a count. */
  reason: string | null
}

/** What a deployment knows beyond the shipped registers. Plain data: store it, or make it anew from the decisions. */
export interface RegisterAdditions {
  home: RegisteredBody[]
  outside: RegisteredBody[]
  /** Folded names of which one body was called home and, later, another one an ally: which of them the next is, no rule can tell. */
  contested: string[]
  /** Folded sequences of two or three words that stood in the names of at least PHRASE_BODIES home bodies and of no other. */
  phrases: string[]
}

export const PHRASE_BODIES = 3
/** A name this short is borne by too many: it is remembered by its handles only. */
const NAME_FROM = 6
const SMALL = new Set(
  'the of for and in on to a an de la le du des der die das und association society school college council institute national international american british network university department group centre center community chat'.split(
    ' ',
  ),
)

const wordsOf = (name: string) => plain(readable(name)).match(/[\p{L}\p{N}]+/gu) ?? []

/** Two or three words in a row, at least two of which say something. */
function phrasesOf(name: string): Set<string> {
  const words = wordsOf(name)
  const found = new Set<string>()
  for (let at = 0; at < words.length; at++)
    for (const length of [2, 3]) {
      const part = words.slice(at, at + length)
      if (part.length === length && part.filter((word) => !SMALL.has(word) && word.length >= 3).length >= 2) found.add(part.join(' '))
    }
  return found
}

/** Under what names a body is known again: folded, and long enough to be told by. */
export const nameKeysOf = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => nameKey(readable(name))).filter((name) => name.length >= NAME_FROM)),
]

/**
 * Turns an organiser's past decisions into the deployment's own register, so that a body once called home is home again under its alias, and
 * one called ally is not asked about again. Later words beat earlier ones of the same record. Where two records of different gates share a name or handle, it
 * is home's if that was said last, since a home body on a list is the error to avoid; otherwise it is nobody's, and such a name is contested.
 *
 * To wire it: read all organiser gate decisions with the records' names, aliases and past handles (oldest first), call this, and judge with
 * `extendField(findHomeField(config.HOME_FIELD), additions)`. Deterministic: the same decisions give the same additions.
 */
export function learnRegister(words: readonly OrganiserWord[]): RegisterAdditions {
  const gates = new Map<string, { all: Set<Gate>; last: Gate }>()
  const keysOf = ({ names, shown = [], handles }: OrganiserWord, withShown: boolean) => [
    ...handles.map((handle) => `@${handleKey(handle)}`),
    ...nameKeysOf(withShown ? [...names, ...shown] : names),
  ]
  for (const word of words)
    for (const key of keysOf(word, true)) gates.set(key, { all: (gates.get(key)?.all ?? new Set<Gate>()).add(word.gate), last: word.gate })
  const stands = (key: string, gate: Gate) => {
    const said = gates.get(key)
    return said?.last === gate && (said.all.size === 1 || gate === 'home')
  }
  const bodiesOf = (gate: Gate): RegisteredBody[] =>
    words
      .filter((word) => word.gate === gate)
      .map((word) => {
        const agreed = [...new Set(keysOf(word, gate === 'home'))].filter((key) => stands(key, gate)).sort()
        return {
          title: word.names[0] ?? word.handles[0] ?? '',
          names: agreed.filter((key) => !key.startsWith('@')),
          handles: agreed.filter((key) => key.startsWith('@') && key.length > 1).map((key) => key.slice(1)),
        }
      })
      .filter(({ names, handles }) => names.length + handles.length > 0)

  const counts = new Map<string, number>()
  const elsewhere = new Set<string>()
  for (const word of words) {
    const found = new Set(word.names.flatMap((name) => [...phrasesOf(name)]))
    for (const phrase of found) {
      if (word.gate === 'home') counts.set(phrase, (counts.get(phrase) ?? 0) + 1)
      else elsewhere.add(phrase)
    }
  }
  const phrases = [...counts].filter(([phrase, count]) => count >= PHRASE_BODIES && !elsewhere.has(phrase)).map(([phrase]) => phrase)
  const contested = [...gates].filter(([key, { all, last }]) => !key.startsWith('@') && all.has('home') && last !== 'home').map(([key]) => key)
  return { home: bodiesOf('home'), outside: bodiesOf('ally'), contested: contested.sort(), phrases: phrases.sort() }
}

/** The field with a deployment's own additions. The organiser's word beats the shipped register in both directions. */
export function extendField(field: HomeField, additions: RegisterAdditions): HomeField {
  const without = (register: readonly RegisteredBody[], gone: readonly RegisteredBody[]) => {
    const names = new Set(gone.flatMap((body) => body.names))
    const handles = new Set(gone.flatMap((body) => body.handles))
    return register.map((body) => ({
      ...body,
      names: body.names.filter((name) => !names.has(name)),
      handles: body.handles.filter((handle) => !handles.has(handle)),
    }))
  }
  return {
    ...field,
    register: [...without(field.register, additions.outside), ...additions.home],
    outsiders: [...without(field.outsiders, additions.home), ...additions.outside],
    contested: [...new Set([...field.contested, ...additions.contested])].sort(),
    learned_phrases: [...new Set([...field.learned_phrases, ...additions.phrases])].sort(),
  }
}
