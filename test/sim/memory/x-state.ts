import type { RouteKey } from '../../../src/platform/simulator/contract.js'
import { LIMITS } from '../../../src/platform/simulator/contract.js'
import { nextRandom } from '../../../src/platform/simulator/random.js'
import type { NewUser, Refusal } from '../../../src/platform/simulator/state.js'
import type { Fault } from '../faults.js'
import type { SeenRow } from '../stage.js'

/** What X in memory knows. Nothing is ever taken out of a list's history, so that a lagging read can show an earlier moment. */
export interface XState {
  users: Map<string, NewUser>
  lists: Map<string, ListOnX>
  log: SeenRow[]
  faults: (Fault & { seen: number })[]
  windows: Map<string, { started: number; used: number }>
  lock: { added: number; until: number | null }
  rng: { rng: number }
  ids: number
  revoked: boolean
  settings: XSettings
}

export interface XSettings {
  /** Told of a list's own fields as they arrive, whoever sends them. */
  fieldsSent?: (fields: { name?: string; description?: string; private?: boolean }) => void

  owner: string
  refusal: Refusal
  /** Members that a list can have. */
  full_at: number
  /** Members on a page. */
  page: number
  /** Calls a window of the two routes that write members lets through. */
  window: number
  /** While the account is locked removals are refused too. */
  lock_removals: boolean
}

export interface ListOnX {
  id: string
  owner_id: string
  name: string
  description: string
  private: boolean
  gone: boolean
  rows: { seq: number; user_id: string; from: number; until: number }[]
}

const WINDOW_MS = 15 * 60_000
const HOUR_MS = 3_600_000
const WRITES = new Set<RouteKey>(['POST /2/lists/:id/members', 'DELETE /2/lists/:id/members/:user_id'])

const USUAL: Partial<Record<Fault['name'], RouteKey>> = {
  'lock-after-N': 'POST /2/lists/:id/members',
  'lock-silent': 'POST /2/lists/:id/members',
  'page-short': 'GET /2/lists/:id/members',
  'page-empty-middle': 'GET /2/lists/:id/members',
  'page-repeat': 'GET /2/lists/:id/members',
  'page-loop': 'GET /2/lists/:id/members',
  'page-no-meta': 'GET /2/lists/:id/members',
  'page-foreign': 'GET /2/lists/:id/members',
  'stale-reads': 'GET /2/lists/:id/members',
  'stale-count': 'GET /2/lists/:id',
}

/** Counts the call against every standing fault, as the simulator does, and gives those that fire. */
export function fire(state: XState, route: RouteKey): Fault[] {
  const fired: Fault[] = []
  for (const fault of state.faults) {
    const only = fault.route ?? USUAL[fault.name]
    if (only !== undefined && only !== route) continue
    fault.seen++
    const first = fault.nth ?? 1
    const times = fault.next ?? (fault.nth === undefined ? Number.POSITIVE_INFINITY : 1)
    if (fault.seen < first || fault.seen >= first + times) continue
    if (fault.chance === undefined || nextRandom(state.rng) < fault.chance) fired.push(fault)
  }
  return fired
}

/** Fixed windows of 15 minutes from the first call. @returns when the window ends, if it is used up. */
export function takeFromWindow(state: XState, route: RouteKey, now: number): number | null {
  const most = WRITES.has(route) ? state.settings.window : (LIMITS[route].user ?? 0)
  let window = state.windows.get(route)
  if (!window || now >= window.started + WINDOW_MS) {
    window = { started: now, used: 0 }
    state.windows.set(route, window)
  }
  if (window.used >= most) return window.started + WINDOW_MS
  window.used++
  return null
}

/** The hidden lock: each attempt prolongs it. @returns true if the write must be refused. */
export function lockedOut(state: XState, fault: Fault, adding: boolean, now: number): boolean {
  const { lock } = state
  if (lock.until !== null && now >= lock.until) Object.assign(lock, { added: 0, until: null })
  if (!adding) return lock.until !== null && state.settings.lock_removals
  if (lock.until === null && lock.added < (fault.n ?? 0)) {
    lock.added++
    return false
  }
  lock.until = now + (fault.hours ?? 24) * HOUR_MS
  return true
}

export const membersAt = (list: ListOnX, at: number): string[] =>
  list.rows
    .filter((row) => row.from <= at && row.until > at)
    .map((row) => row.user_id)
    .reverse()

export const isMember = (list: ListOnX, user: string): boolean => list.rows.some((row) => row.user_id === user && row.until === Number.POSITIVE_INFINITY)

export function putOn(list: ListOnX, user: string, now: number): boolean {
  if (isMember(list, user)) return false
  list.rows.push({ seq: list.rows.length, user_id: user, from: now, until: Number.POSITIVE_INFINITY })
  return true
}

export function takeOff(list: ListOnX, user: string, now: number): boolean {
  const row = list.rows.find((one) => one.user_id === user && one.until === Number.POSITIVE_INFINITY)
  if (row) row.until = now
  return row !== undefined
}

/** X's reset header has been seen past, absent and absurd; the day's kind is honest but far. */
export function lyingReset({ reset }: Fault, proper: number, now: number): number | undefined {
  switch (reset ?? 'proper') {
    case 'proper':
    case 'lying':
      return proper
    case 'past':
      return now - HOUR_MS
    case 'absent':
      return undefined
    case 'absurd':
      return Date.UTC(2300, 0, 1)
    case 'day':
      return now + 6 * HOUR_MS
  }
}
