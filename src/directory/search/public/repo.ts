import { type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../../db/open.js'
import { account, accountHandle, ally } from '../../../db/schema/index.js'
import type { CursorKeys } from '../../../kernel/cursor.js'
import type { PublicRecord } from '../../views.js'
import { type AllyFilters, pageParts, rankIn, type SortName, tolerantly } from '../repo.js'

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
