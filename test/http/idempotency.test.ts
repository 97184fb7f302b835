import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import Type from 'typebox'
import type { AppOptions } from '../../src/app.js'
import { waitingEvents } from '../../src/db/outbox.js'
import { audit, directoryVersion, idempotencyKey } from '../../src/db/schema/index.js'
import type { App } from '../../src/http/app-types.js'
import { CLAIM_MS } from '../../src/http/idempotency.js'
import { readKey } from '../../src/http/idempotency-request.js'
import { ok } from '../../src/http/schemas.js'
import { seal, unseal } from '../../src/http/sealed-answer.js'
import { HANDLERS } from '../../src/jobs/handlers.js'
import { AppError } from '../../src/kernel/errors.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { holds } from '../helpers/property.js'
import { approveAll, openWorld, organisation } from '../helpers/world.js'
import { isProblem } from './answers.js'
import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

const SERIES = { hashtag: '#SWChat_eg', name: 'SW chat', timezone: 'Europe/London' }
const once = (key: string) => ({ 'idempotency-key': key })
const keys = (deps: TestDeps) => deps.store.db.select().from(idempotencyKey)
const auditOf = async (deps: TestDeps, action: string) => (await deps.store.db.select().from(audit)).filter((row) => row.action === action)
const eventsOf = async (deps: TestDeps, type: string) => (await waitingEvents(deps.store.db, 1_000)).filter((event) => event.type === type)

/** Asserts that the second answer is the first one given again. */
function isReplay(t: Test, second: LightMyRequestResponse, first: LightMyRequestResponse): void {
  t.equal(second.statusCode, first.statusCode)
  t.equal(second.body, first.body, 'the same bytes')
  for (const name of ['content-type', 'etag', 'location', 'retry-after', 'cache-control']) t.equal(second.headers[name], first.headers[name], name)
  t.equal(first.headers['idempotent-replayed'], undefined)
  t.equal(second.headers['idempotent-replayed'], 'true')
  t.not(second.headers['x-request-id'], first.headers['x-request-id'])
}

onBoth('the same request with the same key has one effect and one answer', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const first = await call('POST', '/series', { key: curator, body: SERIES, headers: once('k-1') })
  t.equal(first.statusCode, 201)
  isReplay(t, await call('POST', '/series', { key: curator, body: SERIES, headers: once('k-1') }), first)
  isReplay(t, await call('POST', '/series', { key: curator, body: SERIES, headers: once('"k-1"') }), first)
  const reordered = { timezone: SERIES.timezone, name: SERIES.name, hashtag: SERIES.hashtag }
  isReplay(t, await call('POST', '/series', { key: curator, body: reordered, headers: once('k-1') }), first)
  t.equal((await auditOf(deps, 'series.create')).length, 1)
  t.equal((await eventsOf(deps, 'series.created')).length, 1)

  const chat = { series_id: first.json().id, starts_at: '2026-03-01T15:00', topic: 'Allies' }
  const made = await call('POST', '/chats', { key: curator, body: chat, headers: once('k-2') })
  isReplay(t, await call('POST', '/chats', { key: curator, body: chat, headers: once('k-2') }), made)
  t.equal((await call('GET', '/chats')).json().items.length, 1)

  const list = await call('POST', '/lists', { key: curator, body: { name: 'Allies' }, headers: once('k-3') })
  t.equal(list.statusCode, 201, list.body)
  isReplay(t, await call('POST', '/lists', { key: curator, body: { name: 'Allies' }, headers: once('k-3') }), list)
})

onBoth('a decision is made once, though its If-Match is out of date when it is repeated', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  await call('POST', '/nominations', { body: { targets: ['@HarbourFood_eg'] } })
  const [entry] = (await call('GET', '/desk/allies', { key: curator })).json().items
  const decide = () =>
    call('POST', `/allies/${entry.id}/decisions`, {
      key: curator,
      body: { action: 'approve', reason: 'Known to us', gate: 'ally' },
      headers: { ...once('decide'), 'if-match': entry.etag },
    })
  const first = await decide()
  t.equal(first.statusCode, 200, first.body)
  isReplay(t, await decide(), first)
  t.equal((await auditOf(deps, 'ally.approve')).length, 1)
})

