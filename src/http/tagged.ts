import type { FastifyReply } from 'fastify'

/** Puts the version that a record's `etag` member names into the ETag header too, so that either can go into If-Match. */
export function tagged<T extends { etag: string }>(reply: FastifyReply, record: T): T {
  reply.header('etag', record.etag)
  return record
}

/** Says when a single item changed last (RFC 9110 §8.8.2), beside its ETag. */
export function dated<T>(reply: FastifyReply, at: Date | string, record: T): T {
  reply.header('last-modified', new Date(at).toUTCString())
  return record
}
