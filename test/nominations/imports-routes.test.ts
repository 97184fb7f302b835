import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { createChat, createSeries } from '../../src/chats/service.js'
import { HANDLERS, jobsFor, leftOver } from '../../src/jobs/handlers.js'
import { endBrokenOff, SILENT_MS } from '../../src/nominations/imports/broken-off.js'
import { registerImport } from '../../src/nominations/imports/open.js'
import { getImport, type ImportView } from '../../src/nominations/imports/service.js'
import { sweepUploads } from '../../src/nominations/imports/upload.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { isProblem } from '../http/answers.js'
import { type Client, testApp } from '../http/app.js'

const CHAT = `[20:00] Ally Chat @host_eg: Q1: Who are our allies? #AllyChat
[20:01] Alice @alice_eg: A1 I nominate @HarbourFood_eg and #FoodJustice_eg #AllyChat
[20:02] Bob @bob_eg: A1 @HarbourFood_eg for me, too #AllyChat
[20:03] Carol @carol_eg: A1 Thank all @organizations #AllyChat
`

let serial = 0

interface Imports extends Client {
  own: string
  give(body: string | Uint8Array, query?: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  post(path: string, body?: object, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  get(path: string): Promise<LightMyRequestResponse>
}

async function open(t: Test, deps: TestDeps): Promise<Imports> {
  const client = await testApp(t, deps)
  const own = await client.key('directory:curate')
  const authorization = `Bearer ${own}`
  return {
    ...client,
    own,
    give: (body, query = '', headers = {}) =>
      client.app.inject({
        method: 'POST',
        url: `/api/v1/imports${query}`,
        headers: { authorization, 'content-type': 'text/plain', 'idempotency-key': `give-${++serial}`, ...headers },
        payload: typeof body === 'string' ? body : Buffer.from(body),
      }),
    post: (path, body, headers = {}) =>
      client.call('POST', path, { key: own, ...(body ? { body } : {}), headers: { 'idempotency-key': `post-${++serial}`, ...headers } }),
    get: (path) => client.call('GET', path, { key: own }),
  }
}

/** Each test has a folder of its own for what is given. */
const withData = (t: Test, deps: TestDeps): TestDeps => ({ ...deps, config: { ...deps.config, DATA_DIR: t.testdir() } })
const spooled = (deps: TestDeps): string[] => (existsSync(join(deps.config.DATA_DIR, 'imports')) ? readdirSync(join(deps.config.DATA_DIR, 'imports')) : [])

/** What the worker would do now: every event that waits, as jobs. */
async function work(deps: TestDeps): Promise<void> {
  const { rows } = await deps.database.executeSql('select type, subject from outbox order by seq', [])
  for (const { name, data } of (rows as { type: string; subject: string }[]).flatMap(jobsFor)) if (name === 'run-import') await HANDLERS[name](deps, data)
}

const count = async (deps: TestDeps, table: string): Promise<number> => {
  const { rows } = await deps.database.executeSql(`select count(*)::int as n from ${table}`, [])
  return (rows[0] as { n: number }).n
}

onBoth('a file is given, looked at, chosen from, stored and undone', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const answer = await api.give(CHAT, '?file_name=chat.txt')
  t.equal(answer.statusCode, 201, answer.body)
  const made = answer.json()
  t.equal(answer.headers.location, `/api/v1/imports/${made.id}`)
  t.match(made, { state: 'ready', file_name: 'chat.txt', format: 'transcript', accepted: { nominations: 3, targets: 2 } })
  t.equal(made.counts.placeholder, 1)
  t.equal(await count(deps, 'nomination'), 0, 'nothing of a preview is a nomination')
  t.same(spooled(deps), [], 'the file itself is not kept')

  const names = (await api.get(`/imports/${made.id}/candidates`)).json().items
  t.ok(names.every((one: { reason: string }) => one.reason !== ''))
  const bob = names.find((one: { nominator: string; target: { key: string } | null }) => one.nominator === 'bob_eg' && one.target?.key === 'harbourfood_eg')
  t.match(bob, { line: 3, verdict: 'counted', taken: true, chosen: null })
  t.equal(bob.text.slice(bob.span.start, bob.span.end), '@HarbourFood_eg')
  const placeholder = (await api.get(`/imports/${made.id}/candidates?verdict=placeholder`)).json().items
  t.equal(placeholder.length, 1)
  t.equal((await api.get(`/imports/${made.id}/candidates?q=FOODJUSTICE`)).json().items.length, 1)
  const first = (await api.get(`/imports/${made.id}/candidates?limit=1`)).json()
  t.equal((await api.app.inject({ url: first.links.next, headers: { authorization: `Bearer ${api.own}` } })).json().items[0].seq, names[1].seq)

  const choose = (seq: number, body: object) => api.call('PATCH', `/imports/${made.id}/candidates/${seq}`, { key: api.own, body })
  t.match((await choose(bob.seq, { take: false })).json(), { chosen: false, taken: false })
  t.match((await api.get(`/imports/${made.id}`)).json().accepted, { nominations: 2, targets: 2 })
  t.match((await choose(bob.seq, { take: null })).json(), { chosen: null, taken: true })
  t.match((await choose(bob.seq, { take: true, target: '@Other_eg' })).json(), { taken: true, target: { kind: 'account', key: 'other_eg' } })
  isProblem(t, await choose(bob.seq, { take: true, target: 'two words' }), 'validation_failed')
  isProblem(t, await choose(bob.seq, { take: 'yes' }), 'validation_failed')
  isProblem(t, await choose(999_999, { take: true }), 'not_found')

  const stored = await api.post(`/imports/${made.id}/store`)
  t.equal(stored.statusCode, 202)
  t.equal(stored.headers.location, `/api/v1/imports/${made.id}`)
  t.ok(Number(stored.headers['retry-after']) > 0)
  t.equal(stored.json().state, 'storing')
  isProblem(t, await choose(bob.seq, { take: false }), 'conflict')
  isProblem(t, await api.post(`/imports/${made.id}/undo`, {}), 'conflict')
  await work(deps)
  const done = (await api.get(`/imports/${made.id}`)).json()
  t.match(done, { state: 'done', counts: { added: 3, already: 0, drafted: 3 } })
  t.equal(await count(deps, 'nomination'), 3)
  t.equal((await api.post(`/imports/${made.id}/store`)).statusCode, 200, 'once more changes nothing')
  const said = (await api.get(`/imports/${made.id}/candidates`)).json().items
  t.ok(
    said.every((one: { text: string | null; nominator: string | null }) => one.text === null && one.nominator === null),
    'who said what is not kept here',
  )

  t.match((await api.give(CHAT)).json(), { id: made.id, state: 'done' }, 'the same file is the same import')
  const undoing = await api.post(`/imports/${made.id}/undo`, { reason: 'It was the wrong chat' })
  t.equal(undoing.statusCode, 202)
  await work(deps)
  t.match((await api.get(`/imports/${made.id}`)).json(), { state: 'undone', counts: { removed: 3 } })
  t.equal(await count(deps, 'nomination'), 0)
  t.equal((await api.post(`/imports/${made.id}/undo`, {})).statusCode, 200)
  isProblem(t, await api.post(`/imports/${made.id}/store`), 'conflict')
  t.equal((await api.give(CHAT)).statusCode, 201, 'and can be given anew')

  const list = (await api.get('/imports')).json()
  t.same(list.items.map((one: ImportView) => one.state).sort(), ['ready', 'undone'])
  t.equal(list.links.next, null)
})

onBoth('the same file again is the import it was, and a preview can be thrown away', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const made = (await api.give(CHAT)).json()
  const again = await api.give(gzipSync(CHAT), '', { 'content-type': 'application/gzip' })
  t.equal(again.statusCode, 200, 'packed it is the same file')
  t.equal(again.json().id, made.id)
  t.equal(again.headers.location, `/api/v1/imports/${made.id}`)
  const thrown = await api.post(`/imports/${made.id}/undo`, {})
  t.equal(thrown.statusCode, 200)
  t.equal(thrown.json().state, 'discarded')
  t.same((await api.get(`/imports/${made.id}/candidates`)).json().items, [])
})

