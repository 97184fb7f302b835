import type { Store } from '../db/tx.js'
import type { Deps, Log } from '../deps.js'
import type { Clock } from '../kernel/clock.js'
import { usd } from '../kernel/money.js'
import { type Meter, PlatformError } from '../platform/port.js'
import * as repo from './repo.js'

export interface Spending {
  meter: Meter
  /** The monthly budget is a hard stop for every call, reading too. @param cost the least that this one costs, in thousandths of a US dollar @throws PlatformError credits */
  allow(cost?: number): Promise<void>
  /** What may still be spent this month, in thousandths of a US dollar. */
  left(): Promise<number>
  /** Resolves when everything metered so far is stored. */
  settle(): Promise<void>
}

/** Writes down what every call to X cost. A call has happened whether or not we can note it, so a failed note is logged, not thrown. */
export function meterSpending(store: Store, clock: Clock, log: Log, budgetUsd: number): Spending {
  let last: Promise<unknown> = Promise.resolve()
  const spentNow = async () => {
    await last
    return repo.spentSince(store.database.db, monthOf(clock.now()))
  }
  return {
    allow: async (cost = 1) => {
      const spent = await spentNow()
      if (spent + cost > budgetUsd * 1000)
        throw new PlatformError(
          'credits',
          `the monthly X budget of $${budgetUsd} is spent (${usd(spent / 1000)}): raise X_MONTHLY_BUDGET_USD or wait for the next month`,
        )
    },
    left: async () => Math.max(0, budgetUsd * 1000 - (await spentNow())),
    meter: ({ operation, units, cost_milli_usd }) => {
      const row = { at: clock.now(), owner: 'default', operation, units, cost_milli_usd }
      last = Promise.allSettled([last, repo.insertCall(store.database.db, row)]).then(([, noted]) => {
        if (noted?.status === 'rejected') log.error({ operation, units, cost_milli_usd }, 'the cost of a call to X could not be stored')
      })
    },
    settle: async () => {
      await last
    },
  }
}

const monthOf = (now: Date) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))

/** US dollars spent on X since the first of the month (UTC), and the budget. */
export async function spendingThisMonth(deps: Deps): Promise<{ spent_usd: number; budget_usd: number }> {
  return { spent_usd: (await repo.spentSince(deps.store.db, monthOf(deps.clock.now()))) / 1000, budget_usd: deps.config.X_MONTHLY_BUDGET_USD }
}
