import { and, asc, eq, gt, isNull, ne, notInArray, or, sql } from 'drizzle-orm'
import { runNamed } from '../../../db/named.js'
import type { Executor } from '../../../db/open.js'
import type { HashtagUse, Reason } from '../../../db/schema/directory.js'
import { ally, matchProposal } from '../../../db/schema/index.js'
import type { EntryFacts } from './entry.js'

const rowsOf = async <T>(db: Executor, query: Parameters<Executor['execute']>[0]): Promise<T[]> => ((await db.execute(query)) as unknown as { rows: T[] }).rows

const stands = () => and(eq(ally.canonical_id, ally.id), ne(ally.status, 'withdrawn'))
const waits = () => and(isNull(ally.matched_at), stands())

export const countUnmatched = (db: Executor): Promise<number> => db.$count(ally, waits())

/** Entries that ask to be compared, the oldest first. */
export async function unmatched(db: Executor, limit: number): Promise<string[]> {
  const rows = await db.select({ id: ally.id }).from(ally).where(waits()).orderBy(asc(ally.id)).limit(limit)
  return rows.map(({ id }) => id)
}

export interface EntryRow extends EntryFacts {
  /** Entries that stand together here, itself included. */
  members: number
  category_model: string | null
  section_by: typeof ally.$inferSelect.section_by
  hashtag_key: string | null
  status: typeof ally.$inferSelect.status
  support: number
  created_at: Date
  /** Accounts that are still to be looked up. */
  unresolved: number
  /** Accounts of which no numeric id is known, whether X was not asked or knew nobody by that handle. */
  unidentified: number
}

interface MemberRow extends Omit<EntryRow, keyof EntryFacts | 'members' | 'unresolved' | 'unidentified' | 'created_at'> {
  id: string
  kind: EntryRow['kind']
  name: string
  url: string | null
  canonical_id: string
  support: number
  created_ms: number
  aliases: string[]
  accounts: {
    key: string
    handle: string
    state: string
    x_user_id: string | null
    taken: boolean
    shown: string | null
    site: string | null
    bio: string | null
  }[]
}

const membersWhere = (condition: string) => `
    select m.id, m.kind, m.name, m.hashtag_key, m.status, m.support, (extract(epoch from m.created_at) * 1000)::float8 as created_ms, m.url, m.canonical_id,
      m.category_model, m.section_by,
      array(select alias.name from alias where alias.ally_id = m.id) as aliases,
      (select coalesce(json_agg(json_build_object('key', c.handle_key, 'handle', c.handle, 'state', c.state,
          'x_user_id', coalesce(c.x_user_id, same.x_user_id), 'shown', x.name, 'site', x.url,
          'taken', exists (select 1 from account_handle was join account had on had.id = was.account_id
            where was.handle_key = c.handle_key and was.account_id <> c.id and had.same_as is distinct from c.id), 'bio', x.description)), '[]')
        from account c left join account same on same.id = c.same_as left join x_profile x on x.x_user_id = coalesce(c.x_user_id, same.x_user_id)
        where c.ally_id = m.id) as accounts
    from ally m where ${condition} order by m.id`

const MEMBERS = { name: 'entry_members', text: membersWhere('m.canonical_id = any($1::text[])') }

const TAKE_UP = {
  name: 'entry_taken_up',
  text: `with marked as (update ally set matched_at = $2::timestamptz where id = $1) ${membersWhere('m.canonical_id = $1')}`,
}

/**
 * What is known of these canonical entries and of all that was merged into them, in one statement. Names and accounts are gathered for each entry by itself:
 * joined they would multiply each other. A hashtag's names are the tag itself.
 */
export async function factsOf(db: Executor, canonicalIds: readonly string[]): Promise<EntryRow[]> {
  return canonicalIds.length === 0 ? [] : wholesOf(await runNamed<MemberRow>(db, MEMBERS, [canonicalIds]))
}

/** Notes that an entry is compared, and reads what is known of it; undefined if it does not stand for itself. */
export async function takeUp(db: Executor, id: string, at: Date): Promise<EntryRow | undefined> {
  return wholesOf(await runNamed<MemberRow>(db, TAKE_UP, [id, at.toISOString()]))[0]
}

