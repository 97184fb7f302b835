import { chatContext, seriesContext } from '../../src/chats/context.js'
import { onBoth, onPostgres } from '../helpers/engines.js'
import { testApp } from '../http/app.js'

const SERIES = { hashtag: '#SWHelper', name: 'Social Work Helper', timezone: 'America/New_York', hosts: ['@SWSCmedia', 'https://twitter.com/swscmedia'] }

onBoth('a series and its chats are made, read, listed and changed', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const made = await call('POST', '/series', { key: curator, body: SERIES })
  t.equal(made.statusCode, 201)
  const series = made.json()
  t.match(series, { hashtag: 'SWHelper', name: 'Social Work Helper', timezone: 'America/New_York', hosts: ['SWSCmedia'], version: 1 })
  t.equal(made.headers.location, `/api/v1/series/${series.id}`)
  t.same((await call('GET', `/series/${series.id}`)).json(), series)

  const chat = await call('POST', '/chats', {
    key: curator,
    body: {
      series_id: series.id,
      starts_at: '2026-03-01T15:00',
      topic: 'Allies',
      questions: [
        { number: 2, text: 'Which?' },
        { number: 1, text: 'Who?' },
      ],
    },
  })
  t.equal(chat.statusCode, 201)
  t.match(chat.json(), {
    starts_at: '2026-03-01T20:00:00.000Z',
    ends_at: '2026-03-01T21:00:00.000Z',
    local_start: '2026-03-01T15:00:00-05:00',
    hashtag: 'SWHelper',
    hosts: ['SWSCmedia'],
    questions: [
      { number: 1, text: 'Who?' },
      { number: 2, text: 'Which?' },
    ],
  })
  const path = `/chats/${chat.json().id}`
  const moved = await call('PATCH', path, { key: curator, body: { starts_at: '2026-03-02T15:00:00Z' }, headers: { 'if-match': String(chat.headers.etag) } })
  t.match(moved.json(), { starts_at: '2026-03-02T15:00:00.000Z', ends_at: '2026-03-02T16:00:00.000Z', topic: 'Allies', version: 2 })
  t.equal((await call('GET', path)).headers.etag, moved.headers.etag)

  const renamed = await call('PATCH', `/series/${series.id}`, {
    key: curator,
    body: { timezone: 'Europe/London' },
    headers: { 'if-match': String(made.headers.etag) },
  })
  t.equal(renamed.json().timezone, 'Europe/London')
  const after = await call('GET', path)
  t.equal(after.json().local_start, '2026-03-02T15:00:00+00:00')
  t.not(after.headers.etag, moved.headers.etag, 'the chat shows the zone, so its ETag moved too')

  const { rows } = await deps.database.executeSql('select action from audit where action not like $1 order by seq', ['key.%'])
  t.same(
    rows.map((row) => (row as { action: string }).action),
    ['series.create', 'chat.create', 'chat.edit', 'series.edit'],
  )
  const events = await deps.database.executeSql('select type from outbox order by seq', [])
  t.same(
    events.rows.map((row) => (row as { type: string }).type),
    ['series.created', 'chat.created', 'chat.edited', 'series.edited'],
  )
})

onBoth('a hashtag in use is refused with the address of its series, in whatever spelling', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const first = (await call('POST', '/series', { key: curator, body: SERIES })).json()
  const again = await call('POST', '/series', { key: curator, body: { ...SERIES, hashtag: 'swhelper' } })
  t.equal(again.statusCode, 409)
  t.equal(again.json().existing, `/api/v1/series/${first.id}`)
  const other = await call('POST', '/series', { key: curator, body: { ...SERIES, hashtag: 'OTalk' } })
  const clash = await call('PATCH', `/series/${other.json().id}`, { key: curator, body: { hashtag: '#SWHELPER' }, headers: { 'if-match': '*' } })
  t.equal(clash.statusCode, 409)
  t.equal(clash.json().existing, `/api/v1/series/${first.id}`)
  const same = await call('PATCH', `/series/${first.id}`, { key: curator, body: { hashtag: '#swhelper' }, headers: { 'if-match': '*' } })
  t.equal(same.json().hashtag, 'swhelper', 'its own spelling may change')
})

