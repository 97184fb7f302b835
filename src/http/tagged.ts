import type { FastifyReply } from 'fastify'

/** Puts the version that a record's `etag` member names into the ETag header too, so that either can go into If-Match. */
export function tagged<T extends { etag: string }>(reply: FastifyReply, record: T): T {
  reply.header('etag', record.etag)
  return record
}
