import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { audit, list, listApplied, listCheck, listDecision, listException } from '../../db/schema/index.js'
import type { ListFields } from '../../db/schema/lists.js'
import type { CursorKeys } from '../../kernel/cursor.js'
import { forgetTheirs } from '../repo.js'

export type CheckRow = typeof listCheck.$inferSelect
export type DecisionRow = typeof listDecision.$inferSelect

const first = <T>(rows: T[]): T | undefined => rows[0]

/** So many looks are kept of a list: half a year of days. */
const KEPT = 200

export async function insertCheck(db: Executor, row: Omit<typeof listCheck.$inferInsert, 'seq'>): Promise<CheckRow> {
  const [kept] = await db.insert(listCheck).values(row).returning()
  if (!kept) throw new Error('a look at a list was not stored')
  const [oldest] = await db
    .select({ seq: listCheck.seq })
    .from(listCheck)
    .where(eq(listCheck.list_id, row.list_id))
    .orderBy(desc(listCheck.seq))
    .offset(KEPT)
    .limit(1)
  if (oldest) await db.delete(listCheck).where(and(eq(listCheck.list_id, row.list_id), sql`${listCheck.seq} <= ${oldest.seq}`))
  return kept
}

export async function lastCheck(db: Executor, listId: string): Promise<CheckRow | undefined> {
  return first(await db.select().from(listCheck).where(eq(listCheck.list_id, listId)).orderBy(desc(listCheck.seq)).limit(1))
}

/** The last look at which X told the list's own row. */
export async function lastAnswered(db: Executor, listId: string): Promise<CheckRow | undefined> {
  return first(
    await db
      .select()
      .from(listCheck)
      .where(and(eq(listCheck.list_id, listId), inArray(listCheck.outcome, ['as_applied', 'drifted', 'incomplete'])))
      .orderBy(desc(listCheck.seq))
      .limit(1),
  )
}

/** The last look that read every member and could tell whose each is. */
export async function lastReading(db: Executor, listId: string): Promise<CheckRow | undefined> {
  return first(
    await db
      .select()
      .from(listCheck)
      .where(and(eq(listCheck.list_id, listId), eq(listCheck.kind, 'full'), inArray(listCheck.outcome, ['as_applied', 'drifted'])))
      .orderBy(desc(listCheck.seq))
      .limit(1),
  )
}

/** For a list that is connected with another one on X. */
export async function forgetLooks(db: Executor, listId: string): Promise<void> {
  await db.delete(listCheck).where(eq(listCheck.list_id, listId))
  await db.delete(listDecision).where(eq(listDecision.list_id, listId))
}

/** The list on X from which this one was disconnected last, as the record has it. */
export async function formerOnX(db: Executor, listId: string): Promise<string | null> {
  const rows = await db
    .select({ id: sql<string>`${audit.detail}->>'was'` })
    .from(audit)
    .where(and(eq(audit.subject, listId), inArray(audit.action, ['list.disconnect', 'list.connect']), sql`${audit.detail}->>'was' is not null`))
    .orderBy(desc(audit.seq))
    .limit(1)
  return rows[0]?.id ?? null
}

/** Newest first. */
export async function pageOfChecks(db: Executor, listId: string, limit: number, after: CursorKeys | null): Promise<CheckRow[]> {
  return db
    .select()
    .from(listCheck)
    .where(and(eq(listCheck.list_id, listId), after ? lt(listCheck.seq, Number(after[0])) : undefined))
    .orderBy(desc(listCheck.seq))
    .limit(limit + 1)
}

/** Lists on X that nobody has looked at since, the longest not looked at first; and how many are on X at all. */
export async function listsToCheck(db: Executor, before: Date): Promise<{ due: string[]; all: number }> {
  const last = db
    .select({ list_id: listCheck.list_id, at: sql<Date>`max(${listCheck.at})`.as('last_at') })
    .from(listCheck)
    .groupBy(listCheck.list_id)
    .as('last')
  const rows = await db
    .select({ id: list.id, due: sql<boolean>`coalesce(${last.at} <= ${before.toISOString()}::timestamptz, true)` })
    .from(list)
    .leftJoin(last, eq(last.list_id, list.id))
    .where(isNotNull(list.x_list_id))
    .orderBy(sql`${last.at} asc nulls first`, asc(list.id))
  return { due: rows.filter(({ due }) => due).map(({ id }) => id), all: rows.length }
}

