// ◆ pure
/** Time is given, never taken, so that a whole run can be replayed (DESIGN.md §5.12). */
export interface Clock {
  now(): Date
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** A clock that moves only when told to or when somebody sleeps. For tests, the demo and simulations. */
export interface ManualClock extends Clock {
  advance(ms: number): void
  set(to: Date): void
}

export function manualClock(start: Date | string): ManualClock {
  let at = new Date(start).getTime()
  return {
    now: () => new Date(at),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      at += Math.max(0, ms)
    },
    advance: (ms) => {
      at += ms
    },
    set: (to) => {
      at = to.getTime()
    },
  }
}

/** The instant of an RFC 3339 text, which knows leap seconds: clocks of computers do not, and the second before is meant. Null if it is none. */
export function instantOf(text: string): Date | null {
  const instant = new Date(text.replace(/:60(?=[.zZ+-])/, ':59'))
  return Number.isNaN(instant.getTime()) ? null : instant
}

const DAY_MS = 86_400_000

/** The end of a day that is given as 2027-06-30, in UTC: midnight at its end. Null if there is no such day. */
export function endOfDay(text: string): Date | null {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : new Date(Number.NaN)
  // 2027-02-30 is read as a day of March.
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? null : new Date(day.getTime() + DAY_MS)
}
