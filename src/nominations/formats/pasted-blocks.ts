// ◆ pure
/** Posts of a pasted chat, once its layout is known: the words of each, what a page of X says above and below them, and who is quoted. */
import type { Layout, PlacedHead } from './layouts.js'
import { isLoneTime, isPaidFor } from './post-heads.js'
import { readReplying } from './replying.js'

export interface Draft {
  line: number
  at: Date | null
  author: string | null
  mark: string | null
  /** As shown beside the handle. */
  name: string | null
  words: string[]
  retweet?: boolean
  /** Why nothing of it counts, of what is marked as a retweet. */
  aside?: string
  /** Somebody passed it on. */
  reposted?: boolean
  /** To whom. */
  reply?: string | null
  quoted?: boolean
}

const REPOSTED = /^.{0,80}\b(?:reposted|retweeted)\s{0,3}$/i
/** What X shows between the author and the words. */
const BESIDE = /^(?:follow(?:ing)?|·|verified account)?$/i
const QUOTE = /^\s{0,3}quote(?: (?:post|tweet))?\s{0,3}$/i
/** Counts of replies and likes, and what stands around the posts of a page. */
const COUNTS =
  /^(?:(?:[\d.,]{1,9}\s?[KMkm]?|[·•|/,;:()]|\p{Extended_Pictographic}|\ufe0f|\u200d|repl(?:y|ies)|reposts?|retweets?|rts?|likes?|views?|bookmarks?|quotes?|favou?rites?|favs?|shares?|more|comments?|reactions?)\s{0,3}){1,16}$/iu
const FURNITURE =
  /^(?:post your reply|reply|show (?:more(?: replies)?|this thread|replies|additional replies.{0,60})|trends for you|who to follow|translate (?:post|tweet)|relevant people|more replies|discover more|view (?:summary|thread|conversation|photo|details|tweet|post)|pinned (?:tweet|post)|follow(?:ing)?|embed|copy link|thread|\(?edited\)?|·)?$/i
const isFurniture = (line: string): boolean => {
  const text = line.slice(0, 120).trim()
  return FURNITURE.test(text) || (text.length <= 80 && COUNTS.test(text) && /[\d\p{L}]/u.test(text)) || isLoneTime(text.replace(VIEWS, ''))
}
/** Behind the time of the post that a page of X was opened on. */
const VIEWS = /\s?·\s?[\d.,]{1,9}\s?[KM]?\s?views$/i

