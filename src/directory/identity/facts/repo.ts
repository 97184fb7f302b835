import { and, asc, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { alias as tableAlias } from 'drizzle-orm/pg-core'
import type { Executor } from '../../../db/open.js'
import type { AllyKind, AllyStatus, Gate } from '../../../db/schema/directory.js'
import { alias, ally, matchDecision, organiserWord, relation } from '../../../db/schema/index.js'

export type WordRow = typeof organiserWord.$inferSelect
export type RelationRow = typeof relation.$inferSelect

const entry = {
  id: ally.id,
  name: ally.name,
  canonical_id: ally.canonical_id,
  merged_into: ally.merged_into,
  merged_at: matchDecision.created_at,
  decision_id: matchDecision.id,
  own_gate: ally.own_gate,
  section: ally.section,
  section_by: ally.section_by,
  body_kind: ally.body_kind,
  body_kind_by: ally.body_kind_by,
}
export type WholeRow = Awaited<ReturnType<typeof rowsOf>>[number] & { aliases: string[] }

/** Every entry that stands under one of these, themselves included; and of a merged one itself. */
const rowsOf = (db: Executor, ids: readonly string[]) =>
  db
    .select(entry)
    .from(ally)
    .leftJoin(matchDecision, and(eq(matchDecision.child_id, ally.id), isNull(matchDecision.undone_at), eq(matchDecision.verdict, 'merge')))
    .where(or(inArray(ally.canonical_id, [...ids]), inArray(ally.id, [...ids])))
    .orderBy(asc(ally.id))

export async function wholesOf(db: Executor, ids: readonly string[]): Promise<WholeRow[]> {
  if (ids.length === 0) return []
  const rows = await rowsOf(db, ids)
  const names = await db
    .select({ ally_id: alias.ally_id, name: alias.name })
    .from(alias)
    .where(
      inArray(
        alias.ally_id,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(asc(alias.name_key))
  return rows.map((row) => ({ ...row, aliases: names.filter((one) => one.ally_id === row.id).map(({ name }) => name) }))
}

/** The newest word of each field on each of these entries, one that took an earlier one back as well. */
export async function lastWords(db: Executor, ids: readonly string[]): Promise<WordRow[]> {
  if (ids.length === 0) return []
  return db
    .selectDistinctOn([organiserWord.ally_id, organiserWord.field])
    .from(organiserWord)
    .where(inArray(organiserWord.ally_id, [...ids]))
    .orderBy(organiserWord.ally_id, organiserWord.field, desc(organiserWord.created_at), desc(organiserWord.id))
}

/** All words on one entry, newest first. */
export const wordsOn = (db: Executor, id: string, limit: number): Promise<WordRow[]> =>
  db.select().from(organiserWord).where(eq(organiserWord.ally_id, id)).orderBy(desc(organiserWord.created_at), desc(organiserWord.id)).limit(limit)

export async function insertWords(db: Executor, rows: readonly (typeof organiserWord.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await db.insert(organiserWord).values([...rows])
}

/** The other names that organisers gave an entry. */
export async function aliasesOf(db: Executor, allyId: string): Promise<string[]> {
  const rows = await db.select({ name: alias.name }).from(alias).where(eq(alias.ally_id, allyId)).orderBy(asc(alias.name_key))
  return rows.map(({ name }) => name)
}

/** Makes these the aliases of an entry: what stays keeps who said it and when. */
export async function replaceAliases(
  db: Executor,
  allyId: string,
  names: readonly { name: string; name_key: string }[],
  said: { actor: string; at: Date },
): Promise<void> {
  const keys = names.map(({ name_key }) => name_key)
  await db.delete(alias).where(and(eq(alias.ally_id, allyId), sql`${alias.name_key} <> all(${sql.param(keys)}::text[])`))
  if (names.length === 0) return
  await db
    .insert(alias)
    .values(names.map((one) => ({ ally_id: allyId, ...one, actor: said.actor, created_at: said.at })))
    .onConflictDoUpdate({ target: [alias.ally_id, alias.name_key], set: { name: sql`excluded.name` } })
}

/** One end of a relation: the entry that stands for it now. */
export interface End {
  id: string
  name: string
  kind: AllyKind
  status: AllyStatus
  gate: Gate
}
export interface SeenRelation {
  row: RelationRow
  from: End
  to: End
}

const [ofFrom, ofTo, from, to] = [tableAlias(ally, 'of_from'), tableAlias(ally, 'of_to'), tableAlias(ally, 'from_now'), tableAlias(ally, 'to_now')]
const ends = {
  from: { id: from.id, name: from.name, kind: from.kind, status: from.status, gate: from.gate },
  to: { id: to.id, name: to.name, kind: to.kind, status: to.status, gate: to.gate },
}

/**
 * Relations to and from any member of these wholes (of a merged entry: its own), with the entries that stand for both ends now; relations inside one
 * whole are left out. Oldest first.
 */
export async function relationsSeen(db: Executor, ids: readonly string[], which: 'standing' | 'all'): Promise<SeenRelation[]> {
  if (ids.length === 0) return []
  // First who they are, so that both ends are found by their indexes.
  const members = await db
    .select({ id: ally.id })
    .from(ally)
    .where(sql`(${ally.canonical_id} = any(${sql.param(ids)}::text[]) or ${ally.id} = any(${sql.param(ids)}::text[]))`)
  const among = (column: typeof relation.from_id | typeof relation.to_id) => sql`${column} = any(${sql.param(members.map(({ id }) => id))}::text[])`
  return db
    .select({ row: relation, ...ends })
    .from(relation)
    .innerJoin(ofFrom, eq(ofFrom.id, relation.from_id))
    .innerJoin(ofTo, eq(ofTo.id, relation.to_id))
    .innerJoin(from, eq(from.id, ofFrom.canonical_id))
    .innerJoin(to, eq(to.id, ofTo.canonical_id))
    .where(and(which === 'standing' ? isNull(relation.ended_at) : undefined, sql`${from.id} <> ${to.id}`, or(among(relation.from_id), among(relation.to_id))))
    .orderBy(asc(relation.created_at), asc(relation.id))
}

/** Whether it is a relation of this entry or of one that was merged into it. */
export const relationWithin = async (db: Executor, relationId: string, allyId: string): Promise<boolean> => {
  const rows = await db
    .select({ id: relation.id })
    .from(relation)
    .innerJoin(ofFrom, eq(ofFrom.id, relation.from_id))
    .innerJoin(ofTo, eq(ofTo.id, relation.to_id))
    .where(and(eq(relation.id, relationId), or(eq(ofFrom.id, allyId), eq(ofTo.id, allyId), eq(ofFrom.canonical_id, allyId), eq(ofTo.canonical_id, allyId))))
  return rows.length > 0
}
