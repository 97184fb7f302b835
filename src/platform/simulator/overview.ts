// ◆ pure
import { membersAt } from './changes.js'
import { AUTH_ROUTES, LIMITS, type RouteKey } from './contract.js'
import { FAULT_NAMES } from './faults.js'
import type { SimState } from './state.js'

const ROWS = 100
const QUARTER_MS = 900_000
const DAY_MS = 86_400_000

/** What the page shows: everything that people look for, and no token. `now` comes first: the page compares what comes after. */
export function overview(state: SimState, now: number) {
  const handle = (id: string | null) => (id === null ? null : (state.users[id]?.username ?? id))
  const lists = Object.values(state.lists).filter((list) => list.deleted_at === null)
  const { charged: _charged, ...ledger } = state.ledger
  return {
    now,
    counts: { users: Object.keys(state.users).length, lists: lists.length, calls: state.log.length },
    names: FAULT_NAMES,
    routes: [...Object.keys(LIMITS), ...AUTH_ROUTES],
    faults: state.faults,
    ledger,
    lists: lists.slice(-ROWS).map((list) => {
      const members = membersAt(list, now)
      const shown = members.slice(0, ROWS).map((row) => handle(row.user_id))
      const { id, name, description, private: hidden } = list
      return { id, name, description, owner: handle(list.owner_id), private: hidden, member_count: members.length, members: shown }
    }),
    log: state.log
      .slice(-ROWS)
      .reverse()
      .map(({ seq, at, status, route, owner, list_id, user_id, effect, cost_milli_usd, faults }) => {
        const about = [list_id === null ? '' : (state.lists[list_id]?.name ?? list_id), user_id === null ? '' : `@${handle(user_id)}`]
        return { seq, at, status, route, owner: handle(owner), about: about.filter((part) => part !== '').join(' '), effect, cost_milli_usd, faults }
      }),
    windows: Object.entries(state.windows).flatMap(([key, { started, used }]) => {
      const daily = key.startsWith('day ')
      const until = started + (daily ? DAY_MS : QUARTER_MS)
      const route = (Object.keys(LIMITS) as RouteKey[]).find((name) => key.endsWith(` ${name}`))
      if (route === undefined || until <= now) return []
      const limit = daily ? state.settings.day_limits[route] : LIMITS[route][key.startsWith('user:') ? 'user' : 'app']
      return [{ key, used, limit, until }]
    }),
    users: Object.values(state.users)
      .slice(0, 2000)
      .map(({ id, username, name, followers_count, suspended, protected: hidden, gone }) => ({
        ...{ id, username, name, followers_count, suspended, protected: hidden, deleted: gone },
      })),
  }
}
