// ◆ pure
/** Any table, its columns named by the person who has it. */
import { AppError } from '../../kernel/errors.js'
import type { Cell } from './tables.js'
import type { ColumnMap } from './types.js'

const KEYS = ['text', 'author', 'time', 'id'] as const

/**
 * Reads `text=Body,author=User`. Names of columns may hold commas.
 * @throws AppError validation_failed
 */
export function parseColumnMap(given: string): ColumnMap {
  const found = new Map<string, string>()
  for (const part of given.slice(0, 2000).split(/,(?=\s{0,5}\w{1,20}=)/)) {
    const at = part.indexOf('=')
    const [key, column] = [part.slice(0, Math.max(0, at)).trim().toLowerCase(), part.slice(at + 1).trim()]
    if (at === -1 || column === '' || !KEYS.some((one) => one === key) || found.has(key))
      throw refuse(`${JSON.stringify(part.slice(0, 60))} is no column mapping: write text=COLUMN,author=COLUMN,time=COLUMN,id=COLUMN, each at most once.`)
    found.set(key, column)
  }
  const [text, author, time, id] = KEYS.map((key) => found.get(key))
  if (text === undefined) throw refuse('The mapping has to name the column of the text: text=COLUMN.')
  return { text, ...(author === undefined ? {} : { author }), ...(time === undefined ? {} : { time }), ...(id === undefined ? {} : { id }) }
}

const refuse = (detail: string) => new AppError('validation_failed', detail, { errors: [{ parameter: 'map', code: 'column_map', detail }] })

/** The id may be an address of a post, too. */
export const mappedRow = (map: ColumnMap, fold: (name: string) => string) => (cell: Cell) => {
  const value = (name: string | undefined) => (name === undefined ? '' : cell(fold(name)))
  const id = value(map.id)
  return /^https?:/.test(id)
    ? { id: '', url: id, at: value(map.time), author: value(map.author), text: value(map.text) }
    : { id, at: value(map.time), author: value(map.author), text: value(map.text) }
}
