import { timingSafeEqual } from 'node:crypto'
import type { Deps } from '../deps.js'
import { keyedHash } from '../kernel/canonical.js'
import { findOrganiser } from './organisers/service.js'
import { findKey, findLiveKeyById, type Holder } from './service.js'

/**
 * A session is a signed cookie that names a key, or an organiser who signed in with X, and an end: nothing is stored. Both are read on every request, so
 * that revoking the key, taking the organiser off or giving other scopes holds from the next one. Value: `<id>.<end, epoch milliseconds>.<HMAC-SHA-256>`.
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
  return { holder, cookie: sessionOf(deps, holder) }
}

/** The cookie of somebody whose proof was looked at: a key, or an account on X. Every sign-in makes a new one. */
export function sessionOf(deps: Deps, { id }: Pick<Holder, 'id'>): SessionCookie {
  const body = `${id}.${deps.clock.now().getTime() + SESSION_HOURS * 3_600_000}`
  return cookieOf(deps, `${body}.${sign(deps, body)}`, SESSION_HOURS * 3600)
}

/** The cookie that removes the session. */
export const signOut = (deps: Deps): SessionCookie => cookieOf(deps, '', 0)

const cookieOf = (deps: Deps, value: string, maxAge: number): SessionCookie => ({
  name: cookieName(deps),
  value,
  options: { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(deps), maxAge },
})

/** Who is signed in with this cookie value; the key or the organiser is read again on every request. */
export async function readSession(deps: Deps, value: string | undefined): Promise<Holder | null> {
  const match = /^((?:key|org)_[0-9a-z]{26})\.(\d{1,15})\.([0-9a-f]{64})$/.exec(value ?? '')
  const [, id, end, signature] = match ?? []
  if (id === undefined || end === undefined || signature === undefined) return null
  const good = timingSafeEqual(Buffer.from(signature, 'hex'), Buffer.from(sign(deps, `${id}.${end}`), 'hex'))
  if (!good || Number(end) <= deps.clock.now().getTime()) return null
  return id.startsWith('org_') ? findOrganiser(deps, id) : findLiveKeyById(deps, id)
}
