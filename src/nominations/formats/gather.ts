// ◆ pure
/** What all formats of single posts have in common: ids that must survive, times, authors, the same post twice. */
import { readLink } from '../../directory/handle.js'
import { asObject, asText, snowflakeTime, unescapeHtml, wellFormed } from './lines.js'
import { parseTime } from './times.js'
import type { BadLine, FormatName, ParsedArchive, Post } from './types.js'

export interface Gathered {
  posts: Post[]
  bad: BadLine[]
  seen: Set<string>
  repeated: number
  damaged: number
  recovered: number
}

/** A post as a file tells it. Untrusted: every member may be anything. */
export interface RawPost {
  line: number
  id: unknown
  /** Address of the post: survives where a spreadsheet has damaged the id. */
  url?: unknown
  at?: unknown
  author?: unknown
  author_id?: unknown
  /** Of somebody who is known to be one and the same person, though not by name. */
  author_mark?: string | undefined
  text: unknown
  /** Set if the text holds no HTML entities any more. */
  plain?: boolean
  retweet?: boolean
  reply?: { to: unknown; post?: unknown } | null
  /** X's `display_text_range`, if there is one. */
  shown?: unknown
  quoted?: boolean
  quoted_post?: unknown
  /** X's own entities of the links in the text: `[{url, expanded_url}]`. */
  links?: unknown
}

export const gather = (): Gathered => ({ posts: [], bad: [], seen: new Set(), repeated: 0, damaged: 0, recovered: 0 })

/** Half a surrogate pair is no text: JSON can spell it, UTF-8 and the database cannot hold it. */
const HALF = /\p{Surrogate}/u

export function addPost(to: Gathered, raw: RawPost): void {
  if (typeof raw.text !== 'string') {
    to.bad.push({ line: raw.line, reason: 'holds something that is no post' })
    return
  }
  const address = readAddress(raw.url)
  const own = idOf(raw.id)
  // An address is never taken for a number, so where the two differ it is the id that was rounded.
  const id = address?.id ?? own
  if (id !== null && to.seen.has(id)) {
    to.repeated++
    return
  }
  if (HALF.test(raw.text)) {
    to.bad.push({ line: raw.line, reason: 'holds half a character (a lone surrogate)' })
    return
  }
  const text = wellFormed(withProfiles(raw.plain ? raw.text : unescapeHtml(raw.text), raw.links))
  if (text.includes('\0')) {
    to.bad.push({ line: raw.line, reason: 'holds a post with a NUL character' })
    return
  }
  if (id !== null) to.seen.add(id)
  // A file without ids, or a cell left empty, has nothing that could be damaged.
  const given = raw.id !== undefined && raw.id !== null && raw.id !== ''
  if (given && id === null) to.damaged++
  else if (given && id !== own) to.recovered++
  const author_id = idOf(raw.author_id)
  const author = handleOf(raw.author)
  const known = author.handle ?? address?.author ?? null
  to.posts.push({
    line: raw.line,
    over_lines: false,
    id,
    // The id tells the time to the millisecond; what else is written is only as good as whoever wrote the file.
    at: (id === null ? null : snowflakeTime(id)) ?? parseTime(raw.at),
    author: known,
    author_mark: author_id !== null ? `x-id:${author_id}` : known === null && author.name !== null ? `name:${author.name}` : (raw.author_mark ?? null),
    text,
    retweet: raw.retweet ?? false,
    reply: raw.reply ? { to: handleOf(raw.reply.to).handle, post: idOf(raw.reply.post) } : null,
    words_from: raw.reply ? wordsFrom(raw.shown, text) : null,
    quoted: raw.quoted ?? false,
    quoted_post: idOf(raw.quoted_post),
  })
}

const NAMES_ONLY = /^(?:[@＠][A-Za-z0-9_]{1,50}\s{1,3}){1,60}$/

/** `[21, 44]`, in code points: what lies before is names and blanks, which take one unit each. Of old posts it begins at 0 whoever put the names there. */
function wordsFrom(shown: unknown, text: string): number | null {
  const from = Array.isArray(shown) ? Number(shown[0]) : 0
  return Number.isInteger(from) && from > 0 && from <= 1100 && NAMES_ONLY.test(`${text.slice(0, from).trimEnd()} `) ? from : null
}

const posts = (n: number): string => `${n} post${n === 1 ? '' : 's'}`

/** What happened to the posts of a file, in numbers: those of its parts can be added up. */
export interface Tally {
  repeated: number
  recovered: number
  damaged: number
  /** Posts that do not say whose they are. */
  unknown: number
}

export const tallyOf = ({ posts, repeated, damaged, recovered }: Gathered): Tally => ({
  repeated,
  recovered,
  damaged,
  unknown: posts.filter((post) => post.author === null && post.author_mark !== 'document').length,
})

/** The same for a person. */
export function notesOf({ repeated, recovered, damaged, unknown }: Tally): string[] {
  const notes: string[] = []
  if (repeated > 0) notes.push(`${posts(repeated)} stood in the file more than once and ${repeated === 1 ? 'was' : 'were'} read once`)
  if (recovered > 0) notes.push(`${posts(recovered)} had ids that were damaged as numbers; they were recovered from the addresses of the posts`)
  if (damaged > 0) notes.push(`${posts(damaged)} had ids that were damaged as numbers; they are read without their ids`)
  if (unknown > 0) notes.push(`${posts(unknown)} ${unknown === 1 ? 'does' : 'do'} not say whose ${unknown === 1 ? 'it is' : 'they are'}`)
  return notes
}

