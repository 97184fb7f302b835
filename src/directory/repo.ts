import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lte, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../db/open.js'
import { account, accountHandle, ally, audit, followerCount, nomination, xProfile } from '../db/schema/index.js'

export type AllyRow = typeof ally.$inferSelect
export type AccountRow = typeof account.$inferSelect
/** With the handles it had before, the last one first. */
export type SeenAccount = AccountRow & { renamed_from: string[] }
export type AllyWithAccounts = AllyRow & { accounts: SeenAccount[] }

const first = <T>(rows: T[]): T | undefined => rows[0]

/** Where it differs from what stands there. Returns the ids of those that changed and are public. */
export async function setSupports(db: Executor, rows: readonly { id: string; support: number; chat_ids: string[] }[]): Promise<string[]> {
  if (rows.length === 0) return []
  // As JSON, since an array of arrays of different lengths is none for Postgres.
  const changed = (await db.execute(sql`
    update ${ally} set support = g.support, chat_ids = array(select jsonb_array_elements_text(g.chat_ids))
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id text, support int, chat_ids jsonb)
    where ${ally.id} = g.id and (${ally.support}, ${ally.chat_ids}) is distinct from (g.support, array(select jsonb_array_elements_text(g.chat_ids)))
    returning ${ally.id} as id, ${ally.status} as status, ${ally.gate} as gate`)) as unknown as { rows: { id: string; status: string; gate: string }[] }
  return changed.rows.filter(({ status, gate }) => status === 'approved' && gate === 'ally').map(({ id }) => id)
}

/** What is seen of them changed now: their place in the feed of changes. */
export async function setChangeSeq(db: Executor, ids: readonly string[], seq: number, at: Date): Promise<void> {
  await db
    .update(ally)
    .set({ change_seq: seq, updated_at: at })
    .where(inArray(ally.id, [...ids]))
}

export async function findAlly(db: Executor, id: string, lock = false): Promise<AllyWithAccounts | undefined> {
  const query = db.select().from(ally).where(eq(ally.id, id))
  const row = first(lock ? await query.for('update') : await query)
  return row && first(await withAccounts(db, [row]))
}

export async function findAllies(db: Executor, ids: readonly string[]): Promise<AllyWithAccounts[]> {
  if (ids.length === 0) return []
  return withAccounts(
    db,
    await db
      .select()
      .from(ally)
      .where(inArray(ally.id, [...ids]))
      .orderBy(asc(ally.id)),
  )
}

/** Every entry that may be public, for lists and exports; ordered by id so that the answer is always the same. */
export async function findApproved(db: Executor): Promise<AllyWithAccounts[]> {
  return withAccounts(db, await db.select().from(ally).where(publicRows()).orderBy(asc(ally.id)))
}

const formerHandles = sql<string[]>`array(
  select former.handle_key::text from ${accountHandle} former
  where former.account_id = ${account.id} and former.handle_key <> ${account.handle_key} and former.handle_key <> lower(${account.handle})
  group by former.handle_key order by max(former."from") desc)`

/**
 * The accounts of an entry are its own and those of all that was merged into it; of a merged one its own. One that turned out to be another account of the
 * same entry under an earlier handle is not shown twice.
 */
export async function withAccounts(db: Executor, rows: AllyRow[]): Promise<AllyWithAccounts[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const accounts = await db
    .select({ account, canonical_id: ally.canonical_id, renamed_from: formerHandles })
    .from(account)
    .innerJoin(ally, eq(ally.id, account.ally_id))
    // One parameter: a statement holds at most 65,535, and a directory may have more entries.
    .where(sql`(${ally.canonical_id} = any(${sql.param(ids)}::text[]) or ${ally.id} = any(${sql.param(ids)}::text[]))`)
    .orderBy(asc(account.handle_key))
  const byAlly = new Map<string, SeenAccount[]>(ids.map((id) => [id, []]))
  for (const { account: row, canonical_id, renamed_from } of accounts)
    for (const id of new Set([row.ally_id, canonical_id])) byAlly.get(id)?.push({ ...row, renamed_from })
  const shown = (list: SeenAccount[]) => list.filter(({ same_as }) => same_as === null || !list.some(({ id }) => id === same_as))
  return rows.map((row) => ({ ...row, accounts: shown(byAlly.get(row.id) ?? []) }))
}

