import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/**
 * For `handlerTimeout` of routes that send a whole in parts: the server's own limit would cut it off in the middle, as a table of 230,000 rows or one on a slow line.
 * Whoever stops reading is let go after a minute all the same (`connectionTimeout`).
 */
export const STREAM_MS = 30 * 60_000

/** Sends texts as they are made, no faster than they are read. */
export const sendStream = (reply: FastifyReply, parts: AsyncIterable<string>): FastifyReply =>
  reply.send(Readable.from(parts, { objectMode: false, encoding: 'utf8' }))
