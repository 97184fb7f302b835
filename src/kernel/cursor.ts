// ◆ pure
import { canonical, sha256 } from './canonical.js'
import { AppError } from './errors.js'

/** The sort keys of the last row of a page, in order of the sort; the final one is unique. */
export type CursorKeys = (string | number | null)[]

/** What a key is made into again: a cursor is not signed, so anybody can write one with other keys in it. */
export type CursorKind = 'number' | 'count' | 'real' | 'instant' | 'date' | 'date or none' | 'text'

const VERSION = 1
/** The end of the year 9999: beyond it there are dates that neither the clock nor the database knows. */
const LAST_INSTANT = 253_402_300_799_999

const isDate = (key: unknown) => typeof key === 'string' && /^\d{4}-/.test(key) && new Date(key).getTime() > 0 && new Date(key).toISOString() === key

const IS: Record<CursorKind, (key: unknown) => boolean> = {
  number: (key) => Number.isSafeInteger(key),
  /** An integer column of four bytes. */
  count: (key) => Number.isInteger(key) && Math.abs(key as number) < 2 ** 31,
  // What a column of four bytes can be compared with.
  real: (key) => Number.isFinite(key) && Math.abs(key as number) <= 1e30,
  /** Milliseconds since 1970. */
  instant: (key) => Number.isInteger(key) && Math.abs(key as number) <= LAST_INSTANT,
  /** As toISOString() writes them. */
  date: isDate,
  'date or none': (key) => key === null || isDate(key),
  text: (key) => typeof key === 'string',
}
const fingerprint = (filters: unknown) => sha256(canonical(filters)).slice(0, 16)

/** An opaque, URL-safe cursor, bound to the filters and sort it was made for. */
export function encodeCursor(keys: CursorKeys, filters: unknown): string {
  return Buffer.from(JSON.stringify([VERSION, fingerprint(filters), ...keys])).toString('base64url')
}

/**
 * @param shape the kind of each key
 * @throws AppError invalid_cursor if it is damaged, of another version, or belongs to other filters.
 */
export function decodeCursor(cursor: string, filters: unknown, shape: readonly CursorKind[]): CursorKeys {
  const refuse = (detail: string) => new AppError('invalid_cursor', detail, { errors: [{ parameter: 'cursor', code: 'invalid_cursor', detail }] })
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw refuse('The cursor cannot be decoded.')
  }
  if (!Array.isArray(parsed) || parsed[0] !== VERSION || parsed.length !== shape.length + 2) throw refuse('The cursor cannot be decoded.')
  if (parsed[1] !== fingerprint(filters)) throw refuse('The cursor belongs to other filters or another sort order.')
  const keys = parsed.slice(2) as unknown[]
  // NUL cannot be stored in Postgres text, so a key that holds one was not made by us.
  if (!keys.every((key) => key === null || typeof key === 'number' || (typeof key === 'string' && !key.includes('\0'))))
    throw refuse('The cursor cannot be decoded.')
  if (!shape.every((kind, i) => IS[kind](keys[i]))) throw refuse('The cursor cannot be decoded.')
  return keys as CursorKeys
}

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

/** Cuts `limit + 1` fetched rows to a page; the extra row only says that there is more. */
export function toPage<R, T>(rows: R[], limit: number, filters: unknown, keysOf: (row: R) => CursorKeys, view: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(view),
    next_cursor: rows.length > limit && last !== undefined ? encodeCursor(keysOf(last), filters) : null,
  }
}
