import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import type { PlanBody } from '../plan.js'
import * as lists from '../repo.js'
import { openPlan, plansOf } from '../sync/repo.js'
import type { Drift, MemberDrift } from './compare.js'
import type { FieldDrift } from './fields.js'
import * as repo from './repo.js'

/** @throws AppError not_found */
export async function mustFind(deps: Deps, id: string): Promise<lists.ListRow> {
  const row = await lists.findList(deps.store.db, id)
  if (!row) throw new AppError('not_found', `There is no list ${id}.`)
  return row
}

/** Whose each member was at that look; null if it did not read them. */
export const membersOf = (row: repo.CheckRow | undefined): MemberDrift | null => (row?.drift as Drift | null | undefined)?.members ?? null

export const standing = (row: lists.AppliedRow): boolean => row.vanished_at === null
export const asCounted = (row: lists.AppliedRow) => ({ x_user_id: row.x_user_id, seen: row.seen_at !== null, missing: row.missing_at !== null })

export const amidPlan = () => new AppError('conflict', 'A plan of this list is being carried out, and it reads the list back itself. Look when it has ended.')

/** The list's own fields as X was last seen to show them, by a look or by a plan, whichever came later. */
export async function fieldsSeen(deps: Deps, list: lists.ListRow): Promise<FieldDrift[]> {
  const [last, [plan]] = [await repo.lastAnswered(deps.store.db, list.id), await plansOf(deps.store.db, list.id, 1)]
  const body = plan?.body as Partial<PlanBody> | undefined
  if (plan && body?.fields_on_x && body.x_list_id === list.x_list_id && (!last || plan.created_at > last.at)) return body.fields_on_x
  return (last?.drift as Drift | null | undefined)?.fields ?? []
}

/** Locks the list. A run under way must not meet records that change under it: it answers for what it was shown. */
export async function openForWord(tx: Tx, listId: string): Promise<lists.ListRow> {
  const list = await lists.findList(tx.db, listId, true)
  if (!list) throw new AppError('not_found', `There is no list ${listId}.`)
  if (await openPlan(tx.db, listId)) throw new AppError('conflict', 'A plan of this list is being carried out. Decide when it has ended, or cancel it.')
  return list
}

/** One edit of the list, as every word on it is: plans made before are stale. */
export async function settleWord(tx: Tx, actor: Actor, list: lists.ListRow, action: string, reason: string, detail: Record<string, unknown>): Promise<void> {
  await lists.updateList(tx.db, list.id, list.version, { updated_at: tx.now })
  await tx.audit({ actor, action, subject: list.id, reason, detail })
  await tx.emit('list.edited', list.id)
  await tx.touchDirectory()
}
