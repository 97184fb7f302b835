// ◆ pure
/** Tables: which kind it is by the names of its columns, and its rows as posts. */
import { AppError } from '../../kernel/errors.js'
import { apifyRow, isApifyTable, SCRAPED } from './apify.js'
import { MAX_COLUMNS, readHeader, readRows, type Separator } from './csv.js'
import { addPost, finish, gather, type RawPost } from './gather.js'
import { asMapping, type Guess, guessColumns, type Header, mapOf, namesAuthor, namesText } from './guess-columns.js'
import type { Line } from './lines.js'
import { mappedRow } from './mapped-csv.js'
import { isSfmTable, sfmRow } from './sfm-csv.js'
import { isTagsTable, tagsRow } from './tags.js'
import { isTwarcTable, twarcRow } from './twarc-csv.js'
import type { BadLine, ColumnMap, FormatName, ParsedArchive } from './types.js'

/** Rows of real tables have 150 bytes and more, so that a file within the limit of size stays well below. */
const MAX_LINES = 500_000
/** A file of which less than half can be read is something else; listing all its lines helps nobody. */
const MAX_BAD = 10_000

/** The cell of a column, '' if there is no such column or cell. Names are folded to small letters. */
export type Cell = (...names: string[]) => string
export type Has = (...names: string[]) => boolean
type Kind = { format: FormatName; row: (cell: Cell) => Omit<RawPost, 'line'>; notes?: string[] }

export interface Table {
  kind: Kind
  separator: Separator
  columns: ReadonlyMap<string, number>
  width: number
}

/**
 * The table that begins with this line; null if it is no table. `lines` are those below it: where its columns have unknown names, that all of
 * them have as many cells tells it from prose.
 * @throws AppError bad_input_file if it is one, but which column is what cannot be told, or a column of the map is not there.
 */
export function recogniseTable(head: string, map?: ColumnMap, lines: readonly Line[] = []): Table | null {
  const header = head.includes('\0') ? null : readHeader(head)
  if (!header) {
    const over = columnsOver(head)
    if (over !== null) throw new AppError('bad_input_file', over)
    if (map) throw new AppError('bad_input_file', 'columns were named, but the file is no table with commas, semicolons or tabs')
    return null
  }
  const columns = new Map<string, number>()
  header.columns.forEach((name, i) => {
    const key = fold(name)
    if (!columns.has(key)) columns.set(key, i)
  })
  const has: Has = (...names) => names.every((name) => columns.has(name))
  const kind = map ? mappedKind(map, header.columns, columns) : kindOf(has)
  if (kind) return { kind, separator: header.separator, columns, width: header.columns.length }
  return unknownTable(header, columns, head, lines)
}

/**
 * A table read as prose would make one voice of all its authors. Where each row says who wrote it with its @, it is read as a table; else the person
 * who has it is told what to say.
 */
function unknownTable(header: Header, columns: ReadonlyMap<string, number>, head: string, lines: readonly Line[]): Table | null {
  if (!header.columns.every((name) => /^[\p{L}\p{N}_ ./#?()’'-]{1,40}$/u.test(name))) return null
  const text = header.columns.some(namesText)
  const author = header.columns.some(namesAuthor)
  const guess = guessColumns(header, lines)
  // Behind its commas prose has blanks.
  const map = guess?.sure && guess.rows > 1 && !/[,;]\s/.test(head) ? mapOf(guess) : null
  if (guess && map) {
    const kind: Kind = {
      format: 'mapped-csv',
      row: mappedRow(map, fold),
      notes: [`its columns were told by what stands in them, as with --map ${asMapping(guess)}: give another map if that is wrong`],
    }
    return { kind, separator: header.separator, columns, width: header.columns.length }
  }
  if (!(text && (header.columns.length > 2 || author)) && !(guess && isRegular(header, head, guess))) return null
  const shown = guess ?? { text: header.columns.find(namesText) ?? null, author: header.columns.find(namesAuthor) ?? null }
  const mapping = asMapping(shown)
  throw new AppError(
    'bad_input_file',
    `it is a table of no known kind: say which column is what, as in --map ${/\s/.test(mapping) ? `"${mapping}"` : mapping}; it has ${header.columns.slice(0, 20).join(', ')}`,
    { members: { columns: header.columns.slice(0, 50).map((name) => name.slice(0, 100)), map: mapping } },
  )
}

/**
 * Rows as wide as the header tell a table from prose, which has blanks behind its commas and semicolons. Chats with tabs may have as many in each
 * line, and a list of names with commas as well.
 */
function isRegular({ separator, columns }: Header, head: string, { rows, text, author }: Guess): boolean {
  if (columns.some((name) => /^$|[.-]$|\S\s+\S+\s+\S+\s+\S/.test(name)) || rows === 0) return false
  if (separator === ';') return !/;\s/.test(head)
  return separator === ',' && !/,\s/.test(head) && text !== null && author !== null && (columns.length > 2 || rows > 3)
}
const fold = (name: string) => name.trim().toLowerCase()

function columnsOver(head: string): string | null {
  return [',', '\t', ';'].some((separator) => head.split(separator, MAX_COLUMNS + 1).length > MAX_COLUMNS) ? `it has more than ${MAX_COLUMNS} columns` : null
}

function kindOf(has: Has): Kind | null {
  if (isTagsTable(has)) return { format: 'tags', row: tagsRow }
  if (isTwarcTable(has)) return { format: 'twarc-csv', row: twarcRow }
  if (isApifyTable(has)) return { format: 'apify', row: apifyRow, notes: [SCRAPED] }
  if (isSfmTable(has)) return { format: 'sfm-csv', row: sfmRow }
  return null
}

function mappedKind(map: ColumnMap, names: readonly string[], columns: ReadonlyMap<string, number>): Kind {
  for (const column of [map.text, map.author, map.time, map.id])
    if (column !== undefined && !columns.has(fold(column)))
      throw new AppError('bad_input_file', `it has no column ${column.slice(0, 100)}; it has ${names.slice(0, 50).join(', ').slice(0, 1000)}`)
  return { format: 'mapped-csv', row: mappedRow(map, fold) }
}

export function readTable(table: Table, lines: readonly Line[], first: number, bad: readonly BadLine[]): ParsedArchive {
  const { kind, columns, separator, width } = table
  if (lines.length > MAX_LINES)
    throw new AppError('payload_too_large', `it has ${lines.length} lines; at most ${MAX_LINES} of a table can be imported at once: split it`)
  const gathered = gather()
  for (const row of readRows(lines, first + 1, separator, width)) {
    if ('reason' in row) {
      gathered.bad.push(row)
      if (gathered.bad.length > MAX_BAD && gathered.bad.length > gathered.posts.length)
        throw new AppError('bad_input_file', `most of its rows are broken; the first is on line ${gathered.bad[0]?.line}, which ${gathered.bad[0]?.reason}`)
      continue
    }
    const cell: Cell = (...names) => {
      for (const name of names) {
        const value = row.cells[columns.get(name) ?? -1]
        if (value !== undefined && value !== '') return value
      }
      return ''
    }
    addPost(gathered, { line: row.line, ...kind.row(cell) })
  }
  return finish(kind.format, gathered, bad, kind.notes)
}
