// ◆ pure
import { createHmac, hash } from 'node:crypto'

/** JSON with sorted keys and without undefined members: equal data gives equal bytes (the idea of RFC 8785, for our own data). */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key)
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(member)}`
  }
  return `{${text}}`
}

/** Lower-case hex SHA-256. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data)

/** Keyed hash (HMAC-SHA-256, hex) under a purpose, so that hashes made for one use cannot be matched with another's. */
export const keyedHash = (secret: string, purpose: string, data: string): string => createHmac('sha256', secret).update(`${purpose}\0${data}`).digest('hex')
