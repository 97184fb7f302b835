import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import t from 'tap'
import { TwitterApi } from 'twitter-api-v2'
import { ALL_SCOPES } from '../../src/platform/simulator/contract.js'
import { OWNER, send, world } from './world.js'

const BACK = 'http://127.0.0.1:3000/connect/back'
const VERIFIER = 'v'.repeat(43)
const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

/** A simulated X with one app, and the steps of connecting to it. */
async function connecting(t: Parameters<typeof world>[0], kind: 'confidential' | 'public' = 'confidential') {
  const all = await world(t, 2)
  const { simulator } = all
  const app = simulator.addApp({ redirect_uris: [BACK], ...(kind === 'public' ? { client_secret: null } : {}) })
  const query = (over: Record<string, string> = {}) => {
    const given = {
      response_type: 'code',
      client_id: app.client_id,
      redirect_uri: BACK,
      scope: ALL_SCOPES.join(' '),
      state: 'a&b',
      code_challenge: challengeOf(VERIFIER),
      code_challenge_method: 'S256',
      ...over,
    }
    return new URLSearchParams(Object.entries(given).filter(([, value]) => value !== '')).toString()
  }
  const visit = (over?: Record<string, string>) => fetch(`${simulator.url}/i/oauth2/authorize?${query(over)}`, { redirect: 'manual' })
  const codeFor = async (over: Record<string, string> = {}) => {
    const answer = await visit({ _as: OWNER, ...over })
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }
  const basic = `Basic ${Buffer.from(`${app.client_id}:${app.client_secret}`).toString('base64')}`
  const post = async (
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = app.client_secret === null ? {} : { authorization: basic },
  ) => {
    const body = new URLSearchParams({ ...(app.client_secret === null ? { client_id: app.client_id } : {}), ...form })
    const answer = await fetch(`${simulator.url}/2/oauth2/${path}`, { method: 'POST', headers, body })
    return { status: answer.status, body: (await answer.json()) as Record<string, string | number> }
  }
  const take = (code: string, over: Record<string, string> = {}) =>
    post('token', { grant_type: 'authorization_code', code, redirect_uri: BACK, code_verifier: VERIFIER, ...over })
  const refresh = (refresh_token: unknown) => post('token', { grant_type: 'refresh_token', refresh_token: String(refresh_token) })
  const me = async (token: unknown) => (await send(simulator.url, String(token), 'GET', '/2/users/me')).status
  const grant = (scopes?: string[]) => simulator.grant(OWNER, { app_id: app.id, ...(scopes ? { scopes } : {}) })
  return { ...all, app, query, visit, codeFor, post, take, refresh, me, grant }
}

