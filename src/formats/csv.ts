// ◆ pure
import { stringify } from 'csv-stringify/sync'
import type { Row, Taken } from './types.js'

export const CSV_TYPE = 'text/csv; charset=utf-8; header=present'

/** One column each, in this order; new ones come at the end. */
const COLUMNS: readonly [name: string, of: (row: Row, taken: Taken) => string | number | null][] = [
  ['id', ({ id }) => id],
  ['kind', ({ kind }) => kind],
  ['name', ({ name }) => name],
  ['url', ({ url }) => url],
  ['section', ({ category }) => category?.section ?? null],
  ['section_title', ({ category }) => category?.title ?? null],
  ['tags', ({ tags }) => tags.join(' ')],
  ['body_kind', ({ body_kind }) => body_kind],
  // Without @ and #: a spreadsheet takes a cell that begins with @ for a formula.
  ['handles', ({ accounts }) => accounts.map(({ handle }) => handle).join(' ')],
  ['x_user_ids', ({ accounts }) => accounts.flatMap(({ user_id }) => user_id ?? []).join(' ')],
  ['hashtag', ({ hashtag }) => hashtag?.tag ?? null],
  ['hashtag_use', ({ hashtag_use }) => hashtag_use],
  ['nominators', ({ support }) => support.nominators],
  ['chats', ({ support }) => support.chats],
  ['published_at', ({ published_at }) => published_at],
  ['page', ({ id }, { site }) => `${site}/allies/${id}`],
  ['as_of', (_row, { as_of }) => as_of],
  ['licence', (_row, { licence }) => licence],
]

/** RFC 4180: CRLF, quotes where needed. Cells that a spreadsheet would compute (= + - @, full-width too, tab, CR) are guarded by an apostrophe. */
const OPTIONS = { record_delimiter: 'windows', escape_formulas: true } as const

export const csvHead = (): string => stringify([COLUMNS.map(([name]) => name)], OPTIONS)
export const csvRows = (rows: readonly Row[], taken: Taken): string =>
  rows.length === 0
    ? ''
    : stringify(
        rows.map((row) => COLUMNS.map(([, of]) => of(row, taken))),
        OPTIONS,
      )
