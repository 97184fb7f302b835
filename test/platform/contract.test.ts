import { createHmac } from 'node:crypto'
import t, { type Test } from 'tap'
import { LIMITS } from '../../src/platform/simulator/contract.js'
import { OWNER, send, world } from './world.js'

/**
 * What X says of the calls we use, transcribed from its pages of August 2026 (rate limits, prices, authentication, reference) and not read
 * from the simulator: a row that is wrong there fails here. Prices in thousandths of a dollar.
 */
interface Row {
  call: string
  /** user: OAuth 2.0 · oauth1: OAuth 1.0a · app: app-only. */
  auth: ('user' | 'oauth1' | 'app')[]
  scopes: string[]
  /** Calls in 15 minutes, by kind of token. */
  limit: { app: number | null; user: number | null }
  price: { per: 'call' | 'resource'; usd: number; owned?: number }
  /** `max_results`. */
  page?: { least: number; most: number; usual: number }
  status: 200 | 201
  /** A request that fits, in the world below. */
  path: string
  body?: unknown
  /** What a usual answer looks like; further keys are not allowed at the top. */
  answer: Record<string, unknown>
  /** The resources a first call is charged for. */
  units: number
}

const R = ['tweet.read', 'users.read', 'list.read']
const W = ['tweet.read', 'users.read', 'list.write']
const U = ['tweet.read', 'users.read']
const ALL = [...new Set([...R, ...W, 'follows.read'])]
const ANY = ['user', 'oauth1', 'app'] as Row['auth']
const OURS = ['user', 'oauth1'] as Row['auth']
const userRow = { id: String, name: String, username: String }

