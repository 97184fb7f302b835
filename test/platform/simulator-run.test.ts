import { request as httpRequest } from 'node:http'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { manualClock } from '../../src/kernel/clock.js'
import { ANSWERS } from '../../src/platform/answers.js'
import { PRICES_MILLI_USD } from '../../src/platform/port.js'
import { LIMITS, PRICE_TABLES, type RouteKey, SCOPES } from '../../src/platform/simulator/contract.js'
import { startSimulator } from '../../src/platform/simulator/index.js'
import { runSimulator } from '../../src/platform/simulator/main.js'
import { createXPlatform, credentialsFrom } from '../../src/platform/x/index.js'
import { OWNER, type Sent, START, send, world } from './world.js'

t.test('tokens are judged: unknown, revoked, expired, app-only, short of a scope', async (t) => {
  const { simulator, clock } = await world(t, 1)
  const post = (token: string) => send(simulator.url, token, 'POST', '/2/lists', { name: 'L' })
  t.equal((await post('made-up')).status, 401)
  t.match((await post(simulator.addBearer())).body, { type: /unsupported-authentication$/, status: 403 })
  const narrow = await post(simulator.addOAuth2(OWNER, { scopes: ['tweet.read', 'users.read', 'list.write'] }))
  t.match(narrow, { status: 403, body: { title: 'Forbidden', type: 'about:blank' } }, 'a missing scope is a plain 403')
  const shortLived = simulator.addOAuth2(OWNER, { expires_at: new Date(clock.now().getTime() + 1000) })
  t.equal((await post(shortLived)).status, 201)
  clock.advance(1000)
  t.equal((await post(shortLived)).status, 401)
  const token = simulator.addOAuth2(OWNER)
  simulator.setFault({ name: 'token-revoked', nth: 2 })
  t.same([(await post(token)).status, (await post(token)).status, (await post(token)).status], [201, 401, 401], 'revoked for good')
  t.equal((await fetch(`${simulator.url}/2/users/me`)).status, 401)
})

t.test('windows of 15 minutes run per owner and route, start with the first call, and say so in headers', async (t) => {
  const { simulator, clock } = await world(t, 1)
  const token = simulator.addOAuth2(OWNER)
  const second = simulator.addOAuth2(OWNER)
  const other = simulator.addBearer()
  const get = (by = token) => send(simulator.url, by, 'GET', `/2/users/${OWNER}/owned_lists`)
  const header = ({ headers }: Sent, name: string) => Number(headers.get(`x-rate-limit-${name}`))
  clock.advance(123_000)
  const first = await get()
  t.same([header(first, 'limit'), header(first, 'remaining'), header(first, 'reset')], [15, 14, Date.parse(START) / 1000 + 123 + 900])
  for (let i = 0; i < 14; i++) await get(i % 2 ? token : second)
  const over = await get()
  t.same([over.status, header(over, 'remaining')], [429, 0], 'a second token of the same owner shares the window')
  t.match(over.body, ANSWERS['rate-problem'].body({}))
  t.equal((await get(other)).status, 200, "the app's own window is another")
  t.equal((await send(simulator.url, token, 'GET', '/2/users/me')).status, 200, 'and so is another route')
  clock.advance(899_000)
  t.equal((await get()).status, 429)
  clock.advance(1_000)
  t.equal((await get()).status, 200)
})

t.test('the ledger charges writes by the call and reads by the resource, once a UTC day, until the money is gone', async (t) => {
  const { simulator, clock } = await world(t, 3)
  const app = simulator.addApp({ owner_id: OWNER })
  const token = simulator.addOAuth2(OWNER, { app_id: app.id })
  const call = (method: string, path: string, body?: unknown) => send(simulator.url, token, method, path, body)
  const spent = () => simulator.ledger().spent_milli_usd
  const { id } = (await call('POST', '/2/lists', { name: 'L' })).body.data as { id: string }
  t.equal(spent(), 10)
  await call('POST', `/2/lists/${id}/members`, { user_id: '1' })
  await call('POST', `/2/lists/${id}/members`, { user_id: '404' })
  t.equal(spent(), 20, 'a refused addition costs the same')
  await call('POST', `/2/lists/${id}/members`, { user_id: 'x' })
  t.equal(spent(), 20, 'an invalid one costs nothing')
  await call('GET', '/2/users/by?usernames=u1,u2,nobody')
  t.equal(spent(), 40)
  await call('GET', '/2/users/by?usernames=u1,u3')
  t.equal(spent(), 50, 'u1 was paid for today')
  clock.advance(86_400_000)
  await call('GET', '/2/users/by?usernames=u1')
  t.equal(spent(), 60)
  await call('GET', `/2/users/${OWNER}/owned_lists`)
  t.equal(spent(), 61, 'reads of what the owner of the app owns are cheaper')
  simulator.setBalance(0.005)
  t.equal((await call('POST', `/2/lists/${id}/members`, { user_id: '2' })).status, 200)
  const broke = await call('POST', `/2/lists/${id}/members`, { user_id: '3' })
  t.equal(broke.status, 402)
  t.equal(broke.headers.get('x-rate-limit-limit'), '300', 'the rate headers look healthy')
  t.same(simulator.members(id), ['2', '1'])
  const shown = (await (await fetch(`${simulator.url}/_sim/ledger`)).json()) as { spent_usd: number }
  t.equal(shown.spent_usd, simulator.ledger().spent_milli_usd / 1000)
})

