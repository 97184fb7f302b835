// ◆ pure
import type { RouteKey } from './contract.js'
import { LIMITS } from './contract.js'
import type { ActiveFault } from './faults.js'
import { nextRandom } from './random.js'
import type { SimState } from './state.js'

const WINDOW_MS = 15 * 60_000

export interface Window {
  limit: number
  remaining: number
  /** Epoch seconds. */
  reset: number
}

/**
 * Fixed windows of 15 minutes from the first call, per user or app and per method and route (X-PLATFORM.md §6.3).
 * @returns null if this kind of token has no access to the route.
 */
export function takeFromWindow(
  state: SimState,
  who: { app_id: string; user_id: string | null },
  route: RouteKey,
  now: number,
): (Window & { passed: boolean }) | null {
  const limit = LIMITS[route][who.user_id === null ? 'app' : 'user']
  if (limit === null) return null
  const key = `${who.user_id === null ? `app:${who.app_id}` : `user:${who.user_id}`} ${route}`
  let window = state.windows[key]
  if (!window || now >= window.started + WINDOW_MS) {
    window = { started: now, used: 0 }
    state.windows[key] = window
  }
  const passed = window.used < limit
  if (passed) window.used += 1
  return { limit, remaining: limit - window.used, reset: Math.ceil((window.started + WINDOW_MS) / 1000), passed }
}

/** `skewMs` is how far X's clock is ahead of ours. */
export const rateHeaders = (window: Window, skewMs = 0): Record<string, string> => ({
  'x-rate-limit-limit': String(window.limit),
  'x-rate-limit-remaining': String(window.remaining),
  'x-rate-limit-reset': String(window.reset + Math.round(skewMs / 1000)),
})

const DAY_MS = 86_400_000

/** A limit by the UTC day, where the settings have one for the route; its own headers go beside those of the window. */
export function takeFromDay(
  state: SimState,
  who: { app_id: string; user_id: string | null },
  route: RouteKey,
  now: number,
): { passed: boolean; headers: Record<string, string> } | null {
  const limit = state.settings.day_limits[route]
  if (limit === undefined) return null
  const kind = who.user_id === null ? 'app' : 'user'
  const key = `day ${kind}:${who.user_id ?? who.app_id} ${route}`
  const started = Math.floor(now / DAY_MS) * DAY_MS
  const known = state.windows[key]
  const window = known?.started === started ? known : { started, used: 0 }
  state.windows[key] = window
  const passed = window.used < limit
  if (passed) window.used += 1
  return { passed, headers: dayHeaders(kind, limit, limit - window.used, (started + DAY_MS + state.settings.clock_skew_ms) / 1000) }
}

const dayHeaders = (kind: 'app' | 'user', limit: number, remaining: number, reset: number) => ({
  [`x-${kind}-limit-24hour-limit`]: String(limit),
  [`x-${kind}-limit-24hour-remaining`]: String(remaining),
  [`x-${kind}-limit-24hour-reset`]: String(Math.ceil(reset)),
})

const LIES = ['past', 'absent', 'absurd', 'lying'] as const

/** What a 429 that is not true says: X's reset header has been seen past, absent and absurd, and 429s came with a window that was not used up. */
export function refusalHeaders(state: SimState, headers: Record<string, string>, fault: ActiveFault, now: number): Record<string, string> {
  const used = { ...headers, 'x-rate-limit-remaining': '0' }
  const usual = fault.name === 'rate-day' ? 'day' : fault.name === 'rate-lying' ? LIES[Math.floor(nextRandom(state) * LIES.length)] : 'proper'
  switch (fault.reset ?? usual) {
    case 'past':
      return { ...used, 'x-rate-limit-reset': String(Math.floor(now / 1000) - 3600) }
    case 'absurd':
      return { ...used, 'x-rate-limit-reset': '10413792000' }
    case 'absent':
      return {}
    case 'lying':
      return headers
    case 'day':
      return { ...headers, ...dayHeaders('user', 1000, 0, Math.floor(now / 1000) + 6 * 3600) }
    default:
      return used
  }
}
