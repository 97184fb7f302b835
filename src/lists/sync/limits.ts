import { usd } from '../../kernel/money.js'
import { DAY_MS, HOUR_MS } from './lock.js'
import type { Engine, SyncOp } from './ports.js'
import { Stop } from './stop.js'

/** What stands between an addition and its turn: nothing, a wait, or the end of the day. */
export type Turn = { kind: 'now' } | { kind: 'wait'; ms: number } | { kind: 'tomorrow'; message: string }

/**
 * X locks accounts that add quickly, long before its visible limits: a pause between additions, so many an hour, so many a day, counted over all lists of
 * the owner and over restarts (X-PLATFORM.md §1).
 */
export async function turnToAdd({ store, clock, settings }: Engine, ownerId: string): Promise<Turn> {
  const now = clock.now().getTime()
  const sent = await store.addsSince(ownerId, new Date(now - DAY_MS))
  const count = (rows: typeof sent) => rows.reduce((sum, row) => sum + row.times, 0)
  if (count(sent) >= settings.daily_cap)
    return { kind: 'tomorrow', message: `The daily cap of ${settings.daily_cap} additions is reached. Apply again tomorrow to go on.` }
  const hour = sent.filter((row) => row.at.getTime() > now - HOUR_MS)
  let over = count(hour) - settings.hourly_cap + 1
  for (const row of hour) {
    if (over <= 0) break
    over -= row.times
    if (over <= 0) return { kind: 'wait', ms: row.at.getTime() + HOUR_MS - now }
  }
  const last = sent.at(-1)
  const rest = last ? last.at.getTime() + settings.pause_ms - now : 0
  return rest > 0 ? { kind: 'wait', ms: rest } : { kind: 'now' }
}

/** @throws Stop if the next call would pass the monthly budget */
export async function refuseOverBudget({ store, clock, settings }: Engine, verb: SyncOp['verb']): Promise<void> {
  const now = clock.now()
  const spent = (await store.spentSince(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)))) / 1000
  const next = settings.prices[verb === 'add' ? 'list.members.add' : 'list.members.remove'].price / 1000
  if (spent + next > settings.budget_usd)
    throw new Stop(`The monthly X budget of $${settings.budget_usd} is spent (${usd(spent)}). Raise X_MONTHLY_BUDGET_USD or wait for the next month.`)
}
