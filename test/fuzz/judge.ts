import { ERRORS, type ErrorCode } from '../../src/kernel/errors.js'
import type { Checker } from './checker.js'
import type { Answer, Schema } from './document.js'
import type { Request, Response } from './request.js'

/** What must hold. Each is a promise of the document or of API.md, and the name under which a breach is told. */
export const RULES = {
  'server-error': 'no answer says that it is our fault',
  undocumented: 'the document says that the operation can answer with this status',
  'media-type': 'the document says that this status comes in this media type',
  schema: 'the body is what the document says, with no member that it does not name',
  header: 'the headers are there that belong to the answer, in the form the document gives them',
  problem: 'a failure is an RFC 9457 problem with a code of the table and its status, and tells nothing of the inside',
  'auth-ignored': 'who may not, is refused as 401 or 403 whatever else is wrong, and told what is missing',
  'shut-out': 'who may, is not refused for his credentials',
  'invalid-accepted': 'what the document does not allow is refused',
  'valid-refused': 'what the document allows is not refused in the words of the document',
  slow: 'an answer takes less than five seconds',
  'not-readable': 'what was created can be read at its Location',
  'alive-after-delete': 'what was deleted is gone',
  'public-though-gone': 'an entry that is not approved any more is not public',
  'not-modified': 'what was just read is 304 with its ETag, and HEAD tells the same without a body',
  replay: 'a POST repeated with its Idempotency-Key has one effect and one answer; with another body it is 422',
  'paging-repeats': 'the next page goes on, and holds nothing of the page before',
  'wrong-parent': 'what hangs below one thing is not found below another',
  'refused-yet-written': 'a refused write leaves nothing: no record, no event',
  method: 'another method is 405, and Allow says which there are',
  'lost-update': 'an edit for another version than the present one is refused',
  job: 'work in the background does not fail',
  'kept-too-long': 'an answer that was kept ready is not the one that would be made',
} as const

export type Rule = keyof typeof RULES

export interface Breach {
  rule: Rule
  text: string
}

/** Deployments without X say so to whoever needs it; X's own failures are told as 502. */
export interface Surroundings {
  hasX: boolean
}

