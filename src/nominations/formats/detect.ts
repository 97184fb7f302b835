// ◆ pure
/** Which format a file has, told from its content: names of files lie. What cannot be read is refused by its name. */
import { AppError } from '../../kernel/errors.js'
import { asArray, asObject, type Members, parseJson, readLines } from './lines.js'
import { readPastedText } from './pasted-text.js'
import type { FormatName, ParsedArchive } from './types.js'
import { isBarePost, isFlattened, isPage, readJsonLines, readPageFile } from './x-api-v2.js'

export const MAX_FILE_BYTES = 64 * 1024 * 1024
export const READABLE = 'pasted text, X API v2 answers (JSON, or one a line), twarc2 pages, twarc2 flattened posts'

const refuse = (detail: string) => new AppError('bad_input_file', detail, { members: { readable: READABLE } })
const notYet = (name: string, advice = '') => refuse(`recognised as ${name}, which cannot be read yet${advice}; readable: ${READABLE}`)

/**
 * Reads a whole file.
 * @throws AppError bad_input_file if its format is not readable, payload_too_large beyond 64 MB.
 */
export function readArchive(bytes: Uint8Array): ParsedArchive {
  if (bytes.length > MAX_FILE_BYTES)
    throw new AppError(
      'payload_too_large',
      `the file has ${Math.ceil(bytes.length / 1024 / 1024)} MB; at most ${MAX_FILE_BYTES / 1024 / 1024} MB can be imported at once: split it`,
    )
  refuseBinary(bytes)
  const { lines, bad } = readLines(bytes)
  const first = lines.findIndex(({ text }) => text.replace(/^\ufeff/, '').trim() !== '')
  const head = first === -1 ? '' : (lines[first]?.text.replace(/^\ufeff/, '').trimStart() ?? '')
  if (first === -1) throw refuse(bad.length > 0 ? `no line of the file can be read: line ${bad[0]?.line} ${bad[0]?.reason}` : 'the file is empty')
  refuseMarkup(head)
  refuseTable(head)
  if (!looksLikeJson(lines, first)) return readPastedText(lines, bad)

  // One object a line is told from one object over many lines by whether any single line can be parsed.
  let names = new Map<string, number>()
  for (const { text } of lines.slice(first, first + 200)) {
    const parsed = /^\s*\ufeff?\{/.test(text) ? parseJson(text.replace(/^\ufeff/, '')) : null
    const value = parsed?.ok ? asObject(parsed.value) : null
    if (value && Object.keys(value).length > 0) {
      const name = nameOf(value)
      names = names.set(name, (names.get(name) ?? 0) + 1)
    }
  }
  const known = [...names].filter(([name]) => name !== '').sort((a, b) => b[1] - a[1])[0]?.[0]
  const isLines = known !== undefined && (lines.length - first > 1 || known !== 'x-api-v2')
  if (isLines) {
    const stripped = lines.map((line, i) => (i === first ? { ...line, text: line.text.replace(/^\ufeff/, '') } : line))
    if (isReadable(known)) return readJsonLines(known, stripped, bad)
    throw notYet(known)
  }
  const whole = lines
    .map(({ text }) => text)
    .join('\n')
    .replace(/^\ufeff/, '')
  const parsed = parseJson(whole)
  if (!parsed.ok) throw refuse(`it begins like JSON but ${parsed.reason}, as a whole and line by line`)
  const sample = Array.isArray(parsed.value) ? asObject(parsed.value[0]) : asObject(parsed.value)
  const name = sample ? nameOf(sample) : ''
  if (name === '') throw refuse(`it is JSON, but of no known format; readable: ${READABLE}`)
  if (!isReadable(name)) throw notYet(name)
  // Offsets of lines hold only if no line was left out.
  const archive = readPageFile(whole, parsed.value)
  return { ...archive, bad_lines: [...bad, ...archive.bad_lines] }
}

const isReadable = (name: string): name is FormatName => name === 'x-api-v2' || name === 'twarc2-pages' || name === 'twarc2-flattened'

/** The name of a known JSON format by its members, '' if it is none. Untrusted: every member may be anything. */
function nameOf(value: Members): string {
  if ('id_str' in value && asObject(value.user)) return 'hydrated v1.1 posts (JSONL)'
  if (asObject(value.tweet) && 'id_str' in (value.tweet as object)) return 'an X "download your data" archive (tweets.js)'
  if (asObject(value.account) && 'accountId' in (value.account as object)) return 'account.js of an X "download your data" archive'
  if (asObject(value.author) && 'userName' in (value.author as object)) return 'Apify JSON'
  if ('postText' in value && 'authorHandle' in value) return 'Apify JSON'
  const data = asObject(value.data) ?? asObject(asArray(value.data)[0])
  if (data && 'username' in data && !('text' in data)) return 'an X API users lookup answer (accounts, not posts)'
  if ('username' in value && 'name' in value && !('text' in value)) return 'X API accounts (not posts)'
  if (data && 'member_count' in data) return 'an X API lists answer (lists, not posts)'
  if (isFlattened(value)) return 'twarc2-flattened'
  if (isBarePost(value)) return 'x-api-v2'
  if (isPage(value)) return '__twarc' in value ? 'twarc2-pages' : 'x-api-v2'
  if (Array.isArray(value.errors) && !('data' in value)) return 'an X API error answer (no posts)'
  return ''
}

/** `[20:02] …` is a chat line; JSON goes on with an object. */
function looksLikeJson(lines: readonly { text: string }[], first: number): boolean {
  const head = lines
    .slice(first, first + 20)
    .map(({ text }) => text.replace(/^\ufeff/, '').trim())
    .join('')
    .slice(0, 200)
  return /^\{\s*["}]/.test(head) || /^\[\s*(?:\{|\])/.test(head)
}

function refuseBinary(bytes: Uint8Array): void {
  const starts = (...signature: number[]) => signature.every((byte, i) => bytes[i] === byte)
  if (starts(0x1f, 0x8b)) throw notYet('a gzip file', ': unpack it first')
  if (starts(0x50, 0x4b, 0x03, 0x04))
    throw notYet('a zip file (an X archive or an office document)', ': an X archive may hold direct messages, so unpack it yourself and give single files')
  if (starts(0x25, 0x50, 0x44, 0x46)) throw notYet('a PDF', ': copy its text into a text file')
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) throw notYet('UTF-16 text', ': save it as UTF-8')
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff)) throw notYet('an image', ': paste the text instead')
}

