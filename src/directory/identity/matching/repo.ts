import { and, asc, eq, isNull, ne, notInArray, or, sql } from 'drizzle-orm'
import type { Executor } from '../../../db/open.js'
import type { HashtagUse, Reason } from '../../../db/schema/directory.js'
import { ally, matchDecision, matchKey, matchProposal, relation } from '../../../db/schema/index.js'
import type { EntryFacts } from './entry.js'

const rowsOf = async <T>(db: Executor, query: Parameters<Executor['execute']>[0]): Promise<T[]> => ((await db.execute(query)) as unknown as { rows: T[] }).rows

/** Entries that ask to be compared, the oldest first. */
export async function unmatched(db: Executor, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: ally.id })
    .from(ally)
    .where(and(isNull(ally.matched_at), eq(ally.canonical_id, ally.id), ne(ally.status, 'withdrawn')))
    .orderBy(asc(ally.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

export interface EntryRow extends EntryFacts {
  hashtag_key: string | null
  status: typeof ally.$inferSelect.status
  support: number
  created_at: Date
  /** Accounts of which it is known who they are, and those that are still to be looked up. */
  unresolved: number
}

/** What is known of these canonical entries and of all that was merged into them. A hashtag's names are the tag itself. */
export async function factsOf(db: Executor, canonicalIds: readonly string[]): Promise<EntryRow[]> {
  if (canonicalIds.length === 0) return []
  return rowsOf<EntryRow>(
    db,
    sql`
    select root.id, root.kind, root.name, root.hashtag_key, root.status, root.support, root.created_at,
      array(select distinct n from (
        select m.name as n from ally m where m.canonical_id = root.id and m.id <> root.id
        union all select al.name from alias al join ally m on m.id = al.ally_id where m.canonical_id = root.id
        union all select p.name from x_profile p join account c on c.x_user_id = p.x_user_id join ally m on m.id = c.ally_id where m.canonical_id = root.id
      ) names order by n) as other_names,
      array(select c.handle from account c join ally m on m.id = c.ally_id where m.canonical_id = root.id order by c.handle_key) as handles,
      array(select distinct coalesce(c.x_user_id, same.x_user_id) from account c join ally m on m.id = c.ally_id left join account same on same.id = c.same_as
        where m.canonical_id = root.id and coalesce(c.x_user_id, same.x_user_id) is not null order by 1) as x_user_ids,
      array(select distinct u from (
        select m.url as u from ally m where m.canonical_id = root.id and m.url is not null
        union all select p.url from x_profile p join account c on c.x_user_id = p.x_user_id join ally m on m.id = c.ally_id
          where m.canonical_id = root.id and p.url is not null
      ) urls order by u) as urls,
      (select count(*)::int from account c join ally m on m.id = c.ally_id where m.canonical_id = root.id and c.state = 'unresolved') as unresolved
    from ally root where root.id in (select jsonb_array_elements_text(${JSON.stringify(canonicalIds)}::jsonb)) and root.canonical_id = root.id order by root.id`,
  )
}

/** Keeps exactly these keys of an entry. */
export async function saveKeys(db: Executor, allyId: string, keys: readonly string[]): Promise<void> {
  await db.delete(matchKey).where(and(eq(matchKey.ally_id, allyId), keys.length > 0 ? notInArray(matchKey.key, [...keys]) : undefined))
  if (keys.length > 0)
    await db
      .insert(matchKey)
      .values(keys.map((key) => ({ key, ally_id: allyId })))
      .onConflictDoNothing()
}

/**
 * Canonical entries that share keys with this one, those that share most first, and how many blocks were too common to be looked through. Kinds are not
 * told apart: a hashtag may belong to a body.
 */
export async function candidates(
  db: Executor,
  allyId: string,
  keys: readonly string[],
  cap: number,
  limit: number,
): Promise<{ ids: string[]; dropped: number }> {
  if (keys.length === 0) return { ids: [], dropped: 0 }
  const rows = await rowsOf<{ id: string | null; dropped: number }>(
    db,
    sql`
    with block as (
      select k.key, m.ids from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as k(key)
      cross join lateral (select array_agg(ally_id) as ids from (select ally_id from match_key where key = k.key limit ${cap + 2}) capped) m
    ), shared as (
      select a.canonical_id as id, count(*) as keys from block, unnest(block.ids) as member(id) join ally a on a.id = member.id
      where cardinality(block.ids) <= ${cap + 1} and a.canonical_id <> ${allyId} and a.status <> 'withdrawn'
      group by a.canonical_id order by count(*) desc, a.canonical_id limit ${limit}
    )
    select id, (select count(*)::int from block where cardinality(ids) > ${cap + 1}) as dropped from shared
    union all select null, (select count(*)::int from block where cardinality(ids) > ${cap + 1})`,
  )
  return { ids: rows.flatMap(({ id }) => id ?? []), dropped: rows[0]?.dropped ?? 0 }
}

/** Canonical entries of which it was decided that they are different from this one, or how they belong to it: there is nothing more to propose. */
export async function settledWith(db: Executor, canonicalId: string): Promise<Set<string>> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`
    with member as (select id from ally where canonical_id = ${canonicalId})
    select a.canonical_id as id from ${matchDecision} d join member on member.id = d.a_id join ally a on a.id = d.b_id where d.undone_at is null and d.verdict <> 'merge'
    union select a.canonical_id from ${matchDecision} d join member on member.id = d.b_id join ally a on a.id = d.a_id where d.undone_at is null and d.verdict <> 'merge'
    union select a.canonical_id from ${relation} r join member on member.id = r.from_id join ally a on a.id = r.to_id where r.ended_at is null
    union select a.canonical_id from ${relation} r join member on member.id = r.to_id join ally a on a.id = r.from_id where r.ended_at is null`,
  )
  return new Set(rows.map(({ id }) => id))
}

