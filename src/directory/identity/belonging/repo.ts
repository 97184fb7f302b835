import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Executor } from '../../../db/open.js'
import { account, ally, matchDecision } from '../../../db/schema/index.js'
import type { RelationKind } from '../../match/types.js'
import type { Link } from './circles.js'
import type { Belonging, Standing } from './home.js'

/** Who is this of a body is of its field; a hashtag is of its owner's. So is what a body is the parent of, but not its parent: the university of a school of the home field is an ally. */
export const FIELD_KINDS: readonly RelationKind[] = ['chapter', 'press', 'campaign', 'successor', 'owner']

/** Relations of these kinds, each from the part to the whole, of an entry and of all that it leads to through them, however far, by the order in which they were said. */
export async function belongingsAbove(db: Executor, allyId: string): Promise<Belonging[]> {
  const { rows } = (await db.execute(sql`
    with recursive above(id) as (
      select canonical_id from ally where id = ${allyId}
      union
      select owner.canonical_id from above join ally member on member.canonical_id = above.id
        join part r on r.from_id = member.id
        join ally owner on owner.id = r.to_id
    ), part as (
      select id, kind, case when kind = 'parent' then to_id else from_id end as from_id, case when kind = 'parent' then from_id else to_id end as to_id
      from relation where ended_at is null and kind = any(${sql.param([...FIELD_KINDS, 'parent'])}::text[])
    )
    select r.kind, r.from_id, r.to_id, whole.name as to_name
    from above join ally member on member.canonical_id = above.id
      join part r on r.from_id = member.id
      join ally owner on owner.id = r.to_id join ally whole on whole.id = owner.canonical_id
    order by r.id`)) as unknown as { rows: Belonging[] }
  return rows
}

/** All that stand together with any of these entries, by id. */
export async function standingWith(db: Executor, allyIds: readonly string[]): Promise<Standing[]> {
  const wholes = db
    .select({ id: ally.canonical_id })
    .from(ally)
    .where(inArray(ally.id, [...allyIds]))
  return db
    .select({
      id: ally.id,
      canonical_id: ally.canonical_id,
      name: ally.name,
      own_gate: ally.own_gate,
      merged_into: ally.merged_into,
      merged_at: matchDecision.created_at,
      same_account: sameAccount,
    })
    .from(ally)
    .leftJoin(matchDecision, and(eq(matchDecision.child_id, ally.id), isNull(matchDecision.undone_at), eq(matchDecision.verdict, 'merge')))
    .where(inArray(ally.canonical_id, wholes))
    .orderBy(asc(ally.id))
}

/** X says of all its accounts that they are accounts of another entry. */
export const sameAccount = sql<boolean>`coalesce((select bool_and(${account.state} = 'duplicate') from ${account} where ${account.ally_id} = ${ally.id}), false)`

/** Standing relations of these kinds above an entry, however far, between entries as they stand now; a parent body is above what it is the parent of. */
export async function linksAbove(db: Executor, canonicalId: string, kinds: readonly RelationKind[]): Promise<Link[]> {
  const { rows } = (await db.execute(sql`
    with recursive link as (
      select r.id, r.kind, f.canonical_id as from_id, t.canonical_id as to_id,
        case when r.kind = 'parent' then r.to_id else r.from_id end as lower_id,
        case when r.kind = 'parent' then f.canonical_id else t.canonical_id end as upper
      from relation r join ally f on f.id = r.from_id join ally t on t.id = r.to_id
      where r.ended_at is null and r.kind = any(${sql.param(kinds)}::text[])
    ),
    above(id) as (
      select ${canonicalId}::text collate "C"
      union
      select link.upper from above join ally member on member.canonical_id = above.id join link on link.lower_id = member.id
    )
    select link.id, link.kind, link.from_id, link.to_id, f.name as from_name, t.name as to_name
    from above join ally member on member.canonical_id = above.id join link on link.lower_id = member.id
      join ally f on f.id = link.from_id join ally t on t.id = link.to_id
    order by link.id`)) as unknown as { rows: Link[] }
  return rows
}
