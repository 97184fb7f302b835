import t, { type Test } from 'tap'
import { audienceCommands } from '../../src/cli/audience.js'
import { reachCommands } from '../../src/cli/reach.js'
import { followerCount, xCall, xProfile } from '../../src/db/schema/index.js'
import { growthPer30Days, isStale } from '../../src/reach/counts/growth.js'
import { refreshCounts } from '../../src/reach/counts/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { typed } from '../helpers/typed.js'
import { approveAll, openWorld, organisation } from '../helpers/world.js'
import { testApp } from '../http/app.js'
import { entry } from './entries.js'

const day = (n: number) => new Date(Date.UTC(2026, 0, n))
const DAY_MS = 86_400_000

t.test('growth is what thirty days bring, by the last ninety, and nothing below a week', async (t) => {
  const of = (...points: [number, number][]) => growthPer30Days(points.map(([at, followers]) => ({ followers, read_at: day(at) })))
  t.equal(of(), null)
  t.equal(of([1, 100]), null)
  t.equal(of([1, 100], [7, 200]), null)
  t.equal(of([1, 100], [8, 107]), 30)
  t.equal(of([1, 100], [31, 40]), -60)
  t.equal(of([1, 9000], [111, 100], [141, 160]), 60, 'what is older is no matter')
  t.equal(isStale(day(1), day(31)), false)
  t.equal(isStale(day(1), new Date(day(31).getTime() + 1)), true)
  t.equal(isStale(null, day(1)), true)
})

onBoth('counts by hand make reach where X is not connected; they are a series, and stale after thirty days', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const one = await entry(deps, { handle: 'HarbourFood', state: 'unresolved' })
  const two = await entry(deps, { handle: 'Shelter', followers: 5000 })
  const put = (account: string, body: object) => call('PUT', `/desk/accounts/${account}/counts`, { key: own, body })
  t.match((await call('GET', '/desk/accounts/harbourfood/counts', { key: own })).json(), { followers: null, as_of: null, stale: true, series: [] })
  t.equal((await put('HarbourFood', { followers: 1000, as_of: '2026-02-10' })).statusCode, 200)
  await put('harbourfood', { followers: 1040, as_of: '2026-02-24T10:00:00Z' })
  const last = (await put(one.account, { followers: 1060, as_of: '2026-02-24T18:00:00Z' })).json()
  t.match(last, { account: { handle: 'HarbourFood' }, followers: 1060, stale: false, as_of: '2026-02-24T18:00:00.000Z' })
  t.same(
    last.series.map((point: { followers: number; source: string }) => [point.followers, point.source]),
    [
      [1000, 'organiser'],
      [1060, 'organiser'],
    ],
    'one a day: the last one stands',
  )
  t.equal(last.growth_per_30_days, Math.round((60 * 30) / 14.75))
  for (const [body, status] of [
    [{ followers: -1 }, 400],
    [{ followers: 1.5 }, 400],
    [{ followers: '7' }, 400],
    [{ followers: 2 ** 31 }, 400],
    [{ followers: 7, as_of: '2027-01-01' }, 400],
    [{ followers: 7, as_of: '2026-13-01' }, 400],
    [{ followers: 7, as_of: '2026-02-31' }, 400],
    [{ followers: 7, as_of: '2025-02-29T10:00:00Z' }, 400],
    [{ followers: 7, as_of: '2006-03-20' }, 400],
    [{ followers: 0, as_of: '2026-01-01' }, 200],
  ] as const)
    t.equal((await put('harbourfood', body)).statusCode, status, JSON.stringify(body))
  t.equal((await put('nobody', { followers: 7 })).statusCode, 404)
  t.equal((await call('PUT', '/desk/accounts/harbourfood/counts', { body: { followers: 7 } })).statusCode, 401)

  const reach = (await call('GET', `/desk/reach?ids=${one.ally},${two.ally}`, { key: own })).json()
  t.match(reach, { members: 2, members_with_evidence: 2, gross_followers: 6060, as_of: '2026-02-24T18:00:00.000Z' })
  const page = (await call('GET', '/desk/counts?limit=1', { key: own })).json()
  t.match(page.items, [{ account: { handle: 'HarbourFood' }, followers: 1060, source: 'organiser', stale: false }], 'the stalest first')
  const rest = (await call('GET', `/desk/counts?limit=1&cursor=${page.next_cursor}`, { key: own })).json()
  t.match(rest, { items: [{ account: { handle: 'Shelter' }, followers: 5000, source: 'x', growth_per_30_days: null }], next_cursor: null })
  deps.clock.advance(40 * DAY_MS)
  t.match((await call('GET', '/desk/counts?category=C', { key: own })).json(), { items: [{ stale: true }, { stale: true }] })
  const open = await call('GET', '/reach?category=C')
  t.notMatch(open.body, /1060|6060|5000/, 'nothing of one account is public')
})

