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
