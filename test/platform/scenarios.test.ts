import t from 'tap'
import { FAULT_NAMES, type FaultName, type FaultSpec } from '../../src/platform/simulator/faults.js'
import { failureOf, OWNER, type Sent, send, world } from './world.js'

// A day of calls for each of fifty faults.
t.setTimeout(300_000)

const ADD = 'POST /2/lists/:id/members'

/** Ten accounts, a list of the owner's with 1 to 4 in it, and a raw call as the owner. */
async function standing(t: Parameters<typeof world>[0], fault?: FaultSpec) {
  const all = await world(t, 10)
  const { simulator } = all
  const { id } = simulator.addList({ owner_id: OWNER, name: 'L', id: '7700' })
  for (const member of ['1', '2', '3', '4']) simulator.handAdd(id, member)
  const app = simulator.addApp({ redirect_uris: ['http://127.0.0.1:1/'], client_secret: null })
  const { access_token: token, refresh_token } = simulator.grant(OWNER, { app_id: app.id })
  const call = (method: string, path: string, body?: unknown) => send(simulator.url, token, method, path, body)
  const add = (user_id: string) => call('POST', `/2/lists/${id}/members`, { user_id })
  const remove = (user_id: string) => call('DELETE', `/2/lists/${id}/members/${user_id}`)
  const list = () => call('GET', `/2/lists/${id}?list.fields=owner_id,member_count,private`)
  const members = async (query = '') =>
    ((await call('GET', `/2/lists/${id}/members${query}`)).body.data as { id: string }[] | undefined)?.map((row) => row.id) ?? []
  if (fault) simulator.setFault(fault)
  return { ...all, id, app, token, refresh_token, call, add, remove, list, members }
}

/** A day's work, told call by call: status, headers of limits, body, or that the line broke. */
async function transcript(t: Parameters<typeof world>[0], fault?: FaultSpec): Promise<string[]> {
  const { simulator, id, app, token, refresh_token } = await standing(t)
  simulator.addPost({ author_id: '1', text: 'one #chat' })
  simulator.changeUser('4', { suspended: true })
  if (fault) simulator.setFault(fault)
  const told: string[] = []
  const tell = async (method: string, path: string, body?: string, type = 'application/json') => {
    try {
      const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': type }) }
      const started = performance.now()
      const answer = await fetch(simulator.url + path, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(fault?.name === 'hang' ? 100 : 20_000),
        ...(body === undefined ? {} : { body }),
      })
      const limits: string[] = []
      answer.headers.forEach((value, name) => void (/limit|encoding|content-type/.test(name) && limits.push(`${name}: ${value}`)))
      const text = await answer.text()
      // Only a drip is timed, and only downwards: other calls may be slow where the machine is.
      const dripped = fault?.name === 'slow-drip' && performance.now() - started > text.length
      told.push(`${answer.status} ${limits} ${text}${dripped ? ' in drips' : ''}`)
    } catch (error) {
      told.push(`broken: ${error instanceof Error ? error.name : ''}`)
    }
  }
  for (const user of ['5', '1', '6']) await tell('POST', `/2/lists/${id}/members`, JSON.stringify({ user_id: user }))
  for (const user of ['2', '9']) await tell('DELETE', `/2/lists/${id}/members/${user}`)
  const pages = ['', '?max_results=2']
  for (const query of pages) await tell('GET', `/2/lists/${id}/members${query}`)
  const next = /"next_token":"([^"]+)"/.exec(told.at(-1) ?? '')?.[1]
  if (next !== undefined) await tell('GET', `/2/lists/${id}/members?max_results=2&pagination_token=${next}`)
  await tell('GET', `/2/lists/${id}?list.fields=owner_id,member_count,private`)
  await tell('GET', '/2/users/by?usernames=u1,u4,u5&user.fields=public_metrics,protected')
  await tell('POST', '/2/lists', '{"name":"M"}')
  await tell('GET', '/2/users/me')
  await tell(
    'POST',
    '/2/oauth2/token',
    `grant_type=refresh_token&refresh_token=${refresh_token}&client_id=${app.client_id}`,
    'application/x-www-form-urlencoded',
  )
  told.push(`members ${simulator.members(id)}, spent ${simulator.ledger().spent_milli_usd}`)
  return told
}