onBoth('what X says of a profile is appended, once a day; the stalest are asked first, within the budget', async (t, given) => {
  const { deps } = await openWorld(
    t,
    given,
    [1, 2, 3].map((n) => organisation(n)),
  )
  await approveAll(deps, ['org1_eg', 'org2_eg', 'org3_eg'])
  const series = () => deps.store.db.select().from(followerCount)
  t.equal((await series()).length, 3)
  t.same((await series()).map(({ followers }) => followers).sort(), [1001, 1002, 1003])
  deps.clock.advance(3_600_000)
  t.match(await refreshCounts(deps), { looked_up: 0, cost_usd: 0 }, 'counts of today are fresh enough')
  deps.clock.advance(2 * DAY_MS)
  t.match(await refreshCounts(deps, { limit: 2 }), { looked_up: 2, found: 2, cost_usd: 0.02, spent_usd: 0.02 })
  t.match(await refreshCounts(deps), { looked_up: 1 }, 'then the one that is stalest now')
  t.equal((await series()).length, 6)
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  t.match((await call('POST', '/desk/counts/refresh', { key: own, body: { limit: 10 } })).json(), { looked_up: 0, budget_usd: 25 })
  deps.clock.advance(2 * DAY_MS)
  await deps.store.db.insert(xCall).values({ at: deps.clock.now(), owner: 'default', operation: 'users.lookup', units: 1, cost_milli_usd: 24_985 })
  t.match(await refreshCounts(deps), { looked_up: 1 }, 'a cent and a half pay for one')
  await deps.store.db.insert(xCall).values({ at: deps.clock.now(), owner: 'default', operation: 'users.lookup', units: 1, cost_milli_usd: 10 })
  t.match((await call('POST', '/desk/counts/refresh', { key: own, body: {} })).json(), { code: 'platform_failed', kind: 'credits' })
  deps.platform = null
  t.match((await call('POST', '/desk/counts/refresh', { key: own, body: {} })).json(), { code: 'platform_off', detail: /by hand/ })
})

onBoth('accounts that are gone take no place from one that is there, and what is still due is said', async (t, given) => {
  const { deps, sim } = await openWorld(
    t,
    given,
    [1, 2, 3, 4].map((n) => organisation(n)),
  )
  await approveAll(deps, ['org1_eg', 'org2_eg', 'org3_eg', 'org4_eg'])
  sim.changeUser('14000101', { suspended: true })
  sim.changeUser('14000102', { gone: true })
  deps.clock.advance(2 * DAY_MS)
  t.match(await refreshCounts(deps), { looked_up: 4, found: 2, suspended: 1, not_found: 1, still_due: 0, stopped_by: null })
  deps.clock.advance(2 * DAY_MS)
  t.match(await refreshCounts(deps, { limit: 1 }), { looked_up: 1, found: 1, still_due: 1, stopped_by: 'limit' }, 'the two that are gone are not due')
  const said = await run(t, deps, 'reach', 'refresh', '--json')
  t.match(said.json, { looked_up: 1, found: 1, still_due: 0 })
  deps.clock.advance(29 * DAY_MS)
  sim.changeUser('14000101', { suspended: false })
  t.match(
    await refreshCounts(deps, { limit: 3 }),
    { looked_up: 3, found: 3, still_due: 1 },
    'a week later they are asked for again, after the others: one came back',
  )
  t.match(await refreshCounts(deps), { looked_up: 1, not_found: 1, still_due: 0 }, 'and one did not')
  deps.clock.advance(2 * DAY_MS)
  await deps.store.db.insert(xCall).values({ at: deps.clock.now(), owner: 'default', operation: 'users.lookup', units: 1, cost_milli_usd: 24_990 })
  const last = await run(t, deps, 'reach', 'refresh', '--json')
  t.match(last.json, { looked_up: 1, still_due: 2, stopped_by: 'budget' })
  t.match(last.out, /2 more are due: the money of the month is spent/)
})

