import { finished } from 'node:stream'
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import fp from 'fastify-plugin'
import { type KeyRow, keepAnswer, type NewKey, prolongKey, releaseKey, retakeKey, takeKey, tryLockKey } from '../db/idempotency.js'
import type { Executor } from '../db/open.js'
import { asksForRetry, MAX_TRIES, retryPause } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { type Asked, askedBy, isSame, isStream, readKey } from './idempotency-request.js'
import { startWork, type Work } from './idempotency-work.js'
import { type KeptAnswer, seal, unseal } from './sealed-answer.js'

/** How long a claim keeps others off if its process died. As long as that lives the claim is prolonged. */
export const CLAIM_MS = 20_000
const BEAT_MS = CLAIM_MS / 3
const KEPT_HEADERS = ['content-type', 'etag', 'location', 'retry-after'] as const

const inProgress = (seconds: number) =>
  new AppError('idempotency_in_progress', 'A request with this Idempotency-Key is under way. Repeat it unchanged in a moment.', {
    headers: { 'retry-after': String(seconds) },
  })

const reused = ({ route }: KeyRow) => new AppError('idempotency_key_reused', `This Idempotency-Key was sent with another request (${route}). Use a new one.`)

/**
 * `Idempotency-Key` on every POST of the API (API.md §6; draft-ietf-httpapi-idempotency-key-header-07): the same request with the same key has one
 * effect and one answer. The answer is written with the effect or not at all, before its first byte leaves; only answers below 400 are kept. Registered before
 * the routes. Its hooks are the routes' own and so run after all others: nothing can fail any more between the commit and the sending.
 */
