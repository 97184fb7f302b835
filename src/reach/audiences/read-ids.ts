// ◆ pure
/** Follower ids out of a stream of bytes, in bounded memory: NDJSON, a table, or an id a line. */
import { AppError } from '../../kernel/errors.js'
import { type IdBatch, openBatch, REASONS, type Reason, readId } from './ids.js'
import { type LineSplitter, splitLines } from './lines.js'
import { cellsOf, columnOf, delimiterOf, isHeader, readTable } from './read-csv.js'
import { type JsonTaker, readJsonLine } from './read-json.js'

export type IdFormat = 'ndjson' | 'csv' | 'text'

export interface BadLine {
  line: number
  reason: string
}

export interface ReadIdsOptions {
  /** Undefined: told from the first line. Text has an id a line and nothing else. */
  format?: IdFormat | undefined
  /** Of a table: the name of the column with the ids. */
  column?: string | undefined
  /** A sample: NDJSON with what else of the directory each follower follows. */
  sample?: boolean | undefined
  /** Many ids at a time; valid only during the call. */
  onIds(ids: BigUint64Array): void
  /** Of a sample, once for each id, in order; the ids follow with onIds. */
  onFollows?(handles: string[]): void
  batch?: number
}

export interface ReadIdsResult {
  format: IdFormat
  /** Good ones, with repetitions. */
  ids_read: number
  bad_lines: number
  /** The first of them. */
  bad: BadLine[]
}

export interface IdReader {
  /** @throws AppError unusable_audience, payload_too_large: then the rest need not be read */
  push(bytes: Uint8Array): void
  end(): ReadIdsResult
}

const BATCH = 4096
const BAD_SHOWN = 20
const BLANKS = new Set([0x20, 0x09, 0x0d, 0xa0])
const QUOTES = new Set([0x22, 0x27])
const FEED = 0x0a
const RETURN = 0x0d
/** A header of more than that is no header. */
const MOST_HEADER = 64 * 1024

export const refuse = (detail: string, members: Record<string, unknown> = {}) => new AppError('unusable_audience', detail, { members })

/** One reader reads one file. */
export function createIdReader(options: ReadIdsOptions): IdReader {
  const batch = openBatch(options.batch ?? BATCH)
  const result: ReadIdsResult = { format: options.format ?? 'text', ids_read: 0, bad_lines: 0, bad: [] }
  let line = 0

  const flush = () => {
    if (batch.used === 0) return
    const { used } = batch
    batch.used = 0
    options.onIds(batch.ids.subarray(0, used))
  }
  const roomy = (): IdBatch => {
    if (batch.used === batch.ids.length) flush()
    return batch
  }
  const took = () => {
    result.ids_read++
  }
  const bad = (reason: Reason, at = line) => {
    result.bad_lines++
    if (result.bad.length < BAD_SHOWN) result.bad.push({ line: at, reason: REASONS[reason] })
  }
  const settle = (reason: Reason | null, at: number) => (reason === null ? took() : bad(reason, at))

  const json: JsonTaker = { batch: roomy, took, bad: (reason) => bad(reason), ...(options.sample ? { follows: (all) => options.onFollows?.(all) } : {}) }
  const open = (format: IdFormat, first: string, firstLine: number): LineSplitter => {
    result.format = format
    if (options.sample && format !== 'ndjson') throw refuse('A sample is given as NDJSON: {"id": "...", "follows": ["HarbourFood"]} in each line.')
    if (format === 'csv') {
      const delimiter = delimiterOf(first)
      const wanted = columnOf(cellsOf(first, delimiter), options.column)
      return readTable(delimiter, wanted, firstLine + 1, (cell, size, at) => {
        if (cell === null) return bad('column', at)
        const [from, to] = within(cell, 0, size)
        settle(readId(cell, from, to, roomy()), at)
      })
    }
    return splitLines((bytes, start, end, at) => {
      line = at + firstLine - 1
      const [from, to] = trimmed(bytes, start, end)
      if (from === to) return
      if (format === 'ndjson') readJsonLine(bytes, from, to, json)
      else {
        const [inner, outer] = within(bytes, from, to)
        settle(readId(bytes, inner, outer, roomy()), line)
      }
    })
  }

  /** Until the first line that is not blank is there, bytes are held. */
  let held = new Uint8Array(0)
  let splitter: LineSplitter | null = null
  const begin = (complete: boolean) => {
    const found = firstLineOf(held, complete) ?? (held.length > MOST_HEADER ? longLine(held) : null)
    if (!found) return
    const { format, headless } = formatOf(found.text, options)
    // A table's header is read here; of other formats the first line is read as any other, with the blank ones before it.
    const isTable = format === 'csv' && !headless
    splitter = open(headless ? 'text' : format, found.text, isTable ? found.line : 1)
    splitter.push(held.subarray(isTable ? found.end : bomOf(held)))
    held = new Uint8Array(0)
  }

  /** Files of old programs end lines with a carriage return alone. */
  let returns = false
  return {
    push: (given) => {
      const bytes = returns ? feeding(given) : given
      if (splitter) return splitter.push(bytes)
      const larger = new Uint8Array(held.length + bytes.length)
      larger.set(held)
      larger.set(bytes, held.length)
      held = larger
      if (!returns && endsWithReturns(held)) {
        returns = true
        held = feeding(held)
      }
      begin(false)
    },
    end: () => {
      if (!splitter) begin(true)
      splitter?.end()
      flush()
      return result
    },
  }
}

