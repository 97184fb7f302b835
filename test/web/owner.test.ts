import { disconnectOwner, ownerStatus } from '../../src/access/owner/service.js'
import { createList } from '../../src/lists/service.js'
import { ALICE, BOB, type OwnerWorld, ownerWorld } from '../access/owner-world.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { onOneEngine } from '../http/one-engine.js'
import { type Desk, openDesk } from './desk.js'

const versionIn = (body: string) => /name="version" value="([^"]+)"/.exec(body)?.[1] ?? ''
const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie']).split(';')[0] ?? ''

/** Agrees on the desk; what comes back is X's address and the browser's new cookie. */
async function agree(desk: Desk) {
  const version = versionIn((await desk.get('/desk/owner')).body)
  const sent = await desk.post('/desk/owner/connect', { version, agree: 'yes' })
  return { status: sent.statusCode, url: String(sent.headers.location), cookie: `${desk.cookie}; ${cookieOf(sent)}` }
}

/** Agrees at X, and gives the path X leads back to. */
async function atX(url: string, fields: Record<string, string> = { _as: ALICE }): Promise<string> {
  const answer = await fetch(`${url}&${new URLSearchParams(fields)}`, { redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? '')
  return back.pathname + back.search
}

async function connect(desk: Desk, who = ALICE) {
  const { url, cookie } = await agree(desk)
  return desk.get(await atX(url, { _as: who }), { cookie })
}

const nothingStored = async (deps: TestDeps) => (await deps.database.executeSql('select 1 from x_owner')).rows.length === 0

async function open(t: Parameters<typeof openDesk>[0], deps: TestDeps, options?: Parameters<typeof ownerWorld>[2]): Promise<OwnerWorld & { desk: Desk }> {
  const world = await ownerWorld(t, deps, options)
  return { ...world, desk: await openDesk(t, deps, ['directory:curate', 'lists:apply']) }
}

onBoth('an organiser reads what will be done, agrees, signs in at X, and the account is connected; later it is withdrawn', async (t, deps) => {
  const { desk, sim } = await open(t, deps)
  const page = await desk.get('/desk/owner')
  t.equal(page.statusCode, 200)
  for (const words of ['never do', 'direct messages', '100 additions in 24 hours', 'at least 3 seconds', 'Withdraw consent', 'Connected apps', '/about'])
    t.ok(page.body.includes(words), words)
  t.match(String(page.headers['content-security-policy']), `form-action 'self' ${sim.url}`)

  const without = await desk.post('/desk/owner/connect', { version: versionIn(page.body) })
  t.equal(without.statusCode, 400)
  t.match(without.body, 'tick the box')
  const old = await desk.post('/desk/owner/connect', { version: '2020-01-01.000000000000', agree: 'yes' })
  t.equal(old.statusCode, 412)
  t.match(old.body, 'was changed since')

  const { status, url, cookie } = await agree(desk)
  t.equal(status, 303)
  const asked = new URL(url).searchParams
  t.equal(asked.get('scope'), 'tweet.read users.read list.read list.write follows.read offline.access')
  t.equal(asked.get('code_challenge_method'), 'S256')
  t.equal(asked.get('redirect_uri'), 'http://localhost:3000/desk/owner/callback')
  const back = await desk.get(await atX(url), { cookie })
  t.equal(back.statusCode, 303)
  t.equal(back.headers.location, '/desk/owner?done=owner')
  const connected = await desk.get('/desk/owner?done=owner')
  t.match(connected.body, '@alice_eg')
  t.match(connected.body, 'Connected. Plans')
  t.match(connected.body, 'Withdraw consent for')

  const gone = await desk.post('/desk/owner/disconnect', { reason: 'New team' })
  t.equal(gone.headers.location, '/desk/owner?done=owner-off')
  t.match((await desk.get('/desk/owner')).body, 'disconnected')
})

onOneEngine('each way in which a sign-in can fail has its page, and none of them stores anything', async (t, deps) => {
  const { desk, sim } = await open(t, deps)
  const refused = async (path: string, cookie: string, status: number, words: string) => {
    const answer = await desk.get(path, { cookie })
    t.equal(answer.statusCode, status, words)
    t.match(answer.body, words)
    t.notMatch(answer.body, /code-[a-z0-9]/, 'the code is not shown')
    t.ok(await nothingStored(deps))
  }
  const one = await agree(desk)
  await refused(await atX(one.url, { decision: 'cancel' }), one.cookie, 403, 'it was not agreed to')
  await refused('/desk/owner/callback?error=invalid_scope&state=x', one.cookie, 400, 'not begun here')

  const two = await agree(desk)
  const path = await atX(two.url)
  const state = new URLSearchParams(path.split('?')[1]).get('state') ?? ''
  await refused('/desk/owner/callback', two.cookie, 400, 'not complete')
  await refused(`/desk/owner/callback?code=abc`, two.cookie, 400, 'not complete')
  await refused(path.replace(state, 'another'), two.cookie, 400, 'not begun here')
  await refused(path, desk.cookie, 403, 'another browser')
  await refused(path, (await agree(desk)).cookie, 403, 'another browser')
  const other = await openDesk(t, deps, ['lists:apply'])
  await refused(path, two.cookie.replace(desk.cookie, other.cookie), 403, 'begun by somebody else')
  const nobody = await desk.app.inject({ url: path, headers: { accept: 'text/html' } })
  t.equal(nobody.statusCode, 401)
  t.notMatch(nobody.body, state, 'the address does not travel on through the sign-in form')
  const reader = await openDesk(t, deps, ['directory:curate'])
  t.equal((await reader.get(path)).statusCode, 403)
  t.equal((await reader.get('/desk/owner')).statusCode, 403)
  t.equal((await desk.get(path, { cookie: two.cookie })).statusCode, 303, 'all of that has spent nothing')
  const again = await desk.get(path, { cookie: two.cookie })
  t.equal(again.statusCode, 409)
  t.match(again.body, 'used already')

  await desk.post('/desk/owner/disconnect', {})
  await deps.database.executeSql('delete from x_owner')

  const late = await agree(desk)
  const latePath = await atX(late.url)
  deps.clock.advance(31_000)
  await refused(latePath, late.cookie, 403, 'X refused the code')
  const tooLate = await agree(desk)
  deps.clock.advance(10 * 60_000)
  await refused(await atX(tooLate.url), tooLate.cookie, 410, 'took too long')

  const verifier = await agree(desk)
  await refused(await atX(verifier.url.replace(/code_challenge=[^&]+/, `code_challenge=${'x'.repeat(43)}`)), verifier.cookie, 403, 'X refused the code')

  sim.setFault({ name: 'scope-missing', route: 'POST /2/oauth2/token', scope: 'list.write', next: 1 })
  const less = await agree(desk)
  await refused(await atX(less.url), less.cookie, 403, 'Missing: list.write')
  t.ok(
    Object.values(sim.exportState().oauth.refreshes).every((token) => token.revoked),
    'what was given too little is ended again',
  )

  sim.setFault({ name: 'token-server-down', next: 1 })
  const down = await agree(desk)
  await refused(await atX(down.url), down.cookie, 502, 'X did not answer')

  sim.setFault({ name: '5xx-before', route: 'GET /2/users/me', next: 4 })
  const who = await agree(desk)
  await refused(await atX(who.url), who.cookie, 502, 'which account this is')
})

onOneEngine('one address opened many times at once connects once', async (t, deps) => {
  const { desk, sim } = await open(t, deps)
  const { url, cookie } = await agree(desk)
  const path = await atX(url)
  const answers = await Promise.all(Array.from({ length: 6 }, () => desk.get(path, { cookie })))
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 409, 409, 409, 409, 409])
  t.equal(sim.log().filter((row) => row.effect === 'token-issued').length, 1)
})

