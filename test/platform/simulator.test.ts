import { readFileSync } from 'node:fs'
import t from 'tap'
import { ANSWERS } from '../../src/platform/answers.js'
import { OWNER, send, world } from './world.js'

t.test('a list lives from 201 to 404, and only its owner changes it', async (t) => {
  const { simulator } = await world(t, 3)
  simulator.addUser({ id: '901', username: 'other_eg' })
  const token = simulator.addOAuth2(OWNER)
  const other = simulator.addOAuth2('901')
  const call = (method: string, path: string, body?: unknown) => send(simulator.url, token, method, path, body)
  const made = await call('POST', '/2/lists', { name: 'Allies', description: 'd', private: true })
  t.equal(made.status, 201)
  const { id } = made.body.data as { id: string }
  t.match(id, /^[0-9]{15,19}$/)
  t.same(made.body, { data: { id, name: 'Allies' } })
  t.same((await call('GET', `/2/lists/${id}`)).body, { data: { id, name: 'Allies' } }, 'only asked fields')
  t.same((await call('GET', `/2/lists/${id}?list.fields=member_count,owner_id,private,description`)).body, {
    data: { id, name: 'Allies', description: 'd', member_count: 0, owner_id: OWNER, private: true },
  })
  t.match((await send(simulator.url, other, 'GET', `/2/lists/${id}`)).body.errors, [{ title: 'Authorization Error' }], 'private means its owner alone')
  t.equal((await send(simulator.url, other, 'POST', `/2/lists/${id}/members`, { user_id: '1' })).status, 403)
  t.equal((await send(simulator.url, other, 'DELETE', `/2/lists/${id}/members/1`)).status, 403)
  t.equal((await send(simulator.url, other, 'PUT', `/2/lists/${id}`, { name: 'mine' })).status, 403)
  t.equal((await send(simulator.url, other, 'DELETE', `/2/lists/${id}`)).status, 403)
  t.same((await call('PUT', `/2/lists/${id}`, { private: false })).body, { data: { updated: true } })
  t.same((await send(simulator.url, other, 'GET', `/2/lists/${id}?list.fields=private`)).body, { data: { id, name: 'Allies', private: false } })
  t.same((await call('GET', `/2/users/${OWNER}/owned_lists`)).body, { data: [{ id, name: 'Allies' }], meta: { result_count: 1 } })
  t.same((await call('DELETE', `/2/lists/${id}`)).body, { data: { deleted: true } })
  t.match((await call('GET', `/2/lists/${id}`)).body, { errors: [{ title: 'Not Found Error', resource_type: 'list' }] })
  t.equal((await call('POST', `/2/lists/${id}/members`, { user_id: '1' })).status, 404)
  t.equal((await call('PUT', `/2/lists/${id}`, { name: 'x' })).status, 400)
  t.same((await call('GET', `/2/users/${OWNER}/owned_lists`)).body, { meta: { result_count: 0 } }, 'no data key when empty')
})

t.test('adding and removing are idempotent, and members come newest first on opaque pages', async (t) => {
  const { simulator } = await world(t, 7)
  const token = simulator.addOAuth2(OWNER)
  const call = (method: string, path: string, body?: unknown) => send(simulator.url, token, method, path, body)
  const { id } = simulator.addList({ owner_id: OWNER, name: 'L' })
  const path = `/2/lists/${id}/members`
  t.same((await call('GET', path)).body, { meta: { result_count: 0 } })
  for (const user_id of ['1', '2', '3', '4', '5', '1']) t.same((await call('POST', path, { user_id })).body, { data: { is_member: true } })
  t.same(simulator.members(id), ['5', '4', '3', '2', '1'])
  const first = await call('GET', `${path}?max_results=2`)
  t.match(first.body, { data: [{ id: '5' }, { id: '4' }], meta: { result_count: 2 } })
  const next = first.body.meta?.next_token ?? ''
  simulator.handRemove(id, '4')
  simulator.handAdd(id, '6')
  const second = await call('GET', `${path}?max_results=2&pagination_token=${next}`)
  t.match(second.body, { data: [{ id: '3' }, { id: '2' }] }, 'a page goes on where the last one ended, whatever changed meanwhile')
  t.equal((await call('GET', `${path}?pagination_token=${next}0`)).status, 400)
  const elsewhere = simulator.addList({ owner_id: OWNER, name: 'M' })
  t.equal((await call('GET', `/2/lists/${elsewhere.id}/members?pagination_token=${next}`)).status, 400, 'a token belongs to its list')
  t.same((await call('DELETE', `${path}/3`)).body, { data: { is_member: false } })
  t.same((await call('DELETE', `${path}/3`)).body, { data: { is_member: false } }, 'again')
  t.same(
    simulator
      .log()
      .filter((row) => row.effect !== 'none')
      .map((row) => `${row.effect} ${row.user_id}`),
    ['member-added 1', 'member-added 2', 'member-added 3', 'member-added 4', 'member-added 5', 'member-removed 3'],
    'what changed nothing has no effect in the log',
  )
})

