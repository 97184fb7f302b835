import { and, asc, desc, eq, gt, gte, inArray, isNull, notInArray, or, sql } from 'drizzle-orm'
import type { Executor } from '../db/open.js'
import { lease, list, listApplied, listException, plan, planOp, xCall } from '../db/schema/index.js'
import type { CursorKeys } from '../kernel/cursor.js'

export type ListRow = typeof list.$inferSelect
export type PlanRow = typeof plan.$inferSelect
export type OpRow = typeof planOp.$inferSelect
export type AppliedRow = typeof listApplied.$inferSelect
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

export async function appliedOf(db: Executor, listId: string): Promise<AppliedRow[]> {
  return db.select().from(listApplied).where(eq(listApplied.list_id, listId)).orderBy(asc(listApplied.x_user_id))
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
}

export async function markSeen(db: Executor, listId: string, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(listApplied)
    .set({ seen_at: at, missing_at: null })
    .where(and(eq(listApplied.list_id, listId), inArray(listApplied.x_user_id, [...ids]), isNull(listApplied.vanished_at)))
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
}

export async function markVanished(db: Executor, listId: string, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(listApplied)
    .set({ vanished_at: at })
    .where(and(eq(listApplied.list_id, listId), inArray(listApplied.x_user_id, [...ids])))
}

/** We no longer answer for them: what a read shows absent after its add failed, or after we removed it. */
export async function deleteApplied(db: Executor, listId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.delete(listApplied).where(and(eq(listApplied.list_id, listId), inArray(listApplied.x_user_id, [...ids]), isNull(listApplied.vanished_at)))
}

export async function insertPlan(db: Executor, row: typeof plan.$inferInsert, ops: (typeof planOp.$inferInsert)[]): Promise<void> {
  // Of several plans of a list only the newest may be applied. A stopped one may be left behind: what it sent is on record.
  await db
    .update(plan)
    .set({ status: 'superseded', finished_at: row.created_at })
    .where(and(eq(plan.list_id, row.list_id), inArray(plan.status, ['ready', 'stopped'])))
  await db.insert(plan).values(row)
  for (let from = 0; from < ops.length; from += 1_000) await db.insert(planOp).values(ops.slice(from, from + 1_000))
}

export async function findPlan(db: Executor, id: string): Promise<PlanRow | undefined> {
  return first(await db.select().from(plan).where(eq(plan.id, id)))
}

/** Of a plan what steps under way need, without its body. */
export async function planHead(db: Executor, id: string): Promise<Pick<PlanRow, 'list_id' | 'status' | 'cancel_at' | 'rollback_of'> | undefined> {
  const { list_id, status, cancel_at, rollback_of } = plan
  return first(await db.select({ list_id, status, cancel_at, rollback_of }).from(plan).where(eq(plan.id, id)))
}

/** Its row, locked, and that of its list: of two that begin plans of one list the second sees what the first did. */
export async function lockPlan(db: Executor, id: string): Promise<PlanRow | undefined> {
  const row = await findPlan(db, id)
  if (!row) return undefined
  await findList(db, row.list_id, true)
  return first(await db.select().from(plan).where(eq(plan.id, id)).for('update'))
}

export async function plansOf(db: Executor, listId: string, limit: number): Promise<PlanRow[]> {
  return db.select().from(plan).where(eq(plan.list_id, listId)).orderBy(desc(plan.created_at), desc(plan.id)).limit(limit)
}

/** The plan of the list that is being carried out, if any. */
export async function openPlan(db: Executor, listId: string): Promise<PlanRow | undefined> {
  return first(
    await db
      .select()
      .from(plan)
      .where(and(eq(plan.list_id, listId), eq(plan.status, 'applying')))
      .limit(1),
  )
}

/** Plans that a process was carrying out when it ended: to be taken up again. */
export async function unfinishedPlans(db: Executor): Promise<PlanRow[]> {
  return db.select().from(plan).where(eq(plan.status, 'applying')).orderBy(asc(plan.created_at))
}

export async function updatePlan(db: Executor, id: string, values: Partial<typeof plan.$inferInsert>): Promise<void> {
  await db.update(plan).set(values).where(eq(plan.id, id))
}

export async function opsOf(db: Executor, planId: string): Promise<OpRow[]> {
  return db.select().from(planOp).where(eq(planOp.plan_id, planId)).orderBy(asc(planOp.seq))
}

export async function updateOp(db: Executor, planId: string, seq: number, values: Partial<typeof planOp.$inferInsert>): Promise<void> {
  await db
    .update(planOp)
    .set(values)
    .where(and(eq(planOp.plan_id, planId), eq(planOp.seq, seq)))
}

export async function updateOps(db: Executor, planId: string, ops: readonly { seq: number; values: Partial<typeof planOp.$inferInsert> }[]): Promise<void> {
  for (const { seq, values } of ops) await updateOp(db, planId, seq, values)
}

