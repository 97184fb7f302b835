import { and, asc, desc, eq, gt, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../db/open.js'
import { leaveRequest } from '../db/schema/index.js'

export type RequestRow = typeof leaveRequest.$inferSelect

export async function insertRequest(db: Executor, row: typeof leaveRequest.$inferInsert): Promise<RequestRow> {
  const [made] = await db.insert(leaveRequest).values(row).returning()
  if (!made) throw new Error('the request was not stored')
  return made
}

const one = async (db: Executor, where: SQL, lock: boolean): Promise<RequestRow | undefined> => {
  const query = db.select().from(leaveRequest).where(where)
  return (lock ? await query.for('update') : await query)[0]
}

export const bySecret = (db: Executor, hash: string, lock = false): Promise<RequestRow | undefined> => one(db, eq(leaveRequest.secret_hash, hash), lock)
export const byId = (db: Executor, id: string, lock = false): Promise<RequestRow | undefined> => one(db, eq(leaveRequest.id, id), lock)

/** How many were made since, in all and for one target. */
export async function countSince(db: Executor, since: Date, kind: string, key: string): Promise<{ all: number; same: number }> {
  const rows = await db
    .select({
      all: sql<number>`count(*)::int`,
      same: sql<number>`(count(*) filter (where ${leaveRequest.target_kind} = ${kind} and ${leaveRequest.target_key} = ${key}))::int`,
    })
    .from(leaveRequest)
    .where(gt(leaveRequest.created_at, since))
  return rows[0] ?? { all: 0, same: 0 }
}

/** Looks since then over all requests: those into profiles cost money. */
export async function checksSince(db: Executor, since: Date): Promise<number> {
  const rows = await db
    .select({ n: sql<number>`coalesce(sum(${leaveRequest.checks}), 0)::int` })
    .from(leaveRequest)
    .where(gt(leaveRequest.checked_at, since))
  return rows[0]?.n ?? 0
}

/** Notes a look before it is taken; false if one was taken after `pause`, or somebody else is faster. */
export async function noteCheck(db: Executor, id: string, now: Date, pause: Date): Promise<boolean> {
  const rows = await db
    .update(leaveRequest)
    .set({ checks: sql`${leaveRequest.checks} + 1`, checked_at: now })
    .where(and(eq(leaveRequest.id, id), eq(leaveRequest.state, 'open'), or(isNull(leaveRequest.checked_at), lt(leaveRequest.checked_at, pause))))
    .returning({ id: leaveRequest.id })
  return rows.length > 0
}

/** With an answer what was asked is forgotten: the target and the words. */
export async function closeRequest(
  db: Executor,
  id: string,
  values: Pick<typeof leaveRequest.$inferInsert, 'state' | 'proof' | 'answer' | 'answered_at'>,
): Promise<void> {
  await db
    .update(leaveRequest)
    .set({ ...values, target_key: null, why: null })
    .where(eq(leaveRequest.id, id))
}

/** Other open wishes for the same, which one proof fulfils; their ids. */
export async function openForSame(db: Executor, row: Pick<RequestRow, 'id' | 'target_kind'> & { target_key: string }): Promise<string[]> {
  const rows = await db
    .select({ id: leaveRequest.id })
    .from(leaveRequest)
    .where(
      and(
        eq(leaveRequest.state, 'open'),
        eq(leaveRequest.target_kind, row.target_kind),
        eq(leaveRequest.target_key, row.target_key),
        ne(leaveRequest.id, row.id),
      ),
    )
    .orderBy(asc(leaveRequest.id))
  return rows.map(({ id }) => id)
}

/** Open ones in the order in which they came, or answered ones, the last one first. */
export function listRequests(db: Executor, state: 'open' | 'answered', limit: number): Promise<RequestRow[]> {
  const query = db.select().from(leaveRequest)
  return state === 'open'
    ? query.where(eq(leaveRequest.state, 'open')).orderBy(asc(leaveRequest.created_at), asc(leaveRequest.id)).limit(limit)
    : query.where(sql`${leaveRequest.state} <> 'open'`).orderBy(desc(leaveRequest.answered_at), desc(leaveRequest.id)).limit(limit)
}

export async function countOpen(db: Executor): Promise<number> {
  const rows = await db.select({ n: sql<number>`count(*)::int` }).from(leaveRequest).where(eq(leaveRequest.state, 'open'))
  return rows[0]?.n ?? 0
}

/** What nobody proved or answered in its time; how many. */
export async function expireRequests(db: Executor, now: Date): Promise<number> {
  const rows = await db
    .update(leaveRequest)
    .set({ state: 'expired', target_key: null, why: null, answered_at: now })
    .where(and(eq(leaveRequest.state, 'open'), lt(leaveRequest.expires_at, now)))
    .returning({ id: leaveRequest.id })
  return rows.length
}
