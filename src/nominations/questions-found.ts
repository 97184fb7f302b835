// ◆ pure
/** The questions of a chat, from its posts and from its record, and which of them is open at a post. */
import { foldHandle } from '../directory/handle.js'
import { namedInAnswers } from './answers-tell.js'
import { asksForNominations, leavesOpen } from './asks.js'
import type { Post } from './formats/types.js'
import type { ReadPost } from './reading-context.js'

export interface AskedQuestion {
  /** 0 if it has none: hosts of some chats just ask. */
  number: number
  text: string
  /** It asks for organisations or hashtags: see asks.ts. */
  asks: boolean
  /** Null if only the chat's record knows it. */
  line: number | null
  post_id: string | null
  /** Milliseconds since 1970. */
  at: number | null
}

const INTERROGATIVE =
  /[?？]|\b(?:which|who|whom|whose|what|how|why|where|when|name|share|tell|list|tag|nominate|recommend|suggest|describe|think|give|drop|shout|pick|choose|any|best|favou?rite|your|one|introduce|say)\b/i
/** "Q1 in two minutes", "Q1 was great": about a question, not the question. */
const ABOUT_IT = /^[\s:.)\]-]{0,4}(?:is (?:coming|next|still|up)|coming|answers?\b|in (?:\d|a|one|two|five)|was |still |next|responses|has |had |got )/i

export const asksSomething = (text: string): boolean => INTERROGATIVE.test(text.slice(0, 600)) && !ABOUT_IT.test(text)

const MAX_TEXT = 500

/** Whose words a post is: the folded handle, or `name:…` where the file shows only names. */
export const speakerOf = ({ author, author_mark }: Pick<Post, 'author' | 'author_mark'>): string | null =>
  author === null ? (author_mark?.startsWith('name:') ? author_mark : null) : foldHandle(author)

export function findQuestions(
  read: readonly ReadPost[],
  host_keys: readonly string[],
  given: readonly { number: number; text: string }[],
): { questions: AskedQuestion[]; newest_first: boolean } {
  const put: AskedQuestion[] = []
  const hosts = new Set(host_keys)
  const byHosts = new Set<number>()
  for (const one of read) {
    const author = speakerOf(one.post)
    if (author === null || !hosts.has(author)) continue
    const found = questionOfPost(one, true)
    if (found !== null) {
      byHosts.add(found.number)
      put.push(found)
    }
  }
  if (put.length === 0 && given.length === 0) for (const one of read) put.push(...(unnumbered(one, hosts) ?? []))
  // Of a question that no host put, the first who did, or who passed it on, tells it.
  const others = new Set<number>()
  for (const one of read) {
    const found = put[0]?.number === 0 ? null : (questionOfPost(one) ?? passedOn(one) ?? followingOn(one, byHosts))
    if (found === null || byHosts.has(found.number) || others.has(found.number)) continue
    others.add(found.number)
    put.push(found)
  }
  put.sort((a, b) => (a.at !== null && b.at !== null && a.at !== b.at ? a.at - b.at : (a.line ?? 0) - (b.line ?? 0)))
  const newest_first = put.length > 1 && put.every(({ number, at, line }, i) => i === 0 || ((put[i - 1]?.number ?? 0) > number && at === null && line !== null))
  if (newest_first) put.reverse()
  const questions: AskedQuestion[] = []
  for (const { number, text } of given)
    if (!put.some((one) => one.number === number)) questions.push({ number, text, asks: false, line: null, post_id: null, at: null })
  for (const one of put) {
    const before = questions.at(-1)
    // `Q1 1/2` and `Q1 2/2`, or the same question once more.
    if (before?.line != null && one.number > 0 && before.number === one.number) before.text = `${before.text} ${one.text}`.slice(0, 2 * MAX_TEXT)
    else questions.push(one)
  }
  let asked = false
  let named: ReturnType<typeof namedInAnswers> | null = null
  for (const question of questions) {
    const recorded = given.find(({ number }) => number === question.number)?.text
    question.asks = asksForNominations(question.text, asked) || (recorded !== undefined && asksForNominations(recorded, asked))
    if (!question.asks && question.number > 0 && leavesOpen(recorded === undefined ? question.text : `${question.text} ${recorded}`)) {
      named ??= namedInAnswers(read, hosts)
      question.asks = named(question)
    }
    asked = question.asks
  }
  return { questions, newest_first }
}

