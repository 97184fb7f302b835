import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectPlatform } from '../../src/compose.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import { editAlly, getReview, listReview } from '../../src/directory/service.js'
import { planList } from '../../src/lists/service.js'
import { submitNominations } from '../../src/nominations/service.js'
import type { Platform } from '../../src/platform/port.js'
import { checkProof, honourSignIn } from '../../src/privacy/look.js'
import { answerLeaving, askToLeave, expireLeaving, leaveStatus, listLeaving } from '../../src/privacy/service.js'
import { dumpAll } from '../access/owner-world.js'
import { onBoth, onPostgres, type TestDeps, testConfig } from '../helpers/engines.js'
import { openWorld, organisation } from '../helpers/world.js'
import { FORM, form, openDesk } from '../web/desk.js'
import { leaveWorld } from './world.js'

const secretIn = (location: unknown) => String(location).split('/').at(-1) ?? ''
const statusOf = async (deps: TestDeps, id: string) => (await getReview(deps, id)).status
const nominate = (deps: TestDeps, target: string) =>
  submitNominations(deps, { targets: [target], nominator: 'other_eg', source: 'api', voice: 'v', actor: 'anyone' })

onBoth('a body puts the code into its profile and is gone at once, under every name, for good', async (t, deps) => {
  const { call, leaving, staying, sim } = await leaveWorld(t, deps)
  const asked = await call('POST', '/leave-requests', { body: { target: 'https://x.com/org1_EG', why: 'We are no allies' } })
  t.equal(asked.statusCode, 201)
  const { code, ways, state, target, site } = asked.json()
  t.same({ ways, state, target, site }, { ways: ['profile', 'site'], state: 'open', target: '@org1_eg', site: 'https://harbour.example/' })
  const path = String(asked.headers.location).replace('/api/v1', '')

  const early = await call('POST', `${path}/check`, { body: { by: 'profile' } })
  t.equal(early.statusCode, 409)
  t.equal(early.json().code, 'proof_missing')
  t.match(early.json().detail, `does not show ${code} yet`)
  t.equal(await statusOf(deps, leaving), 'approved', 'nothing has changed')

  sim.changeUser('14000101', { description: `A community kitchen. ${code.toUpperCase()}` })
  const hasty = await call('POST', `${path}/check`, { body: { by: 'profile' } })
  t.equal(hasty.statusCode, 429)
  t.equal(hasty.headers['retry-after'], '30')
  deps.clock.advance(30_000)
  const done = await call('POST', `${path}/check`, { body: { by: 'profile' } })
  t.equal(done.statusCode, 200, done.body)
  t.match(done.json(), { state: 'done', proof: 'profile', target: null, ways: [] })
  t.equal(await statusOf(deps, leaving), 'withdrawn')
  t.equal(await statusOf(deps, staying), 'approved')
  await t.rejects(nominate(deps, '@ORG1_eg'), { code: 'not_accepted' })

  const again = await call('POST', `${path}/check`, { body: { by: 'profile' } })
  t.equal(again.statusCode, 409)
  const { rows } = await deps.database.executeSql('select count(*)::int as n from x_profile', [])
  t.same(rows, [{ n: 1 }], 'what was fetched about it is forgotten')
  const row = await deps.database.executeSql('select target_key, why, state from leave_request', [])
  t.same(row.rows, [{ target_key: null, why: null, state: 'done' }])
})

onBoth('a name that nobody has nominated yet is kept out from the start, by hashes that tell nobody whose they are', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(7)])
  const { request, secret } = await askToLeave(deps, { target: '@Org7_eg' })
  sim.changeUser('14000107', { description: request.code })
  t.equal((await checkProof(deps, secret, 'profile')).state, 'done')
  t.notMatch(await dumpAll(deps), /org7/i, 'the name stands nowhere in the database')
  await t.rejects(nominate(deps, '@org7_eg'), { code: 'not_accepted' })

  // Under another handle nobody can know it, until X says which account it is.
  sim.changeUser('14000107', { username: 'NewName_eg' })
  const { nominations } = await nominate(deps, '@NewName_eg')
  await resolveAccounts(deps)
  t.equal(await statusOf(deps, nominations[0]?.ally_id ?? ''), 'withdrawn')
})

