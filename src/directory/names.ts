// ◆ pure

/** For ordering and searching: compatibility forms and accents folded, lower case, one blank between words. Idempotent. */
export const foldName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[\p{Z}\p{C}]+/gu, ' ')
    .trim()

/** As it may be shown: without controls, which can turn a line round or hide in it; joiners stay, since some scripts are written with them. */
export const visibleName = (name: string): string => name.replaceAll(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '').trim()

/** What the search box looks through. */
export const searchKey = (name: string, handleKeys: readonly string[], hashtagKey: string | null, otherNames: readonly string[] = []): string =>
  [foldName(name), ...handleKeys.map((key) => `@${key}`), ...(hashtagKey ? [`#${hashtagKey}`] : []), ...new Set(otherNames.map(foldName))].join(' ')

/** A LIKE pattern that finds `query` anywhere, with the pattern's own signs taken literally. */
export const containsPattern = (query: string): string => `%${foldName(query).replaceAll(/[\\%_]/g, '\\$&')}%`
