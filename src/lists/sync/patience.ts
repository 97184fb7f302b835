import { isPlatformError, type PlatformError } from '../../platform/port.js'
import { DAY_LIMIT, DAY_MS, type Writer } from './lock.js'
import type { Engine, SyncPlan } from './ports.js'
import { Cancelled, type Progress, Stop } from './stop.js'

/** One run of a plan: all that its steps share. */
export interface Run {
  engine: Engine
  plan: SyncPlan
  writer: Writer
  onProgress: (progress: Progress) => void
}

/** Long waits are cut, so that a plan that was cancelled ends soon and the lease never runs far ahead. */
const SLICE_MS = 60_000
const BACKOFF_MS = 60_000
/** X's windows last 15 minutes; a longer wait is a limit of 24 hours, or a lie. */
const LONGEST_WAIT_MS = 16 * 60_000
const LONGEST_DAY_MS = DAY_MS + 60_000
const MOST_JITTER_MS = 2_000
export const RATE_WAITS = 3

/** Sleeps while the writer is kept. @throws Cancelled; Stop if somebody took the writing over. */
export async function waitFor({ engine, plan, writer }: Run, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= SLICE_MS) {
    const slice = Math.min(left, SLICE_MS)
    await writer.keep(slice)
    await engine.clock.sleep(slice)
    if (left > slice) await refuseCancelled(engine, plan.id)
  }
}

export async function refuseCancelled(engine: Engine, planId: string): Promise<void> {
  if ((await engine.store.plan(planId))?.cancel_at) throw new Cancelled()
}

/** How long to wait after a 429: to its reset, but never for a reset that is past, absent or absurd (RELIABILITY.md §3, 1 and 2). */
export function rateWait(error: Pick<PlatformError, 'resetAt'>, now: Date): number {
  const asked = (error.resetAt?.getTime() ?? Number.NaN) - now.getTime()
  if (!(asked > 0)) return BACKOFF_MS
  return asked > LONGEST_DAY_MS ? LONGEST_WAIT_MS : asked
}

/** Waits for a used-up window to end. A limit of a day is not sat out: the plan stops, and nothing is sent before it ends. @throws Stop */
export async function waitForWindow(run: Run, error: PlatformError): Promise<void> {
  const { engine } = run
  const wait = rateWait(error, engine.clock.now())
  if (wait > LONGEST_WAIT_MS) {
    const until = new Date(engine.clock.now().getTime() + wait)
    await engine.store.hold(DAY_LIMIT, until)
    throw new Stop(`X's limit for a day is used up. Nothing is sent before ${until.toISOString()}; apply again after that.`)
  }
  await waitFor(run, wait + Math.floor(engine.random() * MOST_JITTER_MS))
}

/** A reading that X puts off is tried again after its window. @throws PlatformError, Stop, Cancelled */
export async function reading<T>(run: Run, read: () => Promise<T>): Promise<T> {
  for (let waits = 0; ; waits++) {
    try {
      await run.writer.keep()
      return await read()
    } catch (error) {
      if (!isPlatformError(error) || error.kind !== 'rate' || waits >= RATE_WAITS) throw error
      await waitForWindow(run, error)
    }
  }
}
