import { AppError } from '../../kernel/errors.js'
import { type PlanBody, planChecksum } from '../plan.js'
import { draft, learntFrom } from './draft.js'
import { lookAt } from './look.js'
import type { Basis, Engine } from './ports.js'

/** @throws AppError not_found */
export async function basisOf({ store }: Pick<Engine, 'store'>, listId: string): Promise<Basis> {
  const basis = await store.basis(listId)
  if (!basis) throw new AppError('not_found', `There is no list ${listId}.`)
  return basis
}

/**
 * Makes and keeps a plan: nothing is sent to X but reading. It can be looked at even when it is unsafe to apply.
 * @returns its id. @throws AppError not_found, conflict while another plan of the list is being carried out, gone; PlatformError
 */
export async function makePlan(engine: Engine, actor: string, listId: string): Promise<string> {
  return keepPlan(engine, actor, listId, null, null)
}

export async function keepPlan(
  engine: Engine,
  actor: string,
  listId: string,
  rollbackOf: string | null,
  noteOf: ((body: PlanBody) => string) | null,
): Promise<string> {
  const { store, clock, ids } = engine
  const open = await store.openPlan(listId)
  if (open) throw new AppError('conflict', `Plan ${open} of this list is being applied: let it end first.`, { members: { existing: open } })
  const basis = await basisOf(engine, listId)
  // What is taken back must be as its plan left it, and a count does not tell.
  const look = await lookAt(engine, basis, rollbackOf !== null)
  const body = await draft(engine, basis, look, rollbackOf)
  const id = ids.next('pln')
  const at = clock.now()
  const learnt = learntFrom(basis, look, body, at)
  await store.savePlan({ id, list_id: listId, checksum: planChecksum(body), body, rollback_of: rollbackOf, note: noteOf?.(body) ?? null, actor, at }, learnt)
  return id
}
