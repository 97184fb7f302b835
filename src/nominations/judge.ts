// ◆ pure
/**
 * Which of the names in a post are nominations, and why. A nomination is somebody's own proposal: it answers a question that asks for
 * nominations, or it is made in so many words. What she passes on, greets, thanks, asks after or warns of is none.
 */
import type { Target } from '../directory/handle.js'
import { asksForTags } from './asks.js'
import { excerpt } from './excerpt.js'
import { type Form as ExtractedForm, extract, type FoundTarget, MAX_NAMES, type Span } from './extract.js'
import type { Post } from './formats/types.js'
import { inDocument } from './in-document.js'
import { isOwnTag } from './labels.js'
import { type Mark, markAt } from './marks.js'
import { speakerOf } from './questions-found.js'
import { type Reader, type Reading, readingOf } from './reading.js'
import { authorKey, MOST_NAMES, type ReadingContext, type ReadPost, readPost } from './reading-context.js'
import { readThreads } from './replies.js'
import { inPost, inWords, type Judgement, mayName, OWN_TAG, PASSED_ON } from './rules.js'
import { type Borrowed, negatedTargets, passedOn as passedOnIn } from './speech.js'
import { type FoundName, findNames, indexNames } from './spoken-names.js'
import { marksOf } from './triggers.js'

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
/** Each name of a post carries the words around it: with so many names that would be the post many times over, so each carries fewer. */
const MANY_NAMES = 20
const SHORT_TEXT = 280

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
  const most = context.document ? MAX_NAMES : MOST_NAMES
  for (const post of posts) {
    const from = out.length
    const one = post.retweet ? { post, marks: NO_MARKS, found: extract(post.text, most) } : readPost(post, most, context.bare_numbers)
    judgePost(one, reader, out)
    if (out.length - from > 1) eachOnce(out, from)
    if (one.found.beyond !== null) tellBeyond(one, one.found.beyond, most, out)
  }
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

const TOO_MANY: Judgement = { verdict: 'not', reason: `beyond the first ${MOST_NAMES} names of a post` }

/** In its place, so that whoever looks through the preview finds what was not read. */
function tellBeyond({ post, marks, found }: ReadPost, { at, signs }: { at: number; signs: number }, most: number, out: Candidate[]): void {
  const end = Math.min(at + SHOWN_BEYOND, post.text.length)
  const span = { raw: `${post.text.slice(at, end).trim()}…`, start: at, end }
  const reason = `${signs.toLocaleString('en')} more names are not read: beyond the first ${most.toLocaleString('en')} of a post`
  add(out, whenceOf({ post, marks, found }, authorKey(post), null), span, null, 'mention', 'not', reason)
}
const SHOWN_BEYOND = 60

/** The same name twice in a post is one: that which says most, of those alike the first. */
function eachOnce(out: Candidate[], from: number): void {
  const best = new Map<string, Candidate>()
  let again = 0
  for (let i = from; i < out.length; i++) {
    const one = out[i]
    if (one === undefined || one.target === null) continue
    const key = `${one.target.kind} ${one.target.key}`
    const other = best.get(key)
    if (other !== undefined) again++
    if (other === undefined || weightOf(one) > weightOf(other)) best.set(key, one)
  }
  if (again === 0) return
  const kept = out.splice(from).filter((one) => one.target === null || best.get(`${one.target.kind} ${one.target.key}`) === one)
  for (const one of kept) out.push(one)
}

/** What counts only under conditions says less than what counts anyway. */
const WEIGHTS: Record<Verdict, number> = { counted: 8, doubtful: 4, placeholder: 3, not: 2, repeated: 1 }
const weightOf = ({ verdict, conditions }: Candidate): number => WEIGHTS[verdict] - Math.min(conditions.length, 3)

/** What all candidates of a post share. */
interface Whence {
  post: Post
  marks: readonly Mark[]
  nominator: string | null
  voice: string
  breaks: readonly number[]
  reply: number | null
  /** Characters of the post that are kept with each name. */
  most: number
}

