import type { Deps } from '../deps.js'
import { sha256 } from '../kernel/canonical.js'
import { isPlatformError, type Platform, PRICES_MILLI_USD } from '../platform/port.js'
import { gone, noteLost, notOurs } from './drift/found.js'
import { listOnX } from './dump/repo.js'
import { HOURLY_ADD_CAP } from './pace.js'
import { listPlatform } from './planning.js'
import type { Engine, Settings } from './sync/ports.js'
import { postgresStore } from './sync/postgres.js'

export const settingsOf = ({ config }: Pick<Deps, 'config'>): Settings => ({
  daily_cap: config.X_DAILY_ADD_CAP,
  hourly_cap: HOURLY_ADD_CAP,
  pause_ms: config.X_ADD_PAUSE_MS,
  budget_usd: config.X_MONTHLY_BUDGET_USD,
  prices: PRICES_MILLI_USD,
})

/** Whatever was asked: a list that X does not show any more, or not to us, is known from then on, and its page offers the ways out. */
async function orLost<T>(deps: Deps, xListId: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    const list = isPlatformError(error) && (error.kind === 'gone' || error.kind === 'not-owner') ? await listOnX(deps.store.db, xListId) : undefined
    if (list) await noteLost(deps, list, isPlatformError(error) && error.kind === 'gone' ? await gone(deps, list) : await notOurs(deps, list, null))
    throw error
  }
}

/** The engine of list sync on our database and the connected account. @throws AppError platform_off */
export function engineOf(deps: Deps): Engine {
  const platform = listPlatform(deps)
  const { createList, updateList, addMember, removeMember, me, known } = platform.lists
  const getList: Platform['getList'] = (id) => orLost(deps, id, platform.getList(id))
  const readMembers: Platform['readMembers'] = (id, onProgress) => orLost(deps, id, platform.readMembers(id, onProgress))
  return {
    store: postgresStore(deps),
    remote: { getList, readMembers, createList, updateList, addMember, removeMember, me, known },
    clock: deps.clock,
    // Ids carry the deployment's only source of chance; given ids make a run that can be replayed.
    random: () => Number.parseInt(sha256(deps.ids.next('req')).slice(0, 8), 16) / 2 ** 32,
    settings: settingsOf(deps),
    ids: deps.ids,
  }
}
