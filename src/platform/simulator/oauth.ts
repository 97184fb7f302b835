// ◆ pure
import { sha256 } from '../../kernel/canonical.js'
import type { TokenAnswerName } from '../answers.js'
import { addBearer, makeSecret, revokeGrant } from './changes.js'
import { ALL_SCOPES } from './contract.js'
import type { SimApp, SimCode, SimState } from './state.js'

/**
 * OAuth 2.0 with PKCE as X has it (X-PLATFORM.md §2): a code lives 30 seconds, an access token two hours, refresh tokens rotate. What
 * X does not say follows RFC 6749 and RFC 7636.
 */
const CODE_MS = 30_000
const ACCESS_S = 7200

/** RFC 7636 §4.1: of the verifier, and of the challenge made from it. */
const PROOF = /^[A-Za-z0-9._~-]{43,128}$/

export interface Consent {
  app: SimApp
  redirect_uri: string
  scopes: string[]
  state: string | null
  challenge: string
  method: SimCode['method']
}

/** What the authorize page was asked for. A string says why it cannot be granted: X shows a page then and never redirects. */
export function readConsent(state: SimState, query: URLSearchParams): Consent | string {
  const get = (name: string) => query.get(name) ?? ''
  const app = Object.values(state.apps).find((one) => one.client_id === get('client_id'))
  if (!app) return 'There is no app with this client_id.'
  if (!app.redirect_uris.includes(get('redirect_uri'))) return 'This redirect_uri is not one the app has registered.'
  if (get('response_type') !== 'code') return 'The response_type must be code.'
  const scopes = [...new Set(get('scope').split(' '))].filter((scope) => scope !== '')
  const unknown = scopes.find((scope) => !(ALL_SCOPES as readonly string[]).includes(scope))
  if (scopes.length === 0 || unknown !== undefined) return unknown === undefined ? 'No scope is asked for.' : `There is no scope ${unknown}.`
  // The client library writes s256, and X takes it.
  const method = get('code_challenge_method').toUpperCase() === 'S256' ? 'S256' : 'plain'
  if (!['', 's256', 'S256', 'plain'].includes(get('code_challenge_method'))) return 'The code_challenge_method must be S256 or plain.'
  if (!PROOF.test(get('code_challenge'))) return 'The code_challenge is missing or not well formed.'
  return { app, redirect_uri: get('redirect_uri'), scopes, state: query.get('state'), challenge: get('code_challenge'), method }
}

/** Where the browser is sent: with a code if somebody agreed, else with access_denied. */
export function decideConsent(state: SimState, consent: Consent, userId: string | null, now: number): string {
  const back = new URL(consent.redirect_uri)
  if (consent.state !== null) back.searchParams.set('state', consent.state)
  if (userId === null) back.searchParams.set('error', 'access_denied')
  else {
    const code = makeSecret(state, 'code')
    const { app, redirect_uri, scopes, challenge, method } = consent
    state.oauth.codes[code] = { app_id: app.id, user_id: userId, scopes, redirect_uri, challenge, method, expires_at: now + CODE_MS, used: false }
    back.searchParams.set('code', code)
  }
  return back.href
}

export interface TokenGrant {
  token_type: 'bearer'
  /** Seconds. */
  expires_in: number
  access_token: string
  scope: string
  /** Only with offline.access. */
  refresh_token?: string
}

export type TokenOutcome = { granted: TokenGrant; user_id: string; effect: 'token-issued' | 'token-refreshed' } | { failed: TokenAnswerName }

export interface TokenRequest {
  form: Readonly<Record<string, string>>
  authorization: string | undefined
  /** Scopes the user did not grant, whatever was asked for. */
  withheld: readonly string[]
}

export function exchangeToken(state: SimState, request: TokenRequest, now: number): TokenOutcome {
  const app = clientOf(state, request)
  if (!app) return { failed: 'unknown-client' }
  switch (request.form.grant_type) {
    case 'authorization_code':
      return takeCode(state, app, request, now)
    case 'refresh_token':
      return takeRefresh(state, app, request, now)
    default:
      return { failed: 'bad-grant-type' }
  }
}

