import type { ImportContext, ImportCounts, ImportState, Verdict } from '../../db/schema/imports.js'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { parseTarget } from '../../directory/handle.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError } from '../../kernel/errors.js'
import { wrongState } from './refuse.js'
import * as repo from './repo.js'
import { runStoring } from './store.js'
import * as storing from './storing/repo.js'
import { runUndoing } from './undo.js'

export { endBrokenOff } from './broken-off.js'
export { type OpenInput, openImport } from './open.js'
export { runStoring, startStoring } from './store.js'
export { runUndoing, startUndoing } from './undo.js'

export interface ImportView {
  id: string
  state: ImportState
  file_name: string
  format: string | null
  series_id: string | null
  chat_id: string | null
  sha256: string | null
  context: ImportContext | null
  notes: string[]
  /** Why it failed, for people. */
  problem: string | null
  counts: ImportCounts
  /** Names of mass kinds that are counted and not kept, by reason. */
  left_out: Record<string, number>
  /** Of the step under way: bytes while reading; steps while storing (see startStoring); nominations while undoing. */
  progress: { done: number; total: number }
  created_at: string
  stored_at: string | null
  undone_at: string | null
}

const view = (row: repo.ImportRow): ImportView => ({
  id: row.id,
  state: row.state,
  file_name: row.file_name,
  format: row.format,
  series_id: row.series_id,
  chat_id: row.chat_id,
  sha256: row.sha256,
  context: row.context,
  notes: row.notes,
  problem: row.problem,
  counts: row.counts,
  left_out: row.left_out,
  progress: { done: row.progress_done, total: row.progress_total },
  created_at: row.created_at.toISOString(),
  stored_at: row.stored_at?.toISOString() ?? null,
  undone_at: row.undone_at?.toISOString() ?? null,
})

async function rowOf(deps: Deps, id: string): Promise<repo.ImportRow> {
  const given = await repo.findImport(deps.store.db, id)
  const row = given?.same_as ? await repo.findImport(deps.store.db, given.same_as) : given
  if (!row) throw new AppError('not_found', `There is no import ${id}.`)
  return row
}

/** One that turned out to be the same file as an earlier one is that one. @throws AppError not_found */
export const getImport = async (deps: Deps, id: string): Promise<ImportView> => view(await rowOf(deps, id))

interface Paging {
  limit: number
  cursor?: string | undefined
}

/** Newest first. */
export async function listImports(deps: Deps, { limit, cursor }: Paging): Promise<Page<ImportView>> {
  const bound = { of: 'imports' }
  const rows = await repo.pageOfImports(deps.store.db, limit, cursor === undefined ? null : decodeCursor(cursor, bound, ['date', 'text']))
  return toPage(rows, limit, bound, (row) => [row.created_at.toISOString(), row.id], view)
}

export interface CandidateView {
  /** Names it within its import; order of appearance. */
  seq: number
  line: number
  nominator: string | null
  question: number | null
  target: { kind: 'account' | 'hashtag'; key: string; display: string } | null
  raw: string
  text: string | null
  span: { start: number; end: number } | null
  form: string | null
  verdict: Verdict
  reason: string
  /** The organiser's word; null leaves it to the verdict. */
  chosen: boolean | null
  /** Whether storing takes it. */
  taken: boolean
  outcome: 'added' | 'already' | 'refused' | null
}

const candidateView = (row: repo.CandidateRow): CandidateView => ({
  seq: row.seq,
  line: row.line,
  nominator: row.nominator,
  question: row.question,
  target: row.target_kind !== null && row.target_key !== null ? { kind: row.target_kind, key: row.target_key, display: row.display ?? row.target_key } : null,
  raw: row.raw,
  text: row.text,
  span: row.span_start === null || row.span_end === null ? null : { start: row.span_start, end: row.span_end },
  form: row.form,
  verdict: row.verdict,
  reason: row.reason,
  chosen: row.chosen,
  taken: row.target_key !== null && (row.chosen ?? row.verdict === 'counted'),
  outcome: row.outcome,
})

/** What a file names, in order of appearance. @throws AppError not_found */
export async function candidatesOf(deps: Deps, id: string, filters: repo.CandidateFilters, { limit, cursor }: Paging): Promise<Page<CandidateView>> {
  await rowOf(deps, id)
  const bound = { of: 'candidates', id, ...filters }
  const rows = await repo.pageOfCandidates(deps.store.db, id, filters, limit, cursor === undefined ? null : decodeCursor(cursor, bound, ['number']))
  return toPage(rows, limit, bound, (row) => [row.seq], candidateView)
}