onOneEngine('a key belongs to whoever sent it', async (t, deps) => {
  const { app, call, key } = await testApp(t, deps)
  const [one, other] = [await key('directory:curate'), await key('directory:curate')]
  t.equal((await call('POST', '/series', { key: one, body: SERIES, headers: once('same') })).statusCode, 201)
  const second = await call('POST', '/series', { key: other, body: { ...SERIES, hashtag: '#Other_eg' }, headers: once('same') })
  t.equal(second.statusCode, 201)
  const nominate = (remoteAddress: string, target: string) =>
    app.inject({ method: 'POST', url: '/api/v1/nominations', payload: { targets: [target] }, headers: once('same'), remoteAddress })
  const first = await nominate('192.0.2.1', '@HarbourFood_eg')
  t.equal(first.statusCode, 201)
  t.match(first.json().status_url, /\/status\//)
  isReplay(t, await nominate('192.0.2.1', '@HarbourFood_eg'), first)
  t.equal((await nominate('192.0.2.2', '@Bakers_eg')).statusCode, 201, 'another address is another caller')
})

onOneEngine('what is kept cannot be read without the key', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const answer = await call('POST', '/nominations', { body: { targets: ['@HarbourFood_eg'] }, headers: once('telling-key') })
  const code = answer.json().status_url.split('/').at(-1)
  const rows = JSON.stringify(await keys(deps))
  for (const word of ['telling-key', 'HarbourFood', 'harbourfood', code, '127.0.0.1']) t.notMatch(rows, word)
  t.match(rows, /"status":201/)
})

onBoth('a key that was sent with something else is refused', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const first = await call('POST', '/series', { key: curator, body: SERIES, headers: once('k') })
  isProblem(t, await call('POST', '/series', { key: curator, body: { ...SERIES, name: 'Another' }, headers: once('k') }), 'idempotency_key_reused')
  const chat = { series_id: first.json().id, starts_at: '2026-03-01T15:00', topic: 'Allies' }
  isProblem(t, await call('POST', '/chats', { key: curator, body: chat, headers: once('k') }), 'idempotency_key_reused')
  t.equal((await call('GET', '/chats')).json().items.length, 0)
})

onOneEngine('a key that is none is refused by name, and one is needed to apply a plan', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  for (const wrong of ['', 'two words', '"open', '"a\\b"', 'x'.repeat(256), 'a, b', 'ü', '"a";p=1']) {
    const body = isProblem(t, await call('POST', '/series', { key: curator, body: SERIES, headers: once(wrong) }), 'validation_failed')
    t.match(body.errors, [{ parameter: 'Idempotency-Key' }], wrong)
  }
  t.equal((await keys(deps)).length, 0)
  const applier = await key('lists:apply')
  const plan = '/plans/pln_01jnb1h6w0e3qxt6yz0p4v8kdm/apply'
  isProblem(t, await call('POST', plan, { key: applier, body: { checksum: '0'.repeat(64) } }), 'idempotency_key_missing')
})

onBoth('refused requests keep no answer: corrected, they go through with the same key', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  isProblem(t, await call('POST', '/series', { key: curator, body: { ...SERIES, name: 5 }, headers: once('a') }), 'validation_failed')
  isProblem(t, await call('POST', '/series', { key: curator, body: { ...SERIES, timezone: 'Nowhere/None' }, headers: once('a') }), 'validation_failed')
  isProblem(t, await call('POST', '/series', { body: SERIES, headers: once('a') }), 'unauthenticated')
  t.equal((await keys(deps)).length, 0)
  t.equal((await call('POST', '/series', { key: curator, body: SERIES, headers: once('a') })).statusCode, 201)
  isProblem(t, await call('POST', '/series', { key: curator, body: SERIES, headers: once('b') }), 'conflict')
  t.equal((await keys(deps)).length, 1)
  t.equal((await call('POST', '/series', { key: curator, body: { ...SERIES, hashtag: '#Second_eg' }, headers: once('b') })).statusCode, 201)
})

interface Tell {
  tries: number
  /** What `gated` waits for, and whom it tells that it does. */
  gate: Promise<unknown>
  waiting: () => void
  cut?: () => Promise<unknown>
}

/** Makes `gated` wait. `reached` resolves when it does, `release` lets it go on. */
function close(tell: Tell) {
  let release = () => {}
  tell.gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const reached = new Promise<void>((resolve) => {
    tell.waiting = resolve
  })
  return { reached, release: () => release() }
}