export type NewProposal = Omit<typeof matchProposal.$inferInsert, 'state' | 'created_at' | 'updated_at'>

/** What was proposed before is brought up to date; what was decided stays decided. */
export async function saveProposals(db: Executor, rows: readonly NewProposal[], at: Date): Promise<void> {
  if (rows.length === 0) return
  await db
    .insert(matchProposal)
    .values(rows.map((row) => ({ ...row, state: 'open' as const, created_at: at, updated_at: at })))
    .onConflictDoUpdate({
      target: [matchProposal.a_id, matchProposal.b_id],
      set: {
        z: sql`excluded.z`,
        band: sql`excluded.band`,
        proposal: sql`excluded.proposal`,
        evidence: sql`excluded.evidence`,
        vetoes: sql`excluded.vetoes`,
        rule_version: sql`excluded.rule_version`,
        state: 'open',
        updated_at: at,
      },
      setWhere: ne(matchProposal.state, 'decided'),
    })
}

/** Open proposals of this entry that were not found again. */
export async function dropOthers(db: Executor, allyId: string, foundIds: readonly string[], at: Date): Promise<void> {
  const other = sql<string>`case when ${matchProposal.a_id} = ${allyId} then ${matchProposal.b_id} else ${matchProposal.a_id} end`
  await db
    .update(matchProposal)
    .set({ state: 'gone', updated_at: at })
    .where(
      and(
        eq(matchProposal.state, 'open'),
        or(eq(matchProposal.a_id, allyId), eq(matchProposal.b_id, allyId)),
        foundIds.length > 0 ? notInArray(other, [...foundIds]) : undefined,
      ),
    )
}

export async function markMatched(db: Executor, allyId: string, at: Date): Promise<void> {
  await db.update(ally).set({ matched_at: at }).where(eq(ally.id, allyId))
}

/** Merges that the rules made without an exact key, whose two accounts turned out to have different numeric ids. */
export async function contradicted(db: Executor, canonicalId: string): Promise<string[]> {
  const ids = (entry: string) => sql`array(select x_user_id::text from account where ally_id = ${sql.identifier(entry)}.id and x_user_id is not null)`
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`
    select child.id from ally child join ally parent on parent.id = child.merged_into
    join match_decision d on d.child_id = child.id and d.undone_at is null and d.verdict = 'merge' and d.by = 'rules'
    where child.canonical_id = ${canonicalId} and not d.evidence @> '[{"kind": "key"}]'::jsonb
      and cardinality(${ids('child')}) > 0 and cardinality(${ids('parent')}) > 0 and not ${ids('child')} && ${ids('parent')}
    order by child.id`,
  )
  return rows.map(({ id }) => id)
}

/** What the rules say of a hashtag's use, unless an organiser has said it. True if the entry is public and it changed. */
export async function saveHashtagUse(db: Executor, id: string, use: HashtagUse | null, reasons: Reason[]): Promise<boolean> {
  const rows = await db
    .update(ally)
    .set({ hashtag_use: use, hashtag_use_reasons: reasons })
    .where(
      and(
        eq(ally.id, id),
        eq(ally.hashtag_use_by, 'rules'),
        sql`(${ally.hashtag_use}, ${ally.hashtag_use_reasons}) is distinct from (${use}::text, ${JSON.stringify(reasons)}::jsonb)`,
      ),
    )
    .returning({ status: ally.status, gate: ally.gate })
  return rows.some(({ status, gate }) => status === 'approved' && gate === 'ally')
}
