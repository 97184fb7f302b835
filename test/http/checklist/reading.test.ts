import { eq } from 'drizzle-orm'
import type { LightMyRequestResponse } from 'fastify'
import { ally } from '../../../src/db/schema/index.js'
import { asCsv, publishedParts } from '../../../src/directory/exports/service.js'
import { isProblem } from '../answers.js'
import { testApp } from '../app.js'
import { onRead } from './asked.js'
import { point } from './points.js'
import { itemsOf, published, SERIES } from './world.js'

point(5, async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  await published(deps, ['Harbour Kitchen'])
  const etag = String((await call('GET', '/allies')).headers.etag)
  t.match(etag, /^"[^"]+"$/)
  const reads: [string, string, number][] = [
    ['exact', etag, 304],
    ['weak', `W/${etag}`, 304],
    ['a list', `"a", W/"b", ${etag}`, 304],
    ['any', '*', 304],
    ['no match', '"a"', 200],
  ]
  for (const [name, tag, status] of reads) {
    const answer = await call('GET', '/allies', { headers: { 'if-none-match': tag } })
    t.equal(answer.statusCode, status, name)
    t.ok(answer.headers.etag === etag && answer.headers['cache-control'] && answer.headers.vary, `${name}: ETag, Cache-Control and Vary stay`)
  }
  t.equal((await call('HEAD', '/allies', { headers: { 'if-none-match': etag } })).statusCode, 304, 'HEAD')
  t.equal((await call('GET', '/nothing', { headers: { 'if-none-match': '*' } })).statusCode, 404, 'a failure stays one')

  const own = await key('directory:curate')
  const made = await call('POST', '/series', { key: own, body: SERIES })
  const [path, first] = [`/series/${made.json().id}`, String(made.headers.etag)]
  const edit = (name: string, match?: string) => call('PATCH', path, { key: own, body: { name }, ...(match ? { headers: { 'if-match': match } } : {}) })
  isProblem(t, await edit('a'), 'precondition_required')
  isProblem(t, await edit('a', '"other"'), 'precondition_failed')
  isProblem(t, await edit('a', `W/${first}`), 'precondition_failed')
  t.equal((await edit('b', first)).statusCode, 200, 'match')
  isProblem(t, await edit('c', first), 'precondition_failed')
  t.equal((await call('GET', path)).json().name, 'b')
})

point(6, async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const own = await key('directory:curate')
  const [id] = await published(deps, ['Harbour Kitchen'])
  const { etag } = (await call('GET', `/desk/allies/${id}`, { key: own })).headers
  const edit = (name: string, headers: Record<string, string> = { 'if-match': String(etag) }) =>
    call('PATCH', `/allies/${id}`, { key: own, body: { name, reason: 'in a test' }, headers })
  isProblem(t, await edit('none', {}), 'precondition_required')
  const answers = await Promise.all([edit('One'), edit('Two')])
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 412])
  const winner = answers[0]?.statusCode === 200 ? 'One' : 'Two'
  t.equal((await call('GET', `/allies/${id}`)).json().name, winner)
  const loser = answers.find(({ statusCode }) => statusCode === 412)
  t.equal((await edit('Three', { 'if-match': String(loser?.headers.etag) })).statusCode, 200, 'the loser is told the version there is now')
})

point(7, async (t, deps) => {
  const { app, call } = await testApp(t, deps)
  const names = Array.from({ length: 25 }, (_, n) => `Body ${String(2 * n).padStart(3, '0')}`)
  const ids = await published(deps, names)
  const seen: string[] = []
  let next: string | null = '/api/v1/allies?limit=4'
  for (let page = 0; next !== null; page++) {
    const answer: LightMyRequestResponse = await app.inject(next)
    t.equal(answer.statusCode, 200)
    seen.push(...itemsOf(answer).map(({ id }) => id))
    next = answer.json().links.next
    // Before and behind the place where the reader stands.
    await published(deps, [`Aaa ${page}`, `Body ${String(2 * page).padStart(3, '0')} b`, `Zzz ${page}`])
    if (page === 2)
      await deps.store.db
        .update(ally)
        .set({ status: 'retired' })
        .where(eq(ally.id, ids[0] ?? ''))
  }
  t.equal(new Set(seen).size, seen.length, 'none doubled')
  t.same(
    ids.filter((id) => !seen.includes(id)),
    [],
    'none lost',
  )
  t.same(
    seen.filter((id) => ids.includes(id)),
    ids,
    'in order',
  )
  const cursor = String((await call('GET', '/allies?limit=4')).json().next_cursor)
  isProblem(t, await call('GET', `/allies?limit=4&kind=hashtag&cursor=${cursor}`), 'invalid_cursor')
})

