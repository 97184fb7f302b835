import type { KeptAnswer } from './sealed-answer.js'

/** One request with a key, while it is under way: ends by keeping its answer or by being given up, once. */
export interface Work {
  keep(status: number, answer: KeptAnswer): Promise<void>
  /** While the handler still runs (its time was up), its work is undone only when it ends: until then it writes. */
  drop(): Promise<void>
  /** The handler has ended; `unanswered` if it failed or nothing will be sent for it. */
  settled(unanswered: boolean): Promise<void>
  /** The connection has ended. What still runs may yet be kept: the client will ask again. */
  closed(): Promise<void>
}

export function startWork(ways: { keep(status: number, answer: KeptAnswer): Promise<void>; drop(): Promise<void> }, whenOver: () => void): Work {
  let running = true
  let unwanted = false
  let over = false
  const work: Work = {
    keep: async (status, answer) => {
      if (over || unwanted) throw new Error('the answer comes too late to be kept')
      over = true
      try {
        await ways.keep(status, answer)
      } finally {
        whenOver()
      }
    },
    drop: async () => {
      unwanted = true
      if (over || running) return
      over = true
      try {
        await ways.drop()
      } finally {
        whenOver()
      }
    },
    settled: async (unanswered) => {
      running = false
      if (unanswered || unwanted) await work.drop()
    },
    closed: async () => {
      if (!running) await work.drop()
    },
  }
  return work
}