/** A carriage return with more behind it, and no line feed so far. */
function endsWithReturns(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(RETURN)
  return at !== -1 && at + 1 < bytes.length && bytes.indexOf(FEED) === -1
}

const feeding = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => (byte === RETURN ? FEED : byte))

/** Of UTF-8. */
const bomOf = (bytes: Uint8Array) => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)

function trimmed(bytes: Uint8Array, start: number, end: number): [number, number] {
  let from = start
  let to = end
  while (from < to && BLANKS.has(bytes[from] as number)) from++
  while (to > from && BLANKS.has(bytes[to - 1] as number)) to--
  return [from, to]
}

/** Without quotes, and without the signs by which spreadsheets are made to leave a number alone: '123 and ="123". */
function within(bytes: Uint8Array, start: number, end: number): [number, number] {
  let [from, to] = trimmed(bytes, start, end)
  if (bytes[from] === 0x3d && QUOTES.has(bytes[from + 1] as number)) from++
  while (from < to && QUOTES.has(bytes[from] as number)) from++
  while (to > from && QUOTES.has(bytes[to - 1] as number)) to--
  return [from, to]
}

const utf8 = new TextDecoder()

/** The first line with something in it, once it is whole, and where it ends. @throws AppError for what is not UTF-8 text */
function firstLineOf(bytes: Uint8Array, complete: boolean): { text: string; line: number; end: number } | null {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) throw refuse('The file is in UTF-16: save it as UTF-8.')
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5))
    throw refuse('The file is a zip or a spreadsheet: give the CSV in it, or pack it with gzip.')
  let start = bomOf(bytes)
  for (let line = 1; ; line++) {
    const feed = bytes.indexOf(FEED, start)
    if (feed === -1 && !complete) return null
    const end = feed === -1 ? bytes.length : feed
    const [from, to] = trimmed(bytes, start, end)
    if (from < to) {
      const text = utf8.decode(bytes.subarray(from, Math.min(to, from + MOST_HEADER)))
      return { text, line, end: feed === -1 ? bytes.length : feed + 1 }
    }
    if (feed === -1) return null
    start = feed + 1
  }
}

/** A first line that goes on and on may be a page of X. @throws AppError if it can be nothing else */
function longLine(bytes: Uint8Array): { text: string; line: number; end: number } {
  const [from] = trimmed(bytes, bomOf(bytes), bytes.length)
  if (bytes[from] !== 0x7b) throw refuse('Its first line is neither a header nor an id.')
  return { text: '{', line: 1, end: 0 }
}

/**
 * What it is said to be, or else what its first line looks like. Named columns are those of a table, and samples are NDJSON, whatever else is said.
 * `headless`: a table without a header, of one column.
 */
function formatOf(first: string, { format, column, sample }: ReadIdsOptions): { format: IdFormat; headless: boolean } {
  if (first.startsWith('[')) throw refuse('The file is one JSON array: give its elements one a line, as jq -c ".[]" does.')
  const ids = /^["']?[0-9]+["']?$/.test(first)
  if (format === 'csv' || (column !== undefined && format !== 'ndjson')) return { format: 'csv', headless: ids && column === undefined }
  if (sample) return { format: 'ndjson', headless: false }
  if (format !== undefined) return { format, headless: false }
  if (first.startsWith('{')) return { format: 'ndjson', headless: false }
  return { format: /^["']?[\p{L}_]/u.test(first) && isHeader(first) ? 'csv' : 'text', headless: false }
}

const ENDINGS: readonly (readonly [RegExp, IdFormat])[] = [
  [/\.txt$/i, 'text'],
  [/\.(?:csv|tsv)$/i, 'csv'],
  [/\.(?:ndjson|jsonl)$/i, 'ndjson'],
]

/** What the name of a file says it is, packed or not; undefined: that is told from its first line. */
export function formatNamed(name: string): IdFormat | undefined {
  const plain = name.replace(/\.gz$/i, '')
  return ENDINGS.find(([ending]) => ending.test(plain))?.[1]
}