/** What stands over the list of those named, below the last post or between two: nobody's words a second time. */
const SUMS_UP =
  /^[\s\p{P}\p{S}]{0,8}(?:(?:wrap[- ]?up|re-?cap|summary|round[- ]?up)\b[^@＠#＃]{0,60}$|(?:wrap[- ]?up|re-?cap|summary|round[- ]?up|to sum up|end of (?:the )?(?:chat|transcript)|transcript (?:ends|by|made)|compiled by|(?:named|nominated|mentioned|suggested) (?:tonight|today|so far)|(?:the |our |all |full |final )?(?:list|names?|nominations|nominees|allies|organi[sz]ations|orgs|hashtags|tags)(?: of (?:allies|nominations|names))?(?: that)?(?: were| we)? ?(?:nominated|named|mentioned|suggested|tonight|today|so far|from (?:the|this|tonight['’]s) chat))[\s\p{P}\p{S}]{0,4}(?:$|[:：–—-]))/iu
/** Less plain, and so only below the last post. */
const LISTS =
  /^[\s\p{P}\p{S}]{0,8}(?:the |our |all |full |final )?(?:list|names|nominations|nominees|allies|organi[sz]ations|orgs|hashtags|tags)(?: of (?:allies|nominations|names))?[\s\p{P}\p{S}]{0,4}(?:$|[:：])/iu

/** Behind a blank line, or as a heading by itself. */
function sumsUp(texts: readonly string[], i: number, below: boolean): boolean {
  const text = (texts[i] ?? '').slice(0, 120)
  const behind = (texts[i - 1] ?? '').trim() === ''
  return SUMS_UP.test(text) ? behind || /[:：]\s{0,3}$/.test(text) || text.trim().length < 24 : behind && below && LISTS.test(text)
}

/** `outside` are indices of lines that belong to no post. */
export function readPosts(
  texts: readonly string[],
  { heads, system, replying, blocks }: Layout,
  number: (i: number) => number,
): { drafts: Draft[]; outside: number[] } {
  const drafts: Draft[] = []
  const outside: number[] = []
  /** What is quoted, each as a draft of its own: nobody's here, but a person may want to look at the names. */
  const quotes: Draft[] = []
  const named = blocks && areNamedAbove(texts, heads)
  const isNamed = (i: number) => named && heads[i] != null && heads[i]?.name === ''
  /** In the words of a post that another one quotes. */
  let quoting = false
  const last = heads.findLastIndex((head) => head !== null)
  for (let i = 0; i < texts.length; i++) {
    const head = heads[i]
    const text = texts[i] ?? ''
    const draft = drafts.at(-1)
    if (head) {
      // Above a lone handle stands the author's name, and above that what X says of the post.
      const shown = isNamed(i) ? (texts[i - 1] ?? '').trim() : head.name
      const above = blocks ? (texts[i - (isNamed(i) ? 2 : 1)] ?? '') : ''
      quoting = blocks && QUOTE.test(above) && draft !== undefined
      if (quoting && draft) {
        draft.quoted = true
        i += head.lines - 1
        quotes.push(asideDraft(number(i + 1)))
        continue
      }
      const next = draftOf(head, shown, number(i))
      if (REPOSTED.test(above)) next.reposted = true
      if (blocks && head.own && texts.slice(i, i + head.lines).some(isPaidFor)) Object.assign(next, { retweet: true, aside: PAID_FOR })
      drafts.push(next)
      if (!head.own) {
        const words = text.slice(head.from)
        const to = readReplying([words], 0)
        if (to) next.reply = to.to[0] ?? null
        const own = to && to.rest >= 0 ? words.slice(to.rest) : words
        next.words.push(to && to.rest < 0 ? '' : head.cell ? own.replace(/\s{0,20}\|\s{0,20}$/, '') : own)
        continue
      }
      i += head.lines - 1
      const below = () => {
        while (heads[i + 1] == null && i + 1 < texts.length && BESIDE.test((texts[i + 1] ?? '').slice(0, 40).trim())) i++
      }
      below()
      const to = replying[i + 1]
      if (to) {
        next.reply = to.to[0] ?? null
        i += to.lines
      }
      next.line = number(i + 1)
      if (to && to.rest >= 0) next.words.push((texts[++i] ?? '').slice(to.rest))
      else if (to) {
        below()
        next.line = number(i + 1)
      }
    } else if (replying[i] && (replying[i]?.rest ?? 0) < 0) {
      // Names of a reply whose post was not told apart are still no words of anybody.
      i += (replying[i]?.lines ?? 1) - 1
    } else if (system[i]) {
    } else if (blocks && isAbove(texts, heads, isNamed, i)) {
    } else if (draft && !quoting && text !== '' && (!blocks || i > last) && sumsUp(texts, i, i > last)) {
      quoting = true
      quotes.push({ ...asideDraft(number(i)), words: [text], aside: SUMMED_UP })
    } else if (draft && !quoting) draft.words.push(text)
    else if (draft) quotes.at(-1)?.words.push(text)
    else if (text.trim() !== '') outside.push(i)
  }
  for (const { words } of drafts) while (words.length > (blocks ? 0 : 1) && isFurniture(words.at(-1) ?? '')) words.pop()
  for (const draft of drafts) if (PASSES_ON.test((draft.words[0] ?? '').slice(0, 120))) draft.retweet = true
  const said = quotes.filter(({ words }) => words.some((line) => NAMES.test(line)))
  return { drafts: said.length === 0 ? drafts : [...drafts, ...said].sort((a, b) => a.line - b.line), outside }
}

/** What TweetDeck writes above the words of somebody else. */
const PASSES_ON = /^\s{0,3}(?:retweeted|reposted)\s[^@＠\n]{0,60}[@＠]\w{1,15}\s?:?\s{0,3}$/i
const NAMES = /[@＠#＃]|\.com\//
const SUMMED_UP = 'stands in a summary of the chat, which names once more what people said'
const PAID_FOR = 'an advertisement'
const asideDraft = (line: number): Draft => ({
  line,
  at: null,
  author: null,
  mark: null,
  name: null,
  words: [],
  retweet: true,
  aside: 'stands in a post that is quoted here, whose words are its author’s',
})

const draftOf = ({ author, at }: PlacedHead, name: string, line: number): Draft => ({
  line,
  at,
  author,
  mark: author === null ? `name:${name.normalize('NFKC').toLowerCase()}` : null,
  name: name === '' ? null : name,
  words: [],
})

/**
 * Whether the author's name stands on the line above the handle, or the end of the post before: a name is short and without signs, and the same
 * wherever the same handle is.
 */
function areNamedAbove(texts: readonly string[], heads: readonly (PlacedHead | null)[]): boolean {
  const seen = new Map<string, string>()
  let [count, likely, again, same] = [0, 0, 0, 0]
  heads.forEach((head, i) => {
    if (head?.name !== '' || head.author === null) return
    count++
    const above = (texts[i - 1] ?? '').trim()
    if (above === '' || above.length > 60 || /[@＠#＃：]/.test(above) || heads[i - 1]) return
    likely++
    const key = head.author.toLowerCase()
    const before = seen.get(key)
    seen.set(key, above)
    if (before === undefined) return
    again++
    if (before === above) same++
  })
  return count > 0 && likely * 10 >= count * 7 && same * 2 >= again
}

/** A name above a lone handle, or what X says above the name; not the end of the post before. */
function isAbove(texts: readonly string[], heads: readonly unknown[], isNamed: (i: number) => boolean, i: number): boolean {
  const text = texts[i] ?? ''
  if (isNamed(i + 1) && !text.includes('@')) return true
  return (REPOSTED.test(text.slice(0, 120)) || QUOTE.test(text.slice(0, 40))) && (heads[i + 1] != null || isNamed(i + 2))
}
