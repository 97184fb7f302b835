import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { AppError } from '../kernel/errors.js'

export interface Principal {
  actor: string
  /** All that the key allows, implications spelt out. */
  scopes: readonly string[]
}

export interface AuthOptions {
  /** The holder of a key, or null if it is unknown, expired or revoked. */
  authenticate(key: string): Promise<Principal | null>
  /** Every scope that exists: a route that asks for another one is a mistake found at start. */
  scopes: readonly string[]
}

const REALM = 'Bearer realm="allies"'

/** RFC 6750 §3. */
const unauthenticated = (detail: string, challenge = '') => new AppError('unauthenticated', detail, { headers: { 'www-authenticate': `${REALM}${challenge}` } })

/** @throws AppError insufficient_scope */
export function requireScope(scopes: readonly string[], scope: string): void {
  if (scopes.includes(scope)) return
  throw new AppError('insufficient_scope', `The key lacks the scope ${scope}.`, {
    members: { required_scope: scope },
    headers: { 'www-authenticate': `${REALM}, error="insufficient_scope", scope="${scope}"` },
  })
}

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]{1,200})$/i

/** What stands where a key should, whatever it is; null if there is nothing of its form. */
export const sentKey = (request: FastifyRequest): string | null => BEARER.exec(request.headers.authorization?.trim() ?? '')?.[1] ?? null

function bearer(request: FastifyRequest): string | null {
  const header = request.headers.authorization
  if (header === undefined) return null
  const match = BEARER.exec(header.trim())
  if (!match?.[1]) throw unauthenticated('The Authorization header is not of the form: Bearer KEY.', ', error="invalid_request"')
  return match[1]
}

/** Keys by header only, never by URL, where logs and histories keep them. Checked before the body is read. */
export const auth = fp<AuthOptions>(
  async (app, { authenticate, scopes }) => {
    app.decorateRequest('actor', 'anyone')
    app.decorateRequest('scopes', null as unknown as readonly string[])

    app.addHook('onRoute', ({ config, url }) => {
      if (config?.scope !== undefined && !scopes.includes(config.scope)) throw new Error(`${url} asks for the unknown scope ${config.scope}`)
    })

    app.addHook('onRequest', async (request) => {
      request.scopes = []
      const { scope, optionalKey } = request.routeOptions.config
      if (scope === undefined && !optionalKey) return
      const key = bearer(request)
      if (key === null) {
        if (scope === undefined) return
        throw unauthenticated(`This needs a key with the scope ${scope}.`)
      }
      const principal = await authenticate(key)
      if (!principal) throw unauthenticated('The key is unknown, expired or revoked.', ', error="invalid_token"')
      request.actor = principal.actor
      request.scopes = principal.scopes
      if (scope !== undefined) requireScope(principal.scopes, scope)
    })
  },
  { name: 'auth', fastify: '5.x' },
)
