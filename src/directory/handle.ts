// ◆ pure
/**
 * One key for all spellings of an account or a hashtag on X: case, full-width forms, invisible controls, links to profiles,
 * punctuation of the sentence around it. Rules: X handles are 1-15 of [A-Za-z0-9_] and compare without case; hashtags are
 * letters of any script, marks, digits and a few joiners, with at least one letter (X-PLATFORM.md §8).
 */
export interface Target {
  kind: 'account' | 'hashtag'
  /** Folded: equal for every spelling of the same target. */
  key: string
  /** As it was typed, without @ or #. */
  display: string
}

export type ParsedTarget = { ok: true; target: Target } | { ok: false; reason: string }

export const MAX_HANDLE = 15
/** X shows no longer tags as links; a bound also keeps keys within what a database index can hold. */
export const MAX_HASHTAG = 100
const MAX_INPUT = 500

/** Zero-width characters, bidirectional controls, soft hyphen, byte order mark: nobody types them on purpose into a name. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g
/**
 * Joiners mean something inside a Persian or Indic tag, so they stay on display, but two tags never differ by them alone; nor by
 * variation selectors, which emoji keyboards leave behind.
 */
const JOINERS = /[\ufe00-\ufe0f\u200c-\u200d]/g

/** In a hashtag may stand letters, marks, digits, and the joiners and middle dots that twitter-text 3.1.0 allows. */
const NOT_IN_TAG = /[^\p{L}\p{M}\p{Nd}_\u200c-\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7]/gu
const LETTER = /\p{L}/u

const visible = (text: string) => text.replaceAll(INVISIBLE, '').trim()
const withoutSign = (text: string, signs: string) => (text !== '' && signs.includes(text.charAt(0)) ? text.slice(1) : text)
/** Code points, which is how X counts. Bounded: nothing longer than a few thousand is ever looked at. */
const length = (text: string) => [...text.slice(0, 4 * MAX_INPUT)].length

/** The key of a handle, with or without @; null if no such handle can exist on X. Idempotent. */
export function foldHandle(raw: string): string | null {
  if (/^[A-Za-z0-9_]{1,15}$/.test(raw)) return raw.toLowerCase()
  if (raw.length > MAX_INPUT) return null
  const handle = withoutSign(visible(raw).replaceAll(JOINERS, '').normalize('NFKC'), '@')
  return /^[A-Za-z0-9_]{1,15}$/.test(handle) ? handle.toLowerCase() : null
}

/** The key of a hashtag, with or without #; null if X would not make it a tag. Idempotent. */
export function foldHashtag(raw: string): string | null {
  if (/^[A-Za-z0-9_]{1,100}$/.test(raw)) return /[A-Za-z]/.test(raw) ? raw.toLowerCase() : null
  if (raw.length > MAX_INPUT) return null
  const tag = withoutSign(visible(raw), '#＃')
  if (tag === '' || tag.search(NOT_IN_TAG) !== -1) return null
  const key = foldTag(tag)
  return LETTER.test(key) && length(key) <= MAX_HASHTAG ? key : null
}

/**
 * NFKC before and after lower case (each can undo the other), final sigma as sigma. NFKC takes some letters apart into blanks and
 * signs (U+FDFA is four words): what is no part of a tag is dropped again, so that a key is always a tag itself.
 */
function foldTag(tag: string): string {
  const joined = tag.replaceAll(JOINERS, '').replaceAll('\uff5e', '\u301c').replaceAll('\u309b', '\u3099').replaceAll('\u309c', '\u309a')
  const once = (text: string) => text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').normalize('NFKC').replaceAll(NOT_IN_TAG, '').replaceAll(JOINERS, '')
  // Dropping a sign can bring a letter and a mark together, which compose only in the next round.
  let folded = once(joined)
  for (let round = 0; round < 4; round++) {
    const again = once(folded)
    if (again === folded) break
    folded = again
  }
  return folded
}

/** First parts of a path on X that are pages of X, not people. */
const RESERVED = new Set(
  (
    'about account compose download explore hashtag help home i intent jobs login logout messages notifications oauth personalization ' +
    'premium privacy search search-advanced search-home settings share signup statuses tos who_to_follow widgets'
  ).split(' '),
)
/** Second parts under which a profile shows itself; anything else below a handle (status, lists, events …) names another thing. */
const PROFILE_TABS = new Set(['with_replies', 'media', 'likes', 'highlights', 'articles', 'photo', 'following', 'followers'])
const HOSTS = new Set(['x.com', 'www.x.com', 'mobile.x.com', 'twitter.com', 'www.twitter.com', 'mobile.twitter.com', 'm.twitter.com'])

export type LinkReading =
  | {
      is: 'profile'
      handle: string /** Offset in the link just after the handle. */
      end: number
    }
  | {
      is: 'hashtag'
      /** Decoded, as it would be written after #. */
      tag: string
      end: number
    }
  | { is: 'post' | 'page' | 'list'; reason: string }
  | { is: 'elsewhere' }

