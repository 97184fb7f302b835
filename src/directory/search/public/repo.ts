import { type Query, type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { LRUCache } from 'lru-cache'
import type { Database, Executor } from '../../../db/open.js'
import { account, accountHandle, ally } from '../../../db/schema/index.js'
import type { CursorKeys } from '../../../kernel/cursor.js'
import { SECTIONS } from '../../taxonomy/sections.js'
import type { PublicRecord } from '../../views.js'
import { type AllyFilters, pageParts, type Ranked, rankIn, type SortName, tolerantly } from '../repo.js'

/** What the public sees of an entry, with what its place in the order is told by. */
export type PublicRow = PublicRecord & { rank: number; name_key: string }

interface Told extends Omit<PublicRow, 'assured_at' | 'published_at'> {
  assured_ms: number | null
  published_ms: number | null
}

const milliseconds = (column: typeof ally.assured_at | typeof ally.published_at): SQL => sql`floor(extract(epoch from ${column}) * 1000)::float8`

/** As directory/repo.ts has them for organisers: those of all that stand here, but for one that is another of them under an earlier handle. */
const ACCOUNTS = sql`(
  select coalesce(json_agg(json_build_object('handle', c.handle, 'handle_key', c.handle_key, 'x_user_id', c.x_user_id, 'renamed_from', array(
      select former.handle_key from ${accountHandle} former
      where former.account_id = c.id and former.handle_key <> c.handle_key and former.handle_key <> lower(c.handle)
      group by former.handle_key order by max(former."from") desc)) order by c.handle_key), '[]')
  from ${account} c join ${ally} member on member.id = c.ally_id
  where member.canonical_id = shown.id and not exists (
    select 1 from ${account} other join ${ally} beside on beside.id = other.ally_id where other.id = c.same_as and beside.canonical_id = shown.id))`

/**
 * A page of the public directory in one statement that gives one value: this is the read that anybody may ask for, and taking rows apart column by column
 * takes longer than all else. One row more than `limit`, so that the caller knows whether there is a next page.
 */
export async function pageOfPublic(db: Executor, filters: AllyFilters, sort: SortName, limit: number, after: CursorKeys | null): Promise<PublicRow[]> {
  const { where, order } = pageParts(filters, 'public', sort, after)
  const rank = rankIn(filters) ?? sql<number>`0`
  return tolerantly(db, filters.q, async (db) => {
    const page = sql`
      select ${ally.id} as id, ${ally.kind} as kind, ${ally.name} as name, ${ally.url} as url, ${ally.section} as section, ${ally.tags} as tags, ${ally.body_kind} as body_kind,
        ${ally.hashtag_key} as hashtag_key, ${ally.hashtag_use} as hashtag_use, ${milliseconds(ally.assured_at)} as assured_ms, ${ally.assured_by} as assured_by,
        ${ally.support} as support, ${ally.chat_ids} as chat_ids, ${milliseconds(ally.published_at)} as published_ms, ${ally.name_key} as name_key, ${rank} as rank
      from ${ally} where ${where} order by ${sql.join(order, sql`, `)} limit ${limit + 1}`
    const { rows } = (await db.execute(
      sql`select coalesce(json_agg(told), '[]') as page from (select shown.*, ${ACCOUNTS} as accounts from (${page}) shown) told`,
    )) as unknown as { rows: { page: Told[] }[] }
    return (rows[0]?.page ?? []).map(({ assured_ms, published_ms, ...row }) => ({
      ...row,
      assured_at: assured_ms === null ? null : new Date(assured_ms),
      published_at: published_ms === null ? null : new Date(published_ms),
    }))
  })
}

/**
 * An entry as `publicView` shows it, spelt by the database: each key in its place, so that what is sent is the same letter by letter (test/directory/page-as-json.test.ts
 * holds the two together). Names of tables stand here as they are: building a statement out of forty parts took a quarter of a request.
 */
const ENTRY = sql`'{"id":"' || shown.id || '","kind":"' || shown.kind || '","name":' || to_json(shown.name)::text || ',"url":' || coalesce(to_json(shown.url)::text, 'null')
  || ',"category":' || coalesce('{"section":"' || shown.section || '","title":' || (titles.by_section -> shown.section)::text || '}', 'null')
  || ',"tags":' || array_to_json(shown.tags)::text || ',"body_kind":' || coalesce(to_json(shown.body_kind)::text, 'null')
  || ',"accounts":[' || coalesce((
    select string_agg(
      '{"platform":"x","handle":' || to_json(c.handle)::text || ',"user_id":' || coalesce(to_json(c.x_user_id)::text, 'null')
        || ',"url":"https://x.com/' || case when c.handle_key like 'lost:%' and c.x_user_id is not null then 'i/user/' || c.x_user_id else c.handle end
        || '","renamed_from":' || array_to_json(array(
          select former.handle_key from account_handle former
          where former.account_id = c.id and former.handle_key <> c.handle_key and former.handle_key <> lower(c.handle)
          group by former.handle_key order by max(former."from") desc))::text || '}',
      ',' order by c.handle_key)
    from account c join ally member on member.id = c.ally_id
    where member.canonical_id = shown.id and not exists (
      select 1 from account other join ally beside on beside.id = other.ally_id where other.id = c.same_as and beside.canonical_id = shown.id)), '')
  || '],"hashtag":' || coalesce('{"tag":"' || ltrim(shown.name, '#') || '","url":"https://x.com/hashtag/' || shown.hashtag_key || '"}', 'null')
  || ',"hashtag_use":' || coalesce('"' || shown.hashtag_use || '"', 'null')
  || ',"assured":' || coalesce('{"at":"' || to_char(date_trunc('milliseconds', shown.assured_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","by":' || to_json(coalesce(shown.assured_by, 'organiser'))::text || '}', 'null')
  || ',"support":{"nominators":' || shown.support || ',"chats":' || cardinality(shown.chat_ids) || '},"published_at":'
  || coalesce('"' || to_char(date_trunc('milliseconds', shown.published_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null') || '}'`

/** What is written otherwise than its key, beyond capitals, takes rules that are not the database's (handle.ts). */
const SPELT = sql`shown.hashtag_key is null or (shown.name ~ '^#?[A-Za-z0-9_]{1,100}$' and lower(ltrim(shown.name, '#')) = shown.hashtag_key)`

const TITLES = JSON.stringify(Object.fromEntries(SECTIONS.map(({ code, title }) => [code, title])))

export interface PageAsJson {
  /** The entries of the page in JSON, with commas between. */
  items: string
  /** What the place of its last entry is told by, if there is a next page. */
  last: Ranked | null
}

interface Spelt {
  items: string | null
  spelt: boolean | null
  rows: number
  last: (Omit<Ranked, 'published_at'> & { published_ms: number | null }) | null
}

const dialect = new PgDialect()
/** Statements by what they are made from: to make one takes as long as all else on this side. */
const statements = new LRUCache<string, Query>({ max: 500 })

function statementOf(filters: AllyFilters, sort: SortName, limit: number, after: CursorKeys | null): Query {
  const key = JSON.stringify([filters, sort, limit, after])
  const known = statements.get(key)
  if (known) return known
  const { where, order } = pageParts(filters, 'public', sort, after)
  const by = sql.join(order, sql`, `)
  const made = dialect.sqlToQuery(sql`
    select string_agg(told.entry, ',' order by told.place) filter (where told.place <= ${limit}) as items, bool_and(told.spelt) filter (where told.place <= ${limit}) as spelt, count(*)::int as rows,
      (array_agg(told.keys order by told.place))[${limit}] as last
    from (
      select shown.place, ${ENTRY} as entry, ${SPELT} as spelt, json_build_object('rank', 0, 'id', shown.id, 'name_key', shown.name_key,
        'support', shown.support, 'published_ms', floor(extract(epoch from shown.published_at) * 1000)) as keys
      from (select ally.*, row_number() over (order by ${by}) as place from ally where ${where} order by ${by} limit ${limit + 1}) shown
      cross join (select ${TITLES}::jsonb as by_section) titles
    ) told`)
  statements.set(key, made)
  return made
}

/**
 * The same page as it is sent. Taking entries apart and putting them together again costs twice what all else of a first read does.
 * @returns null if one of them cannot be spelt by the database, and for a search, which has more to it: then `pageOfPublic` reads the page.
 */
export async function pageAsJson(
  { executeSql }: Pick<Database, 'executeSql'>,
  filters: AllyFilters,
  sort: SortName,
  limit: number,
  after: CursorKeys | null,
): Promise<PageAsJson | null> {
  if (filters.q !== undefined) return null
  const statement = statementOf(filters, sort, limit, after)
  const [page] = (await executeSql(statement.sql, statement.params)).rows as [Spelt]
  const { items, spelt, rows, last } = page
  if (spelt === false) return null
  if (rows <= limit || last === null) return { items: items ?? '', last: null }
  return { items: items ?? '', last: { ...last, published_at: last.published_ms === null ? null : new Date(last.published_ms) } }
}