/** Handlers that write, and then end in every way there is. */
async function plant(app: App, deps: TestDeps, tell: Tell): Promise<void> {
  const note = (what: string) =>
    deps.store.transaction(async (tx) => {
      await tx.touchDirectory()
      await tx.audit({ actor: 'test', action: 'planted', subject: what })
      await tx.emit('planted', what)
    })
  const ways: Record<string, () => Promise<unknown>> = {
    two: async () => {
      await note('first')
      const seen = await Promise.all([auditOf(deps, 'planted'), auditOf(deps, 'planted'), deps.store.db.select().from(directoryVersion)])
      await Promise.all([note('second'), note('third')])
      return { seen: seen[0].length, version: seen[2][0]?.version }
    },
    swallow: async () => {
      await deps.store
        .transaction(async (tx) => {
          await tx.touchDirectory()
          await tx.audit({ actor: 'test', action: 'planted', subject: 'undone' })
          throw new Error('never mind')
        })
        .catch(() => undefined)
      // A statement that fails in a part spoils the part, not the whole.
      await deps.store.transaction((tx) => tx.audit({ actor: 'test', action: null as never, subject: 'undone' })).catch(() => undefined)
      await note('kept')
      return {}
    },
    internal: async () => {
      await note('undone')
      throw new Error('planted')
    },
    refused: async () => {
      await note('undone')
      throw new AppError('conflict', 'planted')
    },
    undocumented: async () => {
      await note('undone')
      return { seen: 'not a number' }
    },
    retried: async () => {
      await note('once')
      if (++tell.tries < 3) throw Object.assign(new Error('deadlock'), { code: '40P01' })
      return {}
    },
    gated: async () => {
      await note('gated')
      tell.waiting()
      await tell.gate
      await note('gated')
      return {}
    },
    cut: async () => {
      await note('undone')
      await tell.cut?.()
      await note('undone')
      return {}
    },
  }
  const answer = ok(Type.Object({ seen: Type.Optional(Type.Number()), version: Type.Optional(Type.Number()) }))
  for (const mode of ['join', 'claim'] as const)
    app.post<{ Params: { what: string } }>(
      `/api/v1/${mode}/:what`,
      {
        config: { idempotency: { mode } },
        handlerTimeout: mode === 'join' ? 1_000 : 30_000,
        schema: { params: Type.Object({ what: Type.String() }), response: { 200: answer } },
      },
      async (request) => ways[request.params.what]?.(),
    )
}

async function planted(t: Test, deps: TestDeps, options: Pick<AppOptions, 'claim_beat_ms'> = {}) {
  const tell: Tell = { tries: 0, gate: Promise.resolve(), waiting: () => undefined }
  const client = await testApp(t, deps, async (app) => plant(app, deps, tell), options)
  return { ...client, tell, post: (path: string, key: string) => client.call('POST', path, { headers: once(key) }) }
}

onBoth('every unit of work of a handler joins one, with what it read and raised between', async (t, deps) => {
  const { post } = await planted(t, deps)
  const answer = await post('/join/two', 'k')
  t.same(answer.json(), { seen: 1, version: 1 })
  t.same((await auditOf(deps, 'planted')).map((row) => row.subject).sort(), ['first', 'second', 'third'])
  t.same(
    (await eventsOf(deps, 'planted')).map((event) => event.directory_version),
    [1, 1, 1],
  )
  isReplay(t, await post('/join/two', 'k'), answer)
  t.equal((await auditOf(deps, 'planted')).length, 3)
  t.equal((await post('/join/swallow', 'k2')).statusCode, 200)
  t.same(
    (await auditOf(deps, 'planted')).map((row) => row.subject).filter((subject) => subject === 'kept' || subject === 'undone'),
    ['kept'],
  )
  const [version] = await deps.store.db.select().from(directoryVersion)
  t.equal(version?.version, 2, 'what was undone raised nothing')
})

onBoth('a failure undoes everything, and the key is free again', async (t, deps) => {
  const { post, tell } = await planted(t, deps)
  isProblem(t, await post('/join/internal', 'k'), 'internal')
  isProblem(t, await post('/join/refused', 'k'), 'conflict')
  const late = await post('/join/undocumented', 'k')
  isProblem(t, late, 'internal')
  t.notOk(late.headers.etag ?? late.headers.location)
  t.equal((await auditOf(deps, 'planted')).length, 0)
  t.equal((await eventsOf(deps, 'planted')).length, 0)
  t.equal((await keys(deps)).length, 0)
  t.equal((await post('/join/retried', 'k')).statusCode, 200, 'a deadlock is tried again')
  t.equal(tell.tries, 3)
  t.equal((await auditOf(deps, 'planted')).length, 1)
})