onBoth('with an Idempotency-Key a repeated request has one effect', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  isProblem(t, await api.give(CHAT, '', { 'idempotency-key': '' }), 'validation_failed')
  const without = await api.app.inject({ method: 'POST', url: '/api/v1/imports', headers: { authorization: `Bearer ${api.own}` }, payload: CHAT })
  isProblem(t, without, 'idempotency_key_missing')
  const first = await api.give(CHAT, '', { 'idempotency-key': 'once' })
  const second = await api.give(CHAT, '', { 'idempotency-key': 'once' })
  t.equal(second.statusCode, 201)
  t.equal(second.headers['idempotent-replayed'], 'true')
  t.equal(second.headers.location, first.headers.location)
  t.equal(await count(deps, 'archive_import'), 1)
  isProblem(t, await api.give(`${CHAT}more`, '', { 'idempotency-key': 'once' }), 'idempotency_key_reused')
})

onBoth('an Idempotency-Key stands for the bytes of the file, not for their number', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const one = 'A1 I nominate @Same_eg one\n'
  const other = 'A1 I nominate @Diff_eg xyz\n'
  t.equal(one.length, other.length)
  const first = await api.give(one, '', { 'idempotency-key': 'len' })
  t.equal(first.statusCode, 201)
  isProblem(t, await api.give(other, '', { 'idempotency-key': 'len' }), 'idempotency_key_reused')
  t.equal(await count(deps, 'archive_import'), 1)
  const again = await api.give(one, '', { 'idempotency-key': 'len' })
  t.equal(again.headers['idempotent-replayed'], 'true', 'the same bytes are the same request')
  t.equal(again.json().id, first.json().id)
  t.equal((await api.give(other, '', { 'idempotency-key': 'len2' })).statusCode, 201, 'with a key of its own the other is taken')

  const tried = await api.give(one, '?validate_only=true', { 'idempotency-key': 'try' })
  t.equal(tried.statusCode, 200)
  isProblem(t, await api.give(other, '?validate_only=true', { 'idempotency-key': 'try' }), 'idempotency_key_reused')
})

