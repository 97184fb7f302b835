import { and, arrayContains, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Executor } from '../db/open.js'
import type { AccountState } from '../db/schema/directory.js'
import { account, ally, followerCount, nomination, reachEstimate, xProfile } from '../db/schema/index.js'
import type { CountSource } from '../db/schema/reach.js'
import type { Chosen } from './scope.js'

export interface MemberRow {
  account_id: string
  handle: string
  ally_id: string
  section: string | null
  state: AccountState
  followers: number | null
  as_of: Date | null
  source: CountSource | null
}

const owner = alias(ally, 'owner')

/**
 * Every account of the published allies in the scope, one row each: two accounts of one organisation are two audiences, which may
 * overlap like any other two. Accounts of merged entries count for the entry they were merged into. Its count is the one read last, by X or by an
 * organiser; an account without one is one whose audience is not known.
 */
export async function membersOf(db: Executor, scope: Chosen): Promise<MemberRow[]> {
  if ('allyIds' in scope && scope.allyIds.length === 0) return []
  return rowsWhere(
    db,
    and(
      'allyIds' in scope ? sql`${ally.id} = any(${sql.param([...scope.allyIds])}::text[])` : 'section' in scope ? eq(ally.section, scope.section) : undefined,
      'chat' in scope ? arrayContains(ally.chat_ids, [scope.chat]) : undefined,
      'chat' in scope && scope.until ? nominatedUntil(scope.chat, scope.until) : undefined,
      eq(ally.status, 'approved'),
      eq(ally.gate, 'ally'),
      isNull(ally.merged_into),
      sql`${account.same_as} is null`,
    ),
  )
}

/** Nominated in the chat by then, or taken in from it by an organiser whenever; merged entries speak for the one that stands for them. */
const nominatedUntil = (chat: string, until: Date): SQL =>
  sql`exists (select 1 from ${nomination} n join ${ally} named on named.id = n.ally_id
    where named.canonical_id = ${ally.id} and n.chat_id = ${chat} and n.supports and (n.source in ('import', 'live') or n.nominated_at < ${until.toISOString()}))`

/** These accounts, whatever becomes of their entries, by id. */
export async function accountsByIds(db: Executor, ids: readonly string[]): Promise<Map<string, MemberRow>> {
  if (ids.length === 0) return new Map()
  return new Map((await rowsWhere(db, sql`${account.id} = any(${sql.param([...new Set(ids)])}::text[])`)).map((row) => [row.account_id, row]))
}

async function rowsWhere(db: Executor, where: SQL | undefined): Promise<MemberRow[]> {
  const last = db
    .selectDistinctOn([followerCount.account_id], {
      account_id: followerCount.account_id,
      followers: followerCount.followers,
      read_at: followerCount.read_at,
      source: followerCount.source,
    })
    .from(followerCount)
    .orderBy(followerCount.account_id, desc(followerCount.read_at), desc(followerCount.source))
    .as('last')
  const rows = await db
    .select({
      account_id: account.id,
      handle: account.handle,
      ally_id: ally.id,
      section: ally.section,
      state: account.state,
      profile: xProfile.followers_count,
      fetched_at: xProfile.fetched_at,
      counted: last.followers,
      read_at: last.read_at,
      source: last.source,
    })
    .from(account)
    .innerJoin(owner, eq(owner.id, account.ally_id))
    .innerJoin(ally, eq(ally.id, owner.canonical_id))
    .leftJoin(xProfile, eq(xProfile.x_user_id, account.x_user_id))
    .leftJoin(last, eq(last.account_id, account.id))
    .where(where)
    .orderBy(asc(account.id))
  return rows.map(({ profile, fetched_at, counted, read_at, source, ...row }) => {
    // A profile may be older than the series (counts by hand) or newer (one that was loaded before there was a series).
    const byProfile = profile !== null && fetched_at !== null && row.state !== 'unresolved' && (read_at === null || fetched_at > read_at)
    if (byProfile) return { ...row, followers: profile, as_of: fetched_at, source: 'x' as const }
    return { ...row, followers: counted, as_of: counted === null ? null : read_at, source: counted === null ? null : source }
  })
}

/** The last estimate kept for a scope. */
export async function latestEstimate(db: Executor, scope: string, scopeId: string): Promise<unknown> {
  const rows = await db
    .select({ result: reachEstimate.result })
    .from(reachEstimate)
    .where(and(eq(reachEstimate.scope, scope), eq(reachEstimate.scope_id, scopeId)))
    .orderBy(desc(reachEstimate.created_at), desc(reachEstimate.id))
    .limit(1)
  return rows[0]?.result
}

/** The estimates kept for a scope in order, at most `limit` of them, the newest. */
export async function estimatesOf(db: Executor, scope: string, scopeId: string, limit: number): Promise<{ result: unknown; created_at: Date }[]> {
  const rows = await db
    .select({ result: reachEstimate.result, created_at: reachEstimate.created_at })
    .from(reachEstimate)
    .where(and(eq(reachEstimate.scope, scope), eq(reachEstimate.scope_id, scopeId)))
    .orderBy(desc(reachEstimate.created_at), desc(reachEstimate.id))
    .limit(limit)
  return rows.reverse()
}

export async function insertEstimate(db: Executor, row: typeof reachEstimate.$inferInsert): Promise<void> {
  await db.insert(reachEstimate).values(row)
}
