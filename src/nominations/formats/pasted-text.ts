// ◆ pure
/**
 * Text that somebody pasted: a chat, recognised by lines that begin with an author; embedded posts, each ending in its
 * attribution; or plain prose, where the document itself is the only voice.
 */

import { AppError } from '../../kernel/errors.js'
import { isOfX, withTimesFirst } from './bare-handles.js'
import { findLayout, type Layout, type NoLayout, spokenTo } from './layouts.js'
import { type Line, wellFormed } from './lines.js'
import { type Draft, readPosts } from './pasted-blocks.js'
import { readAttribution } from './post-heads.js'
import { findSides } from './side-column.js'
import { withTimesBeside } from './times-below.js'
import type { BadLine, ParsedArchive, Post } from './types.js'

const MIN_EMBEDS = 2
/** The longest chats have some thousands of posts; each reading of the layout holds the whole text, so that far more would take gigabytes. */
const MAX_LINES = 100_000
const MAX_LENGTH = 8 * 1024 * 1024

/** @throws AppError payload_too_large for more text than any chat has */
export function readPastedText(lines: readonly Line[], bad: readonly BadLine[]): ParsedArchive {
  refuseHuge(lines)
  const whole = unquoted(lines.map(({ text }, i) => wellFormed(i === 0 ? text.replace(/^\ufeff/, '') : text)))
  const number = (i: number) => lines[i]?.number ?? i + 1
  const { texts: shown, aside } = withoutSides(whole, number)
  const texts = withTimesFirst(shown) ?? withTimesBeside(shown) ?? shown
  const layout = findLayout(texts)
  const found = inBestLayout(texts, layout, number)
  const read = found ? asTranscript(found, texts, number) : readDocument(texts, layout, number)
  const beside = [...aside, ...(read.aside ?? [])].sort((a, b) => a.line - b.line)
  return { ...read, ...(beside.length > 0 ? { aside: beside } : {}), bad_lines: [...bad] }
}

function refuseHuge(lines: readonly Line[]): void {
  const split = 'split it, or give the posts as a table or JSON'
  if (lines.length > MAX_LINES)
    throw new AppError('payload_too_large', `the text has ${lines.length} lines; at most ${MAX_LINES} can be read at once: ${split}`)
  const length = lines.reduce((sum, { text }) => sum + text.length, 0)
  if (length > MAX_LENGTH)
    throw new AppError(
      'payload_too_large',
      `the text has ${Math.round(length / 1e6)} million characters; at most ${MAX_LENGTH / 1024 / 1024} can be read at once: ${split}`,
    )
}

type Read = Omit<ParsedArchive, 'bad_lines'>

