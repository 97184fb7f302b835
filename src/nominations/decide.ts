// ◆ pure
/**
 * Which of the targets that posts name are nominations, and why the others are not. A nomination is somebody's own proposal: what
 * she passes on, answers to, greets, or warns of is none.
 */
import type { Target } from '../directory/handle.js'
import { foldHandle } from '../directory/handle.js'
import { type Extraction, extract, type Form, type FoundTarget } from './extract.js'
import type { ParsedArchive, Post } from './formats/types.js'
import { inferChat } from './infer.js'
import { borrowedSpans, isNegated, isThanks, leadingReplyEnd, questionOf } from './speech.js'

/** What is known of the chat. Without it, tag and host are inferred from a transcript where that is safe. */
export interface DecideContext {
  hashtag_key: string | null
  host_keys: readonly string[]
}

export interface DecidedNomination {
  line: number
  post_id: string | null
  at: Date | null
  /** Folded handle, or null if only `voice` tells nominators apart. */
  nominator: string | null
  /** `x:handle`, `x-id:…`, `name:…`, `post:id`; `line:n` and `document` mean something only within the file. */
  voice: string
  question: number | null
  target: Target
  raw: string
  /** The words around it; `start` and `end` are UTF-16 offsets into them. */
  text: string
  start: number
  end: number
  form: Form
}

export interface NotCounted {
  line: number
  nominator: string | null
  raw: string
  reason: string
}

export interface Decision {
  /** In order of appearance, each target once for each voice. */
  nominations: DecidedNomination[]
  skipped: NotCounted[]
  /** A person has to say what was meant. */
  review: NotCounted[]
  placeholders: (NotCounted & { target: Target })[]
  /** The context that was used, given or inferred. */
  context: Context & { inferred: boolean }
}

interface Context {
  hashtag_keys: string[]
  host_keys: string[]
}

/** As much of a post as is kept with a nomination. */
const MAX_TEXT = 2000

export function decide(archive: Pick<ParsedArchive, 'format' | 'posts'>, given: DecideContext | null): Decision {
  const isDocument = archive.format === 'document'
  const read = archive.posts.map((post) => ({ post, found: extract(post.text) }))
  // A series may not say who hosts it: then the transcript is asked, as it is for everything when nothing is given.
  const inferred = isDocument || (given !== null && given.host_keys.length > 0) ? null : inferChat(read)
  const context: Context = {
    hashtag_keys: given === null ? (inferred?.hashtag_keys ?? []) : given.hashtag_key === null ? [] : [given.hashtag_key],
    host_keys: inferred?.host_keys ?? [...(given?.host_keys ?? [])],
  }
  const participants = new Set(archive.posts.flatMap(({ author }) => foldHandle(author ?? '') ?? []))
  const out: Decision = {
    nominations: [],
    skipped: [],
    review: [],
    placeholders: [],
    context: { ...context, inferred: inferred !== null },
  }
  const counted = new Map<string, number>()
  for (const { post, found } of read) {
    const voice = voiceOf(post)
    const judge = isDocument ? documentJudge(post, found, context) : postJudge(post, found, context, participants)
    const question = isDocument ? null : questionOf(post.text)
    const lineAt = lineFinder(post)
    const at = (start: number) => ({ line: lineAt(start), nominator: voice.nominator })
    for (const target of found.targets) {
      const reason = judge(target)
      if (reason !== null) {
        out.skipped.push({ ...at(target.start), raw: target.raw, reason })
        continue
      }
      const key = `${voice.voice}\0${target.kind}\0${target.key}`
      const before = counted.get(key)
      if (before !== undefined) {
        out.skipped.push({
          ...at(target.start),
          raw: target.raw,
          reason: `counted already, on line ${before}`,
        })
        continue
      }
      const { line } = at(target.start)
      counted.set(key, line)
      const { kind, display, raw, form } = target
      out.nominations.push({
        line,
        post_id: post.id,
        at: post.at,
        ...voice,
        question,
        target: { kind, key: target.key, display },
        raw,
        ...excerpt(post.text, target),
        form,
      })
    }
    for (const target of found.placeholders)
      out.placeholders.push({
        ...at(target.start),
        raw: target.raw,
        reason: 'a generic word',
        target: { kind: target.kind, key: target.key, display: target.display },
      })
    // Doubts about words that would not count anyway are not worth anybody's time.
    for (const doubt of found.review) {
      const reason = judge({ ...doubt, kind: 'account', key: '', display: '', form: 'mention' })
      ;(reason === null ? out.review : out.skipped).push({ ...at(doubt.start), raw: doubt.raw, reason: reason ?? doubt.reason })
    }
    for (const none of found.dropped) out.skipped.push({ ...at(none.start), raw: none.raw, reason: none.reason })
  }
  out.skipped.sort((a, b) => a.line - b.line)
  return out
}

