import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

onOneEngine('any site may read the API and, with a key, write, but never with cookies', async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  const read = await call('GET', '/series', { headers: { origin: 'https://elsewhere.example' } })
  t.equal(read.headers['access-control-allow-origin'], '*')
  t.notOk(read.headers['access-control-allow-credentials'])
  for (const name of ['ETag', 'Link', 'Total-Count', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'Location', 'X-Request-Id', 'Idempotent-Replayed'])
    t.match(String(read.headers['access-control-expose-headers']), name)

  const preflight = await call('OPTIONS', '/series', {
    headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  })
  t.equal(preflight.statusCode, 204)
  t.match(String(preflight.headers['access-control-allow-methods']), 'POST')
  for (const name of ['Authorization', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'Content-Type'])
    t.match(String(preflight.headers['access-control-allow-headers']), name)
  t.equal(preflight.headers['access-control-max-age'], '86400')

  t.equal(
    (await call('GET', '/nothing', { headers: { origin: 'https://elsewhere.example' } })).headers['access-control-allow-origin'],
    '*',
    'failures can be read too',
  )
  t.notOk((await app.inject('/livez')).headers['access-control-allow-origin'])
})

onOneEngine('every answer has the security headers and an id of our own', async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  const answers = [await call('GET', '/series'), await call('GET', '/nothing'), await app.inject('/livez')]
  for (const { headers } of answers) {
    t.match(String(headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/)
    t.equal(headers['x-content-type-options'], 'nosniff')
    t.match(String(headers['x-request-id']), /^req_/)
    t.notOk(headers['strict-transport-security'], 'not over plain http')
  }
  const given = await call('GET', '/series', { headers: { 'x-request-id': 'forged', 'request-id': 'forged' } })
  t.notMatch(String(given.headers['x-request-id']), 'forged')
})
