import type { Deps } from '../../deps.js'
import { isAppError } from '../../kernel/errors.js'
import { isPlatformError } from '../../platform/port.js'
import { spendingThisMonth } from '../spending.js'
import { lockedUntil } from '../sync/lock.js'
import { postgresStore } from '../sync/postgres.js'
import * as repo from './repo.js'
import { checkList } from './service.js'

const DAY_MS = 24 * 3_600_000
/** A day's looks are spread over its hours: this job runs in each. */
const RUNS_A_DAY = 24

/**
 * The look that every list on X gets once a day, a part of them each hour. X is not asked while it has locked the account, nor when the month's budget is spent.
 * @returns how many were looked at, and how many of them somebody has changed
 */
export async function checkDueLists(deps: Deps): Promise<{ looked_at: number; drifted: number }> {
  const report = { looked_at: 0, drifted: 0 }
  if (!deps.platform) return report
  const held = await lockedUntil(postgresStore(deps))
  if (held && held > deps.clock.now()) return report
  const { due, all } = await repo.listsToCheck(deps.store.db, new Date(deps.clock.now().getTime() - DAY_MS))
  for (const id of due.slice(0, Math.ceil(all / RUNS_A_DAY))) {
    const { spent_usd, budget_usd } = await spendingThisMonth(deps)
    if (spent_usd >= budget_usd) break
    try {
      const { outcome } = await checkList(deps, id)
      report.looked_at++
      if (outcome === 'drifted' || outcome === 'gone' || outcome === 'not_ours') report.drifted++
    } catch (error) {
      // A plan under way reads the list itself; one list that fails does not keep the others waiting, unless X refuses us altogether.
      if (isPlatformError(error)) {
        deps.log.warn({ list: id, kind: error.kind }, 'a list could not be looked at')
        if (error.kind === 'credits' || error.kind === 'auth' || error.kind === 'rate') break
      } else if (!isAppError(error)) throw error
    }
  }
  return report
}
