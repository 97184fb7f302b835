import { AppError } from '../../kernel/errors.js'
import type { Engine, PlanStatus, SyncOp } from './ports.js'

/**
 * Ends a plan on request. One that is ready, stopped or waiting is cancelled at once. One that is being carried out stops before its next call, reads back what it
 * has sent, and is cancelled then: whoever carries it out does that, so the status may still be `applying` when this returns.
 * @throws AppError not_found; conflict if it has ended already
 */
export async function cancelPlan({ store, clock }: Pick<Engine, 'store' | 'clock'>, actor: string, planId: string, reason: string): Promise<PlanStatus> {
  const plan = await store.plan(planId)
  if (!plan) throw new AppError('not_found', `There is no plan ${planId}.`)
  const ended = (status: PlanStatus) => status !== 'ready' && status !== 'stopped' && status !== 'waiting' && status !== 'applying'
  if (ended(plan.status)) throw new AppError('conflict', `Plan ${planId} is ${plan.status} already.`)
  const note = cancelNote(await store.ops(planId), reason)
  const status = await store.askToCancel(planId, { actor, reason, note, at: clock.now() })
  if (ended(status) && status !== 'cancelled') throw new AppError('conflict', `Plan ${planId} is ${status} already.`)
  return status
}

/** "Cancelled: …. Sent before: 3 added, 1 removed; 5 not sent." */
export function cancelNote(ops: readonly SyncOp[], reason: string | null): string {
  const done = (verb: SyncOp['verb']) => ops.filter((op) => op.verb === verb && op.state === 'done').length
  const open = ops.filter((op) => op.state === 'inflight').length
  const left = ops.filter((op) => op.state === 'pending').length
  const sent = done('add') + done('remove') + open === 0 ? 'Nothing was sent' : `Sent before: ${done('add')} added, ${done('remove')} removed`
  return `Cancelled${reason ? `: ${reason}` : ''}. ${sent}${open > 0 ? `, ${open} of unknown outcome` : ''}; ${left} not sent.`
}
