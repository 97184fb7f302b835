// ◆ pure
/**
 * Text that somebody pasted: a chat, recognised by lines that begin with an author; embedded posts, each ending in its
 * attribution; or plain prose, where the document itself is the only voice.
 */
import { type Line, wellFormed } from './lines.js'
import { type Draft, readBlocks } from './pasted-blocks.js'
import { isSystemLine, readAttribution, readHead } from './post-heads.js'
import type { BadLine, ParsedArchive, Post } from './types.js'

/** Without times, `@name: text` may just as well be a list of organisations with a word on each. */
const MIN_TIMED = 2
const MIN_UNTIMED = 3

export function readPastedText(lines: readonly Line[], bad: readonly BadLine[]): ParsedArchive {
  const texts = lines.map(({ text }, i) => wellFormed(i === 0 ? text.replace(/^\ufeff/, '') : text))
  const number = (i: number) => lines[i]?.number ?? i + 1
  const found = readHeads(texts, number) ?? blocksOf(texts, number) ?? readEmbeds(texts, number)
  const notes = [...(found?.notes ?? [])]
  if (!found) notes.push('read as a document: everything in it counts as named once, by the document')
  if (found) nameNicks(found.drafts)
  const posts = found ? found.drafts.map(toPost) : texts.flatMap((text, i) => (text.trim() === '' ? [] : [documentLine(text, number(i))]))
  return { format: found ? 'transcript' : 'document', posts, bad_lines: [...bad], notes }
}

interface Found {
  drafts: Draft[]
  notes: string[]
}

function readHeads(texts: readonly string[], number: (i: number) => number): Found | null {
  const system = texts.map(isSystemLine)
  const heads = texts.map((text, i) => (system[i] ? null : readHead(text)))
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
        name: head.name,
        words: [text.slice(head.from)],
      })
    else if (system[i]) return
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

function blocksOf(texts: readonly string[], number: (i: number) => number): Found | null {
  const found = readBlocks(texts, number)
  return found && { drafts: found.drafts, notes: outside(found.outside) }
}

/**
 * `<nick>` and `nick — Today at 8:04 PM` may be a handle or only a name. Where others speak to some of them as `@nick`, all that
 * could be handles are.
 */
function nameNicks(drafts: Draft[]): void {
  const nicks = new Set(drafts.flatMap(({ author, name }) => (author === null && name !== null && NICK.test(name) ? [name.toLowerCase()] : [])))
  if (nicks.size === 0) return
  const spokenTo = new Set(
    drafts.flatMap(({ words }) => words.join('\n').match(/[@＠][A-Za-z0-9_]{1,15}(?![A-Za-z0-9_])/g) ?? []).map((name) => name.slice(1).toLowerCase()),
  )
  if ([...nicks].filter((nick) => spokenTo.has(nick)).length < 2) return
  for (const draft of drafts)
    if (draft.author === null && draft.name !== null && NICK.test(draft.name)) {
      draft.author = draft.name
      draft.mark = null
    }
}
const NICK = /^[A-Za-z0-9_]{1,15}$/

function readEmbeds(texts: readonly string[], number: (i: number) => number): Found | null {
  const ends = texts.map(readAttribution)
  if (ends.filter((end) => end !== null).length < MIN_TIMED) return null
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
