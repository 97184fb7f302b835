import { listKeys, revokeKey } from '../../src/access/service.js'
import { createChat, createSeries } from '../../src/chats/service.js'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { getReview } from '../../src/directory/service.js'
import { runPlan } from '../../src/lists/apply.js'
import { getDeskList } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { approveAll, openWorld, organisation } from '../helpers/world.js'
import { testApp } from '../http/app.js'
import { onOneEngine } from '../http/one-engine.js'
import { FORM, form, openDesk } from './desk.js'

async function propose(deps: TestDeps, text: string): Promise<string> {
  const parsed = parseTarget(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return (await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))).ally_id
}

onBoth('the desk is behind a key, and people are brought back to where they wanted to go', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const away = await app.inject('/desk/lists?x=1')
  t.equal(away.statusCode, 303)
  t.equal(away.headers.location, '/desk?return_to=%2Fdesk%2Flists%3Fx%3D1')
  const wrong = await app.inject({ method: 'POST', url: '/desk', headers: FORM, payload: form({ key: 'alk_live_wrong', return_to: '/desk/lists' }) })
  t.equal(wrong.statusCode, 401)
  t.notOk(wrong.headers['set-cookie'])
  t.match(wrong.body, 'not known here')
  t.notMatch(wrong.body, 'alk_live_wrong', 'a key is never shown again')

  const desk = await openDesk(t, deps)
  t.equal((await desk.get('/desk')).headers.location, '/desk/review')
  const page = await desk.get('/desk/review')
  t.equal(page.statusCode, 200)
  t.equal(page.headers['cache-control'], 'no-store')
  const [key] = await listKeys(deps)
  await revokeKey(deps, 'test', key?.id ?? '')
  t.equal((await desk.get('/desk/review')).statusCode, 303, 'a revoked key ends its sessions')
})

onOneEngine('after signing in nobody is sent to another site', async (t, deps) => {
  const { app, key } = await testApp(t, deps)
  const good = await key('admin')
  for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/%0d%0aset-cookie:x\r\nx']) {
    const answer = await app.inject({ method: 'POST', url: '/desk', headers: FORM, payload: form({ key: good, return_to: bad }) })
    t.equal(answer.statusCode, 303)
    t.match(String(answer.headers.location), /^\/(desk|%0d)/, bad)
  }
})

onOneEngine('a form from another site is refused, signed in or not', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const id = await propose(deps, '@Org1_eg')
  const { etag } = await getReview(deps, id)
  for (const headers of [{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, { origin: 'null' }, { 'sec-fetch-site': 'same-site' }]) {
    const answer = await desk.post(`/desk/allies/${id}/decision`, { action: 'approve', gate: 'ally', reason: 'x', etag }, headers)
    t.equal(answer.statusCode, 403)
    t.match(answer.body, 'another site')
  }
  t.equal((await getReview(deps, id)).status, 'proposed')
  t.equal((await desk.post('/desk', { key: 'x' }, { origin: 'https://evil.example' })).statusCode, 403)
})

onOneEngine('a page needs the scope it says', async (t, deps) => {
  const desk = await openDesk(t, deps, ['nominations:write'])
  const answer = await desk.get('/desk/review')
  t.equal(answer.statusCode, 403)
  t.match(answer.body, 'directory:curate')
})

onBoth('an organiser approves with a reason and the entry is public at once', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const id = await propose(deps, '@Org1_eg')
  const { etag } = await getReview(deps, id)
  const queue = await desk.get('/desk/review')
  t.match(queue.body, 'Org1_eg')
  t.match(queue.body, etag.replaceAll('"', '&quot;'))
  const done = await desk.post(`/desk/allies/${id}/decision`, { action: 'approve', gate: 'ally', section: 'F', reason: 'Known partner', etag })
  t.equal(done.statusCode, 303)
  t.match((await desk.get(String(done.headers.location))).body, 'it is in the public directory now')
  t.equal((await desk.app.inject(`/allies/${id}`)).statusCode, 200)
  const record = await desk.get(`/desk/allies/${id}`)
  t.match(record.body, 'Known partner')
  t.match(await getReview(deps, id), { status: 'approved', category: { section: 'F' }, category_by: 'organiser' })
})

