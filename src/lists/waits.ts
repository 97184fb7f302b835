import { windowsClosed } from '../access/rates/book.js'
import type { Deps } from '../deps.js'
import { pausedUntil, planWait, WRITER, windowOf } from './sync/lock.js'
import { postgresStore } from './sync/postgres.js'
import { findLease, heldUntil } from './sync/repo.js'

/** When each kind of call can go out at the earliest, as far as that is known; null: now. */
export interface Opens {
  add: Date | null
  remove: Date | null
}

/**
 * What a plan would have to wait for if it were begun now: a pause after a lock, a limit of a day, the plan's own wait, X's windows that are used up, and
 * whoever writes to another list, or died while writing.
 */
export async function knownWaits(deps: Deps, plan: { id: string; status: string }, ownerId: string | null): Promise<Opens> {
  const { db } = deps.store
  const now = deps.clock.now()
  const paused = await pausedUntil({ store: postgresStore(deps), clock: deps.clock })
  const own = plan.status === 'waiting' ? await heldUntil(db, planWait(plan.id)) : null
  const writer = await findLease(db, WRITER)
  const busy = writer && !writer.holder.startsWith(`${plan.id} `) ? writer.expires_at : null
  // The subject of a token whose account nobody knows is `owner` (platform/x/credentials.ts).
  const window = async (verb: 'add' | 'remove') =>
    latest(await windowsClosed(db, [ownerId ?? 'owner', 'owner'], `list.members.${verb}`, now), await heldUntil(db, windowOf(verb)))
  const latest = (...dates: (Date | null)[]) => dates.reduce<Date | null>((last, date) => (date && date > (last ?? now) ? date : last), null)
  const all = latest(paused?.until ?? null, own, busy)
  return { add: latest(all, await window('add')), remove: latest(all, await window('remove')) }
}
