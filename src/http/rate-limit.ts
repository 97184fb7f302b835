import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { sha256 } from '../kernel/canonical.js'
import type { Clock } from '../kernel/clock.js'
import { AppError } from '../kernel/errors.js'
import { network } from '../kernel/network.js'
import { type Principal, sentKey } from './auth.js'
import { type Bucket, giveBack, limitHeaders, type Quota, secondsToNext, take } from './buckets.js'

export interface RateLimitOptions {
  /** From one address without a key. */
  perMinute: number
  clock: Clock
  authenticate(key: string): Promise<Principal | null>
}

/** Whoever shows a key is known, and answers for what is done with it. */
export const KEY_FACTOR = 10
/** Sources remembered at most. The one seen longest ago is forgotten first: most likely its bucket is full again. */
const MOST_SOURCES = 50_000
/** How long it is remembered whose a key is, for counting only: whether it is still good is asked each time it opens anything. */
const KNOWN_MS = 60_000
const MOST_KEYS = 1_000

interface Counted {
  source: string
  quota: Quota
}

/**
 * A limit on requests to the API, by key, else by address (an IPv6 /64 is one address), told in `RateLimit` and `RateLimit-Policy` on every
 * answer (API.md §7). Answers 304 are free. Each process counts by itself: several behind one address let through as many times more.
 * Own code: @fastify/rate-limit sends the headers of an older draft. Registered after `conditional`, which makes the 304, and before `auth`, so that guessing keys is limited.
 */
export const rateLimit = fp<RateLimitOptions>(
  async (app, { perMinute, clock, authenticate }) => {
    const quotas = {
      address: { name: 'address', requests: perMinute, windowSeconds: 60 },
      key: { name: 'key', requests: KEY_FACTOR * perMinute, windowSeconds: 60 },
    } satisfies Record<string, Quota>
    const buckets = new Map<string, Bucket>()
    const known = new Map<string, { actor: string; until: number }>()
    const counted = new WeakMap<FastifyRequest, Counted>()

    const put = (source: string, bucket: Bucket) => {
      // Taken out and put in again: a Map keeps the order in which its keys came.
      buckets.delete(source)
      buckets.set(source, bucket)
      forgetOldest(buckets, MOST_SOURCES)
    }

    const count = (request: FastifyRequest, source: string, quota: Quota) => {
      const { bucket, allowed } = take(buckets.get(source), quota, clock.now().getTime())
      put(source, bucket)
      counted.set(request, { source, quota })
      if (allowed) return
      const wait = secondsToNext(bucket, quota)
      throw new AppError('quota_exceeded', `More than ${quota.requests} requests a minute came from this ${quota.name}. The next is taken in ${wait} s.`, {
        members: { 'violated-policies': [{ name: quota.name, quota: quota.requests, window: quota.windowSeconds }] },
        headers: { 'retry-after': String(wait) },
      })
    }

    app.decorate('countOpenly', (request: FastifyRequest, free: boolean) => {
      const source = `ip:${network(request.ip)}`
      const { bucket, allowed } = take(buckets.get(source), quotas.address, clock.now().getTime())
      if (!allowed) return null
      const left = free ? giveBack(bucket, quotas.address) : bucket
      put(source, left)
      return limitHeaders(left, quotas.address)
    })

    const uncount = (request: FastifyRequest) => {
      const { source, quota } = counted.get(request) ?? {}
      const bucket = source === undefined ? undefined : buckets.get(source)
      if (source !== undefined && bucket && quota) put(source, giveBack(bucket, quota))
    }

    /** Whose the key is, null if nobody's. */
    const holder = async (key: string): Promise<string | null> => {
      const now = clock.now().getTime()
      const name = sha256(key)
      const before = known.get(name)
      if (before && before.until > now) return before.actor
      const actor = (await authenticate(key))?.actor ?? null
      known.delete(name)
      if (actor !== null) known.set(name, { actor, until: now + KNOWN_MS })
      forgetOldest(known, MOST_KEYS)
      return actor
    }

    app.addHook('onRequest', async (request) => {
      if (!isLimited(request)) return
      const key = sentKey(request)
      const remembered = key === null ? undefined : known.get(sha256(key))
      if (remembered && remembered.until > clock.now().getTime()) return count(request, remembered.actor, quotas.key)
      count(request, `ip:${network(request.ip)}`, quotas.address)
      const actor = key === null ? null : await holder(key)
      if (actor === null) return
      uncount(request)
      count(request, actor, quotas.key)
    })

    app.addHook('onSend', (request, reply: FastifyReply, payload, done) => {
      if (reply.statusCode === 304) uncount(request)
      const { source, quota } = counted.get(request) ?? {}
      const bucket = source === undefined ? undefined : buckets.get(source)
      if (bucket && quota) reply.headers(limitHeaders(bucket, quota))
      done(null, payload)
    })
  },
  { name: 'rate-limit', fastify: '5.x' },
)

/** What programs ask for; pages have limits of their own where they write. A preflight is the browser's, not the page's. */
const isLimited = (request: FastifyRequest) => (request.raw.url ?? '').startsWith('/api/') && request.method !== 'OPTIONS'

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}
