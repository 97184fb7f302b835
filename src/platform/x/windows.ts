// ◆ pure
import type { RateWindow } from '../port.js'
import type { Reply } from './classify.js'

/** Windows last 15 minutes, and the clocks of both sides differ a little. */
export const LONGEST_WINDOW_MS = 16 * 60_000
/** The daily kind. */
export const LONGEST_DAY_MS = 24 * 3_600_000 + 60_000

export const dayWindow = (window: string): string => `${window} 24h`

/**
 * What the headers of an answer say of its windows (X-PLATFORM.md §3, §6.3). A reset that is past or absent says nothing; one too far ahead (a wrong
 * clock, the year 2300) counts as far as such a window can last.
 */
export function readWindows({ headers }: Pick<Reply, 'headers'>, window: string, now: Date): { window: string; seen: RateWindow }[] {
  const kinds = [
    { prefix: 'x-rate-limit', window, longest: LONGEST_WINDOW_MS },
    { prefix: 'x-user-limit-24hour', window: dayWindow(window), longest: LONGEST_DAY_MS },
    { prefix: 'x-app-limit-24hour', window: dayWindow(window), longest: LONGEST_DAY_MS },
  ]
  return kinds.flatMap(({ prefix, window, longest }) => {
    const [most, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) => headerNumber(headers[`${prefix}-${name}`]))
    if (remaining === undefined || reset === undefined || reset * 1000 <= now.getTime()) return []
    const reset_at = new Date(Math.min(reset * 1000, now.getTime() + longest))
    return [{ window, seen: { most: small(most ?? remaining), remaining: small(remaining), reset_at } }]
  })
}

/** What is kept when X said no: the window is closed until then, whatever its headers claim to be left. */
export const closedWindow = (window: string, resetAt: Date, now: Date): { window: string; seen: RateWindow } => ({
  window: resetAt.getTime() - now.getTime() > LONGEST_WINDOW_MS ? dayWindow(window) : window,
  seen: { most: 0, remaining: 0, reset_at: resetAt },
})

/** Nothing larger fits the column, and no window of X's is. */
const small = (n: number) => Math.min(n, 1_000_000_000)

export function headerNumber(value: string | readonly string[] | undefined): number | undefined {
  const text = typeof value === 'string' ? value : value?.[0]
  return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined
}
