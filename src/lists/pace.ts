// ◆ pure
/** X locks accounts that add quickly, long before its visible limits (X-PLATFORM.md §1): so additions are paced and capped. */
export interface PaceInput {
  adds: number
  removals: number
  /** Additions already sent in the last 24 hours, over all lists of this owner. */
  sent_today: number
  daily_cap: number
  pause_ms: number
  now: Date
}

export interface TimetableEntry {
  at: string
  adds: number
  removals: number
}

export interface Pace {
  timetable: TimetableEntry[]
  /** Seconds of waiting between calls on the first day. */
  seconds_today: number
}

const DAY_MS = 86_400_000

/** "40 today, 12 tomorrow": when which part of the plan can be carried out. Removals are not capped and go on the first day. */
export function timetable({ adds, removals, sent_today, daily_cap, pause_ms, now }: PaceInput): Pace {
  const entries: TimetableEntry[] = []
  const today = Math.min(adds, Math.max(0, daily_cap - sent_today))
  if (today > 0 || removals > 0) entries.push({ at: now.toISOString(), adds: today, removals })
  let left = adds - today
  for (let day = 1; left > 0; day++) {
    const part = Math.min(left, daily_cap)
    entries.push({ at: new Date(now.getTime() + day * DAY_MS).toISOString(), adds: part, removals: 0 })
    left -= part
  }
  return { timetable: entries, seconds_today: Math.round((Math.max(0, today + removals - 1) * pause_ms) / 1000) }
}
