// ◆ pure
import type { KeyInfo } from './service.js'

export type KeyState = 'live' | 'expired' | 'revoked'

/** A key as the API and the command line show it: everything but the key. Instants are RFC 3339. */
export interface KeyView {
  id: string
  /** The public part, by which a key that was found somewhere is known: alk_live_PREFIX_… */
  prefix: string
  name: string
  scopes: readonly string[]
  state: KeyState
  created_at: string
  expires_at: string | null
  revoked_at: string | null
  last_used_at: string | null
  /** Who asks came in with this very key. */
  current: boolean
}

/** Whether it opens anything at this moment. */
export const keyState = ({ revoked_at, expires_at }: Pick<KeyInfo, 'revoked_at' | 'expires_at'>, now: Date): KeyState =>
  revoked_at ? 'revoked' : expires_at && expires_at <= now ? 'expired' : 'live'

/** `actor` is who asks, as audit rows name it: `key:key_…`, `session:key_…`. */
export const keyView = (key: KeyInfo, now: Date, actor: string): KeyView => ({
  id: key.id,
  prefix: key.prefix,
  name: key.name,
  scopes: key.scopes,
  state: keyState(key, now),
  created_at: key.created_at.toISOString(),
  expires_at: key.expires_at?.toISOString() ?? null,
  revoked_at: key.revoked_at?.toISOString() ?? null,
  last_used_at: key.last_used_at?.toISOString() ?? null,
  current: actor === `key:${key.id}` || actor === `session:${key.id}`,
})
