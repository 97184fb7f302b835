import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { NewKey } from '../db/idempotency.js'
import type { Deps } from '../deps.js'
import { canonical, keyedHash } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import { IDEMPOTENCY_KEY } from './schemas.js'
import type { KeptAnswer } from './sealed-answer.js'

/** The key itself, however it was written; null if it is none. `"abc"` and `abc` are the same key. */
export function readKey(header: string): string | null {
  if (!IDEMPOTENCY_KEY.test(header)) return null
  return header.startsWith('"') ? header.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : header
}

/** What is kept of a request: the key, and what it must be repeated with. */
export interface Asked {
  row: Omit<NewKey, 'locked_until'>
  key: string
  /** Authenticated with the answer; also what is under way in this process. */
  place: string
}

export const isStream = (body: unknown): body is Readable => typeof (body as { pipe?: unknown } | null)?.pipe === 'function'

/** Bodies that are read as streams are not known yet: first their declared length and digest are compared, their bytes once there is an answer. */
const known = (body: unknown, { headers }: FastifyRequest): unknown =>
  isStream(body) ? { length: headers['content-length'] ?? null, digest: headers['content-digest'] ?? null } : (body ?? null)

/** Whether a stream is these very bytes. It is read to its end or to the first byte too many, and held nowhere. */
export async function isSame(stream: Readable, { bytes, sha256 }: NonNullable<KeptAnswer['received']>): Promise<boolean> {
  const hash = createHash('sha256')
  let size = 0
  const broken = () => new AppError('bad_request', 'The body broke off before its end.')
  // By events: leaving a loop over the stream would end the connection, and with it the answer.
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      stream.off('data', take).off('end', whole).off('close', cut)
      // What is left is let go by, so that the sender gets to read the answer.
      stream.resume()
      end()
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > bytes) settle(() => resolve(false))
      else hash.update(chunk)
    }
    const whole = () => settle(() => resolve(size === bytes && hash.digest('hex') === sha256))
    const cut = () => settle(() => reject(broken()))
    stream.on('error', cut).on('data', take).on('end', whole).on('close', cut)
  })
}

export function askedBy(request: FastifyRequest, key: string, { config: { SECRET }, clock }: Deps): Asked {
  const caller = request.actor === 'anyone' ? `ip:${keyedHash(SECRET, 'idempotency-caller', request.ip)}` : request.actor
  const key_hash = keyedHash(SECRET, 'idempotency-key', key)
  const route = `${request.method} ${request.routeOptions.url ?? ''}`
  const content = canonical({ route, params: request.params, query: request.query, body: known(request.body, request) })
  return {
    row: { caller, key_hash, route, request_hash: keyedHash(SECRET, 'idempotency-request', content), created_at: clock.now() },
    key,
    place: `${caller} ${key_hash}`,
  }
}
