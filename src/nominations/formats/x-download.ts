// ◆ pure
/**
 * X's "download your data": scripts that assign JSON, read as JSON and never run. The owner's posts are in tweets.js (tweet.js,
 * tweets-partN.js), the owner in account.js, of which only handle and id are taken: it holds an e-mail address too.
 */
import { AppError } from '../../kernel/errors.js'
import { addPost, finish, gather, idOf, locator } from './gather.js'
import { asArray, asObject, asText, parseJson } from './lines.js'
import type { BadLine, ParsedArchive } from './types.js'

const HEAD = /^\s{0,100}window\.YTD\.(\w{1,60})\.part\d{1,6}\s{0,5}=/
export const isDownload = (head: string): boolean => /^\s{0,100}window\.YTD\./.test(head)

export interface DownloadFile {
  name: string
  text: string
  bad: readonly BadLine[]
}

const refuse = (detail: string) => new AppError('bad_input_file', detail)
/** @param name of the file of a zip that is meant */
export const refusePrivate = (name = '') =>
  refuse(
    `it holds direct messages${name === '' ? '' : ` (${name.slice(-100)})`}, which are private and are not taken in: give tweets.js alone, or a zip with tweets.js and account.js only`,
  )

/** @throws AppError bad_input_file if a file is damaged, holds no posts, or belongs to the parts of an archive that are private. */
export function readDownload(files: readonly DownloadFile[]): ParsedArchive {
  const parts = files.map((file) => ({ ...file, what: HEAD.exec(file.text)?.[1] ?? '' }))
  if (parts.some(({ what }) => /^direct_?messages?/i.test(what))) throw refusePrivate()
  const posts = parts.filter(({ what }) => /^tweets?$/.test(what))
  const other = parts.find(({ what }) => !/^(?:tweets?|account)$/.test(what))
  if (other) throw refuse(`recognised as a part of an X "download your data" archive that holds no posts (${other.what || 'unknown'}): give tweets.js`)
  if (posts.length === 0) throw refuse('recognised as account.js of an X "download your data" archive, which holds no posts: give it in a zip with tweets.js')
  const owner = ownerOf(parts.filter(({ what }) => what === 'account'))
  const gathered = gather()
  for (const { name, text } of posts) {
    const prefix = posts.length > 1 ? `${name}: ` : ''
    const before = gathered.bad.length
    const locate = locator(text, 'id_str')
    for (const value of asArray(jsonOf(text, name))) {
      // Before 2020 the posts were not wrapped.
      const raw = asObject(asObject(value)?.tweet) ?? asObject(value)
      const replyTo = raw && (asText(raw.in_reply_to_screen_name) ?? asText(raw.in_reply_to_status_id_str))
      addPost(gathered, {
        line: locate(idOf(raw?.id_str) ?? ''),
        id: raw?.id_str,
        at: raw?.created_at,
        author: owner?.username,
        author_id: owner?.id,
        // All posts are one person's, whoever it is: the file as a whole is the voice.
        author_mark: 'document',
        text: asText(raw?.full_text) ?? asText(raw?.text) ?? undefined,
        reply: replyTo ? { to: raw?.in_reply_to_screen_name, post: raw?.in_reply_to_status_id_str } : null,
        shown: raw?.display_text_range,
        links: asObject(raw?.entities)?.urls,
      })
    }
    for (const one of gathered.bad.slice(before)) one.reason = `${prefix}${one.reason}`
  }
  const notes = owner ? [] : ['it does not say whose posts these are, so it counts as one voice: a zip with tweets.js and account.js tells']
  if (posts.length > 1) notes.push(`read from ${posts.length} files; lines are counted in each`)
  return finish(
    'x-download',
    gathered,
    files.flatMap(({ bad }) => bad),
    notes,
  )
}

function jsonOf(text: string, name: string): unknown {
  const from = HEAD.exec(text)?.[0].length ?? 0
  const parsed = parseJson(text.slice(from).trim().replace(/;$/, ''))
  if (parsed.ok) return parsed.value
  throw refuse(`recognised as an X "download your data" archive (${name || 'tweets.js'}), but what it assigns ${parsed.reason}: is the file whole?`)
}

function ownerOf(accounts: readonly DownloadFile[]): { username: string; id: unknown } | null {
  for (const { text, name } of accounts)
    for (const value of asArray(jsonOf(text, name))) {
      const account = asObject(asObject(value)?.account)
      const username = asText(account?.username)
      if (username) return { username, id: account?.accountId }
    }
  return null
}
