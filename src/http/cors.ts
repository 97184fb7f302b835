import fp from 'fastify-plugin'
import { atOnce } from './at-once.js'

/**
 * CORS for the API and the document: any origin, never credentials, so a page elsewhere can read and, with a key, write, but never
 * acts as a signed-in organiser. @fastify/cors would answer OPTIONS on addresses that do not exist and cannot set Allow.
 */
const API = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'ETag, Link, Total-Count, RateLimit, RateLimit-Policy, Retry-After, Location, Deprecation, Sunset, X-Request-Id, Idempotent-Replayed',
  'access-control-allow-headers': 'Authorization, If-None-Match, If-Match, Idempotency-Key, Content-Type',
  'access-control-max-age': '86400',
}

const isRead = (path: string) => path.startsWith('/api/') || path === '/openapi.json'

/** Registered before whatever may refuse a request: a page elsewhere must be able to read why. */
export const cors = fp(
  async (app) => {
    app.addHook(
      'onRequest',
      atOnce((request, reply) => {
        const [path = ''] = (request.raw.url ?? '').split('?', 1)
        if (isRead(path)) reply.headers(API)
      }),
    )
  },
  { name: 'cors', fastify: '5.x' },
)
