/** Follower counts over time: for organisers and for computing reach, never public (DESIGN.md §5.2). */
import type { CountSource } from '../../db/schema/reach.js'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { countDue, type ResolveReport, resolveAccounts } from '../../directory/resolve.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError } from '../../kernel/errors.js'
import { spendingThisMonth } from '../../lists/spending.js'
import { PlatformError, PRICES_MILLI_USD } from '../../platform/port.js'
import { accountNamed, readAt } from '../audiences/accounts.js'
import { whyNoMember } from '../audiences/in-use.js'
import { accountsByIds, type MemberRow, membersOf } from '../repo.js'
import { chosen, named, type ReachScope } from '../scope.js'
import { growthPer30Days, isStale } from './growth.js'
import * as repo from './repo.js'

export interface CountsView {
  account: { id: string; handle: string }
  followers: number | null
  as_of: string | null
  /** It is older than thirty days, or there is none. */
  stale: boolean
  growth_per_30_days: number | null
  /** Why reach does not use what is known or was entered just now, in a sentence without a capital; null if it does. */
  not_used: string | null
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
  const member = (await accountsByIds(deps.store.db, [id])).get(id)
  return {
    account: { id, handle },
    followers: last?.followers ?? null,
    as_of: last?.read_at.toISOString() ?? null,
    stale: isStale(last?.read_at ?? null, deps.clock.now()),
    growth_per_30_days: growthPer30Days(series),
    not_used: member ? whyNoMember(member) : null,
    series: series.map(({ followers, read_at, source }) => ({ followers, read_at: read_at.toISOString(), source })),
  }
}

export interface CountSummary extends Omit<CountsView, 'series' | 'not_used'> {
  ally_id: string
  source: CountSource | null
}

/** Growth is read off so much of a series. */
const GROWTH_MS = 91 * 86_400_000

/** The published accounts of a scope: never read first, then the stalest. @throws AppError as `chosen`; invalid_cursor */
export async function listCounts(deps: Deps, scope: ReachScope, paging: { limit: number; cursor?: string | undefined }): Promise<Page<CountSummary>> {
  const bound = { of: 'counts', scope: named(scope) }
  const [time, id] = paging.cursor === undefined ? [Number.NEGATIVE_INFINITY, ''] : decodeCursor(paging.cursor, bound, ['instant', 'text'])
  const rows = (await membersOf(deps.store.db, await chosen(deps, scope, 'organiser'))).sort(
    (a, b) => timeOf(a) - timeOf(b) || (a.account_id < b.account_id ? -1 : 1),
  )
  const rest = rows.filter((row) => timeOf(row) > Number(time) || (timeOf(row) === Number(time) && row.account_id > String(id)))
  const shown = rest.slice(0, paging.limit + 1)
  const now = deps.clock.now()
  const points = await repo.seriesOf(
    deps.store.db,
    shown.map(({ account_id }) => account_id),
    new Date(now.getTime() - GROWTH_MS),
  )
  const byAccount = new Map<string, repo.CountRow[]>(shown.map(({ account_id }) => [account_id, []]))
  for (const point of points) byAccount.get(point.account_id)?.push(point)
  return toPage(
    shown,
    paging.limit,
    bound,
    (row) => [timeOf(row), row.account_id],
    ({ account_id, handle, ally_id, followers, as_of, source }) => ({
      account: { id: account_id, handle },
      ally_id,
      followers,
      as_of: as_of?.toISOString() ?? null,
      source,
      stale: isStale(as_of, now),
      growth_per_30_days: growthPer30Days(byAccount.get(account_id) ?? []),
    }),
  )
}

const timeOf = ({ as_of }: MemberRow): number => as_of?.getTime() ?? 0

/** A count that an organiser has read; of one day the last one stands. @throws AppError validation_failed, not_found, conflict (withdrawn) */
export async function enterCount(deps: Deps, actor: Actor, name: string, given: { followers: number; as_of?: string | undefined }): Promise<CountsView> {
  const read_at = await deps.store.transaction(async (tx) => {
    const { id, ally_id } = await accountNamed(tx.db, name, 'account', true)
    const read_at = readAt(deps, given.as_of)
    const { followers } = given
    await repo.saveCount(tx.db, { account_id: id, day: read_at.toISOString().slice(0, 10), source: 'organiser', followers, read_at })
    await tx.audit({ actor, action: 'account.count', subject: ally_id, detail: { account: id, followers, as_of: read_at.toISOString() } })
    await tx.emit('account.counted', id)
    return read_at
  })
  const view = await countsOf(deps, name)
  if (view.not_used !== null || view.as_of === null || Date.parse(view.as_of) <= read_at.getTime()) return view
  return {
    ...view,
    not_used: `a later count stands, of ${view.as_of.slice(0, 10)}${view.as_of.slice(0, 10) === read_at.toISOString().slice(0, 10) ? `, ${view.as_of.slice(11, 16)} UTC` : ''}`,
  }
}

export interface RefreshReport extends ResolveReport {
  cost_usd: number
  spent_usd: number
  budget_usd: number
  /** Accounts whose counts are older than a day, or not known, all the same. */
  still_due: number
  /** Why they are: the money of the month is spent, or no more were to be asked for. Null if none is due. */
  stopped_by: 'budget' | 'limit' | null
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
  const due = { stale_ms: FRESH_MS, approved: true }
  const report = await resolveAccounts(deps, { ...due, limit, ...(onProgress ? { onProgress } : {}) })
  // X charges for every account that it returns.
  const cost_usd = Math.round(report.found * price * 1000) / 1000
  const still_due = await countDue(deps, due)
  const left = budget_usd - spent_usd - cost_usd
  return {
    ...report,
    cost_usd,
    spent_usd: Math.round((spent_usd + cost_usd) * 1000) / 1000,
    budget_usd,
    still_due,
    stopped_by: still_due === 0 ? null : left + 1e-9 < price ? 'budget' : 'limit',
  }
}
