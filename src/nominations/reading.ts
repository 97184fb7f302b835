// ◆ pure
/** A post as the rules look at it: whose words, to whom, answering what, its names in rows. */

import type { Post } from './formats/types.js'
import * as say from './phrases.js'
import { type AskedQuestion, openQuestion } from './questions-found.js'
import { authorKey, type ReadingContext, type ReadPost } from './reading-context.js'
import { type Addressed, addressed, type Borrowed, borrowedSpans } from './speech.js'
import type { NameIndex } from './spoken-names.js'

/** The context, ready for looking up. */
export interface Reader {
  context: ReadingContext
  hosts: ReadonlySet<string>
  guests: ReadonlySet<string>
  ownTags: ReadonlySet<string>
  homeTags: ReadonlySet<string>
  bodies: ReadonlySet<string>
  questionPosts: ReadonlyMap<string, number>
  questionLines: ReadonlySet<number>
  tagQuestions: ReadonlySet<AskedQuestion>
  names: NameIndex | null
  warned: ReadonlySet<string>
  /** By `postKey` and `kindKey`: names that were put right or taken back, and those that put right. */
  wrong: ReadonlyMap<string, string>
  right: ReadonlyMap<string, number | null>
}

/** What is known of a post before its names are looked at one by one. */
export interface Reading {
  one: ReadPost
  reader: Reader
  author: string | null
  borrowed: readonly Borrowed[]
  to: Addressed
  /** The question it answers without a mark, as a reply. */
  reply: AskedQuestion | null
  /** Where a row of names, "@a, @b and @c", begins and ends: what is said of a row is said of each. */
  rows(): readonly Row[]
  /** Words that could speak against a name, or say whose it is, stand somewhere in it: most posts need not be looked at closer. */
  cautious(): boolean
  /** The question put last before it, which an unmarked post is about. */
  open(): AskedQuestion | null
  spam(): boolean
  /** Nothing is said but names. */
  bare(): boolean
}

export interface Row {
  start: number
  end: number
  windows?: say.Windows
  /** What proposes it strongly, once it was asked. */
  proposed?: string | null
  weakly?: boolean
}

const NO_ONE: Addressed = { certain: 0, perhaps: [] }
const IN_A_ROW =
  /^(?:[\s,;/&+·•|()\-–—!]|\p{Extended_Pictographic}|\ufe0f|\b(?:and|plus|also|or|y|the|our|even|maybe|definitely|of course|obviously|with)\b){0,14}\.?$/iu

/** Most posts need only some of what can be asked of them, and many are decided by whose words they are. */
function once<T>(find: () => T): () => T {
  let found: { value: T } | null = null
  return () => {
    found ??= { value: find() }
    return found.value
  }
}

export function readingOf(one: ReadPost, reader: Reader): Reading {
  const { post, found } = one
  const { context } = reader
  const to = found.targets[0]?.form === 'mention' ? addressed(post, found.targets, (key) => reader.hosts.has(key), one.marks.length > 0) : NO_ONE
  return {
    one,
    reader,
    author: authorKey(post),
    borrowed: borrowedSpans(post.text),
    to,
    reply: one.marks.length > 0 ? null : repliedTo(one, to, reader),
    rows: once(() => rowsOf(one)),
    cautious: once(() => say.mayCaution(post.text)),
    open: once(() => openFor(post, context)),
    spam: once(() => say.isSpam(post.text)),
    bare: once(() => isBare(one, reader)),
  }
}

/** "Late to this, but": where questions have no numbers, it answers the last one that asked for names. */
const LATE =
  /\b(?:late (?:to|for|on) (?:this|that|the)|(?:sorry|bit|so|only just) late\b|back to (?:the |my )?(?:all(?:y|ies)|orgs?|organi[sz]ations?|first|earlier|tags|hashtags)|(?:earlier|first|previous|last|original) (?:question|one|q)\b|(?:as for|on|re:?|for) (?:the )?(?:all(?:y|ies)|orgs|organi[sz]ations|bodies|tags|hashtags)\b|catching up|late (?:thought|answer|one|entry|addition)|just (?:got|home|in|back))/i

function openFor(post: Post, { questions, newest_first, numbered }: ReadingContext): AskedQuestion | null {
  const open = openQuestion(questions, post, newest_first)
  if (open === null || open.asks || numbered || !LATE.test(post.text.slice(0, 300))) return open
  return openQuestion(
    questions.filter(({ asks }) => asks),
    post,
    newest_first,
  ) ?? open
}

function rowsOf({ post, found }: ReadPost): Row[] {
  const rows: Row[] = []
  for (const target of found.targets) {
    const last = rows.at(-1)
    if (last && target.start - last.end <= 36 && IN_A_ROW.test(post.text.slice(last.end, target.start))) {
      last.end = target.end
      rows.push(last)
    } else rows.push({ start: target.start, end: target.end })
  }
  return rows
}

/** Talk with the host about the chat rather than an answer. */
const TO_HOST =
  /[?？]|\b(?:next (?:week|time|chat)|invit|join(?:ing)?|tonight|guest|link|transcript|archive|notes|sorry|late|hello|hi|hiya|evening|thanks?|thank you|thx)\b/i

/** A reply to the post of a question, by its id; or to a host, while a question for nominations is open. */
function repliedTo({ post, found }: ReadPost, to: Addressed, { context, questionPosts, hosts }: Reader): AskedQuestion | null {
  for (const id of [post.reply?.post, post.quoted_post]) {
    const number = id == null ? undefined : questionPosts.get(id)
    if (number !== undefined) return context.questions.find((question) => question.post_id === id) ?? null
  }
  const [first] = found.targets
  const toHost = post.reply?.to != null ? hosts.has(post.reply.to.toLowerCase()) : to.certain > 0 && first !== undefined && hosts.has(first.key)
  if (!toHost || post.reply?.post != null || TO_HOST.test(post.text)) return null
  const open = openQuestion(context.questions, post, context.newest_first)
  return open?.asks === true ? open : null
}

const FILLERS = new Set(
  'and too also oh yes plus or maybe the great love ooh ah obvs obviously definitely again for sure me mine of course please another one both all as well yep agreed 2 3 1 4 & and/or also, add adding + deffo totally def absolutely these this those lot folks my so then here still more always forever etc tbh x xx'.split(
    ' ',
  ),
)

/** "@a, @b too!" */
function isBare({ post, marks, found }: ReadPost, { hosts }: Reader): boolean {
  if (found.targets.length === 0 || post.text.length > 1000) return false
  // Six words and the blanks between take no more.
  let left = post.text.length
  for (const { start, end } of found.targets) left -= end - start
  if (left > 120) return false
  let rest = ''
  let from = 0
  for (const { start, end } of [...found.targets, ...marks, ...found.dropped].sort((a, b) => a.start - b.start)) {
    if (start > from) rest += `${post.text.slice(from, start)} `
    from = Math.max(from, end)
  }
  rest += post.text.slice(from)
  const words = rest.toLowerCase().match(/[\p{L}\p{N}&+]+/gu) ?? []
  return (
    words.length <= 6 &&
    (words.every((word) => FILLERS.has(word)) ||
      (words.length <= 3 &&
        !/[?？]/.test(post.text) &&
        /^[\s.]{0,3}$/.test(post.text.slice(0, found.targets[0]?.start)) &&
        !hosts.has(found.targets[0]?.key ?? '')))
  )
}
