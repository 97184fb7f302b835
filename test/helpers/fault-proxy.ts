import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { nextRandom } from '../../src/platform/simulator/random.js'

/** What becomes of one answer on its way back, or of the request before it. Several may be had at once. */
export interface Toxic {
  /** Milliseconds before the first byte of the answer. */
  latency?: number
  /** The connection is reset before the request is passed on, or instead of the answer. */
  reset?: 'request' | 'answer'
  /** The answer ends after so many bytes, head and all. */
  cut?: number
  /** How a cut ends: the line is closed in order (default) or reset. */
  end?: 'fin' | 'rst'
  /** The request ends after so many bytes; the server never sees the rest. */
  cut_request?: number
  /** In pieces of 1 to so many bytes, as the seed draws them. */
  slice?: number
  /** Milliseconds between pieces (of one byte, without `slice`). */
  drip?: number
  /** The answer never comes, and nobody says so. */
  half_open?: boolean
  /** The head says gzip, and the body is none. */
  garbage?: boolean
}

export interface FaultProxy {
  /** Base address in front of the target. */
  url: string
  /** For the next so many answers (default: all from now on); null ends it. */
  set(toxic: Toxic | null, answers?: number): void
  /** How long the last answer of the target was, in bytes, before anything was done to it. */
  lastAnswer(): number
  /** A toxic drawn from the seed: the same seed gives the same row of them. */
  draw(): Toxic
  close(): Promise<void>
}

/**
 * A TCP proxy that spoils what the target answers (RELIABILITY.md §3, faults 5 and 23), byte by byte where asked to. An answer begins with the first byte after a
 * request, so connections may be kept alive.
 */
export async function faultProxy(target: string, { seed = 1 } = {}): Promise<FaultProxy> {
  const { hostname, port } = new URL(target)
  const rng = { rng: seed >>> 0 }
  const upTo = (most: number) => Math.floor(nextRandom(rng) * most)
  let standing: Toxic | null = null
  let left = Number.POSITIVE_INFINITY
  let last = 0
  const sockets = new Set<Socket>()
  const take = (): Toxic => {
    if (!standing || left <= 0) return {}
    left -= 1
    return standing
  }

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    let toxic: Toxic = {}
    let asking = false
    let passed = 0
    let sent = 0
    let queue = Promise.resolve()
    const breakOff = () => (toxic.end === 'rst' ? client.resetAndDestroy() : client.end())

    client.on('data', (bytes: Buffer) => {
      if (!asking) [asking, toxic, passed, sent] = [true, take(), 0, 0]
      if (toxic.reset === 'request') return void client.resetAndDestroy()
      const rest = toxic.cut_request === undefined ? bytes : bytes.subarray(0, Math.max(0, toxic.cut_request - passed))
      passed += rest.length
      if (rest.length > 0) upstream.write(rest)
      if (rest.length < bytes.length) {
        upstream.destroy()
        breakOff()
      }
    })
    upstream.on('data', (bytes: Buffer) => {
      const first = asking
      asking = false
      last = first ? bytes.length : last + bytes.length
      queue = queue.then(() => deliver(toxic.garbage ? garbled(bytes, first) : bytes, first)).catch(() => undefined)
    })
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => void queue.then(() => (toxic.half_open ? undefined : client.end())))

    async function deliver(bytes: Buffer, first: boolean): Promise<void> {
      if (toxic.half_open) return
      if (toxic.reset === 'answer') return void client.resetAndDestroy()
      if (first && toxic.latency) await delay(toxic.latency)
      const end = toxic.cut === undefined ? bytes.length : Math.min(bytes.length, Math.max(0, toxic.cut - sent))
      const pieces = toxic.slice !== undefined || toxic.drip !== undefined
      for (let at = 0; at < end && !client.destroyed; ) {
        const size = pieces ? 1 + (toxic.slice === undefined ? 0 : upTo(toxic.slice)) : end
        const piece = bytes.subarray(at, Math.min(end, at + size))
        // Only what was written is worth waiting for: a cut must not overtake it.
        await new Promise<void>((resolve) => client.write(piece, () => resolve()))
        at += piece.length
        if (toxic.drip) await delay(toxic.drip)
      }
      sent += end
      if (toxic.cut !== undefined && sent >= toxic.cut) breakOff()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    set: (toxic, answers = Number.POSITIVE_INFINITY) => {
      standing = toxic
      left = answers
    },
    lastAnswer: () => last,
    draw: () => {
      const kinds: (() => Toxic)[] = [
        () => ({ latency: upTo(30) }),
        () => ({ reset: upTo(2) === 0 ? 'request' : 'answer' }),
        () => ({ cut: upTo(700), end: upTo(2) === 0 ? 'fin' : 'rst' }),
        () => ({ cut_request: upTo(400), end: upTo(2) === 0 ? 'fin' : 'rst' }),
        () => ({ slice: 1 + upTo(200) }),
        () => ({ garbage: true }),
        () => ({ slice: 50, latency: upTo(20), cut: upTo(900) }),
      ]
      return kinds[upTo(kinds.length)]?.() ?? {}
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  function garbled(bytes: Buffer, first: boolean): Buffer {
    const start = first ? bytes.indexOf('\r\n\r\n') : -4
    const head = first ? bytes.subarray(0, Math.max(0, start)) : Buffer.alloc(0)
    const noise = Buffer.from(Uint8Array.from({ length: bytes.length - head.length - (first ? 4 : 0) }, () => upTo(256)))
    return first ? Buffer.concat([head, Buffer.from('\r\ncontent-encoding: gzip\r\n\r\n'), noise]) : noise
  }
}
