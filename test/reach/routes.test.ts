import { eq } from 'drizzle-orm'
import { account, ally, reachEstimate, xProfile } from '../../src/db/schema/index.js'
import { createList, editList } from '../../src/lists/service.js'
import { estimateReach } from '../../src/reach/service.js'
import { onBoth, START, type TestDeps } from '../helpers/engines.js'
import { allyRow } from '../helpers/rows.js'
import { testApp } from '../http/app.js'

interface Given {
  /** Follower counts, one account each; null: not known, 'suspended': no member at all. Protected accounts have even counts here. */
  accounts: (number | null | 'suspended')[]
  section?: string | null
  kind?: 'organisation' | 'hashtag'
  status?: 'approved' | 'proposed' | 'withdrawn'
  gate?: 'ally' | 'home' | 'unsure'
  merged_into?: string
  fetched_at?: string
}

let serial = 0

/** An entry with its accounts and profiles, as resolving would have left them. */
async function given(
  deps: TestDeps,
  { accounts, section = 'C', kind = 'organisation', status = 'approved', gate = 'ally', merged_into, fetched_at = START }: Given,
): Promise<string> {
  const id = deps.ids.next('aly')
  const now = deps.clock.now()
  const name = `Body ${++serial}`
  const { db } = deps.store
  await db.insert(ally).values(
    allyRow(id, name, now, {
      kind,
      hashtag_key: kind === 'hashtag' ? `tag${serial}` : null,
      status,
      gate,
      section,
      ...(merged_into ? { canonical_id: merged_into, merged_into } : {}),
    }),
  )
  for (const followers of accounts) {
    const x_user_id = String(9000 + ++serial)
    const state = followers === null ? 'unresolved' : followers === 'suspended' ? 'suspended' : followers % 2 ? 'active' : 'protected'
    await db.insert(account).values({
      id: deps.ids.next('acc'),
      ally_id: id,
      handle_key: `h${serial}`,
      handle: `H${serial}`,
      x_user_id: followers === null ? null : x_user_id,
      state,
      created_at: now,
    })
    if (followers !== null) {
      await db.insert(xProfile).values({
        x_user_id,
        username: `H${serial}`,
        name,
        description: '',
        protected: false,
        followers_count: followers === 'suspended' ? 999_999 : followers,
        fetched_at: new Date(fetched_at),
      })
    }
  }
  return id
}