onBoth('a chat that is entered again is refused with the address of the first, and so is one that is moved onto another', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const series = (await call('POST', '/series', { key: curator, body: SERIES })).json()
  const at = (starts_at: string, topic = 'Allies') => call('POST', '/chats', { key: curator, body: { series_id: series.id, starts_at, topic } })
  const first = (await at('2026-03-01T15:00')).json()
  const again = await at('2026-03-01T20:00:00Z', 'The same, in another spelling')
  t.equal(again.statusCode, 409)
  t.match(again.json(), { code: 'conflict', existing: `/api/v1/chats/${first.id}`, detail: new RegExp(`“Allies” \\(${first.id}\\)`) })
  const next = (await at('2026-03-08T15:00')).json()
  const move = (starts_at: string) => call('PATCH', `/chats/${next.id}`, { key: curator, body: { starts_at }, headers: { 'if-match': next.etag } })
  t.equal((await move('2026-03-01T15:00')).statusCode, 409)
  t.equal((await move('2026-03-08T15:00')).statusCode, 200, 'its own start is no other chat')
  const other = (await call('POST', '/series', { key: curator, body: { ...SERIES, hashtag: '#Other' } })).json()
  t.equal(
    (await call('POST', '/chats', { key: curator, body: { series_id: other.id, starts_at: '2026-03-01T15:00', topic: 'x' } })).statusCode,
    201,
    'two series may meet at once',
  )
})

onPostgres('of many who enter one chat at once one does', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const series = (await call('POST', '/series', { key: curator, body: SERIES })).json()
  const body = { series_id: series.id, starts_at: '2026-03-01T15:00', topic: 'Allies' }
  const codes = await Promise.all(Array.from({ length: 6 }, async () => (await call('POST', '/chats', { key: curator, body })).statusCode))
  t.same(codes.sort(), [201, 409, 409, 409, 409, 409])
})

onBoth('a series or chat that does not fit is refused with every fault', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const pointers = (answer: { json(): { errors: { pointer: string }[] } }) => answer.json().errors.map(({ pointer }) => pointer)
  const series = await call('POST', '/series', {
    key: curator,
    body: { hashtag: '#123', name: 'x', timezone: 'Europe/Nowhere', hosts: ['@ok', 'not-a-handle'] },
  })
  t.equal(series.statusCode, 400)
  t.same(pointers(series), ['/hashtag', '/hosts/1', '/timezone'])
  const { id } = (await call('POST', '/series', { key: curator, body: SERIES })).json()
  const twice = [
    { number: 1, text: 'a' },
    { number: 1, text: 'b' },
  ]
  t.same(pointers(await call('POST', '/chats', { key: curator, body: { series_id: id, starts_at: '2026-03-01T15:00', topic: 'x', questions: twice } })), [
    '/questions',
  ])
  t.same(pointers(await call('POST', '/chats', { key: curator, body: { series_id: id, starts_at: '2026-02-30T15:00', topic: 'x' } })), ['/starts_at'])
  t.same(
    pointers(await call('POST', '/chats', { key: curator, body: { series_id: 'ser_01jnb1h6w0e3qxt6yz0p4v8kdm', starts_at: '2026-02-20T15:00', topic: 'x' } })),
    ['/series_id'],
  )
  t.same(pointers(await call('PATCH', `/series/${id}`, { key: curator, body: { version: 7 }, headers: { 'if-match': '*' } })), ['/version'])
  t.equal((await call('PATCH', `/series/${id}`, { key: curator, body: {}, headers: { 'if-match': '*' } })).statusCode, 400, 'a change must change something')
  t.equal((await call('PATCH', '/chats/cht_01jnb1h6w0e3qxt6yz0p4v8kdm', { key: curator, body: { topic: 'x' }, headers: { 'if-match': '*' } })).statusCode, 404)
  t.equal((await call('GET', '/chats/elsewhere')).statusCode, 404)
  t.equal((await call('GET', '/chats')).json().items.length, 0)
})