/** The end of a sentence, or what announces: "Tonight's #Chat: Q1 …", "Here we go #Chat Q1 …". */
const OPENS = /(?:[.!?…:\n–—]|\s-|[#＃][\p{L}\p{N}_]{2,50})\s{0,3}$/u
/** A host may also put it behind a sentence on what was said: "Lovely answers. Q2 How …". */
function questionOfPost({ post, marks }: ReadPost, byHost = false): AskedQuestion | null {
  const [mark] = marks
  if (post.retweet || mark?.kind !== 'question') return null
  if (mark.place !== 'head' && !(byHost && mark.place === 'inside' && OPENS.test(post.text.slice(Math.max(0, mark.start - 60), mark.start)))) return null
  // `Q1 @name` is how some mark an answer, and `Q1: which…? A1: …` answers what it repeats.
  if (marks.some(({ kind }) => kind === 'answer')) return null
  const text = post.text.slice(mark.end, mark.end + MAX_TEXT).replace(/^[\s:.)\]–—-]+/, '')
  return asksSomething(text) ? { number: mark.number, text, asks: false, line: post.line, post_id: post.id, at: post.at?.getTime() ?? null } : null
}

/** "Feeling that in my knees. Q3: which …": who goes on where the hosts left off puts a question as they do. */
function followingOn(one: ReadPost, byHosts: ReadonlySet<number>): AskedQuestion | null {
  const found = questionOfPost(one, true)
  return found !== null && byHosts.has(found.number - 1) ? found : null
}

/** What a host asks all, in a chat whose questions have no numbers. What is put to somebody is none. */
function unnumbered({ post }: ReadPost, hosts: ReadonlySet<string>): AskedQuestion[] | null {
  const author = speakerOf(post)
  if (author === null || !hosts.has(author) || post.retweet || post.reply !== null || !/[?？]|\btag (?:them|it|one)\b/i.test(post.text)) return null
  if (/^\s{0,3}[@＠]/.test(post.text) || !asksSomething(post.text)) return null
  // "Did you know they are all volunteers?" wants no answer: what was asked before stays open.
  if (!WANTS_ANSWER.test(post.text.slice(0, 600)) && !asksForNominations(post.text, true)) return null
  return [{ number: 0, text: post.text.slice(0, 2 * MAX_TEXT), asks: false, line: post.line, post_id: post.id, at: post.at?.getTime() ?? null }]
}

const WANTS_ANSWER =
  /\b(?:what|which|who|whom|whose|how|why|where|when|tell (?:us|me)|share|describe|name|qué|cuál|quién|cómo|dónde|pa|pwy|beth|sut|ble|your (?:best|worst|first|last|biggest|oddest|proudest|fondest|favou?rite)|(?<=[:.!?] )(?:best|worst|biggest|favou?rite))\b/iu

/** The question in a retweet, where the post itself is not in the file. */
function passedOn({ post, marks }: ReadPost): AskedQuestion | null {
  const mark = marks.find(({ kind }) => kind === 'question')
  if (
    mark === undefined ||
    marks.some(({ kind }) => kind === 'answer') ||
    !/^\W{0,3}(?:RT|MT)\W{0,3}[@＠]\w{1,15}\W{0,4}$/i.test(post.text.slice(0, mark.start))
  )
    return null
  const text = post.text.slice(mark.end, mark.end + MAX_TEXT)
  return asksSomething(text) ? { number: mark.number, text, asks: false, line: null, post_id: null, at: null } : null
}

const isBefore = (question: AskedQuestion, post: Post, newestFirst: boolean): boolean => {
  if (question.at !== null && post.at !== null) return question.at <= post.at.getTime()
  if (question.line === null) return true
  return newestFirst ? question.line > post.line : question.line <= post.line
}

/** The question of this number that the post can answer: of two, the last one put before it. */
export function questionNumbered(questions: readonly AskedQuestion[], number: number, post: Post, newestFirst: boolean): AskedQuestion | null {
  let found: AskedQuestion | null = null
  for (const question of questions) if (question.number === number && (found === null || isBefore(question, post, newestFirst))) found = question
  return found
}

/** The question put last before a post: what an unmarked post is about. Null if that cannot be told. */
export function openQuestion(questions: readonly AskedQuestion[], post: Post, newestFirst: boolean): AskedQuestion | null {
  let found: AskedQuestion | null = null
  for (const question of questions)
    if ((question.at !== null ? post.at !== null : question.line !== null) && isBefore(question, post, newestFirst)) found = question
  return found
}
