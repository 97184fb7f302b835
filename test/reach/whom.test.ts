import { eq } from 'drizzle-orm'
import type { Test } from 'tap'
import { createChat, createSeries } from '../../src/chats/service.js'
import { ally } from '../../src/db/schema/index.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { testApp } from '../http/app.js'
import { entry } from './entries.js'

const BASE = 1_200_000_000_000_000_000n
const followers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => String(BASE + BigInt(from + at))).join('\n')

async function open(t: Test, deps: TestDeps) {
  const { app, call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  /** An entry that is followed by accounts `from` to `to`. */
  const followed = async (handle: string, from: number, to: number, section = 'C') => {
    const made = await entry(deps, { handle, section })
    const answer = await app.inject({
      method: 'POST',
      url: `/api/v1/audiences?account=${handle}`,
      headers: { authorization: `Bearer ${own}`, 'content-type': 'text/plain' },
      payload: followers(from, to),
    })
    if (answer.statusCode !== 201) throw new Error(answer.body)
    return made.ally
  }
  return { app, call, key, own, followed, get: (path: string) => call('GET', path, { key: own }) }
}

/** Four audiences of 100, 80, 60 and 30 accounts; the second lies in the first but for 20 of it, the fourth wholly in the third. */
async function world(t: Test, deps: TestDeps) {
  const client = await open(t, deps)
  const [one, two, three, four] = [
    await client.followed('Shelter_eg', 0, 100),
    await client.followed('Mind_eg', 40, 120),
    await client.followed('Arts_eg', 200, 260, 'A'),
    await client.followed('Choir_eg', 210, 240, 'A'),
  ]
  const unknown = (await entry(deps, { handle: 'Silent_eg' })).ally
  return { ...client, one, two, three, four, unknown }
}

const exactly = (estimate: number) => ({ estimate, low: estimate, high: estimate })

onBoth('who adds most is recommended first, and whose list nobody has is named apart', async (t, deps) => {
  const { get, one, two, three, four, unknown } = await world(t, deps)
  const answer = await get('/reach/recommend?k=10')
  t.equal(answer.statusCode, 200, answer.body)
  const found = answer.json()
  t.same(
    found.picks.map((pick: { ally: { id: string } }) => pick.ally.id),
    [one, three, two, four],
  )
  t.match(found, {
    scope: { kind: 'allies', of: [] },
    beside: null,
    before: exactly(0),
    candidates: 4,
    unmeasured: { count: 1, allies: [{ id: unknown, name: 'Silent_eg' }] },
    picks: [
      { accounts: ['Shelter_eg'], incremental: exactly(100), share_covered: 0, cumulative: exactly(100) },
      { incremental: exactly(60), cumulative: exactly(160) },
      { incremental: exactly(20), share_covered: 0.75, cumulative: exactly(180) },
      { incremental: exactly(0), share_covered: 1, cumulative: exactly(180) },
    ],
  })
  t.equal((await get('/reach/recommend?k=2')).json().picks.length, 2)
  t.match((await get('/reach/recommend?category=A')).json(), { scope: { kind: 'category', of: ['A'] }, candidates: 2, unmeasured: { count: 0 } })
  t.match((await get(`/reach/recommend?ids=${two},${unknown}`)).json(), { candidates: 1, unmeasured: { count: 1 } })
})

onBoth('the figures of whom next and of one more are those that reach gives for the same sets', async (t, deps) => {
  const { get, call, own, followed } = await open(t, deps)
  // Longer than a sketch, and of unlike lengths, so that each set has a threshold of its own; the last is short and known to the last follower.
  const ids = [
    await followed('Shelter_eg', 0, 9_000),
    await followed('Mind_eg', 6_000, 36_000),
    await followed('Arts_eg', 30_000, 44_000),
    await followed('Choir_eg', 43_000, 44_500),
  ]
  const reachOf = async (set: readonly string[]) => (await get(`/desk/reach?ids=${set.join(',')}`)).json().potential_unique_audience
  const rounded = ({ estimate, low, high }: { estimate: number; low: number; high: number }) => {
    const step = high - low < 2 ? 1 : 10 ** Math.floor(Math.log10((high - low) / 2))
    return { estimate: Math.round(estimate / step) * step, low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step }
  }
  const { picks } = (await get('/reach/recommend?k=4')).json()
  t.equal(picks.length, 4)
  let sum = 0
  for (const [at, { cumulative, incremental }] of picks.entries()) {
    const set = picks.slice(0, at + 1).map((pick: { ally: { id: string } }) => pick.ally.id)
    t.same(rounded(cumulative), await reachOf(set), `the first ${at + 1}`)
    sum += incremental.estimate
    t.ok(Math.abs(sum - cumulative.estimate) <= 0.05 * cumulative.estimate, 'what they add makes up what they reach')
  }
  for (const added of ids.slice(1)) {
    const set = ids.filter((id) => id !== added)
    const { before, after, incremental } = (await get(`/reach/addition?ids=${set.join(',')}&ally=${added}`)).json()
    t.same([rounded(before), rounded(after)], [await reachOf(set), await reachOf(ids)])
    t.ok(incremental.low <= incremental.estimate && incremental.estimate <= incremental.high)
  }
  t.equal((await call('PUT', '/desk/accounts/Shelter_eg/counts', { key: own, body: { followers: 9_000 } })).statusCode, 200)
  t.same(await reachOf(ids.slice(0, 1)), exactly(9_000))
  t.match(
    (await get(`/reach/recommend?ids=${ids[0]}`)).json().picks,
    [{ incremental: exactly(9_000), cumulative: exactly(9_000) }],
    'of one account it is its count',
  )
  t.match((await get(`/reach/addition?ids=${ids[0]}&ally=${ids[3]}`)).json(), { before: exactly(9_000) })
})

onBoth('beside a list that is reached already, others are recommended, and its members never', async (t, deps) => {
  const { get, call, own, one, two } = await world(t, deps)
  const made = await call('POST', '/lists', { key: own, body: { name: 'Allies', rule: { sections: ['A'] } } })
  t.equal(made.statusCode, 201, made.body)
  const list = made.json().id
  const found = (await get(`/reach/recommend?beside=${list}&k=3`)).json()
  t.match(found, { beside: list, before: exactly(60), candidates: 2, inside: 2 })
  t.match(found.picks, [
    { ally: { id: one }, incremental: exactly(100), cumulative: exactly(160) },
    { ally: { id: two }, incremental: exactly(20), cumulative: exactly(180) },
  ])
  t.equal((await get('/reach/recommend?beside=lst_01jnb1h6w0e3qxt6yz0p4v8kdm')).statusCode, 404)
  t.match((await get(`/reach/addition?category=A&ally=${two}`)).json(), {
    ally: { id: two, name: 'Mind_eg' },
    before: exactly(60),
    after: exactly(140),
    incremental: exactly(80),
    share_covered: 0,
  })
})

onBoth('what one ally adds; one that is there already, or of which nothing is known, is refused with the way out', async (t, deps) => {
  const { get, one, two, unknown } = await world(t, deps)
  t.match((await get(`/reach/addition?ids=${one}&ally=${two}`)).json(), {
    before: exactly(100),
    after: exactly(120),
    incremental: exactly(20),
    share_covered: 0.75,
  })
  t.match((await get(`/reach/addition?ids=${one},${two}&ally=${two}`)).json(), { status: 409, code: 'conflict' })
  t.match((await get(`/reach/addition?ids=${one}&ally=${unknown}`)).json(), { status: 422, code: 'unmeasured_ally', detail: /POST \/api\/v1\/audiences/ })
  t.equal((await get(`/reach/addition?ids=${one}&ally=aly_01jnb1h6w0e3qxt6yz0p4v8kdm`)).statusCode, 404)
})

onBoth('an ally that nobody follows adds nobody, and what adds nothing known speaks of no file', async (t, deps) => {
  const { get, one, unknown } = await world(t, deps)
  const empty = (await entry(deps, { handle: 'Empty_eg', followers: 0 })).ally
  t.match((await get(`/reach/addition?ids=${one}&ally=${empty}`)).json(), {
    before: exactly(100),
    after: exactly(100),
    incremental: exactly(0),
    share_covered: null,
  })
  t.notMatch((await get(`/reach/addition?ids=${one}&ally=${unknown}`)).body, /the file/)
})

onBoth('a count below the length of the list leaves a list inside it inside, in reach and in what it adds', async (t, deps) => {
  const { get, call, own, followed } = await open(t, deps)
  const [large, small] = [await followed('Large_eg', 0, 4000), await followed('Small_eg', 0, 500)]
  deps.clock.advance(480_000)
  t.equal((await call('PUT', '/desk/accounts/Large_eg/counts', { key: own, body: { followers: 2800 } })).statusCode, 200)
  const reach = async (ids: string) => (await get(`/desk/reach?ids=${ids}`)).json()
  const alone = await reach(large)
  const both = await reach(`${large},${small}`)
  t.match(alone, { level: 'stale', potential_unique_audience: { estimate: 2800, high: 4000 } })
  t.match(both, { level: 'stale', potential_unique_audience: { estimate: 2800 }, gross_followers: 3300, duplication: 0.15 })
  t.match((await get(`/reach/addition?ids=${large}&ally=${small}`)).json(), {
    before: { estimate: 2800 },
    after: { estimate: 2800 },
    incremental: { estimate: 0 },
    share_covered: 1,
  })
  t.match((await get(`/reach/addition?ids=${small}&ally=${large}`)).json(), {
    before: exactly(500),
    after: { estimate: 2800 },
    incremental: { estimate: 2300 },
  })
})

onBoth('the overlap of a set, the largest audience first', async (t, deps) => {
  const { get, one, two, three, unknown } = await world(t, deps)
  const found = (await get(`/reach/overlap?ids=${[three, two, one, unknown].join(',')}`)).json()
  t.same(
    found.allies.map(({ id }: { id: string }) => id),
    [one, two, three],
  )
  t.same(
    found.overlap.map((row: { estimate: number }[]) => row.map(({ estimate }) => estimate)),
    [
      [100, 60, 0],
      [60, 80, 0],
      [0, 0, 60],
    ],
  )
  t.match(found, { left_out: 0, unmeasured: { count: 1 } })
})

onBoth('the pictures are SVG under a policy of their own, and say the same', async (t, deps) => {
  const { get, call, one, two } = await world(t, deps)
  for (const [path, said] of [
    ['/reach/recommend.svg?k=2', '1. Shelter_eg adds 100, together 100; 2. Arts_eg adds 60, together 160'],
    [`/reach/overlap.svg?ids=${one},${two}`, "75 % of Mind_eg's followers follow Shelter_eg too"],
    [`/desk/reach.svg?ids=${one},${two}`, '2 allies'],
  ] as const) {
    const answer = await get(path)
    t.equal(answer.statusCode, 200, answer.body)
    t.equal(answer.headers['content-type'], 'image/svg+xml; charset=utf-8')
    t.equal(answer.headers['content-security-policy'], "default-src 'none'; style-src 'unsafe-inline'")
    t.ok(answer.headers.etag)
    t.ok(answer.body.includes(said), `${path}: ${said} in ${answer.body.slice(0, 700)}`)
  }
  const shown = await call('GET', '/reach.svg?category=A')
  t.equal(shown.statusCode, 200)
  t.match(shown.body, /No figure/, 'in public two accounts show no figure, in pictures neither')
  t.equal((await call('GET', '/reach.svg?category=A', { headers: { accept: 'application/json' } })).statusCode, 406)
})

onBoth('figures of single accounts are for organisers', async (t, deps) => {
  const { call, key, one, two } = await world(t, deps)
  const other = await key('nominations:write')
  for (const path of [
    '/reach/recommend',
    '/reach/recommend.svg',
    `/reach/addition?ids=${one}&ally=${two}`,
    `/reach/overlap?ids=${one}`,
    `/reach/overlap.svg?ids=${one}`,
  ]) {
    t.equal((await call('GET', path)).statusCode, 401, path)
    t.equal((await call('GET', path, { key: other })).statusCode, 403, path)
  }
})

onBoth('the reach of what a chat brought', async (t, deps) => {
  const { get, call, one, two, three } = await world(t, deps)
  const series = await createSeries(deps, 'test', { hashtag: '#SWHelper', name: 'Helper', timezone: 'UTC' })
  const chat = await createChat(deps, 'test', { series_id: series.id, topic: 'Allies', starts_at: '2026-03-01T20:00' })
  for (const id of [one, two])
    await deps.store.db
      .update(ally)
      .set({ chat_ids: [chat.id] })
      .where(eq(ally.id, id))
  t.match((await get(`/reach/recommend?chat=${chat.id}`)).json(), {
    scope: { kind: 'chat', of: [chat.id] },
    candidates: 2,
    picks: [{ ally: { id: one } }, { ally: { id: two } }],
  })
  t.match((await get(`/desk/reach?chat=${chat.id}`)).json(), { scope: { kind: 'chat' }, members: 2 })
  t.match((await get(`/reach/addition?chat=${chat.id}&ally=${three}`)).json(), { before: exactly(120), after: exactly(180) })
  t.equal((await call('GET', '/reach?chat=cht_01jnb1h6w0e3qxt6yz0p4v8kdm')).statusCode, 404)
})

onBoth('the public set of a chat is nobody’s own: it is told when the chat is over, and then closed', async (t, deps) => {
  const { call } = await world(t, deps)
  const series = await createSeries(deps, 'test', { hashtag: '#SWHelper', name: 'Helper', timezone: 'UTC' })
  const chat = await createChat(deps, 'test', { series_id: series.id, topic: 'Allies', starts_at: '2026-03-01T20:00' })
  const nominate = async (...targets: string[]) =>
    t.equal((await call('POST', '/nominations', { body: { targets, chat_id: chat.id, nominator: '@ann_eg' } })).statusCode, 201)
  const shown = async () => (await call('GET', `/reach?chat=${chat.id}`)).json()
  await nominate('@Shelter_eg', '@Mind_eg', '@Arts_eg')
  t.match(await shown(), { potential_unique_audience: null, gross_followers: null, method: 'withheld', reason: /6 hours after the beginning of the chat/ })
  deps.clock.advance(6 * 3_600_000)
  const told = await shown()
  t.match(told, { members: 3, potential_unique_audience: { estimate: 180 }, gross_followers: 240 })
  await nominate('@Choir_eg')
  t.same(await shown(), told, 'who comes later changes nothing')
  t.match((await call('GET', `/chats/${chat.id}/board`)).json().targets.length, 4, 'though it is a nomination of the chat')
  const late = await createChat(deps, 'test', { series_id: series.id, topic: 'Late', starts_at: '2026-02-01T20:00' })
  t.equal((await call('POST', '/nominations', { body: { targets: ['@Mind_eg'], chat_id: late.id, nominator: '@bo_eg' } })).statusCode, 201)
  t.match((await call('GET', `/reach?chat=${late.id}`)).json(), { members: 0, potential_unique_audience: null, statement: /first 6 hours of the chat/ })
})

onBoth('a list remembers how its reach moved', async (t, deps) => {
  const { get, call, own } = await world(t, deps)
  const list = (await call('POST', '/lists', { key: own, body: { name: 'Allies', rule: { sections: ['C'] }, private: true } })).json().id
  t.same((await get(`/reach/history?list=${list}`)).json().estimates, [])
  t.match((await get(`/reach/history.svg?list=${list}`)).body, /No estimate of Allies was kept yet/)
  await get(`/desk/reach?list=${list}`)
  await get(`/desk/reach?list=${list}`)
  const { estimates } = (await get(`/reach/history?list=${list}`)).json()
  t.equal(estimates.length, 1, 'the same twice is kept once')
  t.equal((await call('GET', `/reach/history?list=${list}`)).statusCode, 401)
  t.equal((await get('/reach/history?list=lst_01jnb1h6w0e3qxt6yz0p4v8kdm')).statusCode, 404)
})

onBoth('a list that its account’s count contradicts is used by nothing, and says why, until the count is entered anew', async (t, deps) => {
  const { app, own, get, call } = await open(t, deps)
  const small = await entry(deps, { handle: 'Small_eg', followers: 2000 })
  const others = [await entry(deps, { handle: 'Other_eg', followers: 3000 }), await entry(deps, { handle: 'Third_eg', followers: 2500 })]
  const give = async (handle: string, to: number) =>
    (
      await app.inject({
        method: 'POST',
        url: `/api/v1/audiences?account=${handle}`,
        headers: { authorization: `Bearer ${own}`, 'content-type': 'text/plain' },
        payload: followers(0, to),
      })
    ).json()
  t.match(await give('Small_eg', 40_000), { counts: false, followers_then: null, reason: /^it holds (?:39|40|41),\d{3} followers, and 2,000 were counted on/ })
  t.match(await give('Other_eg', 300), { counts: false, reason: /^it was cut short: it holds 300/ })
  t.match(await give('Third_eg', 2700), { counts: true, reason: null }, 'room to grow')
  const ids = [small.ally, ...others.map((one) => one.ally)].join(',')
  t.match((await get(`/desk/reach?ids=${ids}`)).json(), { level: 'counts', gross_followers: 7500 }, 'one list is too few for more than counts')
  t.match((await get(`/reach/recommend?ids=${ids}`)).json(), { candidates: 1, picks: [{ ally: { name: 'Third_eg' } }], unmeasured: { count: 2 } })
  t.match((await get(`/reach/overlap?ids=${ids}`)).json(), { allies: [{ name: 'Third_eg' }], unmeasured: { count: 2 } })
  t.match((await get(`/reach/addition?category=D&ally=${small.ally}`)).json(), { code: 'unmeasured_ally' })
  t.match((await get(`/audiences/cost?ids=${ids}`)).json(), { have: 1 })

  t.equal((await call('PUT', '/desk/accounts/Small_eg/counts', { key: own, body: { followers: 40_100 } })).statusCode, 200)
  t.match((await get('/audiences?account=Small_eg')).json(), { items: [{ counts: true, reason: null }] })
  t.match((await get(`/reach/recommend?ids=${ids}`)).json(), { candidates: 2, picks: [{ ally: { name: 'Small_eg' } }, {}] })
})

onBoth('a list for a suspended account says that it has no effect', async (t, deps) => {
  const { app, own } = await open(t, deps)
  await entry(deps, { handle: 'Gone_eg', state: 'suspended' })
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/audiences?account=Gone_eg&as_of=2026-02-31',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'text/plain' },
    payload: followers(0, 10),
  })
  t.match(answer.json(), { status: 400, errors: [{ parameter: 'as_of' }] }, 'and no list was read on the 31st of February')
  const given = await app.inject({
    method: 'POST',
    url: '/api/v1/audiences?account=Gone_eg',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'text/plain' },
    payload: followers(0, 10),
  })
  t.match(given.json(), { counts: false, reason: /suspended/ })
})

onBoth('two reports about the same two accounts that contradict each other are refused', async (t, deps) => {
  const { own, call, one, two } = await world(t, deps)
  const put = (pairs: object[]) => call('PUT', '/audiences/pairs', { key: own, body: { pairs } })
  const report = (overlap: number | null, as_of?: string) => ({
    accounts: ['Shelter_eg', 'Mind_eg'],
    overlap,
    source: 'A partner',
    ...(as_of ? { as_of } : {}),
  })
  t.ok(one !== two)
  t.match((await put([report(10), report(20)])).json(), { status: 400, errors: [{ pointer: '/pairs/1/overlap' }] })
  t.equal((await put([report(10, '2026-01-01'), report(20, '2026-01-05')])).statusCode, 200, 'of two days the newer stands')
  t.equal((await put([report(20), report(20)])).statusCode, 200, 'saying it twice does nothing')
  t.equal((await put([report(20, '2026-02-31')])).statusCode, 400)
})
