// ◆ pure
/** The rules by which a name in a post counts, counts in doubt, or does not; each with its reason in words. */

import { whyAside } from './asides.js'
import { kindKey, postKey } from './corrections.js'
import type { FoundTarget, Span } from './extract.js'
import type { Condition } from './judge.js'
import { isHead, isLabel, isOwnTag, wantsTags } from './labels.js'
import { markAt } from './marks.js'
import * as say from './phrases.js'
import { bareTag, isRemark } from './placeholders.js'
import { type AskedQuestion, openQuestion, questionNumbered } from './questions-found.js'
import { isSpam, openAt, type Reader, type Reading, type Row, rowsIn, saysOnlyNames } from './reading.js'
import type { ReadPost } from './reading-context.js'
import { PUT_BY_X } from './replies.js'
import { isNegated, isThanks } from './speech.js'
import { marksOf } from './triggers.js'

export interface Judgement {
  verdict: 'counted' | 'doubtful' | 'not'
  reason: string
  conditions?: Condition[]
  /** If it is not the one that the mark beside it says. */
  question?: number
}
/** She works there, which is another voice than the organisation's own. */
const OWN_ORGANISATION = '; it is perhaps the nominator’s own organisation'
const not = (reason: string): Judgement => ({ verdict: 'not', reason })
const doubtful = (reason: string): Judgement => ({ verdict: 'doubtful', reason })
const counted = (reason: string): Judgement => ({ verdict: 'counted', reason })

/** What every post of a chat carries. */
export const OWN_TAG = not('the tag of the chat itself')
export const PASSED_ON = not('a retweet is no support')

/** Whose words, to whom, and what the tag or account itself rules out. Null if nothing does. */
function ruledOut(target: FoundTarget, i: number, { one: { post }, reader, author, borrowed, to, put }: Reading): Judgement | null {
  if (post.retweet) return post.set_aside === undefined ? PASSED_ON : not(post.set_aside)
  if (isOwnTag(target, reader)) return OWN_TAG
  const span = borrowed.find(({ start, end }) => target.start >= start && target.start < end)
  if (span) return not(span.reason)
  if (author !== null && reader.hosts.has(author)) return not('said by a host of the chat')
  if (target.kind === 'hashtag') {
    if (/^[aq]\d{1,2}[a-d]?$/.test(target.key)) return not('marks the question that is answered')
    if (reader.homeTags.has(target.key) || reader.homeTags.has(bareTag(target.key))) return not('the tag of the home field')
    return isRemark(target.display, target.key) ? not('a remark rather than a tag to follow') : null
  }
  if (i >= 0 && i < to.certain) return not('a reply to this person')
  if (put.starts.has(target.start)) return not(PUT_BY_X)
  if (reader.hosts.has(target.key)) return not('a host of the chat')
  return callsSpeaker(target, post.text, reader)
}

/** `@Liam Jones`, `@Liam`: as messengers call those who speak, by the name that they show. */
function callsSpeaker({ form, start, raw }: FoundTarget, text: string, { speakers }: Reader): Judgement | null {
  if (speakers.size === 0 || form !== 'mention') return null
  const first = raw.slice(1).toLowerCase()
  const names = speakers.get(first)
  if (!names) return null
  const said = text.slice(start + 1, start + 62).toLowerCase()
  if (names.some((name) => said.startsWith(name))) return not('speaks to or of somebody in the chat')
  return doubtful(`perhaps ${names[0]?.slice(0, 60)}, who takes part in the chat`)
}

