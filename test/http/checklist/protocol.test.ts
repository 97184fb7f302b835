import type { LightMyRequestResponse } from 'fastify'
import Type from 'typebox'
import { idempotencyKey, series } from '../../../src/db/schema/index.js'
import { ok } from '../../../src/http/schemas.js'
import { isProblem } from '../answers.js'
import { testApp } from '../app.js'
import { onRead } from './asked.js'
import { point } from './points.js'
import { operations, published, SERIES, someAddress } from './world.js'

point(10, async (t, deps) => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  let entered = () => {}
  const inside = new Promise<void>((resolve) => {
    entered = resolve
  })
  const { call, key } = await testApp(t, deps, async (app) => {
    const schema = { body: Type.Object({}), response: { 200: ok(Type.Object({}), 'Done.') } }
    app.post('/api/v1/slow', { config: { idempotency: { mode: 'claim' } }, schema }, async () => {
      entered()
      await gate
      return {}
    })
  })
  const own = await key('directory:curate')
  const post = (body: object) => call('POST', '/series', { key: own, body, headers: { 'idempotency-key': '"one"' } })
  const first = await post(SERIES)
  const second = await post(SERIES)
  t.equal(first.statusCode, 201)
  t.equal(second.body, first.body)
  t.equal(second.headers['idempotent-replayed'], 'true')
  t.equal((await deps.store.db.select().from(series)).length, 1, 'one effect')
  isProblem(t, await post({ ...SERIES, name: 'Another' }), 'idempotency_key_reused')
  const applied = await call('POST', '/plans/pln_01jnb1h6w0e3qxt6yz0p4v8kdm/apply', { key: await key('lists:apply'), body: { checksum: '0'.repeat(64) } })
  isProblem(t, applied, 'idempotency_key_missing')
  const slow = () => call('POST', '/slow', { body: {}, headers: { 'idempotency-key': 'two' } })
  const running = slow()
  await inside
  isProblem(t, await slow(), 'idempotency_in_progress')
  release()
  t.equal((await running).statusCode, 200)
  t.equal((await slow()).headers['idempotent-replayed'], 'true')
  t.equal((await deps.store.db.select().from(idempotencyKey)).length, 2)
})

point(
  11,
  async (t, deps) => {
    const { call } = await testApp(t, deps)
    const told = ({ headers }: LightMyRequestResponse) => {
      const policy = /^"address";q=(\d+);w=(\d+)$/.exec(String(headers['ratelimit-policy']))
      const left = /^"address";r=(\d+);t=(\d+)$/.exec(String(headers.ratelimit))
      return { q: Number(policy?.[1]), w: Number(policy?.[2]), r: Number(left?.[1]), t: Number(left?.[2]) }
    }
    const first = told(await call('GET', '/series'))
    t.match(first, { q: 12, w: 60, r: 11 })
    for (let n = 1; n <= first.r; n++) t.equal(told(await call('GET', '/series')).r, first.r - n)
    const refused = await call('GET', '/series')
    t.equal(refused.statusCode, 429)
    const wait = Number(refused.headers['retry-after'])
    t.ok(wait > 0)
    deps.clock.advance(wait * 1_000 - 1)
    t.equal((await call('GET', '/series')).statusCode, 429, 'not before')
    deps.clock.advance(1)
    t.equal((await call('GET', '/series')).statusCode, 200, 'and then at once')
    deps.clock.advance(told(await call('GET', '/series')).t * 1_000)
    t.equal(told(await call('GET', '/series')).r, 11, 'when t is over all are back')
  },
  { config: { REQUESTS_PER_MINUTE: '12' } },
)

point(
  12,
  async (t, deps) => {
    const { call } = await testApp(t, deps)
    const [id] = await published(deps, ['Harbour Kitchen'])
    for (const path of ['/allies', `/allies/${id}`, '/allies.csv', '/lists', '/categories']) {
      const read = await call('GET', path)
      const headers = { 'if-none-match': String(read.headers.etag) }
      let last = await call('GET', path, { headers })
      for (let n = 0; n < 20; n++) last = await call('GET', path, { headers })
      t.equal(last.statusCode, 304, path)
      t.equal(last.headers.ratelimit, read.headers.ratelimit, `${path}: the quota stays as it was`)
      t.equal(last.body, '')
    }
    for (const path of ['/allies', `/allies/${id}`, '/allies.csv', '/lists', '/categories']) {
      const { etag } = (await call('GET', path)).headers
      const statements = await onRead(deps, async () => void (await call('GET', path, { headers: { 'if-none-match': String(etag) } })))
      t.same(statements, [], `${path}: nothing is read to say that it has not changed`)
    }
  },
  { config: { REQUESTS_PER_MINUTE: '20' } },
)

