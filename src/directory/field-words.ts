// ◆ pure
import type { HomeField } from './taxonomy/home-fields/define.js'

/** A bio is at most a few hundred characters; longer texts are cut so that no input can make judging slow. */
export const TEXT_CAP = 4000

export interface Word {
  /** Lower case, without accents and look-alike letters. */
  text: string
  /** As written. */
  raw: string
  kind: 'word' | 'discipline' | 'people' | 'stop' | 'joint' | 'tag' | 'mention'
}

// Private-use marks stand in for the field's own words, one per character, so that offsets into the text stay true.
const DISCIPLINE = '\uE000'
const PEOPLE = '\uE001'
/** Hearts are read over ("we ♥ nurses" is no new clause); any other picture parts one. */
const TOKENS =
  /(?<d>\uE000+)|(?<p>\uE001+)|(?<u>https?:\/\/\S+)|(?<t>#[\p{L}\p{N}_]+)|(?<m>@\w+)|(?<n>(?<!\d)\d{1,3}(?:[,.]\d{3}){1,4}(?!\d))|(?<w>≠|[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}'’]|-(?=[\p{L}\p{N}]))*)|(?<j>[,，、&+/])|(?<s>[.;:!?|•·–—\n\r()[\]…~→»«★☆▪▫✦✨。！？：；]|(?<=\s)-(?=\s)|(?![♥❤])\p{Extended_Pictographic})/gu

const markWith = (mark: string) => (found: string) => mark.repeat(found.length)

/** Signs that take no room on the screen: they hide a word from a search, not from a reader. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\uE000\uE001]|\p{Variation_Selector}/gu
/** "s o c i a l": at least four letters apart from each other by one blank. */
const SPACED = /(?<![\p{L}\p{N}])(?:\p{L} ){3,60}\p{L}(?![\p{L}\p{N}])/gu

/** Compatibility forms folded ("𝗦𝗼𝗰𝗶𝗮𝗹" is a word too), invisible signs and marks of our own taken out, spaced letters joined, cut to the cap. */
export const readable = (text: string, cap = TEXT_CAP): string =>
  text
    .slice(0, cap)
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll(DOTTED, (letters) => letters.replaceAll('.', ''))
    .replaceAll(INCLUSIVE, '')
    .replaceAll(GENDERED, '')
    .replaceAll(SPACED, (letters) => letters.replaceAll(' ', ''))
    .slice(0, cap)

/** "N.A.S.W.", "M.S.W." */
const DOTTED = /(?<![\p{L}\p{N}])(?:\p{Lu}\.){3,12}/gu
/** French writes "assistant·e·s" for both sexes. */
const INCLUSIVE = /(?<=\p{Ll})·(?=\p{Ll})/gu
/** German: “Sozialarbeiter*innen”, “:innen”, “_innen”, “/-innen”. */
const GENDERED = /(?<=\p{Ll}{2})(?:[*:_]|\/-?)(?=in(?:nen)?(?!\p{L}))/gu

// Letters that look like Latin ones (Unicode UTS #39 confusables, those that occur), and small capitals, which profiles use for show.
const LOOKALIKES = new Map(
  'аa сc еe ѕs іi јj оo рp хx уy һh ԁd ԝw кk вb нh мm тt οo νv αa ιi κk ρp υu χx ωw εe τt βb ηn μu ıi ɑa ᴀa ʙb ᴄc ᴅd ᴇe ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz øo ðd łl đd'
    .split(' ')
    .map((pair): [string, string] => [pair[0] ?? '', pair[1] ?? '']),
)
const DIGITS = new Map([
  ['0', 'o'],
  ['1', 'i'],
  ['3', 'e'],
])

const lowerSign = (sign: string): string => {
  const lower = sign.toLowerCase()
  return lower.length === sign.length ? lower : sign
}
const bare = (sign: string): string => {
  const base = sign.normalize('NFD')[0] ?? sign
  return base.length === sign.length && /[\p{Script=Latin}\p{Script=Greek}]/u.test(base) ? base : sign
}

/** Lower case and without accents, every character where it was; letters of other alphabets stay what they are. */
export const withoutAccents = (text: string): string => [...text].map((sign) => bare(lowerSign(sign))).join('')

function foldWord(word: string, foreign: boolean): string {
  if (/^[A-Za-z]+$/.test(word)) return word.toLowerCase()
  const signs = [...word].map((sign) => bare(lowerSign(sign)))
  const latin = signs.some((sign) => /[a-z]/.test(sign))
  // A word of another script stays what it is; one that mixes scripts or consists of look-alikes only is read as it looks.
  const mapped = signs.map((sign) => LOOKALIKES.get(sign) ?? sign)
  const read = latin || (!foreign && mapped.every((sign) => /[a-z]/.test(sign))) ? mapped : signs
  return read.map((sign, at) => (/[a-z]/.test(read[at - 1] ?? '') && /[a-z]/.test(read[at + 1] ?? '') ? (DIGITS.get(sign) ?? sign) : sign)).join('')
}

/** Lower case, without accents and look-alike letters, every character where it was. `text` must be readable. */
export function plain(text: string): string {
  // In a text of another alphabet a word of letters that look Latin is still a word of that alphabet: "Κοινωνικών".
  const foreign = [...text.matchAll(/[\p{Script=Greek}\p{Script=Cyrillic}]{3,}/gu)].some(([word]) =>
    [...word].some((sign) => !LOOKALIKES.has(bare(lowerSign(sign)))),
  )
  return text.replaceAll(/[\p{L}\p{N}]+/gu, (word) => foldWord(word, foreign))
}

/** Blanks what only looks like the field's name, keeping every offset. `text` must be plain. */
export const withoutLookalikes = (text: string, field: HomeField): string =>
  field.lookalikes.reduce((rest, pattern) => rest.replace(pattern, markWith(' ')), text)

/** The text, once readable, as words, with the field's own words recognised. Stops separate clauses; joints (comma, and, &, /) only list things. */
export function readWords(text: string, field: HomeField): Word[] {
  const low = plain(text)
  const marked = withoutLookalikes(low, field).replace(field.people, markWith(PEOPLE)).replace(field.discipline, markWith(DISCIPLINE))
  return [...marked.matchAll(TOKENS)].flatMap((match): Word[] => {
    const end = match.index + match[0].length
    const raw = text.slice(match.index, end)
    const groups = match.groups ?? {}
    if (groups.u) return [{ text: '.', raw, kind: 'stop' }]
    const kind = groups.d ? 'discipline' : groups.p ? 'people' : groups.t ? 'tag' : groups.m ? 'mention' : groups.s ? 'stop' : groups.j ? 'joint' : 'word'
    const said = low.slice(match.index, end).replaceAll('’', "'")
    return [{ text: said, raw, kind: kind === 'word' && ANDS.has(said) ? 'joint' : kind }]
  })
}
const ANDS = new Set(['and', 'or', 'y', 'e', 'et', 'und', 'og', 'och'])

/** The parts of a handle as its owner wrote them: OfficialMacroSW → Official Macro SW; pen_sw → pen sw. */
export const handleParts = (handle: string): string[] => handle.replace(/^[@#]/, '').match(/[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? []
