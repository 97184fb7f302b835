import { and, asc, eq, gt, ne, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { ally, learnedModel } from '../../db/schema/index.js'

/** With which field and rules the gates of this database were judged. */
export interface Judged {
  field: string
  /** Digest of the field's words and of the rules' version. */
  rules: string
  /** Null if all of them were; else where the pass stands: whoever goes by the name of what organisers called home, then published entries, then all. */
  next: { round: 'namesakes' | 'published' | 'all'; after: string } | null
}

/** One row beside the learned models: it is known with what a database was judged only if the database says so. */
const KEY = 'gate-judged'

export async function readJudged(db: Executor): Promise<Judged | null> {
  const [row] = await db.select({ data: learnedModel.data }).from(learnedModel).where(eq(learnedModel.version, KEY))
  return row ? (row.data as Judged) : null
}

export async function saveJudged(db: Executor, data: Judged, at: Date): Promise<void> {
  const row = { version: KEY, kind: 'gate' as const, words: 0, data, gold: {}, active: true, created_at: at }
  await db
    .insert(learnedModel)
    .values(row)
    .onConflictDoUpdate({ target: learnedModel.version, set: { data, created_at: at } })
}

/** What was judged by rules: an organiser's word is not asked again. */
const byRules = (after: string, published: boolean): SQL | undefined =>
  and(gt(ally.id, after), sql`${ally.own_gate} ->> 'by' = 'rules'`, published ? eq(ally.status, 'approved') : ne(ally.status, 'withdrawn'))

export async function idsByRules(db: Executor, after: string, published: boolean, limit: number): Promise<string[]> {
  const rows = await db.select({ id: ally.id }).from(ally).where(byRules(after, published)).orderBy(asc(ally.id)).limit(limit)
  return rows.map(({ id }) => id)
}

export const countByRules = (db: Executor, after: string): Promise<number> => db.$count(ally, byRules(after, false))

/** What organisers called home, by id. */
export async function idsCalledHome(db: Executor, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: ally.id })
    .from(ally)
    .where(and(gt(ally.id, after), sql`${ally.own_gate} ->> 'by' = 'organiser'`, sql`${ally.own_gate} ->> 'gate' = 'home'`))
    .orderBy(asc(ally.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}
