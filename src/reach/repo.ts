import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Executor } from '../db/open.js'
import { account, ally, reachEstimate, xProfile } from '../db/schema/index.js'

export interface AudienceRow {
  ally_id: string
  section: string | null
  followers: number | null
  as_of: Date | null
}

const owner = alias(ally, 'owner')

/**
 * Every account of the published allies in the scope, one row each: two accounts of one organisation are two audiences, which may
 * overlap like any other two. Accounts of merged entries count for the entry they were merged into. Suspended, vanished and
 * doubled accounts have no audience of their own and are no members; an account without a count is one whose audience is not known.
 */
export async function audiencesOf(db: Executor, scope: { allyIds: readonly string[] } | { section: string }): Promise<AudienceRow[]> {
  if ('allyIds' in scope && scope.allyIds.length === 0) return []
  const rows = await db
    .select({ ally_id: ally.id, section: ally.section, state: account.state, followers: xProfile.followers_count, as_of: xProfile.fetched_at })
    .from(account)
    .innerJoin(owner, eq(owner.id, account.ally_id))
    .innerJoin(ally, eq(ally.id, owner.canonical_id))
    .leftJoin(xProfile, eq(xProfile.x_user_id, account.x_user_id))
    .where(
      and(
        'allyIds' in scope ? inArray(ally.id, [...scope.allyIds]) : eq(ally.section, scope.section),
        eq(ally.status, 'approved'),
        eq(ally.gate, 'ally'),
        isNull(ally.merged_into),
        inArray(account.state, ['unresolved', 'active', 'protected']),
      ),
    )
    .orderBy(asc(account.id))
  return rows.map(({ state, ...row }) => (state === 'unresolved' || row.followers === null ? { ...row, followers: null, as_of: null } : row))
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

export async function insertEstimate(db: Executor, row: typeof reachEstimate.$inferInsert): Promise<void> {
  await db.insert(reachEstimate).values(row)
}