const SLOW_MS = 5_000
const isJson = (type: string) => /[/+]json$/.test(type)
const typeOf = (response: Response) => (response.headers['content-type'] ?? '').split(';')[0] ?? ''
/** Words that come from below: SQL, stacks, paths of the machine. */
const INSIDE = /\bselect\b.+\bfrom\b|\binsert into\b|\bat \S+ \(|node_modules|\/src\/|SQLSTATE|drizzle|PGlite/i
/** In what words the schema's refusals are told (http/validation.ts). Rules that no schema can say ("give exactly one of") have words of their own. */
const SCHEMA_WORDS = /^The (?:member|parameter) .* is missing\.$|^There is no (?:member|parameter) |^\S* ?must (?:be|match|pass|have|NOT have|NOT be) /

/** Everything that one answer shows by itself. */
export function judge(request: Request, response: Response, checker: Checker, { hasX }: Surroundings): Breach[] {
  const { operation, method } = request
  const breaches: Breach[] = []
  const breach = (rule: Rule, text: string) => void breaches.push({ rule, text })
  const { status } = response
  const code = (response.body as { code?: unknown } | null)?.code
  const withoutX = status === 503 && code === 'platform_off' && !hasX
  const failedX = status === 502 && code === 'platform_failed' && hasX
  if (status >= 500 && !withoutX && !failedX) breach('server-error', `${status} ${String(code)}`)
  if (response.ms > SLOW_MS) breach('slow', `${Math.round(response.ms)} ms`)
  // HEAD is judged beside its GET, other methods by what 405 must say.
  if (method !== operation.method) return status >= 400 && method !== 'HEAD' ? [...breaches, ...judgeProblem(response)] : breaches

  const promised = operation.answers[status]
  if (!promised) breach('undocumented', `${status} ${String(code ?? '')}`)
  else breaches.push(...judgeBody(promised, response, checker), ...judgeHeaders(request, promised, response, checker))
  if (status >= 400) breaches.push(...judgeProblem(response))
  breaches.push(...judgeAccess(request, response))
  if (request.fault !== null && status < 400 && !shutOut(request)) breach('invalid-accepted', `${status}, though ${request.fault}`)
  if (request.fault === null && status === 400) {
    const words = ((response.body as { errors?: { code: string; detail: string }[] } | null)?.errors ?? []).filter((one) => SCHEMA_WORDS.test(one.detail))
    if (code === 'validation_failed' && words.length > 0)
      breach(
        'valid-refused',
        words
          .map((one) => one.detail)
          .join(' ')
          .slice(0, 300),
      )
  }
  return breaches
}

export const shutOut = ({ who, operation: { scope } }: Request) => scope !== undefined && (who.bad || !who.scopes.includes(scope))

function judgeAccess(request: Request, response: Response): Breach[] {
  const { who, operation } = request
  const { status, headers } = response
  const challenge = headers['www-authenticate'] ?? ''
  if (shutOut(request)) {
    const expected = who.bad || who.authorization === undefined ? 401 : 403
    if (status !== expected) return [{ rule: 'auth-ignored', text: `${status} as ${who.name}, not ${expected}` }]
    const told = expected === 401 ? challenge.startsWith('Bearer') : challenge.includes(`scope="${operation.scope}"`)
    return told ? [] : [{ rule: 'auth-ignored', text: `${status} as ${who.name}, with the challenge "${challenge}"` }]
  }
  const refused = status === 401 || (status === 403 && (response.body as { code?: string } | null)?.code === 'insufficient_scope')
  // One public question needs a key for some of what it can be asked (reach of lists that are not public).
  return refused && operation.scope !== undefined ? [{ rule: 'shut-out', text: `${status} as ${who.name}` }] : []
}

function judgeBody(promised: Answer, response: Response, checker: Checker): Breach[] {
  const { status, text } = response
  if (status === 304 || status === 204) return text === '' ? [] : [{ rule: 'schema', text: `${status} with a body` }]
  const type = typeOf(response)
  const schema = promised.types[type]
  if (!schema) return [{ rule: 'media-type', text: `${status} in ${type || 'no media type'}` }]
  if (isJson(type) && response.body === undefined) return [{ rule: 'schema', text: `${status} in ${type} that is no JSON` }]
  const wrong = checker.answers(schema)(isJson(type) ? response.body : text)
  return wrong === null ? [] : [{ rule: 'schema', text: `${status} ${wrong}` }]
}

/** By type: a header is text, and says numbers and truth as JSON does. */
const headerValue = (schema: Schema, value: string): unknown =>
  schema.type === 'integer'
    ? /^\d+$/.test(value)
      ? Number(value)
      : value
    : schema.type === 'boolean'
      ? value === 'true' || (value === 'false' ? false : value)
      : value

function judgeHeaders(request: Request, promised: Answer, { status, headers }: Response, checker: Checker): Breach[] {
  const wrong: string[] = []
  const needed = ['x-request-id', 'ratelimit', 'ratelimit-policy']
  if (status < 300 && request.method === 'GET') needed.push('etag', 'cache-control', 'vary')
  if ((status === 201 || status === 202 || status === 301) && promised.headers.location) needed.push('location')
  if (status === 304) needed.push('etag')
  if (status === 503 || status === 429) needed.push('retry-after')
  if (status === 401 || status === 403) needed.push(...(status === 401 ? ['www-authenticate'] : []))
  for (const name of needed) if (headers[name] === undefined && !(name === 'retry-after' && status === 503)) wrong.push(`${name} is missing`)
  for (const [name, schema] of Object.entries(promised.headers)) {
    const value = headers[name]
    const said = value === undefined ? null : checker.fits(schema)(headerValue(schema, value))
    if (said !== null) wrong.push(`${name} ${said}: ${value}`)
  }
  if (status >= 400 && headers['cache-control'] !== 'no-store') wrong.push('a failure may be kept')
  return wrong.map((text) => ({ rule: 'header', text: `${status} ${text}` }))
}

function judgeProblem({ status, body, text, headers }: Response): Breach[] {
  const problem = body as { code?: ErrorCode; status?: number; request_id?: string } | undefined
  const wrong: string[] = []
  if (!(headers['content-type'] ?? '').startsWith('application/problem+json')) wrong.push(`comes in ${headers['content-type']}`)
  const row = problem?.code === undefined ? undefined : (ERRORS as Record<string, { status: number }>)[problem.code]
  if (!row) wrong.push(`has the code ${String(problem?.code)}`)
  else if (row.status !== status || problem?.status !== status) wrong.push(`says ${String(problem?.status)}, its code ${row.status}`)
  if (problem?.request_id !== headers['x-request-id']) wrong.push('names another request')
  if (INSIDE.test(text)) wrong.push(`tells of the inside: ${INSIDE.exec(text)?.[0].slice(0, 80)}`)
  return wrong.map((one) => ({ rule: 'problem', text: `${status} ${one}` }))
}
