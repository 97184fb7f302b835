import { createKey } from '../../src/access/service.js'
import { listStale } from '../../src/directory/freshness/service.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import { onBoth } from '../helpers/engines.js'
import { approveAll, openWorld, organisation } from '../helpers/world.js'
import { testApp } from '../http/app.js'
import { openDesk } from './desk.js'

onBoth('the desk shows what to look at again and takes one press for an answer, with a reason where it is grave, without a script', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const [id = ''] = (await approveAll(deps, ['Org1_eg', 'Org2_eg'])).values()
  sim.changeUser(organisation(1).id ?? '', { suspended: true })
  deps.clock.advance(8 * 86_400_000)
  await resolveAccounts(deps)
  const desk = await openDesk(t, deps, ['directory:curate'])
  const page = await desk.get('/desk/freshness')
  t.equal(page.statusCode, 200)
  t.match(page.body, 'X has suspended @Org1_eg.')
  t.match(page.body, `href="/desk/allies/${id}"`)
  t.match(page.body, '1 entry to look at')
  t.notMatch(page.body, '<script')
  const [one] = (await listStale(deps, { limit: 1 })).items
  const refused = await desk.post(`/desk/freshness/${id}`, { etag: one?.etag ?? '', role: 'the queen' })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, 'Choose in which role')
  t.equal((await desk.post(`/desk/freshness/${id}`, { etag: '"old-1"', role: 'host' })).statusCode, 412)
  const bare = await desk.post(`/desk/freshness/${id}`, { etag: one?.etag ?? '', role: 'host' })
  t.equal(bare.statusCode, 400, 'a suspended account is not right without a word of why')
  t.match(bare.body, 'right all the same: X has suspended @Org1_eg.')
  const done = await desk.post(`/desk/freshness/${id}`, { etag: one?.etag ?? '', role: 'host', reason: 'They are appealing' })
  t.match([done.statusCode, done.headers.location], [303, '/desk/freshness?done=assure'])
  t.match((await desk.get('/desk/freshness?done=assure')).body, 'Nothing needs a second look now.')
  t.match((await desk.app.inject(`/allies/${id}`)).body, /<dt>Assured<\/dt><dd>on <time[^>]*>9 March 2026<\/time> by host<\/dd>/)
  const stranger = await desk.app.inject('/desk/freshness')
  t.equal(stranger.statusCode, 303, 'nobody sees it who is not signed in')
})

onBoth('the API lists and assures under If-Match, for those who curate', async (t, deps) => {
  const { sim } = await openWorld(t, deps, [organisation(1), organisation(2)])
  const [id = ''] = (await approveAll(deps, ['Org1_eg', 'Org2_eg'])).values()
  for (const n of [1, 2]) sim.changeUser(organisation(n).id ?? '', { gone: true })
  deps.clock.advance(8 * 86_400_000)
  await resolveAccounts(deps)
  const { app } = await testApp(t, deps)
  const { key } = await createKey(deps, { name: 'team', scopes: ['directory:curate'], actor: 'test' })
  const headers = { authorization: `Bearer ${key}` }
  t.equal((await app.inject('/api/v1/desk/freshness')).statusCode, 401)
  const page = (await app.inject({ url: '/api/v1/desk/freshness?limit=1', headers })).json()
  t.match(page, { items: [{ id, score: Number, reasons: [{ rule: 'account.not_found', detail: 'X knows no account @Org1_eg.' }], assured: null }] })
  t.equal((await app.inject({ url: page.links.next, headers })).json().items.length, 1)
  const post = (more: Record<string, string>, payload: object = { role: 'the body itself', reason: 'They wrote to us' }) =>
    app.inject({ method: 'POST', url: `/api/v1/allies/${id}/assurance`, headers: { ...headers, ...more }, payload })
  t.equal((await post({})).statusCode, 428)
  t.equal((await post({ 'if-match': '"x-1"' })).statusCode, 412)
  t.equal((await post({ 'if-match': page.items[0].etag }, { role: 'Jane Doe', reason: 'x' })).statusCode, 400)
  const done = await post({ 'if-match': page.items[0].etag })
  t.match([done.statusCode, done.json().assured.by], [200, 'the body itself'])
  t.match(done.headers.etag, done.json().etag)
  t.match((await app.inject(`/api/v1/allies/${id}`)).json(), { assured: { by: 'the body itself' } })
})
