import { connect } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { gzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { ally, audience, followerCount } from '../../src/db/schema/index.js'
import type { Log } from '../../src/deps.js'
import { HANDLERS, jobsFor } from '../../src/jobs/handlers.js'
import { createSketcher } from '../../src/reach/audiences/sketching.js'
import { forgetWithdrawn } from '../../src/reach/forget.js'
import { parseSketch } from '../../src/reach/sketch-bytes.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide } from '../helpers/world.js'
import { type Client, testApp } from '../http/app.js'
import { entry } from './entries.js'

interface Lists extends Client {
  own: string
  give(body: string | Uint8Array, query: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  get(path: string): Promise<LightMyRequestResponse>
}

async function open(t: Test, deps: TestDeps): Promise<Lists> {
  const client = await testApp(t, deps)
  const own = await client.key('directory:curate')
  return {
    ...client,
    own,
    give: (body, query, headers = {}) =>
      client.app.inject({
        method: 'POST',
        url: `/api/v1/audiences?${query}`,
        headers: { authorization: `Bearer ${own}`, 'content-type': 'text/plain', ...headers },
        payload: typeof body === 'string' ? body : Buffer.from(body),
      }),
    get: (path) => client.call('GET', path, { key: own }),
  }
}

/** So many different ids, above 2^53 like those of today. */
const BASE = 1_200_000_000_000_000_000n
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => String(BASE + BigInt(from + at)))
const text = (from: number, to: number) => `${ids(from, to).join('\n')}\n`

onBoth('a follower list becomes a sketch; each content type is read, packed or not', async (t, deps) => {
  const { give, get } = await open(t, deps)
  const { account } = await entry(deps, { handle: 'HarbourFood', followers: 3050 })
  const lines = ids(0, 3000)
  for (const [body, type, encoding] of [
    [`${lines.join('\n')}\n${lines[0]}\n`, 'text/plain; charset=utf-8', undefined],
    [`name,user_id\n${lines.map((id) => `"x, y",${id}`).join('\n')}\nz,${lines[7]}`, 'text/csv', undefined],
    [[...lines, lines[1]].map((id) => JSON.stringify({ id })).join('\n'), 'application/x-ndjson', undefined],
    [gzipSync([...lines, lines[1]].map((id) => JSON.stringify(id)).join('\n')), 'application/gzip', undefined],
    [gzipSync(`${lines.join('\r\n')}\r\n${lines[0]}`), 'text/plain', 'gzip'],
    [`${lines.join('\n')}\n${lines[0]}`, 'application/octet-stream', undefined],
  ] as const) {
    deps.clock.advance(1000)
    const answer = await give(body, 'account=@harbourfood', { 'content-type': type, ...(encoding ? { 'content-encoding': encoding } : {}) })
    t.equal(answer.statusCode, 201, `${type} ${answer.body}`)
    const made = answer.json()
    t.match(made, {
      account: { id: account, handle: 'HarbourFood' },
      kind: 'full',
      ids_read: 3001,
      distinct: 3000,
      exact: true,
      bad_lines: 0,
      bad: [],
      counts: true,
    })
    t.equal(made.followers_then, null, 'there is no series yet')
    t.equal(answer.headers.location, `/api/v1/audiences/${made.id}`)
    t.match((await get(`/audiences/${made.id}`)).json(), { id: made.id, counts: true })
  }
  const rows = await deps.store.db.select().from(audience)
  t.equal(rows.length, 6)
  const [first] = rows
  t.equal(parseSketch(first?.sketch ?? new Uint8Array()).hashes.length, 3000)
  for (const row of rows) t.same(Buffer.from(row.sketch ?? []), Buffer.from(first?.sketch ?? []), 'the same list is the same sketch')
})

onBoth('a long list is estimated, and bad lines are told without being said', async (t, deps) => {
  const { give } = await open(t, deps)
  const { account } = await entry(deps, { handle: 'HarbourFood' })
  await deps.store.db
    .insert(followerCount)
    .values({ account_id: account, day: '2026-02-27', source: 'x', followers: 50_100, read_at: new Date('2026-02-27T00:00:00Z') })
  const answer = await give(`${text(0, 50_000)}-5\n1.2E+18\n18446744073709551616\nsecret-handle\n`, 'account=harbourfood&as_of=2026-02-28')
  t.equal(answer.statusCode, 201, answer.body)
  const made = answer.json()
  t.match(made, { ids_read: 50_000, exact: false, bad_lines: 4, as_of: '2026-02-28T00:00:00.000Z', followers_then: 50_100, replaces: null })
  t.ok(Math.abs(made.distinct - 50_000) < 50_000 * 0.06, `${made.distinct} for 50,000`)
  t.same(
    made.bad.map(({ line }: { line: number }) => line),
    [50_001, 50_002, 50_003, 50_004],
  )
  t.notMatch(answer.body, /secret-handle|18446744073709551616/)
})

onBoth('what is no list is refused whole, with the way out', async (t, deps) => {
  const { give, call, own, app } = await open(t, deps)
  await entry(deps, { handle: 'HarbourFood' })
  const gone = await entry(deps, { handle: 'GoneBody', status: 'withdrawn' })
  for (const [body, query, headers, status, code, words] of [
    ['', 'account=harbourfood', {}, 422, 'unusable_audience', /empty.*count of 0/],
    ['\n\n', 'account=harbourfood', {}, 422, 'unusable_audience', /no ids/],
    ['a1\nb2\n3\n', 'account=harbourfood', { 'content-type': 'application/x-ndjson' }, 422, 'unusable_audience', /Of 3 lines, read as ndjson, 2/],
    ['name,mail\nx,y\n', 'account=harbourfood', { 'content-type': 'application/octet-stream' }, 422, 'unusable_audience', /column=NAME/],
    ['id\n1\nn/a\n', 'account=harbourfood', {}, 422, 'unusable_audience', /Of 3 lines, read as text, 2 hold no id.*table/],
    ['["1"]', 'account=harbourfood', {}, 422, 'unusable_audience', /jq/],
    ['1\n', 'account=harbourfood', { 'content-type': 'application/json' }, 415, 'unsupported_media_type', /ndjson/],
    ['a=1', 'account=harbourfood', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type', /curl/],
    ['1\n', 'account=harbourfood', { 'content-encoding': 'br' }, 415, 'unsupported_media_type', /gzip/],
    ['1\n', 'account=nobody', {}, 404, 'not_found', /@nobody/],
    ['1\n', 'account=acc_01jnb1h6w0e3qxt6yz0p4v8kdm', {}, 404, 'not_found', /acc_/],
    ['1\n', 'account=twenty_letters_long_x', {}, 400, 'validation_failed', /handle/],
    ['1\n', `account=${gone.account}`, {}, 409, 'conflict', /asked to be gone/],
    ['1\n', 'account=harbourfood&as_of=2030-01-01', {}, 400, 'validation_failed', /future/],
    ['1\n', 'account=harbourfood&as_of=2026-99-99', {}, 400, 'validation_failed', /as_of/],
    ['1\n', 'account=harbourfood&kind=some', {}, 400, 'validation_failed', undefined],
    ['1\n', 'as_of=2026-01-01', {}, 400, 'validation_failed', undefined],
    ['id\n1\n', 'account=harbourfood&kind=sample', { 'content-type': 'text/csv' }, 422, 'unusable_audience', /follows/],
    [gzipSync('1\n2\n').subarray(0, 15), 'account=harbourfood', {}, 422, 'unusable_audience', /damaged/],
    [gzipSync(Buffer.alloc(20_000_000, '1234567890123456789\n')), 'account=harbourfood', {}, 413, 'payload_too_large', /100 times/],
    [`12\n${'1'.repeat(2_000_000)}`, 'account=harbourfood', {}, 413, 'payload_too_large', /Line 2 /],
    [`{"a":"${'1'.repeat(2_000_000)}"}`, 'account=harbourfood', {}, 413, 'payload_too_large', /Line 1 /],
    [`${'['.repeat(30_000)}\n`, 'account=harbourfood', { 'content-type': 'application/x-ndjson' }, 422, 'unusable_audience', /jq/],
    [Buffer.alloc(1000, 0), 'account=harbourfood', {}, 422, 'unusable_audience', /Of 1 line,/],
  ] as const) {
    const answer = await give(body, query, headers as Record<string, string>)
    t.equal(answer.statusCode, status, `${query} ${String(body).slice(0, 20)} ${answer.body}`)
    t.match(answer.json(), { code, ...(words ? { detail: words } : {}) })
  }
  t.match((await give('x\n1\n', 'account=harbourfood', { 'content-type': 'text/csv' })).json(), { detail: /no column called id.*Its columns are x/ })
  const half = (await give('1\nx\ny\n', 'account=harbourfood')).json()
  t.match(half, { code: 'unusable_audience', bad_lines: 2, bad: [{ line: 2 }, { line: 3 }] })
  t.equal((await give('1\nx\n', 'account=harbourfood')).statusCode, 201, 'half of them are good')
  t.match((await give('https://x.com/i/user/5\n12\n13/14\n15,16\n17\n18\n', 'account=harbourfood')).json(), {
    ids_read: 3,
    bad: [
      { line: 1, reason: 'is not a number' },
      { line: 3, reason: 'is not a number' },
      { line: 4, reason: 'is not a number' },
    ],
  })
  t.equal((await call('POST', '/audiences?account=harbourfood', { headers: { 'content-type': 'text/plain' }, body: '1' })).statusCode, 401)
  t.equal((await call('GET', '/audiences')).statusCode, 401)
  const nominator = await app.inject({
    method: 'POST',
    url: '/api/v1/audiences?account=harbourfood',
    headers: { authorization: `Bearer ${own.slice(0, -3)}abc`, 'content-type': 'text/plain' },
    payload: '1',
  })
  t.equal(nominator.statusCode, 401)
  t.equal((await deps.store.db.select().from(audience)).length, 2)
})

onBoth(
  'no more is taken than the deployment says',
  async (t, deps) => {
    const { give } = await open(t, deps)
    await entry(deps, { handle: 'HarbourFood' })
    t.match((await give(Buffer.alloc(1_100_000, '123456\n'), 'account=harbourfood')).json(), { status: 413, max_bytes: 1_048_576, detail: /1 MB.*gzip/ })
  },
  { config: { AUDIENCE_MAX_MB: '1' } },
)

onBoth('the newest by date counts; removing it brings the one before back, restoring takes its place again', async (t, deps) => {
  const { give, call, get, own } = await open(t, deps)
  const { ally: entryId, account } = await entry(deps, { handle: 'HarbourFood' })
  const give2 = async (to: number, as_of: string) => {
    deps.clock.advance(1000)
    return (await give(text(0, to), `account=harbourfood&as_of=${as_of}`)).json()
  }
  const march = await give2(30, '2026-02-20')
  const january = await give2(10, '2026-01-01')
  t.match(january, { counts: false, replaces: null }, 'an older one does not take the place of a newer one')
  const later = await give2(40, '2026-02-25')
  t.match(later, { counts: true, replaces: march.id })
  const counting = async () =>
    (await get('/audiences?account=harbourfood')).json().items.flatMap((one: { id: string; counts: boolean }) => (one.counts ? one.id : []))
  t.same(await counting(), [later.id])

  const sampled = ids(0, 20)
    .map((id) => JSON.stringify({ id, follows: [] }))
    .join('\n')
  const sample = await give(sampled, 'account=harbourfood&kind=sample&as_of=2026-02-26', { 'content-type': 'application/x-ndjson' })
  t.match(sample.json(), { kind: 'sample', counts: true, replaces: null, exact: true, distinct: 20 })
  t.same((await counting()).sort(), [later.id, sample.json().id].sort(), 'lists and samples stand beside each other')

  const removed = await call('DELETE', `/audiences/${later.id}`, { key: own })
  t.match(removed.json(), { id: later.id, counts: false, removed_at: deps.clock.now().toISOString() })
  t.ok((await counting()).includes(march.id))
  t.equal((await call('DELETE', `/audiences/${later.id}`, { key: own })).statusCode, 200, 'twice is once')
  t.equal((await get('/audiences?account=harbourfood')).json().items.length, 3)
  const all = (await get(`/audiences?account=${account}&removed=true&limit=3`)).json()
  t.equal(all.items.length, 3)
  t.equal((await get(`/audiences?account=${account}&removed=true&limit=3&cursor=${all.next_cursor}`)).json().items.length, 1)
  t.equal((await get(`/audiences?removed=true&limit=3&cursor=${all.next_cursor}`)).statusCode, 400)
  t.match((await call('POST', `/audiences/${later.id}/restore`, { key: own })).json(), { counts: true, removed_at: null })
  t.equal((await call('DELETE', '/audiences/aud_01jnb1h6w0e3qxt6yz0p4v8kdm', { key: own })).statusCode, 404)

  const { rows } = await deps.database.executeSql('select action from audit where subject = $1 order by seq', [entryId])
  t.same(
    (rows as { action: string }[]).map(({ action }) => action),
    ['audience.give', 'audience.give', 'audience.give', 'audience.give', 'audience.remove', 'audience.restore'],
  )
})

onBoth('a request with the same Idempotency-Key is taken once, and another list under it is refused', async (t, deps) => {
  const { give } = await open(t, deps)
  await entry(deps, { handle: 'HarbourFood' })
  const key = { 'idempotency-key': 'march' }
  const first = await give(text(0, 20), 'account=harbourfood', key)
  const again = await give(text(0, 20), 'account=harbourfood', key)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.equal(again.json().id, first.json().id)
  t.match((await give(text(1, 21), 'account=harbourfood', key)).json(), { code: 'idempotency_key_reused' })
  t.equal((await deps.store.db.select().from(audience)).length, 1)
  t.equal((await give('x', 'account=harbourfood', { 'idempotency-key': 'bad' })).statusCode, 422)
  t.equal((await give('7', 'account=harbourfood', { 'idempotency-key': 'bad' })).statusCode, 201, 'what was refused is not kept')
})

onBoth('nothing that is stored or logged holds a follower', async (t, given) => {
  const logged: string[] = []
  const note = (data: object, message: string) => void logged.push(`${message} ${JSON.stringify(data)} ${String((data as { err?: unknown }).err)}`)
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const deps = { ...given, log }
  const { give } = await open(t, deps)
  await entry(deps, { handle: 'HarbourFood' })
  await entry(deps, { handle: 'Shelter' })
  const follower = '1357924680135792468'
  await give(`${follower}\n`, 'account=harbourfood', { 'idempotency-key': 'one' })
  await give(`{"id":"${follower}","follows":["Shelter","Somebody_Private"]}\n`, 'account=harbourfood&kind=sample', { 'content-type': 'application/x-ndjson' })
  await give(`${follower}x\n`, 'account=harbourfood')
  await give(`{"id":${follower}}\n`, 'account=harbourfood')
  await give(`name,${follower}\nx,y`, 'account=harbourfood')
  t.equal((await deps.store.db.select().from(audience)).length, 2)
  const { rows } = await deps.database.executeSql(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    [],
  )
  const tables = (rows as { name: string }[]).map(({ name }) => name)
  t.ok(tables.includes('audience') && tables.includes('audit') && tables.length > 20)
  const hex = BigInt(follower).toString(16)
  for (const table of tables) {
    const found = await deps.database.executeSql(`select row_to_json(one)::text as row from "${table}" one`, [])
    const dump = (found.rows as { row: string }[]).map(({ row }) => row).join('\n')
    for (const trace of [follower, hex, Buffer.from(BigUint64Array.of(BigInt(follower)).buffer).toString('hex'), 'Somebody_Private', 'somebody_private'])
      t.notOk(dump.includes(trace), `${table} holds ${trace}`)
  }
  for (const line of logged) t.notOk(line.includes(follower))
})

onBoth('of what was kept of lists’ reach before somebody left, nothing tells of a single body', async (t, deps) => {
  const { call, own } = await open(t, deps)
  const names = ['HarbourFood', 'Shelter_eg', 'Mind_eg', 'Arts_eg']
  const entries = await Promise.all(names.map((handle, at) => entry(deps, { handle, followers: 5678 + 1000 * at })))
  await deps.store.transaction(async (tx) => {
    await tx.db.update(ally).set({ gate: 'ally', section: 'C', status: 'approved' })
    await tx.db
      .update(ally)
      .set({ section: 'D' })
      .where(eq(ally.id, entries[0]?.ally ?? ''))
  })
  const make = async (name: string, sections: string[]) => {
    const { id } = (await call('POST', '/lists', { key: own, body: { name, rule: { sections }, private: true } })).json()
    await call('GET', `/desk/reach?list=${id}`, { key: own })
    return id as string
  }
  const history = async (id: string) => (await call('GET', `/reach/history?list=${id}`, { key: own })).json().estimates
  const one = await make('One', ['D'])
  const four = await make('Four', ['C', 'D'])
  t.match(await history(one), [{ gross_followers: 5678 }])
  t.match(await history(four), [{ gross_followers: 28_712 }])
  await decide(deps, entries[0]?.ally ?? '', 'withdraw')
  await forgetWithdrawn(deps)
  t.same(await history(one), [], 'of one account nothing is left')
  const [kept] = await history(four)
  t.match(kept, { gross_followers: 29_000, members: 4 })
  for (const figure of Object.values(kept.potential_unique_audience as Record<string, number>)) t.equal(figure % 1000, 0)
  await forgetWithdrawn(deps)
  t.same(await history(four), [kept], 'again changes nothing')
  deps.clock.advance(60_000)
  await call('GET', `/desk/reach?list=${four}`, { key: own })
  t.match((await history(four)).at(-1), { gross_followers: 28_712 - 5678, members: 3 }, 'what is found now is exact')
})

onBoth('whoever asks to be gone is gone with its audience; merged entries keep theirs', async (t, deps) => {
  const { give, get } = await open(t, deps)
  const harbour = await entry(deps, { handle: 'HarbourFood', followers: 10 })
  const shelter = await entry(deps, { handle: 'Shelter', followers: 10 })
  const merged = await entry(deps, { handle: 'ShelterNorth', followers: 5, merged_into: shelter.ally })
  await give('{"id":"5","follows":["Shelter","HarbourFood"]}\n', 'account=shelter&kind=sample', { 'content-type': 'application/x-ndjson' })
  const kept = (await give(text(0, 5), 'account=shelternorth')).json()
  const gone = (await give(text(0, 5), 'account=harbourfood')).json()
  t.equal(kept.account.id, merged.account)
  await deps.store.db.insert(followerCount).values({ account_id: harbour.account, day: '2026-02-27', source: 'x', followers: 9, read_at: deps.clock.now() })
  await deps.store.transaction((tx) => tx.db.update(ally).set({ gate: 'ally' }).where(eq(ally.id, harbour.ally)))
  await decide(deps, harbour.ally, 'withdraw')
  t.equal((await get(`/audiences/${gone.id}`)).statusCode, 404, 'at once')
  const { rows } = await deps.database.executeSql('select type, subject from outbox order by seq', [])
  for (const { name, data } of (rows as { type: string; subject: string }[]).flatMap(jobsFor)) if (name === 'forget-audiences') await HANDLERS[name](deps, data)
  const left = await deps.store.db.select().from(audience)
  t.same(left.map(({ account_id }) => account_id).sort(), [shelter.account, merged.account].sort())
  t.same(left.find(({ sample }) => sample)?.sample?.[0]?.f, [shelter.account], 'others’ samples forget it, too')
  t.equal((await deps.store.db.select().from(followerCount)).length, 0)
  t.match((await get('/audiences?account=shelternorth')).json(), { items: [{ id: kept.id, counts: true }] })
  t.equal((await give('5\n', 'account=harbourfood')).statusCode, 409)
})

onBoth('a long list over a real connection: the server goes on answering, and a sender who breaks off leaves nothing', async (t, deps) => {
  const { app, own } = await open(t, deps)
  await entry(deps, { handle: 'HarbourFood' })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const body = Buffer.from(text(0, 400_000))
  // What reading it here would take with this load of the machine: that is how long the loop would stand still.
  const started = performance.now()
  const here = createSketcher({ secret: deps.config.SECRET, k: 4096, sample: false })
  here.push(body)
  here.end()
  const inline = performance.now() - started
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const answer = await fetch(`${address}/api/v1/audiences?account=harbourfood`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'text/plain' },
    body,
  })
  delay.disable()
  t.equal(answer.status, 201)
  const made = (await answer.json()) as { ids_read: number; distinct: number }
  t.equal(made.ids_read, 400_000)
  t.ok(Math.abs(made.distinct - 400_000) < 24_000)
  const p99 = delay.percentile(99) / 1e6
  t.comment(`event loop p99 ${p99.toFixed(1)} ms, most ${(delay.max / 1e6).toFixed(1)} ms`)
  t.ok(p99 < Math.max(150, inline / 2), `${p99} ms of ${inline}`)

  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  socket.write(
    `POST /api/v1/audiences?account=harbourfood HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${own}\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n12\n13\n`,
  )
  await new Promise((resolve) => setTimeout(resolve, 100))
  socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 200))
  t.equal((await deps.store.db.select().from(audience)).length, 1)
  const early = await fetch(`${address}/api/v1/audiences?account=nobody_here`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'text/plain' },
    body,
  })
  t.equal(early.status, 404, 'the answer arrives although the list was not read')
})
