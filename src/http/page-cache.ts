/** Answers that follow from the public directory alone, kept as bytes until it changes. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { LRUCache } from 'lru-cache'
import { directoryVersionKnown, directoryVersionLately } from '../db/visible.js'
import type { Deps } from '../deps.js'
import { sha256 } from '../kernel/canonical.js'
import { noneMatchHits } from '../kernel/etag.js'
import { negotiate } from './accept.js'

const JSON_TYPE = 'application/json'
/** Beside the version, which tells of every change: should one ever be forgotten it shows after a minute, long before any cache on the way lets go. */
const TTL_MS = 60_000
/** What is larger is asked for rarely, and would drive many others out. */
const MOST_BYTES = 1024 * 1024
/** Headers that are the answer's own, beside its tag. */
const OWN = ['content-type', 'link', 'total-count', 'last-modified'] as const
/** Made for each request; all others of an answer are the same for everybody. */
const EACH = new Set(['x-request-id', 'ratelimit', 'ratelimit-policy', 'date', 'connection', 'keep-alive', 'transfer-encoding'])
/** Not in a 304. */
const OF_THE_BODY = new Set(['content-type', 'content-length'])

interface Kept {
  version: number
  bytes: Buffer
  /** Of the answer's own. */
  headers: Record<string, string>
  /** All that it went out with, name after value, once it has: for whoever shows no key it needs no more than that. */
  sent?: { whole: string[]; unchanged: string[] }
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
 * For routes with `kept`: 200 answers in JSON to GET. Neither a page nor a 304 asks the database for anything but, once a second, the directory's version. Registered before all
 * that has to do with an answer: what went out once goes out again from here, by what shows no key, with its own request id and quota and nothing else done for it; whatever is special about
 * a request takes the long way, where `conditional` answers 304 by the tag that is set here.
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
      sizeCalculation: ({ bytes }, key) => bytes.length + key.length + 2_000,
    })

    app.addHook('onRequest', (request, reply, done) => {
      const sent = differs ? undefined : ready(request, pages, deps)
      if (!sent) return done()
      const wanted = request.headers['if-none-match']
      const unchanged = wanted !== undefined && noneMatchHits(wanted, sent.etag)
      const told = app.countOpenly(request, unchanged)
      if (!told) return done()
      reply.hijack()
      const { raw } = reply
      const own = ['x-request-id', request.id, 'ratelimit', told.ratelimit, 'ratelimit-policy', told['ratelimit-policy']]
      if (unchanged) raw.writeHead(304, [...sent.unchanged, ...own]).end()
      else raw.writeHead(200, [...sent.whole, ...own]).end(sent.bytes)
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
      if (page === null || reply.statusCode !== 200 || !(typeof payload === 'string' || Buffer.isBuffer(payload))) return done(null, payload)
      const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload)
      if (differs && page.kept && !page.kept.bytes.equals(bytes)) return done(differs(page.key, page.kept.bytes.toString(), bytes.toString()))
      const headers: Record<string, string> = { etag: `"${sha256(bytes).slice(0, 32)}"` }
      for (const name of OWN) {
        const value = reply.getHeader(name)
        if (value !== undefined) headers[name] = String(value)
      }
      page.kept = { version: page.version, bytes, headers }
      pages.set(page.key, page.kept)
      reply.header('etag', headers.etag)
      done(null, payload)
    })

    // What an answer goes out with is known when it has gone; a 304 does not tell it all.
    app.addHook('onResponse', (request, reply, done) => {
      const kept = request.page?.kept
      if (kept && !kept.sent && reply.statusCode === 200) {
        const all = Object.entries(reply.getHeaders()).filter(([name]) => !EACH.has(name))
        const flat = (pairs: typeof all) => pairs.flatMap(([name, value]) => [name, String(value)])
        kept.sent = { whole: flat(all), unchanged: flat(all.filter(([name]) => !OF_THE_BODY.has(name))) }
      }
      done()
    })
  },
  { name: 'page-cache', fastify: '5.x' },
)

/** What can go out as it is, or nothing: with a key the quota is another, and the version is asked for again once a second. */
function ready({ raw }: FastifyRequest, pages: LRUCache<string, Kept>, deps: PageCacheOptions['deps']) {
  const { headers, method, url = '' } = raw
  if (method !== 'GET' || headers.authorization !== undefined || headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return
  const kept = pages.get(url)
  if (!kept?.sent || kept.version !== directoryVersionKnown(deps)) return
  const { accept } = headers
  if (accept !== undefined && accept !== '*/*' && accept !== JSON_TYPE) return
  return { ...kept.sent, bytes: kept.bytes, etag: kept.headers.etag ?? '' }
}
