// ◆ pure
import { HIGH, LOW, wordsOf } from './hash-sets.js'

/** X user ids are decimal numbers from 1 to 2^64 - 1 without sign or leading zeros. They are read into 64 bits, exactly, without a bigint for each. */

export type IdFault = 'not_a_number' | 'negative' | 'zero' | 'leading_zero' | 'too_large'

/** 2^64 - 1 has as many. */
const MOST_DIGITS = 20
const ZERO = 0x30
const NINE = 0x39

/**
 * Writes head · 10^9 + tail, head of up to 11 digits and tail of up to 9.
 * @returns false if that takes more than 64 bits.
 */
function writeId(words: Uint32Array, index: number, head: number, tail: number): boolean {
  // head < 2^37 goes in two parts, so that no product passes 2^53.
  const upper = Math.floor(head / 65_536) * 1e9
  const carry = Math.floor(upper / 65_536)
  const low = (upper - carry * 65_536) * 65_536 + (head % 65_536) * 1e9 + tail
  const high = carry + Math.floor(low / 2 ** 32)
  if (high > 0xffffffff) return false
  words[2 * index + HIGH] = high
  words[2 * index + LOW] = low % 2 ** 32
  return true
}

/** What is wrong with the text of an id, or null. */
export function faultOf(id: string): IdFault | null {
  if (!/^-?[0-9]+$/.test(id)) return 'not_a_number'
  if (id.startsWith('-')) return 'negative'
  if (/^0+$/.test(id)) return 'zero'
  if (id.startsWith('0')) return 'leading_zero'
  return id.length > MOST_DIGITS || BigInt(id) >= 1n << 64n ? 'too_large' : null
}

/**
 * Ids as 64-bit numbers.
 * @throws RangeError for the first one that is none.
 */
export function parseUserIds(ids: readonly string[]): BigUint64Array {
  const parsed = new BigUint64Array(ids.length)
  const words = wordsOf(parsed)
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] as string
    const { length } = id
    let head = 0
    let tail = 0
    let good = length > 0 && length <= MOST_DIGITS && id.charCodeAt(0) !== ZERO
    for (let at = 0; at < length && good; at++) {
      const digit = id.charCodeAt(at) - ZERO
      good = digit >= 0 && digit <= 9
      if (at < length - 9) head = head * 10 + digit
      else tail = tail * 10 + digit
    }
    if (!good || !writeId(words, index, head, tail))
      throw new RangeError(`not an X user id (${faultOf(id) ?? 'not_a_number'}): ${JSON.stringify(id.slice(0, 40))}`)
  }
  return parsed
}

/** A line that is no id. */
export interface BadLine {
  /** From 1. */
  line: number
  fault: IdFault
  /** Its first 40 characters. */
  text: string
}

/** Reads text with one id a line, in portions of any size: a line may be cut anywhere. */
export interface IdLines {
  /** The ids of the lines that end in this portion. The next call overwrites them. */
  push(portion: Uint8Array): BigUint64Array
  /** The id of a last line without an end; to be called once, at the end. */
  end(): BigUint64Array
  /** Lines that hold anything, good or bad: empty ones are passed over. */
  readonly filled: number
  readonly bad: number
  /** The first of the bad ones. */
  readonly examples: readonly BadLine[]
}

/** A good line is shorter, blanks around it included. Of a longer one no more is kept, so that a file without line ends takes no memory. */
const LONGEST_LINE = 256
const LINE_FEED = 0x0a
const RETURN = 0x0d

/** Lines end with LF or CR LF; blanks around an id are no fault, nor is a byte order mark. */
export function createIdLines(mostExamples = 20): IdLines {
  const examples: BadLine[] = []
  const cut = new Uint8Array(LONGEST_LINE)
  let cutLength = 0
  let room = new BigUint64Array(0)
  let words = wordsOf(room)
  let found = 0
  let line = 0
  let filled = 0
  let bad = 0

  /** A line that is not digits alone, or was cut. */
  const readOdd = (bytes: Uint8Array) => {
    const text = new TextDecoder().decode(bytes).trim()
    if (text === '') return
    filled++
    const fault = bytes.length >= LONGEST_LINE ? 'not_a_number' : faultOf(text)
    if (fault === null) room[found++] = BigInt(text)
    else if (++bad <= mostExamples) examples.push({ line, fault, text: text.slice(0, 40) })
  }
  const keep = (bytes: Uint8Array) => {
    const part = bytes.subarray(0, LONGEST_LINE - cutLength)
    cut.set(part, cutLength)
    cutLength += part.length
  }
  const readCut = () => {
    line++
    readOdd(cut.subarray(0, cutLength))
    cutLength = 0
  }
  /** The shortest good line has two bytes. */
  const makeRoom = (bytes: number) => {
    if (2 * room.length < bytes + 4) {
      room = new BigUint64Array((bytes >>> 1) + 2)
      words = wordsOf(room)
    }
    found = 0
  }

  return {
    push(portion) {
      makeRoom(portion.length)
      let at = 0
      if (cutLength > 0) {
        const end = portion.indexOf(LINE_FEED)
        keep(end < 0 ? portion : portion.subarray(0, end))
        if (end < 0) return room.subarray(0, 0)
        readCut()
        at = end + 1
      }
      while (at < portion.length) {
        const start = at
        let byte = portion[at] as number
        const leading = byte
        while (byte >= ZERO && byte <= NINE) byte = portion[++at] ?? 0
        const digits = at - start
        if (byte === RETURN && portion[at + 1] === LINE_FEED) byte = portion[++at] as number
        if (byte === LINE_FEED && digits > 0 && digits <= MOST_DIGITS && leading !== ZERO) {
          line++
          let head = 0
          let tail = 0
          let digit = start
          for (const split = start + digits - 9; digit < split; digit++) head = head * 10 + (portion[digit] as number) - ZERO
          for (const stop = start + digits; digit < stop; digit++) tail = tail * 10 + (portion[digit] as number) - ZERO
          if (writeId(words, found, head, tail)) {
            found++
            filled++
          } else readOdd(portion.subarray(start, at))
          at++
          continue
        }
        const end = byte === LINE_FEED ? at : portion.indexOf(LINE_FEED, at)
        if (end < 0) {
          keep(portion.subarray(start))
          break
        }
        line++
        if (end > start) readOdd(portion.subarray(start, Math.min(end, start + LONGEST_LINE)))
        at = end + 1
      }
      return room.subarray(0, found)
    },
    end() {
      makeRoom(0)
      if (cutLength > 0) readCut()
      return room.subarray(0, found)
    },
    get filled() {
      return filled
    },
    get bad() {
      return bad
    },
    examples,
  }
}
