// ◆ pure
/** Which format a file has, told from its content: names of files lie. What cannot be read is refused by its name. */
import { AppError } from '../../kernel/errors.js'
import { looksLikeJson, readJson } from './json.js'
import { type Line, readLines, TOO_LONG } from './lines.js'
import { isXml, readNitterRss } from './nitter-rss.js'
import { readPastedText } from './pasted-text.js'
import { readTable, recogniseTable } from './tables.js'
import type { BadLine, ColumnMap, ParsedArchive, Part } from './types.js'
import { isDownload, readDownload } from './x-download.js'

export const MAX_FILE_BYTES = 64 * 1024 * 1024
export const READABLE =
  'pasted text; X API v2 answers (JSON, or one a line), twarc2 pages or flattened posts, v1.1 posts (JSONL), tweets.js of an X download, Apify JSON; ' +
  'tables of TAGS, twarc-csv, SFM or Apify, and others with a column mapping; Nitter RSS; each also as gzip or zip'

/** As many lines as tell a table of unknown columns from prose. */
const ROWS_SHOWN = 20

const refuse = (detail: string) => new AppError('bad_input_file', detail, { members: { readable: READABLE } })
const unreadable = (name: string, advice = '') => refuse(`recognised as ${name}, which cannot be read${advice}; readable: ${READABLE}`)

export interface ReadOptions {
  /** For a table of no known kind, or to overrule what is known. */
  map?: ColumnMap | undefined
}

/**
 * Reads a whole file.
 * @throws AppError bad_input_file if its format is not readable, payload_too_large beyond 64 MB.
 */
export const readArchive = (bytes: Uint8Array, options: ReadOptions = {}): ParsedArchive => readParts([{ name: '', bytes }], options)

/**
 * Reads what was given: one file, or the files of a zip that belong together.
 * @throws AppError as readArchive
 */
export function readParts(parts: readonly Part[], { map }: ReadOptions = {}): ParsedArchive {
  if (parts.reduce((sum, { bytes }) => sum + bytes.length, 0) > MAX_FILE_BYTES)
    throw new AppError('payload_too_large', `at most ${MAX_FILE_BYTES / 1024 / 1024} MB can be imported at once: split the file`)
  const files = parts.map(open)
  const [file] = files
  if (file && files.length > 1 && files.every(({ head }) => isDownload(head))) return readDownload(files.map(toDownload))
  if (!file || files.length > 1) {
    const names = files.map(({ name }) => name)
    throw refuse(`the zip holds ${files.length} files (${names.slice(0, 5).join(', ').slice(0, 300)}${names.length > 5 ? ' …' : ''}): give one at a time`)
  }
  const { lines, bad, first, head } = file
  if (first === -1) throw refuse(bad[0] ? `no line of the file can be read: line ${bad[0].line} ${bad[0].reason}${adviceOn(bad[0])}` : 'the file is empty')
  if (!map) {
    if (isDownload(head)) return readDownload([toDownload(file)])
    refusePage(head)
    if (isXml(head)) return readNitterRss(textOf(lines), bad)
    if (looksLikeJson(lines, first)) return readJson(lines, first, bad, READABLE)
  }
  const table = recogniseTable(lines[first]?.text ?? '', map, lines.slice(first + 1, first + 1 + ROWS_SHOWN))
  return table ? readTable(table, lines, first, bad) : readPastedText(lines, bad)
}

/**
 * What of a long file its first lines show to be unreadable, so that it need not be read to its end.
 * @throws AppError bad_input_file
 */
export function checkHead(bytes: Uint8Array, { map }: ReadOptions = {}): void {
  const { lines, first, head } = open({ name: '', bytes })
  if (first === -1 || (!map && (isDownload(head) || isXml(head) || looksLikeJson(lines, first)))) return
  if (!map) refusePage(head)
  recogniseTable(lines[first]?.text ?? '', map, lines.slice(first + 1, first + 1 + ROWS_SHOWN))
}

function refusePage(head: string): void {
  if (/^(?:<!doctype html|<html\b)/i.test(head)) throw unreadable('a web page', ': copy its text')
}

const adviceOn = ({ reason }: BadLine) => (reason === TOO_LONG ? ". A JSON array of posts on one line can be given with one post a line: jq -c '.[]' FILE" : '')

interface OpenFile {
  name: string
  lines: Line[]
  bad: BadLine[]
  /** Index of the first line that is not blank, -1 if there is none. */
  first: number
  head: string
}

function open({ name, bytes, endless = [] }: Part): OpenFile {
  refuseBinary(bytes)
  const read = readLines(bytes)
  const lines = endless.length === 0 ? read.lines : read.lines.filter(({ number }) => !endless.includes(number))
  const bad = [...read.bad, ...endless.map((line) => ({ line, reason: TOO_LONG }))].sort((a, b) => a.line - b.line)
  const [top] = lines
  if (top) top.text = top.text.replace(/^\ufeff/, '')
  const first = lines.findIndex(({ text }) => text.trim() !== '')
  return { name, lines, bad, first, head: first === -1 ? '' : (lines[first]?.text.trimStart() ?? '') }
}

const textOf = (lines: readonly Line[]) => lines.map(({ text }) => text).join('\n')
const toDownload = ({ name, lines, bad }: OpenFile) => ({ name, text: textOf(lines), bad })

function refuseBinary(bytes: Uint8Array): void {
  const starts = (...signature: number[]) => signature.every((byte, i) => bytes[i] === byte)
  if (starts(0x1f, 0x8b)) throw unreadable('a gzip file inside another', ': unpack it first')
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6)) throw unreadable('a zip file inside another', ': unpack it first')
  if (starts(0x25, 0x50, 0x44, 0x46)) throw unreadable('a PDF', ': copy its text into a text file')
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) throw unreadable('UTF-16 text', ': save it as UTF-8')
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff)) throw unreadable('an image', ': paste the text instead')
  if (bytes.length > 262 && [0x75, 0x73, 0x74, 0x61, 0x72].every((byte, i) => bytes[257 + i] === byte))
    throw unreadable('a tar archive', ': unpack it and give one file at a time')
}