export function finish(format: FormatName, gathered: Gathered, bad: readonly BadLine[] = [], more: readonly string[] = []): ParsedArchive {
  dropRoundedIds(gathered)
  return {
    format,
    posts: gathered.posts,
    bad_lines: [...bad, ...gathered.bad].sort((a, b) => a.line - b.line),
    notes: [...notesOf(tallyOf(gathered)), ...more],
  }
}

/** Spreadsheets keep 15 digits and write zeros for the rest. One genuine id in a thousand ends like that, never most of a file's. */
function dropRoundedIds(gathered: Gathered): void {
  const rounded = gathered.posts.filter(({ id }) => id !== null && id.length > 15 && /^0+$/.test(id.slice(15)))
  if (rounded.length < 3 || rounded.length * 2 <= gathered.posts.length) return
  for (const post of rounded) post.id = null
  gathered.damaged += rounded.length
}

/** Numbers beyond 2^53 have lost their last digits by now: such an id would name another post. */
export const idOf = (id: unknown): string | null => {
  if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0 ? String(id) : null
  const digits = typeof id === 'string' && id.length < 64 ? id.trim() : ''
  return /^\d{1,19}$/.test(digits) ? digits : null
}

const ADDRESS = /^https?:\/\/[^/?#\s]{1,253}\/(\w{1,50})\/status(?:es)?\/(\d{1,19})(?!\d)/

function readAddress(url: unknown): { author: string | null; id: string } | null {
  const found = typeof url === 'string' ? ADDRESS.exec(url.trim().slice(0, 500)) : null
  if (!found?.[1] || !found[2]) return null
  return { author: found[1].toLowerCase() === 'i' ? null : found[1], id: found[2] }
}

const SHORT = /https?:\/\/t\.co\/[A-Za-z0-9]{1,40}/g
const OF_X = /^https?:\/\/(?:www\.|mobile\.|m\.)?(?:x|twitter)\.com\/[^\s]{1,300}$/i
const MAX_LINKS = 50

/** X shortens all links in a post: those to X itself, which may name an account, are written out again. */
function withProfiles(text: string, links: unknown): string {
  if (!Array.isArray(links) || links.length === 0 || !text.includes('t.co/')) return text
  const whole = new Map<string, string>()
  for (const link of links.slice(0, MAX_LINKS).map(asObject)) {
    const [short, long] = [asText(link?.url), asText(link?.expanded_url)]
    if (short !== null && long !== null && OF_X.test(long.slice(0, 400))) whole.set(short, long)
  }
  return whole.size === 0 ? text : text.replaceAll(SHORT, (short) => whole.get(short) ?? short)
}

const PLAIN = /^[@＠]?(\w{1,50})$/
const ADDRESS_OF_X = /^(?:https?:\/\/)?(?:www\.|mobile\.|m\.)?(?:x|twitter)\.com\//i
/** `Bo Lee (@bo_eg)`, `Bo Lee @bo_eg`. */
const NAME_THEN_HANDLE = /[\s(（<][@＠](\w{1,50})[)）>]?$/
/** `@bo_eg (Bo Lee)` */
const HANDLE_THEN_NAME = /^[@＠](\w{1,50}) ?[(（][^()（）]*[)）]$/

/** With or without @, beside a name, or as the address of a profile; what cannot be a handle may still be a name. */
function handleOf(value: unknown): { handle: string | null; name: string | null } {
  const text = typeof value === 'string' ? value.slice(0, 200).trim() : ''
  const handle = PLAIN.exec(text)?.[1] ?? handleIn(text)
  return { handle, name: handle !== null || text === '' ? null : wellFormed(text).replaceAll('\0', '').normalize('NFKC').toLowerCase() }
}

function handleIn(text: string): string | null {
  const link = ADDRESS_OF_X.test(text) ? readLink(text) : null
  if (link) return link.is === 'profile' ? link.handle : null
  return (NAME_THEN_HANDLE.exec(text) ?? HANDLE_THEN_NAME.exec(text))?.[1] ?? null
}

/**
 * Finds the line of each post in a pretty-printed document by its id, going forward only so that the whole is linear.
 * `member` is the name under which the document holds ids.
 */
export function locator(text: string, member: 'id' | 'id_str' | 'postId'): (id: string) => number {
  const lead = [`"${member}":"`, `"${member}" : "`].find((one) => text.includes(one)) ?? `"${member}": "`
  let offset = 0
  let line = 1
  let lost = false
  return (id) => {
    const at = id === '' || lost ? -1 : text.indexOf(`${lead}${id}"`, offset)
    // A file that spells it otherwise is not searched again to its end for each post.
    if (at === -1) lost = lost || id !== ''
    else {
      for (let next = text.indexOf('\n', offset); next !== -1 && next < at; next = text.indexOf('\n', next + 1)) line++
      offset = at
    }
    return line
  }
}
