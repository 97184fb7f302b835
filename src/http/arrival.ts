/** Ends requests whose body does not arrive: at once where a body is small, and where it may be a large file only if it nearly stands still. */
import type { Socket } from 'node:net'
import fp from 'fastify-plugin'

/** So long a body may take: 64 KB, the largest, come in it over a line of 44 kbit/s. */
const PATIENCE_MS = 12_000
/** Of a file so long between two looks. */
const FILE_PATIENCE_MS = 30_000
/** Less than this between two looks is no upload over any line: 16 kbit/s. */
const LEAST_BYTES = 60_000
/** A large file over a slow line. */
export const LONGEST_UPLOAD_MS = 15 * 60_000

export const arrival = fp<{ late: (socket: Socket) => void; patience_ms?: number; file_patience_ms?: number }>(
  async (app, { late, patience_ms = PATIENCE_MS, file_patience_ms = FILE_PATIENCE_MS }) => {
    app.addHook('onRequest', async ({ raw, routeOptions }) => {
      const { socket } = raw
      // Requests that tests inject have no line to wait on.
      if (raw.complete || typeof socket?.bytesRead !== 'number') return
      const { upload = false } = routeOptions.config
      const least = upload ? (LEAST_BYTES * file_patience_ms) / FILE_PATIENCE_MS : Number.POSITIVE_INFINITY
      let before = socket.bytesRead
      const timer = setInterval(
        () => {
          const came = socket.bytesRead - before
          before = socket.bytesRead
          // What waits here to be read is not the sender's delay.
          const waits = raw.readableLength > 0
          if (raw.complete || socket.destroyed) clearInterval(timer)
          else if (came < least && !waits) {
            clearInterval(timer)
            late(socket)
          }
        },
        upload ? file_patience_ms : patience_ms,
      )
      timer.unref()
      raw.once('end', () => clearInterval(timer)).once('close', () => clearInterval(timer))
    })
  },
  { name: 'arrival', fastify: '5.x' },
)
