import { and, eq, inArray, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { runNamed } from '../../db/named.js'
import type { Executor } from '../../db/open.js'
import { account, accountHandle, ally, audit, listException, xProfile } from '../../db/schema/index.js'
import { type EventRow, eventsIn } from '../../db/tx.js'
import type { Target } from '../handle.js'
import { WORDS_MARK_SQL } from '../learning/repo.js'
import { type AllyRow, handleTaken } from '../repo.js'
import { knownHashesIn } from '../suppressed/repo.js'

/** The entry that a key leads to, and the state of the one that stands for it now. */
export interface Holder {
  id: string
  canonical_id: string
  status: AllyRow['status']
}

/**
 * Read in a step of its own: with the list itself in the condition Postgres thinks that a plan for this very list pays, and plans it each time, which takes longer
 * than finding.
 */
const keysIn = (parameter: string) => `array(select unnest(${parameter}::text[]))`

const tagHolders = (parameter: string) =>
  `select t.hashtag_key as key, t.id, t.canonical_id, w.status from ally t join ally w on w.id = t.canonical_id where t.hashtag_key = any(${keysIn(parameter)})`

const { sql: HANDLE_TAKEN } = new PgDialect().sqlToQuery(handleTaken())

// The tables have their own names: the condition asks for them.
const handleHolders = (parameter: string) => `
    with held as (
      select account.handle_key as key, account.ally_id, null::timestamptz as had from account where account.handle_key = any(${keysIn(parameter)})
      union all
      select account_handle.handle_key, account.ally_id, account_handle."from" from account_handle join account on account.id = account_handle.account_id
      where account_handle.handle_key = any(${keysIn(parameter)})
        and not exists (select 1 from account now where now.handle_key = account_handle.handle_key) and not ${HANDLE_TAKEN}
    )
    select held.key, n.id, n.canonical_id, w.status from held join ally n on n.id = held.ally_id join ally w on w.id = n.canonical_id order by held.had nulls first`

const TAG_HOLDERS = { name: 'tag_holders', text: tagHolders('$1') }
const HANDLE_HOLDERS = { name: 'handle_holders', text: handleHolders('$1') }

const keysOf = (targets: readonly Target[], kind: Target['kind']) => targets.flatMap((target) => (target.kind === kind ? [target.key] : []))

/**
 * Who holds these keys, by `kind key`: a hashtag's own, an account's present handle, or a handle it had and nobody has now. One statement for a kind, since
 * every nomination asks this first.
 */
export async function holdersOf(db: Executor, targets: readonly Target[]): Promise<Map<string, Holder>> {
  const found = new Map<string, Holder>()
  for (const [kind, statement] of [
    ['hashtag', TAG_HOLDERS],
    ['account', HANDLE_HOLDERS],
  ] as const) {
    const keys = keysOf(targets, kind)
    if (keys.length === 0) continue
    // Of those who had a handle the last one comes last and stays.
    for (const { key, ...holder } of await runNamed<Holder & { key: string }>(db, statement, [keys])) found.set(`${kind} ${key}`, holder)
  }
  return found
}

/** What organisers said matters only where an entry is drafted and judged: it is summed up over all they said, so nobody else asks. */
const ASKED = {
  name: 'targets_asked',
  text: `
    with tags as materialized (${tagHolders('$1')}), handles as materialized (${handleHolders('$2')})
    select (select coalesce(json_agg(tags), '[]') from tags) as tags, (select coalesce(json_agg(handles), '[]') from handles) as handles,
      array(${knownHashesIn('$3')}) as hashes,
      case when (select count(*) from tags) + (select count(distinct key) from handles) < $4::int then (${WORDS_MARK_SQL}) end as mark`,
}

export interface Asked {
  holders: Map<string, Holder>
  /** Of the hashes given, those of names that are never taken again. */
  suppressed: Set<string>
  /** See learning/repo.ts; null if it was not wanted or nobody is new. */
  mark: string | null
}

/** All that has to be known before new targets are drafted, in one statement: who holds these keys, by `kind key`, and whether a name among them is suppressed. */
export async function askOf(db: Executor, targets: readonly Target[], hashes: readonly string[], wantsMark: boolean): Promise<Asked> {
  type Row = Holder & { key: string }
  const values = [keysOf(targets, 'hashtag'), keysOf(targets, 'account'), hashes, wantsMark ? targets.length : 0]
  const [row] = await runNamed<{ tags: Row[]; handles: Row[]; hashes: string[]; mark: string | null }>(db, ASKED, values)
  const holders = new Map<string, Holder>()
  for (const { key, ...holder } of row?.tags ?? []) holders.set(`hashtag ${key}`, holder)
  // As in holdersOf: the last one stays.
  for (const { key, ...holder } of row?.handles ?? []) holders.set(`account ${key}`, holder)
  return { holders, suppressed: new Set(row?.hashes), mark: row?.mark ?? null }
}

export interface Draft {
  draft: typeof ally.$inferInsert
  account: { id: string; handle_key: string; handle: string; at: Date } | null
}

/** What a column has by itself when it is left out; json_populate_recordset would write null. */
const DRAFTED = {
  version: 1,
  support: 0,
  chat_ids: [],
  tags_by: 'rules',
  body_kind_by: 'rules',
  hashtag_use_by: 'rules',
  hashtag_use_reasons: [],
} satisfies Partial<typeof ally.$inferInsert>

const INSERT_DRAFTS = {
  name: 'insert_drafts',
  text: `
    with made as (insert into ally select * from json_populate_recordset(null::ally, $1::json) on conflict do nothing returning id, kind),
    keyed as (
      insert into account (id, ally_id, handle_key, handle, state, created_at)
      select k.id, k.ally_id, k.handle_key, k.handle, 'unresolved', k.at
      from made join json_to_recordset($2::json) as k(id text, ally_id text, handle_key text, handle text, at timestamptz) on k.ally_id = made.id
      order by k.handle_key
      on conflict do nothing returning id, ally_id, handle_key, created_at),
    kept as (insert into account_handle (account_id, handle_key, "from") select id, handle_key, created_at from keyed),
    told as (
      insert into outbox (id, type, subject, data, directory_version, at) select g.id, g.type, g.subject, g.data, g.directory_version, g.at
      from ${eventsIn('$3')} join made on made.id = g.subject left join keyed on keyed.ally_id = made.id
      where made.kind = 'hashtag' or keyed.id is not null order by g.place)
    select made.id, made.kind, keyed.id as account_id from made left join keyed on keyed.ally_id = made.id`,
}

/**
 * Inserts entries with their keys, and the event of each; of those whose key somebody else holds nothing at all. Returns the ids of the entries that were made.
 * @param events one for each draft, whose subject it is
 */
export async function insertDrafts(db: Executor, drafts: readonly Draft[], events: readonly EventRow[]): Promise<Set<string>> {
  if (drafts.length === 0) return new Set()
  // As JSON: a thousand rows of twenty values each are a thousand times as many parameters as a statement should have.
  const values = drafts.map(({ draft }) => ({ ...DRAFTED, ...draft }))
  const keys = drafts.flatMap(({ draft, account: key }) => (key ? [{ ...key, ally_id: draft.id }] : []))
  const given = [values, keys, events].map((rows) => JSON.stringify(rows))
  const rows = await runNamed<{ id: string; kind: string; account_id: string | null }>(db, INSERT_DRAFTS, given)
  const made = new Set(rows.map(({ id }) => id))
  const lost = rows.flatMap(({ id, kind, account_id }) => (kind === 'organisation' && account_id === null ? [id] : []))
  if (lost.length > 0) await db.delete(ally).where(inArray(ally.id, lost))
  for (const id of lost) made.delete(id)
  return made
}

/**
 * Takes drafts back that nobody has touched: proposed, without a decision on record, on no list. Returns the ids of those that are gone.
 * Whoever nominates one at this moment finds its foreign key in the way and tries again.
 */
export async function deleteUntouchedDrafts(db: Executor, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const untouched = await db
    .select({ id: ally.id })
    .from(ally)
    .where(
      and(
        inArray(ally.id, [...ids]),
        eq(ally.status, 'proposed'),
        sql`not exists (select 1 from ${audit} where ${audit.subject} = ${ally.id})`,
        sql`not exists (select 1 from ${listException} where ${listException.ally_id} = ${ally.id})`,
        sql`not exists (select 1 from ${ally} other where other.merged_into = ${ally.id})`,
      ),
    )
    .for('update')
  const gone = untouched.map(({ id }) => id)
  if (gone.length === 0) return []
  const accounts = db.select({ id: account.id }).from(account).where(inArray(account.ally_id, gone))
  await db.delete(accountHandle).where(inArray(accountHandle.account_id, accounts))
  await db.delete(xProfile).where(
    inArray(
      xProfile.x_user_id,
      db
        .select({ id: sql<string>`${account.x_user_id}` })
        .from(account)
        .where(inArray(account.ally_id, gone)),
    ),
  )
  await db.delete(account).where(inArray(account.ally_id, gone))
  await db.delete(ally).where(inArray(ally.id, gone))
  return gone
}
