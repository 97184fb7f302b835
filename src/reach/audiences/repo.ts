import { and, asc, desc, eq, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Executor } from '../../db/open.js'
import { account, ally, audience, followerCount, pairOverlap } from '../../db/schema/index.js'

export type AudienceRow = Omit<typeof audience.$inferSelect, 'sketch' | 'sample'> & { handle: string }

/** All but the hashes, which only the estimate reads. */
const SEEN = {
  id: audience.id,
  account_id: audience.account_id,
  handle: account.handle,
  kind: audience.kind,
  k: audience.k,
  key_id: audience.key_id,
  ids_read: audience.ids_read,
  distinct_ids: audience.distinct_ids,
  bad_lines: audience.bad_lines,
  as_of: audience.as_of,
  followers_then: audience.followers_then,
  source: audience.source,
  created_by: audience.created_by,
  created_at: audience.created_at,
  removed_at: audience.removed_at,
  vouched_at: audience.vouched_at,
  vouched_by: audience.vouched_by,
  vouched_reason: audience.vouched_reason,
}

export interface AccountRow {
  id: string
  handle: string
  ally_id: string
  status: (typeof ally.$inferSelect)['status']
}

const ACCOUNT = { id: account.id, handle: account.handle, ally_id: account.ally_id, status: ally.status }

/**
 * Accounts of the directory by id or by folded handle; one that turned out to be another is that other. `lock` keeps a withdrawal of their
 * entries waiting until what is written about them is written.
 */
export async function findAccounts(db: Executor, by: { ids: readonly string[] } | { handles: readonly string[] }, lock = false): Promise<AccountRow[]> {
  const wanted = 'ids' in by ? by.ids : by.handles
  if (wanted.length === 0) return []
  const given = db
    .select({ id: sql<string>`coalesce(${account.same_as}, ${account.id})` })
    .from(account)
    .where(inArray('ids' in by ? account.id : account.handle_key, [...wanted]))
  const query = db.select(ACCOUNT).from(account).innerJoin(ally, eq(ally.id, account.ally_id)).where(inArray(account.id, given)).orderBy(asc(account.id))
  return lock ? query.for('share') : query
}

/** Of all entries that are not withdrawn, by folded handle: what a sample's names are looked up in. */
export async function accountIdsByHandle(db: Executor, handles: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let at = 0; at < handles.length; at += 1000) {
    const rows = await db
      .select({ key: account.handle_key, id: sql<string>`coalesce(${account.same_as}, ${account.id})` })
      .from(account)
      .innerJoin(ally, eq(ally.id, account.ally_id))
      .where(and(inArray(account.handle_key, handles.slice(at, at + 1000)), sql`${ally.status} <> 'withdrawn'`))
    for (const { key, id } of rows) found.set(key, id)
  }
  return found
}

export async function onXOf(db: Executor, accountId: string): Promise<Pick<typeof account.$inferSelect, 'x_user_id' | 'state'> | undefined> {
  const [found] = await db.select({ x_user_id: account.x_user_id, state: account.state }).from(account).where(eq(account.id, accountId))
  return found
}

export async function insertAudience(db: Executor, row: typeof audience.$inferInsert): Promise<void> {
  await db.insert(audience).values(row)
}

export async function findAudience(
  db: Executor,
  id: string,
  lock = false,
): Promise<(AudienceRow & { ally_id: string; status: AccountRow['status'] }) | undefined> {
  const query = db
    .select({ ...SEEN, ally_id: account.ally_id, status: ally.status })
    .from(audience)
    .innerJoin(account, eq(account.id, audience.account_id))
    .innerJoin(ally, eq(ally.id, account.ally_id))
    .where(eq(audience.id, id))
  const rows = lock ? await query.for('update', { of: audience }) : await query
  return rows[0]
}

export async function setRemoved(db: Executor, id: string, at: Date | null): Promise<void> {
  await db.update(audience).set({ removed_at: at }).where(eq(audience.id, id))
}

