import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { ApiPartialResponseError, ApiRequestError, ApiResponseError, type IClientSettings, TwitterApi } from 'twitter-api-v2'
import type { Reply } from './classify.js'
import type { UserCredentials } from './credentials.js'

/** Where the library sends everything; each URL is rewritten from here to the configured base. */
const LIBRARY_BASE = 'https://api.x.com'

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Under /2/, with `:name` for each of `params`. */
  path: string
  params?: Record<string, string>
  query?: Record<string, string>
  body?: Record<string, unknown>
}

/** Sends one call and tells what came back; never throws. */
export type Send = (request: Request) => Promise<Reply>

/** Makes a genuine client for one set of credentials (X-PLATFORM.md §5); all of them share their connections. */
export type SenderFor = (credentials: string | UserCredentials) => Send

/**
 * @param baseUrl https, or http on loopback
 * @param timeoutMs longest silence on the line; a whole call may take twice that
 */
export function createSenders(baseUrl: string, timeoutMs: number): SenderFor {
  const base = checkedBase(baseUrl)
  const agent = agentFor(base)
  return (credentials) => createSender(credentials, base, agent, timeoutMs)
}

function createSender(credentials: string | UserCredentials, base: URL, agent: HttpAgent, timeoutMs: number): Send {
  const tokens = tokensOf(credentials)
  const settings: Partial<IClientSettings> = {
    httpAgent: agent,
    // Without 'identity' the library pipes into a decompressor whose errors nobody listens to: a garbled body would end the process.
    compression: 'identity',
    plugins: [
      {
        onBeforeRequestConfig: ({ params }) => {
          if (!params.url.startsWith(`${LIBRARY_BASE}/`)) throw new Error('an address outside the X API')
          params.url = base.origin + params.url.slice(LIBRARY_BASE.length)
          params.timeout = timeoutMs
        },
        // The library's own timeout is one of silence: a server that drips a byte at a time would hold the call for ever.
        onBeforeRequest: ({ requestOptions }) => {
          requestOptions.signal = AbortSignal.timeout(timeoutMs * 2)
        },
      },
    ],
  }
  // Two overloads, one for each kind of token.
  const client = (typeof tokens === 'string' ? new TwitterApi(tokens, settings) : new TwitterApi(tokens, settings)).v2
  return async ({ method, path, params = {}, query = {}, body = {} }) => {
    const options = { fullResponse: true, params } as const
    try {
      const { data, headers } = await (method === 'GET'
        ? client.get<unknown>(path, query, options)
        : method === 'DELETE'
          ? client.delete<unknown>(path, query, options)
          : method === 'POST'
            ? client.post<unknown>(path, body, options)
            : client.put<unknown>(path, body, options))
      return { status: 200, body: data, headers: headers as Reply['headers'] }
    } catch (error) {
      return replyOf(error)
    }
  }
}

/** Refuses what could send a token over an open line. */
export function checkedBase(baseUrl: string): URL {
  const base = new URL(baseUrl)
  if (base.protocol === 'https:' || (base.protocol === 'http:' && isLoopback(base.hostname))) return base
  throw new TypeError('the X base address must be https, or http on a loopback address')
}

const isLoopback = (name: string): boolean => name === 'localhost' || name === '[::1]' || /^127(\.[0-9]{1,3}){3}$/.test(name)

/**
 * The library always calls https.request, which follows the agent's protocol: with the plain agent an address that was not rewritten
 * fails with ERR_INVALID_PROTOCOL instead of leaving the machine.
 */
function agentFor(base: URL): HttpAgent {
  if (base.protocol === 'https:') return new HttpsAgent({ keepAlive: true })
  // A bracketed IPv6 address reaches the agent as a name; it is looked up here and nowhere else.
  const lookup: LookupFunction = (_name, options, done) => (options.all ? done(null, [{ address: '::1', family: 6 }]) : done(null, '::1', 6))
  return new HttpAgent({ keepAlive: true, ...(base.hostname === '[::1]' ? { lookup } : {}) })
}

function tokensOf(credentials: string | UserCredentials) {
  if (typeof credentials === 'string') return credentials
  if (credentials.kind === 'oauth2') return credentials.access_token
  const { app_key: appKey, app_secret: appSecret, access_token: accessToken, access_secret: accessSecret } = credentials
  return { appKey, appSecret, accessToken, accessSecret }
}

/**
 * The only place that touches the library's errors. They hold the request and with it the token, so nothing of them is kept but
 * plain data. `_options` is private, but the public getter reads a member that is never set (plhery/node-twitter-api-v2#358).
 */
function replyOf(error: unknown): Reply {
  if (error instanceof ApiResponseError) return { status: error.code, body: error.data, headers: plainHeaders(error.headers) }
  if (error instanceof ApiPartialResponseError) {
    return { status: error.response?.statusCode, body: undefined, headers: plainHeaders(error.response?.headers), fault: 'unreadable answer' }
  }
  if (error instanceof ApiRequestError) {
    const cause: unknown = (error as unknown as { _options?: { error?: unknown } })._options?.error
    return { status: undefined, body: undefined, headers: {}, fault: faultOf(cause) }
  }
  // Nothing was sent: an address that was not rewritten, or a token with characters no header can hold.
  return { status: undefined, body: undefined, headers: {}, fault: faultOf(error), unsent: true }
}

const KEPT = /^(x-rate-limit|x-app-limit|x-user-limit|retry-after|content-type)/

const plainHeaders = (headers: object | undefined): Reply['headers'] =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([name, value]) => KEPT.test(name) && typeof value === 'string'))

function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code } = error as NodeJS.ErrnoException
  if (error.message === 'Request timeout.') return 'timeout, the line was silent'
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout, the answer took too long'
  return typeof code === 'string' ? code : error.message === 'Socket closed without any information.' ? 'connection closed' : error.name
}