function wholesOf(members: readonly MemberRow[]): EntryRow[] {
  const wholes = new Map<string, MemberRow[]>()
  for (const row of members) {
    const whole = wholes.get(row.canonical_id)
    if (whole) whole.push(row)
    else wholes.set(row.canonical_id, [row])
  }
  return [...wholes.values()].flatMap((whole) => together(whole) ?? [])
}

/** One entry of all that stand together, each in the order of its id. */
function together(whole: readonly MemberRow[]): EntryRow | null {
  const canonical = whole.find(({ id, canonical_id }) => id === canonical_id)
  if (!canonical) return null
  const accounts = whole.flatMap((row) => row.accounts).sort((a, b) => (a.key < b.key ? -1 : 1))
  const known = accounts.filter(({ x_user_id }) => x_user_id !== null)
  const names = whole.flatMap((row) => (row === canonical ? row.aliases : [row.name, ...row.aliases]))
  const { id, kind, name, hashtag_key, status, support, category_model, section_by, created_ms } = canonical
  const distinct = (values: readonly (string | null)[]) => [...new Set(values.filter((value) => value !== null))].sort()
  return {
    id,
    kind,
    name,
    hashtag_key,
    status,
    support,
    category_model,
    section_by,
    created_at: new Date(created_ms),
    members: whole.length,
    other_names: distinct([...names, ...known.map(({ shown }) => shown)]),
    urls: distinct([...whole.map(({ url }) => url), ...known.map(({ site }) => site)]),
    bios: distinct(known.map(({ bio }) => bio || null)),
    x_user_ids: distinct(known.map(({ x_user_id }) => x_user_id)),
    handles: accounts.filter(({ taken }) => !taken).map(({ handle }) => handle),
    taken_handles: accounts.filter(({ taken }) => taken).map(({ handle }) => handle),
    unresolved: accounts.filter(({ state }) => state === 'unresolved').length,
    unidentified: accounts.length - known.length,
  }
}

export interface Neighbours {
  /** What is known of the canonical entries of those that share the rarest keys with it. */
  entries: EntryRow[]
  /** Blocks that were too common to be looked through. */
  dropped: number
  /** It had keys before: then it was compared before. */
  known: boolean
}

const NEIGHBOURS = {
  name: 'entry_neighbours',
  text: `
    with self as (select $1::text collate "C" as id),
    given as materialized (select distinct k collate "C" as key from unnest($2::text[]) as k),
    stored as materialized (select match_key.key from match_key, self where match_key.ally_id = self.id),
    gone as (delete from match_key using self where match_key.ally_id = self.id and match_key.key in (select key from stored except select key from given)),
    fresh as (insert into match_key (key, ally_id) select key, self.id from (select key from given except select key from stored) f, self on conflict do nothing),
    block as materialized (
      select m.ids, cardinality(m.ids) as others from given, self cross join lateral (
        select array_agg(c.ally_id) as ids from (
          select ally_id from match_key where key = given.key and ally_id <> self.id limit $3::int + 1) c) m
      where m.ids is not null),
    best as materialized (
      select b.id from (select unnest(ids) as id, 1.0::float8 / (others + 1) as weight from block where others <= $3::int) b
      group by b.id order by sum(b.weight) desc, b.id limit $4::int),
    near as materialized (
      select distinct a.canonical_id from best join ally a on a.id = best.id, self where a.canonical_id <> self.id and a.status <> 'withdrawn')
    select exists (select 1 from stored) as known, (select count(*)::int from block where others > $3::int) as dropped,
      (select coalesce(json_agg(found), '[]') from (${membersWhere('m.canonical_id = any(array(select canonical_id from near))')}) found) as members`,
}

/**
 * Keeps exactly these keys of an entry, and finds who shares them and what is known of those, in one statement: who counts is what stood there before it, so the entry itself is left out of
 * its blocks and counted for one more. Kinds are not told apart: a hashtag may belong to a body.
 */