export const idempotency = fp<{ deps: Deps; beat_ms?: number }>(
  async (app, { deps, beat_ms = BEAT_MS }) => {
    const { store, clock, config } = deps
    /** Places under way in this process: cheaper than asking the database, and on PGlite, with its one session, the only way not to wait. */
    const underWay = new Set<string>()
    const works = new WeakMap<FastifyRequest, Work>()

    /** @returns the row with a kept answer, or null if the key is now ours. @throws AppError idempotency_in_progress, idempotency_key_reused */
    const take = async (db: Executor, mine: NewKey): Promise<KeyRow | null> => {
      if (store.database.engine === 'postgres' && !(await tryLockKey(db, mine))) throw inProgress(1)
      const row = await takeKey(db, mine)
      if (!row) return null
      if (row.request_hash !== mine.request_hash) throw reused(row)
      if (row.status !== null) return row
      const left = (row.locked_until?.getTime() ?? 0) - clock.now().getTime()
      // Most are done within seconds; only after a crash it takes the whole time.
      if (left > 0) throw inProgress(Math.min(10, Math.ceil(left / 1000)))
      await retakeKey(db, mine)
      return null
    }

    const sealed = (asked: Asked, answer: KeptAnswer) => seal(answer, config.SECRET, asked.key, asked.place, deps.ids.secret())

    const replay = async (request: FastifyRequest, reply: FastifyReply, row: KeyRow, asked: Asked) => {
      const { headers, body, received } = unseal(row.body ?? '', config.SECRET, asked.key, asked.place)
      // Another file of the same length would otherwise be answered as if it had been taken, and be lost.
      if (received && isStream(request.body) && !(await isSame(request.body, received))) throw reused(row)
      return reply
        .code(row.status ?? 200)
        .headers({ ...headers, 'idempotent-replayed': 'true' })
        .send(body)
    }

    /** Whatever goes wrong on the way to the answer, a unit of work is not left open. */
    const watch = (request: FastifyRequest, reply: FastifyReply, work: Work) => {
      works.set(request, work)
      finished(reply.raw, () => void work.closed().catch((error: unknown) => request.log.error({ err: error }, 'a unit of work could not be undone')))
    }

    /** Everything the handler writes, the key and the answer: one unit of work. */
    const joined = async (asked: Asked, request: FastifyRequest, reply: FastifyReply, handle: () => unknown, whenOver: () => void): Promise<unknown> => {
      const mine = { ...asked.row, locked_until: null }
      const unit = await store.open()
      let found: KeyRow | null
      try {
        found = await take(unit.db, mine)
      } catch (error) {
        await unit.rollback()
        throw error
      }
      if (found) {
        await unit.rollback()
        whenOver()
        return replay(request, reply, found, asked)
      }
      const work = startWork(
        {
          keep: async (status, answer) => {
            try {
              if (!(await keepAnswer(unit.db, mine, { status, body: sealed(asked, answer) }))) throw new Error('the key was lost amid its own unit of work')
              await unit.commit()
            } catch (error) {
              await unit.rollback()
              throw error
            }
          },
          drop: () => unit.rollback(),
        },
        whenOver,
      )
      watch(request, reply, work)
      return whole(work, reply, () => unit.run(async () => handle()))
    }

    /** Prolongs a claim while its handler works. A claim is known by its time: it is never prolonged while its answer is kept. */
    const beat = (mine: NewKey, request: FastifyRequest) => {
      let last: Promise<void> = Promise.resolve()
      const timer = setInterval(() => {
        const until = new Date(clock.now().getTime() + CLAIM_MS)
        last = last
          .then(() => prolongKey(store.db, mine, until))
          .then((ours) => {
            if (ours) mine.locked_until = until
            else clearInterval(timer)
          })
          .catch((error: unknown) => request.log.warn({ err: error }, 'a claim on an Idempotency-Key could not be prolonged'))
      }, beat_ms)
      timer.unref()
      return {
        stop: () => {
          clearInterval(timer)
          return last
        },
      }
    }

    const claimed = async (asked: Asked, request: FastifyRequest, reply: FastifyReply, handle: () => unknown, whenOver: () => void): Promise<unknown> => {
      const mine = { ...asked.row, locked_until: new Date(clock.now().getTime() + CLAIM_MS) }
      const found = await store.transaction((tx) => take(tx.db, mine))
      if (found) {
        whenOver()
        return replay(request, reply, found, asked)
      }
      const beating = beat(mine, request)
      const work = startWork(
        {
          keep: async (status, answer) => {
            await beating.stop()
            // What the handler did is done: the client is told so even if the answer cannot be kept for a second time.
            const kept = await keepAnswer(store.db, mine, { status, body: sealed(asked, answer) }).catch((error: unknown) => error)
            if (kept !== true) request.log.warn({ err: kept }, 'the answer could not be kept under its Idempotency-Key')
          },
          drop: async () => {
            await beating.stop()
            await releaseKey(store.db, mine)
          },
        },
        whenOver,
      )
      watch(request, reply, work)
      return whole(work, reply, async () => handle())
    }

    const whole = async (work: Work, reply: FastifyReply, run: () => Promise<unknown>): Promise<unknown> => {
      let result: unknown
      try {
        result = await run()
      } catch (error) {
        await work.settled(true)
        throw error
      }
      // A handler that returned the reply gets here only after the answer was sent. With the client gone Fastify sends nothing for one that returned nothing.
      await work.settled(result === undefined && !reply.sent && reply.raw.destroyed)
      return result
    }

    const wrap = (handler: RouteHandlerMethod, mode: 'join' | 'claim'): RouteHandlerMethod =>
      async function once(request, reply) {
        const header = request.headers['idempotency-key']
        const key = header === undefined ? null : readKey(String(header))
        if (key === null) return handler.call(this, request, reply)
        const asked = askedBy(request, key, deps)
        const handle = () => handler.call(this, request, reply)
        for (let attempt = 1; ; attempt++) {
          if (underWay.has(asked.place)) throw inProgress(1)
          underWay.add(asked.place)
          const whenOver = () => void underWay.delete(asked.place)
          try {
            return await (mode === 'claim' ? claimed : joined)(asked, request, reply, handle, whenOver)
          } catch (error) {
            whenOver()
            // As store.transaction does by itself without a key. Nothing was written, and nothing was sent.
            if (mode === 'claim' || reply.sent || attempt >= MAX_TRIES || !asksForRetry(error)) throw error
            await clock.sleep(retryPause(attempt))
          }
        }
      }

    app.addHook('onRoute', (route) => {
      if (String(route.method) !== 'POST' || !route.url.startsWith('/api/')) return
      const { mode = 'join', required = false } = route.config?.idempotency ?? {}
      route.preValidation = [
        async (request: FastifyRequest) => {
          const header = request.headers['idempotency-key']
          if (header === undefined) {
            if (required) throw new AppError('idempotency_key_missing', 'Repeating this request could do harm: send an Idempotency-Key.')
            return
          }
          if (readKey(String(header)) !== null) return
          const detail = 'Idempotency-Key is 1 to 255 visible ASCII characters, bare or as a quoted string.'
          throw new AppError('validation_failed', detail, { errors: [{ parameter: 'Idempotency-Key', code: 'pattern', detail }] })
        },
        ...[route.preValidation ?? []].flat(),
      ]
      route.onSend = [
        ...[route.onSend ?? []].flat(),
        async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
          const work = works.get(request)
          if (!work) return payload
          if (reply.statusCode >= 400) {
            await work.drop()
            return payload
          }
          try {
            const { received } = request
            if (isStream(request.body) && !received) throw new Error('a body was read as a stream, and nothing says what came')
            await work.keep(reply.statusCode, { headers: keptHeaders(reply), body: asText(payload), ...(received ? { received } : {}) })
          } catch (error) {
            // What follows is another answer; these belong to the one that was undone.
            for (const name of KEPT_HEADERS) reply.removeHeader(name)
            throw error
          }
          // The handler's time ran out while this was written: it was told so, and will be given this answer when it asks again.
          if (reply.raw.headersSent) throw new Error('another answer was sent meanwhile')
          return payload
        },
      ]
      route.handler = wrap(route.handler, mode)
    })
  },
  { name: 'idempotency', fastify: '5.x' },
)

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(KEPT_HEADERS.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])))
}

function asText(payload: unknown): string | null {
  if (payload === null || payload === undefined || typeof payload === 'string') return payload ?? null
  if (Buffer.isBuffer(payload)) return payload.toString('utf8')
  throw new Error('an answer that is a stream cannot be kept under an Idempotency-Key')
}
