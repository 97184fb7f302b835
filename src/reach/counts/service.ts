/** Follower counts over time: for organisers and for computing reach, never public (DESIGN.md §5.2). */
import type { CountSource } from '../../db/schema/reach.js'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { type ResolveReport, resolveAccounts } from '../../directory/resolve.js'
import { AppError } from '../../kernel/errors.js'
import { spendingThisMonth } from '../../lists/spending.js'
import { PlatformError, PRICES_MILLI_USD } from '../../platform/port.js'
import { accountNamed, readAt } from '../audiences/accounts.js'
import { growthPer30Days, isStale } from './growth.js'
import * as repo from './repo.js'

export interface CountsView {
  account: { id: string; handle: string }
  followers: number | null
  as_of: string | null
  /** It is older than thirty days, or there is none. */
  stale: boolean
  growth_per_30_days: number | null
  /** In order of time. */
  series: { followers: number; read_at: string; source: CountSource }[]
}

/** A year of days, from two sources. */
const MOST_ROWS = 730

/** @throws AppError not_found, conflict (withdrawn) */
export async function countsOf(deps: Deps, name: string): Promise<CountsView> {
  const { id, handle } = await accountNamed(deps.store.db, name, 'account')
  const series = (await repo.lastCounts(deps.store.db, id, MOST_ROWS)).reverse()
  const last = series.at(-1)
  return {
    account: { id, handle },
    followers: last?.followers ?? null,
    as_of: last?.read_at.toISOString() ?? null,
    stale: isStale(last?.read_at ?? null, deps.clock.now()),
    growth_per_30_days: growthPer30Days(series),
    series: series.map(({ followers, read_at, source }) => ({ followers, read_at: read_at.toISOString(), source })),
  }
}

/** A count that an organiser has read; of one day the last one stands. @throws AppError validation_failed, not_found, conflict (withdrawn) */
export async function enterCount(deps: Deps, actor: Actor, name: string, given: { followers: number; as_of?: string | undefined }): Promise<CountsView> {
  await deps.store.transaction(async (tx) => {
    const { id, ally_id } = await accountNamed(tx.db, name, 'account', true)
    const read_at = readAt(deps, given.as_of)
    const { followers } = given
    await repo.saveCount(tx.db, { account_id: id, day: read_at.toISOString().slice(0, 10), source: 'organiser', followers, read_at })
    await tx.audit({ actor, action: 'account.count', subject: ally_id, detail: { account: id, followers, as_of: read_at.toISOString() } })
    await tx.emit('account.counted', id)
  })
  return countsOf(deps, name)
}

export interface RefreshReport extends ResolveReport {
  cost_usd: number
  spent_usd: number
  budget_usd: number
}

/** A count of today is fresh enough. */
const FRESH_MS = 86_400_000

/**
 * Asks X for the counts of approved entries, the stalest first, so many as the month's budget still allows. What was learned before a failure is kept.
 * @throws AppError platform_off; PlatformError, `credits` if the budget is spent
 */
export async function refreshCounts(
  deps: Deps,
  options: { limit?: number | undefined; onProgress?: (done: number, total: number) => void } = {},
): Promise<RefreshReport> {
  if (!deps.platform) throw new AppError('platform_off', 'Counts are read from X: without X access enter them by hand (allies reach count).')
  const { spent_usd, budget_usd } = await spendingThisMonth(deps)
  const price = PRICES_MILLI_USD['users.lookup'].price / 1000
  const affordable = Math.floor((budget_usd - spent_usd) / price + 1e-9)
  if (affordable < 1) throw new PlatformError('credits', `the monthly X budget of $${budget_usd} is spent ($${spent_usd.toFixed(2)})`)
  const limit = Math.min(options.limit ?? 1_000, affordable)
  const { onProgress } = options
  const report = await resolveAccounts(deps, { limit, stale_ms: FRESH_MS, approved: true, ...(onProgress ? { onProgress } : {}) })
  // X charges for every account that it returns.
  const cost_usd = Math.round(report.found * price * 1000) / 1000
  return { ...report, cost_usd, spent_usd: Math.round((spent_usd + cost_usd) * 1000) / 1000, budget_usd }
}
