import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { webhookCommands } from '../../src/cli/webhooks.js'
import { waitingEvents } from '../../src/db/outbox.js'
import { webhook, webhookDelivery } from '../../src/db/schema/index.js'
import { takeSnapshot } from '../../src/directory/snapshots/service.js'
import { bodyOf, EVENT_TYPES, pauseAfter, toldAs } from '../../src/webhooks/events.js'
import { dueWebhooks, forgetDeliveries, noteForWebhooks, sendDue } from '../../src/webhooks/send.js'
import * as service from '../../src/webhooks/service.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { typed } from '../helpers/typed.js'
import { approveAll, decide } from '../helpers/world.js'
import { testApp } from '../http/app.js'
import { openDesk } from '../web/desk.js'

const WEB = { timeoutMs: 500, allowLoopback: true }
const DAY_MS = 86_400_000

interface Got {
  headers: IncomingHttpHeaders
  body: string
}

/** Somebody who is told. `answer` says what he says to each. */
async function receiver(t: Test, answer: (n: number) => number | 'silent' = () => 204) {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(parts).toString() })
      const status = answer(got.length)
      if (status !== 'silent') response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

/** What the worker does each second. */
async function tick(deps: TestDeps) {
  await noteForWebhooks(deps, await waitingEvents(deps.store.db, 500))
  for (const id of await dueWebhooks(deps)) await sendDue(deps, id, WEB)
}

const statesOf = async (deps: TestDeps, id: string) => (await service.listDeliveries(deps, id, { limit: 200 })).items

onBoth('of webhooks there are twenty at most; the next is a conflict, which waiting does not end', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const add = (n: number) => call('POST', '/webhooks', { key: admin, body: { url: `https://example.org/hooks/${n}` } })
  for (let n = 1; n <= 20; n++) t.equal((await add(n)).statusCode, 201)
  t.match((await add(21)).json(), { status: 409, code: 'conflict' })
})

t.test('what is told of, and when it is tried again', async (t) => {
  t.equal(toldAs({ type: 'ally.approved', data: {} }), 'ally.approved')
  t.equal(toldAs({ type: 'ally.proposed', data: { was: 'approved' } }), 'ally.retired', 'it left the public directory')
  for (const type of ['ally.proposed', 'ally.word', 'import.started', 'owner.connected', 'leave.done']) t.equal(toldAs({ type, data: {} }), null, type)
  const body = JSON.parse(bodyOf('list.edited', new Date('2026-03-01T00:00:00Z'), 'lst_1', 7, 'https://x.example'))
  t.same(body, {
    type: 'list.edited',
    timestamp: '2026-03-01T00:00:00.000Z',
    data: { id: 'lst_1', sequence: 7, url: 'https://x.example/api/v1/lists/lst_1' },
  })
  const pauses = Array.from({ length: 12 }, (_, i) => pauseAfter(i + 1))
  t.same(pauses.slice(9), [null, null, null], 'ten tries')
  t.same(pauses.slice(0, 3), [5_000, 300_000, 1_800_000])
})

