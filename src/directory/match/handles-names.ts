// ◆ pure
import anyAscii from 'any-ascii'

/** Names longer than this say no more about a handle. */
const MAX_NAME = 300
const MAX_TOKENS = 16

export interface NameToken {
  text: string
  /** What the word counts for in the name. */
  weight: number
}
/** One way to read a name as words. */
export interface ReadName {
  tokens: readonly NameToken[]
}

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
const asRead = (texts: string[]): ReadName => ({
  tokens: texts.slice(0, MAX_TOKENS).map((text) => ({ text, weight: SMALL.has(text) ? 0.2 : Math.min(4, text.length) })),
})

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
