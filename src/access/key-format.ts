// ◆ pure
import { sha256 } from '../kernel/canonical.js'

/**
 * `alk_live_<prefix>_<secret><checksum>`: the prefix is public and finds the row; the secret is 256 random bits; the checksum lets
 * secret scanners and people tell a mistyped key from an unknown one without asking the database.
 */
export interface KeyParts {
  prefix: string
  /** The whole key. */
  key: string
}

const SHAPE = /^alk_live_([0-9a-z]{12})_([0-9a-z]{52})([0-9a-f]{6})$/

const checksum = (body: string) => sha256(body).slice(0, 6)

/** `prefix` has 12 and `secret` 52 characters of our base 32 (256 bits). */
export function formatKey(prefix: string, secret: string): string {
  const body = `alk_live_${prefix}_${secret}`
  return `${body}${checksum(body)}`
}

/** Null if the text cannot be a key of ours. */
export function parseKey(text: string): KeyParts | null {
  const match = SHAPE.exec(text)
  const [, prefix, secret, sum] = match ?? []
  if (prefix === undefined || secret === undefined || sum !== checksum(`alk_live_${prefix}_${secret}`)) return null
  return { prefix, key: text }
}

/** What is stored: 256 random bits need no slow hash (API.md §10). */
export const hashKey = (key: string): string => sha256(key)