onBoth('what holds no post is refused, with the reason', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const tags =
    'id_str,from_user,text,created_at,time,geo_coordinates,user_lang,in_reply_to_user_id_str,in_reply_to_screen_name,from_user_id_str,status_url,entities_str\n'
  const lone = `${JSON.stringify({ id: '450348608517066758', author_id: '14000009', author: { username: 'a_eg' }, text: 'X' }).replace('X', '\\ud83d A1 @x_eg')}\n`
  for (const [body, reason] of [
    [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, /nested deeper/],
    ['['.repeat(20_000), /nested deeper/],
    ['[1,2,3]', /JSON, but holds no posts/],
    [' [["a","b"]]\n', /JSON, but holds no posts/],
    [tags, /holds no posts: there is nothing below its header/],
    [lone, /holds a post|half a character/],
  ] as const) {
    const answer = await api.give(body)
    isProblem(t, answer, 'bad_input_file')
    t.match(answer.json().detail, reason, body.slice(0, 40))
  }
  t.equal((await api.give('[20:03] hello [all]\nA1 @HarbourFood_eg')).statusCode, 201, 'brackets alone make no JSON')
})

onBoth('an import is undone without a body, or with an empty one', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const made = (await api.give(CHAT)).json()
  const bare = await api.app.inject({ method: 'POST', url: `/api/v1/imports/${made.id}/undo`, headers: { authorization: `Bearer ${api.own}` } })
  t.equal(bare.statusCode, 200, bare.body)
  t.equal(bare.json().state, 'discarded')
  t.equal((await api.post(`/imports/${made.id}/undo`, {})).statusCode, 200)
  isProblem(t, await api.post(`/imports/${made.id}/undo`, { why: 'x' }), 'validation_failed')
})