/** Either token of a pair ends both (RFC 7009 §2.1); an unknown one is no error. @returns null if the client is unknown */
export function revokePair(state: SimState, request: TokenRequest): { user_id: string | null } | null {
  const app = clientOf(state, request)
  if (!app) return null
  const key = request.form.token ?? ''
  const token = state.oauth.refreshes[key] ?? state.bearers[key]
  if (token?.app_id !== app.id) return { user_id: null }
  if (token.grant === undefined) token.revoked = true
  else revokeGrant(state, token.grant)
  return { user_id: token.user_id }
}

/** Confidential clients by Basic, public ones by client_id in the body alone: a secret in the body counts for nothing. */
function clientOf(state: SimState, { form, authorization }: TokenRequest): SimApp | undefined {
  const apps = Object.values(state.apps)
  if (authorization === undefined) return apps.find((app) => app.client_secret === null && app.client_id === form.client_id)
  if (!authorization.startsWith('Basic ')) return undefined
  const [id, secret] = Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':', 2)
  return apps.find((app) => app.client_secret !== null && app.client_id === id && app.client_secret === secret)
}

function takeCode(state: SimState, app: SimApp, { form, withheld }: TokenRequest, now: number): TokenOutcome {
  const { code = '', code_verifier: verifier, redirect_uri } = form
  if (code === '' || verifier === undefined || redirect_uri === undefined) return { failed: 'missing-parameter' }
  const row = state.oauth.codes[code]
  if (!row || row.used || row.app_id !== app.id || now >= row.expires_at) return { failed: 'bad-code' }
  if (row.redirect_uri !== redirect_uri) return { failed: 'bad-redirect' }
  // One guess at the verifier is all a stolen code is good for.
  row.used = true
  const proof = row.method === 'plain' ? verifier : Buffer.from(sha256(verifier), 'hex').toString('base64url')
  if (!PROOF.test(verifier) || proof !== row.challenge) return { failed: 'bad-verifier' }
  const scopes = row.scopes.filter((scope) => !withheld.includes(scope))
  const granted = issue(state, { app_id: app.id, user_id: row.user_id, scopes, grant: makeSecret(state, 'grant'), generation: 1 }, now)
  return { granted, user_id: row.user_id, effect: 'token-issued' }
}

function takeRefresh(state: SimState, app: SimApp, { form, withheld }: TokenRequest, now: number): TokenOutcome {
  const { refresh_token: key } = form
  if (key === undefined || key === '') return { failed: 'missing-parameter' }
  const row = state.oauth.refreshes[key]
  if (!row || row.app_id !== app.id || row.spent || row.revoked) {
    return { failed: state.settings.bad_refresh === 'invalid_grant' ? 'bad-refresh-grant' : 'bad-refresh' }
  }
  row.spent = true
  if (state.settings.refresh_ends_access) {
    for (const bearer of Object.values(state.bearers)) if (bearer.grant === row.grant) bearer.revoked = true
  }
  const scopes = row.scopes.filter((scope) => !withheld.includes(scope))
  return { granted: issue(state, { ...row, scopes, generation: row.generation + 1 }, now), user_id: row.user_id, effect: 'token-refreshed' }
}

interface Issued {
  app_id: string
  user_id: string
  scopes: string[]
  grant: string
  generation: number
}

/** An access token, and a refresh token if it may be used offline. */
export function issue(state: SimState, { app_id, user_id, scopes, grant, generation }: Issued, now: number): TokenGrant {
  const row = { app_id, user_id, scopes, grant, generation }
  const granted: TokenGrant = {
    token_type: 'bearer',
    expires_in: ACCESS_S,
    access_token: addBearer(state, { ...row, expires_at: now + ACCESS_S * 1000 }),
    scope: scopes.join(' '),
  }
  if (!scopes.includes('offline.access')) return granted
  const refresh_token = makeSecret(state, 'refresh')
  state.oauth.refreshes[refresh_token] = { ...row, spent: false, revoked: false }
  return { ...granted, refresh_token }
}
