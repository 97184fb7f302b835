import { AjvCompiler as ajvCompiler, type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import { SerializerSelector as serializerSelector } from '@fastify/fast-json-stringify-compiler'

/**
 * Schemas are compiled when a route is first used, not when the server starts: all routes with all their answers took over a second
 * of CPU at every start, and most answers (each problem of each route) are never sent.
 */
type Check = ((data: unknown) => unknown) & { errors?: unknown }

function lazyCheck(compile: () => Check): Check {
  let compiled: Check | undefined
  const check: Check = (data) => {
    compiled ??= compile()
    const verdict = compiled(data)
    check.errors = compiled.errors
    return verdict
  }
  return check
}

/**
 * Two ajv pools (API.md §3). Bodies are taken as they are: coercion would turn null into "" and 5 into "5", and dropping unknown
 * members would hide typing errors. Query, path and header values are text by nature, so they are converted.
 * allErrors is affordable only because bodies are at most 64 KB and every string and array is bounded.
 */
const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const pool = (coerceTypes: false | 'array') =>
    ajvCompiler()(externalSchemas, {
      ...(options as Parameters<BuildCompilerFromPool>[1] & { mode?: never }),
      customOptions: { allErrors: true, removeAdditional: false, useDefaults: true, coerceTypes, strict: false },
    })
  const asSent = pool(false) as (route: object) => never
  const converted = pool('array') as (route: object) => never
  return ((route: { httpPart?: string }) =>
    lazyCheck(() => (route.httpPart === 'body' ? asSent(route) : converted(route)))) as unknown as ReturnType<BuildCompilerFromPool>
}

type SerializerFactory = ReturnType<typeof serializerSelector>

const buildSerializer: SerializerFactory = (externalSchemas, options) => {
  const compile = serializerSelector()(externalSchemas, options)
  // The same answer stands at many routes: the text of its schema finds the one serialiser.
  const known = new Map<string, (data: unknown) => string>()
  return ((route: { schema: unknown }) => {
    let serialise: ((data: unknown) => string) | undefined
    return (data: unknown) => {
      if (!serialise) {
        const key = JSON.stringify(route.schema)
        serialise = known.get(key) ?? (compile(route as never) as unknown as (data: unknown) => string)
        known.set(key, serialise)
      }
      return serialise(data)
    }
  }) as never
}

export const schemaController = { compilersFactory: { buildValidator, buildSerializer } }
