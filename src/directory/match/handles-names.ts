// ◆ pure
import anyAscii from 'any-ascii'
import { isGeneric } from './relate-words.js'

/** Names longer than this say no more about a handle. */
const MAX_NAME = 300
export const MAX_TOKENS = 16

export interface NameToken {
  text: string
  /** What the word counts for in the name. */
  weight: number
  /** What a letter of it explains of the handle: words that thousands of names share explain less. */
  letter: number
}
/** One way to read a name as words. */
export interface ReadName {
  tokens: readonly NameToken[]
  squashed: string
  /** Sum of the tokens' weights. */
  weight: number
}

/**
 * Frozen with the threshold in handles.ts: what a word that thousands of names share counts for, as letters of the handle and as a word of the name. Before
 * ("News", "Club", "Solutions" counting whole) such words alone linked handles to strangers.
 */
const SHARED_LETTER = 0.7
const SHARED_WORD = 0.5
/** Beside the generic words of bodies: what accounts of all kinds have in their names. */
const SHARED = new Set(
  'online web digital media solutions services design designs studio studios tech technology group company fans fanclub tweets tweet live blog shop store events movement magazine films film movie movies game games gaming sports sport fitness band records lyrics quotes deals jobs careers marketing consulting'.split(
    ' ',
  ),
)
const SMALL = new Set('the of and for in at on a an to by de la le du des et y und der die das'.split(' '))

/** Pictures are no letters; any-ascii would spell out their names. */
const PICTURES = /[\p{Extended_Pictographic}\p{So}\p{Cs}]/gu

/** Lower case a-z and digits for every script; other signs stay as they are or become blanks. */
export const foldLetters = (text: string): string =>
  /^[\u0020-\u007e]*$/.test(text)
    ? text.toLowerCase()
    : anyAscii(
        text
          .normalize('NFKC')
          .replaceAll(/[0-9]\ufe0f?\u20e3/gu, ' ')
          .replaceAll(PICTURES, ' '),
      ).toLowerCase()

const words = (text: string): string[] => foldLetters(text.replaceAll(/['’]/g, '')).match(/[a-z0-9]+/g) ?? []
function asRead(texts: readonly string[]): ReadName {
  const tokens = texts.slice(0, MAX_TOKENS).map((text): NameToken => {
    const shared = isGeneric(text) || SHARED.has(text)
    return { text, weight: SMALL.has(text) ? 0.2 : Math.min(4, text.length) * (shared ? SHARED_WORD : 1), letter: shared ? SHARED_LETTER : 1 }
  })
  return { tokens, squashed: texts.join(''), weight: tokens.reduce((sum, token) => sum + token.weight, 0) }
}

/** The ways to read a name: as typed, with camel case taken apart, and without its small words. */
export function readNames(raw: string): ReadName[] {
  const name = raw.slice(0, MAX_NAME)
  const typed = words(name.replaceAll('&', ' and '))
  const apart = words(name.replaceAll('&', ' and ').replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
  const ways = [typed, apart, typed.filter((word) => !SMALL.has(word)), apart.filter((word) => !SMALL.has(word))]
  const keys = new Set<string>()
  return ways.flatMap((way) => {
    const key = way.join(' ')
    if (way.length === 0 || keys.has(key)) return []
    keys.add(key)
    return [asRead(way)]
  })
}
