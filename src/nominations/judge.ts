// ◆ pure
/**
 * Which of the names in a post are nominations, and why. A nomination is somebody's own proposal: it answers a question that asks for
 * nominations, or it is made in so many words. What she passes on, greets, thanks, asks after or warns of is none.
 */
import type { Target } from '../directory/handle.js'
import { asksForTags } from './asks.js'
import { type Form as ExtractedForm, extract, type FoundTarget, type Span } from './extract.js'
import type { Post } from './formats/types.js'
import { inDocument } from './in-document.js'
import { isOwnTag } from './labels.js'
import { type Mark, markAt } from './marks.js'
import { speakerOf } from './questions-found.js'
import { type Reader, type Reading, readingOf } from './reading.js'
import { authorKey, type ReadingContext, type ReadPost, readPost } from './reading-context.js'
import { readThreads } from './replies.js'
import { inPost, inWords, type Judgement, mayName, OWN_TAG, PASSED_ON } from './rules.js'
import { negatedTargets } from './speech.js'
import { type FoundName, findNames, indexNames } from './spoken-names.js'

export type Form = ExtractedForm | 'name'
export type Verdict = 'counted' | 'doubtful' | 'not' | 'placeholder' | 'repeated'

export interface Condition {
  /** Folded handles. If all of them take part in the chat, the name is no nomination. */
  participants: string[]
  reason: string
}

/** A name in a post, judged by itself. */
export interface Candidate {
  line: number
  post_id: string | null
  at: Date | null
  /** Folded handle, or null if only `voice` tells nominators apart. */
  nominator: string | null
  /** `x:handle`, `x-id:…`, `name:…`, `post:id`; `line:n` and `document` mean something only within the file. */
  voice: string
  question: number | null
  /** Null if it cannot be told who is meant. */
  target: Target | null
  raw: string
  /** The words around it; `start` and `end` are UTF-16 offsets into them. */
  text: string
  start: number
  end: number
  form: Form
  verdict: Verdict
  /** Why, for people; of counted ones too. */
  reason: string
  /** Only of what is counted or doubtful. The first that holds makes it `not`. */
  conditions: Condition[]
}

/** As much of a post as is kept with a nomination. */
const MAX_TEXT = 2000

/** Posts are judged one by one: chunks of a file in any order give the same. */
export function judgePosts(posts: readonly Post[], context: ReadingContext): Candidate[] {
  const reader: Reader = {
    context,
    hosts: new Set([...context.host_keys, ...context.host_names]),
    guests: new Set(context.guest_keys),
    ownTags: new Set(context.hashtag_keys),
    homeTags: new Set(context.home_tags),
    bodies: new Set(context.body_keys),
    occasions: new Set(context.occasion_keys),
    questionPosts: new Map(context.question_posts),
    questionLines: new Set(context.questions.flatMap(({ line, post_id }) => (post_id === null && line !== null ? [line] : []))),
    tagQuestions: new Set(context.questions.filter(({ text }) => asksForTags(text))),
    names: indexNames(context.names),
    threads: readThreads(context.threads),
    lineHeads: new Set(context.line_heads),
    speakers: byFirstWord(context.speaker_names),
    warned: new Set(context.warned_keys),
    wrong: new Map(context.corrections.map(({ of, wrong, reason }) => [`${of} ${wrong}`, reason])),
    right: new Map(context.corrections.flatMap(({ by }) => (by === null ? [] : [[`${by.post} ${by.right}`, by.question]]))),
  }
  const out: Candidate[] = []
  // Of what is only passed on nothing counts, whatever it answers.
  for (const post of posts) judgePost(post.retweet ? { post, marks: NO_MARKS, found: extract(post.text) } : readPost(post), reader, out)
  return out
}

function byFirstWord(names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const name of names) {
    // As much of it as a mention takes.
    const first = /^(?:[A-Za-z0-9_]{1,40}|[^\s]{1,40})/.exec(name)?.[0] ?? ''
    found.set(first, [...(found.get(first) ?? []), name])
  }
  return found
}

const targetOf = ({ kind, key, display }: FoundTarget): Target => ({ kind, key, display })

/** A post with a thousand names proposes none of them; whoever made it wants to be read slowly. */
const MAX_JUDGED = 500
const TOO_MANY: Judgement = { verdict: 'not', reason: `beyond the first ${MAX_JUDGED} names of a post` }

/** What all candidates of a post share. */
interface Whence {
  post: Post
  marks: readonly Mark[]
  nominator: string | null
  voice: string
  breaks: readonly number[]
  reply: number | null
}