point(13, async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const origin = 'https://elsewhere.example'
  const read = await fetch(`${url}/api/v1/allies`, { headers: { origin } })
  t.equal(read.headers.get('access-control-allow-origin'), '*')
  t.notOk(read.headers.get('access-control-allow-credentials'))
  const exposed = (read.headers.get('access-control-expose-headers') ?? '').split(', ')
  for (const name of ['ETag', 'Link', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'Location', 'Deprecation', 'Sunset', 'X-Request-Id'])
    t.ok(exposed.includes(name), name)
  const asked = ['authorization', 'if-none-match', 'if-match', 'idempotency-key', 'content-type']
  const preflight = await fetch(`${url}/api/v1/series`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked.join(',') },
  })
  t.equal(preflight.status, 204)
  t.equal(preflight.headers.get('access-control-max-age'), '86400')
  const allowed = (preflight.headers.get('access-control-allow-headers') ?? '').toLowerCase().split(', ')
  for (const name of asked) t.ok(allowed.includes(name), name)
  t.match(preflight.headers.get('access-control-allow-methods'), /\bPOST\b/)
  t.equal((await call('GET', '/nothing', { headers: { origin } })).headers['access-control-allow-origin'], '*', 'failures can be read')
  t.notOk((await app.inject({ url: '/', headers: { origin } })).headers['access-control-allow-origin'], 'pages cannot')
})

point(14, async (t, deps) => {
  const client = await testApp(t, deps)
  await published(deps, ['Harbour Kitchen'])
  const own = await client.key('admin')
  let looked = 0
  for (const { method, path, operation } of await operations(client)) {
    if (method !== 'get') continue
    const scope = operation['x-required-scope']
    const answer = await client.call('GET', someAddress(path), scope ? { key: own } : {})
    const policy = String(answer.headers['cache-control'])
    if (answer.statusCode !== 200) {
      t.equal(policy, 'no-store', `${operation.operationId} ${answer.statusCode}`)
      continue
    }
    looked++
    if (scope) t.ok(/^private, no-cache$|^no-store$/.test(policy), `${operation.operationId}: ${policy}`)
    else {
      t.notMatch(policy, /private/, operation.operationId)
      const seconds = [...policy.matchAll(/(?:max-age|stale-while-revalidate)=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0)
      t.ok(seconds < 12 * 3_600, `${operation.operationId}: whoever leaves is gone from caches within hours`)
    }
    t.match(String(answer.headers.vary), scope ? /Authorization/ : /Accept/, operation.operationId)
  }
  t.ok(looked > 25, `${looked} reads were looked at`)
})

point(15, async (t, deps) => {
  const client = await testApp(t, deps)
  await published(deps, ['Harbour Kitchen'])
  const paths = new Map<string, string[]>()
  const all = await operations(client)
  for (const { method, path } of all) paths.set(path, [...(paths.get(path) ?? []), method.toUpperCase()])
  for (const [path, methods] of paths) {
    const options = await client.call('OPTIONS', someAddress(path))
    const allow = String(options.headers.allow).split(', ')
    t.ok(options.statusCode === 204 && methods.every((method) => allow.includes(method)), `OPTIONS ${path}: ${allow}`)
    const other = (['DELETE', 'PUT', 'PATCH', 'POST', 'GET'] as const).find((method) => !allow.includes(method))
    if (!other) continue
    const refused = await client.call(other, someAddress(path))
    t.ok(refused.statusCode === 405 && refused.headers.allow === options.headers.allow, `${other} ${path}`)
  }
  let compared = 0
  for (const { method, path, operation } of all) {
    if (method !== 'get' || operation['x-required-scope']) continue
    const get = await client.call('GET', someAddress(path))
    const head = await client.call('HEAD', someAddress(path))
    t.equal(head.statusCode, get.statusCode, `HEAD ${path}`)
    if (get.statusCode !== 200) continue
    compared++
    t.equal(head.body, '')
    for (const name of ['etag', 'content-type', 'cache-control', 'vary']) t.equal(head.headers[name], get.headers[name], `${path} ${name}`)
  }
  t.ok(compared > 10)
})
