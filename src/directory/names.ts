// ◆ pure

/**
 * Letters and signs that Unicode does not take apart, as they are typed where a keyboard has none of them: phones curl quotes by themselves. The first of a pair stands for each
 * of the others. In lower case.
 */
export const PLAIN: readonly (readonly [plain: string, others: string])[] = [
  ['o', 'ø'],
  ['l', 'ł'],
  ['d', 'đð'],
  ['h', 'ħ'],
  ['t', 'ŧ'],
  ['i', 'ı'],
  ['ss', 'ß'],
  ['ae', 'æ'],
  ['oe', 'œ'],
  ['th', 'þ'],
  ['σ', 'ς'],
  ["'", '’‘ʼʻ`′'],
  ['"', '“”„«»'],
  ['-', '‐‑–—−'],
]
const PLAIN_OF: ReadonlyMap<string, string> = new Map(PLAIN.flatMap(([plain, others]) => [...others].map((other) => [other, plain] as const)))
const FOLDED = new RegExp(`[${[...PLAIN_OF.keys()].join('')}]`, 'g')

/** For ordering and searching: compatibility forms, accents, letters of few alphabets and curled signs folded, lower case, one blank between words. Idempotent. */
export const foldName = (name: string): string =>
  name
    .replaceAll('´', "'")
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(FOLDED, (sign) => PLAIN_OF.get(sign) ?? sign)
    .replaceAll(/[\p{Z}\p{C}]+/gu, ' ')
    .trim()

/** As it may be shown: without controls, which can turn a line round or hide in it; joiners stay, since some scripts are written with them. */
export const visibleName = (name: string): string => name.replaceAll(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '').trim()

/** What the search box looks through. */
export const searchKey = (name: string, handleKeys: readonly string[], hashtagKey: string | null, otherNames: readonly string[] = []): string =>
  [foldName(name), ...handleKeys.map((key) => `@${key}`), ...(hashtagKey ? [`#${hashtagKey}`] : []), ...new Set(otherNames.map(foldName))].join(' ')

/** A LIKE pattern that finds `query` anywhere, with the pattern's own signs taken literally. */
export const containsPattern = (query: string): string => `%${foldName(query).replaceAll(/[\\%_]/g, '\\$&')}%`

/**
 * One word as it is typed amiss: two neighbouring letters swapped, or the blank between two words left out. Trigrams see little of either near the beginning
 * ("okavale" and "oakvale" have .33). None of what is short, where another word is a letter away, nor of what is long, which trigrams find.
 */
export function slipsOfQuery(query: string): string[] {
  const word = foldName(query)
  if (!/^[a-z0-9]{5,16}$/.test(word)) return []
  const places = Array.from({ length: word.length - 1 }, (_, at) => at + 1)
  const swapped = places.map((at) => `${word.slice(0, at - 1)}${word[at] ?? ''}${word[at - 1] ?? ''}${word.slice(at + 1)}`)
  const parted = places.filter((at) => at >= 2 && at <= word.length - 2).map((at) => `${word.slice(0, at)} ${word.slice(at)}`)
  return [...new Set([...swapped, ...parted])].filter((one) => one !== word)
}