export function inPost(target: FoundTarget, i: number, reading: Reading, negated: ReadonlySet<number>): Judgement {
  const out = ruledOut(target, i, reading)
  if (out) return out
  if (negated.has(target.start)) return not('advised against')
  const { one, reader } = reading
  const mentioned = whyAside(one.post.text, target)
  if (mentioned !== null) return not(mentioned)
  if (isSpam(reading)) return not('an advertisement')
  const taken = reader.wrong.size === 0 ? undefined : reader.wrong.get(`${postKey(one.post)} ${kindKey(target)}`)
  if (taken !== undefined) return not(taken)
  const row: Row = rowsIn(reading)[i] ?? { start: target.start, end: target.end }
  const judged = perhapsIronic(correction(target, reading) ?? proposal(target, row, reading), target, one.post.text)
  if (target.kind === 'hashtag') return judged.verdict !== 'not' && isLabel(target, i, row, reading) ? not('a label rather than a tag to follow') : judged
  // "Ourselves, of course": kept and marked, since organisers may want it; it is no support (abuse.ts). Without a question it is an advertisement.
  if (target.key !== '' && target.key === reading.author)
    return judged.reason.startsWith('named in answer') && !say.laughs(windowsOf(one.post.text, target.start, target.end, reading.marks))
      ? counted('named in answer: the nominator’s own account (self)')
      : not('the nominator’s own account')
  if (judged.verdict === 'not' || target.key === '') return judged
  return {
    ...judged,
    ...(reader.guests.has(target.key) && isThanks(one.post.text, target.start, target.end, false, reading.marks)
      ? not('thanks to a guest of the chat')
      : { conditions: conditionsOf(target, i, judged, reading) }),
  }
}

/** "Oops, I meant @name": counts if what it puts right would have counted. */
function correction(target: FoundTarget, { one: { post }, reader }: Reading): Judgement | null {
  if (reader.right.size === 0) return null
  const number = reader.right.get(`${postKey(post)} ${kindKey(target)}`)
  const { questions, newest_first, numbered } = reader.context
  if (number === undefined || (number === null && numbered)) return null
  const question = number === null ? openQuestion(questions, post, newest_first) : questionNumbered(questions, number, post, newest_first)
  return question?.asks === false
    ? null
    : { ...counted('named in answer, putting right what was named before'), ...(number === null ? {} : { question: number }) }
}

/** What rules a name out if it turns out to be somebody in the chat. */
function conditionsOf(target: FoundTarget, i: number, judged: Judgement, { one, to, reader, marks }: Reading): Condition[] {
  const { post } = one
  const conditions: Condition[] = []
  const leading = i - to.certain
  const body = reader.bodies.has(target.key)
  // "@a and @b": a row of organisations is no address.
  const listed = body && /^\s?(?:and|&|\+|,)\s?\.?[@＠]/i.test(post.text.slice(target.end, target.end + 8))
  if (!listed && i >= 0 && leading >= 0 && leading < to.perhaps.length)
    conditions.push({ participants: to.perhaps.slice(0, leading + 1), reason: 'a reply to this person' })
  if (isThanks(post.text, target.start, target.end, body, marks)) conditions.push({ participants: [target.key], reason: 'thanks or credit to a participant' })
  else if (
    !body &&
    !(judged.reason.startsWith('nominated') && say.namesAlly(judged.reason)) &&
    !say.nominates({ before: post.text.slice(Math.max(0, target.start - REACH), target.start), after: post.text.slice(target.end, target.end + REACH) })
  ) {
    const answers = judged.reason.startsWith('named in answer') || !reader.context.numbered
    if (
      !answers ||
      wantsTags(one.marks, target.start, one, reader) ||
      !isHead(post.text, target.start, one.marks) ||
      /^\s{1,3}[@＠]/.test(post.text.slice(target.end, target.end + 4))
    )
      conditions.push({ participants: [target.key], reason: 'speaks to or of somebody in the chat' })
  }
  return conditions
}

const REACH = say.REACH
/** `marks` are those of the text, null if it is too long for them to say anything. */
function windowsOf(text: string, start: number, end: number, marks: number | null): say.Windows {
  const before = text.slice(Math.max(0, start - REACH), start)
  const after = text.slice(end, end + REACH)
  return { before, after, marks: marks ?? marksOf(before) | marksOf(after) }
}

/** Of the row, made once for all its names. */
function around({ one, marks }: Reading, row: Row): say.Windows {
  row.windows ??= windowsOf(one.post.text, row.start, row.end, marks)
  return row.windows
}

