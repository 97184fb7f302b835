import { and, asc, eq, inArray, isNull, ne, notInArray, or, sql } from 'drizzle-orm'
import { alias as tableAlias } from 'drizzle-orm/pg-core'
import type { Executor } from '../../../db/open.js'
import type { HashtagUse, Reason } from '../../../db/schema/directory.js'
import { account, alias, ally, matchDecision, matchKey, matchProposal, relation, xProfile } from '../../../db/schema/index.js'
import type { EntryFacts } from './entry.js'

const rowsOf = async <T>(db: Executor, query: Parameters<Executor['execute']>[0]): Promise<T[]> => ((await db.execute(query)) as unknown as { rows: T[] }).rows

const waits = () => and(isNull(ally.matched_at), eq(ally.canonical_id, ally.id), ne(ally.status, 'withdrawn'))

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
  /** Accounts of which it is known who they are, and those that are still to be looked up. */
  unresolved: number
}

const aliasesOf = sql<string[]>`array(select ${alias.name} from ${alias} where ${alias.ally_id} = ${ally.id})`

/**
 * What is known of these canonical entries and of all that was merged into them, in two plain reads: joined into one they would multiply each other.
 * A hashtag's names are the tag itself.
 */
export async function factsOf(db: Executor, canonicalIds: readonly string[]): Promise<EntryRow[]> {
  if (canonicalIds.length === 0) return []
  const { id, kind, name, hashtag_key, status, support, created_at, url, canonical_id, category_model, section_by } = ally
  const members = await db
    .select({ id, kind, name, hashtag_key, status, support, created_at, url, canonical_id, category_model, section_by, aliases: aliasesOf })
    .from(ally)
    .where(inArray(canonical_id, [...canonicalIds]))
    .orderBy(asc(id))
  const canonicalOf = new Map(members.map((row) => [row.id, row.canonical_id]))
  const ids = [...canonicalOf.keys()]
  const same = tableAlias(account, 'same')
  const accounts = await db
    .select({
      ally_id: account.ally_id,
      handle: account.handle,
      state: account.state,
      x_user_id: sql<string | null>`coalesce(${account.x_user_id}, ${same.x_user_id})`,
      shown: xProfile.name,
      site: xProfile.url,
    })
    .from(account)
    .leftJoin(same, eq(same.id, account.same_as))
    .leftJoin(xProfile, eq(xProfile.x_user_id, sql`coalesce(${account.x_user_id}, ${same.x_user_id})`))
    .where(inArray(account.ally_id, ids))
    .orderBy(asc(account.handle_key))
  const found = new Map<string, EntryRow & { others: Set<string>; sites: Set<string>; people: Set<string>; known: string[] }>()
  for (const row of members)
    if (row.id === row.canonical_id)
      found.set(row.id, {
        ...row,
        other_names: [],
        handles: [],
        x_user_ids: [],
        urls: [],
        unresolved: 0,
        members: 0,
        others: new Set(),
        sites: new Set(),
        people: new Set(),
        known: [],
      })
  const whole = (allyId: string) => found.get(canonicalOf.get(allyId) ?? '')
  for (const row of members) {
    const entry = whole(row.id)
    if (entry) entry.members++
    if (row.id !== row.canonical_id) entry?.others.add(row.name)
    if (row.url !== null) entry?.sites.add(row.url)
    for (const other of row.aliases) entry?.others.add(other)
  }
  for (const { ally_id, handle, state, x_user_id, shown, site } of accounts) {
    const entry = whole(ally_id)
    if (!entry) continue
    entry.known.push(handle)
    if (state === 'unresolved') entry.unresolved++
    if (x_user_id === null) continue
    entry.people.add(x_user_id)
    if (shown !== null) entry.others.add(shown)
    if (site !== null) entry.sites.add(site)
  }
  return [...found.values()].map(({ others, sites, people, known, ...entry }) => ({
    ...entry,
    other_names: [...others].sort(),
    urls: [...sites].sort(),
    x_user_ids: [...people].sort(),
    handles: known,
  }))
}

/** Keeps exactly these keys of an entry. True if it had keys before: then it was compared before. */
export async function saveKeys(db: Executor, allyId: string, keys: readonly string[]): Promise<boolean> {
  const stored = new Set((await db.select({ key: matchKey.key }).from(matchKey).where(eq(matchKey.ally_id, allyId))).map(({ key }) => key))
  const gone = [...stored].filter((key) => !keys.includes(key))
  if (gone.length > 0) await db.delete(matchKey).where(and(eq(matchKey.ally_id, allyId), inArray(matchKey.key, gone)))
  const fresh = keys.filter((key) => !stored.has(key))
  if (fresh.length > 0)
    await db.execute(
      sql`insert into ${matchKey} (key, ally_id) select k, ${allyId} from jsonb_array_elements_text(${JSON.stringify(fresh)}::jsonb) as k on conflict do nothing`,
    )
  return stored.size > 0
}

/**
 * Canonical entries that share keys with this one, those that share the rarest first, and how many blocks were too common to be looked through. Kinds are
 * not told apart: a hashtag may belong to a body.
 */
export async function candidates(
  db: Executor,
  allyId: string,
  keys: readonly string[],
  cap: number,
  limit: number,
): Promise<{ ids: string[]; dropped: number }> {
  if (keys.length === 0) return { ids: [], dropped: 0 }
  const rows = await rowsOf<{ ids: string[] }>(
    db,
    sql`
    select m.ids from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as k(key)
    cross join lateral (select array_agg(ally_id::text) as ids from (select ally_id from match_key where key = k.key limit ${cap + 2}) capped) m
    where m.ids is not null`,
  )
  const weight = new Map<string, number>()
  let dropped = 0
  for (const { ids } of rows) {
    if (ids.length > cap + 1) dropped++
    else for (const id of ids) if (id !== allyId) weight.set(id, (weight.get(id) ?? 0) + 1 / ids.length)
  }
  const best = [...weight].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit)
  if (best.length === 0) return { ids: [], dropped }
  const standing = await db
    .selectDistinct({ id: ally.canonical_id })
    .from(ally)
    .where(
      and(
        inArray(
          ally.id,
          best.map(([id]) => id),
        ),
        ne(ally.canonical_id, allyId),
        ne(ally.status, 'withdrawn'),
      ),
    )
  return { ids: standing.map(({ id }) => id), dropped }
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
        from_id: sql`excluded.from_id`,
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
