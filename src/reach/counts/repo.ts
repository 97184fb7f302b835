import { and, asc, desc, eq, gte, inArray } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { followerCount } from '../../db/schema/index.js'

export type CountRow = typeof followerCount.$inferSelect

/** Of these accounts, in order of time. */
export async function seriesOf(db: Executor, accountIds: readonly string[], from?: Date): Promise<CountRow[]> {
  if (accountIds.length === 0) return []
  return db
    .select()
    .from(followerCount)
    .where(and(inArray(followerCount.account_id, [...accountIds]), from === undefined ? undefined : gte(followerCount.read_at, from)))
    .orderBy(asc(followerCount.read_at), asc(followerCount.source))
}

/** The newest rows of one account, newest first. */
export async function lastCounts(db: Executor, accountId: string, limit: number): Promise<CountRow[]> {
  return db
    .select()
    .from(followerCount)
    .where(eq(followerCount.account_id, accountId))
    .orderBy(desc(followerCount.read_at), desc(followerCount.source))
    .limit(limit)
}

export async function saveCount(db: Executor, row: CountRow): Promise<void> {
  const { followers, read_at } = row
  await db
    .insert(followerCount)
    .values(row)
    .onConflictDoUpdate({ target: [followerCount.account_id, followerCount.day, followerCount.source], set: { followers, read_at } })
}
