import { connect } from 'node:net'
import t from 'tap'
import { openDatabase } from '../../src/db/open.js'
import { createStore } from '../../src/db/tx.js'
import { silentLog } from '../../src/deps.js'
import { diagnose } from '../../src/http/problems.js'
import { problems } from '../../src/http/schemas.js'
import { manualClock } from '../../src/kernel/clock.js'
import { seededIds } from '../../src/kernel/ids.js'
import { PlatformError } from '../../src/platform/port.js'
import { freshPglite, onBoth, START, testConfig } from '../helpers/engines.js'
import { isProblem } from './answers.js'
import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

onOneEngine('every failure is a problem with a code of the table', async (t, deps) => {
  const { app, call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const post = (payload: string | Buffer, type = 'application/json') =>
    app.inject({ method: 'POST', url: '/api/v1/series', payload, headers: { 'content-type': type, authorization: `Bearer ${curator}` } })

  isProblem(t, await call('GET', '/nothing'), 'not_found')
  isProblem(t, await app.inject({ method: 'POST', url: '/api/v1/nothing', payload: 'x', headers: { 'content-type': 'text/csv' } }), 'not_found')
  isProblem(t, await app.inject('/%'), 'bad_request')
  isProblem(t, await app.inject('/api/v1/series/%ff'), 'bad_request')
  isProblem(t, await app.inject(`/api/v1/series/${'a'.repeat(200)}`), 'not_found')
  isProblem(t, await app.inject('/api/v1/series/ser_%00'), 'bad_request')
  isProblem(t, await call('GET', '/series/ser_01jnb1h6w0e3qxt6yz0p4v8kdm'), 'not_found')
  isProblem(t, await post('{"a":'), 'bad_request')
  isProblem(t, await post(''), 'bad_request')
  isProblem(t, await post('{"__proto__":{"x":1}}'), 'bad_request')
  isProblem(t, await post('{"name":"a\\u0000b"}'), 'bad_request')
  isProblem(t, await post('[]'), 'validation_failed')
  isProblem(t, await post('<a/>', 'text/xml'), 'unsupported_media_type')
  isProblem(t, await post('a=b', 'application/x-www-form-urlencoded'), 'unsupported_media_type')
  isProblem(t, await post(JSON.stringify({ name: 'x'.repeat(70_000) })), 'payload_too_large')
  isProblem(t, await call('GET', '/series', { headers: { accept: 'text/csv' } }), 'not_acceptable')
  isProblem(t, await call('GET', '/series?cursor=abc'), 'invalid_cursor')
  isProblem(t, await call('GET', '/series?q=%00'), 'bad_request')
  t.equal((await call('GET', '/series')).statusCode, 200)
})

onOneEngine('a wrong method is answered with the methods that are right', async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  for (const [path, allow] of [
    ['/series', 'GET, HEAD, OPTIONS, POST'],
    ['/series/ser_01jnb1h6w0e3qxt6yz0p4v8kdm', 'GET, HEAD, OPTIONS, PATCH'],
  ] as const) {
    const refused = await call('DELETE', path)
    isProblem(t, refused, 'method_not_allowed')
    t.equal(refused.headers.allow, allow)
    const options = await call('OPTIONS', path)
    t.equal(options.statusCode, 204)
    t.equal(options.headers.allow, allow)
  }
  isProblem(t, await call('OPTIONS', '/nothing'), 'not_found')
  t.equal((await app.inject({ method: 'POST', url: '/livez' })).statusCode, 405)
})

