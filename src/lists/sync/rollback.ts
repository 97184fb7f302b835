import { AppError } from '../../kernel/errors.js'
import { keepPlan } from './make.js'
import type { Engine } from './ports.js'

/** What an organiser must know who takes a plan back: the rule is stronger in the long run. */
export const ROLLBACK_WARNING =
  'The next ordinary plan of this list does the same again, unless the rule, the exceptions or the approvals change first. Who withdrew is not added again.'

/**
 * Makes a new plan that takes back what the given one achieved, as far as X still shows it so. Nothing is sent before that plan is applied.
 * @returns the new plan's id. @throws AppError not_found; conflict if the plan did nothing or is being carried out; PlatformError
 */
export async function rollbackPlan(engine: Engine, actor: string, planId: string, reason: string): Promise<string> {
  const plan = await engine.store.plan(planId)
  if (!plan) throw new AppError('not_found', `There is no plan ${planId}.`)
  if (plan.status === 'applying') throw new AppError('conflict', `Plan ${planId} is being applied: cancel it first, or let it end.`)
  if ((await engine.store.achieved(planId)).length === 0) {
    const set = plan.body.creates_list || plan.body.updates_list !== null
    const why = set
      ? 'no member stands as it left it. Name, description and privacy are not taken back by plans: edit the list, and make a plan'
      : 'it changed nothing on X, or later plans have changed the same members since'
    throw new AppError('conflict', `Plan ${planId} has nothing to take back: ${why}.`)
  }
  return keepPlan(engine, actor, plan.list_id, { rollback_of: planId }, () => `Takes back plan ${planId}: ${reason}. ${ROLLBACK_WARNING}`)
}
