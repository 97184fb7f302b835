import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

const BODY = { hashtag: 'SWHelper', name: 'SW Helper', timezone: 'America/New_York' }

onOneEngine('a write needs a key with its scope, and every refusal says which', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const none = await call('POST', '/series', { body: BODY })
  t.equal(none.statusCode, 401)
  t.equal(none.headers['www-authenticate'], 'Bearer realm="allies"')

  const wrong = await call('POST', '/series', { body: BODY, key: await key('nominations:write', 'lists:apply') })
  t.equal(wrong.statusCode, 403)
  t.equal(wrong.json().code, 'insufficient_scope')
  t.equal(wrong.json().required_scope, 'directory:curate')
  t.equal(wrong.headers['www-authenticate'], 'Bearer realm="allies", error="insufficient_scope", scope="directory:curate"')

  const good = await key('directory:curate')
  for (const bad of [`${good}x`, good.replace('alk_live_', 'alk_test_'), `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`, 'x']) {
    const answer = await call('POST', '/series', { body: BODY, key: bad })
    t.equal(answer.statusCode, 401)
    t.equal(answer.headers['www-authenticate'], 'Bearer realm="allies", error="invalid_token"')
  }
  t.equal((await call('POST', '/series', { body: BODY, headers: { authorization: `Basic ${good}` } })).statusCode, 401)
  t.equal((await call('POST', '/series?key=x', { body: BODY, key: good })).statusCode, 400, 'keys do not belong into addresses')
  t.equal((await call('POST', '/series', { body: BODY, key: good })).statusCode, 201)
  t.equal((await call('POST', '/series', { body: { ...BODY, hashtag: 'OTalk' }, key: await key('admin') })).statusCode, 201, 'admin implies every scope')
})

onOneEngine('nobody without a key learns whether a body would have fitted', async (t, deps) => {
  const { call } = await testApp(t, deps)
  t.equal((await call('POST', '/series', { body: { nonsense: true } })).statusCode, 401)
  t.equal((await call('POST', '/series', { body: 'x'.repeat(100_000), headers: { 'content-type': 'text/plain' } })).statusCode, 401)
})

onOneEngine('a route that asks for an unknown scope is found at start', async (t, deps) => {
  await t.rejects(
    testApp(t, deps, async (app) => {
      app.get('/api/v1/typo', { config: { scope: 'directory:currate' } }, async () => 'x')
    }),
    /unknown scope directory:currate/,
  )
})
