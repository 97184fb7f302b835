/** The OpenAPI document as the fuzzer reads it: which requests there are, and what each promises to answer. */

export interface Schema {
  type?: string | string[]
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minProperties?: number
  uniqueItems?: boolean
  minimum?: number
  maximum?: number
  default?: unknown
  examples?: unknown[]
  $ref?: string
  [keyword: string]: unknown
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: Schema
}

export interface Answer {
  /** Media type → schema of the body. */
  types: Record<string, Schema>
  headers: Record<string, Schema>
}

export interface Operation {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As the document has it, below /api/v1: `/allies/{id}`. */
  path: string
  /** The scope a key needs; undefined if anybody may ask. */
  scope: string | undefined
  parameters: Parameter[]
  /** Media type → schema; empty if the operation takes no body. */
  bodies: Record<string, Schema>
  answers: Record<number, Answer>
}

export interface Described {
  operations: Operation[]
  components: Record<string, Record<string, unknown>>
}

interface RawAnswer {
  $ref?: string
  content?: Record<string, { schema: Schema }>
  headers?: Record<string, { $ref?: string; schema?: Schema }>
}

interface RawOperation {
  operationId: string
  'x-required-scope'?: string
  security: object[]
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, RawAnswer>
}

interface Raw {
  paths: Record<string, Record<string, RawOperation>>
  components: Record<string, Record<string, unknown>>
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** @throws Error if the document refers to a component that it does not have, or names a scope where it says that anybody may ask. */
export function readDocument(text: string): Described {
  const { paths, components } = JSON.parse(text) as Raw
  const resolve = <T extends { $ref?: string }>(one: T): T => {
    if (one.$ref === undefined) return one
    const [, , kind = '', name = ''] = one.$ref.split('/')
    const found = components[kind]?.[name]
    if (found === undefined) throw new Error(`the document has no ${one.$ref}`)
    return found as T
  }
  const answerOf = (raw: RawAnswer): Answer => {
    const { content = {}, headers = {} } = resolve(raw)
    return {
      types: Object.fromEntries(Object.entries(content).map(([type, { schema }]) => [type, schema])),
      headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), resolve(header).schema ?? {}])),
    }
  }
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): Operation[] => {
      const raw = item[method]
      if (!raw) return []
      const open = raw.security.some((one) => Object.keys(one).length === 0)
      if (open !== (raw['x-required-scope'] === undefined)) throw new Error(`${raw.operationId}: security and x-required-scope disagree`)
      return [
        {
          id: raw.operationId,
          method: method.toUpperCase() as Operation['method'],
          path,
          scope: raw['x-required-scope'],
          parameters: (raw.parameters ?? []).map((one) => ({ ...one, required: one.required === true })),
          bodies: Object.fromEntries(Object.entries(raw.requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema])),
          answers: Object.fromEntries(Object.entries(raw.responses).map(([status, one]) => [Number(status), answerOf(one)])),
        },
      ]
    }),
  )
  return { operations, components }
}