onBoth('of two organisers the slower one is told, and loses nothing that was typed', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const id = await propose(deps, '@Org1_eg')
  const { etag } = await getReview(deps, id)
  t.equal((await desk.post(`/desk/allies/${id}`, { name: 'Renamed', url: '', body_kind: '', reason: 'its own name', etag })).statusCode, 303)
  const late = await desk.post(`/desk/allies/${id}/decision`, { action: 'approve', gate: 'ally', section: 'F', reason: 'My long and careful reason', etag })
  t.equal(late.statusCode, 412)
  t.match(late.body, 'Somebody else changed this entry')
  t.match(late.body, 'My long and careful reason')
  t.match(late.body, /<option value="F" selected>|<option selected value="F">/)
  t.match(late.body, 'Renamed')
  t.equal((await getReview(deps, id)).status, 'proposed')
  const lateEdit = await desk.post(`/desk/allies/${id}`, { name: 'Another', url: 'https://example.org', body_kind: 'charity', reason: 'why not', etag })
  t.equal(lateEdit.statusCode, 412)
  t.match(lateEdit.body, 'https://example.org')
})

onBoth('a form that does not fit comes back with its fields marked', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const id = await propose(deps, '@Org1_eg')
  const { etag } = await getReview(deps, id)
  const empty = await desk.post(`/desk/allies/${id}/decision`, { action: 'reject', reason: '  ', etag })
  t.equal(empty.statusCode, 400)
  t.match(empty.body, 'aria-invalid')
  const unsure = await desk.post(`/desk/allies/${id}/decision`, { action: 'approve', reason: 'yes', etag })
  t.equal(unsure.statusCode, 409, 'an unsure gate has to be decided')
  const url = await desk.post(`/desk/allies/${id}`, { name: 'x', url: 'javascript:alert(1)', body_kind: '', reason: 'r', etag })
  t.equal(url.statusCode, 400)
  t.equal((await getReview(deps, id)).url, null)
  const series = await desk.post('/desk/series', { hashtag: '#123', name: 'Kept', timezone: 'Nowhere/Land', hosts: '' })
  t.equal(series.statusCode, 400)
  t.match(series.body, 'Kept')
  t.equal((await desk.post('/desk/lists', { name: 'x'.repeat(26) })).statusCode, 400)
})

onBoth('a series and a chat are made at the desk', async (t, deps) => {
  const desk = await openDesk(t, deps)
  t.equal(
    (await desk.post('/desk/series', { hashtag: 'SWHelper', name: 'Helper', timezone: 'America/New_York', hosts: '@swhelper, other' })).headers.location,
    '/desk/chats?done=series',
  )
  const [series] = (await desk.call('GET', '/series')).json().items
  t.same(series.hosts, ['swhelper', 'other'])
  const made = await desk.post('/desk/chats', {
    series_id: series.id,
    topic: 'Allies',
    starts_at: '2026-03-01T15:00',
    duration_minutes: '90',
    hosts: '',
    questions: 'Q1: Who?\nWhy?',
  })
  t.equal(made.statusCode, 303)
  const [chat] = (await desk.call('GET', '/chats')).json().items
  t.match(chat, {
    starts_at: '2026-03-01T20:00:00.000Z',
    ends_at: '2026-03-01T21:30:00.000Z',
    questions: [
      { number: 1, text: 'Who?' },
      { number: 2, text: 'Why?' },
    ],
  })
  t.match((await desk.get('/desk/chats')).body, `/nominate?chat=${chat.id}`)
  t.equal((await desk.post('/desk/series', { hashtag: '#swhelper', name: 'x', timezone: 'UTC', hosts: '' })).statusCode, 409)
})

