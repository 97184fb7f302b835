import { usd } from '../../kernel/money.js'
import { DAY_MS, HOUR_MS } from './lock.js'
import type { Engine, SyncOp } from './ports.js'
import { Stop, Wait } from './stop.js'

/**
 * X locks accounts that add quickly, long before its visible limits: a pause between additions, so many an hour, so many a day, counted over all lists of
 * every account and over restarts (X-PLATFORM.md §1).
 * @returns what stands between an addition and its turn; null if nothing does
 */
export async function turnToAdd({ store, clock, settings }: Engine): Promise<Wait | null> {
  const now = clock.now().getTime()
  const sent = await store.addsSince(new Date(now - DAY_MS))
  const day = freeAt(sent, DAY_MS, settings.daily_cap)
  if (day > now) return new Wait(`The daily cap of ${settings.daily_cap} additions is reached.`, new Date(day))
  const hour = freeAt(
    sent.filter((row) => row.at.getTime() > now - HOUR_MS),
    HOUR_MS,
    settings.hourly_cap,
  )
  if (hour > now) return new Wait(`The hourly cap of ${settings.hourly_cap} additions is reached.`, new Date(hour))
  const rest = (sent.at(-1)?.at.getTime() ?? Number.NEGATIVE_INFINITY) + settings.pause_ms
  return rest > now ? new Wait(`Additions are kept ${settings.pause_ms / 1000} s apart.`, new Date(rest)) : null
}

/** When there is room for one more than those of the last window; the past if there is room already. */
function freeAt(sent: readonly { at: Date; times: number }[], window: number, cap: number): number {
  let over = sent.reduce((sum, row) => sum + row.times, 0) - cap + 1
  for (const row of sent) {
    if (over <= 0) break
    over -= row.times
    if (over <= 0) return row.at.getTime() + window
  }
  return Number.NEGATIVE_INFINITY
}

/** @throws Stop if the next call would pass the monthly budget */
export async function refuseOverBudget(engine: Engine, verb: SyncOp['verb']): Promise<void> {
  const { budget_usd, prices } = engine.settings
  const spent = await spentThisMonth(engine)
  const next = prices[verb === 'add' ? 'list.members.add' : 'list.members.remove'].price / 1000
  if (spent + next > budget_usd)
    throw new Stop(`The monthly X budget of $${budget_usd} is spent (${usd(spent)}). Raise X_MONTHLY_BUDGET_USD or wait for the next month.`)
}

/** Whether so many members can be read within the monthly budget. */
export async function affordsReading(engine: Engine, members: number): Promise<boolean> {
  const { budget_usd, prices } = engine.settings
  return (await spentThisMonth(engine)) + (members * prices['list.members.read'].price) / 1000 <= budget_usd
}

/** US dollars since the first of the month (UTC). */
async function spentThisMonth({ store, clock }: Engine): Promise<number> {
  const now = clock.now()
  return (await store.spentSince(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)))) / 1000
}
