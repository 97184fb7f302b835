// ◆ pure
import { foldLetters } from './handles-names.js'
import type { Word } from './relate-words.js'
import type { MatchRecord } from './types.js'

/** Names and handles beyond these are not looked at: no entry needs more to be told from another. */
const MAX_NAMES = 8
const MAX_LENGTH = 200
const MAX_WORDS = 20

export interface NameRead {
  raw: string
  words: readonly Word[]
}

/** A body as the relation rules look at it. */
export interface BodyRead {
  names: readonly NameRead[]
  /** What it was called before, as its own names say. */
  former: readonly NameRead[]
  /** What it is called now, as an old name says. */
  later: readonly NameRead[]
  handles: readonly { shown: string; core: string }[]
}

const FORMER = /\b(?:formerly(?: known as| called)?|previously(?: known as| called)?|once(?: known as| called)|(?:now )?renamed from|f\.?k\.?a\.?|ex)[ :]+/i
const LATER = /\b(?:now(?: known as| called| part of)?|renamed to|has become|became)[ :]+/i

const wordsOf = (text: string): Word[] =>
  (
    text
      .slice(0, MAX_LENGTH)
      .normalize('NFKC')
      .replaceAll(/['’‘`]/g, '')
      .replaceAll('&', ' and ')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
    .map((raw) => ({ text: foldLetters(raw).replaceAll(/[^a-z0-9]/g, ''), raw }))
    .filter((word) => word.text !== '')
    .slice(0, MAX_WORDS)

const readName = (raw: string): NameRead[] => {
  const words = wordsOf(raw)
  return words.length === 0 ? [] : [{ raw, words }]
}

/** Cuts a name at its brackets: what stands in them is a name of its own (an acronym, mostly). */
function outOfBrackets(name: string): string[] {
  const open = name.search(/[([{]/)
  if (open === -1) return [name]
  const close = name.slice(open).search(/[)\]}]/)
  const inside = close === -1 ? name.slice(open + 1) : name.slice(open + 1, open + close)
  const outside = name.slice(0, open) + (close === -1 ? '' : ` ${name.slice(open + close + 1)}`)
  return [outside, inside]
}

/** Splits at the first sign of another time: `now | formerly …` and `then | now …`. */
function timesOf(name: string): { own: string; former: string | null; later: string | null } {
  const former = FORMER.exec(name)
  if (former && former.index > 0) return { own: name.slice(0, former.index), former: name.slice(former.index + former[0].length), later: null }
  const later = LATER.exec(name)
  if (later && later.index > 0) return { own: name.slice(0, later.index), former: null, later: name.slice(later.index + later[0].length) }
  return { own: name, former: null, later: null }
}

const bare = (text: string) => text.replaceAll(/[()[\]{}]/g, ' ')

/** Records are never changed, and each is read for many pairs. */
const READ = new WeakMap<MatchRecord, BodyRead>()

export function readBody(record: MatchRecord): BodyRead {
  const known = READ.get(record)
  if (known) return known
  const read = readAfresh(record)
  READ.set(record, read)
  return read
}

function readAfresh(record: MatchRecord): BodyRead {
  const names: NameRead[] = []
  const former: NameRead[] = []
  const later: NameRead[] = []
  for (const given of record.names.slice(0, MAX_NAMES)) {
    const times = timesOf(given.slice(0, MAX_LENGTH))
    if (times.former !== null) former.push(...readName(bare(times.former)))
    if (times.later !== null) later.push(...readName(bare(times.later)))
    const [outside = '', inside] = times.former === null && times.later === null ? outOfBrackets(times.own) : [bare(times.own)]
    names.push(...readName(outside))
    // A place in brackets belongs to the name before it; an acronym is another name of the same body.
    if (inside !== undefined && inside.trim() !== '') {
      if (isAcronymOf(inside.trim(), wordsOf(outside))) names.push(...readName(inside))
      else names.unshift(...readName(`${outside} ${inside}`))
    }
  }
  const handles = record.handles.slice(0, MAX_NAMES).map((handle) => {
    const shown = handle.replace(/^@/, '').slice(0, 40)
    return { shown, core: mainPart(shown) }
  })
  return { names, former, later, handles }
}

/** Without what only says "this is really us". */
function mainPart(shown: string): string {
  const cut = shown
    .replace(/^_+|_+$/g, '')
    .replace(/_?(?:official|hq)$/i, '')
    .replace(/^official_?/i, '')
  return cut.length >= 2 ? cut : shown
}

const ARTICLES = new Set('the of and for in at on a an to by de la le du'.split(' '))

/** With or without the letters of the small words. */
export const initialsOf = (words: readonly Word[], small: boolean): string =>
  words
    .filter((word) => small || !ARTICLES.has(word.text))
    .map((word) => word.text.charAt(0))
    .join('')

export function isAcronymOf(text: string, words: readonly Word[]): boolean {
  const letters = foldLetters(text.slice(0, 20)).replaceAll(/[^a-z0-9]/g, '')
  return letters.length >= 2 && words.length >= 2 && (letters === initialsOf(words, false) || letters === initialsOf(words, true))
}