function refuseMarkup(head: string): void {
  if (/^window\.YTD\.account\./.test(head)) throw notYet('account.js of an X "download your data" archive')
  if (/^window\.YTD\.tweets?\./.test(head)) throw notYet('an X "download your data" archive (tweets.js)')
  if (/^window\.YTD\./.test(head)) throw refuse('recognised as a part of an X "download your data" archive that holds no posts')
  if (/^(?:<\?xml|<rss\b)/i.test(head)) throw notYet('an RSS feed (Nitter RSS)')
  if (/^(?:<!doctype html|<html\b)/i.test(head)) throw notYet('a web page', ': copy its text')
}

function refuseTable(head: string): void {
  const separator = head.includes('\t') && !head.includes(',') ? '\t' : ','
  const columns = new Set(head.split(separator).map((column) => column.replaceAll('"', '').trim().toLowerCase()))
  if (columns.size < 3) return
  const has = (...names: string[]) => names.every((name) => columns.has(name))
  if (has('id_str', 'from_user')) throw notYet(separator === '\t' ? 'TAGS, separated by tabs' : 'TAGS CSV')
  if (has('author.username') || has('referenced_tweets.replied_to.id') || has('conversation_id', 'author_id')) throw notYet('twarc-csv')
  if (has('author/username')) throw notYet('Apify CSV')
  if ((has('twitter_id') || has('tweet_id') || has('id')) && (has('screen_name') || has('user_screen_name'))) throw notYet('SFM CSV')
}
