import type { Executor } from '../../db/open.js'
import type { Store } from '../../db/tx.js'
import type { Log } from '../../deps.js'
import type { Clock } from '../../kernel/clock.js'
import type { RateBook, RateWindow } from '../../platform/port.js'
import { dayWindow } from '../../platform/x/windows.js'
import * as repo from './repo.js'

/** When the windows of one operation open again, the daily kind too, under any of these accounts; null if none is used up. */
export async function windowsClosed(db: Executor, subjects: readonly string[], operation: string, now: Date): Promise<Date | null> {
  const found = await Promise.all([...new Set(subjects)].map((subject) => repo.closedUntil(db, subject, [operation, dayWindow(operation)], now)))
  return found.reduce<Date | null>((latest, until) => (until && (!latest || until > latest) ? until : latest), null)
}

/** A window with so few calls left, or less than this share of all, is written down after every answer. */
const FEW = 5
const SHARE = 0.05
/** Others are written when they are first seen, and then at most so often. */
const EVERY_MS = 60_000

/**
 * X's rate windows, in the database for every process and the next start. Asked before each call: one row by its key. Written only when it matters: a
 * new window, one that runs low, one X has closed, and else once a minute. So what can be lost is how many calls are left of a window that has many; that
 * it is used up never is, for it is stored before the answer is passed on. (Two processes that take the last call at the same instant are told by X.)
 */
export function createRateBook(store: Pick<Store, 'database'>, clock: Clock, log: Log): RateBook {
  const { db } = store.database
  const written = new Map<string, RateWindow & { at: number }>()
  return {
    closedUntil: (subject, windows) => repo.closedUntil(db, subject, windows, clock.now()),
    note: async (subject, window, seen) => {
      const key = `${subject} ${window}`
      const now = clock.now()
      const before = written.get(key)
      const low = seen.remaining <= Math.max(FEW, seen.most * SHARE)
      const same = before && Math.abs(before.reset_at.getTime() - seen.reset_at.getTime()) < 2_000
      if (!low && same && now.getTime() - before.at < EVERY_MS) return
      try {
        await repo.putRate(db, { subject, operation: window, ...seen, seen_at: now })
        written.set(key, { ...seen, at: now.getTime() })
      } catch (error) {
        log.error({ err: error, window }, 'what X said of a rate window could not be stored')
      }
    },
  }
}
