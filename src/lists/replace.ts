import type { Actor } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { isPlatformError } from '../platform/port.js'
import { openForWord } from './drift/listed.js'
import { actingFor, listPlatform } from './planning.js'
import { type PlanView, planList } from './plans.js'
import * as repo from './repo.js'
import { disconnectIn } from './service.js'

export interface Replacement {
  /** The list on X that is lost: so that an old page replaces nothing else. */
  x_list_id: string
  reason: string
}

/**
 * For a list that was deleted on X, or that belongs there to another account: lets go of it and makes the plan that makes a new one in its place. Nothing is
 * sent before that plan is applied; until then connecting the old one again takes this back. Who left by themselves stays away from the new one too.
 * @throws AppError not_found; conflict if X still shows the list as ours, if it is another one by now, or amid a plan; platform_off; PlatformError
 */
export async function replaceList(deps: Deps, actor: Actor, listId: string, { x_list_id, reason }: Replacement): Promise<PlanView> {
  const list = await repo.findList(deps.store.db, listId)
  if (!list) throw new AppError('not_found', `There is no list ${listId}.`)
  if (list.x_list_id !== x_list_id) throw otherList(list)
  await refuseIfOurs(deps, list, x_list_id)
  await deps.store.transaction(async (tx) => {
    const row = await openForWord(tx, listId)
    if (row.x_list_id !== x_list_id) throw otherList(row)
    await disconnectIn(tx, actor, row, { x_list_id: null, reason })
  })
  return planList(deps, actor, listId)
}

const otherList = ({ name, x_list_id }: repo.ListRow) =>
  new AppError(
    'conflict',
    `${name} is ${x_list_id === null ? 'not connected with a list on X' : `connected with the list ${x_list_id} on X`} by now: look at it again.`,
  )

/** Two lists where there was one would part its followers. X is asked, since what an older look saw may have passed. */
async function refuseIfOurs(deps: Deps, list: repo.ListRow, xListId: string): Promise<void> {
  const platform = listPlatform(deps)
  try {
    const shown = await platform.getList(xListId)
    if (shown.owner_id !== (await actingFor(platform, list))) return
  } catch (error) {
    if (isPlatformError(error) && (error.kind === 'gone' || error.kind === 'not-owner')) return
    throw error
  }
  throw new AppError(
    'conflict',
    `X shows the list ${xListId}, and it belongs to the account connected here: there is nothing to replace. Look at it again: allies drift ${list.id}.`,
  )
}
