/** Who waits for an answer now: work that nobody waits for gives way to them, since the embedded database and the server share one thread. */
import type { ServerResponse } from 'node:http'
import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import fp from 'fastify-plugin'
import type { Deps } from '../deps.js'

/** How long work waits at most for requests that do not end, between two steps: it gets on with it even where somebody always waits. */
const MOST_MS = 1_000
/** Whoever asked just now is likely to ask again. */
const LATELY_MS = 1_000
/** How often it is looked whether they are gone: also how soon the body of a request goes on to be read. */
const LOOK_MS = 5

interface Waiting {
  answers: Set<ServerResponse>
  /** Of performance.now(). */
  last: number
}

const servers = new WeakMap<Deps['store'], Waiting>()

function waitingOn({ store }: Pick<Deps, 'store'>): Waiting {
  let waiting = servers.get(store)
  if (!waiting) {
    waiting = { answers: new Set(), last: Number.NEGATIVE_INFINITY }
    servers.set(store, waiting)
  }
  return waiting
}

/** Requests from their first byte, before their body is read, until their answer begins: a stream of events that stays open waits for nothing. */
const areWaiting = ({ answers }: Waiting): boolean => {
  for (const answer of answers) if (!answer.headersSent) return true
  return false
}

/**
 * How many requests wait for their answer and have been sent whole: those whose sender still dawdles keep nobody busy. Only counted where there are more than
 * `from` that could be.
 */
export function waitingNow(deps: Pick<Deps, 'store'>, from = 0): number {
  const { answers } = waitingOn(deps)
  if (answers.size <= from) return answers.size
  let count = 0
  for (const answer of answers) if (!answer.headersSent && answer.req.complete) count++
  return count
}

export const underWay = fp<{ deps: Pick<Deps, 'store'> }>(
  async (app, { deps }) => {
    const waiting = waitingOn(deps)
    // Not at once: what has no body is whole only after the parser's turn, and the hooks behind this one look at that.
    app.addHook('onRequest', async (_request, { raw }) => {
      waiting.answers.add(raw)
      raw.once('close', () => {
        waiting.answers.delete(raw)
        waiting.last = performance.now()
      })
    })
  },
  { name: 'under-way', fastify: '5.x' },
)

/**
 * For work in steps that nobody waits for: to be awaited between two of them, outside a unit of work. While requests are under way, and for a moment after,
 * it rests as long as the step took, and further until they are answered, but never long. Otherwise it only lets the event loop turn once.
 */
export function givingWay(deps: Pick<Deps, 'store'>): () => Promise<void> {
  const waiting = waitingOn(deps)
  let since = performance.now()
  return async () => {
    const now = performance.now()
    const took = Math.min(MOST_MS, now - since)
    await setImmediate()
    if (areWaiting(waiting) || performance.now() - waiting.last < LATELY_MS) {
      await delay(took)
      while (areWaiting(waiting) && performance.now() - now < MOST_MS + took) await delay(LOOK_MS)
    }
    since = performance.now()
  }
}
