import { isPlatformError } from '../../platform/port.js'
import { PART_MS } from '../pace.js'
import { affordsReading } from './limits.js'
import { DAY_LIMIT } from './lock.js'
import { basisOf } from './make.js'
import { predicted } from './mirror.js'
import { type Run, reading } from './patience.js'
import { refuseForeign } from './refused.js'
import { settle } from './settle.js'
import { Wait } from './stop.js'

export const endsPart = ({ engine }: Run, wait: Wait): boolean => wait.until.getTime() - engine.clock.now().getTime() >= PART_MS

/**
 * After a day's part of a plan: X's count says whether what it acknowledged is there, for one cheap call. If the count differs, or something is in doubt, the
 * members are read, as far as the budget allows; what is missing is sent again with the next part, and a lock that hides behind a yes is seen a day later and
 * not at the end. Without an answer nothing is lost: all is read in the end. @throws PlatformError gone; Stop, Cancelled
 */
export async function checkPart(run: Run, xListId: string): Promise<void> {
  const { engine, plan } = run
  // X answers nothing at all before a limit of a day has ended.
  const closed = await engine.store.heldUntil(DAY_LIMIT)
  if (closed && closed > engine.clock.now()) return
  const ops = await engine.store.ops(plan.id)
  if (!ops.some((op) => op.state === 'inflight' || (op.state === 'done' && op.outcome === 'acknowledged'))) return
  const expected = predicted(plan.body, ops, (await basisOf(engine, plan.list_id)).applied)
  // Of whom X refused, or who was not sent, it is known that nothing was done.
  for (const op of ops) if (op.state !== 'inflight' && op.state !== 'done') expected?.unsure.delete(op.x_user_id)
  try {
    const shown = await reading(run, () => engine.remote.getList(xListId))
    const { member_count, owner_id } = shown
    const owner = (await engine.store.list(plan.list_id))?.x_owner_id
    if (owner != null && owner_id !== owner) await refuseForeign(run, shown)
    if (expected?.unsure.size === 0 && expected.ids.size === member_count) return
    if (await affordsReading(engine, member_count)) await settle(run, xListId, false)
  } catch (error) {
    if (error instanceof Wait || (isPlatformError(error) && error.kind !== 'gone')) return
    throw error
  }
}
