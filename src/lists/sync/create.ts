import { AppError } from '../../kernel/errors.js'
import { isPlatformError } from '../../platform/port.js'
import { createIntent } from './lock.js'
import { type Run, reading } from './patience.js'
import { Stop } from './stop.js'

/** Nobody has seen what it would be now: private or public, and under which name. */
const changed = () => new Stop('The list was changed since the plan was made, and is not on X yet. Make a new plan.')

/**
 * The list's id on X, made there first if the plan says so. The intent is kept before the call: a crash in between must not lead to a second list.
 * @throws Stop, PlatformError
 */
export async function ensureList(run: Run): Promise<string> {
  const { engine, plan, onProgress } = run
  const { store, remote, clock } = engine
  const list = await store.list(plan.list_id)
  if (!list) throw new AppError('not_found', `There is no list ${plan.list_id}.`)
  // A plan that waits for days outlives a list that is connected anew.
  if (list.x_list_id && !plan.body.creates_list && list.x_list_id !== plan.body.x_list_id)
    throw new Stop('The list stands for another one on X than when the plan was made. Make a new plan.')
  const intent = createIntent(list.id)
  // Made by this very plan: what it wrote down before that stays until somebody connects the list by hand.
  if (list.x_list_id && plan.body.creates_list && !(await store.heldUntil(intent)))
    throw new Stop('The list was connected with one on X since the plan was made, and the plan does not know its members. Make a new plan.')
  if (list.x_list_id) return list.x_list_id
  if (!plan.body.creates_list) throw new Stop('The list was disconnected from X meanwhile. Make a new plan.')
  if (list.version !== plan.body.basis.list_version) throw changed()
  const perhaps = () =>
    new Stop(
      `A list "${list.name}" may have been made on X without our learning its id. Look at the account. If it is there: allies list connect ${list.id} X-LIST-ID. If not: allies list connect ${list.id} none. Then make a new plan.`,
    )
  if (await store.heldUntil(intent)) throw perhaps()
  onProgress({ phase: 'create', done: 0, total: 1 })
  const owner = await reading(run, () => remote.me())
  await store.hold(intent, clock.now())
  // The last look before the call: while X was asked who we are somebody may have made it private.
  if ((await store.list(plan.list_id))?.version !== plan.body.basis.list_version) {
    await store.release(intent)
    throw changed()
  }
  // Whoever stood still for longer than the lease lasts, be it in writing down the intent, makes no second list.
  await run.writer.keep()
  let made: { id: string }
  try {
    made = await remote.createList({ name: list.name, description: list.description, private: list.private })
  } catch (error) {
    // A refusal made nothing, so the intent is void; of anything unclear it must stay.
    if (isPlatformError(error) && error.kind === 'transient') throw perhaps()
    if (isPlatformError(error)) await store.release(intent)
    throw error
  }
  if (!(await store.noteCreated(list.id, { x_list_id: made.id, x_owner_id: owner.id }, clock.now())))
    throw new Stop(
      `The list ${made.id} was made on X, but meanwhile the definition was connected with another one, and stays so. Nothing was put on it: delete it on X, or connect it instead: allies list connect ${list.id} ${made.id}.`,
    )
  onProgress({ phase: 'create', done: 1, total: 1 })
  return made.id
}
