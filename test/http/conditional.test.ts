import { onBoth } from '../helpers/engines.js'
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
