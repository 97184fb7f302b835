import { AppError } from '../../kernel/errors.js'
import { type PlanBody, planChecksum } from '../plan.js'
import { draft, learntFrom, type PlanKind } from './draft.js'
import { type Look, lookAt } from './look.js'
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
  return keepPlan(engine, actor, listId, { rollback_of: null }, null)
}

/**
 * The plan that takes those off who asked to be gone, and does nothing else; kept only if there is something in it and nothing holds it back.
 * @returns its id; null if none was kept. @throws as `makePlan`
 */
export async function makeLeaversPlan(engine: Engine, actor: string, listId: string): Promise<string | null> {
  const { basis, look, body } = await drafted(engine, listId, { rollback_of: null, leavers: true })
  if (body.ops.length === 0 || !body.verdict.safe) return null
  return save(engine, actor, { basis, look, body, kind: { rollback_of: null }, note: 'Made by the service: who asked to be gone is taken off at once.' })
}

export async function keepPlan(engine: Engine, actor: string, listId: string, kind: PlanKind, noteOf: ((body: PlanBody) => string) | null): Promise<string> {
  const { basis, look, body } = await drafted(engine, listId, kind)
  return save(engine, actor, { basis, look, body, kind, note: noteOf?.(body) ?? null })
}

async function drafted(engine: Engine, listId: string, kind: PlanKind) {
  const open = await engine.store.openPlan(listId)
  if (open) throw new AppError('conflict', `Plan ${open} of this list is being applied: let it end first.`, { members: { existing: open } })
  const basis = await basisOf(engine, listId)
  // What is taken back must be as its plan left it, and a count does not tell.
  const look = await lookAt(engine, basis, kind.rollback_of !== null)
  return { basis, look, body: await draft(engine, basis, look, kind) }
}

interface Made {
  basis: Basis
  look: Look
  body: PlanBody
  kind: PlanKind
  note: string | null
}

async function save({ store, clock, ids }: Engine, actor: string, { basis, look, body, kind, note }: Made): Promise<string> {
  const id = ids.next('pln')
  const at = clock.now()
  const learnt = learntFrom(basis, look, body)
  const { list } = basis
  await store.savePlan({ id, list_id: list.id, checksum: planChecksum(body), body, rollback_of: kind.rollback_of, note, actor, at }, learnt)
  return id
}
