import t from 'tap'
import { failureOf, OWNER, world } from './world.js'

/** A list of the owner's with members 1 to `members`. */
async function filled(t: Parameters<typeof world>[0], members: number) {
  const all = await world(t, Math.max(members, 5))
  const { id } = all.simulator.addList({ owner_id: OWNER, name: 'L' })
  for (let i = 1; i <= members; i++) all.simulator.handAdd(id, String(i))
  const count = (route: string) => all.simulator.log().filter((row) => row.route === route).length
  return { ...all, id, count }
}

const ADD = 'POST /2/lists/:id/members'
const READ = 'GET /2/lists/:id/members'

t.test('a read of many pages is whole, in order, and asked for page by page', async (t) => {
  const { platform, id, count, calls } = await filled(t, 250)
  const progress: number[] = []
  const read = await platform.readMembers(id, (done) => progress.push(done))
  t.equal(read.complete, true)
  t.same(
    read.members.map((member) => member.id),
    Array.from({ length: 250 }, (_, i) => String(250 - i)),
  )
  t.same(progress, [100, 200, 250])
  t.equal(count(READ), 3)
  t.same(
    calls.map((call) => call.cost_milli_usd),
    [1000, 1000, 500],
  )
})

t.test('a short page and an empty one in the middle do not end a read', async (t) => {
  for (const name of ['page-short', 'page-empty-middle'] as const) {
    const { platform, simulator, id } = await filled(t, 250)
    simulator.setFault({ name, nth: 2 })
    const read = await platform.readMembers(id)
    t.same([read.complete, read.members.length], [true, 250], name)
  }
})

t.test('a read that repeats a member or a token, or loses its meta, is incomplete and ends', async (t) => {
  for (const [name, most] of [
    ['page-repeat', 2],
    ['page-loop', 3],
    ['page-no-meta', 2],
  ] as const) {
    const { platform, simulator, id, count } = await filled(t, 350)
    simulator.setFault(name === 'page-loop' ? { name } : { name, nth: 2 })
    const read = await platform.readMembers(id)
    t.equal(read.complete, false, name)
    t.ok(read.members.length < 350)
    t.equal(new Set(read.members.map((member) => member.id)).size, read.members.length, 'no member twice')
    t.ok(count(READ) <= most, `${name} ended after ${count(READ)} pages`)
  }
})

t.test('endless short pages end at a bound', async (t) => {
  const { platform, simulator, id, count } = await filled(t, 350)
  simulator.setFault({ name: 'page-short', n: 1 })
  t.equal((await platform.readMembers(id)).complete, false)
  t.equal(count(READ), 100)
})

t.test('a page that claims to be the last cannot be told from a whole read: X’s own count can', async (t) => {
  const { platform, simulator, id } = await filled(t, 250)
  simulator.setFault({ name: 'page-short', nth: 1, end: true })
  const read = await platform.readMembers(id)
  t.same([read.complete, read.members.length], [true, 50])
  t.equal((await platform.getList(id)).member_count, 250)
})

t.test('a lagging read shows the list as it was', async (t) => {
  const { platform, simulator, clock, id } = await filled(t, 2)
  clock.advance(60_000)
  await platform.lists.addMember(id, '3')
  simulator.setFault({ name: 'stale-reads', ms: 30_000 })
  t.same(
    (await platform.readMembers(id)).members.map((member) => member.id),
    ['2', '1'],
  )
  clock.advance(30_000)
  t.same(
    (await platform.readMembers(id)).members.map((member) => member.id),
    ['3', '2', '1'],
  )
})

t.test('a read is tried four times with pauses that grow, then fails as transient; a write is tried once', async (t) => {
  for (const variant of ['html', 'empty', 'json', 'v1'] as const) {
    const { platform, simulator, id, count, pauses } = await filled(t, 1)
    simulator.setFault({ name: '5xx-before', next: 3, variant })
    t.same((await platform.readMembers(id)).complete, true, variant)
    t.same(pauses, [250, 500, 1000], 'half of 500, 1000, 2000')
    simulator.setFault({ name: '5xx-before', variant })
    t.match(await failureOf(platform.readMembers(id)), { kind: 'transient' })
    t.equal(count(READ), 8)
    t.match(await failureOf(platform.lists.addMember(id, '2')), { kind: 'transient' })
    t.equal(count(ADD), 1)
    t.same(simulator.members(id), ['1'])
  }
})

t.test('a 5xx after the write hides one that did take effect', async (t) => {
  const { platform, simulator, id } = await filled(t, 0)
  simulator.setFault({ name: '5xx-after', route: ADD })
  t.match(await failureOf(platform.lists.addMember(id, '1')), { kind: 'transient', status: 503 })
  t.same(simulator.members(id), ['1'])
})

