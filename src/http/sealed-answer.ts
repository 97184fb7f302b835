import { createCipheriv, createDecipheriv } from 'node:crypto'
import { keyedHash, sha256 } from '../kernel/canonical.js'

/** What a repeated request is given again. Only headers that a client needs; the rest are set anew on every answer. */
export interface KeptAnswer {
  headers: Record<string, string>
  body: string | null
  /** Of a body that was read as a stream: the same again must be these bytes. */
  received?: { bytes: number; sha256: string }
}

/**
 * Answers can hold what we store nowhere else in clear: the address of a status page is a capability, a nomination names people. So a
 * kept answer can be read only with the Idempotency-Key, which is stored hashed, and comes back with each repetition. AES-256-GCM; `place` (caller and key
 * hash) is authenticated too, so that rows cannot be swapped. `unique` makes the nonce: never the same twice.
 */
export function seal(answer: KeptAnswer, secret: string, key: string, place: string, unique: string): string {
  const nonce = Buffer.from(sha256(unique), 'hex').subarray(0, NONCE)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, key, place), nonce)
  cipher.setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

/** @throws if it was sealed for another key or place, or changed. */
export function unseal(text: string, secret: string, key: string, place: string): KeptAnswer {
  const bytes = Buffer.from(text, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, key, place), bytes.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8')) as KeptAnswer
}

const NONCE = 12
const TAG = 16

const keyFor = (secret: string, key: string, place: string) => Buffer.from(keyedHash(secret, 'idempotency-answer', `${place}\0${key}`), 'hex')