export const publicRows = () => and(eq(ally.status, 'approved'), eq(ally.gate, 'ally'), isNull(ally.merged_into))

export async function countBySection(db: Executor): Promise<Map<string, number>> {
  const rows = await db.select({ section: ally.section, count: sql<number>`count(*)::int` }).from(ally).where(publicRows()).groupBy(ally.section)
  return new Map(rows.filter((row) => row.section !== null).map((row) => [row.section as string, row.count]))
}

/** Optimistic locking in the statement itself: no row if the version moved on. */
export async function updateAlly(db: Executor, id: string, version: number, values: Partial<typeof ally.$inferInsert>): Promise<AllyRow | undefined> {
  return first(
    await db
      .update(ally)
      .set({ ...values, version: version + 1 })
      .where(and(eq(ally.id, id), eq(ally.version, version)))
      .returning(),
  )
}

export interface HistoryRow {
  at: Date
  actor: string
  action: string
  reason: string | null
  detail: Record<string, unknown>
}

/** What these entries are called. */
export async function namesOf(db: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: ally.id, name: ally.name })
    .from(ally)
    .where(inArray(ally.id, [...ids]))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** How an entry came to be, which no row of the record says: drafting is the nomination's own doing. Null if there is no such entry. */
export async function draftingOf(db: Executor, id: string): Promise<HistoryRow | null> {
  const [row] = await db
    .select({
      at: ally.created_at,
      name: ally.name,
      raw: nomination.raw,
      source: nomination.source,
      chat_id: nomination.chat_id,
      import_id: nomination.import_id,
    })
    .from(ally)
    .leftJoin(nomination, eq(nomination.ally_id, ally.id))
    .where(eq(ally.id, id))
    .orderBy(asc(nomination.created_at), asc(nomination.id))
    .limit(1)
  if (!row) return null
  const { at, name, raw, ...detail } = row
  const from = raw === null ? `drafted from ${name}` : `drafted from ${raw}, as it was first nominated`
  return { at, actor: 'worker', action: 'ally.draft', reason: from.slice(0, 500), detail: raw === null ? {} : { ...detail, raw } }
}

/** What happened to one record, oldest first. */
export async function historyOf(db: Executor, subject: string): Promise<HistoryRow[]> {
  return db
    .select({ at: audit.at, actor: audit.actor, action: audit.action, reason: audit.reason, detail: audit.detail })
    .from(audit)
    .where(eq(audit.subject, subject))
    .orderBy(asc(audit.seq))
    .limit(500)
}

export interface TurnRow extends HistoryRow {
  subject: string
  name: string
}

const TURNS = ['ally.merge', 'ally.unmerge', 'ally.withdraw', 'ally.restore']

const turn = {
  subject: audit.subject,
  name: ally.name,
  at: audit.at,
  actor: audit.actor,
  action: audit.action,
  reason: audit.reason,
  detail: audit.detail,
}

/** What made another entry of one at this version or a later one, oldest first: the record keeps the version that was there before. */
export async function turnsSince(db: Executor, id: string, version: number): Promise<TurnRow[]> {
  return db
    .select(turn)
    .from(audit)
    .innerJoin(ally, eq(ally.id, audit.subject))
    .where(and(eq(audit.subject, id), inArray(audit.action, TURNS), sql`(${audit.detail} ->> 'version')::int >= ${version}`))
    .orderBy(asc(audit.seq))
    .limit(20)
}

/** The last such change of each of these entries. */
export async function lastTurns(db: Executor, ids: readonly string[]): Promise<TurnRow[]> {
  return db
    .selectDistinctOn([audit.subject], turn)
    .from(audit)
    .innerJoin(ally, eq(ally.id, audit.subject))
    .where(and(inArray(audit.subject, [...ids]), inArray(audit.action, TURNS)))
    .orderBy(audit.subject, desc(audit.seq))
}

/**
 * Whether X said that a former handle is another account's by now: then it is a key no more (IDENTITY.md §3.5). Read from the record, where it stands with
 * the id of who has it; about a row of account_handle beside its account.
 */
export const handleTaken = (): SQL =>
  sql`exists (select 1 from ${audit} taken where taken.subject = ${account.ally_id} and taken.action = 'account.handle_taken'
    and taken.detail ->> 'account_id' = ${account.id} and taken.detail ->> 'handle' = ${accountHandle.handle_key} and taken.at >= ${accountHandle.to})`

