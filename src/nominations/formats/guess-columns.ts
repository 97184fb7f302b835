// ◆ pure
/** Which column of an unknown table is what, told by their names and by what stands in them: to be proposed to a person, or taken where nothing else can be meant. */
import { readRows, type Separator } from './csv.js'
import type { Line } from './lines.js'
import { parseTime } from './times.js'
import type { ColumnMap } from './types.js'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const TEXTS = words(
  'text tweet tweets post posts body content contents message messages comment comments answer answers response reply full_text fulltext tweet_text what said',
)
const AUTHORS = words(
  'author user username user_name user-name screen_name screenname handle account name from from_user sender who nickname nick person participant speaker member twitter by wer autor usuario auteur',
)
const ROWS_LOOKED_AT = 20
const HANDLE = /^[@＠][A-Za-z0-9_]{1,15}$/
const TIME = /^(?:\d{1,4}[-/.:]\d{1,2}.{0,24}|\d{1,2}\s?[ap]m)$/i

export interface Header {
  separator: Separator
  columns: readonly string[]
}

export interface Guess {
  /** Null if no column looks like words. */
  text: string | null
  author: string | null
  /** Every row says who wrote it with its @: nobody else can be meant. */
  sure: boolean
  /** Rows that were looked at; all of them have as many cells as there are names of columns. */
  rows: number
}

const fold = (name: string) => name.trim().toLowerCase()
const isNamed = (names: ReadonlySet<string>, column: string) => names.has(fold(column)) || names.has(fold(column).replaceAll(/[\s-]/g, '_'))

/** Null if the lines below are not as wide as the header. */
export function guessColumns({ separator, columns }: Header, lines: readonly Line[]): Guess | null {
  const rows: string[][] = []
  for (const row of readRows(lines, 0, separator, columns.length)) {
    if (!('cells' in row)) return null
    rows.push(row.cells.map((cell) => cell.trim()))
    if (rows.length >= ROWS_LOOKED_AT) break
  }
  const cellsOf = (i: number) => rows.map((cells) => cells[i] ?? '').filter((cell) => cell !== '')
  const kinds = columns.map((name, i) => {
    const cells = cellsOf(i)
    const length = cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length)
    const share = (is: (cell: string) => boolean) => cells.filter(is).length / Math.max(1, cells.length)
    return {
      name,
      length: cells.length === 0 ? 0 : length,
      handles: share((cell) => HANDLE.test(cell)),
      times: share((cell) => TIME.test(cell) || parseTime(cell) !== null || /^\d+$/.test(cell)),
      names: share((cell) => /[@＠#＃]/.test(cell)),
      // One to three words: a name.
      short: share((cell) => cell.length <= 40 && cell.split(/\s+/).length <= 3),
    }
  })
  const named = kinds.find(({ name }) => isNamed(TEXTS, name))
  const longest = kinds
    .filter(({ times, handles, short, names }) => times < 0.5 && handles < 0.5 && (short < 0.5 || names > 0))
    .sort((a, b) => b.length - a.length)[0]
  const text = named ?? longest ?? null
  const others = kinds.filter((one) => one !== text && one.times < 0.5)
  const author =
    others.find(({ handles }) => handles === 1) ??
    others.find(({ name }) => isNamed(AUTHORS, name)) ??
    others.find(({ short, length }) => short === 1 && length > 1) ??
    null
  return {
    text: text?.name ?? null,
    author: author?.name ?? null,
    sure: named !== undefined && author !== null && author.handles === 1 && rows.length > 0,
    rows: rows.length,
  }
}

/** As it is typed after `--map`. */
export const asMapping = ({ text, author }: Pick<Guess, 'text' | 'author'>): string =>
  `text=${text ?? 'COLUMN'}${author === null ? (text === null ? ',author=COLUMN' : '') : `,author=${author}`}`

/** Of a sure guess. */
export const mapOf = ({ text, author }: Guess): ColumnMap | null => (text === null || author === null ? null : { text, author })

export const namesText = (column: string): boolean => isNamed(TEXTS, column)
export const namesAuthor = (column: string): boolean => isNamed(AUTHORS, column)