onBoth('a code in a file or in the head of the known site is a proof; in a comment, or elsewhere, it is none', async (t, deps) => {
  const { leaving } = await leaveWorld(t, deps)
  const pages = new Map<string, string>()
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '')
    if (page?.startsWith('to ')) response.writeHead(302, { location: page.slice(3) }).end()
    else response.writeHead(page === undefined ? 404 : 200).end(page)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const port = (server.address() as AddressInfo).port
  const { etag } = await getReview(deps, leaving)
  await editAlly(deps, 'test', leaving, etag, { url: `http://127.0.0.1:${port}/`, reason: 'moved' })
  const { request, secret } = await askToLeave(deps, { target: '@org1_eg' })
  const web = { timeoutMs: 2_000, allowLoopback: true }
  const look = async (options = web) => {
    deps.clock.advance(30_000)
    return checkProof(deps, secret, 'site', options)
  }
  const no = { code: 'proof_missing' }
  await t.rejects(look(), no)
  pages.set('/', `<html><head><title>Us</title></head><body><p>visitor: ${request.code}</p></body>`)
  await t.rejects(look(), no, 'what a visitor wrote')
  pages.set('/', `to http://localhost:${port}/elsewhere`)
  pages.set('/elsewhere', `<meta name="community-allies" content="${request.code}">`)
  await t.rejects(look(), no, 'another host does not speak for it')
  pages.set('/.well-known/community-allies.txt', `${request.code}\n`)
  await t.rejects(look({ timeoutMs: 2_000, allowLoopback: false }), no, 'this machine is never asked outside tests')
  t.equal((await look()).proof, 'site')
  t.equal(await statusOf(deps, leaving), 'withdrawn')
})

