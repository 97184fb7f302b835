import { createHmac } from 'node:crypto'
import type { Caller } from './call.js'
import { ALL_SCOPES } from './contract.js'
import type { SimState } from './state.js'

export interface Signed {
  method: string
  /** Path with query, as it stood on the request line. */
  url: string
  /** The Host header. */
  host: string
  authorization: string | undefined
}

/** Who sends this, and what he may do; null if the token is unknown, expired, revoked, or its signature is wrong. */
export function authenticate(state: SimState, request: Signed, now: number): (Caller & { scopes: readonly string[]; key: string }) | null {
  const header = request.authorization ?? ''
  if (header.startsWith('Bearer ')) {
    const key = header.slice(7)
    const token = state.bearers[key]
    if (!token || token.revoked || (token.expires_at !== null && now >= token.expires_at)) return null
    return { app_id: token.app_id, user_id: token.user_id, scopes: token.user_id === null ? ALL_SCOPES : token.scopes, key }
  }
  if (header.startsWith('OAuth ')) return oauth1(state, request, header.slice(6))
  return null
}

/**
 * RFC 5849 §3.4 with HMAC-SHA1. A client that was pointed here signs our own address; one whose connections alone were redirected
 * still signs X's. Both are genuine signatures, so both are accepted. Bodies of JSON are not part of a signature.
 */
function oauth1(state: SimState, request: Signed, fields: string): ReturnType<typeof authenticate> {
  const oauth = new Map<string, string>()
  for (const field of fields.split(',')) {
    const [name, value] = field.trim().split('=', 2)
    if (name && value) oauth.set(decodeURIComponent(name), decodeURIComponent(value.replaceAll('"', '')))
  }
  const key = oauth.get('oauth_token') ?? ''
  const token = state.oauth1[key]
  const app = token && state.apps[token.app_id]
  if (!token || !app || token.revoked || oauth.get('oauth_consumer_key') !== app.key || oauth.get('oauth_signature_method') !== 'HMAC-SHA1') return null
  const url = new URL(request.url, 'http://loopback')
  const pairs = [...oauth].filter(([name]) => name !== 'oauth_signature' && name !== 'realm').concat([...url.searchParams])
  const sorted = pairs
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const signingKey = `${encode(app.secret)}&${encode(token.secret)}`
  const fits = [`http://${request.host}`, 'https://api.x.com'].some((origin) => {
    const base = [request.method.toUpperCase(), encode(origin + url.pathname), encode(sorted)].join('&')
    return createHmac('sha1', signingKey).update(base).digest('base64') === oauth.get('oauth_signature')
  })
  return fits ? { app_id: token.app_id, user_id: token.user_id, scopes: ALL_SCOPES, key } : null
}

/** RFC 3986 unreserved characters only; encodeURIComponent leaves five more. */
const encode = (text: string) => encodeURIComponent(text).replace(/[!*'()]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
