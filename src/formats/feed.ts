// ◆ pure
import { Feed } from 'feed'
import type { Row, Taken } from './types.js'

export const ATOM_TYPE = 'application/atom+xml; charset=utf-8'
export const JSON_FEED_TYPE = 'application/feed+json; charset=utf-8'

/** XML 1.0 has no place for these, escaped or not. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const text = (raw: string) => raw.replaceAll(UNWRITABLE, '')

/** In a sentence: what it is, what it works for, where it is found. */
const summary = ({ kind, category, accounts, hashtag, url }: Row): string =>
  [
    kind === 'hashtag' ? `The hashtag #${hashtag?.tag ?? ''}.` : 'An organisation.',
    category ? `Works in: ${category.title}.` : '',
    accounts.length > 0 ? `On X: ${accounts.map(({ handle }) => `@${handle}`).join(', ')}.` : '',
    url ? `Website: ${url}` : '',
  ]
    .filter(Boolean)
    .join(' ')

/**
 * Additions, newest first, as Atom (RFC 4287) and JSON Feed 1.1. An entry's id is the address of its page, which never changes; its date is when it was
 * published, so a feed with the same entries is the same bytes.
 */
export function additions(rows: readonly Row[], about: About) {
  // The library says of all that stands in an entry of Atom that it is HTML, while titles and summaries of JSON Feed are plain.
  return { atom: () => feedOf(rows, about, escaped).atom1(), json: () => asVersion11(feedOf(rows, about, (plain) => plain).json1()) }
}

interface About {
  title: string
  self: { atom: string; json: string }
  taken: Omit<Taken, 'as_of'>
}

function feedOf(rows: readonly Row[], { title, self, taken }: About, written: (plain: string) => string): Feed {
  const newest = rows[0]?.published_at
  const feed = new Feed({
    title: text(title),
    description: text(`Allies newly listed by ${taken.community}`),
    id: self.atom,
    link: taken.site,
    updated: new Date(newest ?? 0),
    copyright: `Licence: ${taken.licence}`,
    generator: 'Community Allies',
    feedLinks: { atom: self.atom, json: self.json },
    author: { name: text(taken.community), link: taken.site },
  })
  for (const row of rows) {
    const link = `${taken.site}/allies/${row.id}`
    const at = new Date(row.published_at ?? 0)
    const said = text(summary(row))
    feed.addItem({ title: written(text(row.name)), id: link, link, date: at, published: at, description: written(said), content: escaped(said) })
  }
  return feed
}

/** The library writes version 1; in 1.1 one author is a list of authors, and the rest stayed (jsonfeed.org/version/1.1). */
function asVersion11(version1: string): string {
  const { version: _version, author, ...rest } = JSON.parse(version1) as Record<string, unknown>
  return JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', ...rest, authors: [author] })
}

/** What is HTML to whoever reads it: names are to be read, not run. */
const escaped = (plain: string) => plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
