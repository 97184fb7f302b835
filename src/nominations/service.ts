import type { Deps } from '../deps.js'
import type { Target } from '../directory/handle.js'
import { withMembers } from '../directory/support/service.js'
import { decodeCursor, type Page, toPage } from '../kernel/cursor.js'
import { forgetReadings } from './imports/undo.js'
import * as repo from './repo.js'

export { parseColumnMap } from './formats/mapped-csv.js'
export { decideHeld, type HeldDecision, type HeldOutcome, type HeldState } from './held/service.js'
export { askSecondLook, type ListsOf, type NominationState, type NominationStatus, nominationStatus } from './status.js'
export { type Submission, type SubmissionResult, submitNominations } from './submit.js'

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
  /** The target is the nominator's own account: no support. */
  self: boolean
  /** Why it was held, if it was: no support until it is released. */
  hold: repo.NominationRow['hold']
  hold_decision: repo.NominationRow['hold_decision']
  nominated_at: string
  created_at: string
}

const view = (row: repo.NominationRow): NominationView => ({
  id: row.id,
  ally_id: row.ally_id,
  target: { kind: row.target_kind, key: repo.namedKey(row.target_key) },
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
  self: row.self,
  hold: row.hold,
  hold_decision: row.hold_decision,
  nominated_at: row.nominated_at.toISOString(),
  created_at: row.created_at.toISOString(),
})

/**
 * For organisers: who said what for an entry, newest first; with `held` only what was ever held. What was said for the entries that were merged into it is
 * its own, as in its support; `ally_id` tells which one was meant. An unknown entry has none.
 */
export async function nominationsOf(
  deps: Deps,
  allyId: string,
  paging: { limit: number; cursor?: string | undefined; held?: boolean | undefined },
): Promise<Page<NominationView>> {
  const held = paging.held === true
  const bound = { of: 'nominations', ally: allyId, held }
  const after = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['date', 'text'])
  const members = await withMembers(deps.store.db, allyId)
  const rows = await repo.pageOfNominations(deps.store.db, members, held, paging.limit, after)
  return toPage(rows, paging.limit, bound, (row) => [row.created_at.toISOString(), row.id], view)
}

const FORGET_BATCH = 5000
const DAY = 86_400_000

/** Drops text and reasons older than TRANSCRIPT_RETENTION_DAYS, and what files of that age said and nobody stored, a batch a unit of work. Returns how many nominations were changed. */
export async function forgetTexts(deps: Deps): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - deps.config.TRANSCRIPT_RETENTION_DAYS * DAY)
  await forgetReadings(deps, before)
  for (let total = 0; ; ) {
    const changed = await deps.store.transaction((tx) => repo.forgetBefore(tx.db, before, FORGET_BATCH))
    total += changed
    if (changed < FORGET_BATCH) return total
  }
}
