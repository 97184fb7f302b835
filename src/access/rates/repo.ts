import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { xRate } from '../../db/schema/index.js'

/** When the last of these windows opens that are used up. */
export async function closedUntil(db: Executor, subject: string, operations: readonly string[], now: Date): Promise<Date | null> {
  const rows = await db
    .select({ reset_at: xRate.reset_at })
    .from(xRate)
    .where(and(eq(xRate.subject, subject), inArray(xRate.operation, [...operations]), sql`${xRate.remaining} <= 0`, sql`${xRate.reset_at} > ${now}`))
  return rows.reduce<Date | null>((latest, { reset_at }) => (latest === null || reset_at > latest ? reset_at : latest), null)
}

/** Of two answers about one window the one with less left is the later; an open window is never told over a closed one that has not run out. */
export async function putRate(db: Executor, row: typeof xRate.$inferInsert): Promise<void> {
  const { most, remaining, reset_at, seen_at } = row
  await db
    .insert(xRate)
    .values(row)
    .onConflictDoUpdate({
      target: [xRate.subject, xRate.operation],
      set: { most, remaining, reset_at, seen_at },
      setWhere: sql`${xRate.reset_at} <= ${seen_at} or ${xRate.remaining} >= ${remaining}`,
    })
}