const TABLE: Row[] = [
  {
    call: 'POST /2/lists',
    auth: OURS,
    scopes: [...W, 'list.read'],
    limit: { app: null, user: 300 },
    price: { per: 'call', usd: 10 },
    status: 201,
    path: '/2/lists',
    body: { name: 'Allies', description: 'd', private: true },
    answer: { data: { id: /^[0-9]{1,19}$/, name: 'Allies' } },
    units: 1,
  },
  {
    call: 'PUT /2/lists/:id',
    auth: OURS,
    scopes: W,
    limit: { app: null, user: 300 },
    price: { per: 'call', usd: 5 },
    status: 200,
    path: '/2/lists/7700',
    body: { description: 'other' },
    answer: { data: { updated: true } },
    units: 1,
  },
  {
    call: 'DELETE /2/lists/:id',
    auth: OURS,
    scopes: W,
    limit: { app: null, user: 300 },
    price: { per: 'call', usd: 5 },
    status: 200,
    path: '/2/lists/7700',
    answer: { data: { deleted: true } },
    units: 1,
  },
  {
    call: 'GET /2/lists/:id',
    auth: ANY,
    scopes: R,
    limit: { app: 75, user: 75 },
    price: { per: 'resource', usd: 5 },
    status: 200,
    path: '/2/lists/7700?list.fields=created_at,description,follower_count,member_count,owner_id,private',
    answer: {
      data: { id: '7700', name: 'L', created_at: /^2026-03-01T/, description: '', follower_count: Number, member_count: 3, owner_id: OWNER, private: false },
    },
    units: 1,
  },
  {
    call: 'GET /2/users/:id/owned_lists',
    auth: ANY,
    scopes: R,
    limit: { app: 15, user: 15 },
    price: { per: 'resource', usd: 5, owned: 1 },
    page: { least: 1, most: 100, usual: 100 },
    status: 200,
    path: `/2/users/${OWNER}/owned_lists`,
    answer: { data: [{ id: '7700', name: 'L' }], meta: { result_count: 1 } },
    units: 1,
  },
  {
    call: 'POST /2/lists/:id/members',
    auth: OURS,
    scopes: W,
    limit: { app: null, user: 300 },
    price: { per: 'call', usd: 5 },
    status: 200,
    path: '/2/lists/7700/members',
    body: { user_id: '9' },
    answer: { data: { is_member: true } },
    units: 1,
  },
  {
    call: 'DELETE /2/lists/:id/members/:user_id',
    auth: OURS,
    scopes: W,
    limit: { app: null, user: 300 },
    price: { per: 'call', usd: 5 },
    status: 200,
    path: '/2/lists/7700/members/1',
    answer: { data: { is_member: false } },
    units: 1,
  },
  {
    call: 'GET /2/lists/:id/members',
    auth: ANY,
    scopes: R,
    limit: { app: 900, user: 900 },
    price: { per: 'resource', usd: 10 },
    page: { least: 1, most: 100, usual: 100 },
    status: 200,
    path: '/2/lists/7700/members',
    answer: { data: [userRow, userRow, userRow], meta: { result_count: 3 } },
    units: 3,
  },
  {
    call: 'GET /2/users/by',
    auth: ANY,
    scopes: U,
    limit: { app: 300, user: 900 },
    price: { per: 'resource', usd: 10 },
    status: 200,
    path: '/2/users/by?usernames=u1,u2',
    answer: { data: [userRow, userRow] },
    units: 2,
  },
  {
    call: 'GET /2/users',
    auth: ANY,
    scopes: U,
    limit: { app: 300, user: 900 },
    price: { per: 'resource', usd: 10 },
    status: 200,
    path: '/2/users?ids=1,2,5',
    answer: { data: [userRow, userRow, userRow] },
    units: 3,
  },
  {
    call: 'GET /2/users/me',
    auth: OURS,
    scopes: U,
    limit: { app: null, user: 75 },
    price: { per: 'resource', usd: 10 },
    status: 200,
    path: '/2/users/me',
    answer: { data: { id: OWNER, name: 'owner_eg', username: 'owner_eg' } },
    units: 1,
  },
  ...(['followers', 'following'] as const).map(
    (side): Row => ({
      call: `GET /2/users/:id/${side}`,
      auth: ANY,
      scopes: [...U, 'follows.read'],
      limit: { app: 300, user: 300 },
      price: { per: 'resource', usd: 10, owned: 1 },
      page: { least: 1, most: 1000, usual: 100 },
      status: 200,
      path: `/2/users/${OWNER}/${side}`,
      answer: { data: Array.from({ length: 7 }, () => userRow), meta: { result_count: 7 } },
      units: 7,
    }),
  ),
  {
    call: 'GET /2/tweets/search/recent',
    auth: ANY,
    scopes: U,
    limit: { app: 450, user: 300 },
    price: { per: 'resource', usd: 5 },
    page: { least: 10, most: 100, usual: 10 },
    status: 200,
    path: '/2/tweets/search/recent?query=%23chat',
    answer: { data: [{ id: String, text: 'two #chat' }, { text: 'one #chat' }], meta: { result_count: 2, newest_id: String, oldest_id: String } },
    units: 2,
  },
  {
    call: 'GET /2/tweets/counts/recent',
    auth: ['app'],
    scopes: [],
    limit: { app: 300, user: null },
    price: { per: 'call', usd: 5 },
    status: 200,
    path: '/2/tweets/counts/recent?query=%23chat&granularity=day',
    answer: { data: [{ start: String, end: String, tweet_count: Number }], meta: { total_tweet_count: 2 } },
    units: 1,
  },
  {
    call: 'GET /2/usage/tweets',
    auth: ['app'],
    scopes: [],
    limit: { app: 50, user: null },
    price: { per: 'call', usd: 0 },
    status: 200,
    path: '/2/usage/tweets?days=7',
    answer: { data: { project_id: String, project_cap: String, project_usage: '0', daily_project_usage: { usage: [] } } },
    units: 1,
  },
]

type Kind = Row['auth'][number]

/** A new world for each: a list of three, two posts, ten accounts, and one app that nobody of it owns. */
async function asked(t: Test, { call, path, body }: Row) {
  const { simulator, clock } = await world(t, 10)
  const app = simulator.addApp({ id: 'app' })
  simulator.changeUser(OWNER, { followers_count: 7, following_count: 7 })
  const { id } = simulator.addList({ owner_id: OWNER, name: 'L', id: '7700' })
  for (const member of ['1', '2', '3']) simulator.handAdd(id, member)
  for (const text of ['one #chat', 'two #chat']) simulator.addPost({ author_id: '1', text, created_at: new Date(clock.now().getTime() - 60_000) })
  const method = call.split(' ')[0] ?? ''
  const oauth1 = simulator.addOAuth1(OWNER, { app_id: app.id })
  const tokens = { user: simulator.addOAuth2(OWNER, { app_id: app.id }), app: simulator.addBearer(app.id) }
  const ask = async (kind: Kind | { token: string }, over: { path?: string; body?: unknown } = {}) => {
    const target = over.path ?? path
    if (kind === 'oauth1') return sendSigned(simulator.url, oauth1, method, target, 'body' in over ? over.body : body)
    return send(simulator.url, typeof kind === 'string' ? tokens[kind] : kind.token, method, target, 'body' in over ? over.body : body)
  }
  return { simulator, clock, app, ask, first: (call.includes('usage') ? 'app' : 'user') as Kind, spent: () => simulator.ledger().spent_milli_usd }
}