/** What a fault needs beside its name to show. */
const NEEDS: Partial<Record<FaultName, Partial<FaultSpec>>> = {
  'lock-after-N': { n: 1 },
  'cut-at-byte-n': { n: 3 },
  'slow-drip': { ms: 1 },
  'stale-reads': { ms: 1 },
  'page-loop': {},
}

t.test('no fault is a name only: each of them changes what a day of calls looks like', async (t) => {
  const usual = await transcript(t)
  t.same(usual, await transcript(t), 'and without one two days are the same')
  t.ok(usual.every((line) => !line.startsWith('broken')))
  for (const name of FAULT_NAMES) t.notSame(await transcript(t, { name, ...NEEDS[name] }), usual, name)
})

t.test('what befalls single targets is refused in any of four ways, shows in lookups, and spares the neighbours', async (t) => {
  const rows: [FaultName, (user: Record<string, unknown>) => unknown][] = [
    ['protected', (user) => user.protected],
    ['blocked-owner', () => true],
    ['suspended-target', (user) => user.suspended],
    ['gone-target', (user) => user.gone],
  ]
  const statuses = { forbidden: 403, errors: 200, 'not-found': 404, 'is-member-false': 200 } as const
  for (const [name, changed] of rows) {
    for (const how of Object.keys(statuses) as (keyof typeof statuses)[]) {
      const { simulator, add, members, platform, id } = await standing(t, { name, how, user_id: '6', next: 1 })
      t.equal((await add('5')).status, 200, 'a neighbour')
      const refused = await add('6')
      t.equal(refused.status, statuses[how], `${name} ${how}`)
      if (how === 'errors') t.match(refused.body, { errors: [{ resource_id: '6' }], data: undefined })
      if (how === 'is-member-false') t.same(refused.body, { data: { is_member: false } })
      t.ok(changed({ ...simulator.findUser('6') }))
      t.same((await members()).includes('6'), false)
      const kinds = {
        forbidden: 'refused',
        'is-member-false': 'refused',
        'not-found': 'gone',
        errors: { protected: 'protected-or-blocked', 'blocked-owner': 'protected-or-blocked', 'suspended-target': 'suspended', 'gone-target': 'gone' }[
          name as 'protected'
        ],
      }
      simulator.settings({ refusal: { protected: how, blocked: how, suspended: how, gone: how } })
      t.match(await failureOf(platform.lists.addMember(id, '6')), { kind: kinds[how] }, 'as the adapter reads it')
    }
  }
})

t.test('a list is given away, deleted or made private under our hands, and refused with 403, 404 or 400', async (t) => {
  const kinds: Record<number, { foreign: [string, string, string]; missing: [string, string, string] }> = {
    400: { foreign: ['not-owner', 'not-owner', 'not-owner'], missing: ['gone', 'gone', 'gone'] },
    403: { foreign: ['refused', 'refused', 'not-owner'], missing: ['refused', 'refused', 'not-owner'] },
    404: { foreign: ['gone', 'gone', 'gone'], missing: ['gone', 'gone', 'gone'] },
  }
  for (const status of [400, 403, 404] as const) {
    for (const [name, side] of [
      ['owner-changed', 'foreign'],
      ['list-deleted', 'missing'],
    ] as const) {
      const { simulator, platform, id, list, add } = await standing(t, { name, nth: 1, status })
      t.equal((await add('5')).status, status, `${name} ${status}`)
      simulator.settings({ missing_list: status, foreign_list: status })
      const { addMember, removeMember, updateList } = platform.lists
      const met: string[] = []
      for (const write of [() => addMember(id, '5'), () => removeMember(id, '1'), () => updateList(id, { name: 'N' })])
        met.push((await failureOf(write())).kind)
      t.same(met, kinds[status]?.[side])
      const seen = await list()
      if (name === 'list-deleted') t.match(seen.body, { errors: [{ title: 'Not Found Error' }] })
      else t.match(seen.body, { data: { owner_id: '1' } })
      t.same(simulator.members(id), ['4', '3', '2', '1'], 'nothing was done')
    }
  }
  const { simulator, id, list, add, remove, call } = await standing(t)
  simulator.setFault({ name: 'list-made-private', nth: 1 })
  t.match((await list()).body, { data: { private: true } })
  t.match((await send(simulator.url, simulator.addBearer(), 'GET', `/2/lists/${id}`)).body, { errors: [{ title: 'Authorization Error' }] })
  simulator.setFault({ name: 'not-owner' })
  t.same([(await add('5')).status, (await remove('1')).status, (await call('PUT', `/2/lists/${id}`, { name: 'x' })).status], [403, 403, 403])
  t.not(((await list()).body.data as { owner_id: string }).owner_id, OWNER)
  simulator.clearFaults()
  t.match((await list()).body, { data: { owner_id: OWNER } })
})

