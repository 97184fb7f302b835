import type { Deps } from '../deps.js'
import { sha256 } from '../kernel/canonical.js'
import { PRICES_MILLI_USD } from '../platform/port.js'
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

/** The engine of list sync on our database and the connected account. @throws AppError platform_off */
export function engineOf(deps: Deps): Engine {
  const platform = listPlatform(deps)
  const { getList, readMembers } = platform
  const { createList, updateList, addMember, removeMember, me } = platform.lists
  return {
    store: postgresStore(deps),
    remote: { getList, readMembers, createList, updateList, addMember, removeMember, me },
    clock: deps.clock,
    // Ids carry the deployment's only source of chance; given ids make a run that can be replayed.
    random: () => Number.parseInt(sha256(deps.ids.next('req')).slice(0, 8), 16) / 2 ** 32,
    settings: settingsOf(deps),
    ids: deps.ids,
  }
}
