import { listAudit } from '../../src/access/audit/service.js'
import { createKey, findKey, listKeys } from '../../src/access/service.js'
import { onBoth } from '../helpers/engines.js'
import { testApp } from '../http/app.js'
import { dumpAll } from './owner-world.js'

const DAY_MS = 86_400_000
const NEW = { name: ' Evening team ', scopes: ['directory:curate', 'lists:apply'] }

onBoth('an administrator makes a key, sees it once, finds it in the list without it, and ends it at once', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const expires_at = new Date(deps.clock.now().getTime() + DAY_MS).toISOString()
  const made = await call('POST', '/keys', { key: admin, body: { ...NEW, expires_at } })
  t.equal(made.statusCode, 201)
  t.equal(made.headers['cache-control'], 'no-store')
  const { id, key: secret, ...shown } = made.json()
  t.match(shown, { name: 'Evening team', scopes: NEW.scopes, state: 'live', expires_at, revoked_at: null, last_used_at: null, current: false })
  t.equal(made.headers.location, `/api/v1/keys/${id}`)
  t.ok(secret.startsWith(`alk_live_${shown.prefix}_`))
  t.notMatch(await dumpAll(deps), secret.split('_')[3].slice(0, 20), 'it is stored nowhere')

  const listed = await call('GET', '/keys', { key: admin })
  t.same(listed.json().items[0], { id, ...shown })
  t.match(listed.json().items[1], { name: 'test', current: true })
  t.notMatch(listed.body, 'hash')
  t.same((await call('GET', `/keys/${id}`, { key: admin })).json(), { id, ...shown })
  t.equal((await call('GET', '/desk/allies', { key: secret })).statusCode, 200)

  const gone = await call('DELETE', `/keys/${id}`, { key: admin })
  t.equal(gone.statusCode, 200)
  t.match(gone.json(), { id, state: 'revoked', revoked_at: deps.clock.now().toISOString(), current: false })
  t.equal((await call('GET', '/desk/allies', { key: secret })).statusCode, 401)
  deps.clock.advance(1000)
  t.equal((await call('DELETE', `/keys/${id}`, { key: admin })).json().revoked_at, gone.json().revoked_at, 'twice is once')
  t.equal((await call('DELETE', '/keys/key_01jnb1h6w0e3qxt6yz0p4v8kdm', { key: admin })).statusCode, 404)
  t.equal((await call('GET', '/keys/key_01jnb1h6w0e3qxt6yz0p4v8kdm', { key: admin })).statusCode, 404)
  const { items } = await listAudit(deps, { subject: id }, { limit: 10 })
  t.match(
    items.map(({ action, actor }) => [action, actor.slice(0, 8)]),
    [
      ['key.revoke', 'key:key_'],
      ['key.create', 'key:key_'],
    ],
  )
})

onBoth('the key that asks can be ended by itself: the answer says so, and is the last', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const own = await createKey(deps, { name: 'Leaked', scopes: ['admin'], actor: 'test' })
  const gone = await call('DELETE', `/keys/${own.id}`, { key: own.key })
  t.equal(gone.statusCode, 200)
  t.match(gone.json(), { state: 'revoked', current: true })
  t.equal((await call('DELETE', `/keys/${own.id}`, { key: own.key })).statusCode, 401)
})

onBoth('a key ends by itself, and is then listed as expired, behind the live ones', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const made = (await call('POST', '/keys', { key: admin, body: { ...NEW, expires_at: new Date(deps.clock.now().getTime() + DAY_MS).toISOString() } })).json()
  deps.clock.advance(DAY_MS)
  t.equal((await call('GET', '/desk/allies', { key: made.key })).statusCode, 401)
  t.match((await call('GET', '/keys', { key: admin })).json().items, [{ state: 'live' }, { id: made.id, state: 'expired', revoked_at: null }])
})

onBoth('nobody gives more than they have, and every fault is named', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const curator = await key('directory:curate')
  t.match((await call('POST', '/keys', { key: curator, body: NEW })).json(), { status: 403, required_scope: 'admin' })
  t.equal((await call('GET', '/keys', { key: curator })).statusCode, 403)
  const within = ['directory:curate', 'nominations:write']
  const wanted = { name: 'x', actor: 'test', within }
  for (const scopes of [['lists:apply'], ['admin'], ['directory:curate', 'privacy:manage']])
    await t.rejects(createKey(deps, { ...wanted, scopes }), { code: 'insufficient_scope' }, scopes.join())
  t.same((await createKey(deps, { ...wanted, scopes: ['nominations:write'] })).scopes, ['nominations:write'])
  t.equal((await listKeys(deps)).length, 3, 'what was refused made nothing')

  const bad = await call('POST', '/keys', { key: admin, body: { name: ' ', scopes: ['all'], expires_at: '2020-01-01T00:00:00Z', owner: 'me' } })
  t.equal(bad.statusCode, 400)
  t.same(
    bad
      .json()
      .errors.map(({ pointer }: { pointer: string }) => pointer)
      .sort(),
    ['/name', '/owner', '/scopes/0'],
  )
  for (const expires_at of ['2020-01-01T00:00:00Z', '2016-12-31T23:59:60Z']) {
    const past = await call('POST', '/keys', { key: admin, body: { ...NEW, expires_at } })
    t.match(past.json(), { status: 400, errors: [{ pointer: '/expires_at' }] }, expires_at)
  }
  t.equal((await call('POST', '/keys', { key: admin, body: { ...NEW, expires_at: '2016-12-31' } })).statusCode, 400)
  t.equal((await call('POST', '/keys', { key: admin, body: { ...NEW, expires_at: null } })).json().expires_at, null)
})

onBoth('repeated with the same Idempotency-Key there is one key, shown to whoever has that', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const sent = { key: await key('admin'), body: NEW, headers: { 'idempotency-key': 'make-once' } }
  const [first, again] = [await call('POST', '/keys', sent), await call('POST', '/keys', sent)]
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.same(again.json(), first.json())
  t.equal((await listKeys(deps)).length, 2)
  t.ok(await findKey(deps, first.json().key))
  t.notMatch(await dumpAll(deps), first.json().key.split('_')[3].slice(0, 20), 'the kept answer is sealed')
})
