import { and, asc, desc, eq, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Executor } from '../db/open.js'
import { webhook, webhookDelivery } from '../db/schema/index.js'

export type WebhookRow = typeof webhook.$inferSelect
export type DeliveryRow = typeof webhookDelivery.$inferSelect

export const insertWebhook = (db: Executor, row: typeof webhook.$inferInsert) => db.insert(webhook).values(row)
export const allWebhooks = (db: Executor): Promise<WebhookRow[]> => db.select().from(webhook).orderBy(asc(webhook.id))
export const removeWebhook = (db: Executor, id: string) => db.delete(webhook).where(eq(webhook.id, id))
export const updateWebhook = (db: Executor, id: string, values: Partial<typeof webhook.$inferInsert>) =>
  db.update(webhook).set(values).where(eq(webhook.id, id))

export async function findWebhook(db: Executor, id: string, lock = false): Promise<WebhookRow | undefined> {
  const query = db.select().from(webhook).where(eq(webhook.id, id))
  return (lock ? await query.for('update') : await query)[0]
}

export const enabledWebhooks = (db: Executor): Promise<WebhookRow[]> => db.select().from(webhook).where(isNull(webhook.disabled_at))

/** An event that was passed on before is not noted again. */
export async function insertDeliveries(db: Executor, rows: (typeof webhookDelivery.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await db.insert(webhookDelivery).values(rows).onConflictDoNothing()
}

/** The webhooks for which something is to be sent. */
export async function dueWebhooks(db: Executor, now: Date): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: webhookDelivery.webhook_id })
    .from(webhookDelivery)
    .where(and(eq(webhookDelivery.state, 'waiting'), lte(webhookDelivery.next_at, now)))
  return rows.map(({ id }) => id)
}

/** Takes the next one that is due, in order, and counts the try; of two senders one gets it. It is due again at `lost` if nothing is heard of it. */
export async function claimNext(db: Executor, webhookId: string, now: Date, lost: Date): Promise<DeliveryRow | undefined> {
  const next = db
    .select({ id: webhookDelivery.id })
    .from(webhookDelivery)
    .where(and(eq(webhookDelivery.webhook_id, webhookId), eq(webhookDelivery.state, 'waiting'), lte(webhookDelivery.next_at, now)))
    .orderBy(asc(webhookDelivery.seq))
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await db
    .update(webhookDelivery)
    .set({ next_at: lost, attempts: sql`${webhookDelivery.attempts} + 1` })
    .where(inArray(webhookDelivery.id, next))
    .returning()
  return row
}

export const noteOutcome = (db: Executor, id: string, values: Partial<typeof webhookDelivery.$inferInsert>) =>
  db.update(webhookDelivery).set(values).where(eq(webhookDelivery.id, id))

export async function findDelivery(db: Executor, webhookId: string, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await db
    .select()
    .from(webhookDelivery)
    .where(and(eq(webhookDelivery.id, id), eq(webhookDelivery.webhook_id, webhookId)))
  return row
}

/** The last ones first. */
export async function deliveriesOf(db: Executor, webhookId: string, limit: number, before: { seq: number; id: string } | null): Promise<DeliveryRow[]> {
  // A ping has the number of the event before it.
  const earlier = before && or(lt(webhookDelivery.seq, before.seq), and(eq(webhookDelivery.seq, before.seq), lt(webhookDelivery.id, before.id)))
  return db
    .select()
    .from(webhookDelivery)
    .where(and(eq(webhookDelivery.webhook_id, webhookId), earlier ?? undefined))
    .orderBy(desc(webhookDelivery.seq), desc(webhookDelivery.id))
    .limit(limit + 1)
}

export interface Tally {
  waiting: number
  failed: number
  last_delivered_at: Date | null
}

export async function talliesOf(db: Executor, ids: readonly string[]): Promise<Map<string, Tally>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({
      id: webhookDelivery.webhook_id,
      waiting: sql<number>`(count(*) filter (where ${webhookDelivery.state} = 'waiting'))::int`,
      failed: sql<number>`(count(*) filter (where ${webhookDelivery.state} = 'failed'))::int`,
      last: sql<string | null>`max(${webhookDelivery.delivered_at})::text`,
    })
    .from(webhookDelivery)
    .where(inArray(webhookDelivery.webhook_id, [...ids]))
    .groupBy(webhookDelivery.webhook_id)
  return new Map(rows.map(({ id, waiting, failed, last }) => [id, { waiting, failed, last_delivered_at: last === null ? null : new Date(last) }]))
}

/** What waits is given up with the webhook. */
export const failWaiting = (db: Executor, webhookId: string, why: string) =>
  db
    .update(webhookDelivery)
    .set({ state: 'failed', next_at: null, last_error: sql`coalesce(${webhookDelivery.last_error}, ${why})` })
    .where(and(eq(webhookDelivery.webhook_id, webhookId), eq(webhookDelivery.state, 'waiting')))

export const forgetBefore = (db: Executor, before: Date) =>
  db.delete(webhookDelivery).where(and(inArray(webhookDelivery.state, ['delivered', 'failed']), lt(webhookDelivery.created_at, before)))

/** The number of the last event, so that one made up in between has a place in the order. */
export async function lastSeq(db: Executor): Promise<number> {
  const { rows } = (await db.execute(sql`select coalesce(max(seq), 0)::int as seq from outbox`)) as unknown as { rows: { seq: number }[] }
  return rows[0]?.seq ?? 0
}