onBoth('an event is told once, signed, thin; the library of the standard takes it and refuses what was tampered with', async (t, deps) => {
  const { got, url } = await receiver(t)
  const early = await approveAll(deps, ['Org1_eg'])
  const made = await service.addWebhook(deps, 'test', { url, types: ['ally.approved', 'ally.retired', 'snapshot.taken'] }, true)
  t.match(made.secret, /^whsec_/)
  deps.clock.advance(1000)
  const ids = await approveAll(deps, ['Org2_eg'])
  const snapshot = await takeSnapshot(deps, 'test', { name: 'x' })
  await tick(deps)
  await tick(deps)
  t.same(
    got.map(({ body }) => [JSON.parse(body).type, JSON.parse(body).data.id]),
    [
      ['ally.approved', ids.get('Org2_eg')],
      ['snapshot.taken', snapshot.id],
    ],
    'not what was before, in order, once',
  )
  const [first] = got as [Got]
  t.notMatch(first.body, /org2/i, 'nothing of the entry itself')
  const receives = new Webhook(made.secret)
  // The library judges by the real time, the test has its own.
  const stampedNow = { id: String(first.headers['webhook-id']), at: new Date() }
  const resigned = receives.sign(stampedNow.id, stampedNow.at, first.body)
  const at = new Date(Number(first.headers['webhook-timestamp']) * 1000)
  t.equal(first.headers['webhook-signature'], receives.sign(stampedNow.id, at, first.body))
  const sent = { 'webhook-id': stampedNow.id, 'webhook-timestamp': String(Math.floor(stampedNow.at.getTime() / 1000)), 'webhook-signature': resigned }
  t.match(receives.verify(first.body, sent), { type: 'ally.approved' })
  t.throws(() => receives.verify(first.body.replace('ally', 'alli'), sent), 'tampered with')
  t.throws(() => receives.verify(first.body, first.headers as Record<string, string>), 'an old time stamp')
  t.throws(() => new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(first.body, sent), 'another secret')
  t.match(first.headers['webhook-id'], /^evt_/)
  t.equal(first.headers['content-type'], 'application/json')

  await decide(deps, early.get('Org1_eg') ?? '', 'reopen')
  await tick(deps)
  t.match(JSON.parse(got[2]?.body ?? '{}'), { type: 'ally.retired', data: { id: early.get('Org1_eg') } })
  const sequences = got.map(({ body }) => JSON.parse(body).data.sequence)
  t.same(
    sequences,
    [...sequences].sort((a, b) => a - b),
  )
  t.match(await service.getWebhook(deps, made.id), { waiting: 0, failed: 0, last_delivered_at: String })
  const rows = JSON.stringify(await deps.store.db.select().from(webhook))
  t.notMatch(rows, made.secret.slice(6), 'the secret is not kept in clear')
})

onBoth('who does not take it is asked again, later and later, ten times in all; then the webhook is switched off', async (t, deps) => {
  const { got, url } = await receiver(t, (n) => ([500, 302, 404] as const)[n % 3] ?? 500)
  const { id } = await service.addWebhook(deps, 'test', { url }, true)
  await service.pingWebhook(deps, id)
  const waits: number[] = []
  let last = deps.clock.now().getTime()
  for (let i = 0; i < 400 && got.length < 10; i++) {
    const before = got.length
    await tick(deps)
    if (got.length > before) {
      waits.push(deps.clock.now().getTime() - last)
      last = deps.clock.now().getTime()
    }
    const [one] = await statesOf(deps, id)
    if (one?.next_at) deps.clock.advance(Math.max(1, Date.parse(one.next_at) - deps.clock.now().getTime()))
  }
  t.equal(got.length, 10)
  t.same(
    waits.slice(1).map((ms) => Math.round(ms / 1000)),
    [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
  )
  t.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 1, 'one event')
  t.ok(
    got.every(({ headers }) => headers.host?.startsWith('127.0.0.1')),
    'no redirect was followed',
  )
  t.match(await statesOf(deps, id), [{ state: 'failed', attempts: 10, last_error: /it answered/ }])
  t.match(await service.getWebhook(deps, id), { enabled: false, disabled_because: /tried 10 times/, failed: 1 })
  await t.rejects(service.pingWebhook(deps, id), /switched off/)
  await approveAll(deps, ['Org1_eg'])
  await tick(deps)
  t.equal((await statesOf(deps, id)).length, 1, 'nothing is noted for one that is off')

  t.match(await service.switchWebhook(deps, 'test', id, true), { enabled: true, disabled_because: null })
  const [lost] = await statesOf(deps, id)
  await service.redeliver(deps, 'test', id, lost?.id ?? '')
  await tick(deps)
  t.equal(got.length, 11)
  t.equal(got[10]?.headers['webhook-id'], lost?.event_id, 'under the same id')
})

