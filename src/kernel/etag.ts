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

/**
 * The tag of an answer that shows a version of a record together with what changes beside it (counts): the version, then the bytes.
 * Equal bytes for If-None-Match; for If-Match the version decides.
 */
export const detailTag = (version: string, digest: string): string => `${version.slice(0, -1)}-${digest}"`

/** If-Match: strong comparison with the version, alone or with the digest of the answer it was read in. True means "go on". */
export function matchHolds(header: string, current: string): boolean {
  const tags = parseTags(header)
  if (tags === undefined) return false
  return tags === null || (!current.startsWith('W/') && tags.some((tag) => tag === current || tag.startsWith(`${current.slice(0, -1)}-`)))
}
