/** Turns requests away while more are waiting for their answer than can have it soon. */
import fp from 'fastify-plugin'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { waitingNow } from './under-way.js'

/**
 * The dearest pages take some milliseconds each, so that this many are answered before the database's own patience ends (pool timeout, 2 s). Taken in
 * without an end, all of them would be answered too late for those who asked, and the server would work for nobody.
 */
const MOST_WAITING = 300

export interface OverloadOptions {
  deps: Pick<Deps, 'store'>
  most_waiting?: number
}

/** 503 with Retry-After at once, before anything is read or asked. Pages kept ready and the health of the server are outside of it. */
export const overload = fp<OverloadOptions>(
  async (app, { deps, most_waiting = MOST_WAITING }) => {
    app.addHook('onRequest', async ({ routeOptions }) => {
      if (routeOptions.config.health || waitingNow(deps, most_waiting) <= most_waiting) return
      throw new AppError('unavailable', 'More is being asked for than can be answered now.')
    })
  },
  { name: 'overload', fastify: '5.x' },
)