/** Which accounts are due to be looked up. */
export interface Due {
  /** Those last looked up then or earlier. */
  before: Date
  /** The same for accounts that were suspended or gone: few come back. */
  gone_before: Date
  approved: boolean
  /** Only those of these entries. */
  entries: readonly string[] | null
}

const isGone = inArray(account.state, ['suspended', 'not_found'])

const isDue = ({ before, gone_before, approved, entries }: Due) =>
  and(
    or(isNull(account.checked_at), and(lte(account.checked_at, before), or(not(isGone), lte(account.checked_at, gone_before)))),
    entries
      ? and(inArray(ally.canonical_id, [...entries]), ne(ally.status, 'withdrawn'))
      : inArray(ally.status, approved ? ['approved'] : ['proposed', 'approved']),
    // One that turned out to be another is looked up as that one; one that lost its handle has only its id to be asked by.
    isNull(account.same_as),
    or(isNotNull(account.x_user_id), sql`strpos(${account.handle_key}, ':') = 0`),
  )

export async function countToResolve(db: Executor, due: Due): Promise<number> {
  const [row] = await db.select({ n: count() }).from(account).innerJoin(ally, eq(ally.id, account.ally_id)).where(isDue(due))
  return row?.n ?? 0
}

/** Accounts to look up: never looked up first, then those checked on the earliest day, published ones first of one day; those that were gone come last. */
export async function accountsToResolve(db: Executor, { limit, ...due }: Due & { limit: number }): Promise<AccountRow[]> {
  const rows = await db
    .select({ account })
    .from(account)
    .innerJoin(ally, eq(ally.id, account.ally_id))
    .where(isDue(due))
    .orderBy(
      sql`case when ${isGone} then 1 else 0 end`,
      sql`date_trunc('day', ${account.checked_at} at time zone 'UTC') asc nulls first`,
      sql`case ${ally.status} when 'approved' then 0 else 1 end`,
      sql`${account.checked_at} asc nulls first`,
      asc(account.id),
    )
    .limit(limit)
  return rows.map((row) => row.account)
}

export async function findAccounts(db: Executor, ids: readonly string[]): Promise<AccountRow[]> {
  return ids.length === 0
    ? []
    : db
        .select()
        .from(account)
        .where(inArray(account.id, [...ids]))
        .orderBy(asc(account.id))
}

export async function updateAccount(db: Executor, id: string, values: Partial<typeof account.$inferInsert>): Promise<void> {
  await db.update(account).set(values).where(eq(account.id, id))
}

/** What X last said of these accounts, the one with the most followers first. */
export async function profilesOf(db: Executor, xUserIds: readonly string[]): Promise<(typeof xProfile.$inferSelect)[]> {
  if (xUserIds.length === 0) return []
  return db
    .select()
    .from(xProfile)
    .where(inArray(xProfile.x_user_id, [...xUserIds]))
    .orderBy(sql`${xProfile.followers_count} desc nulls last`, asc(xProfile.x_user_id))
}

/** What nominators wrote around its name, newest first. */
export async function textsAbout(db: Executor, allyId: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ text: nomination.text })
    .from(nomination)
    .where(and(eq(nomination.ally_id, allyId), sql`${nomination.text} is not null`))
    .orderBy(desc(nomination.created_at), desc(nomination.id))
    .limit(limit)
  return rows.flatMap(({ text }) => text ?? [])
}

export async function saveProfile(db: Executor, profile: typeof xProfile.$inferInsert): Promise<void> {
  const { x_user_id: _key, ...values } = profile
  await db.insert(xProfile).values(profile).onConflictDoUpdate({ target: xProfile.x_user_id, set: values })
}

/** Appends to the account's series, one row a day; of one day the last reading stands. */
export async function noteFollowers(db: Executor, accountId: string, followers: number, at: Date): Promise<void> {
  await db
    .insert(followerCount)
    .values({ account_id: accountId, day: at.toISOString().slice(0, 10), source: 'x', followers, read_at: at })
    .onConflictDoUpdate({ target: [followerCount.account_id, followerCount.day, followerCount.source], set: { followers, read_at: at } })
}
