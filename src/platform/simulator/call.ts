// ◆ pure
import { ANSWERS, type AnswerName, type AnswerRow, type AnswerValues, invalidRequest } from '../answers.js'
import { HANDLE, TWEET_FIELDS, USER_EXPANSIONS, USER_FIELDS, USER_ID } from './contract.js'
import type { ActiveFault, FaultName } from './faults.js'
import type { Charge } from './ledger.js'
import type { LogRow, SimState } from './state.js'

/** One request as a route's handler sees it: authorised, within its rate and paid for. */
export interface Call {
  state: SimState
  now: number
  who: Caller
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  body: unknown
  faults: readonly ActiveFault[]
}

export interface Caller {
  app_id: string
  /** Null for an app-only token. */
  user_id: string | null
}

export interface Answer {
  status: number
  body: unknown
  content_type: AnswerRow['content_type']
  headers?: Record<string, string>
  effect?: LogRow['effect']
  list_id?: string
  user_id?: string
  /** What is charged for; a write without it is charged as one call. */
  charge?: Charge
}

/** Thrown by the validators and caught by the exchange: a request that does not fit has one way out. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super('refused')
    this.answer = answer
  }
}

export const ok = (body: unknown, rest: Partial<Answer> = {}): Answer => ({ status: 200, body, content_type: 'application/json', ...rest })

export function failed(state: SimState, name: AnswerName, values: AnswerValues = {}, rest: Partial<Answer> = {}): Answer {
  const row: AnswerRow = ANSWERS[name]
  const content_type = row.content_type === 'application/problem+json' ? state.settings.problem_content_type : row.content_type
  return { status: row.status, body: row.body({ host: state.settings.problem_host, ...values }), content_type, ...rest }
}

export const faultNamed = (call: Call, name: FaultName): ActiveFault | undefined => call.faults.find((fault) => fault.name === name)

export function badRequest(call: Call, parameter: string, value: string, message: string): Refused {
  const body = invalidRequest(parameter, value, message, { host: call.state.settings.problem_host })
  return new Refused({ status: 400, body, content_type: 'application/json' })
}

/** A parameter that X does not know fails the call: a typing error must not pass in a test and fail on X. */
export function knownQuery(call: Call, known: readonly string[]): void {
  for (const name of call.query.keys()) {
    if (!known.includes(name)) throw badRequest(call, name, call.query.get(name) ?? '', `The query parameter [${name}] is not one of [${known.join(',')}]`)
  }
}

export function pathId(call: Call, name: string): string {
  const value = call.params[name] ?? ''
  if (!USER_ID.test(value)) throw badRequest(call, name, value, `The \`${name}\` path parameter value [${value}] does not match ^[0-9]{1,19}$`)
  return value
}

export function pageSize(call: Call, bounds: { least: number; most: number; usual: number }): number {
  const value = call.query.get('max_results')
  if (value === null) return bounds.usual
  const size = /^[0-9]{1,6}$/.test(value) ? Number(value) : Number.NaN
  if (size >= bounds.least && size <= bounds.most) return size
  throw badRequest(call, 'max_results', value, `The \`max_results\` query parameter value [${value}] is not between ${bounds.least} and ${bounds.most}`)
}

/** The fields asked for beside the ones X always gives. */
export function askedFields(call: Call, name: string, known: readonly string[]): Set<string> {
  const value = call.query.get(name)
  const asked = value === null ? [] : value.split(',')
  for (const field of asked) {
    if (!known.includes(field)) throw badRequest(call, name, field, `The \`${name}\` query parameter value [${field}] is not one of [${known.join(',')}]`)
  }
  return new Set(asked)
}

/** What a read of users may be asked for beside its own parameters; posts are never expanded. */
export function userFields(call: Call, ...own: readonly string[]): Set<string> {
  knownQuery(call, ['user.fields', 'expansions', 'tweet.fields', ...own])
  askedFields(call, 'expansions', USER_EXPANSIONS)
  askedFields(call, 'tweet.fields', TWEET_FIELDS)
  return askedFields(call, 'user.fields', USER_FIELDS)
}

/** A comma-separated parameter of 1 to 100 values, all of which must fit: one bad handle fails the whole batch, or only itself where the settings say so. */
export function batch(call: Call, name: 'ids' | 'usernames'): string[] {
  const values = (call.query.get(name) ?? '').split(',').filter((value) => value !== '')
  if (values.length === 0) throw badRequest(call, name, '', `The \`${name}\` query parameter can not be empty`)
  if (values.length > 100)
    throw badRequest(
      call,
      name,
      String(values.length),
      `The number of values in the \`${name}\` query parameter list [${values.length}] is not between 1 and 100`,
    )
  const pattern = name === 'ids' ? USER_ID : HANDLE
  const accused = faultNamed(call, 'bad-batch-400')
  const bad = accused
    ? values[(accused.n ?? 0) % values.length]
    : call.state.settings.bad_handle === 'alone'
      ? undefined
      : values.find((value) => !pattern.test(value))
  if (bad !== undefined) throw badRequest(call, name, bad, `The \`${name}\` query parameter value [${bad}] does not match ${pattern.source}`)
  return values
}

/** A JSON object with no other keys than these. */
export function bodyObject(call: Call, known: readonly string[]): Record<string, unknown> {
  const { body } = call
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest(call, 'body', '', 'The body is not a JSON object')
  for (const key of Object.keys(body)) if (!known.includes(key)) throw badRequest(call, key, '', `$.${key}: is not defined in the schema`)
  return body as Record<string, unknown>
}

/** Keeps the asked members of a resource and those X always gives. */
export const pick = (resource: Record<string, unknown>, always: readonly string[], asked: ReadonlySet<string>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(resource).filter(([key, value]) => value !== undefined && (always.includes(key) || asked.has(key))))
