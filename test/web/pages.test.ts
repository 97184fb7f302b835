import fc from 'fast-check'
import t from 'tap'
import { getReview } from '../../src/directory/service.js'
import type { AllyView } from '../../src/directory/views.js'
import { ERRORS } from '../../src/kernel/errors.js'
import { createList } from '../../src/lists/service.js'
import { STYLES_PATH } from '../../src/web/assets.js'
import { directoryPage } from '../../src/web/pages/directory.js'
import { problemPage } from '../../src/web/pages/errors.js'
import { onBoth } from '../helpers/engines.js'
import { approveAll, openWorld, organisation } from '../helpers/world.js'
import { testApp } from '../http/app.js'
import { onOneEngine } from '../http/one-engine.js'

onBoth('the directory shows what is approved, by search and by category, and nothing else', async (t, deps) => {
  await openWorld(t, deps, [organisation(1), organisation(2)])
  const ids = await approveAll(deps, ['Org1_eg'])
  const { app } = await testApp(t, deps)
  const home = await app.inject({ url: '/', headers: { accept: 'text/html' } })
  t.equal(home.statusCode, 200)
  t.equal(home.headers['content-type'], 'text/html; charset=utf-8')
  t.equal(home.headers['cache-control'], 'private, no-cache')
  t.match(home.body, `/allies/${ids.get('Org1_eg')}`)
  t.notMatch(home.body, 'Org2_eg')
  t.notMatch(home.body, '<script')
  t.notMatch(home.body, / style="/, 'the policy would not apply it')
  t.equal((await app.inject({ url: '/', headers: { 'if-none-match': String(home.headers.etag) } })).statusCode, 304)

  t.match((await app.inject('/?q=org1')).body, 'Org1_eg')
  const nothing = await app.inject('/?q=nobody')
  t.equal(nothing.statusCode, 200)
  t.match(nothing.body, 'Nothing here fits')
  t.equal((await app.inject('/?utm_source=x&category=nonsense&limit=9')).statusCode, 200, 'pages forgive unknown parameters')
  t.equal((await app.inject({ url: '/?cursor=broken', headers: { accept: 'text/html' } })).statusCode, 400)

  const page = await app.inject(`/allies/${ids.get('Org1_eg')}`)
  t.equal(page.statusCode, 200)
  t.match(page.body, '@Org1_eg')
  for (const path of ['/about', '/lists', '/errors', '/errors/plan_unsafe', '/desk']) t.equal((await app.inject(path)).statusCode, 200, path)
  for (const path of [
    '/allies/aly_01jnb1h6w0e3qxt6yz0p4v8kdm',
    '/allies/x',
    '/lists/lst_01jnb1h6w0e3qxt6yz0p4v8kdm',
    '/errors/__proto__',
    '/errors/nothing',
    '/status/none',
  ])
    t.equal((await app.inject({ url: path, headers: { accept: 'text/html' } })).statusCode, 404, path)
})

onBoth('a private list has no public page, a public one shows its members', async (t, deps) => {
  await openWorld(t, deps, [organisation(1)])
  await approveAll(deps, ['Org1_eg'])
  const { app } = await testApp(t, deps)
  const hidden = await createList(deps, 'test', { name: 'Hidden' })
  const shown = await createList(deps, 'test', { name: 'Shown', private: false })
  t.equal((await app.inject(`/lists/${hidden.id}`)).statusCode, 404)
  t.notMatch((await app.inject('/lists')).body, 'Hidden')
  const page = await app.inject(`/lists/${shown.id}`)
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Org1_eg')
  t.match(page.body, 'combined audience')
})

onOneEngine('people get a page for a failure and programs a problem, both with the right status', async (t, deps) => {
  const { app } = await testApp(t, deps)
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  const page = await app.inject({ url: '/nowhere', headers: { accept: browser } })
  t.equal(page.statusCode, 404)
  t.match(String(page.headers['content-type']), 'text/html')
  t.match(page.body, 'Not found')
  t.match(page.body, String(page.headers['x-request-id']))
  t.equal(page.headers['cache-control'], 'no-store')
  t.match(String((await app.inject({ url: '/nowhere' })).headers['content-type']), 'application/problem+json')
  t.match(String((await app.inject({ url: '/nowhere', headers: { accept: '*/*' } })).headers['content-type']), 'application/problem+json')
  t.match(String((await app.inject({ url: '/api/v1/nowhere', headers: { accept: `${browser}` } })).headers['content-type']), 'application/problem+json')
  const bad = await app.inject({ url: '/%', headers: { accept: browser } })
  t.equal(bad.statusCode, 400)
  t.match(String(bad.headers['content-type']), 'text/html')
  const wrong = await app.inject({ method: 'DELETE', url: '/about', headers: { accept: browser } })
  t.equal(wrong.statusCode, 405)
  t.equal(wrong.headers.allow, 'GET, HEAD, OPTIONS')
})

onOneEngine('the style sheet is found under a name that changes with it and is kept for a year', async (t, deps) => {
  const { app } = await testApp(t, deps)
  t.match((await app.inject('/')).body, STYLES_PATH)
  const css = await app.inject(STYLES_PATH)
  t.equal(css.statusCode, 200)
  t.equal(css.headers['content-type'], 'text/css; charset=utf-8')
  t.match(String(css.headers['cache-control']), 'immutable')
})

onOneEngine('every code of the table has its page, to which problems point', async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  for (const code of Object.keys(ERRORS)) t.equal((await app.inject(`/errors/${code}`)).statusCode, 200, code)
  const type = new URL((await call('GET', '/nothing')).json().type)
  t.equal((await app.inject(type.pathname)).statusCode, 200)
})

