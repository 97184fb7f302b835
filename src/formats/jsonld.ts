// ◆ pure
import { pageOf, type Row, type Taken } from './types.js'

export const JSON_LD_TYPE = 'application/ld+json; charset=utf-8'

/** schema.org Organization, or DefinedTerm for a hashtag. Only our own data, and addresses on X as `sameAs`. */
export function asThing(row: Row, site: string): Record<string, unknown> {
  const sameAs = [...row.accounts.map(({ url }) => url), ...(row.hashtag ? [row.hashtag.url] : [])]
  const common = { '@id': pageOf(site, row.id), name: row.name, url: row.url ?? pageOf(site, row.id), identifier: row.id, sameAs }
  if (row.kind === 'hashtag') return { '@type': 'DefinedTerm', ...common, termCode: row.hashtag?.tag }
  return { '@type': 'Organization', ...common, ...(row.category ? { knowsAbout: row.category.title } : {}) }
}

/** A whole list, entry by entry, so that it can be written as a stream: head, items joined by commas, tail. */
export const itemList = {
  head: (name: string, { community, site, licence, as_of }: Taken): string => {
    const start = JSON.stringify({
      '@context': 'https://schema.org',
      '@type': 'ItemList',
      name,
      url: site,
      license: licence,
      dateModified: as_of,
      publisher: { '@type': 'Organization', name: community, url: site },
    })
    return `${start.slice(0, -1)},"itemListElement":[`
  },
  item: (row: Row, position: number, { site }: Taken): string => JSON.stringify({ '@type': 'ListItem', position, item: asThing(row, site) }),
  tail: ']}',
}

/** For a script element: nothing in it can end the element or begin a comment. */
export const inScript = (json: string): string => json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
