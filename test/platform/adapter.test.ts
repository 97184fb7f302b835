import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import t from 'tap'
import type { Config } from '../../src/config.js'
import { manualClock } from '../../src/kernel/clock.js'
import { createXPlatform, credentialsFrom, type XCredentials } from '../../src/platform/x/index.js'
import { failureOf, OWNER, START, world } from './world.js'

t.test('credentials come from the settings, and none of them switches X off', async (t) => {
  const from = (config: Partial<Config>) => credentialsFrom(config as Config)
  t.equal(from({}), null)
  t.equal(from({ X_APP_KEY: 'k', X_APP_SECRET: 's' }), null)
  t.same(from({ X_BEARER_TOKEN: 'b' }), { bearer: 'b' })
  t.same(from({ X_ACCESS_TOKEN: 't' }), { user: { kind: 'oauth2', access_token: 't' } })
  t.same(from({ X_BEARER_TOKEN: 'b', X_APP_KEY: 'k', X_APP_SECRET: 's', X_ACCESS_TOKEN: 't', X_ACCESS_SECRET: 'u' }), {
    bearer: 'b',
    user: { kind: 'oauth1', app_key: 'k', app_secret: 's', access_token: 't', access_secret: 'u' },
  })
})

t.test('lists can be written only with a user, and lookups prefer the app', async (t) => {
  const { simulator, platformWith } = await world(t)
  const { bearer, user } = simulator.credentials(OWNER)
  t.equal(platformWith({ bearer }).lists, undefined)
  t.ok(platformWith({ user }).lists)
  const owners: (string | null)[] = []
  for (const credentials of [{ bearer }, { user }, { bearer, user }] satisfies XCredentials[]) {
    await platformWith(credentials).lookupUsers(['u1'])
    owners.push(simulator.log().at(-1)?.owner ?? null)
  }
  t.same(owners, [null, OWNER, null])
  const { id } = simulator.addList({ owner_id: OWNER, name: 'P', private: true })
  t.match(await platformWith({ bearer, user }).getList(id), { id, private: true }, 'a private list is read as its owner')
  t.match(await failureOf(platformWith({ bearer }).getList(id)), { kind: 'not-owner' })
  t.throws(() => createXPlatform({ credentials: {}, clock: manualClock(START), meter: () => undefined }))
})

t.test('a wrong OAuth 1.0a signature is refused by the simulator, so a right one proves something', async (t) => {
  const { simulator, platformWith } = await world(t)
  const { user } = simulator.credentials(OWNER, 'oauth1')
  if (user.kind !== 'oauth1') return t.fail()
  t.match(await platformWith({ user }).lookupUsers(['u1', 'u2']), [{ status: 'found' }, { status: 'found' }], 'commas and dots in the query are signed')
  t.match(await failureOf(platformWith({ user: { ...user, access_secret: 'wrong' } }).lookupUsers(['u1'])), { kind: 'auth', status: 401 })
  t.match(await failureOf(platformWith({ user: { ...user, app_secret: 'wrong' } }).lookupUsers(['u1'])), { kind: 'auth', status: 401 })
})

t.test('250 handles are asked in three calls, answered in order, each once charged', async (t) => {
  const { simulator, platform, calls } = await world(t, 240)
  simulator.changeUser('7', { suspended: true })
  const handles = Array.from({ length: 250 }, (_, i) => (i % 2 ? `U${i + 1}` : `u${i + 1}`))
  const progress: number[] = []
  const answers = await platform.lookupUsers([...handles, 'U1', 'no-good', ''], (done, total) => progress.push(done, total))
  t.same(
    answers.map((answer) => answer.handle),
    [...handles, 'U1', 'no-good', ''],
  )
  t.equal(answers.filter((answer) => answer.status === 'found').length, 240, '239 and the repeated one')
  t.same(answers[6], { handle: 'u7', status: 'suspended' })
  t.same(answers[245], { handle: 'U246', status: 'not_found' })
  t.match(answers[250], { handle: 'U1', status: 'found', user: { id: '1', username: 'u1', followers_count: 10 } })
  t.same(answers.slice(251), [
    { handle: 'no-good', status: 'invalid' },
    { handle: '', status: 'invalid' },
  ])
  t.same(progress, [100, 250, 200, 250, 250, 250])
  t.same(
    calls.map((call) => [call.operation, call.units]),
    [
      ['users.lookup', 99],
      ['users.lookup', 100],
      ['users.lookup', 40],
    ],
  )
  t.equal(
    calls.reduce((sum, call) => sum + call.cost_milli_usd, 0),
    simulator.ledger().spent_milli_usd,
  )
  t.same(await platform.lookupUsers([]), [])
  t.same(await platform.lookupUsers(['no-good']), [{ handle: 'no-good', status: 'invalid' }])
  t.equal(simulator.log().length, 3, 'nothing to ask, nothing sent')
})