onPostgres('large files behind one key are compared as they come', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const line = (i: number, end: string) => `A1 I nominate @Org${String(i % 50).padStart(3, '0')}_eg ${'x'.repeat(80)}${end}\n`
  const file = (end: string) => Array.from({ length: 30_000 }, (_, i) => line(i, i === 29_999 ? end : 'a')).join('')
  const first = await api.give(file('a'), '', { 'idempotency-key': 'large', prefer: 'respond-async' })
  t.equal(first.statusCode, 202)
  isProblem(t, await api.give(file('b'), '', { 'idempotency-key': 'large', prefer: 'respond-async' }), 'idempotency_key_reused')
  t.equal((await api.give(file('a'), '', { 'idempotency-key': 'large', prefer: 'respond-async' })).statusCode, 202)
  t.equal(await count(deps, 'archive_import'), 1)
})

onBoth('whatever its Content-Type, the body is the file', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const posts = readFileSync(new URL('../fixtures/archives/x-api-v2-search-page.json', import.meta.url))
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/csv', 'application/octet-stream', 'application/x-whatever']) {
    const answer = await api.give(posts, '', { 'content-type': type })
    t.ok(answer.statusCode === 201 || answer.statusCode === 200, `${type} ${answer.statusCode}`)
    t.equal(answer.json().format, 'x-api-v2', type)
  }
  const bare = await api.app.inject({
    method: 'POST',
    url: '/api/v1/imports',
    headers: { authorization: `Bearer ${api.own}`, 'idempotency-key': 'bare' },
    payload: Buffer.from('A1. I nominate @Quay_eg'),
  })
  t.equal(bare.statusCode, 201, 'without any')
  isProblem(t, await api.give('--x\r\n\r\nA1 @x\r\n--x--', '', { 'content-type': 'multipart/form-data; boundary=x' }), 'unsupported_media_type')
  isProblem(
    t,
    await api.call('PATCH', '/series/ser_01jnb1h6w0e3qxt6yz0p4v8kdm', { key: api.own, headers: { 'content-type': 'text/plain' }, body: 'x' }),
    'unsupported_media_type',
  )
})

onBoth('what cannot be taken is refused at once, and nothing of it stays', async (t, given) => {
  const deps = { ...withData(t, given) }
  deps.config = { ...deps.config, IMPORT_MAX_MB: 1 }
  const api = await open(t, deps)
  const refused = async (code: Parameters<typeof isProblem>[2], body: string | Uint8Array, query = '', headers = {}) => {
    const problem = isProblem(t, await api.give(body, query, headers), code)
    t.same(spooled(deps), [])
    return problem
  }
  await refused('bad_input_file', '')
  await refused('bad_input_file', '', '', { 'content-type': 'application/json' })
  t.match((await refused('bad_input_file', '%PDF-1.7 ...')).detail, 'a PDF')
  t.match((await getImport(deps, (await api.get('/imports')).json().items[0].id)).problem, 'a PDF', 'the import says so too')
  await refused('payload_too_large', Buffer.alloc(1_048_577, 'a'))
  t.same((await refused('validation_failed', CHAT, '?chat_id=cht_01jnb1h6w0e3qxt6yz0p4v8kdm')).errors, [
    { parameter: 'chat_id', code: 'unknown', detail: 'There is no chat cht_01jnb1h6w0e3qxt6yz0p4v8kdm.' },
  ])
  t.match((await refused('validation_failed', CHAT, '?series=NoSuch')).errors, [{ parameter: 'series', code: 'unknown' }])
  t.match((await refused('validation_failed', CHAT, '?series=two%20words')).errors, [{ parameter: 'series' }])
  t.match((await refused('validation_failed', CHAT, '?map=author=User')).errors, [{ parameter: 'map' }])
  t.match((await refused('validation_failed', CHAT, '?map=')).errors, [{ parameter: 'map' }])
  t.match((await refused('validation_failed', CHAT, '?colour=red')).errors, [{ parameter: 'colour', code: 'unknown' }])
  await refused('bad_input_file', 'a,b\n1,2\n', '?map=text=Body')
  t.equal(await count(deps, 'import_candidate'), 0)
})

