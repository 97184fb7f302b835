import { createStore } from '../../src/db/tx.js'
import type { Deps } from '../../src/deps.js'
import { decideAlly, editAlly } from '../../src/directory/service.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { testApp } from './app.js'
import { published } from './checklist/world.js'

const ON = { config: { PAGE_CACHE_MB: '1', REQUESTS_PER_MINUTE: '1000000' } }

/** `deps` whose uses of the database are counted. */
function counting(deps: TestDeps): { deps: Deps; asked: () => number } {
  let asked = 0
  const { store } = deps
  const watched = new Proxy(store, {
    get: (of, name) => {
      if (name === 'db' || name === 'transaction' || name === 'open') asked++
      return Reflect.get(of, name, of) as unknown
    },
  })
  return { deps: { ...deps, store: watched }, asked: () => asked }
}

const PATHS = (id: string) => ['/allies', '/allies?limit=2&sort=name&count=true', `/allies/${id}`, '/categories', '/lists']

onBoth(
  'what has not changed is answered without asking the database, as the same bytes with the same headers',
  async (t, deps) => {
    const [id = ''] = await published(deps, ['Harbour Kitchen', 'Night Owls', 'Quay Library'])
    const watched = counting(deps)
    const { call } = await testApp(t, watched.deps)
    for (const path of PATHS(id)) {
      const first = await call('GET', path)
      t.equal(first.statusCode, 200)
      const before = watched.asked()
      const second = await call('GET', path)
      t.equal(second.body, first.body, path)
      const bare = ({ 'x-request-id': _, date: __, ...rest }: Record<string, unknown>) => rest
      const { ratelimit: used, ...headers } = bare(first.headers)
      t.match(bare(second.headers), headers, path)
      t.not(second.headers.ratelimit, used, 'it counts')
      const third = await call('GET', path, { headers: { 'if-none-match': String(first.headers.etag) } })
      t.equal(third.statusCode, 304)
      t.equal(third.body, '')
      t.equal(watched.asked(), before, `${path}: nothing was asked`)
      t.equal((await call('HEAD', path)).headers.etag, first.headers.etag, 'HEAD says the same')
    }
    t.match((await call('GET', '/allies', { headers: { accept: 'text/csv' } })).headers['content-type'], /^text\/csv/, 'another form is another answer')
    t.match((await call('GET', '/allies')).headers['content-type'], /^application\/json/)
    t.equal((await call('GET', '/allies', { headers: { accept: 'image/png' } })).statusCode, 406)
  },
  ON,
)

onBoth(
  'a change is seen with the next request',
  async (t, deps) => {
    const [id = '', other = ''] = await published(deps, ['Harbour Kitchen', 'Night Owls'])
    const { call } = await testApp(t, deps)
    const names = async () => ((await call('GET', '/allies')).json() as { items: { name: string }[] }).items.map(({ name }) => name)
    t.same(await names(), ['Harbour Kitchen', 'Night Owls'])
    const tag = String((await call('GET', `/allies/${id}`)).headers.etag)
    await editAlly(deps, 'cli', id, '*', { name: 'Harbour Larder', reason: 'Its name.' })
    t.same(await names(), ['Harbour Larder', 'Night Owls'])
    t.equal((await call('GET', `/allies/${id}`, { headers: { 'if-none-match': tag } })).statusCode, 200)
    await decideAlly(deps, 'cli', other, '*', { action: 'withdraw', reason: 'They asked.' })
    t.same(await names(), ['Harbour Larder'])
    t.equal((await call('GET', `/allies/${other}`)).statusCode, 404)
  },
  ON,
)

onPostgres(
  'what another process changes is seen within a second',
  async (t, deps) => {
    const [id = ''] = await published(deps, ['Harbour Kitchen'])
    const { call } = await testApp(t, deps)
    const name = async () => ((await call('GET', `/allies/${id}`)).json() as { name: string }).name
    t.equal(await name(), 'Harbour Kitchen')
    const elsewhere = { ...deps, store: createStore(deps.database, deps.clock, deps.ids) }
    await editAlly(elsewhere, 'cli', id, '*', { name: 'Harbour Larder', reason: 'Its name.' })
    deps.clock.advance(1_000)
    t.equal(await name(), 'Harbour Larder')
  },
  ON,
)