/** Null if the target counts, else why not. */
type Judge = (target: FoundTarget) => string | null

/** In an article nobody replies and nobody hosts; it may still be about the chat itself, or warn of somebody. */
function documentJudge(post: Post, found: Extraction, context: Context): Judge {
  const negated = negatedTargets(post.text, found)
  return (target) => {
    if (target.kind === 'hashtag' && context.hashtag_keys.includes(target.key)) return 'the tag of the chat itself'
    if (target.kind === 'account' && context.host_keys.includes(target.key)) return 'a host of the chat'
    return negated.has(target.start) ? 'advised against' : null
  }
}

function postJudge(post: Post, found: Extraction, context: Context, participants: ReadonlySet<string>): Judge {
  const author = foldHandle(post.author ?? '')
  const borrowed = borrowedSpans(post.text)
  const replyEnd = leadingReplyEnd(post, found.targets, (key) => participants.has(key) || context.host_keys.includes(key))
  const negated = negatedTargets(post.text, found)
  return (target) => {
    if (post.retweet) return 'a retweet is no support'
    const span = borrowed.find(({ start, end }) => target.start >= start && target.start < end)
    if (span) return span.reason
    if (author !== null && context.host_keys.includes(author)) return 'said by a host of the chat'
    if (target.kind === 'hashtag') {
      if (context.hashtag_keys.includes(target.key)) return 'the tag of the chat itself'
    } else {
      if (target.end <= replyEnd) return 'a reply to this person'
      if (context.host_keys.includes(target.key)) return 'a host of the chat'
      if (target.key !== '' && target.key === author) return 'the nominator herself or himself'
      if (participants.has(target.key) && isThanks(post.text, target.start)) return 'thanks or credit to a participant'
    }
    return negated.has(target.start) ? 'advised against' : null
  }
}

/** "not @a", and with it the rest of "not @a or @b". */
function negatedTargets(text: string, { targets }: Extraction): ReadonlySet<number> {
  const negated = new Set<number>()
  targets.forEach((target, i) => {
    const before = targets[i - 1]
    const joined =
      before !== undefined &&
      negated.has(before.start) &&
      /^\s{0,3}(?:,|or|nor|,\s?n?or|\/|&)\s{0,3}$/i.test(text.slice(before.end, Math.min(target.start, before.end + 12)))
    if (joined || isNegated(text, target.start)) negated.add(target.start)
  })
  return negated
}

function voiceOf(post: Post): { nominator: string | null; voice: string } {
  const nominator = foldHandle(post.author ?? '')
  if (nominator !== null) return { nominator, voice: `x:${nominator}` }
  // Without any mark of the author each post is a voice of its own: nobody is counted twice for one post.
  return {
    nominator: null,
    voice: post.author_mark ?? (post.id === null ? `line:${post.line}` : `post:${post.id}`),
  }
}

/** From an offset in the text to the line of the file. The breaks are looked for once, however many targets ask. */
function lineFinder(post: Post): (offset: number) => number {
  if (!post.over_lines) return () => post.line
  const breaks: number[] = []
  for (let next = post.text.indexOf('\n'); next !== -1; next = post.text.indexOf('\n', next + 1)) breaks.push(next)
  return (offset) => {
    let low = 0
    for (let high = breaks.length; low < high; ) {
      const middle = (low + high) >>> 1
      if ((breaks[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return post.line + low
  }
}

/** The whole post, or of a very long one the part around the target. */
function excerpt(text: string, { start, end }: { start: number; end: number }): { text: string; start: number; end: number } {
  if (text.length <= MAX_TEXT) return { text, start, end }
  const middle = Math.floor((start + end) / 2)
  const wanted = Math.max(0, Math.min(middle - MAX_TEXT / 2, text.length - MAX_TEXT))
  // Not between the two halves of a character.
  const from = /[\udc00-\udfff]/.test(text.charAt(wanted)) ? wanted + 1 : wanted
  const to = /[\udc00-\udfff]/.test(text.charAt(from + MAX_TEXT)) ? from + MAX_TEXT - 1 : from + MAX_TEXT
  return { text: text.slice(from, to), start: start - from, end: Math.min(end, to) - from }
}
