import { and, asc, desc, eq, exists, inArray, isNull, or, sql } from 'drizzle-orm'
import { alias as tableAlias } from 'drizzle-orm/pg-core'
import type { Executor } from '../../db/open.js'
import { account, accountHandle, alias, ally, matchDecision, matchProposal, relation } from '../../db/schema/index.js'
import { shownOf } from '../learning/repo.js'
import { endsOf } from './belonging/circles.js'
import { FIELD_KINDS, sameAccount } from './belonging/repo.js'
import type { Member } from './cluster.js'

export type DecisionRow = typeof matchDecision.$inferSelect
export type RelationRow = typeof relation.$inferSelect
export type ProposalRow = typeof matchProposal.$inferSelect
export type NewDecision = typeof matchDecision.$inferInsert

const first = <T>(rows: T[]): T | undefined => rows[0]

/** Merging and parting take turns: each moves pointers that the other may be following. Held to the end of the transaction. */
export async function lockPointers(db: Executor): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('directory pointers', 0))`)
}

/** Locks entries in the order of their ids; the rows that exist. */
export async function lockEntries(db: Executor, ids: readonly string[]): Promise<Map<string, typeof ally.$inferSelect>> {
  const rows = await db
    .select()
    .from(ally)
    .where(inArray(ally.id, [...ids]))
    .orderBy(asc(ally.id))
    .for('update')
  return new Map(rows.map((row) => [row.id, row]))
}

/** All entries that stand together under a canonical one, itself included, by id. */
export async function membersOf(db: Executor, canonicalId: string): Promise<Member[]> {
  const rows = await db
    .select({
      id: ally.id,
      name: ally.name,
      own_gate: ally.own_gate,
      merged_into: ally.merged_into,
      merged_at: matchDecision.created_at,
      hashtag_key: ally.hashtag_key,
      same_account: sameAccount,
      // Those they had before as well: people look for what they remember.
      handle_keys: sql<string[]>`array(
        select ${accountHandle.handle_key}::text from ${accountHandle} join ${account} on ${account.id} = ${accountHandle.account_id} where ${account.ally_id} = ${ally.id}
        union select ${account.handle_key}::text from ${account} where ${account.ally_id} = ${ally.id} and strpos(${account.handle_key}, ':') = 0 order by 1)`,
      aliases: sql<string[]>`array(select ${alias.name} from ${alias} where ${alias.ally_id} = ${ally.id} order by ${alias.name_key})`,
      shown: shownOf(sql`${ally.id}`),
    })
    .from(ally)
    .leftJoin(matchDecision, and(eq(matchDecision.child_id, ally.id), isNull(matchDecision.undone_at), eq(matchDecision.verdict, 'merge')))
    .where(eq(ally.canonical_id, canonicalId))
    .orderBy(asc(ally.id))
  return rows
}

/** Points `child` and all that points to it somewhere else; `into` null makes it stand for itself. */
export async function point(db: Executor, childId: string, into: { id: string; canonical_id: string } | null, at: Date): Promise<void> {
  await db
    .update(ally)
    .set({ merged_into: into?.id ?? null, version: sql`${ally.version} + 1`, updated_at: at })
    .where(eq(ally.id, childId))
  await db.execute(sql`
    with recursive part as (
      select id from ally where id = ${childId}
      union select a.id from ally a join part on a.merged_into = part.id
    )
    update ally set canonical_id = ${into?.canonical_id ?? childId} from part where ally.id = part.id`)
}

export async function setStatus(db: Executor, ids: readonly string[], status: 'withdrawn' | 'proposed', reason: string, at: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(ally)
    .set({ status, status_reason: reason, version: sql`${ally.version} + 1`, updated_at: at })
    .where(inArray(ally.id, [...ids]))
}

export async function insertDecision(db: Executor, row: NewDecision): Promise<void> {
  await db.insert(matchDecision).values(row)
}

export const findDecision = async (db: Executor, id: string): Promise<DecisionRow | undefined> =>
  first(await db.select().from(matchDecision).where(eq(matchDecision.id, id)))

/** What was last decided of a pair and still holds. */
export const standingDecision = async (db: Executor, [a, b]: readonly [string, string]): Promise<DecisionRow | undefined> =>
  first(
    await db
      .select()
      .from(matchDecision)
      .where(and(eq(matchDecision.a_id, a), eq(matchDecision.b_id, b), isNull(matchDecision.undone_at))),
  )

/** The decision by which an entry points to another. */
export const mergeOf = async (db: Executor, childId: string): Promise<DecisionRow | undefined> =>
  first(
    await db
      .select()
      .from(matchDecision)
      .where(and(eq(matchDecision.child_id, childId), eq(matchDecision.verdict, 'merge'), isNull(matchDecision.undone_at))),
  )

/** No row if somebody took it back in the meantime. */
export async function closeDecision(db: Executor, id: string, undone: { at: Date; by: string; reason: string }): Promise<boolean> {
  const rows = await db
    .update(matchDecision)
    .set({ undone_at: undone.at, undone_by: undone.by, undone_reason: undone.reason })
    .where(and(eq(matchDecision.id, id), isNull(matchDecision.undone_at)))
    .returning({ id: matchDecision.id })
  return rows.length > 0
}

/** The word on a relation of the two that gave way to something else at that moment stands again, if the relation still does. @returns whether there was one */
export async function reopenRelation(db: Executor, [a, b]: readonly [string, string], closedAt: Date): Promise<boolean> {
  const between = db
    .select({ id: relation.id })
    .from(relation)
    .where(
      and(
        isNull(relation.ended_at),
        eq(relation.kind, matchDecision.relation_kind),
        or(and(eq(relation.from_id, a), eq(relation.to_id, b)), and(eq(relation.from_id, b), eq(relation.to_id, a))),
      ),
    )
  const rows = await db
    .update(matchDecision)
    .set({ undone_at: null, undone_by: null, undone_reason: null })
    .where(
      and(eq(matchDecision.a_id, a), eq(matchDecision.b_id, b), eq(matchDecision.verdict, 'relation'), eq(matchDecision.undone_at, closedAt), exists(between)),
    )
    .returning({ id: matchDecision.id })
  return rows.length > 0
}

const [ofA, ofB] = [tableAlias(ally, 'of_a'), tableAlias(ally, 'of_b')]

/** Standing decisions that two entries are different, between any member of one whole and any of the other. */
export async function distinctBetween(db: Executor, one: string, other: string): Promise<DecisionRow[]> {
  const rows = await db
    .select({ decision: matchDecision })
    .from(matchDecision)
    .innerJoin(ofA, eq(ofA.id, matchDecision.a_id))
    .innerJoin(ofB, eq(ofB.id, matchDecision.b_id))
    .where(
      and(
        eq(matchDecision.verdict, 'distinct'),
        isNull(matchDecision.undone_at),
        or(and(eq(ofA.canonical_id, one), eq(ofB.canonical_id, other)), and(eq(ofA.canonical_id, other), eq(ofB.canonical_id, one))),
      ),
    )
    .orderBy(desc(matchDecision.created_at))
  return rows.map(({ decision }) => decision)
}

/** Where these entries stand now: the canonical id of each. */
export async function canonicalOf(db: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: ally.id, canonical_id: ally.canonical_id })
    .from(ally)
    .where(inArray(ally.id, [...ids]))
  return new Map(rows.map(({ id, canonical_id }) => [id, canonical_id]))
}

/** By id. */
export async function namesOf(db: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: ally.id, name: ally.name })
    .from(ally)
    .where(inArray(ally.id, [...ids]))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export const findProposal = async (db: Executor, id: string, lock = false): Promise<ProposalRow | undefined> => {
  const query = db.select().from(matchProposal).where(eq(matchProposal.id, id))
  return first(lock ? await query.for('update') : await query)
}

export async function setProposalState(db: Executor, [a, b]: readonly [string, string], state: ProposalRow['state'], at: Date): Promise<void> {
  await db
    .update(matchProposal)
    .set({ state, updated_at: at })
    .where(and(eq(matchProposal.a_id, a), eq(matchProposal.b_id, b)))
}

/** Asks that these be compared with the others again. */
export async function askForMatching(db: Executor, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await db
      .update(ally)
      .set({ matched_at: null })
      .where(inArray(ally.id, [...ids]))
}

/** Says nothing if it stands already. */
export async function insertRelation(db: Executor, row: typeof relation.$inferInsert): Promise<RelationRow | undefined> {
  return first(await db.insert(relation).values(row).onConflictDoNothing().returning())
}

export async function endRelation(db: Executor, id: string, ended: { at: Date; by: string; reason: string }): Promise<RelationRow | undefined> {
  return first(
    await db
      .update(relation)
      .set({ ended_at: ended.at, ended_by: ended.by, ended_reason: ended.reason })
      .where(and(eq(relation.id, id), isNull(relation.ended_at)))
      .returning(),
  )
}

export const findRelation = async (db: Executor, id: string): Promise<RelationRow | undefined> =>
  first(await db.select().from(relation).where(eq(relation.id, id)))

/** Relations that stand, to and from any member of these wholes. */
export async function relationsOf(db: Executor, allyIds: readonly string[]): Promise<RelationRow[]> {
  if (allyIds.length === 0) return []
  const members = db
    .select({ id: ally.id })
    .from(ally)
    .where(inArray(ally.canonical_id, [...allyIds]))
  return db
    .select()
    .from(relation)
    .where(and(isNull(relation.ended_at), or(inArray(relation.from_id, members), inArray(relation.to_id, members))))
    .orderBy(asc(relation.created_at), asc(relation.id))
}

/** Which hashtag belongs to which organisation, as far as that stands: the entries that each was merged into. */
export async function owners(db: Executor): Promise<{ hashtag_id: string; owner_id: string }[]> {
  const [tag, owner] = [tableAlias(ally, 'tag'), tableAlias(ally, 'owner')]
  return db
    .select({ hashtag_id: tag.canonical_id, owner_id: owner.canonical_id })
    .from(relation)
    .innerJoin(tag, eq(tag.id, relation.from_id))
    .innerJoin(owner, eq(owner.id, relation.to_id))
    .where(and(isNull(relation.ended_at), eq(relation.kind, 'owner')))
    .orderBy(asc(relation.created_at), asc(relation.id))
}

/** Entries that are of the field of one of these that stand together (belonging/repo.ts). */
export async function dependants(db: Executor, canonicalId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ kind: relation.kind, from_id: relation.from_id, to_id: relation.to_id })
    .from(relation)
    .innerJoin(
      ally,
      or(and(eq(ally.id, relation.to_id), inArray(relation.kind, [...FIELD_KINDS])), and(eq(ally.id, relation.from_id), eq(relation.kind, 'parent'))),
    )
    .where(and(eq(ally.canonical_id, canonicalId), isNull(relation.ended_at)))
  return [...new Set(rows.map((row) => endsOf(row)[0]))].sort()
}