onOneEngine('all faults of a body and a query are named at once', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const answer = await call('POST', '/series', { key: curator, body: { hashtag: 5, name: null, 'a/b~c': 1, hosts: ['ok', ' '] } })
  const body = isProblem(t, answer, 'validation_failed')
  const pointers = (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`).sort()
  t.same(pointers, ['/a~1b~0c unknown', '/hashtag type', '/hosts/1 pattern', '/name type', '/timezone missing'])

  const query = await call('GET', '/series?limit=0&colour=red')
  const faults = isProblem(t, query, 'validation_failed').errors as { parameter: string; code: string }[]
  t.same(faults.map(({ parameter, code }) => `${parameter} ${code}`).sort(), ['colour unknown', 'limit minimum'])
  t.equal((await call('GET', '/series?limit=999')).statusCode, 200, 'a larger limit is lowered')
  isProblem(t, await call('GET', '/series?limit=abc'), 'validation_failed')
})

onOneEngine('what is refused is told within the bounds of the document, and counted, however long it was', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const name = 'x'.repeat(2_000)
  // testApp holds every answer against its schema, where a pointer has at most 1,000 characters.
  const long = isProblem(t, await call('POST', '/lists', { key: curator, body: { name: 'Allies', [name]: 1 } }), 'validation_failed')
  t.match(long.errors, [{ pointer: `/${name}`.slice(0, 1_000), code: 'unknown' }])
  isProblem(t, await call('POST', `/lists/lst_${'0'.repeat(26)}/plans`, { key: curator, body: { [name]: 1 } }), 'validation_failed')
  const overlong = await call('GET', `/series/${name}`)
  isProblem(t, overlong, 'not_found')
  t.match(overlong.headers.ratelimit, /r=/, 'the router does not answer it past the limits')
})

onOneEngine('numbers in a query are written as JSON writes them', async (t, deps) => {
  const { call } = await testApp(t, deps)
  for (const text of ['0x10', '+1', ' 5', '05', '1e1', '1.0', '', 'NaN']) {
    const body = isProblem(t, await call('GET', `/series?limit=${encodeURIComponent(text)}`), 'validation_failed')
    t.match(body.errors, [{ parameter: 'limit' }], text)
  }
  for (const text of ['1', '200', '201', '100000']) t.equal((await call('GET', `/series?limit=${text}`)).statusCode, 200, text)
})

onBoth('a failure of ours tells nothing but its code and request id', async (t, deps) => {
  const { app } = await testApp(t, deps, async (app) => {
    app.get('/api/v1/broken', async () => {
      throw new Error('select secret from users where token = 42')
    })
    app.get('/api/v1/sql', async () => {
      await deps.store.database.executeSql('select * from no_such_table', [])
    })
    app.get('/api/v1/x', { schema: { response: problems('platform_failed') } }, async () => {
      throw new PlatformError('rate', 'token xyz is limited', { resetAt: new Date('2026-03-01T21:00:00Z') })
    })
  })
  for (const path of ['/api/v1/broken', '/api/v1/sql']) {
    const answer = await app.inject(path)
    const body = isProblem(t, answer, 'internal')
    t.same(Object.keys(body).sort(), ['code', 'request_id', 'status', 'title', 'type'])
  }
  const x = await app.inject('/api/v1/x')
  const body = isProblem(t, x, 'platform_failed')
  t.equal(body.kind, 'rate')
  t.equal(body.reset_at, '2026-03-01T21:00:00.000Z')
  t.notMatch(x.body, 'xyz')
})

for (const [name, open] of [
  ['a Postgres that nobody answers for', async () => openDatabase({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', dataDir: '.' })],
  [
    'an embedded database that was closed',
    async () => {
      const database = await freshPglite()
      await database.close()
      return database
    },
  ],
] as const) {
  t.test(`${name} makes 503 with Retry-After, and the process still lives`, async (t) => {
    const clock = manualClock(START)
    const ids = seededIds(1, () => clock.now().getTime())
    const database = await open()
    const { app, call } = await testApp(t, { config: testConfig(), store: createStore(database, clock, ids), clock, ids, platform: null, log: silentLog })
    const answer = await call('GET', '/series')
    isProblem(t, answer, 'unavailable')
    t.ok(Number(answer.headers['retry-after']) > 0)
    isProblem(t, await app.inject('/readyz'), 'unavailable')
    t.equal((await app.inject('/livez')).statusCode, 200)
  })
}

onOneEngine('a stopping server says so before it closes', async (t, deps) => {
  const { app } = await testApp(t, deps)
  app.lifecycle.stopping = true
  isProblem(t, await app.inject('/readyz'), 'unavailable')
  t.equal((await app.inject('/livez')).statusCode, 200)
})

onOneEngine('what is no HTTP at all still gets a problem', async (t, deps) => {
  const { app } = await testApp(t, deps)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const port = (app.server.address() as { port: number }).port
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'))
    let text = ''
    socket.on('data', (data) => {
      text += data
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
  t.match(answer, /^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/)
  t.equal(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').code, 'bad_request')
})

t.test('SQLSTATEs and connection failures map to codes', async (t) => {
  const cases: [unknown, string][] = [
    [{ cause: { code: '23505' } }, 'conflict'],
    [{ code: '23503' }, 'conflict'],
    [{ cause: { cause: { code: '22021' } } }, 'bad_request'],
    [{ code: '40001' }, 'unavailable'],
    [{ code: '53300' }, 'unavailable'],
    [{ code: '57014' }, 'unavailable'],
    [{ code: '57P01' }, 'unavailable'],
    [{ code: '42P01' }, 'internal'],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'unavailable'],
    [{ cause: new Error('timeout exceeded when trying to connect') }, 'unavailable'],
    [new Error('anything'), 'internal'],
    [undefined, 'internal'],
    ['text', 'internal'],
  ]
  for (const [error, code] of cases) t.equal(diagnose(error).code, code)
})
