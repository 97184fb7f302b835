import { eq } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { list, listException } from '../../db/schema/index.js'
import type { ListRow } from '../repo.js'

/** The definition here that is connected with this list on X. */
export async function listOnX(db: Executor, xListId: string): Promise<ListRow | undefined> {
  const [row] = await db.select().from(list).where(eq(list.x_list_id, xListId))
  return row
}

/** Pins where nothing was said of the entry yet; an organiser's own word stays. */
export async function pinAll(db: Executor, rows: readonly (typeof listException.$inferInsert)[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(listException)
      .values([...rows])
      .onConflictDoNothing()
}
