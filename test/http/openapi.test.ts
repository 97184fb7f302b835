import { readFileSync } from 'node:fs'
import { SCOPES } from '../../src/access/scopes.js'
import { buildOpenApi } from '../../src/http/openapi.js'
import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

interface Operation {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: unknown[]
  'x-required-scope'?: string
  parameters?: { in: string; name: string; required?: boolean }[]
  requestBody?: { content: Record<string, { schema: unknown }> }
  responses: Record<string, { description: string; headers?: Record<string, unknown>; content?: Record<string, { schema: { $ref?: string } }> }>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

onOneEngine('the document served, the one generated and the one committed are the same bytes', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const generated = await buildOpenApi(app)
  const served = await app.inject('/openapi.json')
  t.equal(served.statusCode, 200)
  t.equal(served.body, generated)
  // Not t.equal: the difference between two such documents takes minutes to make.
  t.ok(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8') === generated, 'run: npx allies openapi > openapi/openapi.json')
})

onOneEngine('every operation is complete and every reference leads somewhere', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const document = JSON.parse(await buildOpenApi(app)) as Document
  t.equal(document.openapi, '3.1.1')
  const ids = new Set<string>()
  for (const [path, operations] of Object.entries(document.paths)) {
    t.notMatch(path, /^\/api\//, 'the base path stands in servers')
    for (const [method, operation] of Object.entries(operations)) {
      const name = `${method} ${path}`
      t.ok(operation.operationId && !ids.has(operation.operationId), `${name} has an operationId of its own`)
      ids.add(operation.operationId ?? '')
      t.ok(operation.summary && operation.description && operation.tags?.length === 1, `${name} is described`)
      t.ok(operation.security, `${name} says who may`)
      if (operation['x-required-scope']) t.ok((SCOPES as readonly string[]).includes(operation['x-required-scope']))
      for (const status of ['400', '406', '500', '503']) t.ok(operation.responses[status]?.content?.['application/problem+json'], `${name} ${status}`)
      t.ok(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        `${name} can succeed`,
      )
    }
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '')
  t.ok(references.length > 10)
  for (const reference of new Set(references)) {
    const schema = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1]
    t.ok(schema && schema in document.components.schemas, reference)
  }
  for (const name of Object.keys(document.components.schemas)) t.ok(references.includes(`#/components/schemas/${name}`), `${name} is used`)
})

onOneEngine('every POST takes an Idempotency-Key and says what may become of it', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const document = JSON.parse(await buildOpenApi(app)) as Document
  const required: string[] = []
  for (const [path, { post, ...others }] of Object.entries(document.paths)) {
    for (const operation of Object.values(others))
      t.notOk(
        operation.parameters?.some(({ name }) => name === 'idempotency-key'),
        `${path} only POST`,
      )
    if (!post) continue
    const header = post.parameters?.find((one) => one.in === 'header' && one.name === 'idempotency-key')
    t.ok(header, path)
    if (header?.required) required.push(path)
    t.equal(post.responses['400']?.description.includes('idempotency_key_missing'), header?.required, `${path} says whether it must be there`)
    t.match(post.responses['409'], { description: /`idempotency_in_progress`/, headers: { 'Retry-After': {} } }, path)
    t.match(post.responses['422']?.description, '`idempotency_key_reused`', path)
    for (const [status, { headers }] of Object.entries(post.responses)) if (status.startsWith('2')) t.ok(headers?.['Idempotent-Replayed'], `${path} ${status}`)
  }
  t.ok(required.includes('/plans/{id}/apply'))
})

onOneEngine('the documentation page loads nothing from other hosts', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const page = await app.inject('/docs')
  const followed = page.statusCode >= 300 ? await app.inject(new URL(String(page.headers.location), 'http://localhost/docs').pathname) : page
  t.equal(followed.statusCode, 200)
  t.notMatch(followed.body, /(src|href)="(https?:)?\/\//)
})
