import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'
import type { FastifyReply, FastifyRequest, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { createKey } from '../../src/access/service.js'
import { type AppOptions, buildApp, components } from '../../src/app.js'
import type { Deps } from '../../src/deps.js'
import type { App } from '../../src/http/app-types.js'

export interface Client {
  app: App
  /** A fresh key with these scopes. */
  key(...scopes: string[]): Promise<string>
  /** Under /api/v1, with a JSON body and a key if given. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS', path: string, options?: CallOptions): Promise<LightMyRequestResponse>
}

export interface CallOptions {
  key?: string
  body?: unknown
  headers?: Record<string, string>
}

/** One for the process: components are the same in every app, and compiling is what costs. */
const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, removeAdditional: false })
;(ajvFormats as unknown as (ajv: Ajv) => void)(ajv)
for (const schema of components) ajv.addSchema(schema)
const compiled = new Map<string, ReturnType<Ajv['compile']>>()

/** What the document promises for this answer, or undefined if it does not say that such an answer exists. */
function promised(request: FastifyRequest, reply: FastifyReply): object | undefined {
  const responses = request.routeOptions.schema?.response as Record<string, { content?: Record<string, { schema: object }> }> | undefined
  const type = String(reply.getHeader('content-type')).split(';')[0] ?? ''
  return responses?.[reply.statusCode]?.content?.[type]?.schema
}

/** Every JSON answer of the API, as it goes over the wire, against the schema it is documented with. Undocumented ones are errors too. */
function validateAnswers(app: App): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!request.routeOptions.url?.startsWith('/api/') || typeof payload !== 'string' || request.method === 'HEAD' || request.method === 'OPTIONS')
      return payload
    if (request.routeOptions.schema?.response === undefined) return payload
    const schema = promised(request, reply)
    if (!schema)
      throw new Error(`${request.method} ${request.routeOptions.url} answers ${reply.statusCode} ${reply.getHeader('content-type')}, which is not documented`)
    const key = JSON.stringify(schema)
    const check = compiled.get(key) ?? ajv.compile(schema)
    compiled.set(key, check)
    const isJson = /[/+]json\b/.test(String(reply.getHeader('content-type')))
    if (!check(isJson ? JSON.parse(payload) : payload))
      throw new Error(`${request.method} ${request.routeOptions.url} ${reply.statusCode}: ${ajv.errorsText(check.errors)} in ${payload.slice(0, 500)}`)
    return payload
  })
}

/** The whole server, with every answer checked. */
export async function testApp(
  t: Test,
  deps: Deps,
  more: ((app: App) => Promise<void>) | undefined = undefined,
  options: Pick<AppOptions, 'claim_beat_ms' | 'most_waiting'> = {},
): Promise<Client> {
  const validated = async (app: App) => validateAnswers(app)
  ;(validated as unknown as Record<symbol, boolean>)[Symbol.for('skip-override')] = true
  const app = await buildApp(deps, { ...options, before: [validated as never, ...(more ? [more as never] : [])] })
  // Answers to such failures say nothing on purpose, so the test's own output does.
  app.addHook('onError', async (_request, reply, error) => {
    if (reply.statusCode === 500) t.comment(error.stack ?? String(error))
  })
  t.teardown(() => app.close())
  return {
    app,
    key: async (...scopes) => (await createKey(deps, { name: 'test', scopes, actor: 'test' })).key,
    call: (method, path, { key, body, headers } = {}) => {
      const options: InjectOptions = { method, url: `/api/v1${path}`, headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers } }
      if (body !== undefined) options.payload = body as Record<string, unknown>
      return app.inject(options)
    },
  }
}