onBoth('signing in with X is a proof: for that account alone, once, in that browser; the tokens are ended and kept nowhere', async (t, deps) => {
  const world = await leaveWorld(t, deps)
  const { app, sim, leaving } = world
  const registered = sim.addApp({ redirect_uris: ['http://localhost:3000/leave/callback'] })
  deps.config = testConfig({ X_API_BASE_URL: sim.url, X_CLIENT_ID: registered.client_id, X_CLIENT_SECRET: registered.client_secret ?? '' })
  deps.platform = (await connectPlatform(deps, { meter: () => undefined, allow: async () => undefined, left: async () => Infinity })) as Platform

  const post = (url: string, fields: Record<string, string>) => app.inject({ method: 'POST', url, headers: FORM, payload: form(fields) })
  const made = await post('/leave', { target: '@Org1_eg' })
  t.equal(made.statusCode, 303)
  const page = String(made.headers.location)
  t.match((await app.inject(page)).body, 'Sign in as @org1_eg')
  const visit = async (who: string, fields: Record<string, string> = {}) => {
    const begun = await post(`${page}/sign-in`, {})
    t.equal(begun.statusCode, 303)
    const at = new URL(String(begun.headers.location))
    t.equal(at.searchParams.get('scope'), 'tweet.read users.read')
    t.equal(at.searchParams.get('code_challenge_method'), 'S256')
    const answer = await fetch(`${at.href}&${new URLSearchParams({ _as: who, ...fields })}`, { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    return { path: back.pathname + back.search, cookie: String(begun.headers['set-cookie']).split(';')[0] ?? '' }
  }
  const come = ({ path, cookie }: { path: string; cookie: string }) => app.inject({ url: path, headers: { cookie, accept: 'text/html' } })

  const cancelled = await come(await visit('14000101', { decision: 'cancel' }))
  t.equal(cancelled.statusCode, 403)
  t.match(cancelled.body, 'Nothing was changed')
  const wrong = await come(await visit('14000102'))
  t.equal(wrong.statusCode, 409)
  t.match(wrong.body, 'You signed in as @Org2_eg; the request is for @org1_eg')
  const own = await visit('14000101')
  t.equal((await app.inject({ url: own.path, headers: { accept: 'text/html' } })).statusCode, 404, 'without the cookie')
  t.equal(await statusOf(deps, leaving), 'approved')
  const done = await come(own)
  t.equal(done.statusCode, 303)
  t.equal(done.headers.location, page)
  t.match((await app.inject(page)).body, 'You signed in with X')
  t.equal(await statusOf(deps, leaving), 'withdrawn')
  t.equal((await come(own)).statusCode, 409, 'an address is good once')
  const ended = sim.log().filter(({ effect }) => effect === 'token-revoked').length
  t.ok(ended >= 2, `${ended} tokens were ended`)
})

onBoth('without a proof an organiser answers, on the desk or by the API, and the asker reads it on the link', async (t, deps) => {
  const { leaving, call, key } = await leaveWorld(t, deps)
  const desk = await openDesk(t, deps, ['privacy:manage'])
  const first = await askToLeave(deps, { target: '#EndHunger_eg', why: '<script>alert(1)</script>' })
  // The later one is told by its time.
  deps.clock.advance(1)
  const second = await askToLeave(deps, { target: '@org1_eg', why: 'We said so by mail' })
  t.same(first.request.ways, [], 'a hashtag has no profile')
  const page = await desk.get('/desk/leave')
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Harbour Kitchen')
  t.match(page.body, '&lt;script>')
  const [one, two] = await listLeaving(deps, 'open')
  t.equal((await desk.post(`/desk/leave/${one?.id}`, { answer: 'honour', reason: ' ' })).statusCode, 400)
  t.equal((await desk.post(`/desk/leave/${one?.id}`, { answer: 'honour', reason: 'They wrote to us' })).statusCode, 303)
  await t.rejects(nominate(deps, '#endhunger_EG'), { code: 'not_accepted' })

  const answer = { answer: 'refuse', reason: 'Another mail came from the body itself' }
  t.equal((await call('POST', `/desk/leave-requests/${two?.id}/answer`, { body: answer })).statusCode, 401)
  t.equal((await call('POST', `/desk/leave-requests/${two?.id}/answer`, { body: answer, key: await key('directory:curate') })).statusCode, 403)
  const manage = await key('privacy:manage')
  t.same((await call('POST', `/desk/leave-requests/${two?.id}/answer`, { body: answer, key: manage })).json(), { items: [] })
  t.equal((await call('POST', `/desk/leave-requests/${two?.id}/answer`, { body: answer, key: manage })).statusCode, 409)
  t.equal(await statusOf(deps, leaving), 'approved')
  t.match(await leaveStatus(deps, second.secret), { state: 'refused', answer: answer.reason, target: null })
  t.match(await leaveStatus(deps, first.secret), { state: 'done', proof: 'organiser', answer: 'They wrote to us' })
  const answered = await call('GET', '/desk/leave-requests?state=answered', { key: manage })
  t.equal(answered.json().items.length, 2)
})

onBoth(
  'an account that was renamed since, or whose old handle somebody else took, is known by its number; one proof fulfils every wish for it',
  async (t, deps) => {
    const { leaving, sim } = await leaveWorld(t, deps)
    const [first, second] = [await askToLeave(deps, { target: '@org1_eg' }), await askToLeave(deps, { target: '@Org1_eg' })]
    sim.changeUser('14000101', { username: 'HarbourNow_eg' })
    sim.changeUser('14000102', { username: 'Org1_eg', description: first.request.code })
    await t.rejects(checkProof(deps, first.secret, 'profile'), { code: 'proof_missing' }, 'another account has the handle now')
    sim.changeUser('14000101', { description: `now with ${first.request.code}` })
    deps.clock.advance(30_000)
    t.equal((await checkProof(deps, first.secret, 'profile')).state, 'done')
    t.match(await leaveStatus(deps, second.secret), { state: 'done', proof: 'profile' })
    t.same(await listLeaving(deps, 'open'), [])
    t.equal(await statusOf(deps, leaving), 'withdrawn')
  },
)

onBoth('who asks under a name that X gave it since is found by its number, and no plan puts it on a list', async (t, deps) => {
  const { leaving, sim } = await leaveWorld(t, deps)
  sim.changeUser('14000101', { username: 'HarbourNow_eg' })
  const { request, secret } = await askToLeave(deps, { target: '@HarbourNow_eg' })
  sim.changeUser('14000101', { description: request.code })
  t.equal((await checkProof(deps, secret, 'profile')).state, 'done')
  t.equal(await statusOf(deps, leaving), 'withdrawn', 'though nobody here knew that name')
  for (const name of ['@HarbourNow_eg', '@org1_eg']) await t.rejects(nominate(deps, name), { code: 'not_accepted' }, name)
})

onBoth('who signs in under a name that X gave it since is found by its number', async (t, deps) => {
  const { leaving, sim } = await leaveWorld(t, deps)
  sim.changeUser('14000101', { username: 'HarbourNow_eg' })
  const { request } = await askToLeave(deps, { target: '@HarbourNow_eg' })
  const [row] = await listLeaving(deps, 'open')
  t.equal(row?.target, '@harbournow_eg', request.target ?? '')
  await honourSignIn(deps, row?.id ?? '', { id: '14000101', username: 'HarbourNow_eg' })
  t.equal(await statusOf(deps, leaving), 'withdrawn')
})

onBoth('who left and is nominated under a new name is out again as soon as X says who it is, and is never told of', async (t, deps) => {
  const { leaving, sim } = await leaveWorld(t, deps)
  const { request, secret } = await askToLeave(deps, { target: '@org1_eg' })
  sim.changeUser('14000101', { description: request.code })
  t.equal((await checkProof(deps, secret, 'profile')).state, 'done')
  t.equal(await statusOf(deps, leaving), 'withdrawn')
  sim.changeUser('14000101', { username: 'HarbourNow_eg' })
  await nominate(deps, '@HarbourNow_eg')
  const entry = (await listReview(deps, { status: 'proposed' }, 'name', { limit: 50 })).items.find(({ name }) => /harbournow/i.test(name))
  t.ok(entry, 'nobody can know before X is asked')
  await resolveAccounts(deps)
  t.equal(await statusOf(deps, entry?.id ?? ''), 'withdrawn')
  await t.rejects(nominate(deps, '@HarbourNow_eg'), { code: 'not_accepted' })
})

onBoth('what is not public is told of nobody: known, unknown and withdrawn names are answered alike', async (t, deps) => {
  const { call, leaving } = await leaveWorld(t, deps)
  const facts = async (target: string) => {
    const { ways, site, state } = (await call('POST', '/leave-requests', { body: { target } })).json()
    return { ways, site, state, standing: (await call('GET', `/standing?target=${encodeURIComponent(target)}`)).json() }
  }
  const { standing, ...shown } = await facts('@Org1_eg')
  t.same(shown, { ways: ['profile', 'site'], site: 'https://harbour.example/', state: 'open' })
  t.equal(standing.entry.id, leaving)
  t.equal(standing.lists.length, 1)
  await nominate(deps, '@Waiting_eg')
  await askToLeave(deps, { target: '@org1_eg' })
  const [row] = (await listLeaving(deps, 'open')).filter(({ target }) => target === '@org1_eg')
  const manage = await openDesk(t, deps, ['privacy:manage'])
  await manage.post(`/desk/leave/${row?.id}`, { answer: 'honour', reason: 'yes' })
  const alike = { ways: ['profile'], site: null, state: 'open' }
  for (const target of ['@Waiting_eg', '@Nobody_eg', '@Org1_eg']) {
    const { standing, ...rest } = await facts(target)
    t.same(rest, alike, target)
    t.same({ ...standing, target: '' }, { target: '', entry: null, lists: [] }, target)
  }
})

onBoth('bad targets, too many requests, and requests that grew too old are refused in words', async (t, deps) => {
  const { call, app } = await leaveWorld(t, deps)
  for (const target of ['', 'nobody in particular', '@this_handle_is_too_long_for_x', `@${'x'.repeat(300)}`]) {
    t.equal((await call('POST', '/leave-requests', { body: { target } })).statusCode, 400, target)
    const page = await app.inject({ method: 'POST', url: '/leave', headers: FORM, payload: form({ target, why: 'kept words' }) })
    t.equal(page.statusCode, 400)
    t.match(page.body, 'kept words')
  }
  t.equal((await app.inject('/leave?target=nobody%20here')).statusCode, 400)
  t.equal((await call('GET', '/leave-requests/00000000000000000000000000')).statusCode, 404)
  const made = await call('POST', '/leave-requests', { body: { target: '@org1_eg' } })
  for (let n = 1; n < 10; n++) await askToLeave(deps, { target: '@org1_eg' })
  const full = await call('POST', '/leave-requests', { body: { target: '@org1_eg' } })
  t.equal(full.statusCode, 429)
  t.equal((await call('POST', '/leave-requests', { body: { target: '@org2_eg' } })).statusCode, 201)
  deps.clock.advance(31 * 86_400_000)
  const path = `/leave-requests/${secretIn(made.headers.location)}`
  t.equal((await call('GET', path)).json().state, 'expired')
  t.equal((await call('POST', `${path}/check`, { body: { by: 'profile' } })).statusCode, 409)
  t.equal(await expireLeaving(deps), 11)
  t.same(await listLeaving(deps, 'open'), [])
})

onBoth('the next plan of a list leaves out who left', async (t, deps) => {
  const { list, sim, staying } = await leaveWorld(t, deps)
  const { request, secret } = await askToLeave(deps, { target: '@org1_eg' })
  sim.changeUser('14000101', { description: request.code })
  await checkProof(deps, secret, 'profile')
  const plan = await planList(deps, 'test', list)
  t.same(
    plan.ops.map(({ ally_id }) => ally_id),
    [staying],
    'and whoever was not there yet is not added',
  )
})

onPostgres('a proof and an organiser’s no at the same moment: one of them holds', async (t, deps) => {
  const { sim, leaving } = await leaveWorld(t, deps)
  const { request, secret } = await askToLeave(deps, { target: '@org1_eg' })
  sim.changeUser('14000101', { description: request.code })
  const [row] = await listLeaving(deps, 'open')
  const both = await Promise.allSettled([checkProof(deps, secret, 'profile'), answerLeaving(deps, 'test', row?.id ?? '', { answer: 'refuse', reason: 'no' })])
  t.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
  const { state } = await leaveStatus(deps, secret)
  t.equal(await statusOf(deps, leaving), state === 'done' ? 'withdrawn' : 'approved')
})
