import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { verifyAudit } from '../../../src/access/audit/service.js'
import { waitingEvents } from '../../../src/db/outbox.js'
import { audit } from '../../../src/db/schema/index.js'
import { dueWebhooks, noteForWebhooks, sendDue } from '../../../src/webhooks/send.js'
import { addWebhook } from '../../../src/webhooks/service.js'
import { leaveWorld } from '../../privacy/world.js'
import { isProblem } from '../answers.js'
import { testApp } from '../app.js'
import { point } from './points.js'
import { itemsOf, published, SERIES } from './world.js'

point(29, async (t, deps) => {
  const got: { headers: IncomingHttpHeaders; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const { id, secret } = await addWebhook(deps, 'test', { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }, true)
  const send = async () => {
    await noteForWebhooks(deps, await waitingEvents(deps.store.db, 100))
    for (const due of await dueWebhooks(deps)) await sendDue(deps, due, { timeoutMs: 1_000, allowLoopback: true })
    return got.at(-1) as (typeof got)[number]
  }
  const ping = (await call('POST', `/webhooks/${id}/ping`, { key: admin })).json() as { id: string }
  const first = await send()
  const signatures = (one = first) => String(one.headers['webhook-signature']).split(' ')
  const signed = (by: string, one = first, body = one.body) =>
    signatures(one).includes(new Webhook(by).sign(String(one.headers['webhook-id']), new Date(Number(one.headers['webhook-timestamp']) * 1_000), body))
  t.ok(signed(secret))
  t.notOk(signed(secret, first, `${first.body} `), 'tampered with')
  t.notOk(signed(`whsec_${Buffer.alloc(32).toString('base64')}`), 'by somebody else')

  t.equal((await call('POST', `/webhooks/${id}/deliveries/${ping.id}/redelivery`, { key: admin })).statusCode, 200)
  const again = await send()
  t.equal(got.length, 2)
  t.equal(again.headers['webhook-id'], first.headers['webhook-id'])
  const rotated = (await call('POST', `/webhooks/${id}/rotation`, { key: admin })).json() as { secret: string }
  await call('POST', `/webhooks/${id}/ping`, { key: admin })
  const both = await send()
  t.ok(signed(secret, both) && signed(rotated.secret, both), 'both sign for a while')
  for (const url of [
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/',
    'http://example.org/',
  ])
    isProblem(t, await call('POST', '/webhooks', { key: admin, body: { url } }), 'validation_failed')
})

point(30, async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const copy = new Map<string, unknown>()
  let cursor = ''
  const follow = async () => {
    for (let more = true; more; ) {
      const answer = await call('GET', `/changes?limit=2${cursor && `&cursor=${cursor}`}`)
      const body = answer.json() as { items: { id: string; deleted: boolean; ally: { name: string } | null }[]; next_cursor: string; more: boolean }
      for (const { id, deleted, ally } of body.items) {
        if (deleted) t.equal(ally, null)
        if (deleted) copy.delete(id)
        else copy.set(id, ally)
      }
      cursor = body.next_cursor
      more = body.more
    }
  }
  const edit = async (id: string, path: string, method: 'POST' | 'PATCH', body: object) => {
    const { etag } = (await call('GET', `/desk/allies/${id}`, { key: own })).headers
    const answer = await call(method, `/allies/${id}${path}`, { key: own, body: { reason: 'in a test', ...body }, headers: { 'if-match': String(etag) } })
    t.equal(answer.statusCode, 200, answer.body)
  }
  for (const n of [1, 2, 3, 4, 5]) await call('POST', '/nominations', { body: { targets: [`@Body${n}_eg`] } })
  const ids = itemsOf(await call('GET', '/desk/allies', { key: own })).map(({ id }) => id)
  for (const id of ids) await edit(id, '/decisions', 'POST', { action: 'approve', gate: 'ally' })
  await follow()
  t.equal(copy.size, 5)
  const [a = '', b = '', c = '', d = ''] = ids
  await edit(a, '', 'PATCH', { name: 'Another name' })
  await edit(b, '/decisions', 'POST', { action: 'withdraw' })
  await edit(c, '/decisions', 'POST', { action: 'retire' })
  await call('POST', `/allies/${d}/merge`, { key: own, body: { into: a, reason: 'one body' } })
  await follow()
  const now = itemsOf(await call('GET', '/allies'))
  const sorted = (rows: { id: string }[]) => [...rows].sort((one, other) => (one.id < other.id ? -1 : 1))
  t.same(sorted([...copy.values()] as { id: string }[]), sorted(now))
  t.equal(now.length, 2)
  isProblem(t, await call('GET', '/changes?cursor=xyz'), 'invalid_cursor')
})

