import { asc, inArray, isNull } from 'drizzle-orm'
import type { Executor } from './open.js'
import { outbox } from './schema/index.js'

export type OutboxEvent = typeof outbox.$inferSelect

/** Events not yet passed on, in order. */
export async function waitingEvents(db: Executor, limit: number): Promise<OutboxEvent[]> {
  return db.select().from(outbox).where(isNull(outbox.dispatched_at)).orderBy(asc(outbox.seq)).limit(limit)
}

export const countWaiting = (db: Executor): Promise<number> => db.$count(outbox, isNull(outbox.dispatched_at))

export async function markDispatched(db: Executor, seqs: readonly number[], at: Date): Promise<void> {
  if (seqs.length > 0)
    await db
      .update(outbox)
      .set({ dispatched_at: at })
      .where(inArray(outbox.seq, [...seqs]))
}