/** What a link names. `link` begins with a scheme or a host and holds no blanks; it may run on into punctuation. */
export function readLink(link: string): LinkReading {
  const scheme = /^(?:https?:)?\/\//i.exec(link)
  const start = scheme ? scheme[0].length : 0
  const host = /^[A-Za-z0-9.-]{1,40}/.exec(link.slice(start, start + 40))?.[0] ?? ''
  if (!HOSTS.has(host.toLowerCase())) return { is: 'elsewhere' }
  const at = start + host.length
  // `/#!/name` was how twitter.com itself linked to profiles until 2012.
  const lead = /^\/+(?:#!\/+)?(?:@|%40)?/i.exec(link.slice(at, at + 20))
  // Another port, a user name or a longer host: not X.
  if (!lead) return /^[:@_%]/.test(link.slice(at)) ? { is: 'elsewhere' } : { is: 'page', reason: 'the front page of X names nobody' }
  const from = at + lead[0].length
  const name = /^[A-Za-z0-9_]*/.exec(link.slice(from, from + MAX_INPUT))?.[0] ?? ''
  const end = from + name.length
  const rest = link.slice(end, end + 200)
  if (name.toLowerCase() === 'hashtag' && rest.startsWith('/')) return readTagLink(link, end + 1)
  // search-advanced and such: a hyphen, a dot or a percent sign goes on with the word.
  if (name === '' || RESERVED.has(name.toLowerCase()) || /^[-%]/.test(rest) || /^\.[a-z0-9]/i.test(rest))
    return { is: 'page', reason: 'a page of X, not a profile' }
  const below = /^\/([A-Za-z0-9_]*)/.exec(rest)?.[1]?.toLowerCase() ?? ''
  if (below === 'status' || below === 'statuses') return { is: 'post', reason: 'a link to a post, not to a profile' }
  if (below === 'lists') return { is: 'list', reason: 'a list, not an account' }
  if (below !== '' && !PROFILE_TABS.has(below)) return { is: 'page', reason: 'a page below a profile, not the profile' }
  return { is: 'profile', handle: name, end }
}

/** Letters of other scripts come percent-encoded, up to twelve characters for one. */
const MAX_ENCODED = 12 * MAX_HASHTAG

/** `/hashtag/NAME`: how X itself links to a tag. `from` is the offset of the name. */
function readTagLink(link: string, from: number): LinkReading {
  const encoded = /^[^\s/?#&"'<>()[\]{}|,;]*/.exec(link.slice(from, from + MAX_ENCODED))?.[0] ?? ''
  const bare = encoded.replace(/[.:!]+$/, '')
  const no: LinkReading = { is: 'page', reason: 'a link to a hashtag that cannot exist' }
  try {
    const tag = decodeURIComponent(bare)
    return foldHashtag(tag) === null || tag.startsWith('#') || tag.startsWith('＃') ? no : { is: 'hashtag', tag, end: from + bare.length }
  } catch {
    // A % that is not followed by UTF-8.
    return no
  }
}

const OPENING = /^[\s"'“”‘’«»([{<.,;:!?]+/
const CLOSING = /[\s"'“”‘’«»)\]}>.,;:!?]+$/
const no = (reason: string): ParsedTarget => ({ ok: false, reason })

/**
 * Reads one target as a person types it into a field: `@name`, `#tag`, a link to a profile. A bare word is refused, since it
 * may be either or neither.
 */
export function parseTarget(raw: string): ParsedTarget {
  if (raw.length > MAX_INPUT) return no('it is too long to be a handle, a hashtag or a link to a profile')
  const text = visible(raw)
  if (text.endsWith('…')) return no('it looks cut off: write it out in full')
  const bare = text
    .replace(OPENING, '')
    .replace(CLOSING, '')
    .replace(/['’]s$/, '')
  if (bare === '') return no('it is empty')
  const folded = bare.normalize('NFKC')
  if (folded.startsWith('@')) return parseHandle(folded.slice(1))
  if (folded.startsWith('#')) return parseHashtag(withoutSign(bare, '#＃'))
  if (/^(?:https?:)?\/\//i.test(folded) || /^[a-z0-9.-]+\.com\//i.test(folded)) return parseLink(folded)
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(folded)) return no('it looks like an e-mail address')
  return no('write @handle, #hashtag or a link to a profile on X')
}

function parseHandle(text: string): ParsedTarget {
  const handle = text.replaceAll(JOINERS, '')
  if (/^[A-Za-z0-9_]+\/[A-Za-z]/.test(handle)) return no('it names a list, not an account')
  if (!/^[A-Za-z0-9_]+$/.test(handle)) return no('handles on X are letters a-z, digits and _ only')
  if (handle.length > MAX_HANDLE) return no(tooLong(handle))
  return {
    ok: true,
    target: { kind: 'account', key: handle.toLowerCase(), display: handle },
  }
}

function parseHashtag(tag: string): ParsedTarget {
  const key = foldHashtag(`#${tag}`)
  if (key !== null) return { ok: true, target: { kind: 'hashtag', key, display: tag } }
  if (tag === '' || tag.search(NOT_IN_TAG) !== -1) return no('a hashtag is one word of letters, digits and _')
  return no(LETTER.test(tag) ? `a hashtag has at most ${MAX_HASHTAG} characters` : 'a hashtag needs at least one letter')
}

function parseLink(text: string): ParsedTarget {
  if (/\s/.test(text)) return no('it is more than one link')
  const read = readLink(text)
  if (read.is === 'elsewhere') return no('the link is not to a profile on x.com or twitter.com')
  if (read.is === 'hashtag') return parseHashtag(read.tag)
  return read.is === 'profile' ? parseHandle(read.handle) : no(read.reason)
}

/** Said wherever a handle is too long: it is never cut, since what is left over would be somebody else. */
export const tooLong = (handle: string): string => `${handle.length} characters: a handle on X has at most ${MAX_HANDLE}, so ask what was meant`

/** What somebody typed, in a message to them: not more of it than they need to know it again. */
export const asTyped = (raw: string): string => `“${raw.trim().slice(0, 60)}${raw.trim().length > 60 ? '…' : ''}”`
