import { consentOf } from '../../../src/access/owner/in-force.js'
import { beginSignIn, finishSignIn } from '../../../src/access/owner/sign-in.js'
import { SCOPES } from '../../../src/access/scopes.js'
import { createKey, revokeKey } from '../../../src/access/service.js'
import { ADMIN, dumpAll, ownerWorld } from '../../access/owner-world.js'
import { FORM, form, openDesk } from '../../web/desk.js'
import { testApp } from '../app.js'
import { point } from './points.js'
import { operations, SERIES, someAddress } from './world.js'

point(26, async (t, deps) => {
  const { call } = await testApp(t, deps)
  const at = new Date(deps.clock.now().getTime() + 60_000)
  const keys: { id: string; key: string }[] = []
  for (let n = 0; n < 20; n++)
    keys.push(await createKey(deps, { name: `key ${n}`, scopes: ['directory:curate'], actor: 'test', ...(n === 0 ? { expires_at: at } : {}) }))
  const dump = await dumpAll(deps)
  t.match(dump, 'key 19')
  for (const { key } of keys) t.notOk(dump.includes(key) || dump.includes(key.split('_')[3]?.slice(0, 20) ?? key), 'neither the key nor its secret part')
  t.equal(new Set(keys.map(({ key }) => key)).size, 20)
  t.ok((keys[0]?.key.split('_')[3]?.length ?? 0) >= 52, '256 bits')
  const post = async (n: number, hashtag: string) => (await call('POST', '/series', { key: keys[n]?.key ?? '', body: { ...SERIES, hashtag } })).statusCode
  t.same([await post(0, '#A1_eg'), await post(1, '#A2_eg')], [201, 201])
  deps.clock.advance(60_000)
  t.equal(await post(0, '#A3_eg'), 401, 'expired')
  await revokeKey(deps, 'test', keys[1]?.id ?? '')
  t.equal(await post(1, '#A4_eg'), 401, 'revoked')
  t.equal(await post(2, '#A5_eg'), 201)
})

point(27, async (t, deps) => {
  await ownerWorld(t, deps)
  const { url, browser } = await beginSignIn(deps, { actor: ADMIN, agreed: consentOf(deps).version, by: 'browser' })
  const asked = new URL(url).searchParams
  t.equal(asked.get('code_challenge_method'), 'S256')
  t.ok((asked.get('state')?.length ?? 0) >= 20 && (asked.get('code_challenge')?.length ?? 0) >= 43)
  const back = new URL((await fetch(`${url}&_as=14000001`, { redirect: 'manual' })).headers.get('location') ?? '').searchParams
  const [state, code] = [back.get('state') ?? '', back.get('code') ?? '']
  await t.rejects(finishSignIn(deps, { actor: ADMIN, state: `${state}x`, code, browser }), 'a state of nobody')
  await t.rejects(finishSignIn(deps, { actor: ADMIN, state, code, browser: 'another' }), 'in another browser')
  const fresh = await beginSignIn(deps, { actor: ADMIN, agreed: consentOf(deps).version, by: 'browser' })
  const then = new URL((await fetch(`${fresh.url}&_as=14000001`, { redirect: 'manual' })).headers.get('location') ?? '').searchParams
  const answer = { actor: ADMIN, state: then.get('state') ?? '', code: then.get('code') ?? '', browser: fresh.browser }
  await finishSignIn(deps, answer)
  await t.rejects(finishSignIn(deps, answer), 'a state is good once')

  const desk = await openDesk(t, deps)
  const { key } = await createKey(deps, { name: 'x', scopes: ['admin'], actor: 'test' })
  const signed = await desk.app.inject({ method: 'POST', url: '/desk', headers: FORM, payload: form({ key, return_to: '//evil.example/' }) })
  t.match(String(signed.headers['set-cookie']), /HttpOnly.*SameSite=Lax/i)
  t.match(String(signed.headers.location), /^\/(?![/\\])/, 'leads to our own pages only')
  deps.config = { ...deps.config, PUBLIC_URL: 'https://allies.example' }
  const secure = await testApp(t, deps)
  const https = { ...FORM, origin: 'https://allies.example' }
  const cookie = String(
    (await secure.app.inject({ method: 'POST', url: '/desk', headers: https, payload: form({ key, return_to: '/desk/review' }) })).headers['set-cookie'],
  )
  t.match(cookie, /^__Host-.*Path=\/.*HttpOnly.*Secure/i)
  const own = { ...https, cookie: cookie.split(';')[0] ?? '' }
  const write = (headers: Record<string, string>) => secure.app.inject({ method: 'POST', url: '/desk/lists', headers, payload: form({ name: 'Allies' }) })
  t.equal((await write({ ...own, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).statusCode, 403)
  const { origin: _, 'sec-fetch-site': __, ...bare } = own
  t.equal((await write(bare)).statusCode, 403, 'a form of nowhere')
  t.not((await write(own)).statusCode, 403)
})

point(28, async (t, deps) => {
  const client = await testApp(t, deps)
  const keys = new Map<string, string>()
  for (const scope of SCOPES) keys.set(scope, await client.key(scope))
  const wrong: string[] = []
  let guarded = 0
  for (const { method, path, operation } of await operations(client)) {
    const needed = operation['x-required-scope']
    if (!needed) continue
    guarded++
    const body = method === 'get' ? {} : { body: {} }
    const none = await client.call(method.toUpperCase() as 'GET', someAddress(path), body)
    if (none.statusCode !== 401 || !String(none.headers['www-authenticate']).startsWith('Bearer'))
      wrong.push(`${operation.operationId} without: ${none.statusCode}`)
    for (const [scope, key] of keys) {
      if (scope === needed || scope === 'admin') continue
      const other = await client.call(method.toUpperCase() as 'GET', someAddress(path), { key, ...body })
      const names =
        String(other.headers['www-authenticate']).includes(`error="insufficient_scope", scope="${needed}"`) && other.json().required_scope === needed
      if (other.statusCode !== 403 || !names) wrong.push(`${operation.operationId} with ${scope}: ${other.statusCode}`)
    }
  }
  t.same(wrong, [])
  t.ok(guarded > 70, `${guarded} operations ask for a scope`)
})
