import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, notExists, notInArray, or, sql } from 'drizzle-orm'
import type { Executor } from '../db/open.js'
import { list, listApplied, listException, listTheirs, plan, planOp, xCall } from '../db/schema/index.js'
import type { CursorKeys } from '../kernel/cursor.js'

export type ListRow = typeof list.$inferSelect
export type AppliedRow = typeof listApplied.$inferSelect
export type TheirsRow = typeof listTheirs.$inferSelect
export type ExceptionRow = typeof listException.$inferSelect

const first = <T>(rows: T[]): T | undefined => rows[0]

export async function insertList(db: Executor, row: typeof list.$inferInsert): Promise<void> {
  await db.insert(list).values(row)
}

export async function findList(db: Executor, id: string, lock = false): Promise<ListRow | undefined> {
  const query = db.select().from(list).where(eq(list.id, id))
  return first(lock ? await query.for('update') : await query)
}

export async function pageOfLists(db: Executor, visibility: 'public' | 'organiser', limit: number, after: CursorKeys | null): Promise<ListRow[]> {
  return db
    .select()
    .from(list)
    .where(and(visibility === 'public' ? eq(list.private, false) : undefined, after ? gt(list.id, String(after[0])) : undefined))
    .orderBy(asc(list.id))
    .limit(limit + 1)
}

export async function updateList(db: Executor, id: string, version: number, values: Partial<typeof list.$inferInsert>): Promise<ListRow | undefined> {
  return first(
    await db
      .update(list)
      .set({ ...values, version: version + 1 })
      .where(and(eq(list.id, id), eq(list.version, version)))
      .returning(),
  )
}

/** What applying learns about the list on X; not an edit, so the version stays. */
export async function noteList(
  db: Executor,
  id: string,
  values: Partial<Pick<ListRow, 'x_list_id' | 'x_owner_id' | 'x_fields' | 'verified_at'>>,
): Promise<void> {
  await db.update(list).set(values).where(eq(list.id, id))
}

export async function exceptionsOf(db: Executor, listId: string): Promise<ExceptionRow[]> {
  return db.select().from(listException).where(eq(listException.list_id, listId)).orderBy(asc(listException.ally_id))
}

export async function saveException(db: Executor, row: typeof listException.$inferInsert): Promise<void> {
  const { kind, reason, actor, created_at } = row
  await db
    .insert(listException)
    .values(row)
    .onConflictDoUpdate({ target: [listException.list_id, listException.ally_id], set: { kind, reason, actor, created_at } })
}

export async function deleteException(db: Executor, listId: string, allyId: string): Promise<boolean> {
  const gone = await db
    .delete(listException)
    .where(and(eq(listException.list_id, listId), eq(listException.ally_id, allyId)))
    .returning({ ally_id: listException.ally_id })
  return gone.length > 0
}

/**
 * What we added to the list on X, or may have added, and who left by themselves. While the definition is not connected only these count: the rest is kept
 * for the case that the same list is connected again.
 */
export async function appliedOf(db: Executor, listId: string): Promise<AppliedRow[]> {
  const rows = await db
    .select({ row: listApplied })
    .from(listApplied)
    .innerJoin(list, eq(list.id, listApplied.list_id))
    .where(and(eq(listApplied.list_id, listId), or(isNotNull(list.x_list_id), isNotNull(listApplied.vanished_at))))
    .orderBy(asc(listApplied.x_user_id))
  return rows.map(({ row }) => row)
}

/** Whom others put on the list and readings showed, but for those who are ours by now. */
export async function theirsOf(db: Executor, listId: string): Promise<TheirsRow[]> {
  const ours = db
    .select({ id: listApplied.x_user_id })
    .from(listApplied)
    .where(and(eq(listApplied.list_id, listId), eq(listApplied.x_user_id, listTheirs.x_user_id)))
  return db
    .select()
    .from(listTheirs)
    .where(and(eq(listTheirs.list_id, listId), notExists(ours)))
    .orderBy(asc(listTheirs.x_user_id))
}

/** X ids of members whose removal we ever sent. */
export async function everTakenOff(db: Executor, listId: string): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ id: planOp.x_user_id })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(and(eq(plan.list_id, listId), eq(planOp.verb, 'remove'), gt(planOp.attempts, 0)))
  return new Set(rows.map(({ id }) => id))
}

/** Before it is noted that a reading missed them. */
export async function keepTheirs(db: Executor, listId: string, members: readonly { x_user_id: string; ally_id: string }[]): Promise<void> {
  if (members.length === 0) return
  const rows = members.map(({ x_user_id, ally_id }) => ({ list_id: listId, x_user_id, ally_id }))
  await db.insert(listTheirs).values(rows).onConflictDoNothing()
}

/**
 * A whole reading showed members that belong on the list and that others put there. Whom we took off within a day an old copy may show (see `markSeen`), and of
 * whom is not wished any more nobody keeps who saw them: they may be taken off on purpose.
 */
