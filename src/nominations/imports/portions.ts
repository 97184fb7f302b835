// ◆ pure
/** A stream of bytes as portions of whole lines, in bounded memory whatever the lines are like. */
import { MAX_LINE, TOO_LONG } from '../formats/lines.js'
import type { BadLine } from '../formats/types.js'

export interface Portion {
  /** From the beginning of a buffer of its own, so that it can be handed to a thread without copying. */
  bytes: Uint8Array<ArrayBuffer>
  /** Number of its first line, from 1. */
  first_line: number
  /** Lines before or in it that were left out because they are endless. */
  bad: BadLine[]
}

const SIZE = 256 * 1024
const LINE_FEED = 0x0a

/**
 * `size` is about what a portion has; a longer line is a portion of its own, up to 8 MB, beyond which it is left out and told.
 * @param spent buffers of portions that were read: used again, since thousands of them would wait for the garbage collector
 */
export async function* portionsOf(stream: AsyncIterable<Uint8Array>, spent: ArrayBuffer[] = [], size = SIZE): AsyncGenerator<Portion> {
  let line = 1
  let bad: BadLine[] = []
  let skipping = false
  let buffer = new Uint8Array(size * 2)
  /** Bytes that are held, and of these the whole lines. */
  let held = 0
  let whole = 0

  const take = (): Portion => {
    const bytes = buffer.subarray(0, whole)
    buffer = roomFor(Math.max(size * 2, held - whole), spent)
    buffer.set(bytes.length < held ? new Uint8Array(bytes.buffer, whole, held - whole) : [])
    held -= whole
    whole = 0
    const portion = { bytes, first_line: line, bad }
    line += countLines(bytes)
    bad = []
    return portion
  }

  for await (const chunk of stream) {
    let rest = chunk
    if (skipping) {
      const end = rest.indexOf(LINE_FEED)
      if (end === -1) continue
      skipping = false
      line++
      rest = rest.subarray(end + 1)
    }
    if (held + rest.length > buffer.length) {
      const larger = roomFor(Math.max(buffer.length * 2, held + rest.length), spent)
      larger.set(buffer.subarray(0, held))
      spent.push(buffer.buffer)
      buffer = larger
    }
    buffer.set(rest, held)
    const end = rest.lastIndexOf(LINE_FEED) + 1
    if (end > 0) whole = held + end
    held += rest.length
    const endless = held - whole > MAX_LINE
    if (whole >= size || (endless && whole > 0)) yield take()
    if (endless) {
      held = whole
      skipping = true
      bad.push({ line, reason: TOO_LONG })
    }
  }
  whole = held
  if (whole > 0 || bad.length > 0) yield take()
}

/** A buffer that was used before, if one is large enough. */
function roomFor(length: number, spent: ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  for (let next = spent.pop(); next !== undefined; next = spent.pop()) if (next.byteLength >= length) return new Uint8Array(next)
  return new Uint8Array(length)
}

function countLines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++
  return count
}