function judgePost(one: ReadPost, reader: Reader, out: Candidate[]): void {
  const { post, found, marks } = one
  const { targets, placeholders, review, dropped } = found
  const others = placeholders.length + review.length + dropped.length
  if (targets.length + others === 0 && reader.names === null) return
  const author = authorKey(post)
  // Most names of a large file are these, and need no closer look.
  const aside = post.set_aside !== undefined
  const plain = (others > 0 && !aside) || (reader.context.document && !aside) || targets.length === 0 ? null : sameForAll(one, reader)
  if (plain) {
    const whence = whenceOf(post, marks, author, null)
    for (const target of targets) add(out, whence, target, targetOf(target), target.form, plain.verdict, plain.reason)
    if (aside) for (const other of [...placeholders, ...review, ...dropped]) add(out, whence, other, null, 'mention', plain.verdict, plain.reason)
    return
  }
  const reading = reader.context.document ? null : readingOf(one, reader, author ?? speakerOf(post))
  const names =
    reading === null || reader.names === null || !mayName(reading) ? NO_NAMES : findNames(post.text, reader.names, [...targets, ...dropped, ...review])
  if (targets.length + others + names.length === 0) return
  const negated = negatedTargets(post.text, targets.length > MAX_JUDGED ? targets.slice(0, MAX_JUDGED) : targets, reading?.marks ?? ALL)
  const whence = whenceOf(post, marks, author, reading?.reply?.number ?? null)
  const from = out.length
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]
    if (target === undefined) break
    const { verdict, reason, conditions, question } = judgeTarget(target, i, reading, reader, negated, post)
    add(out, whence, target, targetOf(target), target.form, verdict, reason, conditions, question)
  }
  if (others + names.length === 0) return
  for (const target of placeholders) add(out, whence, target, targetOf(target), target.form, 'placeholder', 'a generic word')
  // Doubts about words that would not count anyway are not worth anybody's time.
  for (const [i, doubt] of review.entries()) {
    const { verdict, reason } =
      i >= MAX_JUDGED ? TOO_MANY : judgeTarget({ ...doubt, kind: 'account', key: '', display: '', form: 'mention' }, -1, reading, reader, negated, post)
    add(out, whence, doubt, null, 'mention', verdict === 'not' ? 'not' : 'doubtful', verdict === 'not' ? reason : doubt.reason)
  }
  for (const none of dropped) add(out, whence, none, null, 'mention', 'not', none.reason)
  if (reading !== null && names.length > 0) {
    const here = new Set(out.slice(from).flatMap(({ target, verdict }) => (target === null || verdict === 'not' ? [] : [`${target.kind} ${target.key}`])))
    for (const [i, name] of names.entries()) {
      const said = here.has(`${name.target.kind} ${name.target.key}`)
      const { verdict, reason } = said ? SAID : i >= MAX_JUDGED ? TOO_MANY : inWords(name, reading)
      add(out, whence, name, name.target, 'name', verdict, reason)
    }
  }
  inOrder(out, from, [...targets, ...placeholders, ...review, ...dropped, ...names])
}

function judgeTarget(target: FoundTarget, i: number, reading: Reading | null, reader: Reader, negated: ReadonlySet<number>, post: Post): Judgement {
  if (reading === null) return inDocument(target, reader, negated, post)
  return i >= MAX_JUDGED ? TOO_MANY : inPost(target, i, reading, negated)
}

/** Null if the names of the post have to be looked at one by one. */
function sameForAll({ post, found }: ReadPost, reader: Reader): Judgement | null {
  if (post.retweet) return passedOn(post)
  return reader.names === null && found.targets.every((target) => isOwnTag(target, reader)) ? OWN_TAG : null
}

const passedOn = ({ set_aside }: Post): Judgement => (set_aside === undefined ? PASSED_ON : { verdict: 'not', reason: set_aside })

const SAID = { verdict: 'repeated', reason: 'named by its handle in the same post' } as const
const NO_NAMES: FoundName[] = []
const ALL = -1

function whenceOf(post: Post, marks: readonly Mark[], author: string | null, reply: number | null): Whence {
  return { post, marks, nominator: author, voice: voiceOf(post, author), breaks: breaksOf(post), reply }
}

function add(
  out: Candidate[],
  { post, marks, nominator, voice, breaks, reply }: Whence,
  span: Span,
  target: Target | null,
  form: Form,
  verdict: Verdict,
  reason: string,
  conditions: Condition[] = NONE,
  told?: number,
): void {
  const number = told ?? (marks.length === 0 ? reply : (markAt(marks, span.start)?.number ?? reply))
  const whose = post.reposted && verdict === 'counted' ? `${reason}${OWN_WORDS}` : reason
  const shown = post.text.length <= MAX_TEXT ? null : excerpt(post.text, span)
  out.push({
    line: breaks.length === 0 ? post.line : lineAt(post, breaks, span.start),
    post_id: post.id,
    at: post.at,
    nominator,
    voice,
    question: number === 0 ? null : number,
    target,
    raw: span.raw,
    text: shown?.text ?? post.text,
    start: shown?.start ?? span.start,
    end: shown?.end ?? span.end,
    form,
    verdict,
    reason: whose,
    conditions,
  })
}

/** Of what somebody passed on. */
const OWN_WORDS = '; in the author’s own words, whoever reposted them'
const NO_MARKS: readonly Mark[] = []
const NONE: Condition[] = []

/** As they stand in the post. `spans` are those of the candidates from index `from`. */
function inOrder(out: Candidate[], from: number, spans: readonly Span[]): void {
  const sorted = out
    .splice(from)
    .map((candidate, i) => ({ candidate, at: spans[i]?.start ?? 0 }))
    .sort((a, b) => a.at - b.at)
  for (const { candidate } of sorted) out.push(candidate)
}

/** Without any mark of the author each post is a voice of its own: nobody is counted twice for one post. */
const voiceOf = (post: Post, author: string | null): string =>
  author !== null ? `x:${author}` : (post.author_mark ?? (post.id === null ? `line:${post.line}` : `post:${post.id}`))

const NO_BREAKS: readonly number[] = []

/** The line breaks are looked for once, however many targets ask. */
function breaksOf(post: Post): readonly number[] {
  if (!post.over_lines) return NO_BREAKS
  const breaks: number[] = []
  for (let next = post.text.indexOf('\n'); next !== -1; next = post.text.indexOf('\n', next + 1)) breaks.push(next)
  return breaks
}

/** From an offset in the text to the line of the file. */
function lineAt(post: Post, breaks: readonly number[], offset: number): number {
  let low = 0
  for (let high = breaks.length; low < high; ) {
    const middle = (low + high) >>> 1
    if ((breaks[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return post.line + low
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
