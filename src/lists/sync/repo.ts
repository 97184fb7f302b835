import { and, asc, desc, eq, gt, inArray, isNull, lte, ne, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { lease, plan, planOp } from '../../db/schema/index.js'
import { findList } from '../repo.js'

export type PlanRow = typeof plan.$inferSelect
export type OpRow = typeof planOp.$inferSelect

const first = <T>(rows: T[]): T | undefined => rows[0]

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

/** Plans to be taken up: those that a process was carrying out, perhaps one that died, and those that waited and whose time has come. */
export async function plansToRun(db: Executor, now: Date): Promise<string[]> {
  const rows = await db
    .select({ id: plan.id })
    .from(plan)
    .leftJoin(lease, eq(lease.key, sql`'wait:' || ${plan.id}`))
    .where(or(eq(plan.status, 'applying'), and(eq(plan.status, 'waiting'), or(isNull(lease.key), lte(lease.expires_at, now)))))
    .orderBy(asc(plan.created_at))
  return rows.map((row) => row.id)
}

/** Another plan of the list is begun instead of those that wait. */
export async function supersedeWaiting(db: Executor, listId: string, except: string, at: Date): Promise<string[]> {
  const rows = await db
    .update(plan)
    .set({ status: 'superseded', finished_at: at })
    .where(and(eq(plan.list_id, listId), eq(plan.status, 'waiting'), ne(plan.id, except)))
    .returning({ id: plan.id })
  return rows.map((row) => row.id)
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

/** One operation as it stands, locked. */
export async function lockOp(db: Executor, planId: string, seq: number): Promise<{ list_id: string; state: string } | undefined> {
  const rows = await db
    .select({ list_id: plan.list_id, state: planOp.state })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(and(eq(planOp.plan_id, planId), eq(planOp.seq, seq)))
    .for('update', { of: planOp })
  return first(rows)
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

/** Until when a plan waits, and how often in a row it was put off. */
export async function putWait(db: Executor, key: string, until: Date, refused: number): Promise<void> {
  await db
    .insert(lease)
    .values({ key, holder: 'pause', fence: refused, expires_at: until })
    .onConflictDoUpdate({ target: lease.key, set: { fence: refused, expires_at: until } })
}

export async function findWait(db: Executor, key: string): Promise<{ until: Date; refused: number } | null> {
  return first(await db.select({ until: lease.expires_at, refused: lease.fence }).from(lease).where(eq(lease.key, key))) ?? null
}

/** Its row, locked: who would take it over in this moment waits. */
export async function lockLease(db: Executor, key: string): Promise<{ holder: string; expires_at: Date } | undefined> {
  return first(await db.select({ holder: lease.holder, expires_at: lease.expires_at }).from(lease).where(eq(lease.key, key)).for('update'))
}

/** Whether nobody has taken the lease since; who would in this moment waits for our end. */
export async function holdsLease(db: Executor, key: string, fence: number): Promise<boolean> {
  const rows = await db
    .select({ key: lease.key })
    .from(lease)
    .where(and(eq(lease.key, key), eq(lease.fence, fence)))
    .for('share')
  return rows.length > 0
}

/** Calls noted for the list, over all its plans. */
export async function sendsOf(db: Executor, listId: string): Promise<number> {
  const rows = await db
    .select({ times: sql<number>`coalesce(sum(${planOp.attempts}), 0)::int` })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(eq(plan.list_id, listId))
  return first(rows)?.times ?? 0
}

export async function findLease(db: Executor, key: string): Promise<{ holder: string; expires_at: Date } | undefined> {
  return first(await db.select({ holder: lease.holder, expires_at: lease.expires_at }).from(lease).where(eq(lease.key, key)))
}

export async function releaseHolds(db: Executor, keys: readonly string[]): Promise<void> {
  await db.delete(lease).where(and(inArray(lease.key, [...keys]), eq(lease.holder, 'pause')))
}

export async function releaseHold(db: Executor, key: string): Promise<void> {
  await db.delete(lease).where(and(eq(lease.key, key), eq(lease.holder, 'pause')))
}

export async function heldUntil(db: Executor, key: string): Promise<Date | null> {
  return first(await db.select({ until: lease.expires_at }).from(lease).where(eq(lease.key, key)))?.until ?? null
}

/**
 * Additions sent since then over all lists, oldest first: counted from intents, which are written before each call. Whose account sent them is not asked: one is
 * connected at a time, a list may have changed hands since, and what counts too many only goes more slowly.
 */
export async function addsSince(db: Executor, since: Date): Promise<{ at: Date; times: number }[]> {
  const rows = await db
    .select({ at: planOp.intent_at, times: planOp.attempts })
    .from(planOp)
    .where(and(eq(planOp.verb, 'add'), gt(planOp.intent_at, since)))
    .orderBy(asc(planOp.intent_at))
  return rows.flatMap(({ at, times }) => (at ? [{ at, times }] : []))
}

/** Additions that X refused, over all plans of the list. */
export async function refusalRows(db: Executor, listId: string): Promise<{ x_user_id: string; outcome: string | null; attempts: number }[]> {
  return db
    .select({ x_user_id: planOp.x_user_id, outcome: planOp.outcome, attempts: planOp.attempts })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(and(eq(plan.list_id, listId), eq(planOp.verb, 'add'), inArray(planOp.outcome, ['protected_or_blocking', 'cooling_down', 'cooling_down_again'])))
}

/** How often additions of each member of the list were sent and failed, over all its plans. */
export const failuresOf = (db: Executor, listId: string): Promise<Map<string, number>> => attemptsOf(db, listId, eq(planOp.state, 'failed'))

async function attemptsOf(db: Executor, listId: string, which: SQL): Promise<Map<string, number>> {
  const rows = await db
    .select({ id: planOp.x_user_id, times: sql<number>`sum(${planOp.attempts})::int` })
    .from(planOp)
    .innerJoin(plan, eq(plan.id, planOp.plan_id))
    .where(and(eq(plan.list_id, listId), eq(planOp.verb, 'add'), which))
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
