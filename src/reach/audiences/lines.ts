// ◆ pure
import { AppError } from '../../kernel/errors.js'

/** A page of X with a thousand followers takes about half of it; longer ones are no lines of ids. */
export const MAX_LINE = 1024 * 1024
const LINE_FEED = 0x0a

export const endless = (line: number, what: string): AppError =>
  new AppError('payload_too_large', `${what} ${line} is longer than ${MAX_LINE / 1024 / 1024} MB: give one id a line.`, { members: { line } })

export interface LineSplitter {
  push(bytes: Uint8Array): void
  end(): void
}

/**
 * Whole lines out of chunks, without copying those that lie within one chunk.
 * @param take is given the bytes of a line without its line feed, valid only during the call, and its number from 1
 * @throws AppError payload_too_large for a line without end
 */
export function splitLines(take: (bytes: Uint8Array, start: number, end: number, line: number) => void): LineSplitter {
  let carry = new Uint8Array(1024)
  let carried = 0
  let line = 1
  const keep = (bytes: Uint8Array, from: number, to: number) => {
    const size = carried + to - from
    if (size > MAX_LINE) throw endless(line, 'Line')
    if (size > carry.length) {
      const larger = new Uint8Array(Math.max(carry.length * 2, size))
      larger.set(carry.subarray(0, carried))
      carry = larger
    }
    carry.set(bytes.subarray(from, to), carried)
    carried = size
  }
  return {
    push: (bytes) => {
      let start = 0
      for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
        if (carried > 0) {
          keep(bytes, start, end)
          const size = carried
          carried = 0
          take(carry, 0, size, line)
        } else if (end - start > MAX_LINE) throw endless(line, 'Line')
        else take(bytes, start, end, line)
        line++
        start = end + 1
      }
      if (start < bytes.length) keep(bytes, start, bytes.length)
    },
    end: () => {
      if (carried > 0) take(carry, 0, carried, line)
      carried = 0
    },
  }
}
