/** What partners report of two accounts: how many follow both. */
import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError } from '../../kernel/errors.js'
import { accountNamed, readAt } from './accounts.js'
import * as repo from './repo.js'

export interface PairReport {
  accounts: readonly string[]
  /** Null takes a report back. */
  overlap: number | null
  as_of?: string | undefined
  /** Who says so. */
  source: string
}

export interface PairView {
  accounts: { id: string; handle: string }[]
  overlap: number
  as_of: string
  source: string
  created_at: string
}

/** Counts change: one read so long before or after a report is compared with it, with some room. */
const NEAR_MS = 30 * 86_400_000
const ROOM = 1.1

/**
 * Keeps reports, all or none. Of two reports about the same two accounts the newer stands.
 * @returns how many were kept, taken back, and passed over as older than what is known
 * @throws AppError validation_failed that names each fault, not_found, conflict (withdrawn)
 */
export async function reportPairs(deps: Deps, actor: Actor, reports: readonly PairReport[]): Promise<{ kept: number; removed: number; older: number }> {
  return deps.store.transaction(async (tx) => {
    const done = { kept: 0, removed: 0, older: 0 }
    const said = new Map<string, { overlap: number | null; as_of: number }>()
    for (const [at, report] of reports.entries()) {
      const [a, b] = await twoOf(tx, report, at)
      checkContradiction(said, `${a.id} ${b.id}`, report, at, report.overlap === null ? 0 : readAt(deps, report.as_of, `/pairs/${at}/as_of`).getTime())
      if (report.overlap === null) {
        if (await repo.deletePair(tx.db, a.id, b.id)) done.removed++
        continue
      }
      const as_of = readAt(deps, report.as_of, `/pairs/${at}/as_of`)
      for (const one of [a, b]) await checkSize(tx, one, report.overlap, as_of, at)
      const row = { account_a: a.id, account_b: b.id, overlap: report.overlap, as_of, source: report.source, created_by: actor, created_at: tx.now }
      if (await repo.savePair(tx.db, row)) done.kept++
      else done.older++
    }
    await tx.audit({ actor, action: 'audience.pairs', subject: 'audiences', detail: done })
    if (done.kept + done.removed > 0) await tx.emit('audience.pairs', 'audiences', done)
    return done
  })
}

const fault = (at: number, member: string, detail: string) =>
  new AppError('validation_failed', detail, { errors: [{ pointer: `/pairs/${at}/${member}`, code: 'invalid', detail }] })

async function twoOf(tx: Tx, { accounts }: PairReport, at: number): Promise<[repo.AccountRow, repo.AccountRow]> {
  const [first, second] = accounts
  if (first === undefined || second === undefined) throw fault(at, 'accounts', 'A pair is of two accounts.')
  const one = await accountNamed(tx.db, first, `/pairs/${at}/accounts/0`, true)
  const other = await accountNamed(tx.db, second, `/pairs/${at}/accounts/1`, true)
  if (one.id === other.id) throw fault(at, 'accounts', `@${one.handle} is both of them.`)
  return one.id < other.id ? [one, other] : [other, one]
}

/** Of two words on the same two accounts the newer stands; two of one moment that differ cannot both be meant. */
function checkContradiction(
  said: Map<string, { overlap: number | null; as_of: number }>,
  key: string,
  { overlap }: PairReport,
  at: number,
  as_of: number,
): void {
  const before = said.get(key)
  said.set(key, { overlap, as_of })
  if (before && before.overlap !== overlap && (before.as_of === as_of || before.overlap === null || overlap === null))
    throw fault(at, 'overlap', 'Two reports about the same two accounts contradict each other: give one, or say when each was counted.')
}

async function checkSize(tx: Tx, { id, handle }: repo.AccountRow, overlap: number, at: Date, index: number): Promise<void> {
  const followers = await repo.countNear(tx.db, id, at, NEAR_MS)
  if (followers !== null && overlap > followers * ROOM)
    throw fault(index, 'overlap', `${overlap.toLocaleString('en')} are said to follow both, but @${handle} had ${followers.toLocaleString('en')} followers.`)
}

/** @throws AppError invalid_cursor */
export async function listPairs(deps: Deps, paging: { limit: number; cursor?: string | undefined }): Promise<Page<PairView>> {
  const bound = { of: 'audience-pairs' }
  const keys = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['text', 'text'])
  const rows = await repo.pageOfPairs(deps.store.db, paging.limit, keys && { a: String(keys[0]), b: String(keys[1]) })
  const accounts = await repo.findAccounts(deps.store.db, { ids: [...new Set(rows.flatMap((row) => [row.account_a, row.account_b]))] })
  const handles = new Map(accounts.map(({ id, handle }) => [id, handle]))
  const named = (id: string) => ({ id, handle: handles.get(id) ?? '' })
  return toPage(
    rows,
    paging.limit,
    bound,
    (row) => [row.account_a, row.account_b],
    (row) => ({
      accounts: [named(row.account_a), named(row.account_b)],
      overlap: row.overlap,
      as_of: row.as_of.toISOString(),
      source: row.source,
      created_at: row.created_at.toISOString(),
    }),
  )
}
