import type { RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import Type, { type TSchema } from 'typebox'
import { AppError, type ErrorCode } from '../kernel/errors.js'
import { negotiate } from './accept.js'
import { atOnce } from './at-once.js'
import { type Answer, Closed, IdempotencyKey, problems, ref } from './schemas.js'

const API = '/api/'
const JSON_ONLY = ['application/json'] as const
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH'])

type Schema = { body?: TSchema; querystring?: TSchema; params?: TSchema; headers?: TSchema; response?: Record<string, unknown>; hide?: boolean }

/** What any such route can answer besides what it declares itself. */
function usual(route: RouteOptions, schema: Schema): ErrorCode[] {
  const method = String(route.method)
  return [
    'bad_request',
    'validation_failed',
    'unauthenticated',
    ...(route.config?.scope ? (['insufficient_scope'] as const) : []),
    ...(schema.params ? (['not_found'] as const) : []),
    'not_acceptable',
    ...(METHODS_WITH_BODY.has(method) && schema.body ? (['payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(schema.headers && 'if-match' in ((schema.headers as { properties?: object }).properties ?? {})
      ? (['precondition_failed', 'precondition_required'] as const)
      : []),
    ...(isPost(route) ? (['idempotency_in_progress', 'idempotency_key_reused'] as const) : []),
    ...(isPost(route) && route.config?.idempotency?.required ? (['idempotency_key_missing'] as const) : []),
    'quota_exceeded',
    'internal',
    'unavailable',
  ]
}

const isPost = (route: RouteOptions) => String(route.method) === 'POST'

/** Every POST takes the key; the plugin itself looks at it before this schema does, in words of its own. */
function withKey(route: RouteOptions, headers: TSchema | undefined): TSchema {
  const before = (headers ?? { type: 'object', properties: {} }) as { properties?: object; required?: string[] }
  const required = [...(before.required ?? []), ...(route.config?.idempotency?.required ? ['idempotency-key'] : [])]
  return { ...before, properties: { ...before.properties, 'idempotency-key': IdempotencyKey() }, ...(required.length > 0 ? { required } : {}) } as TSchema
}

/** On whatever is answered (rate-limit.ts, cors.ts). */
const EVERYWHERE = {
  'Access-Control-Allow-Origin': { type: 'string', maxLength: 200, description: '* where any site may read the answer.' },
  RateLimit: { type: 'string', maxLength: 80, description: 'How many requests are left (r) and in how many seconds all are back (t).' },
  'RateLimit-Policy': { type: 'string', maxLength: 80, description: 'How many requests (q) are taken in how many seconds (w).' },
}

/** On whatever a route answers that will go (deprecation.ts). */
const LEAVING = {
  Deprecation: { type: 'string', maxLength: 20, pattern: '^@[0-9]+$', description: 'Since when it should not be used any more (RFC 9745).' },
  Sunset: { type: 'string', maxLength: 40, description: 'From when on it may be gone (RFC 8594).' },
}

const withUsual = (response: Record<string, unknown>, more: object) =>
  Object.fromEntries(
    Object.entries(response as Record<string, Answer>).map(([status, one]) => [
      status,
      one.headers ? { ...one, headers: { ...one.headers, ...EVERYWHERE, ...more } } : one,
    ]),
  )

const REPLAYED = { 'Idempotent-Replayed': { type: 'boolean', description: 'Only on an answer given before to the same Idempotency-Key.' } }

/**
 * Conventions that hold for every API route without being written there: unknown query parameters are refused even where none is
 * declared, the usual problem answers are documented, and a client that cannot take JSON is told so.
 */
export const defaults = fp(
  async (app) => {
    app.addHook('onRoute', (route) => {
      if (!route.url.startsWith(API)) return
      const schema: Schema = { ...(route.schema as Schema | undefined) }
      schema.querystring ??= Closed({})
      // The object itself would be written out in the document, and its component stand there unused.
      if (schema.body && '$id' in schema.body) schema.body = ref(schema.body)
      const declared = schema.response ?? {}
      const added: Record<string, Answer | TSchema> = {}
      for (const [status, answer] of Object.entries(problems(...usual(route, schema)))) {
        const own = declared[status] as Answer | undefined
        added[status] = own ? { ...own, description: `${own.description} ${answer.description}`, headers: { ...answer.headers, ...own.headers } } : answer
      }
      if (isPost(route)) {
        schema.headers = withKey(route, schema.headers)
        for (const [status, answer] of Object.entries(declared as Record<string, Answer>))
          if (status.startsWith('2') && answer.headers) added[status] = { ...answer, headers: { ...answer.headers, ...REPLAYED } }
      }
      if (String(route.method) === 'GET' && !('304' in declared)) added['304'] = Type.Null({ description: 'Not modified: you have it already.' })
      schema.response = withUsual({ ...declared, ...added }, route.config?.deprecated ? LEAVING : {})
      route.schema = schema
    })

    app.addHook(
      'onRequest',
      atOnce((request) => {
        if (!request.routeOptions.url?.startsWith(API)) return
        const available = request.routeOptions.config.produces ?? JSON_ONLY
        if (negotiate(request.headers.accept, available) === null) {
          throw new AppError('not_acceptable', `This address gives ${available.join(', ')}.`, { members: { available: [...available] } })
        }
      }),
    )
  },
  { name: 'defaults', fastify: '5.x' },
)
