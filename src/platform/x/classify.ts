// ◆ pure
import type { Operation, PlatformErrorKind } from '../port.js'
import { LONGEST_DAY_MS, LONGEST_WINDOW_MS, headerNumber as number } from './windows.js'

/** What came back from one call, before anybody believes it. */
export interface Reply {
  /** Undefined if no status line was seen. */
  status: number | undefined
  /** Parsed JSON, or the text of what was no JSON, or undefined. */
  body: unknown
  /** Lower-case names. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Why there is no whole answer, e.g. ECONNRESET. */
  fault?: string
  /** Nothing left this process: our own mistake, not X's. */
  unsent?: true
}

/**
 * A candidate: one 403 text has at least five causes, so what it means for a list is decided by whoever knows the list and the
 * neighbouring answers (X-PLATFORM.md §3).
 */
export interface Candidate {
  /** `success` only where X reports as a failure that the wanted state stands already. */
  kind: PlatformErrorKind | 'success'
  message: string
  status: number | undefined
  /** Only with `rate`: already clamped. */
  resetAt?: Date
  /** The values a 400 names as bad. */
  offending: string[]
}

const BACKOFF_MS = 60_000

/** v1 codes that decide by themselves, whatever the status (X-PLATFORM.md §3). */
const V1_CODES: Readonly<Record<number, PlatformErrorKind>> = {
  17: 'gone',
  32: 'auth',
  34: 'gone',
  50: 'gone',
  63: 'suspended',
  64: 'auth',
  88: 'rate',
  89: 'auth',
  108: 'gone',
  130: 'transient',
  131: 'transient',
  135: 'auth',
  215: 'auth',
  226: 'locked',
  326: 'locked',
  453: 'auth',
}

/** Reads any failed answer, and a 200 that holds errors instead of data. `now` is only compared with reset headers. */
export function classify(operation: Operation, reply: Reply, now: Date): Candidate {
  const problem = readProblem(reply.body)
  const kind = kindOf(operation, reply, problem)
  return {
    kind,
    message: describe(reply, problem),
    status: reply.status,
    offending: problem.offending,
    ...(kind === 'rate' ? { resetAt: resetOf(reply, now) } : {}),
  }
}

interface Problem {
  /** The body was a JSON object. */
  json: boolean
  /** Last path segment of the type; the hosts vary. */
  slug: string
  title: string
  detail: string
  codes: number[]
  offending: string[]
}

function kindOf(operation: Operation, { status, fault, unsent }: Reply, problem: Problem): Candidate['kind'] {
  if (unsent) return 'invalid'
  if (status === undefined) return 'transient'
  if (status === 402 || problem.slug === 'credits-depleted' || problem.slug === 'usage-capped' || problem.title === 'UsageCapExceeded') return 'credits'
  if (status === 429 || status === 420) return 'rate'
  if (status === 401) return 'auth'
  if (status >= 500) return 'transient'
  const text = `${problem.title} ${problem.detail}`.toLowerCase()
  if (operation === 'list.members.remove' && (problem.codes.includes(110) || text.includes('not a member'))) return 'success'
  if (operation === 'list.members.add' && status === 409 && text.includes('already a member')) return 'success'
  const byCode = problem.codes.map((code) => V1_CODES[code]).find((kind) => kind !== undefined)
  if (byCode) return byCode
  if (problem.slug === 'client-forbidden' || problem.slug === 'unsupported-authentication') return 'auth'
  if (problem.slug === 'resource-not-found') return suspendedByText(problem) ? 'suspended' : 'gone'
  if (problem.slug === 'not-authorized-for-resource') return hidden(operation)
  if (text.includes('does not exist')) return 'gone'
  if ((operation === 'list.members.add' || operation === 'list.create') && text.includes('maximum number of')) return 'list-full'
  if (status === 403) return forbidden(operation)
  // A page from the edge of the network says nothing about the resource: a list is only believed gone if the API itself says so.
  if (status === 404) return problem.json ? 'gone' : 'transient'
  if (status === 408 || status === 410 || status === 425) return 'transient'
  if (status >= 400 && operation.startsWith('list.') && text.includes('not the owner')) return 'not-owner'
  if (status >= 400) return operation === 'list.update' && /not (allowed|permitted)|owner/.test(text) ? 'not-owner' : 'invalid'
  // 2xx and 3xx come here only because their shape was wrong.
  return fault === undefined && problem.slug === 'invalid-request' ? 'invalid' : 'transient'
}

