import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { pino } from 'pino'
import Type from 'typebox'
import { buildApp } from '../../../src/app.js'
import { changelogDocument, compatibilityDocument, PROMISES, RELEASES } from '../../../src/http/contract.js'
import { deprecation } from '../../../src/http/deprecation.js'
import { createMetrics } from '../../../src/http/metrics.js'
import { buildOpenApi } from '../../../src/http/openapi.js'
import { traceOf } from '../../../src/http/request-ids.js'
import { ok } from '../../../src/http/schemas.js'
import { breaks, type Document } from '../../house/breaks.js'
import { testApp } from '../app.js'
import { point } from './points.js'
import { operations } from './world.js'

/** Each way to break who was built on the document before. */
const PLANTED: [string, (document: Document) => unknown, RegExp][] = [
  ['an operation', (one) => delete one.paths['/categories']?.get, /GET \/categories is gone/],
  ['a parameter', (one) => one.paths['/allies']?.get?.parameters?.splice(0, 1), /parameter limit is gone/],
  ['a member', (one) => delete schemaOf(one, 'Ally').properties?.name, /name is gone/],
  ['a member that is always there', (one) => schemaOf(one, 'Ally').required?.splice(0, 1), /need not be there any more/],
  ['its type', (one) => Object.assign(schemaOf(one, 'Ally').properties?.id ?? {}, { type: 'integer' }), /type string became integer/],
  ['a body', (one) => Object.assign(schemaOf(one, 'NewList'), { required: ['name', 'description'] }), /description is required now/],
  ['a bound', (one) => Object.assign(schemaOf(one, 'NewList').properties?.name ?? {}, { maxLength: 3 }), /maxLength \d+ became 3/],
  ['a scope', (one) => Object.assign(one.paths['/allies']?.get ?? {}, { 'x-required-scope': 'admin' }), /scope \(open\) became admin/],
  ['a status', (one) => delete one.paths['/lists']?.post?.responses['201'], /201 is not answered/],
  ['a media type', (one) => delete one.paths['/allies']?.get?.responses['200']?.content?.['text/csv'], /text\/csv is not given/],
]

const schemaOf = (document: Document, name: string) =>
  document.components?.schemas?.[name] as { properties?: Record<string, object>; required?: string[] } & Record<string, unknown>

point(24, async (t, deps) => {
  const { app } = await testApp(t, deps)
  for (const [path, text, words] of [
    ['/compatibility', compatibilityDocument(), PROMISES.map(({ title }) => title)],
    ['/changelog', changelogDocument(), RELEASES.map(({ version }) => version)],
  ] as const) {
    t.equal(readFileSync(`openapi${path}.md`, 'utf8'), text, 'run: npm run contract')
    const page = await app.inject(path)
    t.equal(page.statusCode, 200)
    for (const word of words) t.match(page.body, word)
  }
  const now = await buildOpenApi(app)
  for (const path of ['/compatibility', '/changelog']) t.match(JSON.parse(now).info.description, `](${path})`)
  t.same(breaks(JSON.parse(readFileSync('openapi/released.json', 'utf8')), JSON.parse(now)), [])
  for (const [what, plant, said] of PLANTED) {
    const spoilt = JSON.parse(now) as Document
    plant(spoilt)
    t.match(breaks(JSON.parse(now), spoilt).join('\n'), said, what)
  }
  const grown = JSON.parse(now) as Document
  Object.assign(schemaOf(grown, 'Ally').properties ?? {}, { more: { type: 'string' } })
  grown.paths['/allies']?.get?.parameters?.push({ in: 'query', name: 'more', schema: { type: 'string' } })
  grown.paths['/more'] = { get: { responses: { 200: {} } } }
  t.same(breaks(JSON.parse(now), grown), [], 'adding is no break')
})