onBoth('a handler whose time is up is undone when it ends, and its key is taken till then', async (t, deps) => {
  const { post, tell } = await planted(t, deps)
  const { release } = close(tell)
  isProblem(t, await post('/join/gated', 'k'), 'unavailable')
  const busy = await post('/join/gated', 'k')
  isProblem(t, busy, 'idempotency_in_progress')
  t.ok(Number(busy.headers['retry-after']) > 0)
  release()
  let again = await post('/join/gated', 'k')
  for (; again.statusCode === 409; again = await post('/join/gated', 'k')) await delay(20)
  t.equal(again.statusCode, 200)
  t.equal(again.headers['idempotent-replayed'], undefined, 'the first one kept no answer')
  t.equal((await auditOf(deps, 'planted')).length, 2, 'and no effect')
})

onPostgres('a connection that breaks between two queries costs an answer, not the process', async (t, deps) => {
  const { post, tell } = await planted(t, deps)
  tell.cut = async () => {
    await deps.database.executeSql(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
      [],
    )
    await delay(50)
  }
  isProblem(t, await post('/join/cut', 'k'), 'unavailable')
  t.equal((await auditOf(deps, 'planted')).length, 0)
  tell.cut = async () => undefined
  t.equal((await post('/join/cut', 'k')).statusCode, 200)
  t.equal((await auditOf(deps, 'planted')).length, 2)
})

onBoth('a claimed key holds others off while its handler works, and gives its answer afterwards', async (t, deps) => {
  const { post, tell } = await planted(t, deps)
  const { reached, release } = close(tell)
  const first = post('/claim/gated', 'k')
  await reached
  isProblem(t, await post('/claim/gated', 'k'), 'idempotency_in_progress')
  t.equal((await auditOf(deps, 'planted')).length, 1, 'what it wrote stands at once')
  t.match(await keys(deps), [{ status: null, locked_until: new Date(deps.clock.now().getTime() + CLAIM_MS) }])
  release()
  const answer = await first
  isReplay(t, await post('/claim/gated', 'k'), answer)
  t.equal((await auditOf(deps, 'planted')).length, 2)
  for (const [way, code] of [
    ['internal', 'internal'],
    ['refused', 'conflict'],
  ] as const) {
    isProblem(t, await post(`/claim/${way}`, 'f'), code)
    t.equal((await keys(deps)).length, 1, 'nothing is kept of a failure')
  }
})

onBoth('a claim is prolonged as long as its handler works', async (t, deps) => {
  const [working, other] = [await planted(t, deps, { claim_beat_ms: 20 }), await planted(t, deps)]
  const { reached, release } = close(working.tell)
  const first = working.post('/claim/gated', 'k')
  await reached
  for (let times = 0; times < 3; times++) {
    deps.clock.advance(CLAIM_MS - 1_000)
    await delay(200)
    isProblem(t, await other.post('/claim/gated', 'k'), 'idempotency_in_progress')
  }
  release()
  const answer = await first
  isReplay(t, await other.post('/claim/gated', 'k'), answer)
})

onBoth('a claim that was left behind is taken over when its time is up, and then no longer its first holder’s', async (t, deps) => {
  const [dead, living] = [await planted(t, deps), await planted(t, deps)]
  const { reached, release } = close(dead.tell)
  const first = dead.post('/claim/gated', 'k')
  await reached
  isProblem(t, await living.post('/claim/gated', 'k'), 'idempotency_in_progress')
  deps.clock.advance(CLAIM_MS)
  const second = await living.post('/claim/gated', 'k')
  t.equal(second.statusCode, 200)
  t.equal(second.headers['idempotent-replayed'], undefined)
  const kept = await keys(deps)
  t.match(kept, [{ status: 200, locked_until: null }])
  release()
  t.equal((await first).statusCode, 200, 'what the first one did is done, and said')
  t.same(await keys(deps), kept, 'but its answer is not the one that is kept')
  isReplay(t, await dead.post('/claim/gated', 'k'), second)
})