export async function neighboursOf(db: Executor, allyId: string, keys: readonly string[], cap: number, limit: number): Promise<Neighbours> {
  const [found] = await runNamed<{ known: boolean; dropped: number; members: MemberRow[] }>(db, NEIGHBOURS, [allyId, keys, cap, limit])
  return { entries: wholesOf(found?.members ?? []), dropped: found?.dropped ?? 0, known: found?.known ?? false }
}

export interface Standing {
  /** Entries with which this one waits in a pair. */
  waiting: readonly string[]
  /** Canonical entries of which it was decided that they are different from this one, or how they belong to it: there is nothing more to propose. */
  settled: ReadonlySet<string>
}

/** Of an entry that was never compared. */
export const NEW_HERE: Standing = { waiting: [], settled: new Set() }

const STANDING = {
  name: 'entry_standing',
  text: `
    with member as (select id from ally where canonical_id = $1)
    select true as waits, case when a_id = $1 then b_id else a_id end as id from match_proposal where state = 'open' and (a_id = $1 or b_id = $1)
    union select false, a.canonical_id from match_decision d join member on member.id = d.a_id join ally a on a.id = d.b_id where d.undone_at is null and d.verdict <> 'merge'
    union select false, a.canonical_id from match_decision d join member on member.id = d.b_id join ally a on a.id = d.a_id where d.undone_at is null and d.verdict <> 'merge'
    union select false, a.canonical_id from relation r join member on member.id = r.from_id join ally a on a.id = r.to_id where r.ended_at is null
    union select false, a.canonical_id from relation r join member on member.id = r.to_id join ally a on a.id = r.from_id where r.ended_at is null`,
}

/** What is on record between an entry and others, in one statement. */
export async function standingWith(db: Executor, canonicalId: string): Promise<Standing> {
  const rows = await runNamed<{ waits: boolean; id: string }>(db, STANDING, [canonicalId])
  const ids = (waits: boolean) => rows.flatMap((row) => (row.waits === waits ? [row.id] : []))
  return { waiting: ids(true), settled: new Set(ids(false)) }
}

export const countStanding = (db: Executor): Promise<number> => db.$count(ally, stands())

/** Entries that stand for themselves and are not withdrawn, by id. */
export async function standing(db: Executor, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: ally.id })
    .from(ally)
    .where(and(stands(), gt(ally.id, after)))
    .orderBy(asc(ally.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

export type PairOnRecord = Pick<typeof matchProposal.$inferSelect, 'a_id' | 'b_id' | 'state' | 'proposal' | 'rule_version'>

/** Every pair that waits or was decided. */
export async function pairsOnRecord(db: Executor): Promise<PairOnRecord[]> {
  const { a_id, b_id, state, proposal, rule_version } = matchProposal
  return db.select({ a_id, b_id, state, proposal, rule_version }).from(matchProposal).where(ne(state, 'gone'))
}

export interface NewProposal extends Omit<typeof matchProposal.$inferInsert, 'state' | 'created_at' | 'updated_at'> {
  from_id: string | null
}

const SAVE_PROPOSALS = {
  name: 'save_proposals',
  text: `
    insert into match_proposal as p (id, a_id, b_id, z, band, proposal, from_id, evidence, vetoes, rule_version, state, created_at, updated_at)
    select id, a_id, b_id, z, band, proposal, from_id, evidence, vetoes, rule_version, 'open', $2::timestamptz, $2::timestamptz
    from json_to_recordset($1::json)
      as g(id text, a_id text, b_id text, z real, band text, proposal text, from_id text, evidence jsonb, vetoes jsonb, rule_version text)
    on conflict (a_id, b_id) do update set (z, band, proposal, from_id, evidence, vetoes, rule_version, state, updated_at)
      = (excluded.z, excluded.band, excluded.proposal, excluded.from_id, excluded.evidence, excluded.vetoes, excluded.rule_version, 'open', excluded.updated_at)
    where p.state <> 'decided'`,
}

/** What was proposed before is brought up to date; what was decided stays decided. */
export async function saveProposals(db: Executor, rows: readonly NewProposal[], at: Date): Promise<void> {
  if (rows.length === 0) return
  await runNamed(db, SAVE_PROPOSALS, [JSON.stringify(rows), at.toISOString()])
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
