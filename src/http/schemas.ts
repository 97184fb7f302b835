import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import { ERRORS, type ErrorCode } from '../kernel/errors.js'
import { type IdPrefix, idPattern } from '../kernel/ids.js'
import { SAID, SAID_IN_A_LINE, WEB_ADDRESS } from './pattern-words.js'

/**
 * Shared pieces of route schemas. A domain's schemas.ts names its public objects with `component(…)`, lists them in an exported
 * array that app.ts adds, and its routes answer only through `ok`, `created`, `accepted` and `problems`.
 */

/** A closed object: unknown members are refused by name in requests. */
export const Closed = <P extends TProperties>(properties: P, options: Record<string, unknown> = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

/** A named schema: it appears once under components and everywhere else as a reference. */
export function component<S extends TSchema>(id: string, schema: S): S {
  return { ...schema, $id: id }
}

/** A reference that keeps its type; `Type.Ref` alone is typed unknown. */
export const ref = <S extends TSchema>(schema: S) => Type.Unsafe<Static<S>>({ $ref: `${idOf(schema)}#` })

const idOf = (schema: TSchema): string => {
  const id = (schema as { $id?: string }).$id
  if (!id) throw new Error('only a schema made with component() can be referred to')
  return id
}

const use = (schema: TSchema): TSchema => ('$id' in schema ? ref(schema) : schema)

/** One of a closed set of words. Literal unions become noisy anyOfs, Type.Enum lacks its type (STACK.md §5). */
export const OneOf = <const V extends readonly string[]>(values: V, options: Record<string, unknown> = {}) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values], ...options })

/** The same schema, or null. Works for plain types and for references. */
export function Nullable<S extends TSchema>(schema: S) {
  const plain = schema as { type?: unknown; enum?: unknown[] }
  if (typeof plain.type !== 'string') return Type.Unsafe<Static<S> | null>({ anyOf: [schema, { type: 'null' }] })
  return Type.Unsafe<Static<S> | null>({ ...schema, type: [plain.type, 'null'], ...(plain.enum ? { enum: [...plain.enum, null] } : {}) })
}

/** Text of people: bounded, and without NUL, which Postgres cannot store. */
export const Text = (maxLength: number, options: Record<string, unknown> = {}) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', ...options })

/** Why somebody did it: text that is not blank. */
export const Because = (options: Record<string, unknown> = {}) => Text(500, { pattern: SAID, description: 'Kept on the record.', ...options })

/** One line that is not blank, by whatever trim() takes for blank. */
export const Line = (maxLength: number, options: Record<string, unknown> = {}) => Type.String({ minLength: 1, maxLength, pattern: SAID_IN_A_LINE, ...options })

export const Id = (prefix: IdPrefix, options: Record<string, unknown> = {}) =>
  Type.String({ pattern: idPattern(prefix), minLength: 30, maxLength: 30, examples: [`${prefix}_01jnb1h6w0e3qxt6yz0p4v8kdm`], ...options })

export const Instant = (options: Record<string, unknown> = {}) =>
  Type.String({ format: 'date-time', maxLength: 40, examples: ['2026-03-01T20:00:00.000Z'], ...options })

export const EntityTag = () => Type.String({ maxLength: 80, pattern: '^(W/)?"[^"]*"$', description: 'Send it in If-Match with an edit.' })

export const Url = (options: Record<string, unknown> = {}) =>
  Type.String({ format: 'uri', pattern: WEB_ADDRESS, maxLength: 500, examples: ['https://example.org'], ...options })

export const IfMatchHeaders = Type.Object({
  'if-match': Type.Optional(Type.String({ maxLength: 400, description: 'The ETag you read. Without it the answer is 428, with an old one 412.' })),
})

/** A quoted string (RFC 9651 §3.3.3), as the draft of the header asks, or the bare key, as most clients send it. */
export const IDEMPOTENCY_KEY = /^(?:[!#-~]{1,255}|"(?:[ !#-[\]-~]|\\["\\]){1,255}")$/

export const IdempotencyKey = () =>
  Type.String({
    minLength: 1,
    maxLength: 512,
    pattern: IDEMPOTENCY_KEY.source,
    examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'],
    description:
      'A value of your own for this one request, such as a UUID. Repeated with the same key, caller and content within 24 hours, it does nothing and gives the first answer again, with Idempotent-Replayed: true. Refused requests keep no answer: correct them and use the same key.',
  })

/** What a client asks of a page. A larger limit is lowered to 200; less than 1 is refused. */
export const pagingQuery = {
  limit: Type.Optional(
    Type.Integer({ format: 'int32', minimum: 1, maximum: 200, default: 50, description: 'Items on a page; more than 200 is lowered to 200.' }),
  ),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1000, pattern: '^[A-Za-z0-9_-]+$', description: 'next_cursor of the page before, with the same filters.' }),
  ),
}

export const LinksSchema = component(
  'PageLinks',
  Type.Object(
    {
      self: Type.String({ format: 'uri-reference', maxLength: 2000 }),
      first: Type.String({ format: 'uri-reference', maxLength: 2000 }),
      next: Nullable(Type.String({ format: 'uri-reference', maxLength: 2000 })),
    },
    { description: 'The addresses of this page, the first and the next; the Link header says the same.' },
  ),
)

/** A page of items under its own component name. */
export const PageOf = <S extends TSchema>(id: string, item: S) =>
  component(
    id,
    Type.Object({
      items: Type.Array(use(item) as S, { maxItems: 200 }),
      next_cursor: Nullable(Type.String({ maxLength: 1000, pattern: '^[A-Za-z0-9_-]+$' })),
      links: ref(LinksSchema),
    }),
  )

export const MAX_POINTER = 1000
export const MAX_PARAMETER = 200

