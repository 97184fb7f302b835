import { buildApp } from './app.js'
import { loadConfig } from './config.js'
import type { Executor } from './db/open.js'
import { type Deps, silentLog, systemClock, systemIds } from './deps.js'
import { buildOpenApi } from './http/openapi.js'

/** The OpenAPI document as text. The routes are built but nothing is served, so no database is needed: reaching for one is an error. */
export async function openApiDocument(): Promise<string> {
  const none = (): never => {
    throw new Error('the document is made without a database')
  }
  const deps: Deps = {
    config: loadConfig({ SECRET: 'only for building the document, never used', PUBLIC_URL: 'http://localhost:3000', LOG_LEVEL: 'silent' }),
    store: {
      database: { engine: 'postgres', db: {} as Executor, executeSql: none, close: async () => undefined },
      get db() {
        return none()
      },
      transaction: none,
    },
    clock: systemClock,
    ids: systemIds(systemClock),
    platform: null,
    log: silentLog,
  }
  const app = await buildApp(deps)
  try {
    return await buildOpenApi(app)
  } finally {
    await app.close()
  }
}