/** Whether it stands in an answer to a question that asks, or is proposed in so many words. */
function proposal(target: Span, row: Row, reading: Reading): Judgement {
  const { one, reader, reply } = reading
  const { post, marks } = one
  const { context } = reader
  const text = post.text
  const mark = markAt(marks, target.start)
  const question = mark === null ? reply : questionNumbered(context.questions, mark.number, post, context.newest_first)
  if (isQuestionPost(one, reader)) return not('stands in the question itself')
  const all = reading.marks === null || mark === null || say.mayCaution(reading.marks)
  const own = all ? windowsOf(text, target.start, target.end, reading.marks) : null
  const cautious = own !== null && say.mayCaution(own.marks)
  if (cautious && own !== null && say.asksIfItCounts(own)) return doubtful('asks whether it counts')
  const against = cautious && own !== null ? spokenOf(own, around(reading, row)) : null
  if (against) return against
  const open = mark !== null || reply !== null ? null : openAt(reading)
  // Questions without numbers are answered without marks.
  const unmarked = mark === null && reply === null && !context.numbered && open !== null
  const others = mark === null ? [] : mark.also.flatMap((number) => questionNumbered(context.questions, number, post, context.newest_first) ?? [])
  const asking = [question, ...others].filter((one) => one?.asks === true)
  const asked = mark !== null ? (question === null ? mark.number > 0 : asking.length > 0) : question?.asks === true
  if (asked) {
    const number = (question?.asks === true ? null : asking[0]?.number) ?? mark?.number ?? question?.number ?? 0
    if (cautious && own !== null && say.doubts(own)) return doubtful('the nominator is not sure')
    if (say.isPerson(own ?? windowsOf(text, target.start, target.end, 0))) return doubtful('perhaps a person whom the nominator knows')
    return {
      ...counted(
        `named in answer to ${numbersOf(number, asking)}${question === null ? '' : asking.length > 1 ? ', which ask for nominations' : ', which asks for nominations'}${
          cautious && own !== null && (say.worksFor(own) || say.namesOurselves(own)) ? OWN_ORGANISATION : ''
        }`,
      ),
      ...(mark !== null && mark.also.length > 0 ? { question: number } : {}),
    }
  }
  if (mark === null && one.found.targets.length > 1 && say.sumsUp(text)) return not('sums up what others named')
  if (row.proposed === undefined) row.proposed = say.proposedBy(around(reading, row))
  const words = row.proposed
  if (words !== null && !(cautious && own !== null && say.introduces(own))) {
    const put = mark === null && reply === null ? openAt(reading) : null
    return { ...counted(`nominated in so many words: “${words}”`), ...(put?.asks ? { question: put.number } : {}) }
  }
  if (mark === null && reply !== null) return not(`Q${reply.number} asks for something else`)
  if (mark !== null) return not(mark.number === 0 ? 'an introduction' : `Q${mark.number} asks for something else`)
  if (own === null) return not('named in passing')
  if ((cautious && say.introduces(own)) || say.greetsFrom(own, text)) return not('an introduction, or where somebody comes from')
  if (mark === null && reading.to.perhaps.length + reading.to.certain > 0 && say.tellsHandle(own)) return not('tells what the handle is')
  if (say.inPassing(own)) return not('named in passing')
  if (say.advertises(text, reading.marks ?? -1) || sellsItself(reading)) return not('an advertisement')
  if (!context.numbered && (say.laughs(own) || say.isPet(own))) return not('a joke, or talk in passing')
  if (unmarked && !open.asks) return not('the question asks for something else')
  const warned = reader.warned.size > 0 && isWarnedOf(target, reader) ? doubtful('somebody else warns of it') : null
  // "Night all, thanks @name": nobody was asked, and people take their leave.
  if (!context.numbered && open === null && isThanks(text, target.start, target.end, false, reading.marks))
    return doubtful('thanked or greeted, and nobody was asked for nominations')
  if (!context.numbered && say.tellsStory(own) && !say.proposesWeakly(own)) return doubtful('told of, and perhaps not proposed')
  if (!context.numbered) return warned ?? counted(unmarked ? 'named while a host asked for nominations' : 'named in a chat without numbered questions')
  const bare = saysOnlyNames(reading)
  if (row.weakly === undefined) row.weakly = say.proposesWeakly(around(reading, row))
  const weak =
    bare || row.weakly || isContinued(text) || say.agreesAndAdds(own) || (say.addsAnother(own) && rowsIn(reading).some(({ proposed }) => proposed != null))
  if (!weak) return not('named in passing: it answers no question and nothing proposes it')
  if (warned) return warned
  if (open !== null && !open.asks) return doubtful('praised, or named by itself, while nobody was asked for nominations')
  const judged = counted(bare ? 'named by itself, like an answer' : 'praised or added in the course of the answers')
  return open === null ? judged : { ...judged, question: open.number }
}

