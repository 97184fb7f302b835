import type { Deps } from '../deps.js'
import { entriesById } from '../directory/service.js'
import { isAppError } from '../kernel/errors.js'
import { isPlatformError } from '../platform/port.js'
import { startPlan } from './apply.js'
import { engineOf } from './engine.js'
import type { PlanBody } from './plan.js'
import * as repo from './repo.js'
import { spendingThisMonth } from './spending.js'
import { DAY_MS, pausedUntil } from './sync/lock.js'
import { makeLeaversPlan } from './sync/make.js'
import { plansOf } from './sync/repo.js'

/** Most lists that are looked at; one community has a handful. */
const MOST_LISTS = 200
const RECENT = 20
const ACTOR = 'worker'

/**
 * Takes bodies that asked to be gone off every list on X, promptly and without anybody's click: for each list a plan with their removals and nothing else, made
 * and begun under the rules of every plan (ours only, read before and after, lease, caps, pauses). A plan of the list that is being carried out or waits goes
 * first. Who is still there after such a plan is tried again a day later, since each try costs calls to X. Safe to run at any time; X is asked nothing
 * while nobody has left.
 * @returns the plans it began
 */
export async function takeLeaversOff(deps: Deps): Promise<string[]> {
  if (!deps.platform?.lists || !deps.config.X_TAKE_LEAVERS_OFF) return []
  const begun: string[] = []
  for (const list of (await repo.pageOfLists(deps.store.db, 'organiser', MOST_LISTS, null)).slice(0, MOST_LISTS)) {
    if (list.x_list_id === null || !(await hasLeavers(deps, list.id))) continue
    const engine = engineOf(deps)
    const { spent_usd, budget_usd } = await spendingThisMonth(deps)
    if ((await pausedUntil(engine)) !== null || spent_usd >= budget_usd) break
    try {
      const id = await makeLeaversPlan(engine, ACTOR, list.id)
      const checksum = id === null ? undefined : (await engine.store.plan(id))?.checksum
      if (id === null || checksum === undefined) continue
      await startPlan(deps, ACTOR, id, { checksum })
      begun.push(id)
    } catch (error) {
      // The next run tries again: one that cannot be begun just now does not keep the other lists waiting, unless X refuses us altogether.
      if (isPlatformError(error)) {
        deps.log.warn({ list: list.id, kind: error.kind }, 'who left could not be taken off a list yet')
        if (error.kind === 'credits' || error.kind === 'auth' || error.kind === 'rate') break
      } else if (isAppError(error)) deps.log.warn({ list: list.id, code: error.code }, 'who left could not be taken off a list yet')
      else throw error
    }
  }
  return begun
}

/** Somebody we answer for there has withdrawn, was not tried today, and no plan stands before it. */
async function hasLeavers(deps: Deps, listId: string): Promise<boolean> {
  const ours = (await repo.appliedOf(deps.store.db, listId)).filter((row) => row.vanished_at === null)
  const entries = await entriesById(deps, [...new Set(ours.map((row) => row.ally_id))])
  const gone = new Set(entries.flatMap((entry) => (entry.status === 'withdrawn' ? entry.accounts.flatMap(({ x_user_id }) => x_user_id ?? []) : [])))
  const leaving = ours.filter((row) => gone.has(row.x_user_id))
  if (leaving.length === 0) return false
  const recent = await plansOf(deps.store.db, listId, RECENT)
  if (recent.some(({ status }) => status === 'applying' || status === 'waiting')) return false
  const since = deps.clock.now().getTime() - DAY_MS
  const tried = recent.filter(({ body, started_at }) => (body as PlanBody).leavers && started_at !== null && started_at.getTime() > since)
  const ids = new Set(tried.flatMap(({ body }) => (body as PlanBody).ops.map((op) => op.x_user_id)))
  return leaving.some((row) => !ids.has(row.x_user_id))
}
