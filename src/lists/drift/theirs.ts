import type { Executor } from '../../db/open.js'
import type { Desired } from '../desired.js'
import type { PlanBody } from '../plan.js'
import * as lists from '../repo.js'
import type { SyncTheirs } from '../sync/ports.js'
import { plansOf } from '../sync/repo.js'
import { membersOf } from './listed.js'
import { lastReading } from './repo.js'

/** What `theirsSeen` goes by. */
interface Seen {
  kept: readonly SyncTheirs[]
  applied: readonly { x_user_id: string }[]
  /** Others' members by the newest reading for whom nobody wished then. */
  shown: readonly { x_user_id: string }[]
  /** Whom we have ever taken off: an old copy may have shown them. */
  taken_off: ReadonlySet<string>
}

/**
 * Whom others put on the list and readings showed: as it was kept, and of those whom nobody wished for then who is wished now, by the newest reading. Who was
 * gone by that one is not kept, since nobody knows why an unwished member went.
 */
export function theirsBy({ kept, applied, shown, taken_off }: Seen, { members }: Pick<Desired, 'members'>): SyncTheirs[] {
  const there = new Set(shown.map((one) => one.x_user_id))
  const settled = new Set([...kept, ...applied].map((row) => row.x_user_id))
  const wished = members.filter(({ x_user_id }) => there.has(x_user_id) && !settled.has(x_user_id) && !taken_off.has(x_user_id))
  return [...kept, ...wished.map(({ x_user_id, ally_id }) => ({ x_user_id, ally_id, missing_at: null }))]
}

export async function theirsSeen(db: Executor, listId: string, desired: Pick<Desired, 'members'>): Promise<SyncTheirs[]> {
  const [kept, applied, look, [plan]] = [
    await lists.theirsOf(db, listId),
    await lists.appliedOf(db, listId),
    await lastReading(db, listId),
    await plansOf(db, listId, 1),
  ]
  const last = membersOf(look)
  const ofLook = last === null ? [] : [...last.foreign, ...last.ignored]
  const isNewer = plan && (!look || plan.created_at >= look.at)
  return theirsBy({ kept, applied, shown: isNewer ? (plan.body as PlanBody).foreign : ofLook, taken_off: await lists.everTakenOff(db, listId) }, desired)
}