onBoth('a set of allies: published accounts only, each its own audience, as old as the oldest count', async (t, deps) => {
  const { call: ask, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const call = (_method: 'GET', path: string) => ask('GET', `/desk${path}`, { key: own })
  const one = await given(deps, { accounts: [5321, 4210], fetched_at: '2026-02-01T00:00:00.000Z' })
  const two = await given(deps, { accounts: [3999, null, 'suspended'] })
  const three = await given(deps, { accounts: [2500, 1234] })
  await given(deps, { accounts: [70_000], merged_into: three, status: 'retired' as never })
  const tag = await given(deps, { accounts: [], kind: 'hashtag', section: null })
  const answer = await call('GET', `/reach?ids=${[three, one, two, tag, one].join(',')}`)
  t.equal(answer.statusCode, 200)
  const reach = answer.json()
  t.match(reach, {
    scope: { kind: 'allies', of: [one, two, three, tag].sort() },
    level: 'counts',
    calibration: 'counts-2026-3',
    as_of: '2026-02-01T00:00:00.000Z',
    members: 7,
    members_with_evidence: 6,
    evidence_share: 0.8571,
  })
  t.equal(reach.guaranteed, null, 'of one account nothing is known')
  t.equal(reach.gross_followers, 87_264, 'the merged entry’s account counts for the one it was merged into')
  t.match(
    reach.statement,
    /^About [\d,]+ accounts follow at least one of these \(between [\d,]+ and [\d,]+; counts only\)\. This speaks of 6 of the 7 accounts/,
  )
  const open = await ask('GET', '/reach')
  t.match(open.json(), { scope: { kind: 'allies', of: [] }, members: 7, guaranteed: null }, 'without a scope: all that is published')
  for (const secret of ['5321', '4210', '3999', '2500', '1234', '5,321']) t.notOk(open.body.includes(secret), `${secret} is no public figure`)

  for (const bad of [
    await given(deps, { accounts: [9], status: 'proposed' }),
    await given(deps, { accounts: [9], gate: 'unsure' }),
    await given(deps, { accounts: [9], status: 'withdrawn' }),
    'aly_01jnb1h6w0e3qxt6yz0p4v8kdm',
  ]) {
    const refused = await call('GET', `/reach?ids=${one},${bad}`)
    t.match(refused.json(), { status: 404, code: 'not_found', errors: [{ parameter: 'ids' }] })
    t.ok(refused.json().errors[0].detail.includes(bad))
  }
})

onBoth('a category counts what is published in it, and sharing it lowers the estimate', async (t, deps) => {
  const { call: ask, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const call = (_method: 'GET', path: string) => ask('GET', `/desk${path}`, { key: own })
  const ids = [await given(deps, { accounts: [5001] }), await given(deps, { accounts: [4001] }), await given(deps, { accounts: [3001] })]
  await given(deps, { accounts: [9_000_000], section: 'C', gate: 'home' })
  const topical = (await call('GET', '/reach?category=C')).json()
  t.match(topical, { scope: { kind: 'category', of: ['C'] }, members: 3, level: 'counts' })
  t.same(topical.potential_unique_audience, (await call('GET', `/reach?ids=${ids}`)).json().potential_unique_audience)
  const other = await given(deps, { accounts: [0], section: 'D' })
  const mixed = (await call('GET', `/reach?ids=${ids},${other}`)).json()
  t.ok(mixed.potential_unique_audience.estimate >= topical.potential_unique_audience.estimate)
  t.match((await call('GET', '/reach?category=L')).json(), {
    potential_unique_audience: null,
    gross_followers: null,
    level: 'none',
    members: 0,
    evidence_share: 0,
    reason: 'there is no account in this set yet',
    statement: 'There is no account in this set yet.',
  })
  const drawn = await ask('GET', '/reach.svg?category=L')
  t.match(drawn.body, /There is no account in this set yet/)
  t.notMatch(drawn.body, />0</)
})

onBoth('in public no set of one’s own choosing is answered: single counts could be worked out from many of them', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const ids = [await given(deps, { accounts: [5001] }), await given(deps, { accounts: [4001] }), await given(deps, { accounts: [3001] })]
  for (const path of [`/reach?ids=${ids}`, `/reach.svg?ids=${ids}`, `/reach?ids=${ids}&category=C`]) {
    const refused = await call('GET', path)
    t.match(refused.json(), { status: 403, code: 'insufficient_scope', detail: /\/api\/v1\/desk\/reach/, instead: '/api/v1/desk/reach' }, path)
  }
  t.equal((await call('GET', `/desk/reach?ids=${ids}`)).statusCode, 401)
  t.equal((await call('GET', `/desk/reach?ids=${ids}`, { key: await key('directory:curate') })).statusCode, 200)
})

onBoth('two tiny accounts and a big one: nothing public is the big one’s count', async (t, deps) => {
  const { call } = await testApp(t, deps)
  for (const followers of [11, 13, 48_731]) await given(deps, { accounts: [followers] })
  const answer = await call('GET', '/reach?category=C')
  t.match(answer.json(), { guaranteed: null, gross_followers: null, duplication: null, members: 3 })
  t.notMatch(answer.body, /48,?[0-9]{3}|49,?000/)
})

onBoth('at most one scope; faults are named', async (t, deps) => {
  const { call: ask, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const call = (_method: 'GET', path: string) => ask('GET', `/desk${path}`, { key: own })
  for (const [query, parameter] of [
    ['?category=C&list=lst_01jnb1h6w0e3qxt6yz0p4v8kdm', 'list'],
    ['?category=Z', 'category'],
    ['?ids=x', 'ids'],
    ['?ids=', 'ids'],
    ['?sum=1', 'sum'],
    // By their number, not by the length of the text.
    [`?ids=${Array.from({ length: 201 }, (_, at) => `aly_01jnb1h6w0e3qxt6yz0p4v8${String(at).padStart(3, '0')}`).join(',')}`, 'ids'],
    [`?ids=${Array(401).fill('aly_01jnb1h6w0e3qxt6yz0p4v8kdm').join(',')}`, 'ids'],
  ] as const) {
    const answer = await call('GET', `/reach${query}`)
    t.equal(answer.statusCode, 400, query.slice(0, 40))
    t.ok(
      answer.json().errors.some((fault: { parameter: string }) => fault.parameter === parameter),
      query.slice(0, 40),
    )
  }
  t.match((await call('GET', '/reach')).json(), { scope: { kind: 'all' } }, 'without any it is all that is published')
  t.equal((await call('GET', '/reach?list=lst_01jnb1h6w0e3qxt6yz0p4v8kdm')).statusCode, 404)
  await t.rejects(estimateReach(deps, { category: 'Z' }, 'public'), { code: 'not_found' })
  await t.rejects(estimateReach(deps, { ids: [] }, 'public'), { code: 'validation_failed' })
})

onBoth('a small set shows no figure in public, and all of it at the desk', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const id = await given(deps, { accounts: [4321] })
  const open = await call('GET', '/reach?category=C')
  t.match(open.json(), { level: 'none', method: 'withheld', potential_unique_audience: null, guaranteed: null, gross_followers: null, duplication: null })
  t.notOk(open.body.includes('4321'))
  t.equal((await call('GET', `/desk/reach?ids=${id}`)).statusCode, 401)
  const desk = (await call('GET', `/desk/reach?ids=${id}`, { key: await key('directory:curate') })).json()
  t.match(desk, { level: 'exact', potential_unique_audience: { estimate: 4321, low: 4321, high: 4321 }, gross_followers: 4321 })
})

onBoth('a list’s estimate is kept when it changes, with exact bounds, and a private list is not found in public', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const ids = [await given(deps, { accounts: [5001] }), await given(deps, { accounts: [4001] }), await given(deps, { accounts: [3001] })]
  await given(deps, { accounts: [70_000], section: 'D' })
  const made = await createList(deps, 'cli', { name: 'Health', rule: { sections: ['C'] } })
  const kept = () => deps.store.db.select().from(reachEstimate)

  t.equal((await call('GET', `/reach?list=${made.id}`)).statusCode, 404)
  const curator = await key('directory:curate')
  t.match((await call('GET', `/desk/reach?list=${made.id}`, { key: curator })).json(), {
    members: 3,
    gross_followers: 12_003,
    guaranteed: { low: 5001, high: 12_003 },
  })
  t.equal((await kept()).length, 1)

  await editList(deps, 'cli', made.id, made.etag, { private: false })
  const open = await call('GET', `/reach?list=${made.id}`)
  t.match(open.json(), { scope: { kind: 'list', of: [made.id] }, members: 3, level: 'counts' })
  t.equal((await call('GET', `/reach?list=${made.id}`, { headers: { 'if-none-match': String(open.headers.etag) } })).statusCode, 304)
  t.equal((await kept()).length, 1, 'nothing changed, nothing is kept twice')

  await deps.store.db
    .update(ally)
    .set({ status: 'withdrawn' })
    .where(eq(ally.id, ids[0] ?? ''))
  deps.clock.advance(1000)
  t.match((await call('GET', `/reach?list=${made.id}`)).json(), { members: 2, potential_unique_audience: null })
  const rows = await kept()
  t.equal(rows.length, 2)
  t.match(rows.find((row) => row.created_at.getTime() > Date.parse(START))?.result, { members: 2, gross_followers: 7002 })
})

onBoth(
  'a deployment that does not publish reach answers not found, and its organisers still see it',
  async (t, deps) => {
    const { call, key } = await testApp(t, deps)
    const id = await given(deps, { accounts: [4321] })
    const answer = await call('GET', '/reach')
    t.match(answer.json(), { status: 404, code: 'not_found', detail: /PUBLIC_REACH/ })
    t.equal((await call('GET', `/desk/reach?ids=${id}`, { key: await key('directory:curate') })).statusCode, 200)
  },
  { config: { PUBLIC_REACH: 'false' } },
)
