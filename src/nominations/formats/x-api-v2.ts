// ◆ pure
/** X API v2 as the API answers it, as twarc2 keeps it (a page a line), and as `twarc2 flatten` writes it (a post a line). */
import { asArray, asObject, asText, type Line, type Members, parseJson, snowflakeTime, unescapeHtml, wellFormed } from './lines.js'
import type { BadLine, FormatName, ParsedArchive, Post } from './types.js'

const isPost = (value: Members) => typeof value.text === 'string' && (typeof value.id === 'string' || typeof value.id === 'number')
/** `data` may be absent: a page without results has only meta or errors. */
export const isPage = (value: Members): boolean =>
  !isPost(value) && (Array.isArray(value.data) || asObject(value.data) !== null || (asObject(value.meta) !== null && 'result_count' in (value.meta as object)))
export const isFlattened = (value: Members): boolean => isPost(value) && asObject(value.author) !== null && !('user' in value)
export const isBarePost = (value: Members): boolean => isPost(value) && !('user' in value) && typeof value.author_id === 'string'

interface Reading {
  posts: Post[]
  bad: BadLine[]
  repeated: number
  damaged: number
  seen: Set<string>
}

/** One JSON document over many lines: a page, or an array of posts. */
export function readPageFile(text: string, value: unknown): ParsedArchive {
  const reading = start()
  const locate = locator(text)
  if (Array.isArray(value)) readPosts(reading, value, new Map(), locate)
  else readPage(reading, asObject(value) ?? {}, locate)
  return finish('x-api-v2', reading, [])
}

/** A page or a post a line; lines of both kinds may stand in one file. */
export function readJsonLines(format: FormatName, lines: readonly Line[], bad: readonly BadLine[]): ParsedArchive {
  const reading = start()
  for (const { number, text } of lines) {
    if (text.trim() === '') continue
    const parsed = parseJson(text)
    const value = parsed.ok ? asObject(parsed.value) : null
    if (!parsed.ok) reading.bad.push({ line: number, reason: parsed.reason })
    else if (value && isPage(value)) readPage(reading, value, () => number)
    else if (value && isPost(value)) readPosts(reading, [value], new Map(), () => number)
    else reading.bad.push({ line: number, reason: 'is neither a page of posts nor a post' })
  }
  return finish(format, reading, bad)
}

const start = (): Reading => ({ posts: [], bad: [], repeated: 0, damaged: 0, seen: new Set() })

function finish(format: FormatName, reading: Reading, bad: readonly BadLine[]): ParsedArchive {
  const notes: string[] = []
  if (reading.repeated > 0) notes.push(`${reading.repeated} posts stood in the file more than once and were read once`)
  if (reading.damaged > 0) notes.push(`${reading.damaged} posts have ids that were damaged as numbers; they are read without their ids`)
  const unknown = reading.posts.filter((post) => post.author === null).length
  if (unknown > 0) notes.push(`${unknown} posts do not say whose they are`)
  return { format, posts: reading.posts, bad_lines: [...bad, ...reading.bad].sort((a, b) => a.line - b.line), notes }
}

function readPage(reading: Reading, page: Members, locate: (id: string) => number): void {
  const users = new Map<string, string>()
  for (const user of asArray(asObject(page.includes)?.users).map(asObject)) {
    const [id, username] = [asText(user?.id), asText(user?.username)]
    if (id && username) users.set(id, username)
  }
  // A line of the filtered stream holds one post instead of an array.
  readPosts(reading, Array.isArray(page.data) ? page.data : page.data === undefined ? [] : [page.data], users, locate)
}

function readPosts(reading: Reading, values: unknown[], users: ReadonlyMap<string, string>, locate: (id: string) => number): void {
  for (const value of values) {
    const raw = asObject(value)
    const id = raw ? idOf(raw.id) : null
    const line = locate(id ?? '')
    if (!raw || !isPost(raw)) reading.bad.push({ line, reason: 'holds something that is no post' })
    else if (id !== null && reading.seen.has(id)) reading.repeated++
    else {
      if (id === null) reading.damaged++
      else reading.seen.add(id)
      const post = readPost(raw, id, line, users)
      if (post.text.includes('\0')) reading.bad.push({ line, reason: 'holds a post with a NUL character' })
      else reading.posts.push(post)
    }
  }
}

/** Numbers beyond 2^53 have lost their last digits by now: such an id would name another post. */
const idOf = (id: unknown): string | null =>
  typeof id === 'string' && /^\d{1,19}$/.test(id) ? id : typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? String(id) : null

function readPost(raw: Members, id: string | null, line: number, users: ReadonlyMap<string, string>): Post {
  const author_id = idOf(raw.author_id)
  const author = asText(asObject(raw.author)?.username) ?? (author_id === null ? undefined : users.get(author_id)) ?? null
  const references = asArray(raw.referenced_tweets).map(asObject)
  const refers = (type: string) => references.some((reference) => reference?.type === type)
  const repliedTo = asText(asObject(raw.in_reply_to_user)?.username) ?? users.get(idOf(raw.in_reply_to_user_id) ?? '') ?? null
  const text = unescapeHtml(asText(asObject(raw.note_tweet)?.text) ?? asText(raw.text) ?? '')
  return {
    line,
    over_lines: false,
    id,
    at: timeOf(raw.created_at, id),
    author: author !== null && /^\w{1,50}$/.test(author) ? author : null,
    author_mark: author_id === null ? null : `x-id:${author_id}`,
    text: wellFormed(text),
    retweet: refers('retweeted'),
    reply: refers('replied_to') || raw.in_reply_to_user_id !== undefined ? { to: repliedTo } : null,
    quoted: refers('quoted'),
  }
}

/** The id tells the time to the millisecond; created_at is only as good as whoever wrote the file. */
function timeOf(created: unknown, id: string | null): Date | null {
  const known = id === null ? null : snowflakeTime(id)
  if (known) return known
  const at = typeof created === 'string' ? new Date(created) : null
  return at && !Number.isNaN(at.getTime()) ? at : null
}

/** Finds the line of each post in a pretty-printed page, going forward only so that the whole is linear. */
function locator(text: string): (id: string) => number {
  const lead = text.includes('"id":"') ? '"id":"' : '"id": "'
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