function forbidden(operation: Operation): PlatformErrorKind {
  switch (operation) {
    case 'list.members.add':
    case 'list.members.remove':
    case 'list.create':
      return 'refused'
    case 'list.update':
      return 'not-owner'
    default:
      return 'auth'
  }
}

/** "Not authorized" is about the list when a list was read, and about the person in every other call. */
function hidden(operation: Operation): PlatformErrorKind {
  return operation === 'list.get' || operation === 'list.members.read' || operation === 'list.update' ? 'not-owner' : 'protected-or-blocked'
}

const suspendedByText = (problem: { title: string; detail: string }): boolean =>
  problem.title.toLowerCase() === 'forbidden' && problem.detail.toLowerCase().startsWith('user has been suspended')

/** What one row of `errors[]` says about the account it names. */
export function readPartialError(row: unknown): { value: string; status: 'suspended' | 'not_found' | 'unanswered' } | null {
  if (!isObject(row)) return null
  const value = typeof row.value === 'string' ? row.value : row.resource_id
  if (typeof value !== 'string') return null
  if (lastSegment(row.type) !== 'resource-not-found') return { value, status: 'unanswered' }
  return { value, status: suspendedByText({ title: textOf(row.title), detail: textOf(row.detail) }) ? 'suspended' : 'not_found' }
}

function readProblem(body: unknown): Problem {
  if (!isObject(body)) return { json: false, slug: '', title: '', detail: '', codes: [], offending: [] }
  const rows = Array.isArray(body.errors) ? body.errors.filter(isObject) : []
  // A 200 with errors alone has no problem of its own: the first row is the problem.
  const head = ['type', 'title', 'detail'].some((name) => typeof body[name] === 'string') ? body : (rows[0] ?? {})
  const messages = rows.map((row) => textOf(row.message)).filter((message) => message !== '')
  return {
    json: true,
    slug: lastSegment(head.type),
    title: textOf(head.title),
    detail: [textOf(head.detail), ...messages].filter((part) => part !== '').join(' '),
    codes: rows.flatMap((row) => (typeof row.code === 'number' ? [row.code] : [])),
    offending: rows.flatMap(offendingOf),
  }
}

/** X names the bad value in brackets in the message; `parameters` may hold the whole batch, so it is the second choice. */
function offendingOf(row: Record<string, unknown>): string[] {
  const named = /value \[([^\]]{1,200})\]/.exec(textOf(row.message))?.[1]
  if (named !== undefined) return [named]
  if (!isObject(row.parameters)) return []
  return Object.values(row.parameters).flatMap((values) => (Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []))
}

function resetOf({ headers }: Reply, now: Date): Date {
  const day = ['user', 'app'].find((who) => number(headers[`x-${who}-limit-24hour-remaining`]) === 0)
  const reset = number(headers[day ? `x-${day}-limit-24hour-reset` : 'x-rate-limit-reset'])
  const wait = reset === undefined ? BACKOFF_MS : reset * 1000 - now.getTime()
  return new Date(now.getTime() + Math.min(Math.max(wait, BACKOFF_MS), day ? LONGEST_DAY_MS : LONGEST_WINDOW_MS))
}

function describe({ status, fault, unsent }: Reply, problem: Problem): string {
  if (unsent) return `not sent: ${fault}`
  if (fault !== undefined) return status === undefined ? `no answer: ${fault}` : `${status}, broken off: ${fault}`
  const said = [problem.title, problem.detail].filter((part) => part !== '').join(': ')
  const code = problem.codes.length > 0 ? ` (code ${problem.codes.join(', ')})` : ''
  return `${status ?? ''} ${said === '' ? (status !== undefined && status < 300 ? 'with an answer that cannot be read: what belongs in it is missing, or ids are not texts of digits' : 'without an explanation') : said}${code}`.trim()
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const lastSegment = (value: unknown): string => textOf(value).split(/[/#]/).at(-1) ?? ''