onBoth('another account takes the place of the one that is connected only after a word, and is let go without one', async (t, deps) => {
  const { desk, sim } = await open(t, deps)
  await connect(desk)
  const { id } = await createList(deps, 'test', { name: 'Allies', description: '', private: true, rule: {} })
  await deps.database.executeSql(`update list set x_list_id = '77', x_owner_id = '${ALICE}' where id = '${id}'`)
  const live = async () => {
    const { rows } = await deps.database.executeSql(`select username, state from x_owner order by username`)
    return (rows as { username: string; state: string }[]).map(({ username, state }) => `${username} ${state}`)
  }

  t.equal((await connect(desk, BOB)).headers.location, '/desk/owner')
  const page = await desk.get('/desk/owner')
  t.match(page.body, 'Is @bob_eg to own the lists')
  t.match(page.body, '@alice_eg is disconnected')
  t.match(page.body, '1 list on X belongs to another account')
  t.same(await live(), ['alice_eg active', 'bob_eg pending'])
  t.same(await deps.platform?.lists?.me(), { id: ALICE, username: 'alice_eg' }, 'until then the first one acts')
  const pendingId = /name="id" value="([^"]+)"/.exec(page.body)?.[1] ?? ''

  t.equal((await desk.post('/desk/owner/switch', { id: pendingId, answer: 'no' })).headers.location, '/desk/owner?done=owner-kept')
  t.same(await live(), ['alice_eg active', 'bob_eg disconnected'])

  await connect(desk, BOB)
  deps.clock.advance(11 * 60_000)
  t.equal((await desk.post('/desk/owner/switch', { id: pendingId, answer: 'yes' })).statusCode, 404, 'too late')
  await connect(desk, BOB)
  const other = await openDesk(t, deps, ['lists:apply'])
  t.equal((await other.post('/desk/owner/switch', { id: pendingId, answer: 'yes' })).statusCode, 404, 'somebody else’s word does not count')
  t.equal((await desk.post('/desk/owner/switch', { id: pendingId, answer: 'yes' })).headers.location, '/desk/owner?done=owner')
  t.same(await live(), ['alice_eg disconnected', 'bob_eg active'])
  t.same(await deps.platform?.lists?.me(), { id: BOB, username: 'bob_eg' })
  const lists_elsewhere = [{ id, name: 'Allies', x_user_id: ALICE, username: 'alice_eg' }]
  t.same((await desk.call('GET', '/owner', { key: await desk.key('lists:apply') })).json().lists_elsewhere, lists_elsewhere)
  t.match((await desk.get('/desk/owner')).body, /@bob_eg is connected\..*before theirs is connected.*belongs to @alice_eg/s)
  await disconnectOwner(deps, 'test')
  t.same((await ownerStatus(deps)).lists_elsewhere, lists_elsewhere)
  t.match((await desk.get('/desk/owner')).body, /No account is connected\..*belongs to @alice_eg/s)
  const { oauth } = sim.exportState()
  t.ok(
    Object.values(oauth.refreshes).every((token) => token.user_id === BOB || token.revoked),
    'the tokens of the old one are ended at X',
  )
  t.match((await connect(desk, ALICE)).headers.location, '/desk/owner?done=owner', 'nothing is lost by going back to whose the lists are')
  t.same((await ownerStatus(deps)).lists_elsewhere, [])
})

