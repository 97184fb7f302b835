import { buildOpenApi } from '../../../src/http/openapi.js'
import { ERRORS, type ErrorCode } from '../../../src/kernel/errors.js'
import { isProblem } from '../answers.js'
import { testApp } from '../app.js'
import { point } from './points.js'
import { SERIES } from './world.js'

point(
  1,
  async (t, deps) => {
    const { app, call, key } = await testApp(t, deps)
    const own = await key('directory:curate')
    isProblem(t, await call('GET', '/nothing'), 'not_found')
    isProblem(t, await call('DELETE', '/allies'), 'method_not_allowed')
    isProblem(t, await call('GET', '/allies', { headers: { accept: 'image/png' } }), 'not_acceptable')
    isProblem(t, await app.inject('/%'), 'bad_request')
    isProblem(t, await call('POST', '/series', { key: own, body: '<x/>', headers: { 'content-type': 'application/xml' } }), 'unsupported_media_type')
    isProblem(t, await call('POST', '/series', { key: own, body: '{"a":', headers: { 'content-type': 'application/json' } }), 'bad_request')
    isProblem(t, await call('POST', '/series', { key: own, body: { ...SERIES, name: 'x'.repeat(70_000) } }), 'payload_too_large')
    isProblem(t, await call('POST', '/series', { body: SERIES }), 'unauthenticated')
    let last = await call('GET', '/nothing')
    for (let n = 0; n < 20 && last.statusCode !== 429; n++) last = await call('GET', '/nothing')
    t.equal(last.statusCode, 429)
    t.equal(last.headers['content-type'], 'application/problem+json')
    t.match(last.json(), { code: 'quota_exceeded', type: ERRORS.quota_exceeded.type, request_id: /^req_/ })
  },
  { config: { REQUESTS_PER_MINUTE: '12' } },
)

point(2, async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  const told = (await call('GET', '/nothing')).json() as { type: string }
  t.equal((await app.inject(new URL(told.type).pathname)).statusCode, 200)
  const codes = Object.keys(ERRORS) as ErrorCode[]
  t.ok(codes.length > 25)
  for (const code of codes) {
    const page = await app.inject({ url: `/errors/${code}`, headers: { accept: 'text/html' } })
    t.ok(page.statusCode === 200 && page.body.includes(`<code>${code}</code>`) && page.body.includes(String(ERRORS[code].status)), code)
  }
  t.equal((await app.inject('/errors/no_such_code')).statusCode, 404)
})

point(3, async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const body = isProblem(t, await call('POST', '/series', { key: await key('directory:curate'), body: { name: 5, 'a/b': 1 } }), 'validation_failed')
  const pointers = (body.errors as { pointer: string }[]).map(({ pointer }) => pointer)
  t.same(pointers.sort(), ['/a~1b', '/hashtag', '/name', '/timezone'])
  const query = isProblem(t, await call('GET', '/allies?limit=0&sort=size&more=1'), 'validation_failed')
  t.same((query.errors as { parameter: string }[]).map(({ parameter }) => parameter).sort(), ['limit', 'more', 'sort'])

  // Of every read that takes something: each parameter is of no type or value that fits, and one is unknown.
  const { app } = await testApp(t, deps)
  const { paths } = JSON.parse(await buildOpenApi(app)) as {
    paths: Record<string, { get?: { operationId: string; parameters?: { in: string; name: string; required?: boolean; schema: Record<string, unknown> }[] } }>
  }
  const admin = await key('admin')
  let asked = 0
  for (const [path, { get }] of Object.entries(paths)) {
    const wrong = (get?.parameters ?? []).flatMap(({ in: where, name, schema }) => {
      if (where !== 'query') return []
      if (schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean') return [[name, asked % 2 ? 'abc' : '0x10']]
      return schema.enum ? [[name, 'none of them']] : []
    })
    if (!get || wrong.length === 0 || path.includes('{')) continue
    asked++
    const missing = (get.parameters ?? []).flatMap(({ in: where, name, required }) => (where === 'query' && required ? name : []))
    const refused = await call('GET', `${path}?${new URLSearchParams([...wrong, ['foo', '1']] as [string, string][])}`, { key: admin })
    const named = new Set((isProblem(t, refused, 'validation_failed').errors as { parameter: string }[]).map(({ parameter }) => parameter))
    t.same([...named].sort(), [...new Set(['foo', ...missing, ...wrong.map(([name]) => name)])].sort(), get.operationId)
  }
  t.ok(asked > 20, `${asked} operations`)
})

point(4, async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const member = isProblem(t, await call('POST', '/series', { key: own, body: { ...SERIES, hashtags: 'x' } }), 'validation_failed')
  t.match(member.errors, [{ pointer: '/hashtags' }])
  t.same((await call('GET', '/series')).json().items, [], 'nothing was made of the rest')
  for (const path of ['/allies', '/allies.csv', '/lists', '/categories', '/changes']) {
    const refused = isProblem(t, await call('GET', `${path}?categroy=C`), 'validation_failed')
    t.match(refused.errors, [{ parameter: 'categroy' }], path)
  }
})