t.test('somebody signs in on the authorize page, and the app acts for that account until the token is two hours old', async (t) => {
  const { simulator, clock, query, visit, take, refresh, me } = await connecting(t)
  const page = await (await visit()).text()
  t.match(page, /Authorize app/)
  for (const words of ['@owner_eg', '@u1', 'list.write', 'name="state" value="a&amp;b"']) t.ok(page.includes(words), words)
  const sent = await fetch(`${simulator.url}/i/oauth2/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(`${query()}&_as=${OWNER}&decision=authorize`),
  })
  t.equal(sent.status, 302)
  const back = new URL(sent.headers.get('location') ?? '')
  t.equal(back.origin + back.pathname, BACK)
  t.equal(back.searchParams.get('state'), 'a&b')
  const first = await take(back.searchParams.get('code') ?? '')
  t.match(first, { status: 200, body: { token_type: 'bearer', expires_in: 7200, access_token: String, refresh_token: String, scope: ALL_SCOPES.join(' ') } })
  t.equal(await me(first.body.access_token), 200)
  clock.advance(7_200_000)
  t.equal(await me(first.body.access_token), 401)
  const second = await refresh(first.body.refresh_token)
  t.equal(second.status, 200)
  t.not(second.body.refresh_token, first.body.refresh_token)
  t.equal(await me(second.body.access_token), 200)
  t.same(
    simulator
      .log()
      .map((row) => [row.route, row.owner, row.effect])
      .filter(([route]) => route !== 'GET /2/users/me'),
    [
      ['GET /i/oauth2/authorize', null, 'none'],
      ['POST /i/oauth2/authorize', OWNER, 'none'],
      ['POST /2/oauth2/token', OWNER, 'token-issued'],
      ['POST /2/oauth2/token', OWNER, 'token-refreshed'],
    ],
  )
})

t.test('what the authorize page cannot grant it says there, and it never redirects', async (t) => {
  const { visit, simulator } = await connecting(t)
  simulator.addUser({ id: '66', username: 'bad_eg', suspended: true })
  const wrong: Record<string, string>[] = [
    { client_id: 'nobody' },
    { redirect_uri: `${BACK}/elsewhere` },
    { redirect_uri: '' },
    { response_type: 'token' },
    { scope: 'list.write everything' },
    { scope: '' },
    { code_challenge: '' },
    { code_challenge: 'short' },
    { code_challenge_method: 'S512' },
    { _as: 'nobody' },
    { _as: '66' },
  ]
  for (const over of wrong) {
    const answer = await visit(over)
    t.equal(answer.status, 400, JSON.stringify(over))
    t.equal(answer.headers.get('location'), null)
    t.match(await answer.text(), /Something went wrong/)
  }
  const cancelled = new URL((await visit({ decision: 'cancel', _as: OWNER })).headers.get('location') ?? '')
  t.same(
    [...cancelled.searchParams],
    [
      ['state', 'a&b'],
      ['error', 'access_denied'],
    ],
  )
})

t.test('a code is good for half a minute, once, with its own verifier and redirect address', async (t) => {
  const { clock, codeFor, take, simulator, post } = await connecting(t)
  const failed = async (code: string, over: Record<string, string>, message: RegExp) =>
    t.match(await take(code, over), { status: 400, body: { error: 'invalid_request', error_description: message } })
  const late = await codeFor()
  clock.advance(30_000)
  await failed(late, {}, /authorization code/)
  const guessed = await codeFor()
  await failed(guessed, { code_verifier: 'w'.repeat(43) }, /verifier/)
  await failed(guessed, {}, /authorization code/)
  await failed(await codeFor(), { redirect_uri: `${BACK}/x` }, /redirect uri/)
  await failed('made-up', {}, /authorization code/)
  t.match(await post('token', { grant_type: 'authorization_code' }), { status: 400, body: { error: 'invalid_request' } })
  t.match(await post('token', { grant_type: 'password' }), { status: 400, body: { error: 'unsupported_grant_type' } })
  const once = await codeFor()
  t.equal((await take(once)).status, 200)
  await failed(once, {}, /authorization code/)
  const plain = await codeFor({ code_challenge: VERIFIER, code_challenge_method: 'plain' })
  t.equal((await take(plain)).status, 200)
  t.notMatch(JSON.stringify(simulator.log()), /challenge|code=|verifier/)
})

t.test('confidential clients prove themselves by Basic, public ones have nothing to prove', async (t) => {
  const { app, post, codeFor, simulator } = await connecting(t)
  const code = await codeFor()
  const form = { grant_type: 'authorization_code', code, redirect_uri: BACK, code_verifier: VERIFIER }
  const wrong = Buffer.from(`${app.client_id}:wrong`).toString('base64')
  for (const headers of [{}, { authorization: `Basic ${wrong}` }, { authorization: 'Bearer x' }, { authorization: 'Basic ===' }] as Record<string, string>[]) {
    const answer = await post('token', { ...form, client_id: app.client_id, client_secret: String(app.client_secret) }, headers)
    t.match(answer, { status: 401, body: { error: 'unauthorized_client' } }, JSON.stringify(headers))
  }
  t.equal((await post('token', form)).status, 200, 'none of that used up the code')
  const open = await connecting(t, 'public')
  const taken = await open.take(await open.codeFor())
  t.equal(taken.status, 200)
  t.equal((await open.refresh(taken.body.refresh_token)).status, 200)
  const other = simulator.addApp({ redirect_uris: [BACK] })
  const stranger = `Basic ${Buffer.from(`${other.client_id}:${other.client_secret}`).toString('base64')}`
  const grant = simulator.grant(OWNER, { app_id: app.id })
  const stolen = { grant_type: 'refresh_token', refresh_token: String(grant.refresh_token) }
  t.equal((await post('token', stolen, { authorization: stranger })).status, 400, "another app's refresh token")
})

t.test('refresh tokens rotate: the one before is no good, under either of the names X has for that', async (t) => {
  const { simulator, refresh, me, grant } = await connecting(t)
  const { access_token, refresh_token } = grant()
  const next = await refresh(refresh_token)
  t.equal(next.status, 200)
  t.match(await refresh(refresh_token), { status: 400, body: { error: 'invalid_request' } })
  simulator.settings({ bad_refresh: 'invalid_grant' })
  t.match(await refresh(refresh_token), { status: 400, body: { error: 'invalid_grant' } })
  t.equal(await me(access_token), 200, 'the access token lives on')
  simulator.settings({ refresh_ends_access: true })
  const last = await refresh(next.body.refresh_token)
  t.same([await me(access_token), await me(last.body.access_token)], [401, 200], 'or does not, where X is set so')
  t.notOk(grant(['tweet.read', 'users.read']).refresh_token, 'no offline.access, no refresh')
})

t.test('revoking either token ends both, and only of the app that asks', async (t) => {
  const { simulator, post, refresh, me, grant } = await connecting(t)
  const one = grant()
  t.same(await post('revoke', { token: one.access_token }), { status: 200, body: { revoked: true } })
  t.same([await me(one.access_token), (await refresh(one.refresh_token)).status], [401, 400])
  const two = grant()
  await post('revoke', { token: String(two.refresh_token), token_type_hint: 'refresh_token' })
  t.equal(await me(two.access_token), 401)
  const foreign = simulator.grant(OWNER, { app_id: simulator.addApp().id })
  t.equal((await post('revoke', { token: foreign.access_token })).status, 200)
  t.equal(await me(foreign.access_token), 200)
  t.equal((await post('revoke', { token: 'x' }, {})).status, 401)
})

t.test('tokens fail by order: expired, revoked, short of a scope, lost on the way, and no server to give another', async (t) => {
  const { simulator, refresh, me, codeFor, take, grant } = await connecting(t)
  const one = grant()
  simulator.setFault({ name: 'token-expired', nth: 1 })
  t.same([await me(one.access_token), await me(one.access_token)], [401, 401], 'expired for good')
  const two = await refresh(one.refresh_token)
  t.equal(two.status, 200, 'which a refresh mends')
  simulator.setFault({ name: 'token-revoked', nth: 1 })
  t.equal(await me(two.body.access_token), 401)
  t.equal((await refresh(two.body.refresh_token)).status, 400, 'and revoking is not mended')
  const three = grant()
  simulator.setFault({ name: 'scope-missing', nth: 1 })
  t.same([await me(three.access_token), await me(three.access_token)], [403, 200])
  simulator.setFault({ name: 'scope-missing', route: 'POST /2/oauth2/token', scope: 'list.read', nth: 1 })
  t.notMatch((await take(await codeFor())).body.scope, /list\.read/)
  simulator.setFault({ name: 'refresh-race', nth: 1 })
  t.equal((await take(await codeFor())).status, 200, 'a code is no refresh')
  await t.rejects(refresh(three.refresh_token), 'the answer is lost')
  t.equal((await refresh(three.refresh_token)).status, 400, 'though the rotation stands')
  t.equal(simulator.log().at(-2)?.effect, 'token-refreshed')
  const four = grant()
  simulator.setFault({ name: 'token-server-down', next: 2, variant: 'json' })
  await t.resolves(refresh(four.refresh_token).then(({ status }) => t.equal(status, 500)))
  await refresh(four.refresh_token)
  t.equal((await refresh(four.refresh_token)).status, 200, 'nothing was used up')
})

t.test('apps are registered by hand, and faults without a route leave signing in alone', async (t) => {
  const { simulator } = await connecting(t)
  const made = await send(simulator.url, '', 'POST', '/_sim/apps', { redirect_uris: [BACK], public: true, owner_id: OWNER })
  t.match(made, { status: 201, body: { client_id: String, client_secret: null, redirect_uris: [BACK] } })
  for (const body of [{}, { redirect_uris: [] }, { redirect_uris: ['http://example.org/back'] }, { redirect_uris: ['javascript:1'] }])
    t.equal((await send(simulator.url, '', 'POST', '/_sim/apps', body)).status, 400, JSON.stringify(body))
  simulator.setFault({ name: '5xx-before' })
  t.equal((await fetch(`${simulator.url}/i/oauth2/authorize?client_id=${made.body.client_id}`)).status, 400)
})

t.test('the genuine client signs in, refreshes and revokes', async (t) => {
  const { simulator, app } = await connecting(t)
  const settings = {
    httpAgent: new Agent(),
    plugins: [
      {
        onBeforeRequestConfig: ({ params }: { params: { url: string } }) => {
          params.url = params.url.replace('https://api.x.com', simulator.url)
        },
      },
    ],
  }
  const client = new TwitterApi({ clientId: app.client_id, clientSecret: app.client_secret ?? '' }, settings)
  const link = client.generateOAuth2AuthLink(BACK, { scope: ['tweet.read', 'users.read', 'offline.access'] })
  const page = `${link.url.replace('https://x.com', simulator.url)}&_as=u1`
  const location = new URL((await fetch(page, { redirect: 'manual' })).headers.get('location') ?? '')
  t.equal(location.searchParams.get('state'), link.state)
  const signed = await client.loginWithOAuth2({ code: location.searchParams.get('code') ?? '', codeVerifier: link.codeVerifier, redirectUri: BACK })
  t.match(await signed.client.v2.me(), { data: { id: '1', username: 'u1' } })
  const again = await client.refreshOAuth2Token(signed.refreshToken ?? '')
  t.match(await again.client.v2.me(), { data: { id: '1' } })
  await client.revokeOAuth2Token(again.accessToken, 'access_token')
  await t.rejects(again.client.v2.me())
})
