import { createKey, revokeKey } from '../../src/access/service.js'
import { KEY_FACTOR } from '../../src/http/rate-limit.js'
import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

const LIMIT = 12
const options = { config: { REQUESTS_PER_MINUTE: String(LIMIT), TRUST_PROXY: '127.0.0.1' } }
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

onOneEngine(
  'every answer tells the limit; over it the answer is 429, and true about when to come back',
  async (t, deps) => {
    const { call } = await testApp(t, deps)
    const first = await call('GET', '/series', from('192.0.2.1'))
    t.equal(first.headers['ratelimit-policy'], `"address";q=${LIMIT};w=60`)
    t.equal(first.headers.ratelimit, `"address";r=${LIMIT - 1};t=5`)
    t.equal((await call('GET', '/nothing', from('192.0.2.1'))).headers.ratelimit, `"address";r=${LIMIT - 2};t=10`, 'what does not exist counts too')
    t.equal((await call('GET', '/series?bad=1', from('192.0.2.1'))).headers.ratelimit, `"address";r=${LIMIT - 3};t=15`)
    for (let n = 3; n < LIMIT; n++) t.equal((await call('GET', '/series', from('192.0.2.1'))).statusCode, 200)

    const refused = await call('GET', '/series', from('192.0.2.1'))
    t.equal(refused.statusCode, 429)
    t.match(refused.headers, {
      'content-type': /^application\/problem\+json/,
      'retry-after': '5',
      ratelimit: `"address";r=0;t=60`,
      'access-control-allow-origin': '*',
    })
    t.match(refused.json(), {
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      code: 'quota_exceeded',
      'violated-policies': [{ name: 'address', quota: LIMIT, window: 60 }],
    })
    deps.clock.advance(4_900)
    t.equal((await call('GET', '/series', from('192.0.2.1'))).statusCode, 429)
    deps.clock.advance(100)
    t.equal((await call('GET', '/series', from('192.0.2.1'))).statusCode, 200)
    t.equal((await call('GET', '/series', from('192.0.2.2'))).statusCode, 200, 'others are not touched')
  },
  options,
)

onOneEngine(
  'an answer 304 and a preflight are free; pages and probes have no such limit; a device counts as one over all its addresses',
  async (t, deps) => {
    const { app, call } = await testApp(t, deps)
    const read = await call('GET', '/series', from('192.0.2.1'))
    const again = { headers: { 'x-forwarded-for': '192.0.2.1', 'if-none-match': String(read.headers.etag) } }
    for (let n = 0; n < 2 * LIMIT; n++) t.equal((await call('GET', '/series', again)).statusCode, 304)
    t.equal((await call('GET', '/series', again)).headers.ratelimit, `"address";r=${LIMIT - 1};t=5`)
    t.notOk((await call('OPTIONS', '/series', from('192.0.2.1'))).headers.ratelimit)
    t.notOk((await app.inject('/livez')).headers.ratelimit)
    for (let n = 0; n < LIMIT; n++) await call('GET', '/series', from(`2001:db8:1:1::${n}`))
    t.equal((await call('GET', '/series', from('2001:db8:1:1::ffff'))).statusCode, 429)
    t.equal((await call('GET', '/series', from('2001:db8:1:2::1'))).statusCode, 200)
  },
  options,
)

onOneEngine(
  'a key has a limit of its own wherever it is used from; something that is no key has the limit of its address',
  async (t, deps) => {
    const { call } = await testApp(t, deps)
    const made = await createKey(deps, { name: 'test', scopes: ['nominations:write'], actor: 'test' })
    const mine = made.key
    const policy = `"key";q=${KEY_FACTOR * LIMIT};w=60`
    const asMine = (address: string) => call('GET', '/series', { key: mine, ...from(address) })
    t.match((await asMine('192.0.2.1')).headers, { 'ratelimit-policy': policy })
    t.match((await asMine('192.0.2.9')).headers, { ratelimit: `"key";r=${KEY_FACTOR * LIMIT - 2};t=1` })
    t.match((await call('GET', '/series', from('192.0.2.1'))).headers, { ratelimit: `"address";r=${LIMIT - 1};t=5` }, 'the address was not counted for it')

    const guess = (n: number) => call('POST', '/nominations', { key: `alk_live_guess${n}`, body: {}, ...from('192.0.2.3') })
    for (let n = 0; n < LIMIT; n++) t.equal((await guess(n)).statusCode, 401)
    t.equal((await guess(LIMIT)).statusCode, 429, 'keys cannot be guessed faster than that')

    await revokeKey(deps, 'test', made.id)
    deps.clock.advance(61_000)
    t.match((await asMine('192.0.2.7')).headers, { 'ratelimit-policy': `"address";q=${LIMIT};w=60` }, 'a key that was revoked is none')
  },
  options,
)