point(25, async (t, deps) => {
  const deprecated = { since: new Date('2026-01-01T00:00:00Z'), sunset: new Date('2026-07-02T00:00:00Z'), successor: '/api/v1/allies' }
  const client = await testApp(t, deps)
  const schema = { tags: ['directory'], operationId: 'oldOnes', summary: 'x', description: 'x', response: { 200: ok(Type.Object({}), 'Done.') } }
  client.app.get('/api/v1/old', { config: { deprecated }, schema }, async (_request, reply) => reply.header('link', '</api/v1/old>; rel="first"').send({}))
  for (const path of ['/old', '/old?bad=1']) {
    const { headers } = await client.call('GET', path)
    t.equal(headers.deprecation, '@1767225600', path)
    t.equal(headers.sunset, 'Thu, 02 Jul 2026 00:00:00 GMT')
    t.match(String(headers.link), '<http://localhost:3000/compatibility>; rel="deprecation"')
    t.match(String(headers.link), '</api/v1/allies>; rel="successor-version"')
  }
  t.match((await client.call('GET', '/old')).headers.link, /^<\/api\/v1\/old>; rel="first", /, 'beside the links of a page')
  const { headers } = await client.call('GET', '/allies')
  t.notOk(headers.deprecation ?? headers.sunset, 'others say nothing')
  const marked = (await operations(client)).filter(({ operation }) => operation.deprecated)
  t.same(
    marked.map(({ operation }) => operation.operationId),
    ['oldOnes'],
  )
  const hasty = Fastify()
  await hasty.register(deprecation, { publicUrl: 'http://localhost' })
  t.throws(() => hasty.get('/x', { config: { deprecated: { ...deprecated, sunset: new Date('2026-05-01T00:00:00Z') } } }, async () => 'x'), /half a year/)
})

point(38, async (t, deps) => {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const app = await buildApp(deps, { logger: log })
  t.teardown(() => app.close())
  t.equal((await app.inject('/livez')).statusCode, 200)
  t.equal((await app.inject('/readyz')).statusCode, 200)
  app.lifecycle.stopping = true
  t.same([(await app.inject('/readyz')).statusCode, (await app.inject('/livez')).statusCode], [503, 200])
  app.lifecycle.stopping = false
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  lines.length = 0
  const answer = await app.inject({ url: '/api/v1/allies', headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'x-request-id': 'forged' } })
  t.match(answer.headers['x-request-id'], /^req_[0-9a-z]{26}$/)
  const said = lines.map((line) => JSON.parse(line) as { trace_id?: string; reqId?: string; msg: string }).filter(({ msg }) => msg === 'request completed')
  t.match(said, [{ trace_id: trace, reqId: answer.headers['x-request-id'] }])
  t.not((await app.inject('/api/v1/allies')).headers['x-request-id'], answer.headers['x-request-id'])
  for (const bad of [
    '',
    'x',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `ff-${trace}-00f067aa0ba902b7-01`,
    `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${trace}\nx`,
  ])
    t.equal(traceOf(bad), null, JSON.stringify(bad))

  const metrics = createMetrics(deps, [{ name: 'allies_x_spent_usd', help: 'Spent on X this month.', read: async () => 1.25 }])
  const watched = await buildApp(deps, { before: [metrics.watch] })
  const server = await metrics.listen('127.0.0.1', 0)
  t.teardown(() => Promise.all([watched.close(), new Promise((resolve) => server.close(resolve))]))
  for (const path of ['/api/v1/allies', '/api/v1/allies', '/api/v1/allies/aly_01jnb1h6w0e3qxt6yz0p4v8kdm']) await watched.inject(path)
  t.equal((await watched.inject('/metrics')).statusCode, 404, 'not where everybody asks')
  const { port } = server.address() as AddressInfo
  const told = await fetch(`http://127.0.0.1:${port}/metrics`)
  t.match(told.headers.get('content-type'), /^text\/plain; version=0\.0\.4/)
  const text = await told.text()
  for (const line of [
    'allies_http_requests_total{method="GET",route="/api/v1/allies",status="200"} 2',
    'allies_http_requests_total{method="GET",route="/api/v1/allies/:id",status="404"} 1',
    'allies_http_request_seconds_count{method="GET",route="/api/v1/allies"} 2',
    'allies_directory_version 0',
    'allies_events_waiting 0',
    'allies_x_spent_usd 1.25',
  ])
    t.ok(text.split('\n').includes(line), line)
  t.match(text, /^process_resident_memory_bytes \d+/m)
  t.notOk(text.includes('aly_'), 'no address')
  t.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404)
})