onBoth('a plan is made once and applied once, and applying asks for a key', async (t, deps) => {
  await openWorld(t, deps, [organisation(1)])
  await approveAll(deps, ['Org1_eg'])
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const list = (await call('POST', '/lists', { key: admin, body: { name: 'Allies' } })).json()
  const plan = await call('POST', `/lists/${list.id}/plans`, { key: admin, headers: once('plan') })
  t.equal(plan.statusCode, 201, plan.body)
  isReplay(t, await call('POST', `/lists/${list.id}/plans`, { key: admin, headers: once('plan') }), plan)
  const { id, checksum } = plan.json()
  isProblem(t, await call('POST', `/plans/${id}/apply`, { key: admin, body: { checksum } }), 'idempotency_key_missing')
  const apply = () => call('POST', `/plans/${id}/apply`, { key: admin, body: { checksum }, headers: once('apply') })
  const applied = await apply()
  t.equal(applied.statusCode, 202, applied.body)
  isReplay(t, await apply(), applied)
  t.equal((await eventsOf(deps, 'plan.started')).length, 1)
  t.equal((await call('POST', '/desk/resolve', { key: admin, body: {}, headers: once('resolve') })).statusCode, 200)
})

onPostgres('fifty at once over several servers: one effect, the others are told to wait or given its answer', async (t, deps) => {
  const apps = await Promise.all([testApp(t, deps), testApp(t, deps), testApp(t, deps)])
  const curator = await (apps[0] ?? (await testApp(t, deps))).key('directory:curate')
  const { id } = (await apps[0]?.call('POST', '/series', { key: curator, body: SERIES }))?.json() ?? {}
  for (let round = 1; round <= 8; round++) {
    const body = { series_id: id, starts_at: `2026-03-0${round}T15:00`, topic: `Round ${round}` }
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => apps[i % apps.length]?.call('POST', '/chats', { key: curator, body, headers: once(`round-${round}`) })),
    )
    const made = answers.filter((one) => one?.statusCode === 201)
    t.equal(made.filter((one) => one?.headers['idempotent-replayed'] === undefined).length, 1)
    t.equal(new Set(made.map((one) => one?.body)).size, 1)
    const others = answers.filter((one) => one?.statusCode !== 201)
    t.ok(
      // On a busy machine a connection may not come in time.
      others.every((one) => ['idempotency_in_progress', 'unavailable'].includes(one?.json().code)),
      `${made.length} given, ${others.length} to wait`,
    )
    t.equal((await apps[0]?.call('POST', '/chats', { key: curator, body, headers: once(`round-${round}`) }))?.headers['idempotent-replayed'], 'true')
  }
  t.equal((await auditOf(deps, 'chat.create')).length, 8)
  t.equal((await eventsOf(deps, 'chat.created')).length, 8)
})

onBoth('answers are kept for a day', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const post = () => call('POST', '/series', { key: curator, body: SERIES, headers: once('k') })
  await post()
  deps.clock.advance(24 * 3_600_000)
  await HANDLERS['forget-keys'](deps, {})
  t.equal((await post()).headers['idempotent-replayed'], 'true')
  deps.clock.advance(1)
  await HANDLERS['forget-keys'](deps, {})
  t.equal((await keys(deps)).length, 0)
  isProblem(t, await post(), 'conflict')
})

t.test('a key is read bare or quoted, and what is none is null', async (t) => {
  for (const [header, key] of [
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    ['"a b"', 'a b'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ["!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"],
    ['a"b', null],
    ['"', null],
    ['""', null],
    ['"a"b"', null],
    ['é', null],
  ] as const)
    t.equal(readKey(header), key, header)
  const visible = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 1, maxLength: 255 })
  holds(
    t,
    fc.property(visible, (key) => readKey(`"${key.replaceAll(/(["\\])/g, '\\$1')}"`) === key),
    'quoting and reading give the key back',
  )
})

t.test('a sealed answer opens with its own key at its own place only', async (t) => {
  const answer = { headers: { location: '/x' }, body: '{"ü":1}' }
  const sealed = seal(answer, 'secret', 'key', 'place', 'unique')
  t.same(unseal(sealed, 'secret', 'key', 'place'), answer)
  t.throws(() => unseal(sealed, 'secret', 'other', 'place'))
  t.throws(() => unseal(sealed, 'secret', 'key', 'elsewhere'))
  t.throws(() => unseal(sealed, 'other', 'key', 'place'))
  const damaged = Buffer.from(sealed, 'base64')
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1
  t.throws(() => unseal(damaged.toString('base64'), 'secret', 'key', 'place'))
})
