import { and, arrayOverlaps, asc, count, desc, eq, gt, isNotNull, lt, or, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { ally, directoryVersion, snapshot, snapshotEntry } from '../../db/schema/index.js'
import { type AllyWithAccounts, publicRows, withAccounts } from '../repo.js'

export type SnapshotRow = typeof snapshot.$inferSelect
export type EntryRow = typeof snapshotEntry.$inferSelect

/** Holds back whoever changes what is public until this transaction ends, and says which version stands meanwhile. */
export async function holdVersion(db: Executor): Promise<number> {
  const [row] = await db.select({ version: directoryVersion.version }).from(directoryVersion).for('update')
  return row?.version ?? 0
}

/** Published entries in the order of their ids, each with the ids of all that was merged into it. */
export async function publicAfter(db: Executor, id: string, limit: number): Promise<{ row: AllyWithAccounts; ally_ids: string[] }[]> {
  const found = await db
    .select({ row: ally, ally_ids: sql<string[]>`array(select one.id::text from ally one where one.canonical_id = ally.id order by one.id)` })
    .from(ally)
    .where(and(publicRows(), gt(ally.id, id)))
    .orderBy(asc(ally.id))
    .limit(limit)
  const rows = await withAccounts(
    db,
    found.map(({ row }) => row),
  )
  return rows.map((row, i) => ({ row, ally_ids: [...new Set([row.id, ...(found[i]?.ally_ids ?? [])])] }))
}

export const insertSnapshot = (db: Executor, row: typeof snapshot.$inferInsert) => db.insert(snapshot).values(row)
export const insertEntries = (db: Executor, rows: (typeof snapshotEntry.$inferInsert)[]) => db.insert(snapshotEntry).values(rows)
export const setTotals = (db: Executor, id: string, values: { entries: number; checksum: string }) => db.update(snapshot).set(values).where(eq(snapshot.id, id))

export async function findSnapshot(db: Executor, id: string, lock = false): Promise<SnapshotRow | undefined> {
  const query = db.select().from(snapshot).where(eq(snapshot.id, id))
  return (lock ? await query.for('update') : await query)[0]
}

/** Newest first. */
export async function pageOf(db: Executor, limit: number, after: { at: Date; id: string } | null): Promise<SnapshotRow[]> {
  const older = after && or(lt(snapshot.created_at, after.at), and(eq(snapshot.created_at, after.at), lt(snapshot.id, after.id)))
  return db
    .select()
    .from(snapshot)
    .where(older ?? undefined)
    .orderBy(desc(snapshot.created_at), desc(snapshot.id))
    .limit(limit + 1)
}

export async function entriesAfter(db: Executor, id: string, n: number, limit: number): Promise<EntryRow[]> {
  return db
    .select()
    .from(snapshotEntry)
    .where(and(eq(snapshotEntry.snapshot_id, id), gt(snapshotEntry.n, n)))
    .orderBy(asc(snapshotEntry.n))
    .limit(limit)
}

export async function countWithdrawn(db: Executor, id: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(snapshotEntry)
    .where(and(eq(snapshotEntry.snapshot_id, id), isNotNull(snapshotEntry.withdrawn_at)))
  return row?.n ?? 0
}

/** Takes these entries, and all that held one of them, out of every snapshot; their hashes stay. */
export async function takeOut(db: Executor, allyIds: readonly string[], at: Date): Promise<void> {
  await db
    .update(snapshotEntry)
    .set({ entry: null, salt: null, ally_ids: [], withdrawn_at: at })
    .where(arrayOverlaps(snapshotEntry.ally_ids, [...allyIds]))
}

export const removeSnapshot = (db: Executor, id: string) => db.delete(snapshot).where(eq(snapshot.id, id))
