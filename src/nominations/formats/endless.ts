// ◆ pure
/** Lines that are too long to be one: found while a file streams by, so that they need never be held. */
import { MAX_LINE } from './lines.js'

/** Bytes `from` to `to` of a file are the text of its line `line` (from 1), which is longer than a line may be. */
export interface EndlessLine {
  line: number
  from: number
  to: number
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Chunks are taken in the order of the file; line ends are those of `readLines`: LF, CR, and both together as one. */
export function seekEndless(most = MAX_LINE): { take(chunk: Uint8Array): void; end(): EndlessLine[] } {
  const found: EndlessLine[] = []
  let line = 1
  let start = 0
  let at = 0
  let returned = false
  const close = (end: number) => {
    if (end - start > most) found.push({ line, from: start, to: end })
  }
  return {
    take(chunk) {
      let feed = chunk.indexOf(LINE_FEED)
      let turn = chunk.indexOf(CARRIAGE_RETURN)
      while (feed !== -1 || turn !== -1) {
        const next = feed === -1 || (turn !== -1 && turn < feed) ? turn : feed
        const isFeed = next === feed
        if (isFeed && returned && at + next === start) start++
        else {
          close(at + next)
          line++
          start = at + next + 1
        }
        returned = !isFeed
        if (isFeed) feed = chunk.indexOf(LINE_FEED, next + 1)
        else turn = chunk.indexOf(CARRIAGE_RETURN, next + 1)
      }
      at += chunk.length
    },
    end() {
      close(at)
      return found
    },
  }
}

/** `chunks` without the bytes of these lines. A chunk is valid until the next one is asked for, as those it was cut from. */
export async function* withoutLines(chunks: AsyncIterable<Uint8Array>, lines: readonly EndlessLine[]): AsyncGenerator<Uint8Array> {
  let at = 0
  let next = 0
  for await (const chunk of chunks) {
    let start = 0
    while (next < lines.length) {
      const { from = 0, to = 0 } = lines[next] ?? {}
      if (from >= at + chunk.length) break
      if (from > at + start) yield chunk.subarray(start, from - at)
      start = Math.min(chunk.length, to - at)
      if (to > at + chunk.length) break
      next++
    }
    if (start < chunk.length) yield chunk.subarray(start)
    at += chunk.length
  }
}