t.test('the ways a line breaks are all transient, before or after the effect', async (t) => {
  for (const [when, members] of [
    ['before', []],
    ['after', ['1']],
  ] as const) {
    for (const name of ['reset', 'hang'] as const) {
      const { simulator, id, platformWith, count } = await filled(t, 0)
      simulator.setFault({ name, when })
      // Long enough for the call to get there first on a machine with other work.
      const platform = platformWith(simulator.credentials(OWNER), { timeoutMs: 1_500 })
      const error = await failureOf(platform.lists?.addMember(id, '1') ?? Promise.resolve())
      t.match(error, { kind: 'transient', status: undefined, message: name === 'hang' ? /timeout, the line was silent/ : /ECONNRESET/ })
      t.same(simulator.members(id), members, `${name} ${when}`)
      t.equal(count(ADD), 1, 'sent once')
    }
  }
})

t.test('a body that is cut, garbled, dripping or moved is no answer', async (t) => {
  const faults = [
    { name: 'bad-json' },
    { name: 'gzip-garbage' },
    { name: 'redirect-301' },
    { name: 'endpoint-410' },
    { name: 'ids-as-numbers' },
    ...[0, 1, 20, 60].map((n) => ({ name: 'cut-at-byte-n' as const, n })),
  ] as const
  const { simulator, id, platformWith } = await filled(t, 3)
  const platform = platformWith(simulator.credentials(OWNER), { timeoutMs: 300 })
  for (const fault of faults) {
    simulator.setFault(fault)
    t.match(await failureOf(platform.getList(id)), { kind: 'transient' }, JSON.stringify(fault))
    simulator.clearFaults()
    t.match(await platform.getList(id), { member_count: 3 }, 'and the next call is sound')
  }
  simulator.setFault({ name: 'extra-fields' })
  t.match(await platform.getList(id), { member_count: 3 }, 'what is added does no harm')
})

t.test('a server that drips is left after twice the time-out', async (t) => {
  const { simulator, id, platformWith } = await filled(t, 1)
  simulator.setFault({ name: 'slow-drip', ms: 100 })
  const platform = platformWith(simulator.credentials(OWNER), { timeoutMs: 600 })
  const started = Date.now()
  t.match(await failureOf(platform.lists?.addMember(id, '2') ?? Promise.resolve()), { kind: 'transient' })
  const took = Date.now() - started
  t.ok(took >= 1_050 && took < 6_000, `${took} ms`)
})

t.test('too many requests say when to come back, within bounds, and are not repeated', async (t) => {
  const { platform, simulator, id, clock, count } = await filled(t, 1)
  const wants = { proper: 900, past: 60, absent: 60, absurd: 960, lying: 900, day: 6 * 3600 }
  for (const [reset, seconds] of Object.entries(wants) as [keyof typeof wants, number][]) {
    simulator.setFault({ name: 'rate-429', reset, next: 1 })
    const error = await failureOf(platform.getList(id))
    t.match(error, { kind: 'rate', status: 429 }, reset)
    t.equal(((error.resetAt?.getTime() ?? 0) - clock.now().getTime()) / 1000, seconds, reset)
  }
  t.equal(count('GET /2/lists/:id'), 6)
  simulator.settings({ error_style: 'v1' })
  simulator.setFault({ name: 'rate-429', next: 1 })
  t.match(await failureOf(platform.getList(id)), { kind: 'rate' })
})

t.test('credits and caps are one kind, by status or by type', async (t) => {
  const { platform, simulator, id } = await filled(t, 1)
  simulator.setFault({ name: 'credits-402', next: 1 })
  t.match(await failureOf(platform.getList(id)), { kind: 'credits', status: 402 })
  simulator.setFault({ name: 'usage-capped', next: 1 })
  t.match(await failureOf(platform.getList(id)), { kind: 'credits', status: 429, resetAt: undefined })
  simulator.setBalance(0)
  t.match(await failureOf(platform.lists.addMember(id, '2')), { kind: 'credits' })
})

t.test('a revoked token ends everything as auth, once', async (t) => {
  const { platform, simulator, id, count } = await filled(t, 1)
  simulator.setFault({ name: 'token-revoked', nth: 1, route: READ })
  t.match(await failureOf(platform.readMembers(id)), { kind: 'auth', status: 401 })
  t.equal(count(READ), 1)
  t.match(await failureOf(platform.lists.addMember(id, '2')), { kind: 'auth' })
  t.match(await failureOf(platform.lists.me()), { kind: 'auth' })
})

t.test('the hidden lock refuses every addition with healthy headers, lasts longer for each attempt, and lets go', async (t) => {
  const { platform, simulator, id, clock, count } = await filled(t, 0)
  simulator.setFault({ name: 'lock-after-N', n: 2, hours: 24 })
  await platform.lists.addMember(id, '1')
  await platform.lists.addMember(id, '2')
  const error = await failureOf(platform.lists.addMember(id, '3'))
  t.match(error, { kind: 'refused', status: 403, message: /not allowed to add members/ })
  t.equal(count(ADD), 3, 'a 403 is never repeated')
  clock.advance(23 * 3_600_000)
  t.match(await failureOf(platform.lists.addMember(id, '3')), { kind: 'refused' })
  clock.advance(23 * 3_600_000)
  t.match(await failureOf(platform.lists.addMember(id, '3')), { kind: 'refused' }, 'the attempt prolonged it')
  clock.advance(24 * 3_600_000)
  await platform.lists.addMember(id, '3')
  t.same(simulator.members(id), ['3', '2', '1'])
})