/** What X and we agree on of a list's own fields, and whose it is; no edit, so the version stays. */
export async function noteAgreed(db: Executor, listId: string, values: { x_fields?: ListFields; x_owner_id?: string }): Promise<void> {
  if (Object.keys(values).length > 0) await db.update(list).set(values).where(eq(list.id, listId))
}

export async function decisionsOf(db: Executor, listId: string): Promise<DecisionRow[]> {
  return db.select().from(listDecision).where(eq(listDecision.list_id, listId)).orderBy(asc(listDecision.created_at), asc(listDecision.x_user_id))
}

export async function findDecision(db: Executor, listId: string, xUserId: string): Promise<DecisionRow | undefined> {
  return first(
    await db
      .select()
      .from(listDecision)
      .where(and(eq(listDecision.list_id, listId), eq(listDecision.x_user_id, xUserId))),
  )
}

export async function saveDecision(db: Executor, row: typeof listDecision.$inferInsert): Promise<void> {
  const { handle, decision, reason, actor, created_at } = row
  await db
    .insert(listDecision)
    .values(row)
    .onConflictDoUpdate({ target: [listDecision.list_id, listDecision.x_user_id], set: { handle, decision, reason, actor, created_at } })
}

export async function deleteDecision(db: Executor, listId: string, xUserId: string): Promise<void> {
  await db.delete(listDecision).where(and(eq(listDecision.list_id, listId), eq(listDecision.x_user_id, xUserId)))
}

/** From now on ours to answer for, though somebody else added it. A tombstone of before ends: X shows it. */
export async function adopt(db: Executor, row: { list_id: string; x_user_id: string; ally_id: string; at: Date }): Promise<void> {
  const { at, ...key } = row
  const values = { ally_id: row.ally_id, added_at: at, seen_at: at, adopted_at: at, missing_at: null, vanished_at: null }
  await db
    .insert(listApplied)
    .values({ ...key, ...values })
    .onConflictDoUpdate({ target: [listApplied.list_id, listApplied.x_user_id], set: values })
  await forgetTheirs(db, row.list_id, [row.x_user_id])
}

/** Theirs again, as before it was taken over. One that left meanwhile stays buried. */
export async function giveBack(db: Executor, listId: string, xUserId: string): Promise<void> {
  await db
    .delete(listApplied)
    .where(and(eq(listApplied.list_id, listId), eq(listApplied.x_user_id, xUserId), isNotNull(listApplied.adopted_at), isNull(listApplied.vanished_at)))
}

/** Our record of a member that is not on the list any more: without it the next plan adds it again, if it is wished. */
export async function forgetAbsence(db: Executor, listId: string, xUserId: string): Promise<void> {
  await db.delete(listApplied).where(and(eq(listApplied.list_id, listId), eq(listApplied.x_user_id, xUserId)))
  await forgetTheirs(db, listId, [xUserId])
}

export async function bury(db: Executor, row: { list_id: string; x_user_id: string; ally_id: string; at: Date }): Promise<void> {
  const { at, ...key } = row
  await db
    .insert(listApplied)
    .values({ ...key, added_at: at, vanished_at: at })
    .onConflictDoUpdate({ target: [listApplied.list_id, listApplied.x_user_id], set: { vanished_at: at } })
}

/** The pin that was set with the taking over, in the same moment; one that stood before stays. */
export async function dropPinOf(db: Executor, listId: string, allyId: string, at: Date): Promise<void> {
  await db
    .delete(listException)
    .where(and(eq(listException.list_id, listId), eq(listException.ally_id, allyId), eq(listException.kind, 'pin'), eq(listException.created_at, at)))
}
