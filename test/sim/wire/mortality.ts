import type { Life } from '../life.js'
import type { Crash } from '../scenario.js'

/** Crashes are drawn for the steps of the engine in memory, of which a call to X is about every fourth. */
const STEPS_A_CALL = 4

/** What becomes of a process at one of its steps: it goes on, it stands still for so many milliseconds, it is killed now, or a moment after it went on. */
export type Fate = 'go' | number | 'now' | 'soon'

export interface Mortality extends Life {
  strike(what: string): Fate
  died(): void
}

/** The life of a real process: its steps are its calls to X and its waits, and it is killed from outside. */
export function newMortality(): Mortality {
  let [step, total, crashes, dead, where] = [0, 0, 0, false, '']
  let due: Crash[] = []
  const kinds: Record<string, number> = {}
  return {
    step: () => step,
    total: () => total,
    crashes: () => crashes,
    kinds: () => kinds,
    where: () => where,
    dead: () => dead,
    arm: (planned) => {
      step = 0
      due = planned.map((crash) => ({ ...crash, step: Math.ceil(crash.step / STEPS_A_CALL) }))
    },
    strike: (what) => {
      step++
      total++
      const crash = due.find((one) => one.step === step)
      if (!crash) return 'go'
      const kind = crash.kind === 'pause' ? 'crash:pause' : 'crash:kill'
      kinds[kind] = (kinds[kind] ?? 0) + 1
      if (crash.kind === 'pause') return crash.ms ?? 0
      where = `step ${step}, ${what}`
      return crash.kind === 'kill' ? 'now' : 'soon'
    },
    died: () => {
      dead = true
      crashes++
    },
    point: () => undefined,
    nap: () => 0,
    alive: () => undefined,
    restart: () => {
      dead = false
    },
  }
}