t.test('a silent lock acknowledges what never happens', async (t) => {
  const { platform, simulator, id } = await filled(t, 0)
  simulator.setFault({ name: 'lock-silent', next: 1 })
  await platform.lists.addMember(id, '1')
  t.same((await platform.readMembers(id)).members, [])
  await platform.lists.addMember(id, '1')
  t.same(simulator.members(id), ['1'])
})

t.test('somebody edits the list by hand while we work', async (t) => {
  const { platform, simulator, id } = await filled(t, 2)
  simulator.setFault({ name: 'hand-add', route: READ, nth: 1, list_id: id, user_id: '5' })
  simulator.setFault({ name: 'hand-remove', route: ADD, nth: 1, list_id: id, user_id: '1' })
  await platform.lists.addMember(id, '3')
  t.same(
    (await platform.readMembers(id)).members.map((member) => member.id),
    ['5', '3', '2'],
  )
})

t.test('targets are refused one by one in whatever way X has for it', async (t) => {
  const { platform, simulator, id } = await filled(t, 0)
  simulator.changeUser('1', { protected: true })
  simulator.changeUser('2', { suspended: true })
  simulator.changeUser('3', { gone: true })
  const kinds = async () => Promise.all(['1', '2', '3'].map(async (user) => (await failureOf(platform.lists.addMember(id, user))).kind))
  for (const [how, wanted] of [
    ['forbidden', ['refused', 'refused', 'refused']],
    ['errors', ['protected-or-blocked', 'suspended', 'gone']],
    ['not-found', ['gone', 'gone', 'gone']],
    ['is-member-false', ['refused', 'refused', 'refused']],
  ] as const) {
    simulator.settings({ refusal: { protected: how, blocked: how, suspended: how, gone: how } })
    t.same(await kinds(), wanted, how)
  }
  await platform.lists.addMember(id, '4')
})

t.test('a list that is gone or was given away stops the call with a kind of its own', async (t) => {
  const { platform, simulator, id } = await filled(t, 1)
  simulator.changeList(id, { owner_id: '901', private: true })
  t.match(await failureOf(platform.getList(id)), { kind: 'not-owner' })
  t.match(await failureOf(platform.readMembers(id)), { kind: 'not-owner' })
  t.match(await failureOf(platform.lists.updateList(id, { name: 'x' })), { kind: 'not-owner' })
  t.match(await failureOf(platform.lists.addMember(id, '2')), { kind: 'refused' }, 'the same words as a lock: GET tells them apart')
  simulator.changeList(id, { deleted: true })
  for (const failing of [platform.getList(id), platform.readMembers(id), platform.lists.updateList(id, { name: 'x' }), platform.lists.addMember(id, '2')]) {
    t.match(await failureOf(failing), { kind: 'gone' })
  }
})

t.test('the meter hears of every call once: refused writes count, what never reached the endpoint does not', async (t) => {
  const { platform, simulator, id, calls } = await filled(t, 0)
  await failureOf(platform.lists.addMember(id, '404'))
  simulator.setFault({ name: '5xx-after', next: 1 })
  await failureOf(platform.lists.addMember(id, '1'))
  simulator.setFault({ name: 'rate-429', next: 1 })
  await failureOf(platform.lists.addMember(id, '2'))
  simulator.setFault({ name: '5xx-before', next: 1 })
  await platform.getList(id)
  t.same(
    calls.map((call) => [call.operation, call.units, call.cost_milli_usd]),
    [
      ['list.members.add', 1, 5],
      ['list.members.add', 1, 5],
      ['list.members.add', 0, 0],
      ['list.get', 1, 5],
      ['list.get', 1, 5],
    ],
  )
  t.ok(calls.reduce((sum, call) => sum + call.cost_milli_usd, 0) >= simulator.ledger().spent_milli_usd, 'never less than X would take')
})

t.test('faults count by route and by call, and combine', async (t) => {
  const { platform, simulator, id } = await filled(t, 1)
  simulator.setFault({ name: '5xx-before', route: ADD, nth: 2 })
  simulator.setFault({ name: 'rate-429', route: ADD, nth: 3, next: 2 })
  const outcome = async () =>
    platform.lists.addMember(id, '2').then(
      () => 'ok',
      (error) => error.kind,
    )
  const outcomes: string[] = []
  for (let i = 0; i < 5; i++) outcomes.push(await outcome())
  t.same(outcomes, ['ok', 'transient', 'rate', 'rate', 'ok'])
  t.equal(simulator.exportState().faults.length, 0, 'spent faults are gone')
  simulator.setFault({ name: 'extra-fields' })
  simulator.setFault({ name: 'stale-reads', ms: 1 })
  await platform.readMembers(id)
  t.same(simulator.log().at(-1)?.faults, ['extra-fields', 'stale-reads'])
})