onOneEngine('without an app at X, or with keys in the environment, the page says what to do', async (t, deps) => {
  const bare = await openDesk(t, deps, ['lists:apply'])
  t.match((await bare.get('/desk/owner')).body, 'X_CLIENT_ID')
  t.match((await bare.get('/desk/owner')).body, 'http://localhost:3000/desk/owner/callback')
  const { desk } = await open(t, deps, { config: { X_ACCESS_TOKEN: 'token' } })
  const page = await desk.get('/desk/owner')
  t.match(page.body, 'keys that stand in the environment')
  t.notMatch(page.body, 'Go to X and sign in')
  const refused = await desk.post('/desk/owner/connect', { version: 'x', agree: 'yes' })
  t.equal(refused.statusCode, 409)
})

onOneEngine('the API says how it stands and takes consent back; a key without the scope sees nothing', async (t, deps) => {
  const { desk } = await open(t, deps)
  const [apply, reader] = [await desk.key('lists:apply'), await desk.key('directory:curate')]
  t.equal((await desk.call('GET', '/owner')).statusCode, 401)
  t.equal((await desk.call('GET', '/owner', { key: reader })).statusCode, 403)
  t.equal((await desk.call('DELETE', '/owner', { key: reader })).statusCode, 403)
  t.equal((await desk.call('DELETE', '/owner', { key: apply })).statusCode, 404)
  t.match((await desk.call('GET', '/owner', { key: apply })).json(), { in_force: 'connected_account', account: null, not_connectable: null })
  await connect(desk)
  const shown = (await desk.call('GET', '/owner', { key: apply })).json()
  t.match(shown, { account: { username: 'alice_eg', x_user_id: ALICE, state: 'active', scopes: ['tweet.read'], consent: { by: /^session:key_/ } } })
  t.notMatch(JSON.stringify(shown), /token"|s1\./)
  t.match((await desk.call('DELETE', '/owner', { key: apply })).json(), { account: { state: 'disconnected' }, ended_at_x: true })
  t.match((await desk.call('DELETE', '/owner', { key: apply })).json(), { account: { state: 'disconnected' } }, 'again')
})
