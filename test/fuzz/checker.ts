import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import type { Described, Schema } from './document.js'

/** Says what is wrong with a value, in one line; null if it fits. */
export type Check = (value: unknown) => string | null

export interface Checker {
  /** As the document means it for what is sent. */
  fits(schema: Schema): Check
  /** For what is answered: a member that the document does not name is a breach too. */
  answers(schema: Schema): Check
}

const closable = (schema: Schema) =>
  schema.properties !== undefined &&
  Object.keys(schema.properties).length > 0 &&
  !('additionalProperties' in schema) &&
  !('anyOf' in schema) &&
  !('$ref' in schema)

/** The same schemas, in which an object has the members it names and no others. Where the document says `additionalProperties`, that stands. */
function closed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(closed) as T
  if (value === null || typeof value !== 'object') return value
  const own = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)])) as Schema
  return (closable(own) ? { ...own, additionalProperties: false } : own) as T
}

/** References lead into the document, wherever the schema stands that holds them. */
function rebased<T>(value: T, base: string): T {
  if (Array.isArray(value)) return value.map((one) => rebased(one, base)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === '$ref' && typeof one === 'string' && one.startsWith('#') ? `${base}${one}` : rebased(one, base)]),
  ) as T
}

/** OpenAPI 3.1 schemas are JSON Schema 2020-12, so that is what judges them; with formats, without coercion. */
export function checkerOf({ components }: Described): Checker {
  const ajv = new Ajv2020({ strict: false, allErrors: false, coerceTypes: false, removeAdditional: false })
  ;(ajvFormats as unknown as (ajv: Ajv2020) => void)(ajv as never)
  ajv.addSchema({ components }, 'open.json')
  ajv.addSchema({ components: closed(components) }, 'closed.json')
  const compiled = new Map<string, ValidateFunction>()
  const check = (schema: Schema, base: string): Check => {
    const key = `${base} ${JSON.stringify(schema)}`
    const validate = compiled.get(key) ?? ajv.compile(rebased(schema, base))
    compiled.set(key, validate)
    return (value) => {
      if (validate(value)) return null
      const [first] = validate.errors ?? []
      const member = (first?.params as { additionalProperty?: string } | undefined)?.additionalProperty
      return `${first?.instancePath || '/'} ${first?.message ?? 'does not fit'}${member === undefined ? '' : ` (${member})`}`
    }
  }
  const known = new WeakMap<Schema, { fits?: Check; answers?: Check }>()
  const remembered = (schema: Schema, which: 'fits' | 'answers'): Check => {
    const entry = known.get(schema) ?? {}
    known.set(schema, entry)
    entry[which] ??= which === 'fits' ? check(schema, 'open.json') : check(closed(schema), 'closed.json')
    return entry[which]
  }
  return { fits: (schema) => remembered(schema, 'fits'), answers: (schema) => remembered(schema, 'answers') }
}