onBoth('an import is filed with its chat or series, whose tag and hosts are no nominations', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const series = await createSeries(deps, 'test', { hashtag: 'AllyChat', name: 'Ally chat', timezone: 'Europe/London', hosts: ['@alice_eg'] })
  const chat = await createChat(deps, 'test', { series_id: series.id, topic: 'Allies', starts_at: '2026-03-01T20:00' })
  const made = (await api.give(CHAT, `?chat_id=${chat.id}`)).json()
  t.match(made, { chat_id: chat.id, series_id: series.id, context: { inferred: false, hashtag_keys: ['allychat'], host_keys: ['alice_eg'] } })
  const other = await api.give(CHAT, '?series=%23ALLYCHAT')
  t.equal(other.statusCode, 201, 'for another place it is another import')
  t.match(other.json(), { chat_id: null, series_id: series.id })
  await createSeries(deps, 'test', { hashtag: 'OtherChat', name: 'Other', timezone: 'Europe/London' })
  isProblem(t, await api.give(CHAT, `?chat_id=${chat.id}&series=OtherChat`), 'conflict')
  t.same(spooled(deps), [])
})

onBoth('validate_only says what an import would be and keeps nothing', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const answer = await api.give(CHAT, '?validate_only=true')
  t.equal(answer.statusCode, 200, answer.body)
  const trial = answer.json()
  t.match(trial, { format: 'transcript', accepted: { nominations: 3, targets: 2 }, counts: { counted: 3, placeholder: 1 } })
  t.ok(trial.candidates.length > 3)
  t.equal(await count(deps, 'archive_import'), 0)
  t.equal(await count(deps, 'import_candidate'), 0)
  t.same(spooled(deps), [])
  const real = (await api.give(CHAT)).json()
  t.same({ ...trial.counts }, { ...real.counts }, 'the import itself finds the same')
  t.same(trial.accepted, real.accepted)
  const ordered = (reasons: { reason: string }[]) => [...reasons].sort((a, b) => (a.reason < b.reason ? -1 : 1))
  t.same(ordered(trial.reasons), ordered(real.reasons))
  t.equal(trial.sha256, real.sha256)
  isProblem(t, await api.give('%PDF-1.7', '?validate_only=true'), 'bad_input_file')
  const many = Array.from(
    { length: 210 },
    (_, i) => `[20:01] User @user${i}_eg: A1 ${Array.from({ length: 100 }, (_, j) => `#Tag${i}x${j}`).join(' and then ')}`,
  ).join('\n')
  isProblem(t, await api.give(many, '?validate_only=true'), 'payload_too_large')
})

onBoth('lines that cannot be read are listed and cost no other', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const good = readFileSync(new URL('../fixtures/archives/twarc2-flattened.jsonl', import.meta.url), 'utf8')
  const made = (await api.give(`${good.trimEnd()}\n{"broken":\n`)).json()
  t.equal(made.state, 'ready')
  t.equal(made.counts.bad_lines, 1)
  const bad = (await api.get(`/imports/${made.id}/bad-lines`)).json().items
  t.equal(bad[0].line, good.trimEnd().split('\n').length + 1)
  t.ok(bad[0].reason)
})

