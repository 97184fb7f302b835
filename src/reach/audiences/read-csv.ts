// ◆ pure
import { AppError } from '../../kernel/errors.js'
import { endless, type LineSplitter, MAX_LINE } from './lines.js'

/** Names that exports give the column of ids, the plainest first; compared without case, blanks and underscores. */
const ID_COLUMNS = ['id', 'userid', 'followerid', 'idstr', 'useridstr', 'accountid', 'twitterid', 'xuserid']
const COMMA = 0x2c
const SEMICOLON = 0x3b
const TAB = 0x09
const QUOTE = 0x22
const LINE_FEED = 0x0a
const RETURN = 0x0d
/** An id has at most 20 digits; a little more is kept so that it can be told what was there instead. */
const CELL = 64

const fold = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '')

/** The cells of one record, quoted or not. */
export function cellsOf(text: string, delimiter: string): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if (letter === '"') {
      if (quoted && text[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = !quoted
    } else if (letter === delimiter && !quoted) {
      cells.push(cell)
      cell = ''
    } else cell += letter
  }
  cells.push(cell)
  return cells
}

/** Whichever a first line has most of; a line without any is a table of one column. */
export function delimiterOf(header: string): ',' | ';' | '\t' {
  const count = (one: string) => header.split(one).length
  const best = ([',', ';', '\t'] as const).reduce((a, b) => (count(b) > count(a) ? b : a))
  return best
}

/** Whether a line of words is the header of a table: it has several cells, or is called like a column of ids. */
export const isHeader = (first: string): boolean => /[,;\t]/.test(first) || ID_COLUMNS.includes(fold(first.replaceAll(/["']/g, '')))

/**
 * Which column holds the ids.
 * @throws AppError unusable_audience with the way out, if no column has that name
 */
export function columnOf(header: readonly string[], wanted: string | undefined): number {
  const names = header.map(fold)
  const found = wanted === undefined ? ID_COLUMNS.map((name) => names.indexOf(name)).find((at) => at !== -1) : names.indexOf(fold(wanted))
  if (found !== undefined && found !== -1) return found
  const seen = header
    .slice(0, 20)
    .map((name) => name.trim().slice(0, 40))
    // A file without a header has ids there, and an answer holds none.
    .map((name) => (/^[\p{L}_][\p{L}\p{N} _.-]*$/u.test(name) ? name : '(not a name)'))
    .join(', ')
  const asked = wanted === undefined ? 'no column called id, user_id or follower_id' : 'no column of that name'
  throw new AppError('unusable_audience', `The table has ${asked}: say which one holds the ids with column=NAME. Its columns are ${seen}.`)
}

/**
 * Records of a table out of chunks, of each only the wanted cell.
 * @param header the first record, without its line feed
 * @param take is given the cell's bytes, valid only during the call; null if the record has no such column. Blank lines are left out.
 * @throws AppError payload_too_large for a record without end
 */
export function readTable(
  delimiter: string,
  wanted: number,
  firstLine: number,
  take: (cell: Uint8Array | null, size: number, line: number) => void,
): LineSplitter {
  const separator = delimiter === '\t' ? TAB : delimiter === ';' ? SEMICOLON : COMMA
  const cell = new Uint8Array(CELL)
  let size = 0
  let column = 0
  let quoted = false
  let length = 0
  let line = firstLine
  let started = firstLine

  const finish = () => {
    // Blank: one empty cell.
    if (column > 0 || size > 0 || wanted > 0) {
      if (column >= wanted) take(cell, Math.min(size, CELL), started)
      else if (column > 0 || length > 0) take(null, 0, started)
    }
    size = 0
    column = 0
    length = 0
  }

  return {
    push: (bytes) => {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] as number
        if (byte === LINE_FEED) {
          line++
          if (!quoted) {
            finish()
            started = line
            continue
          }
        }
        if (byte === RETURN) continue
        // No quote that is open at its end makes a record of the rest of the file.
        if (++length > MAX_LINE) throw endless(started, 'The record that begins in line')
        if (byte === QUOTE) quoted = !quoted
        else if (byte === separator && !quoted) column++
        else if (column === wanted) {
          if (size < CELL) cell[size] = byte
          size++
        }
      }
    },
    end: () => {
      if (length > 0) finish()
    },
  }
}
