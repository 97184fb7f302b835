import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { sha256 } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import { detailTag, noneMatchHits, parseTags } from '../kernel/etag.js'

const POLICY = {
  // Far below the 24 hours within which a withdrawal must be gone everywhere (API.md §9).
  public: 'public, max-age=300, stale-while-revalidate=3600',
  private: 'private, no-cache',
  none: 'no-store',
} as const

const isRead = (request: FastifyRequest) => request.method === 'GET' || request.method === 'HEAD'

/**
 * The If-Match header of an edit, to be passed to the service, which compares it inside the unit of work (`matchHolds`).
 * @throws AppError precondition_required (428) without it, precondition_failed (412) if it is not a list of tags.
 */
export function requireMatch(request: FastifyRequest): string {
  const header = request.headers['if-match']
  if (header === undefined || header.trim() === '') throw new AppError('precondition_required', 'Send the ETag you read in If-Match.')
  if (parseTags(header) === undefined) throw new AppError('precondition_failed', 'If-Match is not a list of quoted entity tags.')
  return header
}

/**
 * ETag on every successful read, 304 by weak comparison, and a cache policy on everything. Own code: @fastify/etag 6.2 turns a 404
 * into a 304 and answers 304 to writes (API.md §4). A route that knows its version sets its own ETag.
 */
export const conditional = fp(
  async (app) => {
    app.addHook('onSend', (request, reply, payload, done) => done(null, tag(request, reply, payload)))
  },
  { name: 'conditional', fastify: '5.x' },
)

/** @returns what is sent: the payload, or nothing where the client has it */
function tag(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  const { cache, scope } = request.routeOptions.config
  const success = reply.statusCode >= 200 && reply.statusCode < 300
  if (!isRead(request) || !success) {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    return payload
  }
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', POLICY[cache ?? (scope ? 'private' : 'public')])
  if (!reply.hasHeader('vary')) reply.header('vary', scope ? 'Accept, Authorization' : 'Accept')
  const version = reply.getHeader('etag')
  if (version !== undefined && request.routeOptions.config.detail && typeof payload === 'string')
    reply.header('etag', detailTag(String(version), sha256(payload).slice(0, 16)))
  if (!reply.hasHeader('etag')) {
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
    reply.header('etag', `"${sha256(payload).slice(0, 32)}"`)
  }
  const header = request.headers['if-none-match']
  if (header === undefined || !noneMatchHits(header, String(reply.getHeader('etag')))) return payload
  reply.code(304).removeHeader('content-type').removeHeader('content-length')
  // Fastify's own HEAD handling measures the payload and cannot measure null.
  return request.method === 'HEAD' ? '' : null
}