function judgePost(one: ReadPost, reader: Reader, out: Candidate[]): void {
  const { post, found } = one
  const { targets, placeholders, review, dropped } = found
  const others = placeholders.length + review.length + dropped.length
  if (targets.length + others === 0 && reader.names === null) return
  const author = authorKey(post)
  // Most names of a large file are these, and need no closer look.
  const aside = post.set_aside !== undefined
  const plain = (others > 0 && !aside) || (reader.context.document && !aside) || targets.length === 0 ? null : sameForAll(one, reader)
  if (plain) {
    const whence = whenceOf(one, author, null)
    for (const target of targets) add(out, whence, target, targetOf(target), target.form, plain.verdict, plain.reason)
    if (aside) for (const other of [...placeholders, ...review, ...dropped]) add(out, whence, other, null, 'mention', plain.verdict, plain.reason)
    return
  }
  const reading = reader.context.document ? null : readingOf(one, reader, author ?? speakerOf(post))
  const names =
    reading === null || reader.names === null || !mayName(reading) ? NO_NAMES : findNames(post.text, reader.names, [...targets, ...dropped, ...review])
  if (targets.length + others + names.length === 0) return
  const passed = reading === null ? passedOnIn(post.text, marksOf(post.text)) : null
  const negated = negatedTargets(post.text, targets, reading?.marks ?? ALL)
  const whence = whenceOf(one, author, reading?.reply?.number ?? null)
  const from = out.length
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]
    if (target === undefined) break
    const { verdict, reason, conditions, question } = judgeTarget(target, i, reading, reader, negated, post, passed)
    add(out, whence, target, targetOf(target), target.form, verdict, reason, conditions, question)
  }
  if (others + names.length === 0) return
  for (const target of placeholders) add(out, whence, target, targetOf(target), target.form, 'placeholder', 'a generic word')
  // Doubts about words that would not count anyway are not worth anybody's time.
  for (const doubt of review) {
    const { verdict, reason } = judgeTarget({ ...doubt, kind: 'account', key: '', display: '', form: 'mention' }, -1, reading, reader, negated, post, passed)
    add(out, whence, doubt, null, 'mention', verdict === 'not' ? 'not' : 'doubtful', verdict === 'not' ? reason : doubt.reason)
  }
  for (const none of dropped) add(out, whence, none, null, 'mention', 'not', none.reason)
  if (reading !== null && names.length > 0) {
    const here = new Set(out.slice(from).flatMap(({ target, verdict }) => (target === null || verdict === 'not' ? [] : [`${target.kind} ${target.key}`])))
    for (const [i, name] of names.entries()) {
      const said = here.has(`${name.target.kind} ${name.target.key}`)
      const { verdict, reason } = said ? SAID : i >= MOST_NAMES ? TOO_MANY : inWords(name, reading)
      add(out, whence, name, name.target, 'name', verdict, reason)
    }
  }
  inOrder(out, from, [...targets, ...placeholders, ...review, ...dropped, ...names])
}

function judgeTarget(
  target: FoundTarget,
  i: number,
  reading: Reading | null,
  reader: Reader,
  negated: ReadonlySet<number>,
  post: Post,
  passed: Borrowed | null,
): Judgement {
  return reading === null ? inDocument(target, reader, negated, post, passed) : inPost(target, i, reading, negated)
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

function whenceOf({ post, marks, found }: ReadPost, author: string | null, reply: number | null): Whence {
  const most = found.targets.length + found.review.length + found.dropped.length > MANY_NAMES ? SHORT_TEXT : MAX_TEXT
  return { post, marks, nominator: author, voice: voiceOf(post, author), breaks: breaksOf(post), reply, most }
}

function add(
  out: Candidate[],
  { post, marks, nominator, voice, breaks, reply, most }: Whence,
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
  const shown = post.text.length <= most ? null : excerpt(post.text, span, most)
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
