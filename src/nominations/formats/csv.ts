// ◆ pure
/**
 * Rows of a table (RFC 4180, with tabs or semicolons too). Written here because a broken row must cost that row only: a stray or
 * unclosed quotation mark makes the usual parsers lose their place, and with it every row that follows.
 */
import type { Line } from './lines.js'

/** Real rows of twarc-csv have some 20 KB. */
const MAX_RECORD = 1024 * 1024
const MAX_RECORD_LINES = 1000
export const MAX_COLUMNS = 5000

export type Separator = ',' | '\t' | ';'
export type Row = { line: number; cells: string[] } | { line: number; reason: string }

const NOT_CLOSED = 'has a quotation mark that is not closed'

type Reading = { cells: string[]; next: number } | { reason: string }

/** The cells of the first line: how many columns there are is what tells the separator. */
export function readHeader(line: string): { separator: Separator; columns: string[] } | null {
  let best: { separator: Separator; columns: string[] } | null = null
  for (const separator of [',', '\t', ';'] as const) {
    const read = readRecord([{ number: 1, text: line }], 0, separator)
    if ('cells' in read && read.cells.length > (best?.columns.length ?? 1)) best = { separator, columns: read.cells.map((cell) => cell.trim()) }
  }
  return best
}

/** The rows from index `from`, in order; a row that cannot be read is told by its first line, and reading goes on with the next line. */
export function* readRows(lines: readonly Line[], from: number, separator: Separator, width: number): Generator<Row> {
  for (let i = from; i < lines.length; ) {
    const line = lines[i]?.number ?? 0
    if ((lines[i]?.text ?? '').trim() === '') {
      i++
      continue
    }
    const read = readRecord(lines, i, separator)
    const cells = 'cells' in read ? fit(read.cells, width) : null
    if (cells && 'next' in read && (separator !== '\t' || read.next === i + 1)) {
      yield { line, cells }
      i = read.next
      continue
    }
    // Tables saved with tabs often quote nothing, so that a quotation mark there is a part of the words.
    const literal = separator === '\t' ? fit((lines[i]?.text ?? '').split('\t', MAX_COLUMNS + 1), width) : null
    if (literal) yield { line, cells: literal }
    else if (cells) yield { line, cells }
    else yield { line, reason: 'reason' in read ? read.reason : `has ${read.cells.length} cells, not ${width}` }
    i = literal || !cells || !('next' in read) ? i + 1 : read.next
  }
}

/** Empty cells too many at the end are the habit of some spreadsheets. */
function fit(cells: string[], width: number): string[] | null {
  while (cells.length > width && cells.at(-1) === '') cells.pop()
  return cells.length === width ? cells : null
}

function readRecord(lines: readonly Line[], from: number, separator: Separator): Reading {
  const cells: string[] = []
  let i = from
  let text = lines[i]?.text ?? ''
  for (let at = 0; ; ) {
    if (cells.length >= MAX_COLUMNS) return { reason: `has more than ${MAX_COLUMNS} cells` }
    if (text.charAt(at) !== '"') {
      const end = text.indexOf(separator, at)
      cells.push(end === -1 ? text.slice(at) : text.slice(at, end))
      if (end === -1) return { cells, next: i + 1 }
      at = end + 1
      continue
    }
    const parts: string[] = []
    let size = 0
    at++
    for (;;) {
      const quote = text.indexOf('"', at)
      const piece = quote === -1 ? `${text.slice(at)}\n` : text.slice(at, quote)
      parts.push(piece)
      size += piece.length
      if (size > MAX_RECORD || i - from > MAX_RECORD_LINES) return { reason: NOT_CLOSED }
      if (quote !== -1 && text.charAt(quote + 1) !== '"') {
        at = quote + 1
        break
      }
      if (quote !== -1) {
        parts.push('"')
        at = quote + 2
        continue
      }
      const next = lines[i + 1]
      // A line that could not be decoded is missing here: what stands around the gap is no longer one cell.
      if (!next || next.number !== (lines[i]?.number ?? 0) + 1) return { reason: NOT_CLOSED }
      i++
      text = next.text
      at = 0
    }
    cells.push(parts.join(''))
    if (at >= text.length) return { cells, next: i + 1 }
    // On a later line this is rather the opening mark of another cell.
    if (text.charAt(at) !== separator) return { reason: i > from ? NOT_CLOSED : 'has text after a closing quotation mark' }
    at++
  }
}
