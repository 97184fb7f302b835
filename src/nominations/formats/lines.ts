// ◆ pure
import type { BadLine } from './types.js'

/** Real captures hold lines of about 775 KB (X-PLATFORM.md §7); beyond this something else is wrong. */
export const MAX_LINE = 8 * 1024 * 1024
const MAX_DEPTH = 32

export interface Line {
  number: number
  text: string
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
  splitText(bytes).forEach((text, i) => {
    const number = i + firstNumber
    if (text === null) bad.push({ line: number, reason: 'is not UTF-8' })
    else if (text.length > MAX_LINE)
      bad.push({
        line: number,
        reason: `is longer than ${MAX_LINE / 1024 / 1024} MB`,
      })
    else if (text.includes('\0')) bad.push({ line: number, reason: 'holds a NUL byte' })
    else lines.push({ number, text })
  })
  return { lines, bad }
}

function splitText(bytes: Uint8Array): (string | null)[] {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return decoder.decode(bytes).split(/\r\n|\n|\r/)
  } catch {
    // Some line is not UTF-8. A line feed byte is never part of another character, so the lines can be decoded one by one.
    const out: (string | null)[] = []
    for (let start = 0; start <= bytes.length; ) {
      const found = bytes.indexOf(0x0a, start)
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

export type Json = { ok: true; value: unknown } | { ok: false; reason: string }

/** JSON that is safe to walk: bounded depth, checked before parsing, and no member that reaches for a prototype. */
export function parseJson(text: string): Json {
  if (depthOf(text) > MAX_DEPTH) return { ok: false, reason: `is nested deeper than ${MAX_DEPTH} levels` }
  if (/"__proto__"\s*:/.test(text)) return { ok: false, reason: 'holds a member called __proto__' }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, reason: 'is not valid JSON' }
  }
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (quoted) {
      if (unit === 0x5c) i++
      else if (unit === 0x22) quoted = false
    } else if (unit === 0x22) quoted = true
    else if (unit === 0x7b || unit === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (unit === 0x7d || unit === 0x5d) depth--
  }
  return deepest
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