const entry = (name: string): AllyView => ({
  id: 'aly_01jnb1h6w0e3qxt6yz0p4v8kdm',
  kind: 'organisation',
  name,
  url: null,
  category: { section: 'A', title: name },
  tags: [],
  body_kind: name,
  accounts: [],
  hashtag: null,
  hashtag_use: null,
  assured: null,
  support: { nominators: 1, chats: 0 },
  published_at: null,
})

t.test('no name, search or message can bring markup into a page', async (t) => {
  const hostile = fc.oneof(
    fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onfocus='x", '</title><script>', '&lt;b&gt;', '\u2028<b>'),
    fc.string({ unit: 'binary' }),
  )
  const tags = (html: string) =>
    html
      .match(/<\/?[a-z][a-z0-9-]*/gi)
      ?.sort()
      .join(' ')
  const common = { site: { name: 'x', url: 'http://localhost' }, category: undefined, categories: [], total: 1, matching: 1, next: null, first: null }
  const plain = tags(directoryPage({ ...common, q: 'q', items: [entry('name')] }))
  fc.assert(
    fc.property(hostile, (text) => {
      const page = directoryPage({ ...common, q: text === '' ? 'q' : text, items: [entry(text === '' ? 'name' : text)] })
      return tags(page) === plain && !/ on[a-z]+=/.test(page.replaceAll(/"[^"]*"/g, '""').replaceAll(/>[^<]*</g, '><'))
    }),
    { numRuns: 300 },
  )
  const problem = { type: 'x', title: 'Not found', status: 404, code: 'not_found' as const, request_id: 'r', detail: '<script>alert(1)</script>' }
  t.notMatch(problemPage({ name: '<b>', url: 'http://localhost' }, problem), /<script|<b>/)
})

onBoth('an entry of the home field never shows, even to those who know its address', async (t, deps) => {
  await openWorld(t, deps, [organisation(1)])
  const ids = await approveAll(deps, ['Org1_eg'])
  const id = ids.get('Org1_eg') ?? ''
  const { app } = await testApp(t, deps)
  t.equal((await app.inject(`/allies/${id}`)).statusCode, 200)
  await deps.database.executeSql(`update ally set gate = 'home' where id = '${id}'`)
  t.equal((await getReview(deps, id)).status, 'approved')
  t.equal((await app.inject(`/allies/${id}`)).statusCode, 404)
})