t.test('a full list and a list too many: at any size, with 403, 400 or in silence', async (t) => {
  const { simulator, add, platform, id, call, members } = await standing(t, { name: 'list-full', n: 5 })
  t.same([(await add('5')).status, (await add('6')).status, (await add('1')).status], [200, 403, 200], 'who is in is in')
  simulator.settings({ full: 'invalid' })
  t.match(await failureOf(platform.lists.addMember(id, '6')), { kind: 'list-full', status: 400 })
  simulator.settings({ full: 'silent' })
  t.same((await add('6')).body, { data: { is_member: true } })
  t.notOk((await members()).includes('6'))
  simulator.clearFaults()
  simulator.setFault({ name: 'too-many-lists', next: 1 })
  t.equal((await call('POST', '/2/lists', { name: 'M' })).status, 403)
  t.equal((await call('POST', '/2/lists', { name: 'M' })).status, 201)
  simulator.setFault({ name: 'too-many-lists', status: 400, n: 2 })
  t.match(await failureOf(platform.lists.createList({ name: 'N', description: '', private: true })), { kind: 'list-full' })
})

t.test('limits lie, last a day, and can be had for true', async (t) => {
  const { simulator, call, clock } = await standing(t)
  const reset = (answer: Sent, kind = 'x-rate-limit') => answer.headers.get(`${kind}-reset`)
  simulator.setFault({ name: 'rate-day', nth: 1 })
  const day = await call('GET', '/2/users/me')
  t.same(
    [day.status, day.headers.get('x-user-limit-24hour-remaining'), Number(reset(day, 'x-user-limit-24hour')) - clock.now().getTime() / 1000],
    [429, '0', 6 * 3600],
  )
  simulator.setFault({ name: 'rate-lying', next: 30 })
  const lies = new Set<string>()
  for (let i = 0; i < 30; i++) {
    const answer = await call('GET', '/2/users/me')
    const at = reset(answer)
    const wait = Number(at) - clock.now().getTime() / 1000
    lies.add(
      at === null ? 'absent' : wait < 0 ? 'past' : wait > 1e9 ? 'absurd' : Number(answer.headers.get('x-rate-limit-remaining')) > 0 ? 'not used up' : 'true',
    )
  }
  t.same([...lies].sort(), ['absent', 'absurd', 'not used up', 'past'])
  simulator.settings({ day_limits: { 'GET /2/users/:id/owned_lists': 2 }, clock_skew_ms: 3_600_000 })
  const lasting = simulator.addOAuth2(OWNER)
  const owned = () => send(simulator.url, lasting, 'GET', `/2/users/${OWNER}/owned_lists`)
  const first = await owned()
  t.same([first.status, first.headers.get('x-user-limit-24hour-limit'), first.headers.get('x-user-limit-24hour-remaining')], [200, '2', '1'])
  t.equal(Number(reset(first)) - clock.now().getTime() / 1000, 900 + 3600, 'a clock that is an hour ahead')
  t.same([(await owned()).status, (await owned()).status], [200, 429])
  clock.set(new Date('2026-03-02T00:00:00Z'))
  t.equal((await owned()).status, 200, 'until the UTC day ends')
})