/** RFC 5849 §3.4, written out once more so that the simulator's reading of it is not its own judge. */
async function sendSigned(
  url: string,
  keys: { app_key: string; app_secret: string; access_token: string; access_secret: string },
  method: string,
  path: string,
  body: unknown,
) {
  const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
  const target = new URL(url + path)
  const oauth: [string, string][] = [
    ['oauth_consumer_key', keys.app_key],
    ['oauth_nonce', 'n0nce'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '1772366400'],
    ['oauth_token', keys.access_token],
    ['oauth_version', '1.0'],
  ]
  const query: [string, string][] = []
  target.searchParams.forEach((value, name) => void query.push([name, value]))
  const pairs = [...oauth, ...query].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort()
  const base = [method, encode(target.origin + target.pathname), encode(pairs.join('&'))].join('&')
  const signature = createHmac('sha1', `${encode(keys.app_secret)}&${encode(keys.access_secret)}`)
    .update(base)
    .digest('base64')
  const authorization = `OAuth ${[...oauth, ['oauth_signature', signature]].map(([name = '', value = '']) => `${name}="${encode(value)}"`).join(', ')}`
  const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const answer = await fetch(target, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers }
}

const firstKind = (row: Row): Kind => row.auth[0] ?? 'app'

t.test('the table and the simulator know the same calls', async (t) => {
  t.same(Object.keys(LIMITS).sort(), TABLE.map((row) => row.call).sort())
})