/** Null takes the word back. */
export async function setVouch(db: Executor, id: string, vouch: { at: Date; by: string; reason: string } | null): Promise<void> {
  await db
    .update(audience)
    .set({ vouched_at: vouch?.at ?? null, vouched_by: vouch?.by ?? null, vouched_reason: vouch?.reason ?? null })
    .where(eq(audience.id, id))
}

/** One parameter instead of one for each id: of hundreds, putting the statement together takes longer than the database. */
const among = (column: AnyPgColumn, ids: readonly string[]): SQL => sql`${column} = any(${sql.param([...ids])}::text[])`

const NEWEST = [desc(audience.as_of), desc(audience.created_at), desc(audience.id)]

/** Newest first by when they were given. */
export async function pageOfAudiences(
  db: Executor,
  filters: { account_id?: string | undefined; removed: boolean },
  limit: number,
  after: { at: Date; id: string } | null,
): Promise<AudienceRow[]> {
  return db
    .select(SEEN)
    .from(audience)
    .innerJoin(account, eq(account.id, audience.account_id))
    .where(
      and(
        filters.account_id === undefined ? undefined : eq(audience.account_id, filters.account_id),
        filters.removed ? undefined : isNull(audience.removed_at),
        after === null ? undefined : or(lt(audience.created_at, after.at), and(eq(audience.created_at, after.at), lt(audience.id, after.id))),
      ),
    )
    .orderBy(desc(audience.created_at), desc(audience.id))
    .limit(limit + 1)
}

const { id, account_id, kind, k, key_id, distinct_ids, ids_read, bad_lines, as_of, followers_then, vouched_at } = audience
/** What tells whether one is used. */
const KEPT = { id, account_id, kind, k, key_id, distinct_ids, ids_read, bad_lines, as_of, followers_then, vouched_at }
export type KeptRow = Pick<AudienceRow, keyof typeof KEPT>

const keptOf = (accountIds: readonly string[]) => and(among(audience.account_id, accountIds), isNull(audience.removed_at))

/** Of each account the newest list, random sample and newest-first sample that was not taken back, without their hashes; the newest first. */
export async function newestKept(db: Executor, accountIds: readonly string[]): Promise<KeptRow[]> {
  if (accountIds.length === 0) return []
  const rows = await db
    .selectDistinctOn([audience.account_id, audience.kind], { ...KEPT, created_at: audience.created_at })
    .from(audience)
    .where(keptOf(accountIds))
    .orderBy(audience.account_id, audience.kind, ...NEWEST)
  return rows.sort((a, b) => b.as_of.getTime() - a.as_of.getTime() || b.created_at.getTime() - a.created_at.getTime() || (a.id < b.id ? 1 : -1))
}

/** All that are kept of these, the newest first. */
export async function allKept(db: Executor, accountIds: readonly string[]): Promise<KeptRow[]> {
  if (accountIds.length === 0) return []
  return db
    .select(KEPT)
    .from(audience)
    .where(keptOf(accountIds))
    .orderBy(...NEWEST)
}

export async function hashesOf(db: Executor, ids: readonly string[]): Promise<Pick<typeof audience.$inferSelect, 'id' | 'sketch' | 'sample'>[]> {
  if (ids.length === 0) return []
  return db
    .select({ id: audience.id, sketch: audience.sketch, sample: audience.sample })
    .from(audience)
    .where(inArray(audience.id, [...ids]))
}

/** The count read nearest to a moment, at most so many milliseconds from it. */
export async function countNear(db: Executor, accountId: string, at: Date, withinMs: number): Promise<number | null> {
  const distance = sql`abs(extract(epoch from ${followerCount.read_at} - ${at.toISOString()}::timestamptz))`
  const rows = await db
    .select({ followers: followerCount.followers })
    .from(followerCount)
    .where(and(eq(followerCount.account_id, accountId), sql`${distance} <= ${withinMs / 1000}`))
    .orderBy(distance)
    .limit(1)
  return rows[0]?.followers ?? null
}

