// ◆ pure
import { type IdBatch, isAbove53, type Reason, readId } from './ids.js'

/** Most accounts of the directory that one follower of a sample is said to follow. */
const MOST_FOLLOWED = 1_000
const QUOTE = 0x22
const BRACE = 0x7b
const NINE = 0x39
const ZERO = 0x30
const START = [...'{"id":"'].map((letter) => letter.charCodeAt(0))
const text = new TextDecoder()

export interface JsonTaker {
  /** Room for one more id. */
  batch(): IdBatch
  /** The id was added to the batch. */
  took(): void
  bad(reason: Reason): void
  /** Of a sample: which accounts the follower added last follows, as they were spelt. */
  follows?(handles: string[]): void
}

/** One line of NDJSON, without blanks around it: an id in quotes, a whole number, an object with an id, or a page of X. */
export function readJsonLine(bytes: Uint8Array, start: number, end: number, to: JsonTaker): void {
  const first = bytes[start] as number
  if (to.follows === undefined) {
    // Almost all lines are one of three shapes, which need no parser.
    if (first === QUOTE && bytes[end - 1] === QUOTE && end - start > 2) {
      settle(readId(bytes, start + 1, end - 1, to.batch()), to)
      return
    }
    if (first === BRACE && isPlain(bytes, start, end)) {
      settle(readId(bytes, start + START.length, end - 2, to.batch()), to)
      return
    }
    if (first >= ZERO && first <= NINE) {
      number(bytes, start, end, to)
      return
    }
  }
  let value: unknown
  try {
    value = JSON.parse(text.decode(bytes.subarray(start, end)))
  } catch {
    to.bad('json')
    return
  }
  const { data } = isObject(value) ? value : { data: undefined }
  if (Array.isArray(data)) for (const one of data) readValue(one, to)
  else readValue(value, to)
}

/** Exactly {"id":"…"}. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < START.length + 3 || bytes[end - 1] !== 0x7d || bytes[end - 2] !== QUOTE) return false
  for (let at = 0; at < START.length; at++) if (bytes[start + at] !== START[at]) return false
  for (let at = start + START.length; at < end - 2; at++) {
    const byte = bytes[at] as number
    // What is not a digit (an escape, a second member) is the parser's.
    if (byte < ZERO || byte > NINE) return false
  }
  return true
}

function number(bytes: Uint8Array, start: number, end: number, to: JsonTaker): void {
  const batch = to.batch()
  const reason = readId(bytes, start, end, batch)
  if (reason === null && isAbove53(batch)) {
    batch.used--
    to.bad('json_number')
  } else settle(reason, to)
}

function settle(reason: Reason | null, to: JsonTaker): void {
  if (reason === null) to.took()
  else to.bad(reason)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function readValue(value: unknown, to: JsonTaker): void {
  const id = isObject(value) && Object.hasOwn(value, 'id') ? value.id : value
  const follows = isObject(value) && Object.hasOwn(value, 'follows') ? value.follows : undefined
  const reason = (to.follows && whyNoFollows(follows)) ?? readOne(id, to)
  settle(reason, to)
  if (reason === null) to.follows?.(follows as string[])
}

function whyNoFollows(follows: unknown): Reason | null {
  if (!isHandles(follows)) return 'follows'
  return follows.length > MOST_FOLLOWED ? 'many' : null
}

const isHandles = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string' && one.length <= 40)

function readOne(id: unknown, to: JsonTaker): Reason | null {
  if (typeof id === 'string') {
    const bytes = Uint8Array.from(id.slice(0, 64), (letter) => Math.min(255, letter.charCodeAt(0)))
    return readId(bytes, 0, bytes.length, to.batch())
  }
  if (typeof id !== 'number') return id === undefined ? 'none' : 'page'
  if (Number.isInteger(id) && Math.abs(id) > Number.MAX_SAFE_INTEGER) return 'json_number'
  const digits = Uint8Array.from(String(id), (letter) => letter.charCodeAt(0))
  return readId(digits, 0, digits.length, to.batch())
}
