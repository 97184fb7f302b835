// ◆ pure
/** Pages of X and of chat servers as they come out of the clipboard: a head on lines of its own, the words below it, numbers at the end. */
import { readBlockHead } from './post-heads.js'

export interface Draft {
  line: number
  at: Date | null
  author: string | null
  mark: string | null
  /** As shown beside the handle. */
  name: string | null
  words: string[]
  retweet?: boolean
  /** To whom. */
  reply?: string | null
  quoted?: boolean
}

const MIN_BLOCKS = 2
const REPOSTED = /^.{0,80}\b(?:reposted|retweeted)\s{0,3}$/i
const QUOTE = /^\s{0,3}quote(?: (?:post|tweet))?\s{0,3}$/i
const REPLYING = /^\s{0,3}replying to\b\s{0,3}(?:[@＠]([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_]).{0,200})?$/i
const LONE_NAME = /^\s{0,3}[@＠]([A-Za-z0-9_]{1,15})\s{0,3}$/
/** Counts of replies and likes, and what stands around the posts of a page. */
const FURNITURE =
  /^\s{0,3}(?:[\d.,]{1,9}\s?[KMkm]?(?: (?:replies|reposts|likes|views|bookmarks|quotes))?|show (?:more(?: replies)?|this thread|replies|additional replies.{0,60})|trends for you|who to follow|translate (?:post|tweet)|relevant people|more replies|discover more|·)?\s{0,3}$/i

/** Null if there are no such blocks. `outside` are lines that belong to no post. */
export function readBlocks(texts: readonly string[], number: (i: number) => number): { drafts: Draft[]; outside: number[] } | null {
  const heads = texts.map((_, i) => readBlockHead(texts, i))
  if (heads.filter((head) => head !== null).length < MIN_BLOCKS) return null
  const drafts: Draft[] = []
  const outside: number[] = []
  /** In the words of a post that another one quotes. */
  let quoting = false
  for (let i = 0; i < texts.length; i++) {
    const head = heads[i]
    const text = texts[i] ?? ''
    const draft = drafts.at(-1)
    if (head) {
      // Above a lone handle stands the author's name, and above that what X says of the post.
      const named = head.author !== null && text.trimStart().startsWith('@')
      const name = named ? (texts[i - 1] ?? '').trim() : head.name
      const above = texts[i - (named ? 2 : 1)] ?? ''
      i += head.lines - 1
      quoting = QUOTE.test(above) && draft !== undefined
      if (quoting && draft) {
        draft.quoted = true
        continue
      }
      const mark = head.author === null ? `name:${(head.name ?? '').normalize('NFKC').toLowerCase()}` : null
      const next: Draft = { line: 0, at: null, author: head.author, mark, name: name === '' ? null : name, words: [], retweet: REPOSTED.test(above) }
      const replying = REPLYING.exec((texts[i + 1] ?? '').slice(0, 300))
      if (replying) {
        i++
        const below = replying[1] === undefined ? LONE_NAME.exec((texts[i + 1] ?? '').slice(0, 60)) : null
        if (below) i++
        next.reply = replying[1] ?? below?.[1] ?? null
      }
      next.line = number(i + 1)
      drafts.push(next)
    } else if (draft && !quoting && !isAbove(texts, heads, i)) draft.words.push(text)
    else if (!draft && !isAbove(texts, heads, i) && text.trim() !== '') outside.push(number(i))
  }
  for (const { words } of drafts) while (words.length > 0 && FURNITURE.test((words.at(-1) ?? '').slice(0, 120))) words.pop()
  return { drafts, outside }
}

/** A name above a lone handle, or what X says above the name; not the end of the post before. */
function isAbove(texts: readonly string[], heads: readonly unknown[], i: number): boolean {
  const text = texts[i] ?? ''
  const named = (at: number) => heads[at] != null && (texts[at] ?? '').trimStart().startsWith('@')
  if (named(i + 1) && !text.includes('@')) return true
  return (REPOSTED.test(text.slice(0, 120)) || QUOTE.test(text.slice(0, 40))) && (heads[i + 1] != null || named(i + 2))
}
