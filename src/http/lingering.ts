/** Ends connections over which a request is still being sent long after it was answered. */
import fp from 'fastify-plugin'

/** So long what still comes is let by unread, so that the sender gets to read the answer: closed at once, it would be lost on the way (RFC 9112 §9.6). */
const LINGER_MS = 2_000

export const lingering = fp<{ linger_ms?: number }>(
  async (app, { linger_ms = LINGER_MS }) => {
    app.addHook('onResponse', ({ raw }, _reply, done) => {
      done()
      // Requests that tests inject have no line to wait on.
      if (raw.complete !== false || raw.socket.destroyed) return
      raw.resume()
      const timer = setTimeout(() => {
        if (!raw.complete) raw.socket.destroy()
      }, linger_ms)
      raw.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer))
    })
  },
  { name: 'lingering', fastify: '5.x' },
)
