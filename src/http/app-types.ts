import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { Deps } from '../deps.js'

/** The server with request types inferred from the route's TypeBox schemas. */
export type App = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, TypeBoxTypeProvider>

/** A domain's routes: registered by app.ts under /api/v1 with the dependencies as options. */
export type Routes = FastifyPluginAsync<{ deps: Deps }, RawServerDefault, TypeBoxTypeProvider>

export type CachePolicy = 'public' | 'private' | 'none'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope a key must have. Without it the route is open and the Authorization header is not looked at. */
    scope?: string
    /** An open route that looks at a key if one is sent, for instance to know who nominates. A bad key is still refused. */
    optionalKey?: boolean
    /** Overrides the cache policy: by default open reads are public, reads with a scope private, everything else is not stored. */
    cache?: CachePolicy
    /** The answer shows more than the version its ETag names (counts, say): the bytes are added to the tag. */
    detail?: boolean
    /** Media types a route can give, if not only JSON. */
    produces?: readonly string[]
  }

  interface FastifyRequest {
    /** Who acts, as audit rows name it: `key:key_…`, `session:key_…` or `anyone`. */
    actor: string
    scopes: readonly string[]
  }

  interface FastifyInstance {
    /** Set before the server closes, so that /readyz sends traffic elsewhere first. */
    lifecycle: { stopping: boolean }
  }
}
