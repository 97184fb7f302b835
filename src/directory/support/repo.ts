import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { ally, nomination } from '../../db/schema/index.js'

/** How many distinct people stand behind an entry, and in which chats. Read from nominations, which nominations/ alone writes. */
export interface Counted {
  support: number
  chat_ids: string[]
}

/** The ids and where their pointers lead, sorted: what is locked together. */
export async function withCanonical(db: Executor, allyIds: readonly string[]): Promise<{ ids: string[]; canonical: string[] }> {
  const rows = await db
    .select({ id: ally.id, canonical: ally.canonical_id })
    .from(ally)
    .where(inArray(ally.id, [...allyIds]))
  const canonical = [...new Set(rows.map((row) => row.canonical))].sort()
  return { ids: [...new Set([...allyIds, ...canonical])].sort(), canonical }
}

/** An entry and all that was merged into it, whose voices are its own; of a merged one itself. Sorted; empty if there is no such entry. */
export async function withMembers(db: Executor, allyId: string): Promise<string[]> {
  const rows = await db
    .select({ id: ally.id })
    .from(ally)
    .where(or(eq(ally.id, allyId), eq(ally.canonical_id, allyId)))
    .orderBy(asc(ally.id))
  return rows.map(({ id }) => id)
}

/** Sorted ids, so that nobody waits in a circle; held to the end of the transaction. */
export async function lockIds(db: Executor, sorted: readonly string[]): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('ally-support ' || id, 0)) from unnest(${sql.param(sorted)}::text[]) as id`)
}

/** Distinct voices and the chats they spoke in, for each of these canonical entries, those merged into it included. Without support an entry is left out. */
export async function countSupport(db: Executor, canonicalIds: readonly string[]): Promise<Map<string, Counted>> {
  if (canonicalIds.length === 0) return new Map()
  const rows = await db
    .select({
      id: ally.canonical_id,
      support: sql<number>`count(distinct ${nomination.nominator_hash})::int`,
      chat_ids: sql<string[]>`coalesce(array_agg(distinct ${nomination.chat_id}) filter (where ${nomination.chat_id} is not null), '{}')::text[]`,
    })
    .from(nomination)
    .innerJoin(ally, eq(ally.id, nomination.ally_id))
    .where(and(inArray(ally.canonical_id, [...canonicalIds]), nomination.supports))
    .groupBy(ally.canonical_id)
  return new Map(rows.map(({ id, ...counted }) => [id, counted]))
}
