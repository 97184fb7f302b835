// ◆ pure
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

/**
 * Sealing of secrets that must come back in clear, for a column of the database: AES-256-GCM (NIST SP 800-38D) under a key that HKDF (RFC 5869) makes from
 * SECRET for one purpose. Text: `s1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url.
 */
const VERSION = 's1'
const NONCE = 12
const TAG = 16
const SHAPE = /^s1\.([0-9a-f]{16})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]+)$/

export interface SealKey {
  /** Tells one SECRET from another without telling anything of it: an output of its own, of which the key cannot be computed. */
  id: string
  key: Uint8Array
}

/** Where the sealed text stands. It is authenticated, so a text moved to another row or column does not open. */
export interface Place {
  table: string
  row: string
  column: string
}

/** `other_key`: sealed under another SECRET, the way out is to make it anew. `broken`: changed, cut, or moved from another place. */
export class SealError extends Error {
  readonly reason: 'other_key' | 'broken'

  constructor(reason: SealError['reason']) {
    super(reason === 'other_key' ? 'it was sealed with another SECRET' : 'the sealed text was changed or moved')
    this.name = 'SealError'
    this.reason = reason
  }
}

export const isSealError = (error: unknown): error is SealError => error instanceof SealError

const derive = (secret: string, info: string, bytes: number) => new Uint8Array(hkdfSync('sha256', secret, 'community-allies', info, bytes))

/** The key for one purpose; other purposes have unrelated keys. */
export const sealKey = (secret: string, purpose: string): SealKey => ({
  id: Buffer.from(derive(secret, `seal key id v1 ${purpose}`, 8)).toString('hex'),
  key: derive(secret, `seal key v1 ${purpose}`, 32),
})

const authenticated = ({ id }: SealKey, { table, row, column }: Place) => Buffer.from(JSON.stringify([VERSION, id, table, row, column]))

/** @param nonce 12 random bytes, never the same twice under one key */
export function seal(key: SealKey, place: Place, text: string, nonce: Uint8Array): string {
  if (nonce.length !== NONCE) throw new TypeError(`a nonce has ${NONCE} bytes`)
  const cipher = createCipheriv('aes-256-gcm', key.key, nonce)
  cipher.setAAD(authenticated(key, place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return [VERSION, key.id, Buffer.from(nonce).toString('base64url'), sealed.toString('base64url')].join('.')
}

/** @throws SealError */
export function unseal(key: SealKey, place: Place, sealed: string): string {
  const [, id, nonce, rest] = SHAPE.exec(sealed) ?? []
  if (id === undefined || nonce === undefined || rest === undefined) throw new SealError('broken')
  if (id !== key.id) throw new SealError('other_key')
  const bytes = Buffer.from(rest, 'base64url')
  // Of several spellings of the same bytes only the canonical one is ours: a changed last character must not pass.
  if (bytes.length < TAG || bytes.toString('base64url') !== rest) throw new SealError('broken')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.key, Buffer.from(nonce, 'base64url'), { authTagLength: TAG })
    decipher.setAAD(authenticated(key, place))
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG))
    return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - TAG)), decipher.final()]).toString('utf8')
  } catch {
    throw new SealError('broken')
  }
}
