import type { FastifyRequest } from 'fastify'
import '@fastify/cookie'
import fp from 'fastify-plugin'
import { isSameSite } from '../access/same-site.js'
import type { Holder } from '../access/service.js'
import { cookieName, readSession } from '../access/sessions.js'
import type { Deps } from '../deps.js'
import { requireScope } from '../http/auth.js'
import { AppError } from '../kernel/errors.js'

declare module 'fastify' {
  interface FastifyRequest {
    holder: Holder | null
  }
  interface FastifyContextConfig {
    /** The scope a page of the desk needs. */
    desk?: string
  }
}

/** Thrown where a person must sign in first; the desk sends them to the form and back. */
export class SignInNeeded extends Error {}

/** Who is signed in, on a page that only organisers see. */
export function holderOf(request: FastifyRequest): Holder {
  if (!request.holder) throw new SignInNeeded()
  return request.holder
}

/**
 * Sessions of the desk. A form post rests on a cookie, which browsers also send along for other sites, so it must come from our own
 * pages; the session, and with it the key, is read again on every request.
 */
export const sessions = fp<{ deps: Deps }>(
  async (app, { deps }) => {
    app.decorateRequest('holder', null)
    app.addHook('onRequest', async (request) => {
      if (request.method === 'POST') {
        const { origin, host } = request.headers
        const secFetchSite = request.headers['sec-fetch-site']
        if (!isSameSite({ origin, host, secFetchSite: Array.isArray(secFetchSite) ? secFetchSite[0] : secFetchSite }, deps.config.PUBLIC_URL))
          throw new AppError('csrf_failed', 'The form did not come from this site.')
      }
      request.holder = await readSession(deps, request.cookies[cookieName(deps)])
      if (request.holder) request.actor = `session:${request.holder.id}`
      const { desk } = request.routeOptions.config
      if (desk === undefined) return
      if (!request.holder) throw new SignInNeeded()
      requireScope(request.holder.scopes, desk)
    })
  },
  { name: 'sessions', fastify: '5.x' },
)
