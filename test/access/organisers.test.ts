import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { listAudit, verifyAudit } from '../../src/access/audit/service.js'
import { findOrganiser, listOrganisers, putOrganiser, removeOrganiser } from '../../src/access/organisers/service.js'
import { DESK_CALLBACK, deskCallbackUrl } from '../../src/access/organisers/sign-in.js'
import { createKey } from '../../src/access/service.js'
import { organiserCommands } from '../../src/cli/organisers.js'
import { connectPlatform } from '../../src/compose.js'
import type { Platform } from '../../src/platform/port.js'
import { type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { onBoth, type TestDeps, testConfig } from '../helpers/engines.js'
import { typed } from '../helpers/typed.js'
import { openWorld } from '../helpers/world.js'
import { type Client, testApp } from '../http/app.js'
import { FORM, form } from '../web/desk.js'
import { dumpAll } from './owner-world.js'

const ALICE = '14000001'
const BOB = '14000002'
const CURATE = { handle: '@alice_eg', x_user_id: ALICE, scopes: ['directory:curate'] }

interface Door extends Client {
  sim: Simulator
  begin(returnTo?: string, address?: string): Promise<{ at: URL; cookie: string; status: number }>
  /** To X and back, as far as what the callback is sent. */
  visit(who: string, fields?: Record<string, string>): Promise<{ path: string; cookie: string }>
  come(back: { path: string; cookie: string }): Promise<LightMyRequestResponse>
  /** The session's cookie. */
  enter(who: string): Promise<string>
  get(path: string, cookie: string): Promise<LightMyRequestResponse>
}

/** The whole server beside a simulated X with its app and two accounts, through which people go as browsers do. */
async function door(t: Test, deps: TestDeps, config: Record<string, string> = {}): Promise<Door> {
  const sim = await startSimulator({
    clock: deps.clock,
    seed: 5,
    scenario: {
      users: [
        { id: ALICE, username: 'alice_eg', name: 'Alice' },
        { id: BOB, username: 'bob_eg', name: 'Bob' },
      ],
    },
  })
  t.teardown(() => sim.close())
  const registered = sim.addApp({ redirect_uris: [deskCallbackUrl(deps)] })
  deps.config = testConfig({ X_API_BASE_URL: sim.url, X_CLIENT_ID: registered.client_id, X_CLIENT_SECRET: registered.client_secret ?? '', ...config })
  deps.platform = (await connectPlatform(deps, { meter: () => undefined, allow: async () => undefined, left: async () => Infinity })) as Platform
  const client = await testApp(t, deps)
  const { app } = client
  const cookieIn = (answer: { headers: Record<string, unknown> }, name: RegExp) =>
    [answer.headers['set-cookie']]
      .flat()
      .map((one) => String(one).split(';')[0] ?? '')
      .find((one) => name.test(one)) ?? ''
  const begin: Door['begin'] = async (returnTo = '/desk/review', address = '127.0.0.1') => {
    const begun = await app.inject({ method: 'POST', url: '/desk/sign-in', headers: FORM, payload: form({ return_to: returnTo }), remoteAddress: address })
    return { at: new URL(String(begun.headers.location ?? 'http://none.invalid')), cookie: cookieIn(begun, /allies_sign_in=./), status: begun.statusCode }
  }
  const visit: Door['visit'] = async (who, fields = {}) => {
    const { at, cookie } = await begin()
    const answer = await fetch(`${at.href}&${new URLSearchParams({ _as: who, ...fields })}`, { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    return { path: back.pathname + back.search, cookie }
  }
  const come: Door['come'] = ({ path, cookie }) => app.inject({ url: path, headers: { cookie, accept: 'text/html' } })
  return {
    sim,
    ...client,
    begin,
    visit,
    come,
    enter: async (who) => cookieIn(await come(await visit(who)), /allies_session=./),
    get: (path, cookie) => app.inject({ url: path, headers: { cookie, accept: 'text/html' } }),
  }
}

const recorded = async (deps: TestDeps, action: string) => (await listAudit(deps, { action }, { limit: 100 })).items

onBoth('an organiser signs in with X: PKCE, the least scopes, the token ended and kept nowhere; the session has their scopes', async (t, deps) => {
  const { app, sim, begin, visit, come, get } = await door(t, deps)
  t.match((await get('/desk', '')).body, 'Sign in with X')
  const { organiser } = await putOrganiser(deps, 'test', CURATE)
  const begun = await begin()
  t.equal(begun.status, 303)
  t.equal(begun.at.searchParams.get('scope'), 'tweet.read users.read')
  t.equal(begun.at.searchParams.get('code_challenge_method'), 'S256')
  t.match(String((await app.inject({ url: '/desk' })).headers['content-security-policy']), `form-action 'self' ${begun.at.origin}`)

  const back = await visit(ALICE)
  const done = await come(back)
  t.equal(done.statusCode, 303)
  t.equal(done.headers.location, '/desk/review')
  const cookies = [done.headers['set-cookie']].flat().map(String)
  const session = cookies.find((one) => one.startsWith('allies_session=')) ?? ''
  t.match(session, /HttpOnly/)
  t.match(session, /SameSite=Lax/)
  const cookie = session.split(';')[0] ?? ''
  const page = await get('/desk/review', cookie)
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Signed in as @alice_eg')
  t.equal((await get('/desk/organisers', cookie)).statusCode, 403, 'not what the scopes do not hold')

  t.equal(sim.log().filter(({ effect }) => effect === 'token-revoked').length, 1, 'X gave one token, which was ended')
  const dump = await dumpAll(deps)
  const tokens = Object.entries(sim.exportState().bearers).filter(([, { user_id }]) => user_id === ALICE)
  t.equal(tokens.length, 1)
  for (const [token, { revoked }] of tokens) t.ok(revoked && !dump.includes(token), 'ended at X, and stored nowhere')
  const code = new URL(back.path, 'http://x.invalid').searchParams.get('code') ?? ''
  t.notOk(dump.includes(code))
  t.match(await recorded(deps, 'desk.sign_in'), [{ actor: `session:${organiser.id}`, subject: organiser.id, detail: { by: 'x' } }])
  t.equal((await listOrganisers(deps))[0]?.last_sign_in_at, deps.clock.now().toISOString())

  const out = await app.inject({ method: 'POST', url: '/desk/sign-out', headers: { ...FORM, cookie } })
  t.match(String(out.headers['set-cookie']), /allies_session=;/)
  t.equal((await verifyAudit(deps, { expected: undefined })).intact, true)
})

onBoth('other scopes and being taken off hold on an open session at once; who comes back has no old session', async (t, deps) => {
  const { enter, get } = await door(t, deps)
  const { organiser } = await putOrganiser(deps, 'test', CURATE)
  const cookie = await enter(ALICE)
  t.equal((await get('/desk/organisers', cookie)).statusCode, 403)
  t.equal((await putOrganiser(deps, 'test', { ...CURATE, scopes: ['admin'] })).added, false)
  t.equal((await get('/desk/organisers', cookie)).statusCode, 200)
  await putOrganiser(deps, 'test', { ...CURATE, scopes: ['privacy:manage'] })
  t.equal((await get('/desk/review', cookie)).statusCode, 403)
  await removeOrganiser(deps, 'test', organiser.id)
  const gone = await get('/desk/review', cookie)
  t.equal(gone.statusCode, 303)
  t.match(gone.headers.location, '/desk?return_to=')
  const again = await putOrganiser(deps, 'test', CURATE)
  t.not(again.organiser.id, organiser.id)
  t.equal((await get('/desk/review', cookie)).statusCode, 303, 'the old session stays ended')
  t.equal(await findOrganiser(deps, organiser.id), null)
  await t.rejects(removeOrganiser(deps, 'test', organiser.id), { code: 'not_found' })
})

onBoth('who is no organiser is told whom to ask, and nothing of who is one', async (t, deps) => {
  const { visit, come } = await door(t, deps)
  await putOrganiser(deps, 'test', CURATE)
  const no = await come(await visit(BOB))
  t.equal(no.statusCode, 403)
  t.match(no.body, 'ask whoever runs this site to add @bob_eg')
  t.notMatch(no.body, /alice|14000001/)
  t.notMatch(String(no.headers['set-cookie']), /allies_session=./)
  t.match(await recorded(deps, 'desk.sign_in_refused'), [{ actor: 'anyone', detail: { by: 'x', why: 'not_an_organiser' } }])
  t.notMatch(await dumpAll(deps), /bob_eg|14000002/, 'who it was is kept nowhere')
  // The account is its number: a handle that was given up and taken by another opens nothing.
  await putOrganiser(deps, 'test', { handle: 'bob_eg', x_user_id: '14000009', scopes: ['admin'] })
  t.equal((await come(await visit(BOB))).statusCode, 403)
})

onBoth('each way in which it can fail has its own answer, and none of them makes a session', async (t, deps) => {
  const { sim, visit, come, get, app } = await door(t, deps)
  await putOrganiser(deps, 'test', CURATE)
  const fails = async (name: string, back: { path: string; cookie: string }, status: number, text: RegExp) => {
    const answer = await come(back)
    t.equal(answer.statusCode, status, name)
    t.match(answer.body, text, name)
    t.notMatch(String(answer.headers['set-cookie']), /allies_session=./, name)
  }
  await fails('refused consent', await visit(ALICE, { decision: 'cancel' }), 403, /pressed Cancel/)
  await fails('wrong state', { ...(await visit(ALICE)), path: `${DESK_CALLBACK}?state=invented&code=x` }, 400, /not begun here/)
  await fails('no state', { path: DESK_CALLBACK, cookie: '' }, 400, /not complete/)
  const own = await visit(ALICE)
  await fails('no cookie', { ...own, cookie: '' }, 403, /another browser/)
  await fails('the cookie of another', { ...own, cookie: (await visit(BOB)).cookie }, 403, /another browser/)
  t.equal((await come(own)).statusCode, 303, 'which did not spend it')
  await fails('replayed', own, 409, /used already/)
  const swapped = await visit(ALICE)
  const code = new URL((await visit(BOB)).path, 'http://x.invalid').searchParams.get('code') ?? ''
  await fails(
    'a code of another sign-in',
    { ...swapped, path: swapped.path.replace(/code=[^&]*/, `code=${encodeURIComponent(code)}`) },
    403,
    /refused the code/,
  )
  const late = await visit(ALICE)
  deps.clock.advance(11 * 60_000)
  await fails('expired', late, 410, /too long/)
  const down = await visit(ALICE)
  sim.setFault({ name: 'token-server-down', next: 1 })
  await fails('X down', down, 502, /X did not answer/)
  const half = await visit(ALICE)
  sim.setFault({ name: '5xx-before', route: 'GET /2/users/me' })
  await fails('X down when asked who it was', half, 502, /X did not answer/)
  sim.clearFaults()
  const locked = await visit(ALICE)
  sim.setFault({ name: 'account-locked' })
  await fails('locked', locked, 403, /X has locked this account/)
  sim.clearFaults()
  t.equal(sim.log().filter(({ effect }) => effect === 'token-issued').length, sim.log().filter(({ effect }) => effect === 'token-revoked').length)
  const head = await visit(ALICE)
  t.equal((await app.inject({ method: 'HEAD', url: head.path, headers: { cookie: head.cookie } })).statusCode, 405)
  t.equal((await come(head)).statusCode, 303, 'a look by HEAD spent nothing')
  const forged = await app.inject({
    method: 'POST',
    url: '/desk/sign-in',
    headers: { ...FORM, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  })
  t.equal(forged.statusCode, 403)
  t.equal((await get('/desk/review', 'allies_session=org_00000000000000000000000000.99999999999999.00')).statusCode, 303)
  const whys = (await recorded(deps, 'desk.sign_in_refused')).map(({ detail }) => detail.why)
  for (const why of ['denied', 'unknown_state', 'incomplete', 'other_browser', 'used', 'code_refused', 'expired', 'x_down', 'account_locked'])
    t.ok(whys.includes(why), `${why} is on the record`)
})

onBoth('where it leads stays on this site; too many attempts from one address have to wait, and others do not', async (t, deps) => {
  const { begin, come, app } = await door(t, deps)
  await putOrganiser(deps, 'test', CURATE)
  const evil = ['//evil.example', '/\\evil.example', 'https://evil.example/', '/\t/evil.example', 'javascript:alert(1)', '\\\\evil.example']
  for (const [at, returnTo] of [...evil, '/desk/chats?x=1'].entries()) {
    const begun = await begin(returnTo, `192.0.2.${at}`)
    const answer = await fetch(`${begun.at.href}&_as=${ALICE}`, { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    const { headers } = await come({ path: back.pathname + back.search, cookie: begun.cookie })
    t.equal(headers.location, at < evil.length ? '/desk/review' : '/desk/chats?x=1', returnTo)
  }
  const { key } = await createKey(deps, { name: 'Evening team', scopes: ['admin'], actor: 'test' })
  const byKey = (text: string) =>
    app.inject({ method: 'POST', url: '/desk', headers: FORM, payload: form({ key: text, return_to: '/desk/review' }), remoteAddress: '192.0.2.77' })
  for (let n = 0; n < 25; n++) t.equal((await byKey(key)).statusCode, 303, 'what succeeds is not counted')
  for (let n = 0; n < 20; n++) t.equal((await byKey('alk_live_wrong')).statusCode, 401)
  const waits = await byKey(key)
  t.equal(waits.statusCode, 429)
  t.equal(waits.headers['retry-after'], '30')
  t.equal((await begin('/', '192.0.2.77')).status, 429, 'by X neither')
  t.equal((await begin('/', '192.0.2.78')).status, 303)
  deps.clock.advance(30_000)
  t.equal((await byKey(key)).statusCode, 303)
  t.equal((await recorded(deps, 'desk.sign_in_refused')).filter(({ detail }) => detail.by === 'key').length, 20)
})

onBoth('organisers by API, page and command line: added, changed, taken off, each on the record', async (t, deps) => {
  const { app, call, key } = await door(t, deps)
  const admin = await key('admin')
  t.equal((await call('POST', '/organisers', { body: CURATE })).statusCode, 401)
  t.equal((await call('POST', '/organisers', { body: CURATE, key: await key('directory:curate') })).statusCode, 403)
  const made = await call('POST', '/organisers', { body: CURATE, key: admin })
  t.equal(made.statusCode, 201)
  t.match(made.json(), { x_user_id: ALICE, handle: 'alice_eg', scopes: ['directory:curate'], last_sign_in_at: null })
  t.equal((await call('POST', '/organisers', { body: { ...CURATE, scopes: ['admin'] }, key: admin })).statusCode, 200)
  for (const body of [
    { ...CURATE, scopes: [] },
    { ...CURATE, scopes: ['root'] },
    { ...CURATE, handle: 'no handle' },
    { ...CURATE, x_user_id: '0x1' },
    { ...CURATE, id: 'x' },
  ])
    t.equal((await call('POST', '/organisers', { body, key: admin })).statusCode, 400, JSON.stringify(body))
  t.match((await call('GET', '/organisers', { key: admin })).json(), { items: [{ handle: 'alice_eg', scopes: ['admin'] }] })

  const signed = await app.inject({ method: 'POST', url: '/desk', headers: FORM, payload: form({ key: admin, return_to: '/desk/organisers' }) })
  const cookie = String(signed.headers['set-cookie']).split(';')[0] ?? ''
  const post = (url: string, fields: Record<string, string | string[]>) =>
    app.inject({ method: 'POST', url, headers: { ...FORM, cookie }, payload: form(fields) })
  const bad = await post('/desk/organisers', { handle: '@bob_eg', x_user_id: '', scopes: [] })
  t.equal(bad.statusCode, 400)
  t.match(bad.body, 'value="@bob_eg"')
  t.equal((await post('/desk/organisers', { handle: '@bob_eg', x_user_id: BOB, scopes: ['lists:apply', 'directory:curate'] })).statusCode, 303)
  const page = await app.inject({ url: '/desk/organisers', headers: { cookie, accept: 'text/html' } })
  t.match(page.body, '@bob_eg')
  const bob = (await listOrganisers(deps)).find(({ x_user_id }) => x_user_id === BOB)
  t.equal((await post(`/desk/organisers/${bob?.id}/remove`, {})).statusCode, 303)
  t.equal((await call('DELETE', `/organisers/${made.json().id}`, { key: admin })).statusCode, 200)
  t.equal((await call('DELETE', `/organisers/${made.json().id}`, { key: admin })).statusCode, 404)

  const run = typed(t, deps, organiserCommands)
  t.match((await run('organisers')).out, 'There is none')
  t.match((await run('organisers', 'add', '@bob_eg', '--id', BOB, '--scopes', 'directory:curate,lists:apply', '--json')).json, { handle: 'bob_eg' })
  await t.rejects(run('organisers', 'add', '@bob_eg', '--id', BOB, '--scopes', 'root'))
  t.match((await run('organisers', 'list', '--json')).json, { items: [{ scopes: ['directory:curate', 'lists:apply'] }] })
  t.match((await run('organisers', 'remove', '@BOB_eg', '--json')).json, { x_user_id: BOB })
  t.same(await listOrganisers(deps), [])
  const actions = (await recorded(deps, 'organiser.')).map(({ action }) => action).reverse()
  const add = 'organiser.add'
  t.same(actions, [add, 'organiser.scopes', add, 'organiser.remove', 'organiser.remove', add, 'organiser.remove'])
})

onBoth('the number is looked up on X where there is access; without an app at X nobody is offered to sign in there', async (t, deps) => {
  await t.rejects(putOrganiser(deps, 'test', { handle: '@alice_eg', scopes: ['admin'] }), { code: 'platform_off' })
  await openWorld(t, deps, [{ id: ALICE.replace(/1$/, '5'), username: 'Carol_eg', name: 'Carol' }])
  const { organiser } = await putOrganiser(deps, 'test', { handle: '@carol_eg', scopes: ['admin'] })
  t.match(organiser, { x_user_id: '14000005', handle: 'Carol_eg' })
  await t.rejects(putOrganiser(deps, 'test', { handle: '@nobody_eg', scopes: ['admin'] }), { code: 'not_found' })
  const { app } = await testApp(t, deps)
  t.notMatch((await app.inject('/desk')).body, 'Sign in with X')
  t.equal((await app.inject({ method: 'POST', url: '/desk/sign-in', headers: FORM, payload: '' })).statusCode, 503)
})

onBoth('a sign-in begun to leave the directory opens no desk; over https the cookies are bound to the host', async (t, deps) => {
  deps.config = testConfig({ PUBLIC_URL: 'https://allies.example' })
  const { sim, app } = await door(t, deps, { PUBLIC_URL: 'https://allies.example' })
  await putOrganiser(deps, 'test', CURATE)
  const headers = { ...FORM, origin: 'https://allies.example' }
  const begun = await app.inject({ method: 'POST', url: '/desk/sign-in', headers, payload: form({ return_to: '/desk/review' }) })
  t.match(String(begun.headers['set-cookie']), /^__Host-allies_sign_in=[^;]+;.*Secure/)
  const answer = await fetch(`${begun.headers.location}&_as=${ALICE}`, { redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? '')
  const cookie = String(begun.headers['set-cookie']).split(';')[0] ?? ''
  await deps.database.executeSql(`update oauth_attempt set purpose = 'leave'`)
  t.equal((await app.inject({ url: back.pathname + back.search, headers: { cookie } })).statusCode, 400)
  await deps.database.executeSql(`update oauth_attempt set purpose = 'desk'`)
  const done = await app.inject({ url: back.pathname + back.search, headers: { cookie } })
  t.equal(done.statusCode, 303)
  t.match([done.headers['set-cookie']].flat().join('\n'), /__Host-allies_session=org_[^;]+;.*Path=\/;.*HttpOnly; Secure; SameSite=Lax/)
  t.ok(sim.log().length > 0)
})
