// ◆ pure
/** Hashtags that only hang on to an answer, beside those that are one. */
import type { FoundTarget } from './extract.js'
import { type Mark, markAt } from './marks.js'
import { openQuestion, questionNumbered } from './questions-found.js'
import type { Reader, Reading } from './reading.js'
import type { ReadPost } from './reading-context.js'

/** What every post of a chat carries. */
export const isOwnTag = (target: FoundTarget, { ownTags }: Reader): boolean => target.kind === 'hashtag' && ownTags.has(target.key)

/** Whether what stands at this offset answers a question that asks for hashtags only. */
export const wantsTags = (marks: readonly Mark[], at: number, { post }: ReadPost, { context, tagQuestions }: Reader): boolean => {
  const mark = markAt(marks, at)
  const question =
    mark === null ? openQuestion(context.questions, post, context.newest_first) : questionNumbered(context.questions, mark.number, post, context.newest_first)
  return question !== null && tagQuestions.has(question)
}

/**
 * A tag in small letters that hangs on to an answer, as `#bars` in "#BandsNotBans #bars" or `#miracle` at the end of a sentence. Where
 * people write all their tags in small letters, and where one is joined by "and", it is as good as the others.
 */
export function isLabel(target: FoundTarget, i: number, row: { start: number }, { one, reader, to }: Reading): boolean {
  if (isBehindOwnTag(target, i, { one, reader, to })) return true
  if (!/^[\p{Ll}\p{Lo}]+$/u.test(target.display)) return false
  const { post, marks, found } = one
  // "A1 @name. A2 #tag": of the answer it stands in; before the first mark the answer may begin too.
  const mark = markAt(marks, target.start)
  const from = mark !== null && mark !== marks[0] && mark.place !== 'tail' && mark.start <= target.start ? mark.start : 0
  const others = found.targets
    .slice(Math.max(to.certain, i - 8), i)
    .filter(({ key, start }) => start >= from && !reader.ownTags.has(key) && !reader.homeTags.has(key))
  const wanted = wantsTags(marks, target.start, one, reader)
  if (others.length === 0 && ENDS_TALK.test(post.text.slice(target.end, target.end + 120)) && !isHead(post.text, row.start, marks)) return true
  const last = others.at(-1)
  if (last && /(?:\b(?:and|plus|also|or|y|a|ac|et|und)|[&+,])\s{0,2}$/i.test(post.text.slice(Math.max(last.end, target.start - 12), target.start))) return false
  // "A2 #SEND #hpm_eg #griefchat" answers with three; after "#HousingFirst" somebody who capitalises words would have done so again.
  if (others.some(({ display, kind }) => (kind === 'account' && !wanted) || (wanted ? /\p{Lu}\p{Ll}/u : /[\p{Lu}\d_]/u).test(display))) return true
  // In an answer that is to name accounts, a sentence first and a tag at its end.
  return (
    !wanted &&
    others.length === 0 &&
    !isHead(post.text, row.start, marks) &&
    /^[\s#＃\p{L}\p{N}_!.]{0,60}$/u.test(post.text.slice(target.end)) &&
    !/[\p{Ll}]{3}/u.test(post.text.slice(target.end).replaceAll(/[#＃][\p{L}\p{N}_]{1,50}/gu, ''))
  )
}

/** "… and so am I #nightshift. Last tag from me: #Other": another sentence, and that names. */
const ENDS_TALK = /^\s?[.!…]{1,3}\s[^@＠#＃.!?…]{4,80}[#＃]\p{Lu}/u

/** "A4 #Answer #TheChat #Day": the chat's own tag ends what is said, and what hangs on behind it, as hosts hang it on, names the occasion. */
function isBehindOwnTag(target: FoundTarget, i: number, { one: { post, found }, reader, to }: Pick<Reading, 'one' | 'reader' | 'to'>): boolean {
  const before = found.targets.slice(Math.max(to.certain, i - 8), i)
  const own = before.findLastIndex((other) => isOwnTag(other, reader))
  if (
    own < 1 ||
    !reader.occasions.has(target.key) ||
    /[\p{L}\p{N}&+,]/u.test(post.text.slice(before[own]?.end, target.start).replaceAll(/[#＃][\p{L}\p{M}\p{N}_]{1,60}/gu, ''))
  )
    return false
  return !/\p{L}/u.test(post.text.slice(target.end, target.end + 200).replaceAll(/[#＃][\p{L}\p{M}\p{N}_]{1,60}|https?:\S{1,60}/gu, ''))
}

/** Right at the beginning, or right after the mark: there stands what is nominated. */
export function isHead(text: string, start: number, marks: readonly Mark[]): boolean {
  const mark = markAt(marks, start)
  const from = mark !== null && mark.start <= start && mark.place !== 'tail' ? mark.end : 0
  if (start - from > 40) return false
  // "Good one, @name! A1 @other": what stands in a sentence of its own before the mark is spoken to.
  if (mark !== null && mark.start > start && mark.place !== 'tail' && /[!?.,)]?\s{1,3}\p{L}/u.test(text.slice(start, Math.min(mark.start, start + 200))))
    return false
  const lead = text.slice(from, start)
  return !/\p{L}/u.test(lead) || LEADS_TO_NAME.test(lead)
}

const LEADS_TO_NAME = /(?:^|[^\p{L}])(?:the|and|definitely|obviously|would be|has to be|is|mine|say|also|yes|from us|from me)[^\p{L}]{0,6}$/iu