t.test('somebody leaves by blocking, adds and removes by hand, takes another handle, and somebody else takes the old one', async (t) => {
  const { simulator, add, members, call, id } = await standing(t)
  simulator.setFault({ name: 'self-leave', nth: 1, list_id: id, user_id: '2' })
  t.same(await members(), ['4', '3', '1'])
  t.equal((await add('2')).status, 403, 'and cannot be had back')
  simulator.setFault({ name: 'self-leave', nth: 1 })
  t.equal((await members()).length, 2, 'drawn from the seed')
  simulator.setFault({ name: 'hand-add', nth: 1 })
  simulator.setFault({ name: 'hand-remove', nth: 1, user_id: '9' })
  t.equal((await members()).length, 3)
  simulator.setFault({ name: 'renamed', nth: 1, user_id: '5', username: 'fresh_eg' })
  const looked = (await call('GET', '/2/users/by?usernames=u5,fresh_eg')).body
  t.match(looked, { data: [{ id: '5', username: 'fresh_eg' }], errors: [{ value: 'u5' }] })
  t.same(simulator.findUser('5')?.former, ['u5'])
  simulator.setFault({ name: 'handle-reused', nth: 1, user_id: '6' })
  const reused = (await call('GET', '/2/users/by?usernames=u6')).body.data as { id: string }[]
  t.not(reused[0]?.id, '6')
  t.match((await call('GET', '/2/users?ids=6')).body, { data: [{ id: '6', username: 'u6_2' }] })
})

t.test('reads lag and leave out, the count and the rows each by itself, and a foreign page holds nobody of ours', async (t) => {
  const { simulator, add, list, members, clock, platform, id } = await standing(t)
  clock.advance(10_000)
  await add('5')
  const count = async () => ((await list()).body.data as { member_count: number }).member_count
  simulator.setFault({ name: 'stale-reads', ms: 10_000 })
  t.same([(await members()).length, await count()], [4, 5])
  simulator.clearFaults()
  simulator.setFault({ name: 'stale-reads', ms: 10_000, route: 'GET /2/lists/:id' })
  t.same([(await members()).length, await count()], [5, 4])
  simulator.clearFaults()
  simulator.changeUser('1', { suspended: true })
  simulator.setFault({ name: 'omit-suspended', route: 'GET /2/lists/:id/members' })
  t.same([(await members()).length, await count()], [4, 5])
  simulator.clearFaults()
  simulator.setFault({ name: 'foreign-answer' })
  t.match(await failureOf(platform.getList(id)), { kind: 'transient' }, "another list's answer is none")
  simulator.setFault({ name: 'page-foreign' })
  t.same(
    (await platform.readMembers(id)).members.filter((member) => simulator.members(id).includes(member.id)),
    [],
  )
})

t.test('the answers nobody has verified: both keys, 409, 110, other spellings, other prices, a bad handle alone', async (t) => {
  const { simulator, add, remove, call, members, id, platform } = await standing(t)
  simulator.setFault({ name: 'both-data-and-errors', next: 1 })
  t.match((await add('5')).body, { data: { is_member: true }, errors: [{ title: 'Conflict' }] })
  simulator.setFault({ name: 'both-data-and-errors', how: 'is-member-false', next: 1 })
  t.match((await add('6')).body, { data: { is_member: false }, errors: [{ title: 'Authorization Error' }] })
  t.same([(await members()).includes('5'), (await members()).includes('6')], [true, false])
  simulator.setFault({ name: 'already-member-409' })
  simulator.setFault({ name: 'not-a-member-110' })
  t.same([(await add('5')).status, (await add('7')).status, (await remove('7')).status, (await remove('7')).status], [409, 200, 200, 403])
  await platform.lists.addMember(id, '5')
  await platform.lists.removeMember(id, '7')
  simulator.clearFaults()
  simulator.setFault({ name: 'post_count' })
  const posts = await send(simulator.url, simulator.addBearer(), 'GET', '/2/tweets/counts/recent?query=x&granularity=day')
  t.match(posts.body, { data: [{ post_count: 0 }], meta: { total_post_count: 0 } })
  simulator.clearFaults()
  simulator.setFault({ name: 'bad-batch-400', n: 1, next: 2 })
  t.match(await call('GET', '/2/users/by?usernames=u1,u2,u3'), { status: 400, body: { errors: [{ message: /\[u2\]/ }] } })
  t.match(await platform.lookupUsers(['u1', 'u2', 'u3']), [{ status: 'found' }, { status: 'invalid' }, { status: 'found' }])
  simulator.settings({ bad_handle: 'alone' })
  t.match((await call('GET', '/2/users/by?usernames=u1,bad-one')).body, { data: [{ id: '1' }], errors: [{ value: 'bad-one', title: 'Invalid Request' }] })
  const before = simulator.ledger().spent_milli_usd
  simulator.setFault({ name: 'bill-members-as-lists' })
  await members()
  t.equal(simulator.ledger().spent_milli_usd - before, 5, 'one list instead of five users')
})

