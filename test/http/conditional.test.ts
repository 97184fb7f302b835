import { createChat, createSeries } from '../../src/chats/service.js'
import { createList } from '../../src/lists/service.js'
import { submitNominations } from '../../src/nominations/service.js'
import { onBoth } from '../helpers/engines.js'
import { approveAll, decide } from '../helpers/world.js'
import { testApp } from './app.js'
import { onOneEngine } from './one-engine.js'

onOneEngine('reads carry an ETag and answer 304 as RFC 9110 says', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const first = await call('GET', '/series')
  const etag = String(first.headers.etag)
  t.match(etag, /^"[0-9a-f]{32}"$/)
  const cases: [string, number][] = [
    [etag, 304],
    [`W/${etag}`, 304],
    [`"other", ${etag}`, 304],
    ['*', 304],
    ['"other"', 200],
    ['not a tag', 200],
  ]
  for (const [header, status] of cases) {
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await call(method, '/series', { headers: { 'if-none-match': header } })
      t.equal(answer.statusCode, status, `${method} ${header}`)
      t.equal(answer.headers.etag, etag)
      t.equal(answer.headers['cache-control'], 'public, max-age=300, stale-while-revalidate=3600')
      t.ok(answer.headers.vary)
      if (status === 304) t.equal(answer.body, '')
    }
  }
  t.equal((await call('GET', '/nothing', { headers: { 'if-none-match': '*' } })).statusCode, 404, 'a failure is never a 304')
})

onBoth('single items say when they changed last: with their ETag, never later than now, moved by every change that is seen', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const SECOND = 1_000
  deps.clock.advance(SECOND - (deps.clock.now().getTime() % SECOND))
  const ids = [...(await approveAll(deps, ['Org1_eg', 'Org2_eg'])).values()]
  const list = await createList(deps, 'test', { name: 'Allies', private: false })
  const series = await createSeries(deps, 'test', { hashtag: 'SWHelper', name: 'SW Helper', timezone: 'UTC', hosts: [] })
  const chat = await createChat(deps, 'test', { series_id: series.id, starts_at: '2026-05-01T20:00', topic: 'Allies' })
  const paths = { ally: `/allies/${ids[0]}`, other: `/allies/${ids[1]}`, list: `/lists/${list.id}`, series: `/series/${series.id}`, chat: `/chats/${chat.id}` }
  const now = () => deps.clock.now().toUTCString()
  const seen = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(paths).map(async ([name, path]) => {
          const answer = await call('GET', path)
          const { etag, 'last-modified': at } = answer.headers
          t.equal(answer.statusCode, 200, name)
          t.ok(Date.parse(String(at)) <= deps.clock.now().getTime(), `${name} ${at}`)
          const head = await call('HEAD', path)
          t.same([head.headers['last-modified'], head.headers.etag], [at, etag], `HEAD of ${name}`)
          const unchanged = await call('GET', path, { headers: { 'if-none-match': String(etag) } })
          t.same([unchanged.statusCode, unchanged.headers['last-modified']], [304, at], `304 of ${name}`)
          t.equal((await call('GET', path, { headers: { 'if-modified-since': String(at) } })).statusCode, 200, 'a second is too coarse to go by')
          return [name, String(at)]
        }),
      ),
    )
  const first = await seen()
  t.same(first, Object.fromEntries(Object.keys(paths).map((name) => [name, now()])))
  /** What moves, and that all else stays. */
  const moves = async (what: string, names: string[], act: () => Promise<unknown>) => {
    const before = await seen()
    deps.clock.advance(90 * SECOND)
    await act()
    t.same(await seen(), { ...before, ...Object.fromEntries(names.map((name) => [name, now()])) }, what)
  }
  const patch = async (path: string, body: object, from = path) =>
    t.equal(
      (await call('PATCH', path, { key: admin, body, headers: { 'if-match': String((await call('GET', from, { key: admin })).headers.etag) } })).statusCode,
      200,
    )
  await moves('nothing', [], async () => undefined)
  await moves('an edit of an ally moves it, and the lists it may be on', ['ally', 'list'], () =>
    patch(paths.ally, { name: 'Harbour Kitchen', reason: 'As it calls itself' }, `/desk${paths.ally}`),
  )
  await moves('a voice that counts', ['other', 'list'], () =>
    submitNominations(deps, { targets: ['@Org2_eg'], nominator: 'me_eg', source: 'api', voice: 'v', actor: 'anyone' }),
  )
  await moves('an edit of a chat', ['chat'], () => patch(paths.chat, { topic: 'Friends' }))
  await moves('a name of a series, which its chats do not show', ['series'], () => patch(paths.series, { name: 'Helper chat' }))
  await moves('a zone of a series, which they do', ['series', 'chat'], () => patch(paths.series, { timezone: 'Europe/Berlin' }))
  delete (paths as Partial<typeof paths>).other
  await moves('a member that leaves moves the list', ['list'], () => decide(deps, ids[1] ?? '', 'withdraw'))
  t.equal((await call('GET', '/allies')).headers['last-modified'], undefined, 'pages have none')
})

onOneEngine('HEAD says what GET would, without a body', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const get = await call('GET', '/series')
  const head = await call('HEAD', '/series')
  t.equal(head.statusCode, 200)
  t.equal(head.body, '')
  for (const name of ['etag', 'content-type', 'content-length', 'cache-control']) t.equal(String(head.headers[name]), String(get.headers[name]), name)
})

onBoth('an edit names its version: 428 without, 412 with an old one, and of two writers one wins', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const curator = await key('directory:curate')
  const made = await call('POST', '/series', { key: curator, body: { hashtag: 'SWHelper', name: 'SW Helper', timezone: 'America/New_York' } })
  t.equal(made.statusCode, 201)
  const path = `/series/${made.json().id}`
  const etag = String(made.headers.etag)
  const patch = (name: string, match?: string) =>
    call('PATCH', path, { key: curator, body: { name }, headers: match === undefined ? {} : { 'if-match': match } })

  t.equal((await patch('a')).json().code, 'precondition_required')
  t.equal((await patch('a', '"other"')).json().code, 'precondition_failed')
  t.equal((await patch('a', `W/${etag}`)).statusCode, 412, 'If-Match compares strongly')
  t.equal((await patch('a', 'no tag')).statusCode, 412)
  const [one, two] = await Promise.all([patch('one', etag), patch('two', etag)])
  t.same([one.statusCode, two.statusCode].sort(), [200, 412])
  const loser = one.statusCode === 412 ? one : two
  const winner = one.statusCode === 412 ? two : one
  t.equal(loser.headers.etag, winner.headers.etag, 'the loser is told the version there is now')
  t.equal((await call('GET', path)).json().name, winner.json().name)
  t.equal((await patch('any', '*')).statusCode, 200)
})
