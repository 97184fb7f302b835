// ◆ pure
import type { BadLine } from './types.js'

/** Real captures hold lines of about 775 KB (X-PLATFORM.md §7); beyond this something else is wrong. */
export const MAX_LINE = 8 * 1024 * 1024
export const TOO_LONG = `is longer than ${MAX_LINE / 1024 / 1024} MB`
export const MAX_DEPTH = 32
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** Of a first line, in bytes. */
const LONG = 500

export interface Line {
  number: number
  text: string
  /** It is known to hold signs of ASCII only, and none that are invisible. */
  plain?: boolean
}

/** Splits a file at line ends of any kind. A line that is not UTF-8 or holds a NUL is told apart; the others are not harmed by it. */
export function readLines(
  bytes: Uint8Array,
  firstNumber = 1,
): {
  lines: Line[]
  bad: BadLine[]
} {
  const lines: Line[] = []
  const bad: BadLine[] = []
  // Its searches are several times faster.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const nul = buffer.includes(0)
  const long = buffer.indexOf(LINE_FEED) > LONG && !buffer.includes(CARRIAGE_RETURN)
  const take = (text: string | null, number: number, plain: boolean) => {
    if (text === null) bad.push({ line: number, reason: 'is not UTF-8' })
    else if (text.length > MAX_LINE) bad.push({ line: number, reason: TOO_LONG })
    else if (nul && text.includes('\0')) bad.push({ line: number, reason: 'holds a NUL byte' })
    else lines.push({ number, text, plain })
  }
  let number = firstNumber
  const decoded = long ? decodeEach(buffer) : null
  if (decoded) for (const { text, plain } of decoded) take(text, number++, plain)
  // A file may be a million lines of nothing: none gets an object that is not kept.
  else for (const text of splitText(bytes)) take(text, number++, false)
  return { lines, bad }
}

/** Anything but visible ASCII and blanks. */
const NOT_PLAIN = /[^ -~]/

/**
 * Lines as archives have them become texts of their own: parts of a larger one are slower to get at, and any of them keeps all of it in memory. Most
 * are ASCII, whatever they say: other signs are written as escapes. Null if some line is not UTF-8.
 */
function decodeEach(buffer: Buffer): { text: string; plain: boolean }[] | null {
  // Only at the beginning of a text it is no part of it.
  const further = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const out: { text: string; plain: boolean }[] = []
  try {
    for (let start = 0; start <= buffer.length; ) {
      const found = buffer.indexOf(LINE_FEED, start)
      const end = found === -1 ? buffer.length : found
      const text = buffer.toString('latin1', start, end)
      const plain = !NOT_PLAIN.test(text)
      const decoder = start === 0 ? new TextDecoder('utf-8', { fatal: true }) : further
      out.push({ text: plain ? text : decoder.decode(buffer.subarray(start, end)), plain })
      start = end + 1
    }
    return out
  } catch {
    return null
  }
}

function splitText(bytes: Uint8Array): (string | null)[] {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    const text = decoder.decode(bytes)
    // A character is searched for several times faster than a pattern.
    return text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n')
  } catch {
    // Some line is not UTF-8. A line feed byte is never part of another character, so the lines can be decoded one by one.
    const out: (string | null)[] = []
    for (let start = 0; start <= bytes.length; ) {
      const found = bytes.indexOf(LINE_FEED, start)
      const end = found === -1 ? bytes.length : found
      try {
        out.push(decoder.decode(bytes.subarray(start, end)).replace(/\r$/, ''))
      } catch {
        out.push(null)
      }
      start = end + 1
    }
    return out
  }
}

export const NOT_VALID = 'is not valid JSON'
export type Json = { ok: true; value: unknown } | { ok: false; reason: string }

/**
 * JSON that is safe to walk: bounded depth, checked before parsing; no member that reaches for a prototype; and no member twice in one object, of
 * which parsers take the first or the last as they like (RFC 8259 §4).
 */
export function parseJson(text: string): Json {
  const { deepest, members } = scan(text)
  if (deepest > MAX_DEPTH) return { ok: false, reason: `is nested deeper than ${MAX_DEPTH} levels` }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: NOT_VALID }
  }
  const counted = countMembers(value)
  if (counted === null) return { ok: false, reason: 'holds a member called __proto__' }
  return counted === members ? { ok: true, value } : { ok: false, reason: 'holds a member twice in one object' }
}

/** How deep it goes, and how many members its objects have as written: of valid JSON, one for each colon outside of strings. */
function scan(text: string): { deepest: number; members: number } {
  let depth = 0
  let deepest = 0
  let members = 0
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22:
        i = endOfString(text, i)
        break
      case 0x3a:
        members++
        break
      case 0x7b:
      case 0x5b:
        if (++depth > deepest) deepest = depth
        break
      case 0x7d:
      case 0x5d:
        depth--
    }
  }
  return { deepest, members }
}

/** Offset of the closing quotation mark; strings are most of a text, and looking for a mark is much faster than looking at each character. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++
    if (slashes % 2 === 0) return end
  }
  return text.length
}

/** Members of all objects in it; null if one is called __proto__. It is not deep: that was looked at first. */
function countMembers(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item !== 'object' || item === null) continue
      const inside = countMembers(item)
      if (inside === null) return null
      count += inside
    }
    return count
  }
  const members = value as Record<string, unknown>
  for (const name in members) {
    if (name === '__proto__') return null
    count++
    const member = members[name]
    if (typeof member !== 'object' || member === null) continue
    const inside = countMembers(member)
    if (inside === null) return null
    count += inside
  }
  return count
}

export type Members = Record<string, unknown>
export const asObject = (value: unknown): Members | null => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null)
export const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** X escapes these in the text of posts. One pass, so that `&amp;lt;` stays the `&lt;` that was written. */
export const unescapeHtml = (text: string): string => text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')

/** Half a surrogate pair cannot be stored as UTF-8. */
export const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd')

/** When a post was made, from its id; null for ids older than the scheme (November 2010) and for what is no id. */
export function snowflakeTime(id: string): Date | null {
  if (!/^\d{11,19}$/.test(id)) return null
  const ms = Number(BigInt(id) >> 22n)
  return ms > 0 ? new Date(ms + 1_288_834_974_657) : null
}
