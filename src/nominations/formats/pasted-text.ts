// ◆ pure
/**
 * Text that somebody pasted: a chat, recognised by lines that begin with an author; embedded posts, each ending in its
 * attribution; or plain prose, where the document itself is the only voice.
 */

import { findLayout, type Layout, type NoLayout, spokenTo } from './layouts.js'
import { type Line, wellFormed } from './lines.js'
import { type Draft, readPosts } from './pasted-blocks.js'
import { readAttribution } from './post-heads.js'
import type { BadLine, ParsedArchive, Post } from './types.js'

const MIN_EMBEDS = 2

export function readPastedText(lines: readonly Line[], bad: readonly BadLine[]): ParsedArchive {
  const texts = unquoted(lines.map(({ text }, i) => wellFormed(i === 0 ? text.replace(/^\ufeff/, '') : text)))
  const number = (i: number) => lines[i]?.number ?? i + 1
  const layout = findLayout(texts)
  const found = inBestLayout(texts, layout, number)
  if (!found) return { ...readDocument(texts, layout, number), bad_lines: [...bad] }
  nameNicks(found.drafts)
  return { format: 'transcript', posts: found.drafts.map(toPost), bad_lines: [...bad], notes: [...found.notes] }
}

function readDocument(texts: readonly string[], layout: Layout | NoLayout, number: (i: number) => number): Pick<ParsedArchive, 'format' | 'posts' | 'notes'> {
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
  notes: string[]
}

/** Posts begin with their authors, or end with them: as most of them do. */
function inBestLayout(texts: readonly string[], layout: Layout | NoLayout, number: (i: number) => number): Found | null {
  const embeds = readEmbeds(texts, number)
  if (layout.heads === null) return embeds
  const heads = layout.heads.filter((head) => head !== null).length
  if (embeds && (embeds.drafts.length > heads || layout.few)) return embeds
  const { drafts, outside: other } = readPosts(texts, layout, number)
  return { drafts, notes: outside(other) }
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
 * could be handles are.
 */
function nameNicks(drafts: Draft[]): void {
  const nicks = new Set(drafts.flatMap(({ author, name }) => (author === null && name !== null && NICK.test(name) ? [name.toLowerCase()] : [])))
  if (nicks.size === 0) return
  const texts = drafts.map(({ words }) => words.join('\n'))
  if (spokenTo(texts, nicks) < 2) return
  for (const draft of drafts)
    if (draft.author === null && draft.name !== null && NICK.test(draft.name)) {
      draft.author = draft.name
      draft.mark = null
    }
}
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
      for (let j = from; j < i; j++) other.push(number(j))
      from = i + 1
    }
  })
  for (let j = from; j < texts.length; j++) other.push(number(j))
  return { drafts, notes: outside(other) }
}

const outside = (lines: number[]): string[] => {
  if (lines.length === 0) return []
  const shown = lines.slice(0, 10).join(', ')
  return [
    `${lines.length === 1 ? 'line' : 'lines'} ${shown}${lines.length > 10 ? ' …' : ''} ${lines.length === 1 ? 'stands' : 'stand'} outside the posts and ${lines.length === 1 ? 'was' : 'were'} not read`,
  ]
}

const toPost = ({ line, at, author, mark, name, words, retweet, reply, quoted }: Draft): Post => ({
  line,
  over_lines: true,
  id: null,
  at,
  author,
  author_mark: mark,
  author_name: name === '' ? null : name,
  text: words.join('\n').trimEnd(),
  retweet: retweet ?? false,
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
