import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { onBoth } from '../helpers/engines.js'
import { testApp } from './app.js'

onBoth('the ETag header that was read goes into If-Match, for entries and lists', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const parsed = parseTarget('@HarbourFood_eg')
  if (!parsed.ok) throw new Error(parsed.reason)
  const { ally_id } = await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))
  const read = await call('GET', `/desk/allies/${ally_id}`, { key: admin })
  const etag = String(read.headers.etag)
  t.equal((await call('GET', `/desk/allies/${ally_id}`, { key: admin, headers: { 'if-none-match': etag } })).statusCode, 304)
  const decision = { action: 'approve', reason: 'Known to us', gate: 'ally' }
  const decided = await call('POST', `/allies/${ally_id}/decisions`, { key: admin, body: decision, headers: { 'if-match': etag } })
  t.equal(decided.statusCode, 200)
  t.equal(decided.headers.etag, decided.json().etag, 'the answer names the new version')
  const stale = await call('PATCH', `/allies/${ally_id}`, { key: admin, body: { name: 'Harbour', reason: 'x' }, headers: { 'if-match': etag } })
  t.equal(stale.statusCode, 412)
  const edited = await call('PATCH', `/allies/${ally_id}`, {
    key: admin,
    body: { name: 'Harbour', reason: 'x' },
    headers: { 'if-match': String(stale.headers.etag) },
  })
  t.equal(edited.statusCode, 200)

  const made = await call('POST', '/lists', { key: admin, body: { name: 'Allies' } })
  const { id } = made.json() as { id: string }
  t.equal((await call('PATCH', `/lists/${id}`, { key: admin, body: { name: 'Friends' }, headers: { 'if-match': String(made.headers.etag) } })).statusCode, 200)
  const list = await call('GET', `/desk/lists/${id}`, { key: admin })
  t.equal((await call('PATCH', `/lists/${id}`, { key: admin, body: { private: false }, headers: { 'if-match': String(list.headers.etag) } })).statusCode, 200)
})

onBoth('an address that takes no body refuses members by name', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const { id } = (await call('POST', '/lists', { key: admin, body: { name: 'Allies' } })).json() as { id: string }
  const answer = await call('POST', `/lists/${id}/plans`, { key: admin, body: { x: 1 } })
  t.equal(answer.statusCode, 400)
  t.match(answer.json(), { code: 'validation_failed', errors: [{ pointer: '/x' }] })
  t.equal((await call('POST', `/lists/${id}/plans`, { key: admin })).json().code, 'platform_off', 'without one it goes on')
})
