import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { sqlState } from '../db/tx.js'
import { type AppError, ERRORS, type ErrorCode, type ErrorRow, type Fault, isAppError } from '../kernel/errors.js'
import { isPlatformError, type PlatformError } from '../platform/port.js'
import { negotiate } from './accept.js'

/** RFC 9457 problem details, the body of every failure. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail?: string
  request_id: string
  errors?: Fault[]
  [member: string]: unknown
}

interface Finding {
  code: ErrorCode
  detail?: string | undefined
  errors?: Fault[] | undefined
  members?: Record<string, unknown>
  headers?: Record<string, string>
}

export const MAX_FAULTS = 50
export const RETRY_AFTER_SECONDS = 5
const UNIQUE_OR_FOREIGN_KEY = new Set(['23505', '23503'])
const UNREADABLE_VALUE = new Set(['22P02', '22021', '22P05'])
/** Connection refused, cut, or not given out in time, as node, pg and pg-pool spell it. */
const CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'EAI_AGAIN', 'ENOENT'])
const CONNECTION_TEXT = [
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'is not queryable',
  'Cannot use a pool after calling end',
  'PGlite is closed',
]

const PLATFORM_WORDS: Partial<Record<PlatformError['kind'], string>> = {
  auth: 'X does not take the credentials. GET /api/v1/owner says how the account that owns the lists stands.',
  credits:
    'What may be spent on X this month is spent: the budget of this deployment (X_MONTHLY_BUDGET_USD), or the credits bought from X. Nothing was changed. Raise it, or wait for the next month.',
}

/** What kind of failure this is. Unknown ones are `internal` and tell nothing: their text may hold SQL and parameters. */
export function diagnose(error: unknown): Finding {
  if (isAppError(error)) return fromAppError(error)
  if (isPlatformError(error)) {
    // Our own words, never X's: an answer of X could say anything.
    const detail = PLATFORM_WORDS[error.kind]
    return { code: 'platform_failed', detail, members: { kind: error.kind, ...(error.resetAt ? { reset_at: error.resetAt.toISOString() } : {}) } }
  }
  const state = sqlState(error)
  if (state !== undefined) return fromSqlState(state)
  if (isConnectionFailure(error)) return unavailable()
  return fromFastify((error ?? {}) as { code?: unknown; statusCode?: unknown; message?: unknown })
}

const unavailable = (): Finding => ({ code: 'unavailable', headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } })

function fromAppError(error: AppError): Finding {
  return {
    code: error.code,
    detail: error.message,
    errors: error.errors?.slice(0, MAX_FAULTS),
    members: error.members,
    headers: error.status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS), ...error.headers } : error.headers,
  }
}

/** API.md §2. Services turn expected conflicts into their own words; this catches what they did not foresee. */
function fromSqlState(state: string): Finding {
  if (UNIQUE_OR_FOREIGN_KEY.has(state))
    return { code: 'conflict', detail: 'It conflicts with something that exists already, or refers to something that does not.' }
  if (UNREADABLE_VALUE.has(state)) return { code: 'bad_request', detail: 'A value holds characters that cannot be stored.' }
  if (state === '40001' || state === '40P01' || state === '57014' || state === '55P03' || /^(53|08|57P)/.test(state)) return unavailable()
  return { code: 'internal' }
}

function isConnectionFailure(error: unknown): boolean {
  for (let at = error as { code?: unknown; message?: unknown; cause?: unknown } | undefined, depth = 0; at && depth < 5; at = at.cause as typeof at, depth++) {
    if (typeof at.code === 'string' && CONNECTION.has(at.code)) return true
    const { message } = at
    if (typeof message === 'string' && CONNECTION_TEXT.some((text) => message.includes(text))) return true
  }
  return false
}

function fromFastify(error: { code?: unknown; statusCode?: unknown; message?: unknown }): Finding {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'unsupported_media_type', headers: { accept: 'application/json' } }
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'payload_too_large', detail: 'The body is larger than this address accepts.' }
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return { code: 'not_found' }
    case 'FST_ERR_BAD_URL':
      return { code: 'bad_request', detail: 'The URL holds a % that is not followed by two hexadecimal digits, or bytes that are not UTF-8.' }
    case 'FST_ERR_HANDLER_TIMEOUT':
      return unavailable()
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return { code: 'bad_request', detail: 'The body is empty, though the Content-Type says that it is JSON.' }
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { code: 'bad_request', detail: 'The body is not as long as Content-Length says.' }
  }
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500) {
    // Parse errors quote the offending place only, never more than the sender sent.
    return {
      code: error.statusCode === 413 ? 'payload_too_large' : 'bad_request',
      detail: 'The body cannot be read: it is not valid JSON, or holds a member that is not allowed.',
    }
  }
  return { code: 'internal' }
}

export function toProblem(finding: Finding, publicUrl: string, requestId: string): Problem {
  const { status, title, type }: ErrorRow = ERRORS[finding.code]
  return {
    type: type ?? `${publicUrl}/errors/${finding.code}`,
    title,
    status,
    code: finding.code,
    // A 500 says nothing but its code; the cause is in the log under the same id.
    ...(finding.detail && status !== 500 ? { detail: finding.detail } : {}),
    request_id: requestId,
    ...(finding.errors && finding.errors.length > 0 ? { errors: finding.errors } : {}),
    ...finding.members,
  }
}

export interface ProblemOptions {
  publicUrl: string
  /** For people who opened a page; without it every failure is JSON. */
  renderPage?: ((problem: Problem) => string) | undefined
}

/** Sends the problem that fits the error: as JSON, or as a page where a person looks at pages. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, options: ProblemOptions): FastifyReply {
  const finding = diagnose(error)
  const problem = toProblem(finding, options.publicUrl, request.id)
  // What we refuse knowingly, be it for being busy, is no failure to be looked into.
  if (problem.status >= 500 && !isAppError(error)) request.log.error({ err: error, code: problem.code }, 'request failed')
  else request.log.info({ code: problem.code, detail: problem.detail }, 'request refused')
  reply.code(problem.status).headers({ 'x-request-id': request.id, 'cache-control': 'no-store', ...finding.headers })
  const page =
    options.renderPage && isPage(request) && negotiate(request.headers.accept, ['application/problem+json', 'application/json', 'text/html']) === 'text/html'
  if (page && options.renderPage) return reply.type('text/html; charset=utf-8').send(options.renderPage(problem))
  return reply
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem)
}

/** Everything outside /api is looked at by people. */
const isPage = (request: FastifyRequest) => !(request.raw.url ?? '').startsWith('/api/')

export const problems = fp<ProblemOptions>(
  async (app, options) => {
    app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, options))
  },
  { name: 'problems', fastify: '5.x' },
)
