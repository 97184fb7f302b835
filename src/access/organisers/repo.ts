import { asc, eq } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { organiser } from '../../db/schema/index.js'

export type OrganiserRow = typeof organiser.$inferSelect

export const allOrganisers = (db: Executor): Promise<OrganiserRow[]> =>
  db.select().from(organiser).orderBy(asc(organiser.created_at), asc(organiser.id)).limit(200)

export async function findById(db: Executor, id: string): Promise<OrganiserRow | undefined> {
  const rows = await db.select().from(organiser).where(eq(organiser.id, id))
  return rows[0]
}

/** The row of an account, held to the end of the transaction. */
export async function holdByUser(db: Executor, xUserId: string): Promise<OrganiserRow | undefined> {
  const rows = await db.select().from(organiser).where(eq(organiser.x_user_id, xUserId)).for('update')
  return rows[0]
}

/** False if the account has a row by now. */
export async function insertOrganiser(db: Executor, row: typeof organiser.$inferInsert): Promise<boolean> {
  const rows = await db.insert(organiser).values(row).onConflictDoNothing({ target: organiser.x_user_id }).returning({ id: organiser.id })
  return rows.length > 0
}

export async function updateOrganiser(db: Executor, id: string, values: Partial<typeof organiser.$inferInsert>): Promise<void> {
  await db.update(organiser).set(values).where(eq(organiser.id, id))
}

export async function deleteOrganiser(db: Executor, id: string): Promise<OrganiserRow | undefined> {
  const rows = await db.delete(organiser).where(eq(organiser.id, id)).returning()
  return rows[0]
}
