import type { Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import type { PlatformError, XList } from '../../platform/port.js'
import { goneWords, notOursWords, type Whose } from '../lost.js'
import type { ListRow } from '../repo.js'
import { isAnothers, whoseList } from '../sync/owner.js'
import { postgresStore } from '../sync/postgres.js'
import type { Drift } from './compare.js'
import * as repo from './repo.js'
import { type CheckView, checkView } from './views.js'

/** What a look at one list found out, before it is kept. */
export interface Found {
  kind: 'count' | 'full'
  outcome: repo.CheckRow['outcome']
  member_count: number | null
  drift: Drift | null
  note: string | null
}

export const failedLook = (kind: Found['kind'], error: PlatformError): Found => ({
  kind,
  outcome: 'failed',
  member_count: null,
  drift: null,
  note: `X: ${error.kind}: ${error.message}`.slice(0, 500),
})

/** `shown` is null where X shows the list to its owner alone. */
export const notOurs = async (deps: Deps, list: ListRow, shown: XList | null, hidden: Whose['hidden'] = 'private'): Promise<Found> => ({
  kind: 'count',
  outcome: 'not_ours',
  member_count: shown?.member_count ?? null,
  drift: null,
  note: notOursWords(list, await whoseList(postgresStore(deps), list, shown, hidden)),
})

/** X says that there is no such list, as it may of a private one to all but its owner. */
export const gone = async (deps: Deps, list: ListRow): Promise<Found> =>
  (await isAnothers(postgresStore(deps), list))
    ? notOurs(deps, list, null, 'perhaps')
    : { kind: 'count', outcome: 'gone', member_count: null, drift: null, note: goneWords(list) }

/** Keeps a look. */
export async function keepFound(deps: Deps, listId: string, expected: number, found: Found): Promise<CheckView> {
  const row = await deps.store.transaction(async (tx) => {
    const kept = await repo.insertCheck(tx.db, { list_id: listId, at: tx.now, expected_count: expected, ...found })
    await noteOutcome(tx, listId, kept)
    return kept
  })
  return checkView(row)
}

/** Told to webhooks and feeds only when the list is other than it was left. */
async function noteOutcome(tx: Tx, listId: string, row: repo.CheckRow): Promise<void> {
  if (row.outcome === 'drifted' || row.outcome === 'gone' || row.outcome === 'not_ours')
    await tx.emit('list.drifted', listId, { check: row.seq, outcome: row.outcome })
}

/** A list that a plan did not find on X, or found to be another account's: kept as a look, once, so that its page offers the ways out. */
export async function noteLost(deps: Deps, list: ListRow, lost: Found): Promise<void> {
  const last = await repo.lastCheck(deps.store.db, list.id)
  if (last?.outcome !== lost.outcome) await keepFound(deps, list.id, last?.expected_count ?? 0, lost)
}
