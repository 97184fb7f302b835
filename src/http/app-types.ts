import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { Deps } from '../deps.js'
import type { Deprecated } from './deprecation.js'

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
    /** The answer follows from the address and the public directory alone, so that it is kept ready while its version lasts (page-cache.ts). */
    kept?: boolean
    /** Overrides the cache policy: by default open reads are public, reads with a scope private, everything else is not stored. */
    cache?: CachePolicy
    /** The answer shows more than the version its ETag names (counts, say): the bytes are added to the tag. */
    detail?: boolean
    /** How a POST of the API keeps its answer for whoever repeats it with the same key (idempotency.ts). */
    idempotency?: {
      /**
       * `join`, the default: the answer is written in the one unit of work that everything the handler writes joins. For handlers
       * that only read and write the database, since the unit holds a connection (and on PGlite the only session) until they end.
       * `claim`: the key is taken before and the answer kept after, in transactions of their own. For handlers that call X (whose
       * spending is metered at once, whatever becomes of the rest), read a body as a stream, or work long. A process that dies
       * in between leaves a claim that can be taken over after some minutes, so what such a handler does must bear being begun again.
       */
      mode?: 'join' | 'claim'
      /** The key must be sent: repeating without one could do harm. */
      required?: boolean
    }
    /** Asked for by whoever watches over the server, above all when it is busy (overload.ts). */
    health?: boolean
    /** Its body may be a large file, which takes its time on a slow line (arrival.ts). */
    upload?: boolean
    /** It will go: every answer says since when, until when, and what comes instead. */
    deprecated?: Deprecated
    /** Media types a route can give, if not only JSON. */
    produces?: readonly string[]
  }

  interface FastifyRequest {
    /** Who acts, as audit rows name it: `key:key_…`, `session:key_…`, `session:org_…` (an organiser who signed in with X) or `anyone`. */
    actor: string
    scopes: readonly string[]
    /** Set by a handler that read the body as a stream: what came, so that its Idempotency-Key stands for these very bytes. */
    received?: { bytes: number; sha256: string }
  }

  interface FastifyInstance {
    /** Counts a request without a key that is answered before all else (rate-limit.ts), `free` if it is not to count: what to tell of the quota, or null if it is used up. */
    countOpenly(request: FastifyRequest, free: boolean): { ratelimit: string; 'ratelimit-policy': string } | null
    /** Set before the server closes, so that /readyz sends traffic elsewhere first. */
    lifecycle: { stopping: boolean }
  }
}