onBoth('what X would charge is said before anything is fetched', async (t, deps) => {
  const { call, key, app } = await testApp(t, deps)
  const own = await key('directory:curate')
  const one = await entry(deps, { handle: 'HarbourFood', followers: 50_000 })
  const two = await entry(deps, { handle: 'Shelter', followers: 300 })
  await entry(deps, { handle: 'Unknown' })
  await entry(deps, { handle: 'Locked', followers: 9_999_999, state: 'protected', section: 'D' })
  t.match((await call('GET', '/audiences/cost', { key: own })).json(), {
    scope: { kind: 'allies', of: [] },
    accounts: 3,
    unknown: 1,
    have: 0,
    price_usd_per_follower: 0.01,
    all: { followers: 50_300, pages: 51, usd: 503, minutes: 0 },
    first_page: { followers: 1300, pages: 2, usd: 13 },
    budget_usd: 25,
    spent_usd: 0,
  })
  await app.inject({
    method: 'POST',
    url: '/api/v1/audiences?account=harbourfood',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'text/plain' },
    payload: '5',
  })
  t.match(
    (await call('GET', `/audiences/cost?ids=${one.ally},${two.ally}`, { key: own })).json(),
    { accounts: 2, have: 0, all: { followers: 50_300, usd: 503 } },
    'one follower of 50,000 is no list',
  )
  t.equal((await call('GET', '/audiences/cost?category=C&ids=x', { key: own })).statusCode, 400)
  t.equal((await call('GET', '/audiences/cost')).statusCode, 401)
})

onBoth('partners report overlaps: all or none, the newer one stands, and they can be taken back', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const one = await entry(deps, { handle: 'HarbourFood' })
  await entry(deps, { handle: 'Shelter' })
  await entry(deps, { handle: 'Kitchen' })
  await call('PUT', '/desk/accounts/kitchen/counts', { key: own, body: { followers: 100 } })
  const report = (...pairs: object[]) => call('PUT', '/audiences/pairs', { key: own, body: { pairs } })
  const pair = (accounts: string[], overlap: number | null, as_of?: string) => ({ accounts, overlap, source: 'Partner', ...(as_of ? { as_of } : {}) })
  t.match((await report(pair(['Shelter', one.account], 40, '2026-02-01'), pair(['kitchen', 'shelter'], 50))).json(), { kept: 2, removed: 0, older: 0 })
  t.match((await report(pair(['harbourfood', 'shelter'], 30, '2026-01-01'))).json(), { kept: 0, older: 1 })
  t.match((await report(pair(['harbourfood', 'shelter'], 60, '2026-02-02'))).json(), { kept: 1 })
  const listed = (await call('GET', '/audiences/pairs?limit=1', { key: own })).json()
  const rest = (await call('GET', `/audiences/pairs?limit=1&cursor=${listed.next_cursor}`, { key: own })).json()
  t.equal(rest.next_cursor, null)
  const both = [...listed.items, ...rest.items].sort((a, b) => b.overlap - a.overlap)
  t.match(both, [{ overlap: 60, source: 'Partner', as_of: '2026-02-02T00:00:00.000Z' }, { overlap: 50 }])
  for (const [bad, pointer] of [
    [pair(['shelter', '@Shelter'], 4), '/pairs/1/accounts'],
    [pair(['shelter', 'kitchen'], 200), '/pairs/1/overlap'],
    [pair(['shelter', 'kitchen'], -1), '/pairs/1/overlap'],
    [pair(['shelter'], 1), '/pairs/1/accounts'],
  ] as const) {
    const refused = await report(pair(['harbourfood', 'kitchen'], 1), bad)
    t.match(refused.json(), { status: 400, errors: [{ pointer }] }, refused.body)
  }
  t.equal((await report(pair(['shelter', 'nobody'], 1))).statusCode, 404)
  t.equal((await call('GET', '/audiences/pairs', { key: own })).json().items.length, 2, 'all or none')
  t.match((await report(pair(['shelter', 'kitchen'], null))).json(), { removed: 1 })
  t.match((await report(pair(['shelter', 'kitchen'], null))).json(), { removed: 0 })
})

