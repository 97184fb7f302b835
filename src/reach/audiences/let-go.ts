import type { Readable } from 'node:stream'

/** At 20 Mbit/s that is 50 MB; who sends longer than that for nothing loses the connection. */
const LET_GO_MS = 20_000

/**
 * What is left of a body that is refused is read and dropped before the refusal is sent. An answer that comes earlier ends the connection of a client that
 * does not keep it alive, and who is still sending then sees a broken pipe and no reason (RFC 9112 §9.6).
 */
export async function letGo(body: Readable, ms = LET_GO_MS): Promise<void> {
  if (body.readableEnded || body.destroyed) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(over, ms)
    function over() {
      clearTimeout(timer)
      for (const event of ['end', 'close', 'error']) body.off(event, over)
      resolve()
    }
    for (const event of ['end', 'close', 'error']) body.on(event, over)
    body.resume()
  })
}