export const FaultSchema = component(
  'Fault',
  Type.Object({
    pointer: Type.Optional(Type.String({ maxLength: MAX_POINTER, description: 'JSON pointer into the body (RFC 6901).' })),
    parameter: Type.Optional(Type.String({ maxLength: MAX_PARAMETER, description: 'Name of a query parameter or header.' })),
    code: Type.String({ maxLength: 60 }),
    detail: Type.String({ maxLength: 2000 }),
  }),
)

const CODES = Object.keys(ERRORS) as ErrorCode[]

export const ProblemSchema = component(
  'Problem',
  Type.Object(
    {
      type: Type.String({ format: 'uri', maxLength: 500, description: 'A page about this kind of problem.' }),
      title: Type.String({ maxLength: 200, description: 'Constant for a code.' }),
      status: Type.Integer({ format: 'int32', minimum: 400, maximum: 599 }),
      code: Type.String({ maxLength: 60, examples: CODES.slice(0, 2), description: 'Stable; branch on it. New codes may be added.' }),
      detail: Type.Optional(Type.String({ maxLength: 4000, description: 'What happened this time, for people.' })),
      request_id: Type.String({ maxLength: 60, description: 'Quote it when you report the problem; also in X-Request-Id.' }),
      errors: Type.Optional(Type.Array(ref(FaultSchema), { maxItems: 50 })),
    },
    { additionalProperties: true, description: 'RFC 9457 problem details. Some codes carry further members.' },
  ),
)

export const httpComponents: TSchema[] = [LinksSchema, FaultSchema, ProblemSchema]

const REQUEST_ID = { 'X-Request-Id': { type: 'string', maxLength: 60, description: 'Ours, for reports.' } }
const RETRY_AFTER = { type: 'integer', format: 'int32', minimum: 0, maximum: 3600, description: 'Seconds.' }
const ETAG = { ETag: { type: 'string', maxLength: 80, description: 'The version of this answer.' } }

/** One answer. The schema's component reference, media type and headers, in the shape Fastify and the document both read. */
export interface Answer {
  description: string
  headers: Record<string, unknown>
  content: Record<string, { schema: TSchema }>
}

const answer = (schema: TSchema, description: string, headers: Record<string, unknown>): Answer => ({
  description,
  headers: { ...REQUEST_ID, ...headers },
  content: { 'application/json': { schema: use(schema) } },
})

export const ok = (schema: TSchema, description = 'Done.'): Answer => answer(schema, description, ETAG)

const LAST_MODIFIED = {
  'Last-Modified': {
    type: 'string',
    maxLength: 29,
    pattern: '^[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$',
    description:
      'When it changed last, or what it is counted from. To ask whether it did, send If-None-Match: a second is too coarse for that, and If-Modified-Since is not looked at.',
  },
}

/** A single item, whose route says when it changed (`dated`). */
export const item = (schema: TSchema, description: string): Answer => answer(schema, description, { ...ETAG, ...LAST_MODIFIED })

/** A picture; the route's config says `produces: [SVG]` and it answers through `sendPicture`. */
export const SVG = 'image/svg+xml'
export const picture = (description: string): Answer => ({
  description,
  headers: { ...REQUEST_ID, ...ETAG },
  content: { [SVG]: { schema: Type.String({ maxLength: 500_000, pattern: '^<svg' }) } },
})

/** Bytes that are written elsewhere (formats/, lists/plan-text.ts): some object in forms of JSON, else text. */
const written = (type: string, description = '') =>
  type.endsWith('json') ? Type.Object({}, { additionalProperties: true, description }) : Type.String({ maxLength: 2_147_483_647, description })

/** One media type alone; the route's config says `produces: [type]`. */
export const textual = (type: string, description: string): Answer => ({
  description,
  headers: { ...REQUEST_ID, ...ETAG },
  content: { [type]: { schema: written(type) } },
})

/** The same answer in further media types; the route's config says which it `produces`, and the handler which one is asked for. */
export const alsoAs = (given: Answer, types: Record<string, string>): Answer => ({
  ...given,
  content: { ...given.content, ...Object.fromEntries(Object.keys(types).map((type) => [type, { schema: written(type, types[type]) }])) },
})

export const created = (schema: TSchema, description = 'Created; Location is its address.'): Answer =>
  answer(schema, description, { ...ETAG, Location: { type: 'string', format: 'uri-reference', maxLength: 500 } })

/** For an address that leads to another one now (301). */
export const moved = (schema: TSchema, description = 'Moved; Location is its address now.'): Answer =>
  answer(schema, description, { Location: { type: 'string', format: 'uri-reference', maxLength: 500 } })

export const accepted = (schema: TSchema, description = 'Taken on; follow Location for progress.'): Answer =>
  answer(schema, description, {
    Location: { type: 'string', format: 'uri-reference', maxLength: 500 },
    'Retry-After': RETRY_AFTER,
  })

/** Problem answers by code. What every route can answer (400, 401, 403, 404, 406, 5xx …) is added by itself: see http/defaults.ts. */
export function problems(...codes: ErrorCode[]): Record<number, Answer> {
  const answers: Record<number, Answer> = {}
  for (const code of codes) {
    const { status, title } = ERRORS[code]
    const before = answers[status]
    answers[status] = {
      description: before ? `${before.description} \`${code}\`: ${title}.` : `\`${code}\`: ${title}.`,
      headers: {
        ...REQUEST_ID,
        ...before?.headers,
        ...(status === 503 || status === 429 || code === 'idempotency_in_progress' ? { 'Retry-After': RETRY_AFTER } : {}),
      },
      content: { 'application/problem+json': { schema: ref(ProblemSchema) } },
    }
  }
  return answers
}

export type { TObject, TSchema }
