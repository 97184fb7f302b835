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

export function newTurns(start: number, seed: number): Turns {
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
      return undefined
    },
  }
}
