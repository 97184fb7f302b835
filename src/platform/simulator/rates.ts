// ◆ pure
import type { RouteKey } from './contract.js'
import { LIMITS } from './contract.js'
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

export const rateHeaders = (window: Window): Record<string, string> => ({
  'x-rate-limit-limit': String(window.limit),
  'x-rate-limit-remaining': String(window.remaining),
  'x-rate-limit-reset': String(window.reset),
})