export async function noteTheirs(
  db: Executor,
  listId: string,
  { members, wished }: { members: readonly { x_user_id: string; ally_id: string }[]; wished: readonly string[] },
  at: Date,
): Promise<void> {
  await db.delete(listTheirs).where(and(eq(listTheirs.list_id, listId), notInArray(listTheirs.x_user_id, [...wished])))
  if (members.length === 0) return
  const takenOff = await db
    .select({ id: planOp.x_user_id })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(and(eq(plan.list_id, listId), eq(planOp.verb, 'remove'), gt(planOp.intent_at, new Date(at.getTime() - OLD_COPIES_MS))))
  const doubted = new Set(takenOff.map(({ id }) => id))
  const rows = members.filter(({ x_user_id }) => !doubted.has(x_user_id)).map((member) => ({ list_id: listId, ...member, missing_at: null }))
  if (rows.length === 0) return
  await db
    .insert(listTheirs)
    .values(rows)
    .onConflictDoUpdate({ target: [listTheirs.list_id, listTheirs.x_user_id], set: { ally_id: sql`excluded.ally_id`, missing_at: null } })
}

/** Whether we added the member, or took it over, and it has not left. */
export async function answersFor(db: Executor, listId: string, xUserId: string): Promise<boolean> {
  const rows = await db
    .select({ id: listApplied.x_user_id })
    .from(listApplied)
    .where(and(eq(listApplied.list_id, listId), eq(listApplied.x_user_id, xUserId), isNull(listApplied.vanished_at)))
  return rows.length > 0
}

export async function insertApplied(db: Executor, row: typeof listApplied.$inferInsert): Promise<void> {
  await db.insert(listApplied).values(row).onConflictDoNothing()
  await forgetTheirs(db, row.list_id, [row.x_user_id])
}

/** Old copies of a list are shown for minutes, now and then for longer. */
const OLD_COPIES_MS = 24 * 3_600_000

/**
 * A reading has shown them. Whom we have asked X to take off within a day, and not put on again since, is not marked: what shows it may be an old copy, and
 * once it is gone that is our doing and not its own leaving, which nobody would ever add again.
 */
export async function markSeen(db: Executor, listId: string, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  const takenOff = db
    .select({ id: planOp.x_user_id })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(
      and(
        eq(plan.list_id, listId),
        eq(planOp.verb, 'remove'),
        eq(planOp.x_user_id, listApplied.x_user_id),
        gt(planOp.intent_at, new Date(at.getTime() - OLD_COPIES_MS)),
        gt(planOp.intent_at, listApplied.added_at),
      ),
    )
  await db
    .update(listApplied)
    .set({ seen_at: at, missing_at: null })
    .where(and(eq(listApplied.list_id, listId), inArray(listApplied.x_user_id, [...ids]), isNull(listApplied.vanished_at), notExists(takenOff)))
  await db
    .update(listTheirs)
    .set({ missing_at: null })
    .where(and(eq(listTheirs.list_id, listId), inArray(listTheirs.x_user_id, [...ids])))
}

/** We are about to remove it: from now on its absence is our doing. */
export async function markUnseen(db: Executor, listId: string, id: string): Promise<void> {
  await db
    .update(listApplied)
    .set({ seen_at: null, missing_at: null })
    .where(and(eq(listApplied.list_id, listId), eq(listApplied.x_user_id, id), isNull(listApplied.vanished_at)))
}

export async function markMissing(db: Executor, listId: string, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(listApplied)
    .set({ missing_at: at })
    .where(and(eq(listApplied.list_id, listId), inArray(listApplied.x_user_id, [...ids]), isNull(listApplied.missing_at)))
  await db
    .update(listTheirs)
    .set({ missing_at: at })
    .where(and(eq(listTheirs.list_id, listId), inArray(listTheirs.x_user_id, [...ids]), isNull(listTheirs.missing_at)))
}

export async function markVanished(db: Executor, listId: string, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(listApplied)
    .set({ vanished_at: at })
    .where(and(eq(listApplied.list_id, listId), inArray(listApplied.x_user_id, [...ids])))
  const theirs = await forgetTheirs(db, listId, ids)
  if (theirs.length > 0)
    await db
      .insert(listApplied)
      .values(theirs.map(({ missing_at: _, ...row }) => ({ ...row, added_at: at, vanished_at: at })))
      .onConflictDoNothing()
}

/** @returns what was forgotten */
export async function forgetTheirs(db: Executor, listId: string, ids: readonly string[]): Promise<TheirsRow[]> {
  return db
    .delete(listTheirs)
    .where(and(eq(listTheirs.list_id, listId), inArray(listTheirs.x_user_id, [...ids])))
    .returning()
}

/** The definition stands for another list on X from now on: what we added to the one before gives no claim on this one's members. Tombstones stay. */
export async function forgetApplied(db: Executor, listId: string): Promise<void> {
  await db.delete(listApplied).where(and(eq(listApplied.list_id, listId), isNull(listApplied.vanished_at)))
  await db.delete(listTheirs).where(eq(listTheirs.list_id, listId))
}

/** We no longer answer for them: what a read shows absent after its add failed, or after we removed it. */
export async function deleteApplied(db: Executor, listId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.delete(listApplied).where(and(eq(listApplied.list_id, listId), inArray(listApplied.x_user_id, [...ids]), isNull(listApplied.vanished_at)))
  await forgetTheirs(db, listId, ids)
}

export async function insertCall(db: Executor, row: typeof xCall.$inferInsert): Promise<void> {
  await db.insert(xCall).values(row)
}

/** Thousandths of a US dollar spent since then. */
export async function spentSince(db: Executor, since: Date): Promise<number> {
  const rows = await db
    .select({ milli: sql<number>`coalesce(sum(${xCall.cost_milli_usd}), 0)::int` })
    .from(xCall)
    .where(gte(xCall.at, since))
  return first(rows)?.milli ?? 0
}
