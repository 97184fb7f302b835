// ◆ pure
/** Ids in text, exact to their last digit: they are 64 bits, and a JavaScript number holds 53. */

/** Ids as 64-bit words, little-endian like every machine that Node runs on: `words` sees the low half of each first. */
export interface IdBatch {
  ids: BigUint64Array
  words: Uint32Array
  used: number
}

export const openBatch = (size: number): IdBatch => {
  const ids = new BigUint64Array(size)
  return { ids, words: new Uint32Array(ids.buffer), used: 0 }
}

/** Why a value is no id. Said without the value itself: answers and logs hold no follower. */
export const REASONS = {
  none: 'holds no id',
  text: 'is not a number',
  negative: 'is negative, which no id is',
  zero: 'is 0, which no id is',
  large: 'is 2^64 or more, which no id is',
  rounded: 'is a rounded number such as 1.26E+18: its last digits are lost. Export the ids as text',
  json_number: 'is a JSON number above 2^53, which most programs round: write the id in quotes',
  json: 'is not valid JSON',
  page: 'holds no id: give one {"id": "..."} a line, or a page of X with data',
  column: 'has fewer columns than the header',
  follows: 'has no follows: a sample says for each follower which accounts it follows, as in {"id": "...", "follows": ["HarbourFood"]}',
  many: 'follows more than 1,000 accounts of the directory',
} as const
export type Reason = keyof typeof REASONS

const TWO_32 = 2 ** 32
const ZERO = 0x30
const NINE = 0x39

/** The bytes from `start` to `end` as an id, added to the batch, which must have room. @returns why not, or null */
export function readId(bytes: Uint8Array, start: number, end: number, batch: IdBatch): Reason | null {
  let high = 0
  let low = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte < ZERO || byte > NINE) return whyNot(bytes, start, end)
    const below = low * 10 + (byte - ZERO)
    low = below >>> 0
    high = high * 10 + (below - low) / TWO_32
    if (high >= TWO_32) return digitsOnly(bytes, at, end) ? 'large' : whyNot(bytes, start, end)
  }
  if (start >= end) return 'none'
  if (high === 0 && low === 0) return 'zero'
  batch.words[batch.used * 2] = low
  batch.words[batch.used * 2 + 1] = high
  batch.used++
  return null
}

/** Whether the id that was added last is above what a JSON number holds exactly. */
export const isAbove53 = ({ words, used }: IdBatch): boolean => (words[used * 2 - 1] as number) >= 2 ** 21

function digitsOnly(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte < ZERO || byte > NINE) return false
  }
  return true
}

const MINUS = 0x2d

function whyNot(bytes: Uint8Array, start: number, end: number): Reason {
  if (bytes[start] === MINUS && end > start + 1 && digitsOnly(bytes, start + 1, end)) return 'negative'
  if (end - start > 40) return 'text'
  const text = String.fromCharCode(...bytes.subarray(start, end))
  // A comma alone may stand between two ids.
  return /^[0-9]{1,20}(?:\.[0-9]*|[.,]?[0-9]*[eE]\+?[0-9]{1,3})$/.test(text) ? 'rounded' : 'text'
}
