import { timingSafeEqual } from 'node:crypto'
import type { Deps } from '../deps.js'
import { keyedHash } from '../kernel/canonical.js'
import { findKey, findLiveKeyById, type Holder } from './service.js'

/**
 * A session is a signed cookie that names a key and an end: nothing is stored, and revoking the key ends it at the next request.
 * Value: `<key id>.<end, epoch milliseconds>.<HMAC-SHA-256>`.
 */
export const SESSION_HOURS = 12

export interface SessionCookie {
  name: string
  value: string
  options: { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean; maxAge: number }
}

const isHttps = (deps: Deps) => deps.config.PUBLIC_URL.startsWith('https://')

/** `__Host-` binds the cookie to this host and needs https, so that plain http://localhost takes another name. */
export const cookieName = (deps: Deps): string => (isHttps(deps) ? '__Host-allies_session' : 'allies_session')

const sign = (deps: Deps, body: string) => keyedHash(deps.config.SECRET, 'session', body)

/** Null if the key is not good. */
export async function signIn(deps: Deps, key: string): Promise<{ cookie: SessionCookie; holder: Holder } | null> {
  const holder = await findKey(deps, key)
  if (!holder) return null
  const body = `${holder.id}.${deps.clock.now().getTime() + SESSION_HOURS * 3_600_000}`
  return { holder, cookie: cookieOf(deps, `${body}.${sign(deps, body)}`, SESSION_HOURS * 3600) }
}

/** The cookie that removes the session. */
export const signOut = (deps: Deps): SessionCookie => cookieOf(deps, '', 0)

const cookieOf = (deps: Deps, value: string, maxAge: number): SessionCookie => ({
  name: cookieName(deps),
  value,
  options: { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(deps), maxAge },
})

/** Who is signed in with this cookie value; the key is checked again on every request. */
export async function readSession(deps: Deps, value: string | undefined): Promise<Holder | null> {
  const match = /^(key_[0-9a-z]{26})\.(\d{1,15})\.([0-9a-f]{64})$/.exec(value ?? '')
  const [, id, end, signature] = match ?? []
  if (id === undefined || end === undefined || signature === undefined) return null
  const good = timingSafeEqual(Buffer.from(signature, 'hex'), Buffer.from(sign(deps, `${id}.${end}`), 'hex'))
  if (!good || Number(end) <= deps.clock.now().getTime()) return null
  return findLiveKeyById(deps, id)
}
