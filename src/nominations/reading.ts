// ◆ pure
/** A post as the rules look at it: whose words, to whom, answering what, its names in rows. */

import type { Span } from './extract.js'
import type { Post } from './formats/types.js'
import type { Mark } from './marks.js'
import * as say from './phrases.js'
import { type AskedQuestion, openQuestion } from './questions-found.js'
import type { ReadingContext, ReadPost } from './reading-context.js'
import { type Put, putByX, type Threads } from './replies.js'
import { type Addressed, addressed, type Borrowed, borrowedSpans } from './speech.js'
import type { NameIndex } from './spoken-names.js'
import { marksOf } from './triggers.js'

/** The context, ready for looking up. */
export interface Reader {
  context: ReadingContext
  hosts: ReadonlySet<string>
  guests: ReadonlySet<string>
  ownTags: ReadonlySet<string>
  homeTags: ReadonlySet<string>
  bodies: ReadonlySet<string>
  occasions: ReadonlySet<string>
  questionPosts: ReadonlyMap<string, number>
  questionLines: ReadonlySet<number>
  tagQuestions: ReadonlySet<AskedQuestion>
  names: NameIndex | null
  threads: Threads
  lineHeads: ReadonlySet<string>
  /** By its first word: names of those who speak here, in small letters. */
  speakers: ReadonlyMap<string, readonly string[]>
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
  put: Put
  /** The question it answers without a mark, as a reply. */
  reply: AskedQuestion | null
  /** What may stand in the post, see triggers.ts; null for a long one, whose names are looked at each by itself. */
  marks: number | null
  // What only some posts are asked for, once it was found.
  rows: readonly Row[] | null
  open: AskedQuestion | null | undefined
  bare: boolean | null
  spam: boolean | null
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
const NOTHING_PUT: Put = { starts: new Set(), sure: false }
const IN_A_ROW =
  /^(?:[\s,;/&+·•|()\-–—!]|\p{Extended_Pictographic}|\ufe0f|\b(?:and|plus|also|or|y|the|our|even|maybe|definitely|of course|obviously|with)\b|,\s(?:on|for|in) (?:the )?\p{L}{2,16}(?: \p{L}{2,10})?,){0,14}\.?$/iu

export function readingOf(one: ReadPost, reader: Reader, author: string | null): Reading {
  const { post, found } = one
  const mention = found.targets[0]?.form === 'mention'
  const put = mention ? putByX(one, reader.threads, reader.hosts) : NOTHING_PUT
  const to = mention ? addressed(post, found.targets, reader.hosts, one.marks.length > 0, put) : NO_ONE
  const marks = post.text.length > LONG ? null : marksOf(post.text)
  return {
    one,
    reader,
    author,
    borrowed: borrowedSpans(post.text, marks ?? ALL),
    to,
    put,
    reply: one.marks.length > 0 ? null : repliedTo(one, to, reader),
    marks,
    rows: null,
    open: undefined,
    bare: null,
    spam: null,
  }
}

const ALL = -1
/** Beyond this the words around a name say more than all of them. */
const LONG = 600

/** Where a row of names, "@a, @b and @c", begins and ends, for each name: what is said of a row is said of each. */
export function rowsIn(reading: Reading): readonly Row[] {
  reading.rows ??= rowsOf(reading.one)
  return reading.rows
}

/** The question put last before it, which an unmarked post is about. */
export function openAt(reading: Reading): AskedQuestion | null {
  if (reading.open === undefined) reading.open = openFor(reading.one.post, reading.reader.context)
  return reading.open
}

/** Nothing is said but names. */
export function saysOnlyNames(reading: Reading): boolean {
  reading.bare ??= isBare(reading.one, reading.reader)
  return reading.bare
}

export function isSpam(reading: Reading): boolean {
  reading.spam ??= say.isSpam(reading.one.post.text, reading.marks ?? ALL)
  return reading.spam
}

/** "Late to this, but": where questions have no numbers, it answers the last one that asked for names. */
const LATE =
  /\b(?:late (?:to|for|on) (?:this|that|the)|(?:sorry|bit|so|only just) late\b|back to (?:the |my )?(?:all(?:y|ies)|orgs?|organi[sz]ations?|first|earlier|tags|hashtags)|(?:earlier|first|previous|last|original) (?:question|one|q)\b|(?:as for|on|re:?|for) (?:the )?(?:all(?:y|ies)|orgs|organi[sz]ations|bodies|tags|hashtags)\b|catching up|late (?:thought|answer|one|entry|addition)|just (?:got|home|in|back))/i

function openFor(post: Post, { questions, newest_first, numbered }: ReadingContext): AskedQuestion | null {
  const open = openQuestion(questions, post, newest_first)
  if (open === null || open.asks || numbered || !LATE.test(post.text.slice(0, 300))) return open
  return (
    openQuestion(
      questions.filter(({ asks }) => asks),
      post,
      newest_first,
    ) ?? open
  )
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

/** More than six words of ASCII beside names and marks: most posts, told without cutting them up. */
function hasMoreWords(text: string, targets: readonly Span[], marks: readonly Mark[]): boolean {
  let words = 0
  let inWord = false
  let next = 0
  for (let i = 0; i < text.length; i++) {
    const target = targets[next]
    if (target !== undefined && i >= target.start) {
      i = Math.max(i, target.end - 1)
      next++
      inWord = false
      continue
    }
    const code = text.charCodeAt(i) | 0x20
    const letter = code >= 97 && code <= 122
    if (letter && !inWord) words++
    inWord = letter
  }
  // A mark may be a word, a number or both.
  return words > 6 + 2 * marks.length
}

/** "@a, @b too!" */
function isBare({ post, marks, found }: ReadPost, { hosts }: Reader): boolean {
  if (found.targets.length === 0 || post.text.length > 1000) return false
  // Six words and the blanks between take no more.
  let left = post.text.length
  for (const { start, end } of found.targets) left -= end - start
  if (left > 120 || hasMoreWords(post.text, found.targets, marks)) return false
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