onBoth('410 ends it at once; silence and closed nets are failures that say so; nothing of ours is ever asked', async (t, deps) => {
  const gone = await receiver(t, () => 410)
  const silent = await receiver(t, () => 'silent')
  const one = await service.addWebhook(deps, 'test', { url: gone.url }, true)
  const two = await service.addWebhook(deps, 'test', { url: silent.url }, true)
  for (const { id } of [one, two]) await service.pingWebhook(deps, id)
  await tick(deps)
  t.match(await service.getWebhook(deps, one.id), { enabled: false, disabled_because: /410/ })
  t.match(await statesOf(deps, two.id), [{ state: 'waiting', attempts: 1, last_error: 'it did not answer in time' }])

  const refused = [
    ...['http://example.org/', 'https://example.org:8443/', 'https://me:pw@example.org/', 'ftp://example.org/', 'no address', 'https://'],
    ...[
      'https://127.0.0.1/',
      'https://127.1/',
      'https://2130706433/',
      'https://0177.0.0.1/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
    ],
    ...[
      'https://0.0.0.0/',
      'https://169.254.169.254/latest/meta-data',
      'https://10.0.0.1/',
      'https://192.168.1.1/',
      'https://[fe80::1]/',
      'https://[fd00::1]/',
    ],
  ]
  for (const url of refused) await t.rejects(service.addWebhook(deps, 'test', { url }), { code: 'validation_failed' }, url)
  const named = await service.addWebhook(deps, 'test', { url: 'https://localhost/hook' })
  await service.pingWebhook(deps, named.id)
  await sendDue(deps, named.id, { timeoutMs: 500 })
  t.match(await statesOf(deps, named.id), [{ last_error: 'its address leads into a closed net' }], 'a name is looked up when it is asked')
})

onBoth('while a secret is changed both sign for a day; deliveries are forgotten after a month; removing drops what waits', async (t, deps) => {
  const { got, url } = await receiver(t)
  const made = await service.addWebhook(deps, 'test', { url }, true)
  const { secret } = await service.rotateSecret(deps, 'test', made.id)
  t.not(secret, made.secret)
  const ping = async () => {
    await service.pingWebhook(deps, made.id)
    await tick(deps)
    const { headers, body } = got.at(-1) as Got
    const at = new Date(Number(headers['webhook-timestamp']) * 1000)
    const own = (of: string) => new Webhook(of).sign(String(headers['webhook-id']), at, body)
    const signatures = String(headers['webhook-signature']).split(' ')
    return [signatures.includes(own(secret)), signatures.includes(own(made.secret))]
  }
  t.same(await ping(), [true, true])
  deps.clock.advance(DAY_MS + 1)
  t.same(await ping(), [true, false])
  deps.clock.advance(31 * DAY_MS)
  await service.pingWebhook(deps, made.id)
  await forgetDeliveries(deps)
  t.match(await statesOf(deps, made.id), [{ state: 'waiting' }], 'what waits stays')
  deps.config = { ...deps.config, SECRET: 'b'.repeat(64) }
  await tick(deps)
  t.match(await statesOf(deps, made.id), [{ last_error: /another SECRET: rotate/ }])
  await service.removeWebhook(deps, 'test', made.id)
  t.equal((await deps.store.db.select().from(webhookDelivery)).length, 0)
  await t.rejects(service.getWebhook(deps, made.id), { code: 'not_found' })
})

onPostgres('of many senders at once each event is sent by one; what a killed one had in hand comes again', async (t, deps) => {
  const { got, url } = await receiver(t)
  const { id } = await service.addWebhook(deps, 'test', { url }, true)
  for (let i = 0; i < 30; i++) await service.pingWebhook(deps, id)
  await Promise.all(Array.from({ length: 8 }, () => sendDue(deps, id, WEB)))
  t.equal(got.length, 30)
  t.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 30)
  await service.pingWebhook(deps, id)
  // Claimed, and never heard of again.
  await deps.database.executeSql(`update webhook_delivery set next_at = next_at + interval '30 seconds', attempts = 1 where state = 'waiting'`)
  await tick(deps)
  t.equal(got.length, 30)
  deps.clock.advance(30_000)
  await tick(deps)
  t.equal(got.length, 31)
})

