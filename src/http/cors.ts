// ◆ pure
/**
 * CORS for the API and the document: any origin, never credentials, so a page elsewhere can read and, with a key, write, but never
 * acts as a signed-in organiser. @fastify/cors would answer OPTIONS on addresses that do not exist and cannot set Allow.
 */
const API = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Link, Retry-After, Location, Deprecation, Sunset, X-Request-Id, Idempotent-Replayed',
  'access-control-allow-headers': 'Authorization, If-None-Match, If-Match, Idempotency-Key, Content-Type',
  'access-control-max-age': '86400',
}

export const corsHeaders = (path: string): Record<string, string> => (path.startsWith('/api/') || path === '/openapi.json' ? API : {})
