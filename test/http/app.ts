import responseValidation from '@fastify/response-validation'
import ajvFormats from 'ajv-formats'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { createKey } from '../../src/access/service.js'
import { buildApp, components } from '../../src/app.js'
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

/** The whole server, with every answer checked against the schema it is documented with. */
export async function testApp(t: Test, deps: Deps, more: ((app: App) => Promise<void>) | undefined = undefined): Promise<Client> {
  const validated = async (app: App) => {
    await app.register(responseValidation, {
      ajv: {
        coerceTypes: false,
        removeAdditional: false,
        strict: false,
        plugins: [
          (ajv: never) => {
            ;(ajvFormats as unknown as (ajv: never) => void)(ajv)
            for (const schema of components) (ajv as { addSchema(schema: unknown): void }).addSchema(schema)
            return ajv
          },
        ],
      },
    } as never)
  }
  ;(validated as unknown as Record<symbol, boolean>)[Symbol.for('skip-override')] = true
  const app = await buildApp(deps, { before: [validated as never, ...(more ? [more as never] : [])] })
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