for (const row of TABLE) {
  t.test(row.call, async (t) => {
    for (const kind of ['user', 'oauth1', 'app'] as const) {
      const { ask } = await asked(t, row)
      const answer = await ask(kind)
      if (row.auth.includes(kind)) {
        t.equal(answer.status, row.status, `${kind} may`)
        t.match(answer.body, row.answer)
        t.same(Object.keys(answer.body).sort(), Object.keys(row.answer).sort(), 'no keys that were not asked for')
        t.equal(Number(answer.headers.get('x-rate-limit-limit')), row.limit[kind === 'app' ? 'app' : 'user'])
      } else t.match(answer, { status: 403, body: { title: 'Unsupported Authentication', type: /unsupported-authentication$/ } }, `${kind} may not`)
    }
    const { ask, simulator, app } = await asked(t, row)
    t.equal((await ask({ token: 'unknown' })).status, 401)
    const forged = { ...simulator.addOAuth1(OWNER, { app_id: app.id }), access_secret: 'wrong' }
    t.equal((await sendSigned(simulator.url, forged, row.call.split(' ')[0] ?? '', row.path, row.body)).status, 401, 'a wrong signature')
    if (row.auth.includes('user')) {
      const scoped = (scopes: string[]) => ask({ token: simulator.addOAuth2(OWNER, { app_id: app.id, scopes }) })
      for (const missing of row.scopes) {
        const answer = await scoped(ALL.filter((scope) => scope !== missing))
        t.match(answer, { status: 403, body: { title: 'Forbidden', type: 'about:blank' } }, `not without ${missing}`)
      }
      t.equal((await scoped(row.scopes)).status, row.status, 'and with no more than these')
    }
  })

  t.test(`${row.call}: what it costs`, async (t) => {
    const { ask, spent, clock, simulator } = await asked(t, row)
    const kind = firstKind(row)
    const first = row.price.usd * row.units
    await ask(kind)
    t.equal(spent(), first)
    await ask(kind)
    const second = row.price.per === 'resource' ? 0 : row.status === 200 && row.call === 'DELETE /2/lists/:id' ? 0 : row.price.usd
    t.equal(spent(), first + second, row.price.per === 'resource' ? 'a resource once a day' : 'each call')
    if (row.price.per === 'resource') {
      clock.set(new Date('2026-03-01T23:59:59.999Z'))
      await ask(kind)
      t.equal(spent(), first, 'still the same UTC day')
      clock.advance(1)
      await ask(kind)
      t.equal(spent(), 2 * first, 'and anew on the next')
    }
    const mine = simulator.addApp({ id: 'mine', owner_id: OWNER })
    const token = kind === 'app' ? simulator.addBearer(mine.id) : simulator.addOAuth2(OWNER, { app_id: mine.id })
    clock.advance(86_400_000)
    const before = spent()
    const answer = await ask({ token })
    if (answer.status < 300) t.equal(spent() - before, (row.price.owned ?? row.price.usd) * row.units, "of the app owner's own")
  })

  if (row.page) {
    const { least, most, usual } = row.page
    t.test(`${row.call}: pages of ${least} to ${most}`, async (t) => {
      const { ask, simulator } = await asked(t, row)
      const sized = (size: string) => ask(firstKind(row), { path: `${row.path}${row.path.includes('?') ? '&' : '?'}max_results=${size}` })
      for (const size of [least, most]) t.equal((await sized(String(size))).status, 200, `${size}`)
      for (const size of [`${least - 1}`, `${most + 1}`, '-1', 'x', '', '1e2', '10.5']) {
        t.match(await sized(size), { status: 400, body: { errors: [{ parameters: { max_results: [size] } }], title: 'Invalid Request' } }, `[${size}]`)
      }
      simulator.changeUser(OWNER, { followers_count: 1500, following_count: 1500 })
      for (let i = 0; i < 130; i++) {
        simulator.addUser({ id: `5${i}00`, username: `more${i}` })
        simulator.handAdd('7700', `5${i}00`)
        simulator.addList({ owner_id: OWNER, name: `L${i}` })
        simulator.addPost({ author_id: '1', text: `${i} #chat` })
      }
      const page = (await ask(firstKind(row))).body as { data: unknown[]; meta: { result_count: number; next_token: string } }
      t.same([page.data.length, page.meta.result_count], [usual, usual], 'by default')
      const parameter = row.call.includes('search') ? 'next_token' : 'pagination_token'
      const next = await ask(firstKind(row), { path: `${row.path}${row.path.includes('?') ? '&' : '?'}${parameter}=${page.meta.next_token}` })
      t.equal(next.status, 200)
      t.notSame(next.body.data, page.data)
      t.equal((await ask(firstKind(row), { path: `${row.path}${row.path.includes('?') ? '&' : '?'}${parameter}=made-up` })).status, 400)
    })
  }

  t.test(`${row.call}: the limit, to the last call`, async (t) => {
    const { ask, clock, simulator } = await asked(t, row)
    for (const kind of row.auth.filter((one) => one !== 'oauth1')) {
      const limit = row.limit[kind === 'app' ? 'app' : 'user'] ?? 0
      // Filled from within but for the last few calls: all of 900 over the line would take minutes for no more proof.
      const key = `${kind === 'app' ? 'app:app' : `user:${OWNER}`} ${row.call}`
      const answers = [await ask(kind)]
      simulator.useUp(key, limit - 2)
      answers.push(await ask(kind), await ask(kind))
      const remaining = answers.map(({ headers }) => Number(headers.get('x-rate-limit-remaining')))
      t.same(remaining, [limit - 1, 0, 0])
      t.equal(answers[2]?.status, 429)
      const reset = Number(answers[2]?.headers.get('x-rate-limit-reset')) * 1000
      t.equal(reset, clock.now().getTime() + 900_000, 'fifteen minutes from the first call')
      clock.advance(899_999)
      t.equal((await ask(kind)).status, 429)
      clock.advance(1)
      t.not((await ask(kind)).status, 429)
    }
  })
}

t.test('the two smallest limits, used up call by call', async (t) => {
  for (const row of TABLE.filter(({ limit }) => (limit.user ?? limit.app ?? 999) <= 50)) {
    const { ask } = await asked(t, row)
    const limit = row.limit.user ?? row.limit.app ?? 0
    for (let left = limit - 1; left >= 0; left--) t.equal(Number((await ask(firstKind(row))).headers.get('x-rate-limit-remaining')), left)
    t.equal((await ask(firstKind(row))).status, 429)
  }
})

