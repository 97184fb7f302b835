import { and, asc, eq, gt, gte, or } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { ally, directoryVersion } from '../../db/schema/index.js'
import { type AllyWithAccounts, withAccounts } from '../repo.js'

/** Entries that were ever seen in public, in the order in which what is seen of them changed last. */
export async function changedAfter(db: Executor, after: { seq: number; id: string } | null, since: Date | null, limit: number): Promise<AllyWithAccounts[]> {
  const later = after && or(gt(ally.change_seq, after.seq), and(eq(ally.change_seq, after.seq), gt(ally.id, after.id)))
  const rows = await db
    .select()
    .from(ally)
    // Nothing that was never public has a place in the order.
    .where(and(gt(ally.change_seq, 0), later ?? undefined, since ? gte(ally.updated_at, since) : undefined))
    .orderBy(asc(ally.change_seq), asc(ally.id))
    .limit(limit)
  return withAccounts(db, rows)
}

/** The version that the last change in public made. */
export async function versionNow(db: Executor): Promise<number> {
  const [row] = await db.select({ version: directoryVersion.version }).from(directoryVersion)
  return row?.version ?? 0
}
