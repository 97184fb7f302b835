import { randomBytes } from 'node:crypto'
import { type Place, seal, sealKey, unseal } from '../../kernel/seal.js'

/** Tokens and verifiers are sealed under one key, made from SECRET for this alone. */
export interface Seals {
  /** Of the key: when SECRET is changed, rows sealed before bear another one. */
  keyId: string
  seal(place: Place, text: string): string
  /** @throws SealError */
  open(place: Place, sealed: string): string
}

export function createSeals(secret: string): Seals {
  const key = sealKey(secret, 'x-tokens')
  return {
    keyId: key.id,
    // Random nonces: with 96 bits 2^32 seals under one key are safe (NIST SP 800-38D §8.3), and a refresh every two hours makes twelve a day.
    seal: (place, text) => seal(key, place, text, randomBytes(12)),
    open: (place, sealed) => unseal(key, place, sealed),
  }
}

export const accessPlace = (id: string): Place => ({ table: 'x_owner', row: id, column: 'access_token' })
export const refreshPlace = (id: string): Place => ({ table: 'x_owner', row: id, column: 'refresh_token' })
export const verifierPlace = (stateHash: string): Place => ({ table: 'oauth_attempt', row: stateHash, column: 'verifier' })
