import t from 'tap'
import { formatKey, hashKey, parseKey } from '../../src/access/key-format.js'
import { isSameSite, localPath } from '../../src/access/same-site.js'
import { expandScopes, SCOPES } from '../../src/access/scopes.js'
import { createKey, findKey, listKeys, revokeKey } from '../../src/access/service.js'
import { readSession, signIn } from '../../src/access/sessions.js'
import { onBoth } from '../helpers/engines.js'

t.test('a key has a public prefix, a secret and a checksum, and nothing else parses', async (t) => {
  const key = formatKey('0123456789ab', 'z'.repeat(52))
  t.match(key, /^alk_live_0123456789ab_z{52}[0-9a-f]{6}$/)
  t.equal(parseKey(key)?.prefix, '0123456789ab')
  t.match(hashKey(key), /^[0-9a-f]{64}$/)
  for (const bad of ['', key.slice(1), `${key}0`, key.toUpperCase(), key.replace('z', 'y'), ` ${key}`]) t.equal(parseKey(bad), null)
})

t.test('admin implies every scope, others only themselves', async (t) => {
  t.same(expandScopes(['admin']), SCOPES)
  t.same(expandScopes(['lists:apply', 'nonsense']), ['lists:apply'])
})

onBoth('the key is shown once and is nowhere in the database', async (t, deps) => {
  const made = await createKey(deps, { name: 'Evening team', scopes: ['directory:curate', 'directory:curate'], actor: 'cli' })
  t.same(made.scopes, ['directory:curate'])
  const { rows } = await deps.database.executeSql('select row_to_json(k)::text as row from api_key k union all select row_to_json(a)::text from audit a', [])
  t.equal(rows.length, 2)
  const secret = made.key.split('_')[3] ?? 'missing'
  for (const { row } of rows as { row: string }[]) t.notMatch(row, secret.slice(0, 20))
  const [listed] = await listKeys(deps)
  t.notOk(listed && 'hash' in listed)
  t.same((await findKey(deps, made.key))?.scopes, ['directory:curate'])
})

onBoth('an expired or revoked key is no key, and use is noted at most once a minute', async (t, deps) => {
  const expires = new Date(deps.clock.now().getTime() + 60_000 * 10)
  const made = await createKey(deps, { name: 'short', scopes: ['lists:apply'], expires_at: expires, actor: 'cli' })
  const lastUse = async () => (await listKeys(deps)).find((one) => one.id === made.id)?.last_used_at?.toISOString()
  t.ok(await findKey(deps, made.key))
  t.equal(await lastUse(), deps.clock.now().toISOString())
  const noted = await lastUse()
  deps.clock.advance(30_000)
  await findKey(deps, made.key)
  t.equal(await lastUse(), noted)
  deps.clock.advance(31_000)
  await findKey(deps, made.key)
  t.equal(await lastUse(), deps.clock.now().toISOString())
  deps.clock.set(expires)
  t.equal(await findKey(deps, made.key), null)

  const other = await createKey(deps, { name: 'gone', scopes: ['admin'], actor: 'cli' })
  const revoked = await revokeKey(deps, 'cli', other.id)
  deps.clock.advance(1000)
  t.same((await revokeKey(deps, 'cli', other.id)).revoked_at, revoked.revoked_at, 'twice is once')
  t.equal(await findKey(deps, other.key), null)
  await t.rejects(revokeKey(deps, 'cli', 'key_nothing'), { code: 'not_found' })
})

onBoth('a key with faults is refused with all of them named', async (t, deps) => {
  await t.rejects(createKey(deps, { name: ' ', scopes: ['admin', 'everything'], expires_at: new Date(0), actor: 'cli' }), {
    code: 'validation_failed',
    errors: [{ pointer: '/name' }, { pointer: '/scopes' }, { pointer: '/expires_at' }],
  })
  await t.rejects(createKey(deps, { name: 'x', scopes: [], actor: 'cli' }), { code: 'validation_failed' })
  t.same(await listKeys(deps), [])
})

onBoth('a session lives twelve hours and no longer than its key', async (t, deps) => {
  const made = await createKey(deps, { name: 'Desk', scopes: ['admin'], actor: 'cli' })
  t.equal(await signIn(deps, 'nonsense'), null)
  const signed = await signIn(deps, made.key)
  const value = signed?.cookie.value ?? ''
  t.equal(signed?.cookie.name, 'allies_session')
  t.match(signed?.cookie.options, { httpOnly: true, sameSite: 'lax', secure: false, path: '/' })
  t.equal((await readSession(deps, value))?.id, made.id)
  const [id = '', end = '', signature = ''] = value.split('.')
  for (const forged of [`${id}.${Number(end) + 1}.${signature}`, `${id}.${end}.${'0'.repeat(64)}`, value.slice(0, -1), '', undefined])
    t.equal(await readSession(deps, forged), null)
  deps.clock.advance(12 * 3_600_000 - 1)
  t.ok(await readSession(deps, value))
  deps.clock.advance(1)
  t.equal(await readSession(deps, value), null)
  const again = (await signIn(deps, made.key))?.cookie.value
  await revokeKey(deps, 'cli', made.id)
  t.equal(await readSession(deps, again), null)
})

onBoth(
  'under https the session cookie is bound to the host',
  async (t, deps) => {
    const made = await createKey(deps, { name: 'Desk', scopes: ['admin'], actor: 'cli' })
    const signed = await signIn(deps, made.key)
    t.equal(signed?.cookie.name, '__Host-allies_session')
    t.equal(signed?.cookie.options.secure, true)
  },
  { config: { PUBLIC_URL: 'https://allies.example' } },
)

t.test('only our own pages may write by cookie', async (t) => {
  const ours = 'https://allies.example'
  const cases: [Parameters<typeof isSameSite>[0], boolean][] = [
    [{ origin: ours, secFetchSite: 'same-origin' }, true],
    [{ origin: ours }, true],
    [{ secFetchSite: 'same-origin' }, true],
    [{ origin: 'http://127.0.0.1:3000', secFetchSite: 'same-origin', host: '127.0.0.1:3000' }, true],
    [{ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }, false],
    [{}, false],
    [{ secFetchSite: 'none' }, false],
    [{ origin: 'null', secFetchSite: 'same-origin', host: 'allies.example' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: ours, secFetchSite: 'cross-site' }, false],
    [{ origin: 'https://evil.example', secFetchSite: 'same-site', host: 'evil.example' }, false],
    [{ origin: 'https://allies.example.evil.example' }, false],
  ]
  for (const [headers, allowed] of cases) t.equal(isSameSite(headers, ours), allowed, JSON.stringify(headers))
})

t.test('after signing in people are only sent to a path of this site', async (t) => {
  for (const good of ['/', '/desk', '/desk/review?x=1#y', '/a//b']) t.equal(localPath(good, '/desk'), good)
  const bad = [
    '',
    'desk',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n',
    'https://evil.example',
    'javascript:alert(1)',
    '\\\\evil',
    ' /x',
    '/a\\b',
    `/${'x'.repeat(600)}`,
    undefined,
  ]
  for (const text of bad) t.equal(localPath(text, '/desk'), '/desk', String(text))
})
