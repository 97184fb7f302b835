/** Answers that follow from the public directory alone, kept as bytes until it changes. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { LRUCache } from 'lru-cache'
import { directoryVersionLately } from '../db/visible.js'
import type { Deps } from '../deps.js'
import { sha256 } from '../kernel/canonical.js'
import { negotiate } from './accept.js'

const JSON_TYPE = 'application/json'
/** Beside the version, which tells of every change: should one ever be forgotten it shows after a minute, long before any cache on the way lets go. */
const TTL_MS = 60_000
/** What is larger is asked for rarely, and would drive many others out. */
const MOST_BYTES = 1024 * 1024
/** Headers that are the answer's own, beside its tag; all others are made for each request. */
const OWN = ['content-type', 'link', 'total-count'] as const

interface Kept {
  version: number
  bytes: Buffer
  headers: Record<string, string>
}

export interface PageCacheOptions {
  deps: Pick<Deps, 'config' | 'store' | 'clock'>
  /** For tests: every answer that could come from here is made anew, and this is asked for an error if the two differ. */
  differs?: ((address: string, kept: string, made: string) => Error) | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the answer will be kept, and the version that was known before it was made: so it never passes for newer than it is. */
    page: { key: string; version: number; kept: Kept | undefined } | null
  }
}

/**
 * For routes with `kept`: 200 answers in JSON to GET. Registered before `conditional`, which answers 304 by the tag that is set here, so that neither a page nor a 304 asks the
 * database for anything but, once a second, the directory's version.
 */
export const pageCache = fp<PageCacheOptions>(
  async (app, { deps, differs }) => {
    app.decorateRequest('page', null)
    const maxSize = deps.config.PAGE_CACHE_MB * 1024 * 1024
    if (maxSize === 0) return
    const pages = new LRUCache<string, Kept>({
      maxSize,
      maxEntrySize: MOST_BYTES,
      ttl: TTL_MS,
      perf: { now: () => deps.clock.now().getTime() },
      sizeCalculation: ({ bytes }, key) => bytes.length + key.length + 500,
    })

    const look = async (request: FastifyRequest, reply: FastifyReply) => {
      if (negotiate(request.headers.accept, request.routeOptions.config.produces ?? [JSON_TYPE]) !== JSON_TYPE) return
      const version = await directoryVersionLately(deps)
      const key = request.raw.url ?? ''
      const found = pages.get(key)
      const kept = found?.version === version ? found : undefined
      request.page = { key, version, kept }
      if (!kept || differs) return
      return reply.headers(kept.headers).send(kept.bytes)
    }

    app.addHook('onRoute', (route) => {
      if (!route.config?.kept || route.method !== 'GET') return
      route.preHandler = [...[route.preHandler ?? []].flat(), look]
    })

    app.addHook('onSend', (request, reply, payload, done) => {
      const { page } = request
      if (page === null || reply.statusCode !== 200 || typeof payload !== 'string') return done(null, payload)
      const kept = page.kept?.bytes.toString()
      if (differs && kept !== undefined && kept !== payload) return done(differs(page.key, kept, payload))
      const headers: Record<string, string> = { etag: `"${sha256(payload).slice(0, 32)}"` }
      for (const name of OWN) {
        const value = reply.getHeader(name)
        if (value !== undefined) headers[name] = String(value)
      }
      pages.set(page.key, { version: page.version, bytes: Buffer.from(payload), headers })
      reply.header('etag', headers.etag)
      done(null, payload)
    })
  },
  { name: 'page-cache', fastify: '5.x' },
)