/** In flight, one attempt more. Returns the list's id. */
export async function noteAttempt(db: Executor, planId: string, seq: number, at: Date): Promise<string | undefined> {
  await db
    .update(planOp)
    .set({ state: 'inflight', intent_at: at, attempts: sql`${planOp.attempts} + 1` })
    .where(and(eq(planOp.plan_id, planId), eq(planOp.seq, seq)))
  return (await planHead(db, planId))?.list_id
}

/** Takes the lease if it is free, run out, or ours already; each taking raises the fence. Null if somebody else holds it. */
export async function takeLease(db: Executor, key: string, holder: string, now: Date, until: Date): Promise<number | null> {
  const rows = await db
    .insert(lease)
    .values({ key, holder, fence: 1, expires_at: until })
    .onConflictDoUpdate({
      target: lease.key,
      set: { holder, fence: sql`${lease.fence} + 1`, expires_at: until },
      setWhere: sql`${lease.expires_at} <= ${now} or ${lease.holder} = ${holder}`,
    })
    .returning({ fence: lease.fence })
  return first(rows)?.fence ?? null
}

/** Prolongs a lease that is still ours by its fence. False: somebody took over, so we must stop. */
export async function keepLease(db: Executor, key: string, fence: number, until: Date): Promise<boolean> {
  const rows = await db
    .update(lease)
    .set({ expires_at: until })
    .where(and(eq(lease.key, key), eq(lease.fence, fence)))
    .returning({ key: lease.key })
  return rows.length > 0
}

export async function dropLease(db: Executor, key: string, fence: number, at: Date): Promise<void> {
  await db
    .update(lease)
    .set({ expires_at: at })
    .where(and(eq(lease.key, key), eq(lease.fence, fence)))
}

/** A pause that outlives restarts, kept as a lease nobody can take before it ends. */
export async function holdUntil(db: Executor, key: string, until: Date): Promise<void> {
  await db
    .insert(lease)
    .values({ key, holder: 'pause', fence: 1, expires_at: until })
    .onConflictDoUpdate({ target: lease.key, set: { holder: 'pause', expires_at: until } })
}

export async function releaseHold(db: Executor, key: string): Promise<void> {
  await db.delete(lease).where(and(eq(lease.key, key), eq(lease.holder, 'pause')))
}

export async function heldUntil(db: Executor, key: string): Promise<Date | null> {
  return first(await db.select({ until: lease.expires_at }).from(lease).where(eq(lease.key, key)))?.until ?? null
}

export async function insertCall(db: Executor, row: typeof xCall.$inferInsert): Promise<void> {
  await db.insert(xCall).values(row)
}

/** Additions sent since then over the owner's lists, oldest first: counted from intents, which are written before each call. */
export async function addsSince(db: Executor, ownerId: string, since: Date): Promise<{ at: Date; times: number }[]> {
  const rows = await db
    .select({ at: planOp.intent_at, times: planOp.attempts })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .innerJoin(list, eq(list.id, plan.list_id))
    .where(and(eq(planOp.verb, 'add'), gt(planOp.intent_at, since), or(eq(list.x_owner_id, ownerId), isNull(list.x_owner_id))))
    .orderBy(asc(planOp.intent_at))
  return rows.flatMap(({ at, times }) => (at ? [{ at, times }] : []))
}

/** How often X refused additions of each member of the list, over all its plans. */
export async function refusalsOf(db: Executor, listId: string): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: planOp.x_user_id, times: sql<number>`sum(${planOp.attempts})::int` })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(and(eq(plan.list_id, listId), eq(planOp.verb, 'add'), inArray(planOp.outcome, ['protected_or_blocking', 'cooling_down'])))
    .groupBy(planOp.x_user_id)
  return new Map(rows.map(({ id, times }) => [id, times]))
}

/** Done operations of the plan whose members no later plan of the list has a done operation for. */
export async function achievedOf(db: Executor, planId: string): Promise<OpRow[]> {
  const [own] = await db.select({ list_id: plan.list_id, created_at: plan.created_at }).from(plan).where(eq(plan.id, planId))
  if (!own) return []
  const later = db
    .select({ id: planOp.x_user_id })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(
      and(
        eq(plan.list_id, own.list_id),
        sql`(${plan.created_at}, ${plan.id}) > (${own.created_at.toISOString()}::timestamptz, ${planId})`,
        eq(planOp.state, 'done'),
      ),
    )
  return db
    .select()
    .from(planOp)
    .where(and(eq(planOp.plan_id, planId), eq(planOp.state, 'done'), notInArray(planOp.x_user_id, later)))
    .orderBy(asc(planOp.seq))
}

/** Thousandths of a US dollar spent since then. */
export async function spentSince(db: Executor, since: Date): Promise<number> {
  const rows = await db
    .select({ milli: sql<number>`coalesce(sum(${xCall.cost_milli_usd}), 0)::int` })
    .from(xCall)
    .where(gte(xCall.at, since))
  return first(rows)?.milli ?? 0
}
