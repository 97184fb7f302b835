import type { Tx } from '../../../db/tx.js'
import type { AccountRow } from '../../repo.js'
import { updateAccount } from '../../repo.js'
import * as repo from './repo.js'

/**
 * Handles move by the numeric id alone (IDENTITY.md §3.5). An account whose handle is no longer its own, and of which it is not known what it is called
 * now, has a key that no handle can be: `lost:` and its id; one that turned out to be another account of ours `same:`.
 */
const keyless = (why: 'lost' | 'same' | 'moved', row: AccountRow) => `${why}:${row.id}`
export const hasHandle = (row: { handle_key: string }): boolean => !row.handle_key.includes(':')

export interface Move {
  row: AccountRow
  /** The handle it has now, as X writes it. */
  username: string
}

export interface Moved {
  /** Entries of which something that is seen changed. */
  touched: Set<string>
  /** Accounts of which a lookup by handle can say nothing more: they are what they are by the id of another. */
  duplicates: Set<string>
  /** Accounts that have lost their handle to another and must be asked for by id what they are called now. */
  lost: string[]
}

/**
 * Gives accounts the handles that X says they have now, all at once: two may have swapped theirs. An account that was nominated under the new handle and
 * never looked up is the same; any other that had it so far has it no more. Rows must be locked, and so must handles.
 */
export async function moveHandles(tx: Tx, moves: readonly Move[]): Promise<Moved> {
  const moved: Moved = { touched: new Set(), duplicates: new Set(), lost: [] }
  for (const { row } of moves) {
    await repo.closePeriod(tx.db, row.id, tx.now)
    // Out of the way first, since a key is unique at every moment.
    await updateAccount(tx.db, row.id, { handle_key: keyless('moved', row) })
  }
  for (const { row, username } of moves) {
    const key = username.toLowerCase()
    const rival = await repo.holderOf(tx.db, key)
    // What a participant typed is ours to show (X-PLATFORM.md §1).
    let typed = username
    if (rival && isSame(rival)) {
      typed = rival.handle
      await becomeSame(tx, rival, row)
      moved.duplicates.add(rival.id)
      moved.touched.add(rival.ally_id)
    } else if (rival) {
      await loseHandle(tx, rival, row.x_user_id, moved)
    }
    await updateAccount(tx.db, row.id, { handle_key: key, handle: typed })
    await repo.openPeriod(tx.db, row.id, key, tx.now)
    moved.touched.add(row.ally_id)
    const detail = { account_id: row.id, x_user_id: row.x_user_id, from: hasHandle(row) ? row.handle_key : null, to: key }
    await tx.audit({ actor: 'worker', action: 'account.rename', subject: row.ally_id, reason: renameReason(detail.from, key), detail })
    await tx.emit('account.renamed', row.ally_id, { from: detail.from, to: key })
  }
  return moved
}

const renameReason = (from: string | null, to: string) =>
  from === null ? `X says that the account is called @${to} now.` : `X says that @${from} is called @${to} now: its numeric id is the same.`

/** Never looked up: whoever nominated it meant whom the handle names. One that X once said is nobody, or suspended, was somebody else. */
const isSame = ({ x_user_id, state }: AccountRow) => x_user_id === null && (state === 'unresolved' || state === 'duplicate')

/** From now on it stands for the other account. Its own handle is in the other's history, so that both spellings resolve. */
async function becomeSame(tx: Tx, row: AccountRow, holder: AccountRow): Promise<void> {
  await repo.closePeriod(tx.db, row.id, tx.now)
  await updateAccount(tx.db, row.id, { handle_key: keyless('same', row), state: 'duplicate', same_as: holder.id, checked_at: tx.now })
  if (row.ally_id !== holder.ally_id) await repo.noteOnProposed(tx.db, row.ally_id, holder.ally_id)
}

/** The handle is another account's now; `by` is its numeric id if X said it. */
export async function loseHandle(tx: Tx, row: AccountRow, by: string | null, moved: Pick<Moved, 'touched' | 'lost'>): Promise<void> {
  await repo.closePeriod(tx.db, row.id, tx.now)
  const known = row.x_user_id !== null
  await updateAccount(tx.db, row.id, {
    handle_key: keyless('lost', row),
    ...(known ? { checked_at: null } : { state: 'not_found' as const, checked_at: tx.now }),
  })
  await noteTaken(tx, row, row.handle_key, by)
  moved.touched.add(row.ally_id)
  if (known) moved.lost.push(row.id)
}

/** Says on the record that a handle is no longer the account's, which ends that it leads to the entry (repo.handleTaken). */
export async function noteTaken(tx: Tx, row: AccountRow, handle: string, by: string | null): Promise<void> {
  await tx.audit({
    actor: 'worker',
    action: 'account.handle_taken',
    subject: row.ally_id,
    reason: `X says that @${handle} is another account now.`,
    detail: { account_id: row.id, handle, by },
  })
  await tx.emit('account.handle_taken', row.ally_id, { handle })
}