t.test('lists are edited by hand over the control route', async (t) => {
  const { simulator, id } = await standing(t)
  const edit = (body: unknown, list = id) => send(simulator.url, '', 'POST', `/_sim/lists/${list}`, body)
  t.match(await edit({ add: '5', remove: '1' }), { status: 200, body: { members: ['5', '4', '3', '2'], private: false } })
  t.match((await edit({ private: true, owner_id: '2' })).body, { private: true, owner_id: '2', members: ['5', '4', '3', '2'] })
  for (const body of [{}, { add: 'u-5' }, { name: '' }, { name: 'x'.repeat(26) }, { deleted: false }])
    t.equal((await edit(body)).status, 400, JSON.stringify(body))
  t.match((await edit({ remove: '@u5', name: 'x', description: 'by hand' })).body, { name: 'x', description: 'by hand', members: ['4', '3', '2'] })
  t.same([(await edit({ add: '404' })).status, (await edit({ add: '5' }, '1')).status], [404, 404])
  t.match((await edit({ deleted: true })).body, { deleted: true })
  t.equal((await edit({ add: '5' })).status, 404)
})

t.test('a lock may hold removals too', async (t) => {
  const { add, remove, clock } = await standing(t, { name: 'lock-after-N', n: 0, hours: 1, removals: true })
  t.equal((await remove('1')).status, 200)
  t.same([(await add('5')).status, (await remove('2')).status], [403, 403])
  clock.advance(3_600_000)
  t.equal((await remove('2')).status, 200, 'asking for a removal did not prolong it')
})

t.test('spellings: the host, the content type and the old codes, all by setting', async (t) => {
  const { simulator, call, add } = await standing(t)
  const set = (body: unknown) => send(simulator.url, '', 'POST', '/_sim/settings', body)
  t.match(await set({ problem_host: 'api.x.com', problem_content_type: 'application/json' }), {
    status: 200,
    body: { problem_host: 'api.x.com', error_style: 'problem' },
  })
  const missing = await call('POST', '/2/lists/1/members', { user_id: '1' })
  t.match(missing.body, { type: 'https://api.x.com/2/problems/resource-not-found' })
  t.match(missing.headers.get('content-type'), /^application\/json/)
  await set({ error_style: 'v1', refusal: { gone: 'not-found' } })
  t.match((await add('999')).body, { errors: [{ code: 108 }] })
  t.match((await send(simulator.url, 'bad', 'GET', '/2/users/me')).body, { errors: [{ code: 89 }] })
  t.match(simulator.exportState().settings.refusal, { gone: 'not-found', protected: 'forbidden' })
  for (const body of [{ colour: 1 }, { full: 'maybe' }, { day_limits: { 'GET /3': 1 } }, { members_per_list: -1 }])
    t.equal((await set(body)).status, 400, JSON.stringify(body))
  t.equal((await send(simulator.url, '', 'POST', '/_sim/balance', { usd: 0 })).status, 204)
  t.equal((await call('GET', '/2/users/me')).status, 402)
  t.equal((await send(simulator.url, '', 'POST', '/_sim/balance', {})).status, 400)
})

t.test('faults are switched by route, by the n-th call and by seed, together, and taken back one by one', async (t) => {
  const { simulator, add, members, call } = await standing(t)
  const made = (await send(simulator.url, '', 'POST', '/_sim/faults', { name: 'protected', user_id: '5', how: 'errors', status: 403 })).body as unknown as {
    id: number
  }
  simulator.setFault({ name: '5xx-before', route: ADD, nth: 2, variant: 'json' })
  simulator.setFault({ name: 'hand-remove', user_id: '1', nth: 3 })
  t.same([(await add('5')).status, (await add('6')).status, (await add('6')).status], [200, 500, 200])
  t.notOk((await members()).includes('1'))
  t.equal((await fetch(`${simulator.url}/_sim/faults/${made.id}`, { method: 'DELETE' })).status, 204)
  t.same(simulator.exportState().faults, [])
  simulator.setFault({ name: 'rate-429', chance: 0.3 })
  const statuses = []
  for (let i = 0; i < 20; i++) statuses.push((await call('GET', '/2/users/me')).status)
  t.ok(statuses.includes(200) && statuses.includes(429))
})
