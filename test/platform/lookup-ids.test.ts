import t from 'tap'
import { failureOf, START, send, world } from './world.js'

t.test('accounts are found by numeric id under the handle they have now, by the hundred and in the order asked', async (t) => {
  const { simulator, platform, calls } = await world(t, 130)
  simulator.changeUser('3', { username: 'Renamed_eg' })
  simulator.changeUser('4', { suspended: true })
  simulator.changeUser('5', { gone: true })
  const ids = Array.from({ length: 130 }, (_, i) => String(130 - i))
  const progress: number[] = []
  const answers = await platform.lookupUserIds([...ids, '3', 'u3', '12345678901234567890'], (done, total) => progress.push(done, total))
  t.same(
    answers.map(({ id }) => id),
    [...ids, '3', 'u3', '12345678901234567890'],
  )
  t.match(answers[127], { id: '3', status: 'found', user: { id: '3', username: 'Renamed_eg', followers_count: 30 } })
  t.same(answers[126], { id: '4', status: 'suspended' })
  t.same(answers[125], { id: '5', status: 'not_found' })
  t.same(
    answers.slice(131).map(({ status }) => status),
    ['invalid', 'invalid'],
  )
  t.same(progress, [100, 130, 130, 130])
  t.same(
    calls.map(({ operation, units }) => [operation, units]),
    [
      ['users.lookup', 100],
      ['users.lookup', 28],
    ],
  )
  t.equal(
    calls.reduce((sum, call) => sum + call.cost_milli_usd, 0),
    simulator.ledger().spent_milli_usd,
  )
  t.same(
    simulator.log().map(({ route }) => route),
    ['GET /2/users', 'GET /2/users'],
  )
  t.same(await platform.lookupUserIds([]), [])
})

t.test('the time of the newest post comes from its id, and is unknown of who never posted', async (t) => {
  const { simulator, platform } = await world(t, 3)
  const at = new Date('2024-05-06T07:08:09.123Z')
  simulator.addPost({ author_id: '1', text: 'first', created_at: new Date('2023-01-01T00:00:00Z') })
  simulator.addPost({ author_id: '1', text: 'last', created_at: at })
  simulator.addPost({ author_id: '2', text: 'old', id: '20' })
  const answers = await platform.lookupUserIds(['1', '2', '3'])
  const times = answers.map((answer) => (answer.status === 'found' ? (answer.user.last_post_at?.toISOString() ?? null) : answer.status))
  t.same(times, [at.toISOString(), '2010-11-04T01:42:54.657Z', null])
  t.match(await platform.lookupUsers(['u1']), [{ status: 'found', user: { last_post_at: at } }], 'by handle as well')
})

t.test('failures are the same as of a lookup by handle', async (t) => {
  const { simulator, platform } = await world(t, 150)
  simulator.setFault({ name: 'credits-402', route: 'GET /2/users', nth: 2, next: 2 })
  const ids = Array.from({ length: 150 }, (_, i) => String(i + 1))
  const answers = await platform.lookupUserIds(ids)
  t.same([answers[99]?.status, answers[100]?.status], ['found', 'unanswered'])
  t.match(await failureOf(platform.lookupUserIds(ids)), { kind: 'credits', status: 402 })
})

t.test('the simulator takes ids and known fields only', async (t) => {
  const { simulator, clock } = await world(t, 1)
  const token = simulator.addBearer()
  t.equal(clock.now().toISOString(), START)
  for (const query of ['ids=u1', 'ids=', 'ids=1&user.fields=most_recent_post_id', 'usernames=u1', 'ids=1&colour=red', `ids=${Array(101).fill(1).join(',')}`])
    t.equal((await send(simulator.url, token, 'GET', `/2/users?${query}`)).status, 400, query)
  t.same((await send(simulator.url, token, 'GET', '/2/users?ids=1&user.fields=most_recent_tweet_id')).body, { data: [{ id: '1', name: 'u1', username: 'u1' }] })
})
