import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import type { Executor } from '../db/open.js'
import { apiKey } from '../db/schema/index.js'

export type KeyRow = typeof apiKey.$inferSelect

export async function insertKey(db: Executor, row: typeof apiKey.$inferInsert): Promise<void> {
  await db.insert(apiKey).values(row)
}

export async function findByPrefix(db: Executor, prefix: string): Promise<KeyRow | undefined> {
  const rows = await db.select().from(apiKey).where(eq(apiKey.prefix, prefix))
  return rows[0]
}

export async function findById(db: Executor, id: string): Promise<KeyRow | undefined> {
  const rows = await db.select().from(apiKey).where(eq(apiKey.id, id))
  return rows[0]
}

const live = (now: Date) => and(isNull(apiKey.revoked_at), or(isNull(apiKey.expires_at), gt(apiKey.expires_at, now)))

/** Live ones first, then the newest. */
export const allKeys = (db: Executor, now: Date): Promise<KeyRow[]> =>
  db
    .select()
    .from(apiKey)
    .orderBy(sql`${live(now)} desc`, desc(apiKey.created_at), desc(apiKey.id))
    .limit(1000)

export async function countLive(db: Executor, now: Date): Promise<number> {
  const rows = await db.select({ n: sql<number>`count(*)::int` }).from(apiKey).where(live(now))
  return rows[0]?.n ?? 0
}

export async function countKeys(db: Executor): Promise<number> {
  const rows = await db.select({ n: sql<number>`count(*)::int` }).from(apiKey)
  return rows[0]?.n ?? 0
}

/** False if it was revoked before. */
export async function revoke(db: Executor, id: string, at: Date): Promise<boolean> {
  const rows = await db
    .update(apiKey)
    .set({ revoked_at: at })
    .where(and(eq(apiKey.id, id), isNull(apiKey.revoked_at)))
    .returning({ id: apiKey.id })
  return rows.length > 0
}

/** Only if the last use noted is older than `before`: a busy key must not cost a write per request. */
export async function noteUse(db: Executor, id: string, at: Date, before: Date): Promise<void> {
  await db
    .update(apiKey)
    .set({ last_used_at: at })
    .where(and(eq(apiKey.id, id), or(isNull(apiKey.last_used_at), lt(apiKey.last_used_at, before))))
}