function asTranscript({ drafts, outside }: Found, texts: readonly string[], number: (i: number) => number): Read {
  nameNicks(drafts, isOfX(texts))
  const posts = drafts.filter(({ aside }) => aside === undefined).map(toPost)
  judgeReposts(posts)
  const quoted = drafts.filter(({ aside }) => aside !== undefined).map(toPost)
  // Whoever misses a name finds it, and can say that it counts.
  const others = outside.flatMap((i) => (SIGNS.test(texts[i] ?? '') ? [asidePost(number(i), [texts[i] ?? ''], 'stands outside the posts')] : []))
  return { format: 'transcript', posts, aside: [...quoted, ...others], notes: outsideNote(outside.map(number)) }
}
const SIGNS = /[@＠#＃]|\.com\//

/** What stands beside the posts of a page is blanked out, and kept as what it is: nobody's words. */
function withoutSides(whole: string[], number: (i: number) => number): { texts: string[]; aside: Post[] } {
  const sides = findSides(whole)
  if (sides.length === 0) return { texts: whole, aside: [] }
  const texts = [...whole]
  const aside = sides.map(({ from, to, reason }): Post => {
    texts.fill('', from, to)
    return asidePost(number(from), whole.slice(from, to), reason)
  })
  return { texts, aside }
}

const asidePost = (line: number, words: readonly string[], reason: string): Post =>
  toPost({ line, at: null, author: null, mark: null, name: null, words: [...words], retweet: true, aside: reason })

/** The chat's own: it answers, its author speaks here otherwise, or it carries a tag that others here carry. */
const OF_CHAT = /^[\s\W]{0,3}[AQ]\s?\d{1,2}\b/i
const TAGS = /[#＃][\p{L}\p{N}_]{2,50}/gu
/** A repost is no support by whoever passed it on. Its words count as its author's, if she said them here and they do not stand in the file by themselves. */
function judgeReposts(posts: Post[]): void {
  const reposts = posts.filter(({ reposted }) => reposted)
  if (reposts.length === 0) return
  const sayings = new Map<string, number>()
  const speakers = new Set<string>()
  const tags = new Map<string, number>()
  const said = ({ author, text }: Post) => `${author?.toLowerCase()} ${text.replaceAll(/\s+/g, ' ')}`
  const tagsOf = (text: string) => new Set(Array.from(text.matchAll(TAGS), ([tag]) => tag.slice(1).toLowerCase()))
  for (const post of posts) {
    if (post.reposted || post.retweet) continue
    sayings.set(said(post), sayings.get(said(post)) ?? post.line)
    if (post.author !== null) speakers.add(post.author.toLowerCase())
    for (const tag of tagsOf(post.text)) tags.set(tag, (tags.get(tag) ?? 0) + 1)
  }
  for (const post of reposts) {
    const line = sayings.get(said(post))
    const here = OF_CHAT.test(post.text) || speakers.has(post.author?.toLowerCase() ?? '') || [...tagsOf(post.text)].some((tag) => (tags.get(tag) ?? 0) >= 2)
    if (line === undefined && here) {
      sayings.set(said(post), post.line)
      continue
    }
    post.retweet = true
    post.set_aside =
      line === undefined ? 'a repost of what was said outside this chat is no support' : `a repost is no support; its author’s own post stands on line ${line}`
  }
}

function readDocument(texts: readonly string[], layout: Layout | NoLayout, number: (i: number) => number): Read {
  const notes = ['read as a document: everything in it counts as named once, by the document']
  const perhaps = layout.heads === null ? layout.perhaps : []
  const doubts = perhaps.filter((end) => end > 0).length
  if (doubts > 0)
    notes.push(
      `${doubts === 1 ? '1 line begins' : `${doubts} lines begin`} with a name, as lines of a chat do: ${doubts === 1 ? 'it' : 'these names'} may be who wrote ${doubts === 1 ? 'it' : 'them'}`,
    )
  const posts: Post[] = []
  for (let i = 0; i < texts.length; i++) {
    const [text, to] = [texts[i] ?? '', layout.replying[i]]
    if (to && to.rest < 0) i += to.lines - 1
    else if (text.trim() !== '') posts.push({ ...documentLine(text, number(i)), ...((perhaps[i] ?? 0) > 0 ? { perhaps_author: perhaps[i] ?? 0 } : {}) })
  }
  return { format: 'document', posts, notes }
}

interface Found {
  drafts: Draft[]
  /** Indices of lines that belong to no post. */
  outside: number[]
}

/** Posts begin with their authors, or end with them: as most of them do. */
function inBestLayout(texts: readonly string[], layout: Layout | NoLayout, number: (i: number) => number): Found | null {
  const embeds = readEmbeds(texts, number)
  if (layout.heads === null) return embeds
  const heads = layout.heads.filter((head) => head !== null).length
  if (embeds && (embeds.drafts.length > heads || layout.few)) return embeds
  return readPosts(texts, layout, number)
}

const QUOTE_MARKS = /^\s{0,3}(?:>\s?){1,5}/

/** A mail or a page of Markdown may quote the whole chat. */
function unquoted(texts: string[]): string[] {
  let [filled, quoted] = [0, 0]
  for (const text of texts) {
    if (text.trim() === '') continue
    filled++
    if (QUOTE_MARKS.test(text.slice(0, 20))) quoted++
  }
  return quoted >= 2 && quoted * 5 >= filled * 4 ? texts.map((text) => text.replace(QUOTE_MARKS, '')) : texts
}

/**
 * `<nick>` and `nick — Today at 8:04 PM` may be a handle or only a name. Where others speak to some of them as `@nick`, all that
 * could be handles are; so are those of posts of X.
 */
function nameNicks(drafts: Draft[], ofX: boolean): void {
  const nicks = new Set(drafts.flatMap(({ author, name }) => (author === null && name !== null && NICK.test(name) ? [name.toLowerCase()] : [])))
  if (nicks.size === 0) return
  // Messengers show people by the names they gave themselves: where others show two words, one word is no handle either.
  const named = new Set(drafts.flatMap(({ author, name }) => (author === null && name !== null && / \p{L}/u.test(name.trim()) ? [name.toLowerCase()] : [])))
  if (named.size >= 2 && named.size * 2 >= nicks.size && ![...nicks].some((name) => /[_\d]/.test(name))) return
  const texts = drafts.map(({ words }) => words.join('\n'))
  const called = spokenTo(texts, nicks)
  // One who is called by a name that only a handle looks like, or in so short a paste, is enough.
  if (!(ofX && areHandles(nicks)) && called.size < 2 && !(called.size === 1 && (drafts.length <= FEW || [...called].some((name) => /[_\d]/.test(name))))) return
  for (const draft of drafts)
    if (draft.author === null && draft.name !== null && NICK.test(draft.name)) {
      draft.author = draft.name
      draft.mark = null
    }
}
/** Posts of X that show one word each, half of them spelt as only handles are: that is what they are. */
const areHandles = (nicks: ReadonlySet<string>): boolean => [...nicks].filter((nick) => /[_\d]/.test(nick)).length * 2 >= nicks.size
const FEW = 4
const NICK = /^[A-Za-z0-9_]{1,15}$/

function readEmbeds(texts: readonly string[], number: (i: number) => number): Found | null {
  const ends = texts.map(readAttribution)
  const filled = texts.filter((text) => text.trim() !== '').length
  const plain = ends.filter((end) => end?.plain === true).length
  // "Well done — @name" ends a post too: a handle without brackets is an author's only where most posts end so.
  if (plain > 0 && plain * 3 < filled) for (const [i, end] of ends.entries()) if (end?.plain) ends[i] = null
  if (ends.filter((end) => end !== null).length < MIN_EMBEDS) return null
  const drafts: Draft[] = []
  const other: number[] = []
  let from = 0
  texts.forEach((text, i) => {
    const end = ends[i]
    if (end) {
      drafts.push({ line: number(from), at: null, author: end.author, mark: null, name: null, words: [...texts.slice(from, i), text.slice(0, end.at)] })
      from = i + 1
    } else if (text.trim() === '') {
      for (let j = from; j < i; j++) other.push(j)
      from = i + 1
    }
  })
  for (let j = from; j < texts.length; j++) if ((texts[j] ?? '').trim() !== '') other.push(j)
  return { drafts, outside: other }
}

const outsideNote = (lines: number[]): string[] => {
  if (lines.length === 0) return []
  const shown = lines.slice(0, 10).join(', ')
  return [
    `${lines.length === 1 ? 'line' : 'lines'} ${shown}${lines.length > 10 ? ' …' : ''} ${lines.length === 1 ? 'stands' : 'stand'} outside the posts and ${lines.length === 1 ? 'was' : 'were'} not read`,
  ]
}

const toPost = ({ line, at, author, mark, name, words, retweet, reply, quoted, aside, reposted }: Draft): Post => ({
  line,
  over_lines: true,
  id: null,
  at,
  author,
  author_mark: mark,
  author_name: name === '' ? null : name,
  text: words.join('\n').trimEnd(),
  retweet: retweet ?? false,
  ...(aside === undefined ? {} : { set_aside: aside }),
  ...(reposted ? { reposted } : {}),
  reply: reply == null ? null : { to: reply, post: null },
  // A page of X shows the names of a reply above its words, so that what the words begin with was typed.
  words_from: reply == null ? null : 0,
  quoted: quoted ?? false,
})

const documentLine = (text: string, line: number): Post => ({
  line,
  over_lines: false,
  id: null,
  at: null,
  author: null,
  author_mark: 'document',
  text,
  retweet: false,
  reply: null,
  quoted: false,
})
