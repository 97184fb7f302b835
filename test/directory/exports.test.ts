import { parse } from 'csv-parse/sync'
import { createChat, createSeries } from '../../src/chats/service.js'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { testApp } from '../http/app.js'

/** Entries proposed for these targets; the ids in their order. */
async function proposed(deps: TestDeps, names: readonly string[]): Promise<string[]> {
  const ids: string[] = []
  for (const name of names) {
    const parsed = parseTarget(name)
    if (!parsed.ok) throw new Error(parsed.reason)
    ids.push((await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))).ally_id)
  }
  return ids
}

onBoth('the directory is the same as pages of JSON, as a table and as linked data, by suffix and by Accept', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const ids = await proposed(deps, ['@HarbourFood_eg', '@Shelter_eg', '#FoodJustice_eg', '@Waiting_eg'])
  for (const id of ids.slice(0, 3)) {
    const { etag } = (await call('GET', `/desk/allies/${id}`, { key: admin })).json() as { etag: string }
    const decided = await call('POST', `/allies/${id}/decisions`, {
      key: admin,
      body: { action: 'approve', reason: 'Known to us', gate: 'ally' },
      headers: { 'if-match': etag },
    })
    t.equal(decided.statusCode, 200)
  }
  const pages = (await call('GET', '/allies')).json() as { items: { id: string; name: string }[] }
  const table = await call('GET', '/allies.csv')
  t.equal(table.headers['content-type'], 'text/csv; charset=utf-8; header=present')
  const rows: Record<string, string>[] = parse(table.body, { columns: true })
  t.same(
    rows.map(({ id }) => id),
    pages.items.map(({ id }) => id),
  )
  t.notMatch(table.body, /Waiting_eg/)
  const strip = (body: string) => body.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
  const asked = await call('GET', '/allies', { headers: { accept: 'text/csv' } })
  t.equal(asked.headers['content-type'], table.headers['content-type'])
  t.equal(strip(asked.body), strip(table.body))
  const linked = (await call('GET', '/allies', { headers: { accept: 'application/ld+json' } })).json() as {
    itemListElement: { item: { identifier: string } }[]
  }
  t.same(
    linked.itemListElement.map(({ item }) => item.identifier),
    pages.items.map(({ id }) => id),
  )
  t.same((await call('GET', '/allies.csv?kind=hashtag')).body.trim().split('\r\n').length, 2)

  const tag = String(table.headers.etag)
  t.equal((await call('GET', '/allies.csv', { headers: { 'if-none-match': tag } })).statusCode, 304)
  t.equal((await call('HEAD', '/allies.csv')).body, '')
  const { etag } = (await call('GET', `/desk/allies/${ids[0]}`, { key: admin })).json() as { etag: string }
  await call('POST', `/allies/${ids[0]}/decisions`, { key: admin, body: { action: 'withdraw', reason: 'Its wish' }, headers: { 'if-match': etag } })
  const after = await call('GET', '/allies.csv', { headers: { 'if-none-match': tag } })
  t.equal(after.statusCode, 200, 'a withdrawal makes another version')
  t.notMatch(after.body, /HarbourFood/)
  for (const path of ['/allies.jsonld', '/allies.atom', '/allies.feed.json']) t.notMatch((await call('GET', path)).body, /HarbourFood/, path)

  t.match(await call('GET', '/allies.csv?limit=3'), { statusCode: 400 })
  t.match(await call('GET', '/allies.csv', { headers: { accept: 'application/pdf' } }), { statusCode: 406 })
  t.equal((await call('GET', '/allies.atom')).headers['content-type'], 'application/atom+xml; charset=utf-8')
  t.equal(
    ((await call('GET', '/allies.feed.json')).json() as { items: unknown[] }).items?.length,
    2,
    (await call('GET', '/allies.feed.json')).body.slice(0, 300),
  )
})

onBoth('chats are a calendar: of one series or all, the same bytes until one is edited', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const series = await createSeries(deps, 'test', { hashtag: 'SWHelper', name: 'SW Helper', timezone: 'America/New_York', hosts: ['swchat'] })
  const other = await createSeries(deps, 'test', { hashtag: 'Other', name: 'Other', timezone: 'Europe/London' })
  const chat = await createChat(deps, 'test', {
    series_id: series.id,
    starts_at: '2026-03-08T15:00',
    topic: 'Allies',
    questions: [{ number: 1, text: 'Who?' }],
  })
  const first = await call('GET', `/chats.ics?series=${series.id}`)
  t.equal(first.headers['content-type'], 'text/calendar; charset=utf-8; method=PUBLISH')
  t.match(first.body, new RegExp(`UID:${chat.id}@`))
  t.match(first.body, /DTSTART;TZID=America\/New_York:20260308T150000/)
  t.equal((await call('GET', `/chats.ics?series=${series.id}`)).body, first.body)
  t.notMatch((await call('GET', `/chats.ics?series=${other.id}`)).body, /BEGIN:VEVENT/)
  await call('PATCH', `/chats/${chat.id}`, { key: admin, body: { topic: 'Friends' }, headers: { 'if-match': chat.etag } })
  const edited = (await call('GET', '/chats.ics')).body
  t.match(edited, /SEQUENCE:1\r\n/)
  t.match(edited, /SUMMARY:#SWHelper: Friends/)
  t.equal((await call('GET', '/chats.ics?series=ser_00000000000000000000000000')).statusCode, 404)
})
