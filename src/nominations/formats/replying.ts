// ◆ pure
/**
 * To whom a post replies, as pages of X say it above the post's words: `Replying to @one`, and of several, `Replying to`, `@one`, ` and `, `@two`,
 * each on a line of its own. These names are neither authors nor nominations.
 */

export interface Replying {
  to: string[]
  /** Lines taken whole. */
  lines: number
  /** Offset of the post's own words in the line behind these, -1 if they begin on a line of their own. */
  rest: number
}

/** As the pages of X say it in English, Spanish, French, German, Portuguese and Italian. */
const BEGINS =
  /^\s{0,3}(?:replying to|in reply to|en respuesta a|respondiendo a|en réponse à|antwort an|em resposta a|in risposta a)(?![\p{L}\p{N}_])[\s:：]{0,4}/iu
const BLANKS = /[\s\u200b-\u200f]{0,20}/y
/** Names and nothing else, to the end of the line. */
const ONLY_NAMES = /^(?:[\s,\u200b-\u200f]{0,20}[@＠][A-Za-z0-9_]{1,15}(?![A-Za-z0-9_@]))*[\s\u200b-\u200f]*$/
const NAME = /[@＠]([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@])/y
const COMMA = /,/y
const AND = /(?:and|y|e|et|und|&)(?![\p{L}\p{N}_])/iuy
const OTHERS = /(?:\d{1,4}\s{0,3})?(?:more|others?|otros?|otras?|más|autres?|weitere[rns]?|outr[oa]s?|altr[ie])(?![\p{L}\p{N}_])/iuy
const LOOKED_AT = 300
const MAX_LINES = 60

const endOf = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

const LONE_NAME = /^[\s\u200b-\u200f]{0,20}[@＠][A-Za-z0-9_]{1,15}[\s\u200b-\u200f]{0,20}$/

/** A name on a line of its own with words below it; what stands last, above nothing or the head of another post, is what the post itself says. */
function standsAlone(texts: readonly string[], line: number, upTo: string): boolean {
  const whole = (texts[line] ?? '').slice(0, LOOKED_AT)
  if (!LONE_NAME.test(upTo) || !LONE_NAME.test(whole)) return false
  const below = texts[line + 1] ?? ''
  if (LONE_NAME.test(below)) return standsAlone(texts, line + 1, below)
  // Another post's head: its name and its handle.
  return (
    /\p{L}/u.test(below.slice(0, LOOKED_AT)) &&
    !/^[\s\u200b-\u200f]{0,20}[@＠][A-Za-z0-9_]{1,15}(?:\s{0,3}·.{0,40})?$/.test((texts[line + 2] ?? '').slice(0, 80))
  )
}

/** Null if nothing of the kind begins on this line. */
export function readReplying(texts: readonly string[], i: number): Replying | null {
  const begins = BEGINS.exec((texts[i] ?? '').slice(0, LOOKED_AT))
  if (!begins) return null
  const names: string[] = []
  let [line, at] = [i, begins[0].length]
  /** Up to where it is certain. A name on a further line may be the post's own, unless a comma or "and" stands beside it. */
  let sure = { names: 0, line, at }
  let [joined, loose, last] = [false, false, false]
  while (line < texts.length && line - i < MAX_LINES) {
    const text = (texts[line] ?? '').slice(0, LOOKED_AT)
    at = endOf(BLANKS, text, at)
    if (at >= text.length) {
      ;[line, at] = [line + 1, 0]
      if (names.length > 0 && !joined) loose = true
      continue
    }
    NAME.lastIndex = at
    const name = NAME.exec(text)?.[1]
    if (name !== undefined) {
      // X joins names on one line by commas and "and": behind a blank alone the post's own words begin.
      if (names.length > 0 && !joined && !loose && !ONLY_NAMES.test(text.slice(at))) break
      names.push(name)
      at = NAME.lastIndex
      if (joined || !loose || standsAlone(texts, line, text.slice(0, at))) sure = { names: names.length, line, at }
      if (last) break
      joined = false
      continue
    }
    const comma = endOf(COMMA, text, at)
    const and = endOf(AND, text, at)
    if (names.length === 0 || last || (comma === at && and === at)) {
      const others = last ? endOf(OTHERS, text, at) : at
      if (others > at) sure = { names: names.length, line, at: others }
      break
    }
    // "@one and @two" below a name: these are the post's own words, since X breaks the line before "and".
    if (loose && /\S/.test(text.slice(0, at))) break
    last = and > at
    at = Math.max(comma, and)
    ;[joined, loose] = [true, false]
  }
  const text = texts[sure.line] ?? ''
  const rest = endOf(BLANKS, text, sure.at)
  if (rest >= text.length) return { to: names.slice(0, sure.names), lines: sure.line - i + 1, rest: -1 }
  return sure.names === 0 ? null : { to: names.slice(0, sure.names), lines: sure.line - i, rest }
}

/** By line; and which lines belong to one, for what stands on them begins no post. */
export function findReplying(texts: readonly string[]): { replying: (Replying | null)[]; taken: boolean[] } {
  const taken: boolean[] = texts.map(() => false)
  const replying = texts.map((_, i) => {
    const found = taken[i] ? null : readReplying(texts, i)
    if (found) for (let j = i; j < i + found.lines + (found.rest < 0 ? 0 : 1); j++) taken[j] = true
    return found
  })
  return { replying, taken }
}
