import { readFileSync } from 'node:fs'
import { SCOPES } from '../../src/access/scopes.js'
import { buildOpenApi } from '../../src/http/openapi.js'
import { withSamples } from '../../src/http/samples.js'
import { sayWhatText } from '../../src/http/say-what-text.js'
import { sha256 } from '../../src/kernel/canonical.js'
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

/** With what stands under components but for schemas put back where it is referred to. */
function expanded(text: string): Document {
  const { components } = JSON.parse(text) as { components: Record<string, Record<string, unknown>> }
  const put = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(put)
    if (value === null || typeof value !== 'object') return value
    const [, kind = '', name = ''] = /^#\/components\/(headers|responses)\/(.+)$/.exec(String((value as { $ref?: string }).$ref)) ?? []
    if (kind !== '') return put(components[kind]?.[name])
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, put(one)]))
  }
  return put(JSON.parse(text)) as Document
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
  const document = expanded(await buildOpenApi(app))
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
  const written = await buildOpenApi(app)
  const { components } = JSON.parse(written) as { components: Record<string, Record<string, unknown>> }
  const references = new Set([...written.matchAll(/"\$ref": "([^"]+)"/g)].map((match) => match[1] ?? ''))
  t.ok(references.size > 10)
  for (const reference of references) {
    const [, kind = '', name = ''] = /^#\/components\/(schemas|headers|responses)\/([\w-]+)$/.exec(reference) ?? []
    t.ok(components[kind]?.[name], reference)
  }
  for (const kind of ['schemas', 'headers', 'responses'])
    for (const name of Object.keys(components[kind] ?? {})) t.ok(references.has(`#/components/${kind}/${name}`), `${name} is used`)
})

onOneEngine('what is said once means what was said in every place', async (t, deps) => {
  const { app } = await testApp(t, deps)
  await app.ready()
  t.equal(sha256(JSON.stringify(expanded(await buildOpenApi(app)).paths)), sha256(JSON.stringify(withSamples(sayWhatText(app.swagger())).paths)))
})

onOneEngine('every POST takes an Idempotency-Key and says what may become of it', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const document = expanded(await buildOpenApi(app))
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