onBoth('a chat lies in the time of X, with its end and in every zone', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const { id } = (await call('POST', '/series', { key: curator, body: SERIES })).json()
  const at = (starts_at: string) => call('POST', '/chats', { key: curator, body: { series_id: id, starts_at, topic: 'When?', duration_minutes: 10_080 } })
  for (const far of ['9999-12-31T23:59:59Z', '9999-12-31T23:59', '3000-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '2005-12-31T23:59:59Z']) {
    const refused = await at(far)
    t.equal(refused.statusCode, 400, far)
    t.match(refused.json().errors, [{ pointer: '/starts_at', code: 'date' }])
  }
  for (const near of ['2999-12-31T23:59:59Z', '2006-01-01T00:00:00Z']) t.equal((await at(near)).statusCode, 201, near)
  t.equal((await call('GET', `/chats.ics?series=ser_${'0'.repeat(26)}`)).statusCode, 404, 'a calendar of no series is an answer that the document knows')
})

onBoth('pages lose and double nothing while others insert, and cursors are bound to their filters', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const { id } = (await call('POST', '/series', { key: curator, body: SERIES })).json()
  const other = (await call('POST', '/series', { key: curator, body: { ...SERIES, hashtag: '#Other' } })).json()
  const make = (day: number, series_id: string = id) =>
    call('POST', '/chats', { key: curator, body: { series_id, starts_at: `2026-03-${String(day).padStart(2, '0')}T15:00`, topic: `Chat ${day}` } })
  for (let day = 1; day <= 7; day++) await make(day)
  await make(4, other.id) // equal starts: the id decides
  const seen: string[] = []
  let address: string | null = '/chats?limit=3'
  while (address) {
    const page = await call('GET', address)
    t.equal(page.statusCode, 200)
    const body = page.json()
    seen.push(...body.items.map((item: { topic: string }) => item.topic))
    t.equal(body.links.self, `/api/v1${address}`)
    if (body.links.next) t.match(String(page.headers.link), `<${body.links.next}>; rel="next"`)
    address = body.links.next === null ? null : body.links.next.replace('/api/v1', '')
    if (seen.length === 3) await make(28)
  }
  t.same(seen, ['Chat 7', 'Chat 6', 'Chat 5', 'Chat 4', 'Chat 4', 'Chat 3', 'Chat 2', 'Chat 1'])
  const cursor = (await call('GET', '/chats?limit=1')).json().next_cursor
  t.equal((await call('GET', `/chats?limit=1&series=${id}&cursor=${cursor}`)).json().code, 'invalid_cursor')
  t.equal((await call('GET', `/series?cursor=${cursor}`)).json().code, 'invalid_cursor')

  await call('POST', '/series', { key: curator, body: { ...SERIES, hashtag: 'nhssm' } })
  const firstPage = (await call('GET', '/series?limit=2')).json()
  t.same(
    firstPage.items.map((item: { hashtag: string }) => item.hashtag),
    ['nhssm', 'Other'],
  )
  t.same(
    (await call('GET', `/series?limit=2&cursor=${firstPage.next_cursor}`)).json().items.map((item: { hashtag: string }) => item.hashtag),
    ['SWHelper'],
  )
})

onBoth('other domains learn where nominations are made', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const { id } = (await call('POST', '/series', { key: curator, body: SERIES })).json()
  const chat = (
    await call('POST', '/chats', { key: curator, body: { series_id: id, starts_at: '2026-03-01T15:00', topic: 'Allies', hosts: ['@Guest_Host'] } })
  ).json()
  t.match(await chatContext(deps, chat.id), {
    series_id: id,
    chat_id: chat.id,
    hashtag: 'SWHelper',
    hashtag_key: 'swhelper',
    host_keys: ['swscmedia', 'guest_host'],
  })
  t.match(await seriesContext(deps, '#swHELPER'), { series_id: id, chat_id: null, questions: [] })
  await t.rejects(chatContext(deps, 'cht_none'), { code: 'not_found' })
  await t.rejects(seriesContext(deps, '#other'), { code: 'not_found' })
})