const run = (t: Test, deps: TestDeps, ...words: string[]) => typed(t, deps, audienceCommands, reachCommands)(...words)

onBoth('the same from the command line', async (t, deps) => {
  const files = t.testdir({ 'list.csv': 'name,follower_id\na,5\nb,6\nc,x\n', 'more.txt': '5\n6\n7\n' })
  await entry(deps, { handle: 'HarbourFood', followers: 3 })
  const first = await run(t, deps, 'audience', 'import', `${files}/list.csv`, '--account', '@HarbourFood', '--as-of', '2026-02-01', '--json')
  t.match(first.json, { distinct: 2, bad_lines: 1, bad: [{ line: 4 }], source: 'cli' })
  t.match(first.out, /2 different followers of @HarbourFood, of 2 ids\n1 lines? hold no id:\n {2}line 4 is not a number/)
  deps.clock.advance(1000)
  const second = await run(t, deps, 'audience', 'import', `${files}/more.txt`, '--account', 'harbourfood', '--json')
  t.match(second.json, { distinct: 3, replaces: first.json.id })
  t.match((await run(t, deps, 'audience', 'list', '--json')).json, { items: [{ counts: true }, { counts: false }], more: false })
  t.match((await run(t, deps, 'audience', 'remove', String(second.json.id), '--json')).json, { counts: false })
  t.match((await run(t, deps, 'audience', 'restore', String(second.json.id), '--json')).json, { counts: true })
  t.match((await run(t, deps, 'audience', 'cost', '--json')).json, { accounts: 1, have: 1, all: { usd: 0 } })
  t.match((await run(t, deps, 'reach', 'count', 'harbourfood', '12', '--json')).json, { followers: 12 })
  t.match((await run(t, deps, 'reach', 'counts', 'harbourfood')).out, /@HarbourFood: 12 followers/)
  await t.rejects(run(t, deps, 'audience', 'import', `${files}/none`, '--account', 'harbourfood'), { code: 'bad_input_file' })
  await t.rejects(run(t, deps, 'audience', 'import', files, '--account', 'harbourfood'), { code: 'bad_input_file' })
  await t.rejects(run(t, deps, 'reach', 'count', 'harbourfood', '1x'), { code: 'validation_failed' })
  t.equal((await deps.store.db.select().from(xProfile)).length, 1)
})

onBoth('a count without effect says so: of a suspended account, and one that is older than what is known', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  await entry(deps, { handle: 'Gone_eg', followers: 100, state: 'suspended' })
  await entry(deps, { handle: 'There_eg' })
  const put = async (handle: string, body: object) => (await call('PUT', `/desk/accounts/${handle}/counts`, { key: own, body })).json()
  t.match(await put('Gone_eg', { followers: 7 }), { not_used: /suspended/ })
  t.match(await put('There_eg', { followers: 7, as_of: '2026-01-10' }), { not_used: null })
  t.match(await put('There_eg', { followers: 9, as_of: '2026-01-02' }), { followers: 7, not_used: 'a later count stands, of 2026-01-10' })
})