point(34, async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const rows = async () => (await deps.store.db.select().from(audit)).filter(({ action }) => !action.startsWith('key.'))
  const [id = ''] = await published(deps, ['Harbour Kitchen'])
  const changes: [string, () => Promise<{ statusCode: number }>][] = [
    ['series.create', () => call('POST', '/series', { key: own, body: SERIES })],
    ['list.create', () => call('POST', '/lists', { key: own, body: { name: 'Allies' } })],
    [
      'ally.edit',
      async () => {
        const { etag } = (await call('GET', `/desk/allies/${id}`, { key: own })).headers
        return call('PATCH', `/allies/${id}`, { key: own, body: { name: 'Harbour Food', reason: 'As it calls itself' }, headers: { 'if-match': String(etag) } })
      },
    ],
  ]
  for (const [n, [action, change]] of changes.entries()) {
    t.ok((await change()).statusCode < 300)
    const found = await rows()
    t.equal(found.length, n + 1, `${action}: one row`)
    t.match(found.at(-1), { action, actor: /^key:key_/ })
  }
  t.equal((await call('POST', '/series', { key: own, body: SERIES })).statusCode, 409)
  t.equal((await rows()).length, changes.length, 'what was refused left none')
  t.match((await call('GET', `/desk/allies/${id}/history`, { key: own })).body, 'As it calls itself')
  t.match(await verifyAudit(deps), { intact: true })
  await t.rejects(deps.database.executeSql("update audit set reason = 'other'"), /only ever added to/)
  await deps.database.executeSql(
    "do $$ begin set local session_replication_role = replica; update audit set reason = 'other' where action = 'ally.edit'; end $$",
  )
  t.match(await verifyAudit(deps), { intact: false, fault: { kind: 'changed' } })
})

point(35, async (t, deps) => {
  const { app, call, leaving, staying, list, chat, snapshot, sim } = await leaveWorld(t, deps)
  const surfaces = [
    ...['/', `/allies/${leaving}`, `/lists/${list}`, `/chats/${chat}/board`, `/embed/lists/${list}`],
    ...['/allies', '/allies?q=harbour', `/allies/${leaving}`, '/allies.csv', '/allies.jsonld', '/allies.atom', '/allies.feed.json', '/changes'].map(
      (path) => `/api/v1${path}`,
    ),
    ...[`/lists/${list}/members`, `/chats/${chat}/board`, `/snapshots/${snapshot}/allies.json`, `/snapshots/${snapshot}/allies.csv`].map(
      (path) => `/api/v1${path}`,
    ),
  ]
  const MARKS = /harbour kitchen|harbour\.example|org1_eg/i
  const tags = new Map<string, string>()
  for (const url of surfaces) {
    const before = await app.inject(url)
    tags.set(url, String(before.headers.etag))
    t.match(before.body, MARKS, `${url} shows it before`)
  }
  const asked = await call('POST', '/leave-requests', { body: { target: '@Org1_eg' } })
  const { code } = asked.json() as { code: string }
  sim.changeUser('14000101', { description: code })
  const done = await call('POST', `${String(asked.headers.location).replace('/api/v1', '')}/check`, { body: { by: 'profile' } })
  t.equal(done.statusCode, 200, done.body)
  for (const url of surfaces) {
    const after = await app.inject({ url, headers: { 'if-none-match': tags.get(url) ?? '' } })
    t.not(after.statusCode, 304, `${url}: caches learn of it`)
    t.notMatch(after.body.replaceAll(/value="harbour"|q=harbour/g, ''), MARKS, `${url} after`)
  }
  t.equal((await call('GET', `/allies/${staying}`)).statusCode, 200)
  isProblem(t, await call('POST', '/nominations', { body: { targets: ['@ORG1_eg'] } }), 'not_accepted')
})

point(36, async (t, deps) => {
  const { app, call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const [a = '', b = ''] = await published(deps, ['Harbour Kitchen', 'Harbour Kitchen Leeds'])
  const merged = await call('POST', `/allies/${b}/merge`, { key: own, body: { into: a, reason: 'One kitchen' } })
  t.equal(merged.statusCode, 200, merged.body)
  const moved = await call('GET', `/allies/${b}`)
  t.equal(moved.statusCode, 301)
  t.equal(moved.headers.location, `/api/v1/allies/${a}`)
  t.equal(moved.json().merged_into, a)
  t.equal((await app.inject(`/allies/${b}`)).headers.location, `/allies/${a}`, 'its page too')
  t.match((await call('GET', `/allies/${a}/decisions`, { key: own })).body, 'One kitchen')
  t.equal((await call('POST', `/allies/${b}/unmerge`, { key: own, body: { reason: 'Two after all' } })).statusCode, 200)
  t.equal((await call('GET', `/allies/${b}`)).json().name, 'Harbour Kitchen Leeds', 'and it can be taken back')
})
