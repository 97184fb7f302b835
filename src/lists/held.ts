import type { Deps } from '../deps.js'
import { notOursWords } from './lost.js'
import { isEmptyPlan, type PlanBody } from './plan.js'
import type { ListRow } from './repo.js'
import { pausedUntil } from './sync/lock.js'
import { isAnothers, whoseList } from './sync/owner.js'
import { postgresStore } from './sync/postgres.js'
import type { PlanRow } from './sync/repo.js'

/** What would refuse a plan if it were to begin now. */
export interface Held {
  why: string
  /** Until when; null where time alone does not mend it. */
  until: string | null
}

const MAY_BEGIN: ReadonlySet<PlanRow['status']> = new Set(['ready', 'stopped', 'waiting'])

/** As far as that is known without asking X: a pause after a lock, a limit of a day, another account than the list's. Null if nothing is. */
export async function heldBack(deps: Deps, { status, body }: Pick<PlanRow, 'status' | 'body'>, list: ListRow | undefined): Promise<Held | null> {
  if (!MAY_BEGIN.has(status) || (status === 'ready' && isEmptyPlan(body as PlanBody))) return null
  const store = postgresStore(deps)
  if (list && list.x_list_id !== null && (await isAnothers(store, list)))
    return { why: notOursWords(list, await whoseList(store, list, null, null)), until: null }
  const paused = await pausedUntil({ store, clock: deps.clock })
  return paused && { why: paused.why, until: paused.until.toISOString() }
}
