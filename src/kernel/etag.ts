// ◆ pure
/** Entity tags, RFC 9110 §8.8.3 and §13.1. */

/** The strong tag of one version of one curated record. */
export const versionTag = (id: string, version: number): string => `"${id}.v${version}"`

/** Members of an If-Match or If-None-Match header; null for `*`; undefined if it is not valid. */
export function parseTags(header: string): string[] | null | undefined {
  const text = header.trim()
  if (text === '*') return null
  const tags = text.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g)
  if (!tags) return undefined
  // Whatever is left beside commas and blanks was no tag.
  return text.replaceAll(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g, '').replaceAll(/[\s,]/g, '') === '' ? tags : undefined
}

const opaque = (tag: string) => tag.replace(/^W\//, '')

/** If-None-Match: weak comparison. True means "not modified". */
export function noneMatchHits(header: string, current: string): boolean {
  const tags = parseTags(header)
  if (tags === undefined) return false
  return tags === null || tags.some((tag) => opaque(tag) === opaque(current))
}

/** If-Match: strong comparison. True means "go on". */
export function matchHolds(header: string, current: string): boolean {
  const tags = parseTags(header)
  if (tags === undefined) return false
  return tags === null || (!current.startsWith('W/') && tags.includes(current))
}