t.test('a failing later hundred keeps what was paid for; a failing first one says why', async (t) => {
  const { simulator, platform } = await world(t, 150)
  const handles = Array.from({ length: 150 }, (_, i) => `u${i + 1}`)
  simulator.setFault({ name: 'credits-402', route: 'GET /2/users/by', nth: 2, next: 2 })
  const answers = await platform.lookupUsers(handles)
  t.same([answers[99]?.status, answers[100]?.status], ['found', 'unanswered'])
  t.match(await failureOf(platform.lookupUsers(handles)), { kind: 'credits', status: 402 })
})

/** A server that plays back what X is feared to say and the simulator does not. */
async function playback(t: Parameters<typeof world>[0], answers: { status?: number; body: unknown }[]) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = answers.shift() ?? { status: 500, body: {} }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  const clock = manualClock(START)
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const platform = createXPlatform({ baseUrl, credentials: { user: { kind: 'oauth2', access_token: 'canary-token' } }, clock, meter: () => undefined })
  return { platform, asked }
}

t.test('a value that X calls bad is dropped, and the rest is sent once more and no oftener', async (t) => {
  const bad = (value: string) => ({
    status: 400,
    body: {
      errors: [{ parameters: { usernames: [value] }, message: `The \`usernames\` query parameter value [${value}] is not valid` }],
      title: 'Invalid Request',
      detail: 'One',
      type: 'https://api.x.com/2/problems/invalid-request',
    },
  })
  const { platform, asked } = await playback(t, [
    bad('B'),
    {
      body: {
        data: [
          { id: '3', username: 'C' },
          { id: '1', username: 'a' },
        ],
      },
    },
  ])
  t.match(await platform.lookupUsers(['a', 'b', 'c']), [{ status: 'found' }, { handle: 'b', status: 'invalid' }, { status: 'found', user: { id: '3' } }])
  t.equal(asked.length, 2)
  const twice = await playback(t, [bad('b'), bad('c')])
  t.match(await failureOf(twice.platform.lookupUsers(['a', 'b', 'c'])), { kind: 'invalid', status: 400 })
  t.equal(twice.asked.length, 2)
  const alone = await playback(t, [bad('a')])
  t.same(await alone.platform.lookupUsers(['a']), [{ handle: 'a', status: 'invalid' }])
  const all = await playback(t, [{ status: 400, body: { errors: [{ parameters: { usernames: ['a', 'b'] }, message: 'no' }], title: 'Invalid Request' } }])
  t.match(await failureOf(all.platform.lookupUsers(['a', 'b'])), { kind: 'invalid' }, 'a 400 that names all of them names none')
})

t.test('what nobody asked for is not taken, and what is misshapen is unanswered', async (t) => {
  const { platform } = await playback(t, [
    {
      body: {
        data: [
          { id: '9', username: 'stranger' },
          { id: 5, username: 'numeric' },
          { id: '1', username: 'a' },
        ],
        extra: true,
      },
    },
  ])
  t.match(await platform.lookupUsers(['numeric', 'a', 'b']), [{ status: 'unanswered' }, { status: 'found' }, { status: 'unanswered' }])
})

t.test('an empty object says nothing about anybody, and is no answer', async (t) => {
  const { platform, asked } = await playback(t, [{ body: {} }, { body: {} }, { body: {} }, { body: {} }])
  t.match(await failureOf(platform.lookupUsers(['a'])), { kind: 'transient', status: 200 })
  t.equal(asked.length, 4)
})

t.test("another list's answer, numeric ids and missing keys are no answer", async (t) => {
  const row = { id: '7', name: 'n', private: false, owner_id: '900', member_count: 1 }
  for (const data of [
    { ...row, id: '8' },
    { ...row, owner_id: 900 },
    { id: '7', name: 'n' },
    { ...row, member_count: -1 },
  ]) {
    const { platform } = await playback(t, [{ body: { data } }, { body: { data } }, { body: { data } }, { body: { data } }])
    t.match(await failureOf(platform.getList('7')), { kind: 'transient' })
  }
})

t.test('a token that comes again ends a read, even if no member does', async (t) => {
  const page = (next_token: string) => ({ body: { meta: { result_count: 0, next_token } } })
  const { platform, asked } = await playback(t, [page('one'), page('two'), page('one'), page('two')])
  t.same(await platform.readMembers('7'), { complete: false, members: [] })
  t.equal(asked.length, 3)
})

t.test('a page with errors, a miscount or a misshapen member is not whole; errors alone are a failure', async (t) => {
  const data = [{ id: '1', username: 'a' }]
  for (const body of [
    { data, meta: { result_count: 1 }, errors: [{ title: 'Forbidden' }] },
    { data, meta: { result_count: 2 } },
    { data: [...data, { id: 2, username: 'b' }], meta: { result_count: 2 } },
    { data, meta: { result_count: 1, next_token: 5 } },
  ]) {
    const { platform } = await playback(t, [{ body }])
    t.same(await platform.readMembers('7'), { complete: false, members: data })
  }
})