t.test('what does not fit is refused in shape (b), and a member too many by name', async (t) => {
  const { simulator } = await world(t, 1)
  const token = simulator.addOAuth2(OWNER)
  const { id } = simulator.addList({ owner_id: OWNER, name: 'L' })
  const rows: [string, string, unknown?][] = [
    ['POST', '/2/lists', { name: '' }],
    ['POST', '/2/lists', {}],
    ['POST', '/2/lists', { name: 'x'.repeat(26) }],
    ['POST', '/2/lists', { name: 'x', description: 'y'.repeat(101) }],
    ['POST', '/2/lists', { name: 'x', private: 'yes' }],
    ['POST', '/2/lists', { name: 'x', colour: 'red' }],
    ['POST', '/2/lists', [1]],
    ['POST', '/2/lists', '{"name":'],
    ['PUT', '/2/lists/abc', { name: 'x' }],
    ['POST', `/2/lists/${id}/members`, { user_id: 1 }],
    ['POST', `/2/lists/${id}/members`, { user_id: '1', note: 'x' }],
    ['POST', `/2/lists/${id}/members`, { user_id: '12345678901234567890' }],
    ['GET', `/2/lists/${id}/members?max_results=0`],
    ['GET', `/2/lists/${id}/members?max_results=101`],
    ['GET', `/2/lists/${id}/members?page=2`],
    ['GET', `/2/lists/${id}?list.fields=colour`],
    ['GET', '/2/users/by'],
    ['GET', '/2/users/by?usernames=u1,bad-handle'],
    ['GET', `/2/users/by?usernames=${Array.from({ length: 101 }, (_, i) => `u${i}`).join(',')}`],
    ['GET', '/2/users?ids=abc'],
    ['GET', '/2/tweets/search/recent?query=x&max_results=9'],
  ]
  for (const [method, path, body] of rows) {
    const answer = await send(simulator.url, token, method, path, body)
    t.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(body) ?? ''}`.slice(0, 100))
    t.match(answer.body, { title: 'Invalid Request', type: /invalid-request$/, errors: [{ message: String }] })
  }
  t.same(
    simulator.lists().map((list) => list.id),
    [id],
    'nothing was made',
  )
  t.match((await send(simulator.url, token, 'POST', '/2/lists', { name: 'x', colour: 1 })).body.errors, [{ message: /colour/ }])
  t.equal((await send(simulator.url, token, 'GET', '/2/nothing')).status, 404)
})

t.test('a lookup is shuffled, keeps X’s case, and tells the missing from the suspended as the captured sample does', async (t) => {
  const { simulator } = await world(t, 30)
  const sample = JSON.parse(readFileSync(new URL('../fixtures/platform/users-by-partial.json', import.meta.url), 'utf8')) as {
    data: { id: string; username: string; name: string; protected: boolean; created_at: string; public_metrics: Record<string, number> }[]
    errors: unknown[]
  }
  for (const { id, username, name, protected: hidden, public_metrics, created_at } of sample.data) {
    const { followers_count = 0, following_count = 0, tweet_count = 0, listed_count = 0 } = public_metrics
    simulator.addUser({
      id,
      username,
      name,
      protected: hidden,
      followers_count,
      following_count,
      tweet_count,
      listed_count,
      created_at: Date.parse(created_at),
    })
  }
  simulator.addUser({ id: '77', username: 'gone_org_eg', suspended: true })
  const token = simulator.addBearer()
  const path = '/2/users/by?usernames=HARBOURFOOD_eg,ghost_org_eg,nightnurses_eg,gone_org_eg&user.fields=created_at,protected,public_metrics,verified'
  const { body } = await send(simulator.url, token, 'GET', path)
  const byId = (rows: unknown) => (rows as { id: string }[]).sort((a, b) => (a.id < b.id ? -1 : 1))
  t.same(byId(body.data), byId(sample.data))
  t.same(body.errors, sample.errors)
  t.same((await send(simulator.url, token, 'GET', '/2/users?ids=1,999')).body, {
    data: [{ id: '1', name: 'u1', username: 'u1' }],
    errors: [
      {
        value: '999',
        detail: 'Could not find user with ids: [999].',
        title: 'Not Found Error',
        resource_type: 'user',
        parameter: 'ids',
        resource_id: '999',
        type: 'https://api.twitter.com/2/problems/resource-not-found',
      },
    ],
  })
  const thirty = Array.from({ length: 30 }, (_, i) => `u${i + 1}`)
  const { body: all } = await send(simulator.url, token, 'GET', `/2/users/by?usernames=${thirty.join(',')}`)
  const order = (all.data as { username: string }[]).map((user) => user.username)
  t.not(order.join(), thirty.join(), 'not in the order asked')
  t.same(order.sort(), thirty.sort())
})

t.test('each of the four causes is refused in each of the four ways', async (t) => {
  const { simulator } = await world(t, 1)
  const token = simulator.addOAuth2(OWNER)
  const { id } = simulator.addList({ owner_id: OWNER, name: 'L' })
  simulator.addUser({ id: '11', username: 'p', protected: true })
  simulator.addUser({ id: '12', username: 'b', blocks: [OWNER] })
  simulator.addUser({ id: '13', username: 's', suspended: true })
  simulator.addUser({ id: '14', username: 'g', gone: true })
  const statuses = { forbidden: 403, errors: 200, 'not-found': 404, 'is-member-false': 200 } as const
  for (const how of Object.keys(statuses) as (keyof typeof statuses)[]) {
    simulator.settings({ refusal: { protected: how, blocked: how, suspended: how, gone: how } })
    for (const user_id of ['11', '12', '13', '14']) {
      const answer = await send(simulator.url, token, 'POST', `/2/lists/${id}/members`, { user_id })
      t.equal(answer.status, statuses[how], `${how} ${user_id}`)
      if (how === 'is-member-false') t.same(answer.body, { data: { is_member: false } })
      if (how === 'errors') t.notOk(answer.body.data)
    }
  }
  t.same(simulator.members(id), [])
  simulator.settings({ error_style: 'v1', refusal: { protected: 'forbidden', blocked: 'forbidden', suspended: 'forbidden', gone: 'forbidden' } })
  t.same((await send(simulator.url, token, 'POST', `/2/lists/${id}/members`, { user_id: '11' })).body, ANSWERS['add-refused-v1'].body({}))
})

t.test('a full list and too many lists are refused', async (t) => {
  const { simulator } = await world(t, 3, { settings: { members_per_list: 2, lists_per_owner: 1 } })
  const token = simulator.addOAuth2(OWNER)
  const { id } = simulator.addList({ owner_id: OWNER, name: 'L' })
  const add = (user_id: string) => send(simulator.url, token, 'POST', `/2/lists/${id}/members`, { user_id })
  t.same([(await add('1')).status, (await add('2')).status, (await add('3')).status, (await add('2')).status], [200, 200, 403, 200])
  t.equal((await send(simulator.url, token, 'POST', '/2/lists', { name: 'M' })).status, 403)
})
