// ◆ pure
import { createHash, createHmac } from 'node:crypto'

/** JSON with sorted keys and without undefined members: equal data gives equal bytes (the idea of RFC 8785, for our own data). */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}

/** Lower-case hex SHA-256. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** Keyed hash (HMAC-SHA-256, hex) under a purpose, so that hashes made for one use cannot be matched with another's. */
export const keyedHash = (secret: string, purpose: string, data: string): string => createHmac('sha256', secret).update(`${purpose}\0${data}`).digest('hex')
