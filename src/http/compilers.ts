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

/** The same schema stands at many routes: its text finds the one function. */
function perSchema<T>(compile: (route: { schema: unknown }) => T): (route: { schema: unknown }) => T {
  const known = new Map<string, T>()
  return (route) => {
    const key = JSON.stringify(route.schema)
    const found = known.get(key) ?? compile(route)
    known.set(key, found)
    return found
  }
}

/**
 * Servers of one process that name the same components share what is compiled: making an ajv that knows them all takes a third of
 * a second of CPU. Nothing is made before the first route needs it.
 */
function perComponents<F extends (externalSchemas: never, options: never) => (route: never) => unknown, T>(build: F) {
  const made = new Map<string, (route: { schema: unknown }) => T>()
  return (externalSchemas: unknown, options: unknown) => {
    let compile: ((route: { schema: unknown }) => T) | undefined
    return (route: { schema: unknown }): T => {
      if (!compile) {
        const key = JSON.stringify(externalSchemas)
        compile = made.get(key) ?? perSchema(build(externalSchemas as never, options as never) as never)
        made.set(key, compile)
      }
      return compile(route)
    }
  }
}

/**
 * Two ajv pools (API.md §3). Bodies are taken as they are: coercion would turn null into "" and 5 into "5", and dropping unknown
 * members would hide typing errors. Query, path and header values are text by nature, so they are converted.
 * allErrors is affordable only because bodies are at most 64 KB and every string and array is bounded.
 */
const pool = (coerceTypes: false | 'array') =>
  perComponents<BuildCompilerFromPool, Check>((externalSchemas, options) =>
    ajvCompiler()(externalSchemas, {
      ...(options as Parameters<BuildCompilerFromPool>[1] & { mode?: never }),
      customOptions: { allErrors: true, removeAdditional: false, useDefaults: true, coerceTypes, strict: false },
    }),
  )
const asSentPool = pool(false)
const convertedPool = pool('array')

const buildValidator = ((externalSchemas, options) => {
  const asSent = asSentPool(externalSchemas, options)
  const converted = convertedPool(externalSchemas, options)
  return (route: { httpPart?: string; schema: unknown }) => lazyCheck(() => (route.httpPart === 'body' ? asSent(route) : converted(route)))
}) as BuildCompilerFromPool

type SerializerFactory = ReturnType<typeof serializerSelector>

const serialiserPool = perComponents<SerializerFactory, (data: unknown) => string>(serializerSelector())

const buildSerializer = ((externalSchemas, options) => {
  const compile = serialiserPool(externalSchemas, options)
  return (route: { schema: unknown }) => {
    let serialise: ((data: unknown) => string) | undefined
    return (data: unknown) => {
      serialise ??= compile(route)
      return serialise(data)
    }
  }
}) as SerializerFactory

export const schemaController = { compilersFactory: { buildValidator, buildSerializer } }
