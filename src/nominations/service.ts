import type { AllyStatus } from '../db/schema/directory.js'
import type { Deps } from '../deps.js'
import type { Target } from '../directory/handle.js'
import { entriesById } from '../directory/service.js'
import { decodeCursor, type Page, toPage } from '../kernel/cursor.js'
import { AppError } from '../kernel/errors.js'
import * as repo from './repo.js'
import { MAX_TARGETS, statusHash } from './submit.js'

export { parseColumnMap } from './formats/mapped-csv.js'
export { type ImportInput, type ImportReport, importArchive } from './import.js'
export { type Submission, type SubmissionResult, submitNominations } from './submit.js'

export interface NominationStatus {
  id: string
  target: { kind: Target['kind']; key: string }
  raw: string
  nominated_at: string
  chat_id: string | null
  ally_id: string
  status: AllyStatus
  /** The organiser's reason, once there is a decision. */
  reason: string | null
  /** Distinct people who nominated the same. */
  support: number
}

/** What became of a submission, for whoever holds its code. @throws AppError not_found */
export async function nominationStatus(deps: Deps, code: string): Promise<NominationStatus[]> {
  const hashes = Array.from({ length: MAX_TARGETS }, (_, place) => statusHash(deps, code, place))
  const rows = await repo.findByStatusHashes(deps.store.db, hashes)
  if (rows.length === 0) throw new AppError('not_found', 'No nomination has this status code.')
  const entries = new Map((await entriesById(deps, [...new Set(rows.map(({ ally_id }) => ally_id))])).map((entry) => [entry.id, entry]))
  return rows.flatMap((row) => {
    const entry = entries.get(row.ally_id)
    if (!entry) return []
    return {
      id: row.id,
      target: { kind: row.target_kind, key: row.target_key },
      raw: row.raw,
      nominated_at: row.nominated_at.toISOString(),
      chat_id: row.chat_id,
      ally_id: row.ally_id,
      status: entry.status,
      // Before a decision the field holds notes among organisers; why somebody withdrew is nobody's business.
      reason: entry.status === 'proposed' || entry.status === 'withdrawn' ? null : entry.status_reason,
      support: entry.support,
    }
  })
}

export interface NominationView {
  id: string
  ally_id: string
  target: { kind: Target['kind']; key: string }
  raw: string
  text: string | null
  span: { start: number; end: number } | null
  why: string | null
  source: repo.NominationRow['source']
  source_line: number | null
  post_id: string | null
  series_id: string | null
  chat_id: string | null
  question: number | null
  /** Only if the person asked to be credited or told. */
  nominator: string | null
  nominated_at: string
  created_at: string
}

const view = (row: repo.NominationRow): NominationView => ({
  id: row.id,
  ally_id: row.ally_id,
  target: { kind: row.target_kind, key: row.target_key },
  raw: row.raw,
  text: row.text,
  span: row.span_start === null || row.span_end === null ? null : { start: row.span_start, end: row.span_end },
  why: row.why,
  source: row.source,
  source_line: row.source_line,
  post_id: row.post_id,
  series_id: row.series_id,
  chat_id: row.chat_id,
  question: row.question,
  nominator: row.nominator_handle,
  nominated_at: row.nominated_at.toISOString(),
  created_at: row.created_at.toISOString(),
})

/** For organisers: who said what for an entry, newest first. An unknown entry has none. */
export async function nominationsOf(deps: Deps, allyId: string, paging: { limit: number; cursor?: string | undefined }): Promise<Page<NominationView>> {
  const bound = { of: 'nominations', ally: allyId }
  const after = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, 2)
  const rows = await repo.pageOfNominations(deps.store.db, allyId, paging.limit, after)
  return toPage(rows, paging.limit, bound, (row) => [row.created_at.toISOString(), row.id], view)
}

const FORGET_BATCH = 5000
const DAY = 86_400_000

/** Drops text and reasons older than TRANSCRIPT_RETENTION_DAYS, a batch a unit of work. Returns how many nominations were changed. */
export async function forgetTexts(deps: Deps): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - deps.config.TRANSCRIPT_RETENTION_DAYS * DAY)
  for (let total = 0; ; ) {
    const changed = await deps.store.transaction((tx) => repo.forgetBefore(tx.db, before, FORGET_BATCH))
    total += changed
    if (changed < FORGET_BATCH) return total
  }
}
