/** Turns requests away while more are waiting for their answer than can have it soon. */
import fp from 'fastify-plugin'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { RETRY_AFTER_SECONDS, toProblem } from './problems.js'
import { waitingNow } from './under-way.js'

/**
 * The dearest pages take some milliseconds each, so that this many are answered before the database's own patience ends (pool timeout, 2 s). Taken in
 * without an end, all of them would be answered too late for those who asked, and the server would work for nobody.
 */
const MOST_WAITING = 300
const DETAIL = 'More is being asked for than can be answered now.'

export interface OverloadOptions {
  deps: Pick<Deps, 'store' | 'config'>
  most_waiting?: number | undefined
}

/**
 * 503 with Retry-After at once, before anything is read or asked. Pages kept ready and the health of the server are outside of it. Programs are answered
 * past everything else: turning them away must cost less than what they want, or a crowd that comes again and again would leave no time for those who are let in.
 */
export const overload = fp<OverloadOptions>(
  async (app, { deps, most_waiting = MOST_WAITING }) => {
    app.addHook('onRequest', (request, reply, done) => {
      if (request.routeOptions.config.health || waitingNow(deps, most_waiting) <= most_waiting) return done()
      if (!(request.raw.url ?? '').startsWith('/api/')) return done(new AppError('unavailable', DETAIL))
      const problem = toProblem({ code: 'unavailable', detail: DETAIL }, deps.config.PUBLIC_URL, request.id)
      reply.hijack()
      reply.raw
        .writeHead(503, {
          'content-type': 'application/problem+json',
          'retry-after': String(RETRY_AFTER_SECONDS),
          'x-request-id': request.id,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'Retry-After, X-Request-Id',
        })
        .end(JSON.stringify(problem))
    })
  },
  { name: 'overload', fastify: '5.x' },
)