export type PairRow = typeof pairOverlap.$inferSelect

/** The newer report of two accounts stands. @returns whether it was written */
export async function savePair(db: Executor, row: PairRow): Promise<boolean> {
  const { overlap, as_of, source, created_by, created_at } = row
  const written = await db
    .insert(pairOverlap)
    .values(row)
    .onConflictDoUpdate({
      target: [pairOverlap.account_a, pairOverlap.account_b],
      set: { overlap, as_of, source, created_by, created_at },
      setWhere: sql`${pairOverlap.as_of} <= ${as_of.toISOString()}::timestamptz`,
    })
    .returning({ a: pairOverlap.account_a })
  return written.length > 0
}

export async function deletePair(db: Executor, a: string, b: string): Promise<boolean> {
  const gone = await db
    .delete(pairOverlap)
    .where(and(eq(pairOverlap.account_a, a), eq(pairOverlap.account_b, b)))
    .returning({ a: pairOverlap.account_a })
  return gone.length > 0
}

/** Reports between any two of these. */
export async function pairsAmong(db: Executor, accountIds: readonly string[]): Promise<PairRow[]> {
  if (accountIds.length < 2) return []
  return db
    .select()
    .from(pairOverlap)
    .where(and(among(pairOverlap.account_a, accountIds), among(pairOverlap.account_b, accountIds)))
    .orderBy(asc(pairOverlap.account_a), asc(pairOverlap.account_b))
}

/** By account_a, then account_b. */
export async function pageOfPairs(db: Executor, limit: number, after: { a: string; b: string } | null): Promise<PairRow[]> {
  return db
    .select()
    .from(pairOverlap)
    .where(after === null ? undefined : sql`(${pairOverlap.account_a}, ${pairOverlap.account_b}) > (${after.a}, ${after.b})`)
    .orderBy(asc(pairOverlap.account_a), asc(pairOverlap.account_b))
    .limit(limit + 1)
}

export interface Forgotten {
  audiences: number
  pairs: number
  counts: number
}

/** Whatever is kept of the accounts of withdrawn entries. */
export async function deleteOfWithdrawn(db: Executor): Promise<Forgotten> {
  const gone = db.select({ id: account.id }).from(account).innerJoin(ally, eq(ally.id, account.ally_id)).where(eq(ally.status, 'withdrawn'))
  const audiences = await db.delete(audience).where(inArray(audience.account_id, gone)).returning({ id: audience.id })
  const pairs = await db
    .delete(pairOverlap)
    .where(or(inArray(pairOverlap.account_a, gone), inArray(pairOverlap.account_b, gone)))
    .returning({ a: pairOverlap.account_a })
  const counts = await db.delete(followerCount).where(inArray(followerCount.account_id, gone)).returning({ id: followerCount.account_id })
  // Of what others' samples say of them, too.
  await db.execute(sql`
    update ${audience} set sample = (
      select coalesce(jsonb_agg(jsonb_set(one, '{f}', (select coalesce(jsonb_agg(f), '[]'::jsonb) from jsonb_array_elements(one -> 'f') f
        where not exists (select 1 from ${account} c join ${ally} e on e.id = c.ally_id where e.status = 'withdrawn' and c.id = f #>> '{}')))), '[]'::jsonb)
      from jsonb_array_elements(${audience.sample}) one)
    where ${audience.sample} is not null and exists (
      select 1 from jsonb_array_elements(${audience.sample}) one, jsonb_array_elements_text(one -> 'f') f
      join ${account} c on c.id = f join ${ally} e on e.id = c.ally_id where e.status = 'withdrawn')`)
  return { audiences: audiences.length, pairs: pairs.length, counts: counts.length }
}
