import { isPlatformError, type PlatformError } from '../../platform/port.js'
import { DAY_LIMIT, DAY_MS, type Writer } from './lock.js'
import type { Engine, SyncPlan } from './ports.js'
import { Cancelled, type Progress, Wait } from './stop.js'

/** One run of a plan: all that its steps share. */
export interface Run {
  engine: Engine
  plan: SyncPlan
  writer: Writer
  onProgress: (progress: Progress) => void
  /** It was taken up after a wait. */
  waited: boolean
  /** Writes that X took in this run. */
  taken: number
  /** Until when X has put readings off in this run, if it has. */
  shut: Date | null
}

/** A longer wait is not sat out: whoever keeps the writing for it holds up every other list of the account. */
export const LONGEST_HERE_MS = 30_000
/** Waits are cut, so that a plan that was cancelled ends soon and the lease never runs far ahead. */
const SLICE_MS = 5_000
const BACKOFF_MS = 60_000
/** X's windows last 15 minutes; a longer wait is a limit of 24 hours, or a lie. */
const LONGEST_WAIT_MS = 16 * 60_000
const LONGEST_DAY_MS = DAY_MS + 60_000
const MOST_JITTER_MS = 2_000
export const RATE_WAITS = 3

export const inMs = ({ clock }: Pick<Engine, 'clock'>, ms: number): Date => new Date(clock.now().getTime() + ms)

/** Sits a short wait out, with the writer kept. @throws the wait itself if it is long; Cancelled; Stop if somebody took the writing over. */
export async function waitFor({ engine, plan, writer }: Run, wait: Wait): Promise<void> {
  const ms = wait.until.getTime() - engine.clock.now().getTime()
  if (ms > LONGEST_HERE_MS) throw wait
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

/** What a 429 asks for: the end of its window. A limit of a day is kept for every list, for nothing more may be sent before it ends. */
export async function windowWait({ engine }: Pick<Run, 'engine'>, error: PlatformError): Promise<Wait> {
  const { store, clock, random } = engine
  const wait = rateWait(error, clock.now())
  if (wait > LONGEST_WAIT_MS) {
    const until = inMs(engine, wait)
    await store.hold(DAY_LIMIT, until)
    return new Wait("X's limit for a day is used up.", until, { refused: true, all: true })
  }
  return new Wait("X's limit for calls of this kind is used up.", inMs(engine, wait + Math.floor(random() * MOST_JITTER_MS)), { refused: true })
}

/** A reading that X puts off is tried again after its window, here if that is soon. @throws PlatformError, Stop, Cancelled */
export async function reading<T>(run: Run, read: () => Promise<T>): Promise<T> {
  for (let waits = 0; ; waits++) {
    try {
      await run.writer.keep()
      return await read()
    } catch (error) {
      if (!isPlatformError(error) || error.kind !== 'rate' || waits >= RATE_WAITS) throw error
      const wait = await windowWait(run, error)
      run.shut = wait.until
      await waitFor(run, wait)
    }
  }
}

/**
 * Whether X is to be left alone for now, for a plan that was cancelled: a wait that is cut short for that ends when it was cancelled or later, and says
 * nothing any more of how long X wanted it to be.
 */
export async function isPutOff({ engine, plan, shut }: Run): Promise<boolean> {
  const { store, clock } = engine
  const [day, wait, now] = [await store.heldUntil(DAY_LIMIT), await store.waited(plan.id), clock.now()]
  if ((shut && shut > now) || (day && day > now)) return true
  const cancelled = (await store.plan(plan.id))?.cancel_at
  return wait !== null && wait.refused > 0 && cancelled != null && cancelled <= wait.until
}
