// ◆ pure
/** A stream of bytes as portions of whole lines, in bounded memory whatever the lines are like. */
import { MAX_LINE } from '../formats/lines.js'
import type { BadLine } from '../formats/types.js'

export interface Portion {
  /** A buffer of its own, so that it can be handed to a worker without copying. */
  bytes: Uint8Array<ArrayBuffer>
  /** Number of its first line, from 1. */
  first_line: number
  /** Lines before or in it that were left out because they are endless. */
  bad: BadLine[]
}

const SIZE = 512 * 1024
const LINE_FEED = 0x0a

/** `size` is about what a portion has; a longer line is a portion of its own, up to 8 MB, beyond which it is left out and told. */
export async function* portionsOf(stream: AsyncIterable<Uint8Array>, size = SIZE): AsyncGenerator<Portion> {
  /** Whole lines, and the beginning of the line that follows them. */
  let whole = pieces()
  let partial = pieces()
  let line = 1
  let bad: BadLine[] = []
  let skipping = false

  const take = (): Portion => {
    const portion = { bytes: join(whole), first_line: line, bad }
    line += countLines(portion.bytes)
    whole = pieces()
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
    const end = rest.lastIndexOf(LINE_FEED) + 1
    if (end > 0) {
      for (const piece of partial.list) add(whole, piece)
      partial = pieces()
      add(whole, rest.slice(0, end))
    }
    // A copy, since the stream may use its buffer again.
    if (end < rest.length) add(partial, rest.slice(end))
    const endless = partial.length > MAX_LINE
    if (whole.length >= size || (endless && whole.length > 0)) yield take()
    if (endless) {
      partial = pieces()
      skipping = true
      bad.push({ line, reason: `is longer than ${MAX_LINE / 1024 / 1024} MB` })
    }
  }
  for (const piece of partial.list) add(whole, piece)
  if (whole.length > 0 || bad.length > 0) yield take()
}

interface Pieces {
  list: Uint8Array[]
  length: number
}
const pieces = (): Pieces => ({ list: [], length: 0 })

function add(to: Pieces, piece: Uint8Array): void {
  to.list.push(piece)
  to.length += piece.length
}

function join({ list, length }: Pieces): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const piece of list) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

function countLines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++
  return count
}