point(8, async (t, deps) => {
  const { call } = await testApp(t, deps)
  await published(
    deps,
    Array.from({ length: 203 }, (_, n) => `Body ${n}`),
  )
  const answer = await call('GET', '/allies?limit=999&category=C')
  t.equal(answer.statusCode, 200)
  t.equal(itemsOf(answer).length, 200, 'lowered, not refused')
  const { links } = answer.json() as { links: Record<string, string> }
  const header = Object.fromEntries([...String(answer.headers.link).matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]))
  t.ok(links.next && links.first)
  t.same(header, { first: links.first, next: links.next })
  t.equal(itemsOf(await call('GET', String(links.next).replace('/api/v1', ''))).length, 3)
  t.notOk(answer.headers['total-count'])
  t.equal((await call('GET', '/allies?limit=1&count=true')).headers['total-count'], '203')
  isProblem(t, await call('GET', '/allies?limit=0'), 'validation_failed')
})

point(9, async (t, deps) => {
  const { call } = await testApp(t, deps)
  isProblem(t, await call('GET', '/allies?sort=created_at'), 'validation_failed')
  isProblem(t, await call('GET', '/allies?support=5'), 'validation_failed')
  await published(
    deps,
    Array.from({ length: 3_000 }, (_, n) => `Body ${n}`),
  )
  // The sections and tags of real directories are many; of one value for all no index could help.
  await deps.database.executeSql(
    "update ally set section = chr(65 + (hashtext(id) & 7)), support = abs(hashtext(id)) % 50, tags = array[(array['HE', 'ED', 'SO'])[1 + (hashtext(id) & 1)]]",
  )
  await deps.database.executeSql('analyze ally')
  await deps.database.executeSql('analyze account')
  for (const query of ['', 'sort=-support', 'sort=-published_at', 'category=C', 'category=C&sort=-support', 'kind=hashtag', 'tag=HE', 'q=body 17']) {
    const statements = await onRead(deps, async () => void t.equal((await call('GET', `/allies?limit=50&${encodeURI(query)}`)).statusCode, 200))
    const page = statements.find(({ text }) => /from "?ally"? where/.test(text))
    const set = statements.filter(({ text }) => text.includes('set_config'))
    t.ok(page, `${query}: the page was asked for`)
    await deps.database.pglite?.transaction(async (tx) => {
      for (const { text, params } of set) await tx.query(text, params)
      const { rows } = await tx.query<{ 'QUERY PLAN': string }>(`explain ${page?.text}`, page?.params)
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      t.match(plan, /Index/, query)
      t.notMatch(plan, /Seq Scan on ally\b/, `${query || 'by name'}: an index finds them`)
      if (!/q=|tag=/.test(query)) t.notMatch(plan, /Sort Key: (?:ally|shown)\.(?!place)/, `${query || 'by name'}: it finds them in their order`)
    })
  }
})

point(40, async (t, deps) => {
  const { call } = await testApp(t, deps)
  await published(
    deps,
    Array.from({ length: 5_000 }, (_, n) => `Body ${n}`),
  )
  // What was read once: nothing is asked, and no hook of the long way runs (`npm run bench -- api` measures what it costs).
  const page = await call('GET', '/allies?limit=50')
  const asked = await onRead(deps, async () => {
    for (let n = 0; n < 100; n++) t.equal((await call('GET', '/allies?limit=50')).body, page.body)
  })
  t.same(asked, [])

  // A table is read part by part, as it is taken: whoever stops reads no further.
  const parts = async (most: number) => {
    let chunks = 0
    const read = await onRead(deps, async () => {
      for await (const _ of asCsv(deps, publishedParts(deps, {}))) if (++chunks === most) break
    })
    return read.filter(({ text }) => text.includes('"ally"')).length
  }
  t.equal(await parts(Number.POSITIVE_INFINITY), 10)
  t.equal(await parts(3), 2, 'the head, and two parts')
  t.equal((await call('GET', '/allies.csv')).body.split('\n').length, 5_002)
})