t.test('recent search gives the last seven days, newest first, without retweets, after since_id', async (t) => {
  const { simulator, clock } = await world(t, 2)
  const token = simulator.addBearer()
  simulator.addPost({ author_id: '1', text: 'too old #chat', created_at: new Date(clock.now().getTime() - 8 * 86_400_000) })
  const first = simulator.addPost({ author_id: '1', text: 'I nominate @a #Chat' })
  clock.advance(1000)
  simulator.addPost({ author_id: '2', text: 'RT @u1: I nominate @a #Chat', retweet_of: first.id })
  const posts = Array.from({ length: 12 }, (_, i) => {
    clock.advance(1000)
    return simulator.addPost({ author_id: '2', text: `${i} #chat` })
  })
  const search = (rest = '') =>
    send(simulator.url, token, 'GET', `/2/tweets/search/recent?query=%23chat&tweet.fields=author_id,created_at&expansions=author_id${rest}`)
  const page = await search()
  t.equal(page.body.meta?.result_count, 10)
  t.match(page.body.data, [{ id: posts[11]?.id, author_id: '2' }])
  const rest = await search(`&next_token=${page.body.meta?.next_token}`)
  t.same(
    (rest.body.data as { text: string }[]).map((post) => post.text),
    ['1 #chat', '0 #chat', 'I nominate @a #Chat'],
  )
  t.same((await search(`&since_id=${posts[11]?.id}`)).body, { meta: { result_count: 0 } })
})

t.test('the same seed and calls give the same run, and an exported state goes on where it stood', async (t) => {
  const run = async () => {
    const { simulator, clock } = await world(t, 9)
    const token = simulator.addOAuth2(OWNER)
    const made = await send(simulator.url, token, 'POST', '/2/lists', { name: 'L' })
    const lookup = await send(simulator.url, token, 'GET', '/2/users/by?usernames=u1,u2,u3,u4,u5,u6')
    return { answers: [token, made.body, lookup.body], simulator, clock, token, id: (made.body.data as { id: string }).id }
  }
  const [one, two] = [await run(), await run()]
  t.same(one.answers, two.answers)
  t.same(one.simulator.exportState(), two.simulator.exportState())
  const again = await startSimulator({ clock: manualClock(START), scenario: { state: JSON.parse(JSON.stringify(one.simulator.exportState())) } })
  t.teardown(() => again.close())
  t.same((await send(again.url, one.token, 'POST', `/2/lists/${one.id}/members`, { user_id: '1' })).body, { data: { is_member: true } })
  t.same(again.members(one.id), ['1'])
  t.same(one.simulator.members(one.id), [], 'a copy')
})

t.test('faults can be set over the control routes, and only known ones', async (t) => {
  const { simulator } = await world(t, 1)
  const token = simulator.addOAuth2(OWNER)
  const post = (body: unknown) => send(simulator.url, '', 'POST', '/_sim/faults', body)
  t.equal((await post({ name: 'credits-402', next: 1 })).status, 201)
  t.equal((await send(simulator.url, token, 'GET', '/2/users/me')).status, 402)
  t.equal((await send(simulator.url, token, 'GET', '/2/users/me')).status, 200)
  for (const body of [{}, { name: 'earthquake' }, { name: 'hang', times: 1 }, { name: 'hang', nth: 'x' }, { name: 'hang', route: 'GET /3' }]) {
    t.equal((await post(body)).status, 400, JSON.stringify(body))
  }
  await post({ name: '5xx-before' })
  t.equal((await fetch(`${simulator.url}/_sim/faults`, { method: 'DELETE' })).status, 204)
  t.equal((await send(simulator.url, token, 'GET', '/2/users/me')).status, 200)
})

t.test('a fault by chance follows the seed', async (t) => {
  const run = async () => {
    const { simulator } = await world(t, 1)
    const token = simulator.addOAuth2(OWNER)
    simulator.setFault({ name: '5xx-before', variant: 'json', chance: 0.5 })
    const statuses: number[] = []
    for (let i = 0; i < 30; i++) statuses.push((await send(simulator.url, token, 'GET', '/2/users/me')).status)
    return statuses
  }
  const one = await run()
  t.same(one, await run())
  t.same([...new Set(one)].sort(), [200, 500])
})

