// ◆ pure
/**
 * Ids are a prefix that says what they name, then 26 characters of Crockford base 32: 48 bits of milliseconds and 80 random bits
 * (the ULID layout), so they sort by creation and need no sequence in the database.
 */
export type IdPrefix =
  | 'aly'
  | 'acc'
  | 'nom'
  | 'ser'
  | 'cht'
  | 'imp'
  | 'lst'
  | 'pln'
  | 'rch'
  | 'key'
  | 'evt'
  | 'aud'
  | 'req'
  | 'dec'
  | 'rel'
  | 'mtp'
  | 'wrd'
  | 'own'
  | 'lev'
  | 'snp'
  | 'whk'
  | 'dlv'
  | 'org'

export interface Ids {
  next(prefix: IdPrefix): string
  /** An unguessable capability, 128 bits, for links that stand in for an account. */
  secret(): string
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** `bytes` needs at least 10 random bytes; `ms` is epoch milliseconds. */
export function formatId(prefix: IdPrefix, ms: number, bytes: Uint8Array): string {
  let time = ''
  for (let rest = ms, i = 0; i < 10; i++) {
    time = ALPHABET[rest % 32] + time
    rest = Math.floor(rest / 32)
  }
  return `${prefix}_${time}${encode(bytes.subarray(0, 10))}`
}

/** Base 32 without padding; 10 bytes give 16 characters, 16 bytes give 26. */
export function encode(bytes: Uint8Array): string {
  let out = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += ALPHABET[(value >>> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return bits > 0 ? out + ALPHABET[(value << (5 - bits)) & 31] : out
}

/** JSON Schema pattern of an id with this prefix. */
export const idPattern = (prefix: IdPrefix): string => `^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`

/** Deterministic ids for tests and the demo: a 32-bit linear generator is enough where nobody attacks. */
export function seededIds(seed: number, nowMs: () => number): Ids {
  let state = seed >>> 0
  const bytes = (n: number) =>
    Uint8Array.from({ length: n }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state >>> 24
    })
  return { next: (prefix) => formatId(prefix, nowMs(), bytes(10)), secret: () => encode(bytes(16)) }
}
