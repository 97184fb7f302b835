// ◆ pure
/**
 * How a line of a pasted chat begins: time, name, handle and signs, in whatever order a chat window, an export or a person puts them. A line
 * is only read here; which of the shapes are the file's own is told by how many of its lines share one (layouts.ts).
 */

export interface PostHead {
  /** ISO instants only: a time of day alone is not an instant. */
  at: Date | null
  /** Handle without @, if the line shows one. */
  author: string | null
  name: string
  /** Offset of the post's own words in the line. */
  from: number
  timed: boolean
  /** The sign that ends it, as `:`; empty if only a blank does. */
  sign: string
  /** Nothing else stands on the line. */
  own: boolean
  /** The line is a row of a table drawn with `|`. */
  cell: boolean
}

const ZONE = String.raw`(?:Z\b|\s?(?:UTC|GMT|BST|IST|CES?T|[ECMP][SD]T|[ECP]T)(?:[+-]\d{1,2})?|\s?[+-]\d{2}:?\d{2})`
const CLOCK = String.raw`\d{1,2}(?:[:.h]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,9})?(?:\s?[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)(?:${ZONE}\b)?(?!\d|:\d)`
const MONTH = String.raw`(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?`
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}'
const DATE = String.raw`(?:${WEEKDAY}\.?,?\s)?(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?\s${MONTH}(?:,?\s\d{4})?|${MONTH}\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{4})?)(?!\d)`
const JOIN = String.raw`(?:,?\s{1,2}(?:at\s|on\s)?|\s?[·•|–—-]\s?)`
export const STAMP = `(?:${DATE}(?:T|${JOIN})${CLOCK}|${CLOCK}${JOIN}${DATE}|${DATE}|${CLOCK})`
export const RELATIVE = String.raw`(?:(?:\d{1,3}\s?(?:s|secs?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)(?:\sago)?|just now|now|(?:today|yesterday|${WEEKDAY})(?:,?\s(?:at\s)?${CLOCK})?)(?![A-Za-z0-9])|(?:Ad|Promoted)(?=\s{0,3}$))`
const IN_BRACKETS = String.raw`(?:\[[^\]\n]{0,30}${CLOCK}[^\]\n]{0,12}\]|\([^)\n]{0,30}${CLOCK}[^)\n]{0,12}\)|[[(](?:${DATE}|${RELATIVE})[\])])`
/** What people hang around a name or a time to make it stand out. */
const ORNAMENT = '[*_~`]{0,3}'
const BEGINS = new RegExp(`(?:${IN_BRACKETS}|${ORNAMENT}${STAMP}${ORNAMENT})`, 'iy')
const FOLLOWS = new RegExp(`(?:${IN_BRACKETS}|${ORNAMENT}(?:${STAMP}|${RELATIVE})${ORNAMENT})`, 'iy')
const AFTER_TIME = /[\s,]{0,4}(?:[-–—|·•:：>»]{1,2}\s{1,3})?/y
/** Bullets, numbers of a list, signs of a quotation, cells of a table. */
const LEAD = /[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069>•·●▪◦|]{0,12}(?:[*+–—-]\s{1,4})?(?:#?\d{1,5}(?:[.):]\s{1,3}|\t\s{0,3}))?[\s|]{0,4}/y
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2066-\u2069]{1,8}/y
const ISO = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})/
/** A name may hold brackets: `Wendy (MH nurse) @wendy`. */
const HANDLE = /([^@＠#:：<>\n]{0,60}?)[<([*_~`]{0,4}[@＠][\u200b-\u200f\u2060-\u2064\ufeff]{0,4}([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@])/y
const CLOSES = /[*_~`]{0,3}([)>\]]{0,2})(?:\(https?:\/\/[^\s()]{1,80}\))?[*_~`)]{0,3}/y
const NAME_IN_BRACKETS = /\s?\((?!\d)[^()@＠\n]{1,40}\)(?=\s?[:：|·–—-]|\s?[[(]?\d)/y
const ANGLED = /<[ @+%~&]?([A-Za-z0-9_]{1,15})>(?=\s|$)/y
const NAMED = /[*_~`]{0,3}([^@＠#:：<>()[\]\n]{1,60}(?:\([^()@＠#:：\n]{1,40}\)\s?)?)(?:[:：][*_~`]{0,3}|[*_~`]{1,3}[:：])/y
const TIMED_NAME = new RegExp(
  String.raw`${ORNAMENT}([^@＠#:：<>()[\]\n]{1,40}?)${ORNAMENT}(?:[\s,]{1,4}|\s{0,2}(?=[[(]))((?:[—–|·•-]{1,2}\s{1,2})?)(?:${IN_BRACKETS}|(?:${STAMP}|${RELATIVE}))(?=\s{0,4}(?:$|[:：|\t]|[-–—]\s))`,
  'iy',
)
const GAP = /[\s,·•|–—*_~`-]{0,6}/y
const SIGN = /[*_~`]{0,3}(?:\s?([:：])(?!\/\/)|\s{0,3}([|·•»>]|[-–—]{1,2}(?=\s|$))|[^\S\t]{0,3}(\t))[*_~`]{0,3}/y
const BLANKS = /\s{0,20}/y
export const PASSED_ON = /^(?:RT|MT|QT|PRT|via|cc|h\/t|thanks|re|replying to|follow|and|or|to|by|from|with|edit|ps|nb)\s*$/i
/** "A1 @name" answers. */
const MARKED = /(?:^|[\s|])[("'*]{0,3}[aq]\s?\d{1,2}(?![\p{L}\p{N}_])/iu
/** `Q1` and `A1` are no names, nor are words that begin a sentence. */
const NO_NAME = /^(?:[aq]\s?\d{1,2}|https?|edit|ps|nb|re|rt|mt|note|topic|date|time|hosts?|hashtag|tags?|chat|transcript|welcome)$/i
const ZOOM = /^from\s{1,3}(.{1,60}?)(?:\s{1,3}to\s.{1,60})?$/i

/** Chat servers say who came and went: `18:57 -!- name has joined`, `*** name sets mode`, `--- Log opened`. */
const SYSTEM = /^(?:-!-|\*{3}|-->|<--|—>|<—|={3}|-{3}|\|[\s:-]{0,4}-{3}|\* [^\s:]{1,40} (?:has|is|sets?|joined|left|quit)\b)(?:\s|$|[|:-])/
/** Of messengers. */
const ANNOUNCES =
  /\b(?:joined using|end-to-end encrypted|(?:joined|left|created) (?:the |this )?(?:group|chat|channel|meeting)|changed the (?:subject|group|topic)|added to the group)\b/i

const endOf = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Of a log of a chat server: what the server itself says, which belongs to no post. */
export function isSystemLine(line: string): boolean {
  const lead = line.slice(0, 200)
  const begin = endOf(INVISIBLE, lead, endOf(BLANKS, lead, 0))
  const time = endOf(BEGINS, lead, begin)
  if (SYSTEM.test(lead.slice(endOf(AFTER_TIME, lead, time)).trimStart()) || SYSTEM.test(lead.slice(time).trimStart())) return true
  return time > begin && !lead.includes('@') && ANNOUNCES.test(lead)
}

/** A pattern is only ever tried on the beginning, so a long line costs no more than a short one. */
const LOOKED_AT = 200

/** Null if the line does not look like the beginning of a post. */
export function readHead(line: string): PostHead | null {
  const lead = line.length > LOOKED_AT ? line.slice(0, LOOKED_AT) : line
  if (!/[@＠:：<\d]/.test(lead)) return null
  const begin = leadOf(lead)
  const time = endOf(BEGINS, lead, begin)
  const timed = time > begin
  const start = timed ? endOf(INVISIBLE, lead, endOf(AFTER_TIME, lead, time)) : begin
  const stamp = timed ? lead.slice(begin, time) : ''
  const whole = handled(lead, start, stamp)
  // With only a blank behind it a handle is rather one that is spoken to.
  const head = whole === null || (whole.sign === '' && whole.name !== '') ? (named(lead, start, stamp) ?? whole) : whole
  if (head === null) return null
  const rest = endOf(BLANKS, line, head.from)
  return { ...head, from: Math.min(rest, line.length), own: rest >= line.length, cell: /^\s{0,8}\|/.test(lead) }
}

/** A time of day with a dot may be the number of a list; what the whole beginning says decides. */
function leadOf(lead: string): number {
  const plain = endOf(INVISIBLE, lead, endOf(/[\s\u200b-\u200f]{0,20}/y, lead, 0))
  return endOf(BEGINS, lead, plain) > plain ? plain : endOf(LEAD, lead, 0)
}

type Head = Omit<PostHead, 'own' | 'cell'>

function handled(lead: string, start: number, stamp: string): Head | null {
  const found = match(HANDLE, lead, start)
  const [whole = '', name = '', author = ''] = found ?? []
  // In cells the handle stands in a cell of its own, or beside the name in the first.
  const inCells = stamp !== '' && /[|\t]/.test(lead.slice(Math.max(0, start - 4), start))
  if (found === null || (inCells && /[|\t]\s{0,4}[^\s|(<[*_~`]/.test(name)) || MARKED.test(name) || PASSED_ON.test(name.replaceAll(/[*_~`]/g, '').trim()))
    return null
  let end = start + whole.length
  const closes = match(CLOSES, lead, end)
  end += closes?.[0].length ?? 0
  if (/^['’]s?\b/.test(lead.slice(end, end + 3))) return null
  if (name.trim() === '') end = endOf(NAME_IN_BRACKETS, lead, end)
  const gap = endOf(GAP, lead, end)
  const time = stamp === '' && gap > end ? endOf(FOLLOWS, lead, gap) : gap
  // "@name - now for something else": behind a sign it is a time only if another sign ends it.
  const said = /[-–—|·•\t]/.test(lead.slice(end, gap)) && /\S/.test(lead.slice(time, time + 3)) && match(SIGN, lead, time) === null
  const after = time > gap && !said ? lead.slice(gap, time) : ''
  if (after !== '') end = time
  const signed = match(SIGN, lead, end)
  const closed = closes?.[1] !== '' && closes !== null
  const bracketed = /^[[(]/.test(after)
  // Without a sign the post may begin after a blank; what ends in the middle of a word is no head.
  if (signed === null && end < lead.length && !/\s/.test(lead.charAt(end))) return null
  if (signed === null && end < lead.trimEnd().length && stamp === '' && after === '' && !closed) return null
  const sign = signed === null ? (closed || bracketed ? ')' : '') : (signed[1] ?? signed[2] ?? signed[3] ?? '')
  return { at: instant(stamp || after), author, name: tidy(name), from: end + (signed?.[0].length ?? 0), timed: stamp !== '' || after !== '', sign: fold(sign) }
}

function named(lead: string, start: number, stamp: string): Head | null {
  const head = (name: string, from: number, time: string, sign: string): Head | null => {
    const clean = tidy((stamp !== '' ? ZOOM.exec(name.trim())?.[1] : undefined) ?? name)
    return clean === '' || PASSED_ON.test(clean) || NO_NAME.test(clean)
      ? null
      : { at: instant(time), author: null, name: clean, from, timed: time !== '', sign: fold(sign) }
  }
  const angled = match(ANGLED, lead, start)
  if (angled) return head(angled[1] ?? '', start + angled[0].length, stamp, '>')
  if (stamp === '') {
    const whole = match(TIMED_NAME, lead, start)
    if (whole) {
      const end = start + whole[0].length
      const signed = match(SIGN, lead, end)
      const bracket = /[\])]$/.test(whole[0]) ? ')' : ''
      return head(whole[1] ?? '', end + (signed?.[0].length ?? 0), whole[0], signed?.[1] ?? signed?.[2] ?? signed?.[3] ?? ((whole[2] ?? '').trim() || bracket))
    }
  }
  const cells = stamp === '' ? null : match(CELL, lead, start)
  const between = lead.slice(start - 4, start)
  // What divides the time from the name divides the name from the words: `16:05 | Amara | Q1: who?`.
  if (cells && ((cells[2] && between.includes('|')) || (cells[3] && between.includes('\t')) || (cells[4] && /[-–—]/.test(between))))
    return head(cells[1] ?? '', start + cells[0].length, stamp, cells[2] ?? cells[3] ?? '-')
  const said = match(NAMED, lead, start)
  if (said && (/[：]/.test(said[0]) || /^\s|^$/.test(lead.charAt(start + said[0].length)))) return head(said[1] ?? '', start + said[0].length, stamp, ':')
  const rest = lead.slice(start).trim()
  return stamp !== '' && rest.length <= 40 && /^[\p{L}\p{N}][^@＠#:：<>()[\]\n]*$/u.test(rest) ? head(rest, lead.length, stamp, '') : null
}
/** `16:05 | Amara | text`, `16:05 - Amara - text`, and the same with tabs. */
const CELL = /([\p{L}\p{N}][^@＠#:：<>()[\]\n|\t]{0,39}?)(?:\s?(\|)\s|(\t)|\s([-–—])\s)/uy

function instant(stamp: string): Date | null {
  const iso = stamp === '' ? null : ISO.exec(stamp)
  const at = iso ? new Date(iso[0].replace(' ', 'T')) : null
  return at && !Number.isNaN(at.getTime()) ? at : null
}

const tidy = (name: string): string =>
  name
    .replaceAll(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069*_~`\t|]{1,4}(?=\s|$)|(?<=^|\s)[*~`|]{1,4}/g, ' ')
    .trim()
    .replace(/[\s,·•|–—(<[-]{1,6}$/, '')
    .trim()
const fold = (sign: string): string => (sign === '：' ? ':' : /^[-–—]/.test(sign) ? '-' : sign)

const LONE_TIME = new RegExp(String.raw`^[·•]?\s{0,3}(?:${IN_BRACKETS}|${STAMP}|${RELATIVE})$`, 'i')
const LONE_DOT = /^[·•]$/
export const isLoneTime = (line: string): boolean => line.length < 60 && LONE_TIME.test(line.trim())

/** X writes it where other posts have their time: somebody paid for the post to stand there. */
export const isPaidFor = (line: string): boolean => /(?:^|\s)(?:ad|promoted)\s{0,3}$/i.test(line.slice(-20))

/** Lines that a time on lines of its own below a handle takes, with the dot before it; 0 if there is none. X's pages come out like this. */
export function timeBelow(lines: readonly string[], i: number): number {
  const dot = LONE_DOT.test((lines[i + 1] ?? '').slice(0, 8).trim()) ? 1 : 0
  return isLoneTime((lines[i + 1 + dot] ?? '').slice(0, 80)) ? dot + 1 : 0
}

/** `— Name (@handle) March 30, 2014`, the line that ends an embedded post. The post's words may stand before it on the same line. */
const ATTRIBUTION = new RegExp(
  String.raw`(?:—|–|--|&mdash;)\s?(?:[^@＠(\n]{1,60}\([@＠]([A-Za-z0-9_]{1,15})\)|(?:[^@＠(\n]{0,40}\s)?[@＠]([A-Za-z0-9_]{1,15}))(?:[\s,·(]{1,3}(?:on )?(?:${STAMP}|${RELATIVE})\)?)?\s{0,3}$`,
  'i',
)

/** `plain` if its handle stands in no brackets, as a post may end in one too. */
export function readAttribution(line: string): { author: string; at: number; plain: boolean } | null {
  const offset = Math.max(0, line.length - 160)
  const found = ATTRIBUTION.exec(offset === 0 ? line : line.slice(offset))
  return found ? { author: found[1] ?? found[2] ?? '', at: offset + found.index, plain: found[1] === undefined } : null
}
