// ◆ pure
/**
 * Text that somebody pasted: a chat, recognised by lines that begin with an author; embedded posts, each ending in its
 * attribution; or plain prose, where the document itself is the only voice.
 */
import { type Line, wellFormed } from './lines.js'
import { readAttribution, readBlockHead, readHead } from './post-heads.js'
import type { BadLine, ParsedArchive, Post } from './types.js'

/** Without times, `@name: text` may just as well be a list of organisations with a word on each. */
const MIN_TIMED = 2
const MIN_UNTIMED = 3

interface Draft {
  line: number
  at: Date | null
  author: string | null
  mark: string | null
  words: string[]
}

export function readPastedText(lines: readonly Line[], bad: readonly BadLine[]): ParsedArchive {
  const texts = lines.map(({ text }, i) => wellFormed(i === 0 ? text.replace(/^\ufeff/, '') : text))
  const number = (i: number) => lines[i]?.number ?? i + 1
  const found = readHeads(texts, number) ?? readBlocks(texts, number) ?? readEmbeds(texts, number)
  const notes = [...(found?.notes ?? [])]
  if (!found) notes.push('read as a document: everything in it counts as named once, by the document')
  const posts = found ? found.drafts.map(toPost) : texts.flatMap((text, i) => (text.trim() === '' ? [] : [documentLine(text, number(i))]))
  return { format: found ? 'transcript' : 'document', posts, bad_lines: [...bad], notes }
}

interface Found {
  drafts: Draft[]
  notes: string[]
}

function readHeads(texts: readonly string[], number: (i: number) => number): Found | null {
  const heads = texts.map(readHead)
  const present = heads.filter((head) => head !== null)
  const timed = present.filter((head) => head.timed)
  // When most lines carry a time, those without one are continuation lines that happen to look like a head.
  const strict = timed.length >= MIN_TIMED && timed.length * 2 >= present.length
  if (!strict && !looksLikeChat(texts, present.length, heads)) return null
  const drafts: Draft[] = []
  const before: number[] = []
  texts.forEach((text, i) => {
    const head = heads[i]
    const draft = drafts.at(-1)
    if (head && (head.timed || !strict))
      drafts.push({
        line: number(i),
        at: head.at,
        author: head.author,
        mark: head.author === null ? `name:${head.name.normalize('NFKC').toLowerCase()}` : null,
        words: [text.slice(head.from)],
      })
    else if (draft) draft.words.push(text)
    else if (text.trim() !== '') before.push(number(i))
  })
  return { drafts, notes: outside(before) }
}

/** Chats have answers, a common tag, or people who speak twice; a list of names with remarks has none of these. */
function looksLikeChat(texts: readonly string[], count: number, heads: readonly (ReturnType<typeof readHead> | undefined)[]): boolean {
  if (count < MIN_UNTIMED) return false
  const authors = new Set<string>()
  let answers = 0
  heads.forEach((head, i) => {
    if (!head) return
    authors.add((head.author ?? head.name).toLowerCase())
    if (/^\W{0,3}[AQ]\s?\d{1,2}\b/i.test((texts[i] ?? '').slice(head.from, head.from + 20))) answers++
  })
  const filled = texts.filter((text) => text.trim() !== '').length
  return count * 3 >= filled && (authors.size < count || answers >= 2)
}

function readBlocks(texts: readonly string[], number: (i: number) => number): Found | null {
  const heads = texts.map((_, i) => readBlockHead(texts, i))
  if (heads.filter((head) => head !== null).length < MIN_TIMED) return null
  const drafts: Draft[] = []
  const before: number[] = []
  for (let i = 0; i < texts.length; i++) {
    const head = heads[i]
    const draft = drafts.at(-1)
    // The line above a lone handle is the author's name, not the end of the post before.
    const isName = heads[i + 1] != null && !(texts[i] ?? '').includes('@') && (texts[i + 1] ?? '').startsWith('@')
    if (head) {
      i += head.lines - 1
      drafts.push({ line: number(i + 1), at: null, author: head.author, mark: null, words: [] })
    } else if (draft && !isName) draft.words.push(texts[i] ?? '')
    else if (!draft && !isName && (texts[i] ?? '').trim() !== '') before.push(number(i))
  }
  return { drafts, notes: outside(before) }
}

function readEmbeds(texts: readonly string[], number: (i: number) => number): Found | null {
  const ends = texts.map(readAttribution)
  if (ends.filter((end) => end !== null).length < MIN_TIMED) return null
  const drafts: Draft[] = []
  const other: number[] = []
  let from = 0
  texts.forEach((text, i) => {
    const end = ends[i]
    if (end) {
      drafts.push({ line: number(from), at: null, author: end.author, mark: null, words: [...texts.slice(from, i), text.slice(0, end.at)] })
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

const toPost = ({ line, at, author, mark, words }: Draft): Post => ({
  line,
  over_lines: true,
  id: null,
  at,
  author,
  author_mark: mark,
  text: words.join('\n').trimEnd(),
  retweet: false,
  reply: null,
  quoted: false,
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
