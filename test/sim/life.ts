import type { Crash } from './scenario.js'

/** What an injected crash throws. A process that was killed gets nothing else until it is started again. */
export class Killed extends Error {}

/** One process: it counts the steps of the engine and dies, or stumbles, at the drawn one. */
export interface Life {
  /** Steps passed since the life began or was last armed. */
  step(): number
  /** Steps passed altogether, over restarts. */
  total(): number
  crashes(): number
  /** Crashes and standstills so far, by kind. */
  kinds(): Readonly<Record<string, number>>
  /** Where the last crash was, for the report. */
  where(): string
  /** From now on steps are counted anew and these crashes are waited for. */
  arm(crashes: readonly Crash[]): void
  /** One place at which the process may die. @throws Killed */
  point(when: 'before' | 'after' | 'after the failure of', what: string, database?: boolean): void
  /** For how long the process stands still here, in milliseconds. Asked once after each point. */
  nap(): number
  /** @throws Killed while dead */
  alive(): void
  dead(): boolean
  restart(): void
}

export function newLife(): Life {
  let [step, total, crashes, dead, where, nap] = [0, 0, 0, false, '', 0]
  let due: Crash[] = []
  const kinds: Record<string, number> = {}
  const alive = () => {
    if (dead) throw new Killed('this process is dead')
  }
  return {
    step: () => step,
    total: () => total,
    crashes: () => crashes,
    kinds: () => kinds,
    where: () => where,
    dead: () => dead,
    arm: (planned) => {
      step = 0
      due = [...planned]
    },
    alive,
    point: (when, what, database = false) => {
      alive()
      step++
      total++
      const now = due.length === 0 ? undefined : due.find((crash) => crash.step === step)
      if (!now) return
      kinds[`crash:${now.kind}`] = (kinds[`crash:${now.kind}`] ?? 0) + 1
      if (now.kind === 'pause') {
        nap = now.ms ?? 0
        return
      }
      crashes++
      where = `step ${step}, ${when} ${what}`
      // A failure that is not the end can come from the database only: the client turns every other into a PlatformError.
      dead = now.kind === 'kill' || !database
      throw new Killed(`crash at ${where}`)
    },
    nap: () => {
      const ms = nap
      nap = 0
      return ms
    },
    restart: () => {
      dead = false
    },
  }
}
