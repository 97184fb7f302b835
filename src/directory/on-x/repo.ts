import { and, eq, inArray, isNull } from 'drizzle-orm'
import { alias as tableAlias } from 'drizzle-orm/pg-core'
import type { Executor } from '../../db/open.js'
import { account, ally } from '../../db/schema/index.js'

const whole = tableAlias(ally, 'whole')

/** An account we know by its numeric id, and the entry that stands for it now. */
export interface KnownAccount {
  account_id: string
  x_user_id: string
  /** As it is spelt here. */
  handle: string
  handle_key: string
  state: typeof account.$inferSelect.state
  /** The entry it hangs on; `canonical_id` is the one that this was merged into, if it was. */
  ally_id: string
  canonical_id: string
  name: string
  status: typeof ally.$inferSelect.status
  gate: typeof ally.$inferSelect.gate
}

export async function accountsOnX(db: Executor, xUserIds: readonly string[]): Promise<KnownAccount[]> {
  if (xUserIds.length === 0) return []
  const rows = await db
    .select({
      account_id: account.id,
      x_user_id: account.x_user_id,
      handle: account.handle,
      handle_key: account.handle_key,
      state: account.state,
      ally_id: ally.id,
      canonical_id: ally.canonical_id,
      name: whole.name,
      status: whole.status,
      gate: whole.gate,
    })
    .from(account)
    .innerJoin(ally, eq(ally.id, account.ally_id))
    .innerJoin(whole, eq(whole.id, ally.canonical_id))
    .where(inArray(account.x_user_id, [...xUserIds]))
  return rows.flatMap((row) => (row.x_user_id === null ? [] : [{ ...row, x_user_id: row.x_user_id }]))
}

/** Who has these handles now: by handle, the account's id if it is known. */
export async function holdersOfHandles(db: Executor, keys: readonly string[]): Promise<Map<string, string | null>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .select({ handle_key: account.handle_key, x_user_id: account.x_user_id })
    .from(account)
    .where(inArray(account.handle_key, [...keys]))
  return new Map(rows.map((row) => [row.handle_key, row.x_user_id]))
}

/** X has said whose handle it is: from now on the account is known by its id, and is looked up by that. */
export async function giveId(db: Executor, handleKey: string, xUserId: string): Promise<void> {
  await db
    .update(account)
    .set({ x_user_id: xUserId, state: 'unresolved', checked_at: null })
    .where(and(eq(account.handle_key, handleKey), isNull(account.x_user_id)))
}
