// ◆ pure
/** X locks accounts that add quickly, long before its visible limits (X-PLATFORM.md §1): so additions are paced and capped. */
export interface PaceInput {
  adds: number
  removals: number
  /** Additions already sent, oldest first, over all lists of this owner; only those of the last 24 hours matter. */
  sent: readonly { at: Date; times: number }[]
  daily_cap: number
  hourly_cap: number
  /** Least pause between two calls; half as much again is added by chance. */
  pause_ms: number
  now: Date
  /** Before then none of them is sent: a used-up window of X's, a pause after a lock, somebody else at work. */
  closed?: { add: Date | null; remove: Date | null } | undefined
}

/** Judgement, since X publishes no number: 72 at a third of a second locked an account (X-PLATFORM.md §1). */
export const HOURLY_ADD_CAP = 50

export interface TimetableEntry {
  at: string
  adds: number
  removals: number
}

export interface Pace {
  timetable: TimetableEntry[]
  /** Seconds of waiting between the calls of the first entry, if it can begin now. */
  seconds_today: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A plan has at most 5,000 additions: a hundred entries by the usual caps. With a cap of a few a day the end is far enough away not to be told. */
const MOST_STEPS = 500
/** A wait this long ends a day's part of a plan. */
export const PART_MS = 6 * HOUR_MS

/** "50 now, 40 at 10:00, 12 tomorrow at 09:00": when which part of the plan can be carried out. Removals are not capped and go at once. */
export function timetable({ adds, removals, sent, daily_cap, hourly_cap, pause_ms, now, closed }: PaceInput): Pace {
  const entries: TimetableEntry[] = []
  const log = sent.map(({ at, times }) => ({ at: at.getTime(), times }))
  const opens = (until: Date | null | undefined) => Math.max(now.getTime(), until?.getTime() ?? 0)
  let at = opens(closed?.add)
  for (let left = adds, steps = 0; left > 0 && steps < MOST_STEPS; steps++) {
    const part = Math.min(left, room(log, at, DAY_MS, daily_cap), room(log, at, HOUR_MS, hourly_cap))
    if (part > 0) {
      entries.push({ at: new Date(at).toISOString(), adds: part, removals: 0 })
      log.push({ at, times: part })
      left -= part
    }
    at = Math.max(freeAt(log, at, DAY_MS, daily_cap), freeAt(log, at, HOUR_MS, hourly_cap))
  }
  if (removals > 0) putRemovals(entries, new Date(opens(closed?.remove)).toISOString(), removals)
  const first = entries[0]?.at === now.toISOString() ? entries[0] : undefined
  const mean = pause_ms * 1.25
  return { timetable: entries, seconds_today: Math.round((Math.max(0, (first?.adds ?? 0) + (first?.removals ?? 0) - 1) * mean) / 1000) }
}

/** Instants of this form sort as text. */
function putRemovals(entries: TimetableEntry[], at: string, removals: number): void {
  const same = entries.find((one) => one.at === at)
  if (same) same.removals = removals
  else {
    const later = entries.findIndex((one) => one.at > at)
    entries.splice(later < 0 ? entries.length : later, 0, { at, adds: 0, removals })
  }
}

/** Parts nearer to each other are one for people. */
const CLOSE_MS = 10 * 60_000

/** A timetable as people are shown it: what was sent one by one comes free one by one, seconds apart, and is one part from its first on. What can be sent now stays by itself. */
export function joinClose(entries: readonly TimetableEntry[], now: Date): TimetableEntry[] {
  const joined: TimetableEntry[] = []
  for (const one of entries) {
    const group = joined.at(-1)
    if (group && Date.parse(group.at) > now.getTime() && Date.parse(one.at) - Date.parse(group.at) < CLOSE_MS) {
      group.adds += one.adds
      group.removals += one.removals
    } else joined.push({ ...one })
  }
  return joined
}

/** How many days' parts a timetable has: each but the last ends with a look at X's count (sync/part.ts). */
export const partsOf = (timetable: readonly TimetableEntry[]): number =>
  1 + timetable.filter((one, i) => i > 0 && Date.parse(one.at) - Date.parse(timetable[i - 1]?.at ?? one.at) >= PART_MS).length

type Log = { at: number; times: number }[]

const within = (log: Log, at: number, window: number) => log.filter((row) => row.at > at - window && row.at <= at)

const room = (log: Log, at: number, window: number, cap: number) => Math.max(0, cap - within(log, at, window).reduce((sum, row) => sum + row.times, 0))

/** When there is room for one more in the window. */
function freeAt(log: Log, at: number, window: number, cap: number): number {
  let over = within(log, at, window).reduce((sum, row) => sum + row.times, 0) - cap + 1
  for (const row of within(log, at, window)) {
    if (over <= 0) return at
    over -= row.times
    if (over <= 0) return row.at + window
  }
  return at
}
