import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { list, oauthAttempt, xOwner } from '../../db/schema/index.js'

export type OwnerRow = typeof xOwner.$inferSelect
export type AttemptRow = typeof oauthAttempt.$inferSelect

/** Held to the end of the transaction: of two accounts that are connected at once the second sees the first. */
export async function lockOwners(db: Executor): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('x_owner'))`)
}

/** The account in whose name lists are kept, if its consent stands. */
export async function connectedOwner(db: Executor): Promise<OwnerRow | undefined> {
  const rows = await db
    .select()
    .from(xOwner)
    .where(inArray(xOwner.state, ['active', 'reconnect']))
    .orderBy(desc(xOwner.updated_at))
    .limit(1)
  return rows[0]
}

/** Whoever was connected last, for telling what became of it. */
export async function lastOwner(db: Executor): Promise<OwnerRow | undefined> {
  const rows = await db.select().from(xOwner).where(ne(xOwner.state, 'pending')).orderBy(desc(xOwner.updated_at)).limit(1)
  return rows[0]
}

export async function ownerById(db: Executor, id: string): Promise<OwnerRow | undefined> {
  const rows = await db.select().from(xOwner).where(eq(xOwner.id, id))
  return rows[0]
}

export async function ownerByUser(db: Executor, xUserId: string): Promise<OwnerRow | undefined> {
  const rows = await db.select().from(xOwner).where(eq(xOwner.x_user_id, xUserId))
  return rows[0]
}

export const pendingOwners = (db: Executor): Promise<OwnerRow[]> => db.select().from(xOwner).where(eq(xOwner.state, 'pending')).orderBy(desc(xOwner.updated_at))

/** The row of the same account is taken over: there is one for each. */
export async function putOwner(db: Executor, row: typeof xOwner.$inferInsert): Promise<void> {
  const { id: _id, x_user_id: _user, ...values } = row
  await db.insert(xOwner).values(row).onConflictDoUpdate({ target: xOwner.x_user_id, set: values })
}

export async function updateOwner(db: Executor, id: string, values: Partial<typeof xOwner.$inferInsert>): Promise<void> {
  await db.update(xOwner).set(values).where(eq(xOwner.id, id))
}

/**
 * Notes that we are about to refresh these very tokens: one statement, so that of many processes one gets the row. A note older than `stale` was left by
 * one that died. Undefined if somebody else is at it, or the tokens changed.
 */
export async function claimRefresh(db: Executor, id: string, generation: number, now: Date, stale: Date): Promise<OwnerRow | undefined> {
  const rows = await db
    .update(xOwner)
    .set({ refreshing_since: now })
    .where(
      and(
        eq(xOwner.id, id),
        eq(xOwner.generation, generation),
        eq(xOwner.state, 'active'),
        or(isNull(xOwner.refreshing_since), lt(xOwner.refreshing_since, stale)),
      ),
    )
    .returning()
  return rows[0]
}

/** Ends what `claimRefresh` began. False if the row is no longer what it was then: disconnected, or connected anew. */
export async function endRefresh(db: Executor, id: string, generation: number, values: Partial<typeof xOwner.$inferInsert>): Promise<boolean> {
  const rows = await db
    .update(xOwner)
    .set({ ...values, refreshing_since: null })
    .where(and(eq(xOwner.id, id), eq(xOwner.generation, generation), eq(xOwner.state, 'active')))
    .returning({ id: xOwner.id })
  return rows.length > 0
}

export async function insertAttempt(db: Executor, row: typeof oauthAttempt.$inferInsert): Promise<void> {
  await db.insert(oauthAttempt).values(row)
}

export async function findAttempt(db: Executor, purpose: AttemptRow['purpose'], stateHash: string): Promise<AttemptRow | undefined> {
  const rows = await db
    .select()
    .from(oauthAttempt)
    .where(and(eq(oauthAttempt.state_hash, stateHash), eq(oauthAttempt.purpose, purpose)))
  return rows[0]
}

/** True for one caller only, however many come at once. */
export async function useAttempt(db: Executor, stateHash: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(oauthAttempt)
    .set({ used_at: now })
    .where(and(eq(oauthAttempt.state_hash, stateHash), isNull(oauthAttempt.used_at), gt(oauthAttempt.expires_at, now)))
    .returning({ state_hash: oauthAttempt.state_hash })
  return rows.length > 0
}

/** Kept a day, so that somebody who comes back late is told why. */
export async function forgetAttempts(db: Executor, purpose: AttemptRow['purpose'], before: Date): Promise<void> {
  await db.delete(oauthAttempt).where(and(eq(oauthAttempt.purpose, purpose), lt(oauthAttempt.expires_at, before)))
}

/** Lists on X that are known to belong to another account than this one, with what it was called when it was connected here. */
export async function listsOfOthers(
  db: Executor,
  xUserId: string | null,
  limit: number,
): Promise<{ id: string; name: string; x_user_id: string; username: string | null }[]> {
  const rows = await db
    .select({ id: list.id, name: list.name, x_user_id: list.x_owner_id, username: xOwner.username })
    .from(list)
    .leftJoin(xOwner, eq(xOwner.x_user_id, list.x_owner_id))
    .where(and(isNotNull(list.x_list_id), isNotNull(list.x_owner_id), xUserId === null ? undefined : ne(list.x_owner_id, xUserId)))
    .orderBy(asc(list.name), asc(list.id))
    .limit(limit)
  return rows.flatMap(({ x_user_id, ...row }) => (x_user_id === null ? [] : { ...row, x_user_id }))
}

/** Lists on X that belong to another account than this one: nobody else could change them. */
export async function countListsOfOthers(db: Executor, xUserId: string): Promise<number> {
  const rows = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(list)
    .where(and(isNotNull(list.x_list_id), isNotNull(list.x_owner_id), ne(list.x_owner_id, xUserId)))
  return rows[0]?.n ?? 0
}