/** `Q1`, `Q1 and Q2`: all that it answers, though a nomination stands under the first. */
function numbersOf(first: number, asking: readonly (AskedQuestion | null)[]): string {
  const numbers = [...new Set([first, ...asking.flatMap((one) => one?.number ?? [])])].map((number) => `Q${number}`)
  return numbers.length === 1 ? `Q${first}` : `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`
}

/** Another name in between is what it is about. */
const IRONY = /^[^@＠#＃]{0,120}(?:🙃|🙄)/u
const perhapsIronic = (judged: Judgement, { end }: Span, text: string): Judgement =>
  judged.verdict === 'counted' && IRONY.test(text.slice(end, end + 124)) ? doubtful('perhaps irony') : judged

/** "Looking for a flat? Ask @ourselves": whoever sells names himself, and others only as partners. */
const SELLS = /\?\s[^?]{0,40}\b(?:ask|try|call|visit|join|book|contact|dm|ring)\b|\bour (?:agents|team|offer|prices|experts)\b|\bpartner of\b/i
const sellsItself = ({ one: { post, found }, author }: Reading): boolean =>
  author !== null && found.targets.some(({ kind, key }) => kind === 'account' && key === author) && SELLS.test(post.text.slice(0, 400))

const isWarnedOf = (target: Span & { kind?: string; key?: string }, { warned }: Reader): boolean =>
  target.kind === 'account' && target.key !== undefined && warned.has(target.key)

/** `2/2` goes on with what was said before. */
const isContinued = (text: string): boolean => /^\W{0,4}(?:[2-9]\/[2-9]|cont(?:['’]?d|inued|\.))|\(?[2-9]\/[2-9]\)?\W{0,4}$/i.test(text.slice(0, 1000))

function spokenOf(own: say.Windows, around: say.Windows): Judgement | null {
  if (say.speaksIll(own)) return not('said to be gone, or spoken ill of')
  if (say.isPet(own)) return not('a joke')
  if (say.takesBack(own)) return not('said where something is taken back')
  if (say.isJoke(own.marks, own.after.split(/[@＠#＃]/, 1)[0] ?? '')) return not('a joke')
  if (say.asksAbout(own)) return not('asked after, not proposed')
  return say.credits(own) || (own !== around && say.copies(around)) ? not('a source, or somebody who is told of it') : null
}

const isQuestionPost = ({ post, marks }: ReadPost, { questionPosts, questionLines }: Reader): boolean =>
  marks[0]?.kind !== 'answer' && (post.id !== null ? questionPosts.has(post.id) : questionLines.has(post.line))

/** Names in words are taken only where nominations are asked for, or proposed in so many words. */
export const mayName = ({ one, author, reader, reply, marks }: Reading): boolean =>
  !one.post.retweet && !(author !== null && reader.hosts.has(author)) && (one.marks.length > 0 || reply !== null || marks === null || say.mayPropose(marks))

export function inWords(name: Span & { target: { key: string } }, reading: Reading): Judgement {
  const { one, reader, author, borrowed } = reading
  const span = borrowed.find(({ start, end }) => name.start >= start && name.start < end)
  if (span) return not(span.reason)
  if (name.target.key === author) return not('the nominator herself or himself')
  if (reader.hosts.has(name.target.key)) return not('a host of the chat')
  if (isNegated(one.post.text, name.start)) return not('advised against')
  const judged = proposal(name, { start: name.start, end: name.end }, reading)
  const strong = judged.reason.startsWith('named in answer') || judged.reason.startsWith('nominated')
  return judged.verdict === 'counted' && !strong ? not('named in words, in passing') : judged
}
