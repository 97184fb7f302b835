import fp from 'fastify-plugin'
import { AppError, type Fault } from '../kernel/errors.js'
import { atOnce } from './at-once.js'
import { patternInWords } from './pattern-words.js'
import { MAX_FAULTS } from './problems.js'
import { MAX_PARAMETER, MAX_POINTER } from './schemas.js'

interface AjvError {
  instancePath: string
  keyword: string
  params: Record<string, unknown>
  message?: string
}

const escapePointer = (segment: string) => segment.replaceAll('~', '~0').replaceAll('/', '~1')

/** One fault in our words. ajv's path lacks the member for `required` and `additionalProperties`, so it is appended. */
function toFault(error: AjvError, part: string): Fault {
  const { keyword, params } = error
  const message = keyword === 'pattern' ? patternInWords(params.pattern) : (error.message ?? 'does not fit')
  const missing = typeof params.missingProperty === 'string' ? params.missingProperty : undefined
  const unknown = typeof params.additionalProperty === 'string' ? params.additionalProperty : undefined
  const name = missing ?? unknown
  const pointer = error.instancePath + (name === undefined ? '' : `/${escapePointer(name)}`)
  // The name may be the sender's own; the rest of what he was told is still true of a longer one.
  const where = part === 'body' ? { pointer: pointer.slice(0, MAX_POINTER) } : { parameter: pointer.slice(1, MAX_PARAMETER + 1) }
  const label = part === 'body' ? 'member' : 'parameter'
  if (missing !== undefined) return { ...where, code: 'missing', detail: `The ${label} ${missing} is missing.` }
  if (unknown !== undefined) return { ...where, code: 'unknown', detail: `There is no ${label} ${unknown.slice(0, 100)} here.` }
  const values = keyword === 'enum' && Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : ''
  const subject = pointer === '' ? `The ${part}` : pointer.slice(1)
  return { ...where, code: keyword, detail: `${subject.slice(0, 200)} ${message}${values}.` }
}

/** Of the branches of an anyOf only the sum matters: "or null" would otherwise be reported beside every other fault. */
const isNoise = (error: AjvError, all: AjvError[]) =>
  (error.keyword === 'anyOf' && all.length > 1) || (error.keyword === 'type' && error.params.type === 'null' && all.length > 1)

export function toValidationError(errors: AjvError[], part: string): AppError {
  // An id that cannot exist names nothing: the same answer as an id that does not exist.
  if (part === 'params') return new AppError('not_found', 'Nothing has this address.')
  const faults: Fault[] = []
  for (const error of errors) {
    if (isNoise(error, errors) || error.keyword === 'if') continue
    faults.push(toFault(error, part))
    if (faults.length === MAX_FAULTS) break
  }
  return new AppError(
    'validation_failed',
    faults
      .map((fault) => fault.detail)
      .slice(0, 5)
      .join(' '),
    { errors: faults },
  )
}

/** A half of a character without the other half, which JSON can spell (`"\ud800"`) and UTF-8 cannot. */
const HALF = /\p{Surrogate}/u

/**
 * Postgres text cannot hold NUL, and would be given another character for a lone surrogate than the one that was hashed and compared.
 * Iterative: depth is in the sender's hand.
 */
export function holdsUnstorable(value: unknown): boolean {
  const waiting: unknown[] = [value]
  while (waiting.length > 0) {
    const at = waiting.pop()
    if (typeof at === 'string') {
      if (at.includes('\0') || HALF.test(at)) return true
    } else if (Array.isArray(at)) waiting.push(...at)
    else if (at !== null && typeof at === 'object') for (const [key, member] of Object.entries(at)) waiting.push(key, member)
  }
  return false
}

const MOST = 200

/** As JSON writes them. The conversion of the schemas would take `0x10`, `+1` and ` 5` too, which other readers of the same address may not. */
const WRITTEN: Record<string, RegExp> = { integer: /^-?(?:0|[1-9]\d*)$/, number: /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/ }

/** What the schemas refuse as no number, with whatever else is wrong: refused here, it alone would be named. */
const NO_NUMBER = 'none'

function spoilOddNumbers(query: Record<string, unknown>, schema: unknown): void {
  const { properties = {} } = (schema ?? {}) as { properties?: Record<string, { type?: string }> }
  for (const [name, value] of Object.entries(query))
    if (typeof value === 'string' && Object.hasOwn(properties, name) && WRITTEN[properties[name]?.type ?? '']?.test(value) === false) query[name] = NO_NUMBER
}

export const validation = fp(
  async (app) => {
    app.setSchemaErrorFormatter((errors, part) => toValidationError(errors as AjvError[], part))

    app.addHook(
      'preValidation',
      atOnce((request) => {
        if (holdsUnstorable(request.body) || holdsUnstorable(request.query) || holdsUnstorable(request.params))
          throw new AppError('bad_request', 'A value holds a NUL byte or half a character (a lone surrogate), which cannot be stored.')
        // A route that takes no body takes no members either: each is refused by name, like an unknown member elsewhere.
        const { url, schema } = request.routeOptions
        if (url?.startsWith('/api/') && schema?.body === undefined && request.body !== undefined && request.body !== null) {
          const names = typeof request.body === 'object' ? Object.keys(request.body) : ['']
          if (names.length > 0)
            throw new AppError('validation_failed', 'This address takes no body.', {
              errors: names.slice(0, MAX_FAULTS).map((name) => ({
                pointer: `/${escapePointer(name)}`.slice(0, MAX_POINTER),
                code: 'unknown',
                detail: `There is no member ${name.slice(0, 100)} here.`,
              })),
            })
        }
        if (url?.startsWith('/api/') && request.query !== null && typeof request.query === 'object')
          spoilOddNumbers(request.query as Record<string, unknown>, schema?.querystring)
        // The document promises at most 200; more is lowered instead of refused, so that a careless client still works.
        const query = request.query as { limit?: unknown } | undefined
        if (typeof query?.limit === 'string' && /^\d{1,15}$/.test(query.limit) && Number(query.limit) > MOST) query.limit = String(MOST)
      }),
    )
  },
  { name: 'validation', fastify: '5.x' },
)
