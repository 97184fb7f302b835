import { and, asc, eq, inArray, isNull, ne, notExists, sql } from 'drizzle-orm'
import { alias as tableAlias } from 'drizzle-orm/pg-core'
import type { Executor } from '../../../db/open.js'
import { account, accountHandle, ally } from '../../../db/schema/index.js'
import { type AccountRow, handleTaken } from '../../repo.js'

/** Handles move between accounts in one unit of work at a time. Held to the end of the transaction. */
export async function lockHandles(db: Executor): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('directory handles', 0))`)
}

/** Locks accounts in the order of their ids; by id. */
export async function lockAccounts(db: Executor, ids: readonly string[]): Promise<Map<string, AccountRow>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select()
    .from(account)
    .where(inArray(account.id, [...ids]))
    .orderBy(asc(account.id))
    .for('update')
  return new Map(rows.map((row) => [row.id, row]))
}

export async function holderOf(db: Executor, handleKey: string): Promise<AccountRow | undefined> {
  const [row] = await db.select().from(account).where(eq(account.handle_key, handleKey)).for('update')
  return row
}

export async function accountsByXIds(db: Executor, xUserIds: readonly string[]): Promise<AccountRow[]> {
  if (xUserIds.length === 0) return []
  return db
    .select()
    .from(account)
    .where(inArray(account.x_user_id, [...xUserIds]))
}

/** Ends what an account is called now. */
export async function closePeriod(db: Executor, accountId: string, at: Date): Promise<void> {
  await db
    .update(accountHandle)
    // One that would end before it began ends where it began.
    .set({ to: sql`greatest(${accountHandle.from}, ${at.toISOString()}::timestamptz)` })
    .where(and(eq(accountHandle.account_id, accountId), isNull(accountHandle.to)))
}

export async function openPeriod(db: Executor, accountId: string, handleKey: string, at: Date): Promise<void> {
  await db
    .insert(accountHandle)
    .values({ account_id: accountId, handle_key: handleKey, from: at })
    .onConflictDoUpdate({ target: [accountHandle.account_id, accountHandle.handle_key, accountHandle.from], set: { to: null } })
}

const now = tableAlias(account, 'has_it_now')

/** Handles these accounts gave up, which nobody is known to have now: by account. */
export async function freedHandles(db: Executor, accountIds: readonly string[]): Promise<Map<string, string[]>> {
  const freed = new Map<string, string[]>()
  if (accountIds.length === 0) return freed
  const rows = await db
    .selectDistinct({ account_id: accountHandle.account_id, handle_key: accountHandle.handle_key })
    .from(accountHandle)
    .innerJoin(account, eq(account.id, accountHandle.account_id))
    .where(
      and(
        inArray(accountHandle.account_id, [...accountIds]),
        ne(accountHandle.handle_key, account.handle_key),
        notExists(db.select({ id: now.id }).from(now).where(eq(now.handle_key, accountHandle.handle_key))),
        sql`not ${handleTaken()}`,
      ),
    )
    .orderBy(accountHandle.account_id, accountHandle.handle_key)
  for (const { account_id, handle_key } of rows) freed.set(account_id, [...(freed.get(account_id) ?? []), handle_key])
  return freed
}

/** Why a proposed entry cannot be approved; an organiser's own words on a decided one are left alone. */
export async function noteOnProposed(db: Executor, allyId: string, reason: string): Promise<void> {
  await db
    .update(ally)
    .set({ status_reason: reason })
    .where(and(eq(ally.id, allyId), eq(ally.status, 'proposed')))
}
