import { buildApp } from './app.js'
import { depsWithoutDatabase } from './compose.js'
import { loadConfig } from './config.js'
import { buildOpenApi } from './http/openapi.js'

/** The OpenAPI document as text: the routes are built, nothing is served. It is the same on every deployment. */
export async function openApiDocument(): Promise<string> {
  const app = await buildApp(depsWithoutDatabase(loadConfig({ SECRET: 'only for building the document, never used', LOG_LEVEL: 'silent' })))
  try {
    return await buildOpenApi(app)
  } finally {
    await app.close()
  }
}