t.test('an addition is judged by is_member when data and errors come together', async (t) => {
  const { platform } = await playback(t, [
    { body: { data: { is_member: true }, errors: [{ title: 'Conflict', detail: 'already a member' }] } },
    { body: { data: { is_member: false } } },
    { status: 409, body: { title: 'Conflict', detail: 'The user is already a member of this List.' } },
    { status: 403, body: { errors: [{ code: 110, message: 'not a member' }] } },
    { body: { data: { is_member: true } } },
    { body: { data: { updated: false } } },
  ])
  await platform.lists?.addMember('7', '1')
  t.match(await failureOf(platform.lists?.addMember('7', '1') ?? Promise.resolve()), { kind: 'refused', status: 200 })
  await platform.lists?.addMember('7', '1')
  await platform.lists?.removeMember('7', '1')
  t.match(await failureOf(platform.lists?.removeMember('7', '1') ?? Promise.resolve()), { kind: 'refused' })
  t.match(await failureOf(platform.lists?.updateList('7', { name: 'x' }) ?? Promise.resolve()), { kind: 'refused' })
})

t.test('tokens never leave over an open line', async (t) => {
  const options = { credentials: { bearer: 'b' }, clock: manualClock(START), meter: () => undefined }
  for (const baseUrl of ['http://api.x.com', 'http://127.0.0.1.example.org', 'http://localhost.example.org', 'ftp://127.0.0.1']) {
    t.throws(() => createXPlatform({ ...options, baseUrl }), TypeError, baseUrl)
  }
  t.ok(createXPlatform({ ...options, baseUrl: 'http://[::1]:4100' }))
  t.ok(createXPlatform(options), 'X itself')
})

t.test('the loopback name of IPv6 works too', async (t) => {
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end('{"data":[{"id":"1","username":"u1"}]}'))
  const listening = await new Promise((resolve) => server.once('error', () => resolve(false)).listen(0, '::1', () => resolve(true)))
  if (!listening) return t.comment('no IPv6 on this machine')
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  const baseUrl = `http://[::1]:${(server.address() as AddressInfo).port}`
  const platform = createXPlatform({ baseUrl, credentials: { bearer: 'b' }, clock: manualClock(START), meter: () => undefined })
  t.match(await platform.lookupUsers(['u1']), [{ status: 'found' }])
})

t.test('a token that no header can hold is our mistake, and does not leave in the error either', async (t) => {
  const { simulator } = await world(t)
  const platform = createXPlatform({ baseUrl: simulator.url, credentials: { bearer: 'canary\ntoken' }, clock: manualClock(START), meter: () => undefined })
  const error = await failureOf(platform.lookupUsers(['u1']))
  t.match(error, { kind: 'invalid', status: undefined, message: /not sent: ERR_INVALID_CHAR/ })
  t.notMatch(inspect(error, { showHidden: true, depth: 10 }), /canary/)
  t.equal(simulator.log().length, 0)
})

t.test('a deadline that passes after the answer hurts nobody', async (t) => {
  const { simulator, platformWith } = await world(t)
  const platform = platformWith(simulator.credentials(OWNER), { timeoutMs: 30 })
  for (let i = 0; i < 3; i++) {
    t.match(await platform.lookupUsers(['u1']), [{ status: 'found' }])
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
})

t.test('no error holds a secret, whatever the failure and however closely one looks', async (t) => {
  const { simulator, platformWith } = await world(t)
  const { bearer } = simulator.credentials(OWNER)
  const { user } = simulator.credentials(OWNER, 'oauth1')
  if (user.kind !== 'oauth1') return t.fail()
  const oauth2 = simulator.addOAuth2(OWNER)
  const secrets = [bearer, oauth2, user.access_secret, user.app_secret, user.access_token]
  const { id } = simulator.addList({ owner_id: OWNER, name: 'L' })
  const each = ['reset', 'hang', 'bad-json', '5xx-before', 'rate-429', 'credits-402', 'cut-at-byte-n', 'gzip-garbage', 'redirect-301', 'lock-after-N'] as const
  for (const name of each) {
    simulator.setFault({ name, n: name === 'cut-at-byte-n' ? 3 : 0 })
    for (const credentials of [{ user }, { user: { kind: 'oauth2', access_token: oauth2 } }] satisfies XCredentials[]) {
      const platform = platformWith(credentials, { timeoutMs: 100 })
      const error = await failureOf(platform.lists?.addMember(id, '1') ?? Promise.resolve())
      const seen = inspect(error, { showHidden: true, depth: 10 }) + JSON.stringify(error) + error.stack
      for (const secret of secrets) t.notOk(seen.includes(secret), `${name}: ${error.kind}`)
      t.notMatch(seen, /ClientRequest|IncomingMessage|Authorization|oauth_signature/)
    }
    simulator.clearFaults()
  }
  const { platform } = await playback(t, [{ status: 403, body: { title: 'Forbidden', detail: `you sent canary-token\u0000\nwith ${'x'.repeat(9000)}` } }])
  const echoed = await failureOf(platform.getList('1'))
  t.notMatch(echoed.message, /canary-token|\p{Cc}/u, 'not even if X says it back')
  t.ok(echoed.message.length <= 500)
})
