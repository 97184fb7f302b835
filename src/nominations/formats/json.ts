// ◆ pure
/** Formats in JSON: one document, or one a line. Which one, and which format, is told by what the objects hold. */
import { AppError } from '../../kernel/errors.js'
import { isApify, SCRAPED, takeApify } from './apify.js'
import { finish, type Gathered, gather, locator } from './gather.js'
import { isV1Post, isV1Search, takeV1 } from './hydrated-v1.js'
import { asArray, asObject, type Json, type Line, type Members, NOT_VALID, parseJson } from './lines.js'
import type { BadLine, FormatName, ParsedArchive } from './types.js'
import { isBarePost, isFlattened, isPage, type Locate, skimV2, takeV2 } from './x-api-v2.js'

/** Formats with a post, or a page of posts, a line. */
export type JsonFormat = Extract<FormatName, 'x-api-v2' | 'twarc2-pages' | 'twarc2-flattened' | 'hydrated-v1.1' | 'apify'>

const READERS: Record<JsonFormat, (to: Gathered, value: Members, locate: Locate) => boolean> = {
  'x-api-v2': takeV2,
  'twarc2-pages': takeV2,
  'twarc2-flattened': takeV2,
  'hydrated-v1.1': takeV1,
  apify: takeApify,
}

/** `[20:02] …` is a chat line; JSON goes on with an object. */
export function looksLikeJson(lines: readonly { text: string }[], first: number): boolean {
  const head = lines
    .slice(first, first + 20)
    .map(({ text }) => text.replace(/^\ufeff/, '').trim())
    .join('')
    .slice(0, 200)
  if (/^\{\s*["}]/.test(head) || /^\[\s*(?:\{|\])/.test(head)) return true
  // A first line that is damaged must not turn an archive into prose: half of the lines being objects is enough.
  const lined = lines.slice(first, first + 50).map(({ text }) => text.trim())
  const objects = lined.filter((text) => /^\{\s*"/.test(text) && text.endsWith('}')).length
  return objects > 0 && objects * 2 >= lined.filter((text) => text !== '').length
}

/** @throws AppError bad_input_file if it is JSON of no format that holds posts; `readable` ends the message. */
export function readJson(lines: readonly Line[], first: number, bad: readonly BadLine[], readable: string): ParsedArchive {
  const lined = formatOfLines(lines, first)
  if (lined !== null) return readLinesOf(lined, lines, bad)
  const whole = lines.map(({ text }) => text).join('\n')
  const parsed = parseJson(whole)
  if (!parsed.ok) {
    // Of a file with an object a line the whole is never valid: what is wrong with its lines says more.
    const line = parseJson(lines[first]?.text ?? '')
    throw refuse(
      `it begins like JSON but ${line.ok || line.reason === NOT_VALID ? parsed.reason : `its first line ${line.reason}`}, as a whole and line by line`,
    )
  }
  const sample = Array.isArray(parsed.value) ? asObject(parsed.value[0]) : asObject(parsed.value)
  const name = sample ? nameOf(sample) : null
  if (name === null) throw refuse(`it is JSON, but of no known format; readable: ${readable}`)
  const format = readableFormat(name)
  const gathered = gather()
  // Offsets of lines hold only if no line was left out.
  const locate = locator(whole, format === 'hydrated-v1.1' ? 'id_str' : sample && 'postId' in sample ? 'postId' : 'id')
  for (const value of Array.isArray(parsed.value) ? asArray(parsed.value) : [parsed.value]) {
    const members = asObject(value)
    if (!members || !READERS[format](gathered, members, locate)) gathered.bad.push({ line: locate(''), reason: 'holds something that is no post' })
  }
  return finish(format, gathered, bad, notesOf(format))
}

function readLinesOf(format: JsonFormat, lines: readonly Line[], bad: readonly BadLine[]): ParsedArchive {
  const gathered = gather()
  takeLines(gathered, format, lines)
  return finish(format, gathered, bad, notesOf(format))
}

/** Takes posts from lines of a file whose format is known, in any portions. */
export function takeLines(to: Gathered, format: JsonFormat, lines: readonly Line[]): void {
  for (const { number, text, plain } of lines) {
    if (text.trim() === '') continue
    const parsed: Json = skimmed(format, text, plain === true) ?? parseJson(text)
    const value = parsed.ok ? asObject(parsed.value) : null
    if (!parsed.ok) to.bad.push({ line: number, reason: parsed.reason })
    else if (!value || !READERS[format](to, value, () => number)) to.bad.push({ line: number, reason: 'is neither a page of posts nor a post' })
  }
}

function skimmed(format: JsonFormat, text: string, plain: boolean): Json | null {
  const found = READERS[format] === takeV2 ? skimV2(text, plain) : null
  return found && { ok: true, value: found.value }
}

/**
 * The format of a file that holds one object a line, told from its first lines; null if it has another shape.
 * @throws AppError bad_input_file if it is one that holds no posts
 */
export function formatOfLines(lines: readonly Line[], first: number): JsonFormat | null {
  const known = looksLikeJson(lines, first) ? nameOfLines(lines, first) : null
  // One object a line is told from one object over many lines by whether any single line can be parsed.
  return known !== null && (lines.length - first > 1 || known !== 'x-api-v2') ? readableFormat(known) : null
}

export const notesOf = (format: JsonFormat) => (format === 'apify' ? [SCRAPED] : [])

/** What most of the first lines are that can be read by themselves. */
function nameOfLines(lines: readonly Line[], first: number): Name | null {
  const names = new Map<Name, number>()
  for (const { text } of lines.slice(first, first + 200)) {
    const parsed = /^\s*\{/.test(text) ? parseJson(text) : null
    const value = parsed?.ok ? asObject(parsed.value) : null
    const name = value && Object.keys(value).length > 0 ? nameOf(value) : null
    if (name !== null) names.set(name, (names.get(name) ?? 0) + 1)
  }
  return [...names].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

type Name = JsonFormat | { not: string }

const NO_POSTS = {
  account: { not: 'account.js of an X "download your data" archive, which holds no posts' },
  users: { not: 'an X API users lookup answer (accounts, not posts)' },
  accounts: { not: 'X API accounts (not posts)' },
  lists: { not: 'an X API lists answer (lists, not posts)' },
  errors: { not: 'an X API error answer (no posts)' },
  private: { not: 'direct messages, which are private and are not taken in: give tweets.js alone, or a zip with tweets.js and account.js only' },
  wrapped: { not: 'posts of an X "download your data" archive without their first line: give tweets.js as it is' },
}

/** Of an X download without its first line, and of X's API. */
const isPrivate = (value: Members): boolean => 'dmConversation' in value || 'dm_conversation_id' in value

/** The name of a known format by its members, null if it is none. Untrusted: every member may be anything. */
function nameOf(value: Members): Name | null {
  if (isPrivate(value) || isPrivate(asObject(asArray(value.data)[0]) ?? {})) return NO_POSTS.private
  if (isV1Post(value) || isV1Search(value)) return 'hydrated-v1.1'
  const [tweet, account] = [asObject(value.tweet), asObject(value.account)]
  if (tweet && 'id_str' in tweet) return NO_POSTS.wrapped
  if (account && 'accountId' in account) return NO_POSTS.account
  if (isApify(value)) return 'apify'
  const data = asObject(value.data) ?? asObject(asArray(value.data)[0])
  if (data && 'username' in data && !('text' in data)) return NO_POSTS.users
  if ('username' in value && 'name' in value && !('text' in value)) return NO_POSTS.accounts
  if (data && 'member_count' in data) return NO_POSTS.lists
  if (isFlattened(value)) return 'twarc2-flattened'
  if (isBarePost(value)) return 'x-api-v2'
  if (isPage(value)) return '__twarc' in value ? 'twarc2-pages' : 'x-api-v2'
  return Array.isArray(value.errors) && !('data' in value) ? NO_POSTS.errors : null
}

function readableFormat(name: Name): JsonFormat {
  if (typeof name === 'string') return name
  throw refuse(`recognised as ${name.not}`)
}

const refuse = (detail: string) => new AppError('bad_input_file', detail)
