// ◆ pure

export interface CountPoint {
  followers: number
  read_at: Date
}

const DAY_MS = 86_400_000
/** Growth is read off the last quarter of a year, if a week of it at least is known: less says more about the day than about the account. */
const MOST_MS = 90 * DAY_MS
const LEAST_MS = 7 * DAY_MS
/** A count of a month ago may be a fifth off for an account that is talked about. */
export const STALE_MS = 30 * DAY_MS

/** Followers gained (or lost) in thirty days, as a whole number; null if too little is known. `series` is in order of time. */
export function growthPer30Days(series: readonly CountPoint[]): number | null {
  const last = series.at(-1)
  if (!last) return null
  const from = series.find(({ read_at }) => last.read_at.getTime() - read_at.getTime() <= MOST_MS)
  const span = from ? last.read_at.getTime() - from.read_at.getTime() : 0
  return from && span >= LEAST_MS ? Math.round(((last.followers - from.followers) * 30 * DAY_MS) / span) : null
}

export const isStale = (readAt: Date | null, now: Date): boolean => readAt === null || now.getTime() - readAt.getTime() > STALE_MS