t.test('bodies, parameters and fields that X does not have are refused in its own shape', async (t) => {
  const wrong: Record<string, { path?: string; body?: unknown }[]> = {
    'POST /2/lists': [
      {},
      { name: '' },
      { name: 'x'.repeat(26) },
      { name: 1 },
      { name: 'x', description: 'x'.repeat(101) },
      { name: 'x', private: 1 },
      { name: 'x', mode: 'private' },
    ].map((body) => ({ body })),
    'PUT /2/lists/:id': [...[{ name: '' }, { name: 'x'.repeat(26) }, { owner_id: '1' }].map((body) => ({ body })), { path: '/2/lists/x' }],
    'DELETE /2/lists/:id': [{ path: '/2/lists/x' }, { path: '/2/lists/12345678901234567890' }, { path: '/2/lists/7700?force=1' }],
    'GET /2/lists/:id': ['/2/lists/-1', '/2/lists/7700?list.fields=members', '/2/lists/7700?expansions=members', '/2/lists/7700?page=1'].map((path) => ({
      path,
    })),
    'GET /2/users/:id/owned_lists': ['/2/users/me/owned_lists', `/2/users/${OWNER}/owned_lists?count=1`].map((path) => ({ path })),
    'POST /2/lists/:id/members': [
      {},
      { user_id: 9 },
      { user_id: '' },
      { user_id: 'u9' },
      { user_id: '12345678901234567890' },
      { user_ids: ['9'] },
      { user_id: '9', a: 1 },
    ].map((body) => ({ body })),
    'DELETE /2/lists/:id/members/:user_id': [{ path: '/2/lists/7700/members/u1' }, { path: '/2/lists/x/members/1' }],
    'GET /2/lists/:id/members': ['?user.fields=email', '?cursor=1', '?expansions=owner_id'].map((query) => ({ path: `/2/lists/7700/members${query}` })),
    'GET /2/users/by': [
      '',
      '?usernames=',
      '?usernames=a-b',
      '?usernames=sixteencharacter',
      `?usernames=${'a,'.repeat(100)}a`,
      '?ids=1',
      '?usernames=u1&user.fields=x',
    ].map((query) => ({ path: `/2/users/by${query}` })),
    'GET /2/users': ['', '?ids=u1', '?ids=1,', `?ids=${'1,'.repeat(100)}1`, '?usernames=u1']
      .filter((query) => query !== '?ids=1,')
      .map((query) => ({ path: `/2/users${query}` })),
    'GET /2/users/me': [{ path: '/2/users/me?user.fields=email' }, { path: '/2/users/me?id=1' }],
    'GET /2/users/:id/followers': [{ path: '/2/users/x/followers' }, { path: `/2/users/${OWNER}/followers?user.fields=x` }],
    'GET /2/users/:id/following': [{ path: '/2/users/x/following' }, { path: `/2/users/${OWNER}/following?max=1` }],
    'GET /2/tweets/search/recent': [
      '',
      '?query=',
      `?query=${'a'.repeat(513)}`,
      '?query=is:retweet',
      '?query=a&since_id=x',
      '?query=a&since_id=1',
      '?query=a&tweet.fields=html',
    ].map((query) => ({ path: `/2/tweets/search/recent${query}` })),
    'GET /2/tweets/counts/recent': ['', '?query=a&granularity=week', '?query=a&max_results=10'].map((query) => ({ path: `/2/tweets/counts/recent${query}` })),
    'GET /2/usage/tweets': ['?days=0', '?days=91', '?days=x', '?month=1'].map((query) => ({ path: `/2/usage/tweets${query}` })),
  }
  t.same(Object.keys(wrong).sort(), TABLE.map((row) => row.call).sort())
  for (const row of TABLE) {
    const { ask, spent } = await asked(t, row)
    for (const over of wrong[row.call] ?? []) {
      const name = `${row.call} ${JSON.stringify(over)}`.slice(0, 120)
      const answer = await ask(firstKind(row), over)
      t.match(
        answer,
        { status: 400, body: { title: 'Invalid Request', type: /\/invalid-request$/, detail: String, errors: [{ message: String, parameters: Object }] } },
        name,
      )
    }
    t.equal(spent(), 0, 'and nothing of it is charged')
  }
})

t.test('what belongs to somebody else can be neither changed nor, if private, seen', async (t) => {
  for (const row of TABLE.filter(({ call }) => /lists\/:id/.test(call))) {
    const { ask, simulator, app } = await asked(t, row)
    const stranger = { token: simulator.addOAuth2('2', { app_id: app.id }) }
    if (!row.call.startsWith('GET')) {
      t.equal((await ask(stranger)).status, 403, row.call)
      t.same([simulator.members('7700'), simulator.lists().length], [['3', '2', '1'], 1])
    } else {
      t.equal((await ask(stranger)).status, 200)
      simulator.changeList('7700', { private: true })
      t.match((await ask(stranger)).body, { errors: [{ title: 'Authorization Error', type: /not-authorized-for-resource$/ }], data: undefined })
    }
  }
})