t.test('the world to try the product on starts, says how to use it, and holds to its seed', async (t) => {
  const lines: string[] = []
  const simulator = await runSimulator({ port: 0, log: (line) => lines.push(line) })
  t.teardown(() => simulator.close())
  const env = Object.fromEntries(lines.flatMap((line) => [...line.matchAll(/\b(X_[A-Z_]+)=(\S+)/g)].map((match) => [match[1], match[2]])))
  const config = loadConfig({ ...env, SECRET: 'x'.repeat(32) })
  const credentials = credentialsFrom(config)
  if (!credentials) return t.fail()
  t.same(Object.keys(credentials), ['bearer', 'user'])
  const platform = createXPlatform({ baseUrl: config.X_API_BASE_URL, credentials, clock: manualClock(START), meter: () => undefined })
  t.match(await platform.lookupUsers(['harbourfood_eg', 'gone_org_eg', 'ghost_org_eg']), [
    { status: 'found' },
    { status: 'suspended' },
    { status: 'not_found' },
  ])
  const again: string[] = []
  const second = await runSimulator({ port: 0, log: (line) => again.push(line) })
  t.teardown(() => second.close())
  t.same(
    again.filter((line) => /KEY|TOKEN|SECRET/.test(line)),
    lines.filter((line) => /KEY|TOKEN|SECRET/.test(line)),
  )
})

t.test('the control routes answer on loopback names only', async (t) => {
  const { simulator } = await world(t, 1)
  t.match(await (await fetch(`${simulator.url}/_sim/state`)).json(), { version: 1, users: { 1: { username: 'u1' } } })
  t.same(await (await fetch(`${simulator.url}/_sim/log`)).json(), [])
  const status = await new Promise((resolve, reject) => {
    httpRequest(`${simulator.url}/_sim/state`, { headers: { host: 'rebound.example' } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })
  t.equal(status, 403)
})

t.test('limits, scopes and prices agree with the table of the specification and with the port', async (t) => {
  const prices = PRICE_TABLES['2026-08']
  const pairs: [RouteKey, keyof typeof PRICES_MILLI_USD][] = [
    ['GET /2/users/by', 'users.lookup'],
    ['GET /2/users/me', 'users.me'],
    ['GET /2/lists/:id', 'list.get'],
    ['POST /2/lists', 'list.create'],
    ['PUT /2/lists/:id', 'list.update'],
    ['GET /2/lists/:id/members', 'list.members.read'],
    ['POST /2/lists/:id/members', 'list.members.add'],
    ['DELETE /2/lists/:id/members/:user_id', 'list.members.remove'],
    ['GET /2/users/:id/followers', 'users.followers'],
  ]
  for (const [route, operation] of pairs) t.equal(prices[route].price, PRICES_MILLI_USD[operation].price, route)
  t.same(LIMITS['POST /2/lists/:id/members'], { app: null, user: 300 })
  t.same(SCOPES['POST /2/lists'], ['tweet.read', 'users.read', 'list.write', 'list.read'])
})

t.test('accounts are listed, added, renamed, suspended and deleted by hand over the control route', async (t) => {
  const { simulator } = await world(t, 2)
  const call = (method: string, path: string, body: unknown) => send(simulator.url, '', method, `/_sim/users${path}`, body)
  t.match(await (await fetch(`${simulator.url}/_sim/users`)).json(), [{ id: '1', username: 'u1', suspended: false, deleted: false }, { username: 'u2' }])
  t.match(await call('PATCH', '/u1', { username: 'new_eg', followers_count: 7 }), { status: 200, body: { id: '1', username: 'new_eg', followers_count: 7 } })
  t.match(await call('POST', '/1', { suspended: true, protected: true }), { status: 200, body: { username: 'new_eg', suspended: true, protected: true } })
  t.equal((await call('PATCH', '/u2', { username: 'NEW_eg' })).status, 409, 'it is somebody’s')
  t.equal((await call('POST', '', { username: 'u2' })).status, 409)
  t.equal((await call('POST', '', { username: 'other', id: '2' })).status, 409)
  t.match(await call('PATCH', '/u2', { deleted: true }), { status: 200, body: { deleted: true } })
  t.match(
    await call('POST', '', { username: 'u2', name: 'Another' }),
    { status: 201, body: { id: /^\d+$/, name: 'Another', deleted: false } },
    'its handle is free',
  )
  t.equal((await call('PATCH', '/2', { deleted: false })).status, 409, 'and cannot be had again')
  t.equal((await call('PATCH', '/nobody', {})).status, 404)
  for (const body of [{ username: 'no good' }, { colour: 'red' }, { suspended: 'yes' }]) t.equal((await call('PATCH', '/2', body)).status, 400)
})
