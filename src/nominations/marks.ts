// ◆ pure
/** `Q1` and `A1`, in the spellings and at the places where people in a chat write them. */

export interface Mark {
  kind: 'question' | 'answer'
  /** 0 to 50; question 0 is often the round of introductions. */
  number: number
  start: number
  end: number
  /** At the beginning, after names, tags and a few words at most; at the end, before tags only; or between two sentences. */
  place: 'head' | 'inside' | 'tail'
  /** `A1/2`, `A1 & A2` and `A1-3` answer further ones too. */
  also: readonly number[]
}

const MAX_NUMBER = 50
/** The longest post that X takes has 25,000 characters: nobody marks an answer behind these. */
const MAX_READ = 25_000
/** More than a post of any length has; keeps what is looked up by them short. */
const MAX_MARKS = 50
const NONE: readonly Mark[] = []
const NO_OTHERS: readonly number[] = []

/** Most posts hold nothing like a mark, and of the others only the places where one may be are looked at closely. */
const DIGIT = /[\d０-９]/
const SEPARATOR = String.raw`(?:[.:_#-]|\s?#|\.\s)?`
const MARK = new RegExp(
  String.raw`(?<![\p{L}\p{M}\p{N}_@＠/.&-])[#＃(\[]?(?:(q|ｑ|question|p(?=\d)|c(?=\d))|(a|ａ|r(?=\d)(?!\d{1,3}[.,]\d)|answer|ans|réponse|reponse|respuesta|resposta|risposta|antwort|antwoord))(?:${SEPARATOR}|(\s))([\d０-９]{1,2})(?:\ufe0f?\u20e3)?[a-d]?(?:\s?(?:pt|part)\.?\s?\d)?(?![\p{L}\p{N}_])(?!\s?(?:19|20)\d\d\b)(?!\s(?:paper|size[ds]?|sheets?|posters?|flyers?|roads?|motorway|roundabout|levels?|print)\b)`,
  'iuy',
)
/** Where questions are numbered with key caps, answers often are too, without a letter. */
const KEY_CAP = /^\s{0,5}(\d)\ufe0f?\u20e3/
/** "1. @name". */
const BARE = /^\s{0,5}(\d{1,2})\s?[.)\]:–—-]{1,2}\s{1,3}(?=\S)/
/** Names, tags, links and signs only. */
const NO_WORDS = /^(?:[^\p{L}\p{N}@＠#＃]|[@＠#＃][\p{L}\p{M}\p{N}_]{1,100}|https?:\/\/\S{1,60}){0,80}$/iu
const FEW_WORDS = /^(?:[^\p{L}\p{N}@＠#＃]|[@＠#＃][\p{L}\p{M}\p{N}_]{1,100}){0,24}(?:[\p{L}’']{1,14}[^\p{L}\p{N}@＠#＃]{1,3}){0,4}$/u
const LEADS =
  /(?:[^\p{L}\p{N}\s,@＠#＃]\s{0,3}|\n\s{0,3}|\b(?:for|re|to|in|on|an|another|missed|late|my|answering|answer|our|from|and|also|plus|y|a|ac|forgot)\s)$/iu
/** "A1 @name A2 #tag": what follows at once is the answer. */
const NAME_FOLLOWS = /^\s?[:)\-–—.]{0,2}\s{0,2}[@＠#＃]/
/** "I know we've moved on, A1 also @name": a clause, the mark, and a name soon after. */
const CLAUSE = /(?:^|[.!?…]\s)[^.!?\n]{0,120}\p{L},\s$/u
const NAME_SOON = /^\s(?:\p{L}{1,12}[\s,:]{1,2}){0,3}[@＠#＃]/u
/** What is measured of blood sugar, in a chat of nurses. */
const MEASURED_AFTER = /^\s(?:is|was|of|at|went|came|goes|has|had|under|over|below|above|down|up|levels?|tests?|results?|readings?|numbers?|checks?|control)\b/i
const MEASURED_BEFORE = /\b(?:my|his|her|their|an|whose|high|low|new|last|average|normal)\s$/i
const NOT_A_MARK_AFTER = /\b(?:the|this|that|your|those|these)\s$/i
/** `A1/2`, `A1&2`, `A1+2`, `A1,2`; with blanks between only where a name or a sign follows, since `A1 & 2 friends` answers one. */
const ALSO =
  /[/&+,](\d{1,2})(?![\p{L}\p{N}_%]|[.:]\d|\/\d{3})|\s{1,2}(?:[/&+]|and)\s{1,2}(\d{1,2})(?=\s?[:)\]\-–—;>=.]|\s{0,2}(?:$|[@＠#＃\n]))|\s{0,2}(?:[/&+,]|and(?=\s))?\s{0,2}[#＃]?[aqAQ]\s?(\d{1,2})(?![\p{L}\p{N}_])/uy
/** `A1-3`: all of them. */
const RANGE = /[-–](\d{1,2})(?![p{L}p{N}_%]|[.,/:]\d)/y
/** As many as one mark may add: more is a row of numbers. */
const MOST_ALSO = 6
const SIGN = /^\s?(?:[:)\]–—;>=.]|-(?!\p{L}))/u

/** In order of appearance. @param bare numbers that mark an answer without a letter too */
export function findMarks(whole: string, bare: readonly number[] = []): readonly Mark[] {
  const text = whole.length > MAX_READ ? whole.slice(0, MAX_READ) : whole
  if (!DIGIT.test(text)) return NONE
  const marks: Mark[] = []
  const cap = KEY_CAP.exec(text)
  if (cap) marks.push({ kind: 'answer', number: Number(cap[1]), start: 0, end: cap[0].length, place: 'head', also: NO_OTHERS })
  const alone = bare.length > 0 && !cap ? BARE.exec(text.slice(0, 16)) : null
  if (alone && bare.includes(Number(alone[1])))
    marks.push({ kind: 'answer', number: Number(alone[1]), start: 0, end: alone[0].trimEnd().length, place: 'head', also: NO_OTHERS })
  let done = 0
  for (let at = nextNumber(text, 0); at !== -1 && marks.length < MAX_MARKS; at = nextNumber(text, at + 1)) {
    const from = at < done ? -1 : wordBefore(text, at)
    if (from === -1) continue
    // A bracket or # before it belongs to it.
    MARK.lastIndex = from > done && /[#＃([]/.test(text.charAt(from - 1)) ? from - 1 : from
    const found = MARK.exec(text)
    if (found === null) continue
    done = MARK.lastIndex
    const [mark, question, , blank, digits = ''] = found
    const start = found.index
    if (/^a1c$/i.test(mark) && (MEASURED_AFTER.test(text.slice(done, done + 12)) || MEASURED_BEFORE.test(text.slice(Math.max(0, start - 10), start)))) continue
    const number = Number(digits.normalize('NFKC'))
    const { also, end } = alsoOf(text, start + mark.length, number)
    done = end
    // "A 10 year old charity" answers no question 10.
    const signed = SIGN.test(text.slice(end, end + 3))
    if (number > MAX_NUMBER || (blank !== undefined && !signed)) continue
    const place = placeOf(text, start, end, signed, marks.length > 0)
    if (place !== null) marks.push({ kind: question === undefined ? 'answer' : 'question', number, start, end, place, also })
  }
  return marks
}

const isDigit = (code: number): boolean => (code >= 0x30 && code <= 0x39) || (code >= 0xff10 && code <= 0xff19)

/** The first digit of the next number; -1 if there is none. */
function nextNumber(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (isDigit(text.charCodeAt(at)) && !(at > 0 && isDigit(text.charCodeAt(at - 1)))) return at
  return -1
}

const LETTERS = 'aqAQＡＱａｑ'
/** Of other languages, or at the end of "answer", "ans" and "question". */
const ENDS = 'rpcRPCsSnNeEtTdDaA'
const WORDS = /(?:answer|ans|question|r[ée]ponse|respuesta|resposta|risposta|antwort|antwoord|(?<!\p{L})[rpc])$/iu

/** Where the letter or word of a mark begins, right before its number or a few signs before; -1 if none does. */
function wordBefore(text: string, number: number): number {
  let last = number - 1
  while (last >= 0 && number - last <= 3 && !/[\p{L}\p{N}]/u.test(text.charAt(last))) last--
  if (last < 0) return -1
  const letter = text.charAt(last)
  if (LETTERS.includes(letter) && !/[\p{L}]/u.test(text.charAt(last - 1))) return last
  const word = ENDS.includes(letter) ? WORDS.exec(text.slice(Math.max(0, last - 9), last + 1)) : null
  return word === null || (word[0].length === 1 && last < number - 1) ? -1 : last + 1 - word[0].length
}

/** Further numbers right behind a mark, and where it ends with them. */
function alsoOf(text: string, from: number, number: number): { also: readonly number[]; end: number } {
  RANGE.lastIndex = from
  const last = Number(RANGE.exec(text)?.[1] ?? 0)
  if (last > number && last - number <= MOST_ALSO) return { also: Array.from({ length: last - number }, (_, i) => number + 1 + i), end: RANGE.lastIndex }
  let end = from
  const also: number[] = []
  while (also.length < MOST_ALSO) {
    ALSO.lastIndex = end
    const found = ALSO.exec(text)
    const next = Number(found?.[1] ?? found?.[2] ?? found?.[3] ?? 0)
    // They go up: `A2/1` is part two of one.
    if (found === null || next <= (also.at(-1) ?? number) || next > MAX_NUMBER) break
    also.push(next)
    end = ALSO.lastIndex
  }
  return also.length === 0 ? { also: NO_OTHERS, end: from } : { also, end }
}

function placeOf(text: string, start: number, end: number, signed: boolean, further: boolean): Mark['place'] | null {
  if (start === 0) return 'head'
  const before = text.slice(Math.max(0, start - 400), start)
  if (start < 400 && NO_WORDS.test(before)) return 'head'
  if (NOT_A_MARK_AFTER.test(before.slice(-8)) && !signed) return null
  // Small letters between words are rather an article and a number.
  // P, C and R are the letters of other languages: only where a mark is sure to be one.
  const foreign = /^[#＃([]?[rpc]\d/i.test(text.slice(start, end))
  const capital = /[AQＡＱRPC]/.test(text.slice(start, end))
  if (start < 200 && (capital || signed) && FEW_WORDS.test(before)) return 'head'
  // R, of respuesta and réponse, with a name behind it.
  const known = !foreign || /^[#＃([]?r/i.test(text.slice(start, end))
  if (start < 130 && capital && known && CLAUSE.test(before) && NAME_SOON.test(text.slice(end, end + 48))) return 'inside'
  if (further && capital && !foreign && NAME_FOLLOWS.test(text.slice(end, end + 8))) return 'inside'
  // "missed an A1: @name" goes on; "@name A1." does not.
  if (text.length - end < 400 && NO_WORDS.test(text.slice(end)) && !(signed && /[@＠#＃]|https?:/i.test(text.slice(end)))) return 'tail'
  return (signed && !foreign) || (capital && (LEADS.test(before.slice(-16)) || (!foreign && NAME_FOLLOWS.test(text.slice(end, end + 8))))) ? 'inside' : null
}

/** The mark under which a name at this offset stands; null if the post has none. */
export function markAt(marks: readonly Mark[], offset: number): Mark | null {
  let last: Mark | null = null
  for (const mark of marks) if (mark.start <= offset && mark.place !== 'tail') last = mark
  return last ?? marks.find(({ place }) => place !== 'inside') ?? marks[0] ?? null
}

/** Number n of the question a post answers, by `An` or `Qn`, 1 to 50; null if it does not say. */
export function questionOf(text: string): number | null {
  const mark = markAt(findMarks(text), 0)
  return mark !== null && mark.number > 0 ? mark.number : null
}

/** `A1@name` would be no mention, since a letter or digit stands before the sign: marks become blanks, offsets stay. */
export function withoutMarks(text: string, marks: readonly Mark[]): string {
  if (!marks.some(({ start, end }) => /[@＠#＃]/.test(text.charAt(end)) || /[#＃]/.test(text.charAt(start)))) return text
  let out = ''
  let from = 0
  for (const { start, end } of marks) {
    out += text.slice(from, start) + ' '.repeat(end - start)
    from = end
  }
  return out + text.slice(from)
}