onBoth('webhooks by API, desk and command line', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  t.equal((await call('POST', '/webhooks', { key: await key('directory:curate'), body: { url: 'https://example.org/a' } })).statusCode, 403)
  for (const body of [{}, { url: 'https://example.org/a', types: ['ally.seen'] }, { url: 'https://example.org/a', types: [] }, { url: 'https://10.0.0.1/' }])
    t.equal((await call('POST', '/webhooks', { key: admin, body })).statusCode, 400, JSON.stringify(body))
  const made = await call('POST', '/webhooks', { key: admin, body: { url: 'https://example.org/a', types: ['list.edited'] } })
  t.equal(made.statusCode, 201)
  const { id, secret } = made.json()
  t.match(secret, /^whsec_/)
  t.same((await call('GET', '/webhooks', { key: admin })).json().items[0].types, ['list.edited'])
  t.notMatch((await call('GET', `/webhooks/${id}`, { key: admin })).body, /whsec/)
  t.match((await call('POST', `/webhooks/${id}/rotation`, { key: admin })).json(), { id, secret: /^whsec_/ })
  const delivery = (await call('POST', `/webhooks/${id}/ping`, { key: admin })).json()
  t.match(delivery, { type: 'webhook.ping', state: 'waiting', attempts: 0 })
  await call('POST', `/webhooks/${id}/ping`, { key: admin })
  const page = (await call('GET', `/webhooks/${id}/deliveries?limit=1`, { key: admin })).json()
  const rest = (await call('GET', `/webhooks/${id}/deliveries?limit=1&cursor=${page.next_cursor}`, { key: admin })).json()
  t.equal(new Set([...page.items, ...rest.items].map((one: { id: string }) => one.id)).size, 2)
  t.match((await call('POST', `/webhooks/${id}/deliveries/${delivery.id}/redelivery`, { key: admin })).json(), { state: 'waiting' })
  t.equal((await call('POST', `/webhooks/${id}/deliveries/${delivery.id.replace(/.$/, '0')}/redelivery`, { key: admin })).statusCode, 404)
  t.match((await call('PUT', `/webhooks/${id}/switch`, { key: admin, body: { enabled: false } })).json(), { enabled: false })
  t.equal((await call('POST', `/webhooks/${id}/ping`, { key: admin })).statusCode, 409)

  const { get, post } = await openDesk(t, deps)
  const bad = await post('/desk/webhooks', { url: 'https://10.0.0.1/', types: 'ally.approved' })
  t.equal(bad.statusCode, 400)
  t.match(bad.body, /not on the open internet[\s\S]*value="https:\/\/10\.0\.0\.1\/"/)
  const good = await post('/desk/webhooks', { url: 'https://example.org/b', description: 'A & B' })
  t.match(good.body, /whsec_[\s\S]*https:\/\/example\.org\/b/)
  t.equal((await post(`/desk/webhooks/${id}/on`, {})).statusCode, 303)
  t.equal((await post(`/desk/webhooks/${id}/ping`, {})).statusCode, 303)
  t.equal((await post(`/desk/webhooks/${id}/again/${delivery.id}`, {})).statusCode, 303)
  t.match((await post(`/desk/webhooks/${id}/rotate`, {})).body, /whsec_/)
  const shown = await get('/desk/webhooks')
  t.match(shown.body, /A &amp; B/)
  t.notMatch(shown.body, /whsec_/)

  const run = typed(t, deps, webhookCommands)
  const allies = async (...words: string[]) => (await run('webhook', ...words, '--json')).json
  t.equal((await allies()).items.length, 2)
  const third = await allies('add', 'https://example.org/c', '--type', 'ally.approved', '--type', 'list.edited')
  t.match(third, { secret: /^whsec_/, types: ['ally.approved', 'list.edited'] })
  await t.rejects(allies('add', 'https://example.org/c', '--type', 'ally'), /ally\.approved/)
  t.match(await allies('off', third.id), { enabled: false })
  t.match(await allies('on', third.id), { enabled: true })
  const pinged = await allies('ping', third.id)
  t.match((await allies('deliveries', third.id)).items, [{ id: pinged.id }])
  t.match(await allies('redeliver', third.id, pinged.id), { state: 'waiting' })
  t.match(await allies('rotate', third.id), { secret: /^whsec_/ })
  t.match(await allies('remove', third.id), { id: third.id })
  t.equal((await allies('list')).items.length, 2)
  t.ok(EVENT_TYPES.length > 10)
})
