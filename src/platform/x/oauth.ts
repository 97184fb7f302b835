import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { Clock } from '../../kernel/clock.js'
import { type AccountSignIn, PlatformError, type TokenGrant } from '../port.js'
import { checkedBase } from './client.js'

export interface OAuthOptions {
  /** X_API_BASE_URL; default X itself. */
  baseUrl?: string | undefined
  /** Where people are sent to agree. Default: X's page, or the same path at another base. */
  authorizeUrl?: string | undefined
  clientId: string
  /** Absent for a public client, which proves itself by PKCE alone. */
  clientSecret?: string | undefined
  clock: Clock
  /** Longest a call may take in all. Default 10,000 ms. */
  timeoutMs?: number | undefined
}

/** Everything of signing in but who it was, which is an ordinary call. */
export type TokenEndpoint = Omit<AccountSignIn, 'whoIs'>

const X_BASE = 'https://api.x.com'
const X_AUTHORIZE = 'https://x.com/i/oauth2/authorize'
const MOST_CHARACTERS = 65_536

/** RFC 6749 §5.1. X's tokens are opaque; characters no header can hold are no token. */
const Token = Type.String({ pattern: '^[\\x21-\\x7e]{1,4000}$' })
const GrantAnswer = Type.Object({
  token_type: Type.String({ pattern: '^[Bb][Ee][Aa][Rr][Ee][Rr]$' }),
  access_token: Token,
  refresh_token: Type.Optional(Token),
  expires_in: Type.Number({ minimum: 1, maximum: 31_536_000 }),
  scope: Type.Optional(Type.String({ maxLength: 2000 })),
})
const ErrorAnswer = Type.Object({ error: Type.String({ maxLength: 100 }) })

/**
 * X's token endpoint (X-PLATFORM.md §2). Spoken to without the client library, whose calls would be repeated or hold tokens in their errors: each
 * form is sent once, in all time-outs the effect is unknown, and nothing of an answer but a known word stands in an error.
 */
export function createTokenEndpoint({ baseUrl = X_BASE, authorizeUrl, clientId, clientSecret, clock, timeoutMs = 10_000 }: OAuthOptions): TokenEndpoint {
  const base = checkedBase(baseUrl)
  const page = new URL(authorizeUrl ?? (base.origin === X_BASE ? X_AUTHORIZE : `${base.origin}/i/oauth2/authorize`))

  async function post(path: string, fields: Record<string, string>): Promise<unknown> {
    // RFC 6749 §2.3.1: both parts are form-encoded before they become Basic.
    const proof =
      clientSecret === undefined
        ? {}
        : { authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}` }
    let status: number
    let text: string
    try {
      const response = await fetch(base.origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...proof },
        // A redirect would carry the tokens somewhere else.
        redirect: 'error',
        body: new URLSearchParams({ ...fields, client_id: clientId }).toString(),
        signal: AbortSignal.timeout(timeoutMs),
      })
      status = response.status
      text = await boundedText(response)
    } catch (error) {
      throw new PlatformError('transient', `X's token server gave no answer (${nameOf(error)})`)
    }
    const body = parsed(text)
    if (status === 200) return body
    throw refusal(status, Value.Check(ErrorAnswer, body) ? body.error : '')
  }

  async function grant(fields: Record<string, string>): Promise<TokenGrant> {
    const body = await post('/2/oauth2/token', fields)
    if (!Value.Check(GrantAnswer, body)) throw new PlatformError('transient', "X's token server gave an answer without usable tokens", { status: 200 })
    const answer: Static<typeof GrantAnswer> = body
    return {
      access_token: answer.access_token,
      refresh_token: answer.refresh_token ?? null,
      expires_at: new Date(clock.now().getTime() + answer.expires_in * 1000),
      scopes: answer.scope === undefined ? null : answer.scope.split(' ').filter((scope) => /^[a-z.]{1,40}$/.test(scope)),
    }
  }

  return {
    authorizeUrl: ({ state, challenge, scopes, redirect_uri }) => {
      const url = new URL(page)
      const fields = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri,
        scope: scopes.join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }
      for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
      // X reads a plus sign literally in scopes.
      return url.href.replaceAll('+', '%20')
    },
    exchangeCode: ({ code, verifier, redirect_uri }) => grant({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri }),
    refreshTokens: (refreshToken) => grant({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    revokeTokens: async (tokens) => {
      const ended = await Promise.allSettled(tokens.map((token) => post('/2/oauth2/revoke', { token })))
      return ended.every(({ status }) => status === 'fulfilled')
    },
  }
}

/** X answers a spent or foreign code or refresh token with invalid_request as well as with invalid_grant (X-PLATFORM.md §3). */
function refusal(status: number, error: string): PlatformError {
  const known = /^[a-z_]{1,40}$/.test(error) ? error : 'without a reason'
  if (status === 429) return new PlatformError('transient', "X's token server asks for patience (429)", { status })
  if (status === 401 || error === 'invalid_client' || error === 'unauthorized_client')
    return new PlatformError('invalid', `X does not know this app (${status} ${known}): look at X_CLIENT_ID and X_CLIENT_SECRET`, { status })
  if (status === 400 && (error === 'invalid_grant' || error === 'invalid_request'))
    return new PlatformError('auth', `X refuses the code or token (${status} ${known})`, { status })
  if (status >= 400 && status < 500) return new PlatformError('invalid', `X's token server refuses the request (${status} ${known})`, { status })
  return new PlatformError('transient', `X's token server failed (${status})`, { status })
}

async function boundedText(response: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) return text
    text += decoder.decode(part.value, { stream: true })
    if (text.length > MOST_CHARACTERS) {
      await reader?.cancel()
      throw new Error('too long')
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Only the kind: messages of the network can hold addresses. */
function nameOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } }
  if (name === 'TimeoutError' || name === 'AbortError') return 'it took too long'
  return typeof cause?.code === 'string' ? cause.code : 'the connection broke'
}
