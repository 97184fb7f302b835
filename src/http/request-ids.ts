import fp from 'fastify-plugin'
import { atOnce } from './at-once.js'

const TRACE = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/

/** Trace and parent of a `traceparent` header (W3C Trace Context), or null if it is none: then it is as if it were not there. */
export function traceOf(header: unknown): { trace_id: string; parent_id: string } | null {
  const [, trace_id, parent_id] = (typeof header === 'string' ? TRACE.exec(header.trim()) : null) ?? []
  return trace_id === undefined || parent_id === undefined ? null : { trace_id, parent_id }
}

/**
 * Every answer carries our own id: never the caller's, which would let strangers write into our log. A trace that the caller
 * is in is noted beside it, so that one search finds what belongs together; its form leaves no room for anything else.
 */
export const requestIds = fp(
  async (app) => {
    app.addHook(
      'onRequest',
      atOnce((request, reply) => {
        reply.header('x-request-id', request.id)
        const trace = traceOf(request.headers.traceparent)
        if (!trace) return
        request.log = request.log.child(trace)
        reply.log = request.log
      }),
    )
  },
  { name: 'request-ids', fastify: '5.x' },
)