onBoth('whoever does not want to wait follows Location', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const answer = await api.give(CHAT, '', { prefer: 'respond-async' })
  t.equal(answer.statusCode, 202)
  t.equal(answer.headers['retry-after'], '2')
  // So small a file may be read before the answer is written.
  t.match(answer.json().state, /^(?:reading|ready)$/)
  const address = String(answer.headers.location).replace('/api/v1', '')
  let now = (await api.get(address)).json()
  for (let i = 0; i < 400 && now.state === 'reading'; i++) {
    await new Promise((resolve) => setTimeout(resolve, 25))
    now = (await api.get(address)).json()
  }
  t.equal(now.state, 'ready')
  t.equal((await api.give(`${CHAT}\n`, '', { prefer: 'handling=lenient, wait=15' })).statusCode, 201)
})

onBoth('a reading that was cut off is taken up from the file, and begun anew', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const folder = join(deps.config.DATA_DIR, 'imports')
  mkdirSync(folder, { recursive: true })
  // As a killed process leaves it: the row, a part of the preview, and the file.
  const id = await registerImport(deps, { file_name: 'chat.txt', actor: 'test' })
  writeFileSync(join(folder, id), CHAT)
  await deps.database.executeSql(
    `insert into import_candidate (import_id, seq, line, nominator_hash, raw, verdict, reason) values ('${id}', 7, 1, 'x', '@Half_eg', 'counted', 'half read')`,
    [],
  )
  t.same(await leftOver(deps), [], 'as long as somebody may still be at it, nobody else is')
  isProblem(t, await api.post(`/imports/${id}/store`), 'conflict')
  deps.clock.advance(SILENT_MS + 1)
  const [job] = await leftOver(deps)
  t.match(job, { name: 'run-import', key: id })
  await Promise.all([HANDLERS['run-import'](deps, { import_id: id }), HANDLERS['run-import'](deps, { import_id: id })])
  const read = (await api.get(`/imports/${id}`)).json()
  t.match(read, { state: 'ready', accepted: { nominations: 3 } })
  t.notMatch((await api.get(`/imports/${id}/candidates`)).body, 'half read')
  t.same(spooled(deps), [])
  t.same(await leftOver(deps), [])
})

onBoth('an import whose file is gone, or that ends the process again and again, is given up with a word', async (t, given) => {
  const deps = withData(t, given)
  const folder = join(deps.config.DATA_DIR, 'imports')
  mkdirSync(folder, { recursive: true })
  const lost = await registerImport(deps, { file_name: 'lost.txt', actor: 'test' })
  const deadly = await registerImport(deps, { file_name: 'deadly.txt', actor: 'test' })
  writeFileSync(join(folder, `${deadly}.2`), CHAT)
  deps.clock.advance(SILENT_MS + 1)
  for (const { name, data } of await leftOver(deps)) await HANDLERS[name](deps, data)
  for (const id of [lost, deadly]) t.match(await getImport(deps, id), { state: 'failed', problem: 'give the file again' })
  t.same(spooled(deps), [])
  t.same(await leftOver(deps), [])
})

onBoth('the command line ends what an earlier command was killed in, not what a server keeps the file of', async (t, given) => {
  const deps = withData(t, given)
  const folder = join(deps.config.DATA_DIR, 'imports')
  mkdirSync(folder, { recursive: true })
  const killed = await registerImport(deps, { file_name: 'killed.txt', actor: 'cli' })
  const kept = await registerImport(deps, { file_name: 'kept.txt', actor: 'test' })
  writeFileSync(join(folder, kept), CHAT)
  const alone = deps.database.engine === 'pglite'
  t.equal(await endBrokenOff(deps), alone ? 1 : 0, 'the embedded database has one process; elsewhere another may be at it')
  deps.clock.advance(SILENT_MS + 1)
  t.equal(await endBrokenOff(deps), alone ? 0 : 1)
  t.match(await getImport(deps, killed), { state: 'failed', problem: 'give the file again' })
  t.match(await getImport(deps, kept), { state: 'reading' })
})

