// ◆ pure
import { sha256 } from '../../kernel/canonical.js'

/** A link as it is read back, with the row that it covers written as text (repo.ts); null if that row is gone. */
export interface Link {
  n: number
  seq: number
  hash: string
  text: string | null
}

/** The end of the chain, to be kept somewhere else: written `N:HASH`. */
export interface Head {
  n: number
  hash: string
}

export const NO_HEAD: Head = { n: 0, hash: '' }

/** What a link's hash must be: SHA-256, hex, over the hash before it and the row it covers. */
export const linkHash = (before: string, text: string): string => sha256(before + text)

export const headText = ({ n, hash }: Head): string => `${n}:${hash}`

/** @returns null if it is not `N:HASH` */
export function parseHead(text: string): Head | null {
  const parts = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase())
  return parts?.[1] !== undefined && parts[2] !== undefined ? { n: Number(parts[1]), hash: parts[2] } : null
}

/** `gap`: links are missing; `row_gone`: what a link covers is; `changed`: the row, or the hash before it, is not what was written. */
export type Break = { kind: 'gap' | 'row_gone' | 'changed'; n: number; seq: number }

/**
 * Follows the chain from one link to the next. All that comes after a break hangs in the air, so only the first one is told.
 * @param from the last link that held
 * @param links in order of `n`
 */
export function follow(from: Head, links: readonly Link[]): { head: Head; broken: Break | null } {
  let head = from
  for (const { n, seq, hash, text } of links) {
    const broken = (kind: Break['kind']) => ({ head, broken: { kind, n, seq } })
    if (n !== head.n + 1) return broken('gap')
    if (text === null) return broken('row_gone')
    if (linkHash(head.hash, text) !== hash) return broken('changed')
    head = { n, hash }
  }
  return { head, broken: null }
}