onBoth('a list is made, planned, looked at and carried out exactly as shown', async (t, deps) => {
  await openWorld(t, deps, [organisation(1), organisation(2)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  const desk = await openDesk(t, deps)
  const made = await desk.post('/desk/lists', { name: 'Allies', description: 'All of them', public: 'yes' })
  const path = String(made.headers.location).split('?')[0] ?? ''
  const id = path.split('/').at(-1) ?? ''
  t.match((await desk.get(path)).body, 'No plan was made yet')

  t.equal((await desk.post(`${path}/plan`, {})).statusCode, 303)
  const page = (await desk.get(path)).body
  t.match(page, 'Carry out exactly this plan')
  t.match(page, '2 to add, 0 to remove')
  const checksum = /name="checksum" value="([0-9a-f]+)"/.exec(page)?.[1] ?? ''
  const plan = (await getDeskList(deps, id)).latest_plan?.id ?? ''

  const wrong = await desk.post(`/desk/plans/${plan}/apply`, { checksum: '0'.repeat(64) })
  t.equal(wrong.statusCode, 409)
  t.match(wrong.body, 'Something changed in the meantime')

  await desk.post(`${path}/exceptions`, { ally: ids.get('Org2_eg') ?? '', kind: 'exclusion', reason: 'asked for it' })
  const stale = await desk.post(`/desk/plans/${plan}/apply`, { checksum })
  t.equal(stale.statusCode, 409, 'what the plan was made from changed')

  // The later one is told by its time.
  deps.clock.advance(1)
  await desk.post(`${path}/plan`, {})
  const again = (await desk.get(path)).body
  t.match(again, '1 to add')
  const next = (await getDeskList(deps, id)).latest_plan?.id ?? ''
  t.equal((await desk.post(`/desk/plans/${next}/apply`, { checksum: /name="checksum" value="([0-9a-f]+)"/.exec(again)?.[1] ?? '' })).statusCode, 303)
  t.match((await desk.get(path)).body, 'http-equiv="refresh"')
  await runPlan(deps, next)
  const finished = (await desk.get(path)).body
  t.match(finished, 'done, and found so on X')
  t.notMatch(finished, 'http-equiv="refresh"')
  const back = await desk.post(`${path}/exceptions`, { ally: ids.get('Org2_eg') ?? '', kind: 'none', reason: 'Taken back at the desk' })
  t.equal(back.statusCode, 303)
  t.same((await getDeskList(deps, id)).exclusions, [])
})

onBoth('the whole rule of a list is shown and set at the desk; what does not exist is told beside its field', async (t, deps) => {
  const desk = await openDesk(t, deps)
  const key = await desk.key('directory:curate')
  const series = await createSeries(deps, 'cli', { hashtag: '#SWHelper', name: 'Sample chat', timezone: 'Europe/London', hosts: [] })
  const chat = await createChat(deps, 'cli', { series_id: series.id, starts_at: '2026-02-01T20:00', topic: 'Whom we need' })
  const list = (await desk.call('POST', '/lists', { key, body: { name: 'Kept', rule: { tags: ['SO', 'BE'], sections: ['A'], chats: [chat.id] } } })).json()
  const page = (await desk.get(`/desk/lists/${list.id}`)).body
  t.match(page, /name="tags"[^>]*value="SO BE"|value="SO BE"[^>]*name="tags"/)
  t.match(page, /2026-02-01 Whom we need/)
  t.match(page, new RegExp(`<input[^>]*value="${chat.id}"[^>]* checked|<input[^>]* checked[^>]*value="${chat.id}"`))
  const wrong = await desk.post(`/desk/lists/${list.id}`, { name: 'Kept', description: '', tags: 'so zz999', etag: list.etag })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, /id="tags-fault"[^<]*>[^<]*ZZ999/)
  const done = await desk.post(`/desk/lists/${list.id}`, {
    name: 'Kept',
    description: '',
    sections: ['B', 'C'],
    tags: 'so, be102',
    chats: chat.id,
    min_support: '2',
    etag: list.etag,
  })
  t.equal(done.statusCode, 303)
  t.same((await getDeskList(deps, list.id)).rule, { sections: ['B', 'C'], tags: ['SO', 'BE102'], chats: [chat.id], min_support: 2 })
  const { etag } = await getDeskList(deps, list.id)
  await desk.post(`/desk/lists/${list.id}`, { name: 'Kept', description: '', pinned_only: 'yes', etag })
  t.same((await getDeskList(deps, list.id)).rule, { pinned_only: true })
  const stale = await desk.post(`/desk/lists/${list.id}`, { name: 'Typed by the slower one', description: '', etag: list.etag })
  t.equal(stale.statusCode, 412)
  t.match(stale.body, 'Typed by the slower one')
})