onBoth('files that nobody will read are swept away after a while', async (t, given) => {
  const deps = withData(t, given)
  const folder = join(deps.config.DATA_DIR, 'imports')
  mkdirSync(folder, { recursive: true })
  const wanted = await registerImport(deps, { file_name: 'wanted.txt', actor: 'test' })
  const now = deps.clock.now().getTime() / 1000
  for (const [name, age] of [
    ['incoming-new', 60],
    ['incoming-old', 7200],
    ['imp_01jnb1h6w0e3qxt6yz0p4v8kdm', 7200],
    [wanted, 7200],
  ] as const) {
    writeFileSync(join(folder, name), 'x')
    utimesSync(join(folder, name), now - age, now - age)
  }
  await sweepUploads(deps)
  t.same(spooled(deps).sort(), [wanted, 'incoming-new'].sort())
})

onBoth('imports are for keys that curate', async (t, given) => {
  const deps = withData(t, given)
  const api = await open(t, deps)
  const weak = await api.key('nominations:write')
  for (const [method, path] of [
    ['GET', '/imports'],
    ['POST', '/imports'],
    ['GET', '/imports/imp_01jnb1h6w0e3qxt6yz0p4v8kdm'],
    ['POST', '/imports/imp_01jnb1h6w0e3qxt6yz0p4v8kdm/store'],
  ] as const) {
    isProblem(t, await api.call(method, path, { headers: { 'idempotency-key': 'x' } }), 'unauthenticated')
    isProblem(t, await api.call(method, path, { key: weak, headers: { 'idempotency-key': 'x' } }), 'insufficient_scope')
  }
  for (const path of ['', '/candidates', '/bad-lines']) isProblem(t, await api.get(`/imports/imp_01jnb1h6w0e3qxt6yz0p4v8kdm${path}`), 'not_found')
  isProblem(t, await api.post('/imports/imp_01jnb1h6w0e3qxt6yz0p4v8kdm/store'), 'not_found')
  isProblem(t, await api.get('/imports/nonsense'), 'not_found')
})

onBoth('an endless stream is cut off at the limit, and one that breaks off leaves nothing', async (t, given) => {
  const deps = withData(t, given)
  deps.config = { ...deps.config, IMPORT_MAX_MB: 2 }
  const api = await open(t, deps)
  const address = await api.app.listen({ port: 0, host: '127.0.0.1' })
  const { port, hostname } = new URL(address)
  const head = (key: string) =>
    `POST /api/v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.own}\r\nIdempotency-Key: ${key}\r\nTransfer-Encoding: chunked\r\n\r\n`
  const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`

  const endless = connect(Number(port), hostname)
  let answer = ''
  let sent = 0
  const answered = new Promise<void>((resolve) => {
    endless.on('data', (data) => {
      answer += data
      if (answer.includes('payload_too_large')) resolve()
    })
  })
  const pump = () => {
    while (!endless.destroyed && answer === '' && endless.write(chunk)) sent += 65_536
    if (!endless.destroyed && answer === '') endless.once('drain', pump)
  }
  endless.write(head('endless'))
  pump()
  await answered
  t.match(answer, /^HTTP\/1.1 413 /)
  t.comment(`answered after ${sent} bytes`)
  endless.destroy()

  const broken = connect(Number(port), hostname)
  await new Promise<void>((resolve) => broken.write(`${head('broken')}${chunk}`, () => resolve()))
  for (let i = 0; i < 100 && spooled(deps).length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 10))
  t.equal(spooled(deps).length, 1)
  broken.destroy()
  for (let i = 0; i < 200 && spooled(deps).length > 0; i++) await new Promise((resolve) => setTimeout(resolve, 10))
  t.same(spooled(deps), [])
  t.equal(await count(deps, 'archive_import'), 0)
})
