// ◆ pure
import type { ImportCounts } from '../../db/schema/imports.js'
import type { GivenChat, ReadingContext } from '../decide.js'
import type { JsonFormat } from '../formats/json.js'
import type { BadLine, ColumnMap, FormatName, Part } from '../formats/types.js'

/** What the reading of every part of a file needs to know; plain data, so that it can be sent to a worker. */
export interface ReadingSettings {
  given: GivenChat | null
  map: ColumnMap | undefined
  /** Voices that mean something only within a file are bound to it by this. */
  mark: string
  /** Key of the nominators' hashes. */
  secret: string
}

/** What a worker is asked, one thing after the other. */
export type Task =
  /** Is it a file of posts a line, and of which chat? `complete` if `bytes` is all of it. */
  | { ask: 'head'; bytes: Uint8Array; complete: boolean; settings: ReadingSettings }
  | {
      ask: 'portion'
      number: number
      bytes: Uint8Array<ArrayBuffer>
      first_line: number
      format: JsonFormat
      context: ReadingContext
      settings: ReadingSettings
    }
  /** A file of another shape, at once. */
  | { ask: 'whole'; parts: Part[]; settings: ReadingSettings }

/** Null if the file has another shape than posts a line. */
export type Head = { format: JsonFormat; context: ReadingContext } | null

export interface Reading {
  /** JSON arrays of rows of import_candidate, each array at most some thousand rows: parsed by the database, not here. */
  rows: string[]
  bad: BadLine[]
  posts: number
  counts: ImportCounts
  /** Names of mass kinds that are counted and not kept, by reason. */
  left_out: Record<string, number>
  /** hash53 of the ids and of the folded authors of the posts. */
  post_ids: Float64Array
  authors: Float64Array
  tally: { repeated: number; recovered: number; damaged: number; unknown: number }
}

export interface PortionReading extends Reading {
  /** The buffer the bytes were in, to be used again. */
  spent: ArrayBuffer
}

export interface WholeReading extends Reading {
  format: FormatName
  context: ReadingContext
  notes: string[]
}
