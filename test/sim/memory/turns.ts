import { AppError } from '../../../src/kernel/errors.js'
import { isPlatformError } from '../../../src/platform/port.js'
import { nextRandom } from '../../../src/platform/simulator/random.js'

/**
 * Virtual time and whose turn it is. A single worker runs straight on; as soon as two are at work, each stops before every step that others can see, and
 * the seed says who goes on (RELIABILITY.md §4). Nothing here waits in real time.
 */
export interface Turns {
  now(): number
  advance(ms: number): void
  /** A worker begins; it must leave in the end. */
  enter(worker: object): void
  leave(worker: object): void
  /** Lets others go first, if the seed says so. Undefined if there is nobody to wait for: a promise for nothing would cost as much as the step itself. */
  yield(worker: object): Promise<void> | undefined
  sleep(worker: object, ms: number): Promise<void> | undefined
}

interface Parked {
  worker: object
  wakes: number
  go: () => void
}

/** @param told of each new instant */
export function newTurns(start: number, seed: number, told: (at: number) => void = () => undefined): Turns {
  const rng = { rng: Math.imul(seed ^ 0x51ed270b, 0xc2b2ae35) >>> 0 }
  let at = start
  const active = new Map<object, number>()
  let parked: Parked[] = []
  let due = false

  const wake = () => {
    due = false
    for (const worker of active.keys()) if (!parked.some((one) => one.worker === worker)) return
    if (parked.length === 0) return
    let ready = parked.filter((one) => one.wakes <= at)
    if (ready.length === 0) {
      at = Math.min(...parked.map((one) => one.wakes))
      told(at)
      ready = parked.filter((one) => one.wakes <= at)
    }
    const next = ready[Math.floor(nextRandom(rng) * ready.length)] as Parked
    parked = parked.filter((one) => one !== next)
    next.go()
  }
  const soon = () => {
    if (due) return
    due = true
    queueMicrotask(wake)
  }
  const park = (worker: object, wakes: number) =>
    new Promise<void>((go) => {
      parked.push({ worker, wakes, go })
      soon()
    })

  return {
    now: () => at,
    advance: (ms) => {
      at += ms
      told(at)
    },
    enter: (worker) => {
      active.set(worker, (active.get(worker) ?? 0) + 1)
    },
    leave: (worker) => {
      const left = (active.get(worker) ?? 1) - 1
      if (left > 0) active.set(worker, left)
      else active.delete(worker)
      soon()
    },
    yield: (worker) => (active.size > 1 ? park(worker, at) : undefined),
    sleep: (worker, ms) => {
      if (active.size > 1) return park(worker, at + Math.max(0, ms))
      at += Math.max(0, ms)
      told(at)
      return undefined
    },
  }
}

/** When a second worker looks whether there is work, after the time before, in milliseconds. */
const LOOKS_MS = [0, 20_000, 40_000, 40_000, 60_000, 60_000, 120_000, 600_000]

/** A second worker that comes back until nothing is under way any more: a lease that ran out is taken over then. */
export async function lurk(turns: Turns, underWay: () => Promise<string[]>, run: (planId: string) => Promise<unknown>): Promise<void> {
  const lurker = { name: 'lurker' }
  turns.enter(lurker)
  try {
    for (const wait of LOOKS_MS) {
      await turns.sleep(lurker, wait)
      const open = await underWay()
      if (open.length === 0) return
      for (const id of open) {
        // Whoever only waits must not hold up the second worker's turns.
        turns.leave(lurker)
        await run(id).catch(refused)
        turns.enter(lurker)
      }
    }
  } finally {
    turns.leave(lurker)
  }
}

/** The second worker may find the writer busy, or X against it; anything else is a fault of the engine. */
const refused = (error: unknown) => {
  if (!(error instanceof AppError) && !isPlatformError(error)) throw error
}