/** @throws AppError not_found */
export async function badLinesOf(deps: Deps, id: string, { limit, cursor }: Paging): Promise<Page<{ line: number; reason: string }>> {
  await rowOf(deps, id)
  const bound = { of: 'bad-lines', id }
  const rows = await repo.badLinesOf(deps.store.db, id, limit, cursor === undefined ? null : decodeCursor(cursor, bound, ['number']))
  return toPage(
    rows,
    limit,
    bound,
    (row) => [row.seq],
    ({ line, reason }) => ({ line, reason }),
  )
}

/** What storing would take now. @throws AppError not_found */
export async function acceptedOf(deps: Deps, id: string): Promise<{ nominations: number; targets: number }> {
  await rowOf(deps, id)
  return storing.countAccepted(deps.store.db, id)
}

/** Reasons with their numbers, most frequent first, of what is kept of a preview and of what was only counted. @throws AppError not_found */
export async function reasonsOf(deps: Deps, id: string): Promise<{ verdict: Verdict; reason: string; count: number }[]> {
  const { left_out } = await rowOf(deps, id)
  const unlisted = new Map(Object.entries(left_out))
  const listed = (await repo.countVerdicts(deps.store.db, id)).map(({ verdict, reason, count }) => {
    const more = verdict === 'not' ? (unlisted.get(reason) ?? 0) : 0
    if (more > 0) unlisted.delete(reason)
    return { verdict, reason, count: count + more }
  })
  return [...listed, ...[...unlisted].map(([reason, count]) => ({ verdict: 'not' as const, reason, count }))].sort((a, b) => b.count - a.count)
}

export interface Choice {
  /** True takes it whatever the verdict, false leaves it out, null goes back to the verdict. */
  take: boolean | null
  /** What was meant, where that could not be told or was read wrongly: @handle, #hashtag, a link to a profile. */
  target?: string | undefined
}

/**
 * The organiser's word on one name of a preview; it can be changed until the import is stored.
 * @throws AppError not_found, validation_failed, conflict if the import is not ready or nothing says who was meant
 */
export async function chooseCandidate(deps: Deps, actor: Actor, id: string, seq: number, { take, target }: Choice): Promise<CandidateView> {
  const meant = target === undefined ? null : parseTarget(target)
  if (meant && !meant.ok)
    throw new AppError('validation_failed', `target: ${meant.reason}.`, {
      errors: [{ pointer: '/target', code: 'target', detail: `target: ${meant.reason}.` }],
    })
  return deps.store.transaction(async (tx) => {
    const row = await repo.findImport(tx.db, id, true)
    if (!row) throw new AppError('not_found', `There is no import ${id}.`)
    if (row.state !== 'ready') throw wrongState(row, 'changed')
    const candidate = await repo.findCandidate(tx.db, id, seq)
    if (!candidate) throw new AppError('not_found', `The import ${id} has no name with the number ${seq}.`)
    if (take === true && candidate.target_key === null && !meant)
      throw new AppError('conflict', `It cannot be told who ${candidate.raw} is (${candidate.reason}): say who was meant, as in target: "@handle".`, {
        // For whoever has another way to say it.
        members: { needs: 'target', raw: candidate.raw, reason: candidate.reason },
      })
    const values = {
      chosen: take,
      ...(meant ? { target_kind: meant.target.kind, target_key: meant.target.key, display: meant.target.display } : {}),
    }
    await repo.updateCandidate(tx.db, id, seq, values)
    await tx.audit({ actor, action: 'archive.choose', subject: id, detail: { seq, take, ...(target === undefined ? {} : { target }) } })
    return candidateView({ ...candidate, ...values })
  })
}

/** Imports that somebody left in the middle of a step that can be taken up again. */
export async function unfinishedImports(deps: Deps): Promise<{ id: string; state: ImportState }[]> {
  return (await repo.importsIn(deps.store.db, ['storing', 'undoing'])).map(({ id, state }) => ({ id, state }))
}

/** Carries on whatever an import is in the middle of. */
export async function resumeImport(deps: Deps, id: string): Promise<void> {
  try {
    await runStoring(deps, id)
    await runUndoing(deps, id)
  } catch (error) {
    // What is done stays done. Whoever looks at it should not wait for a work that failed.
    await deps.store
      .transaction((tx) => repo.noteTrouble(tx.db, id, 'It failed on our side, and is tried again: what the server logs says why.'))
      .catch((also: unknown) => deps.log.warn({ err: also, import: id }, 'an import could not say that it failed'))
    throw error
  }
}
