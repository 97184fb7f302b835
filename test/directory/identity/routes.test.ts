import { accountHandle, organiserWord } from '../../../src/db/schema/index.js'
import { submitNominations } from '../../../src/nominations/service.js'
import { onBoth, type TestDeps } from '../../helpers/engines.js'
import { decide } from '../../helpers/world.js'
import { isProblem } from '../../http/answers.js'
import { type Client, testApp } from '../../http/app.js'
import { propose } from './pairs.js'

const NOBODY = 'aly_00000000000000000000000000'

async function nominate(deps: TestDeps, target: string, people = ['@p_eg']): Promise<string> {
  let id = ''
  for (const nominator of people) {
    const { nominations } = await submitNominations(deps, { targets: [target], nominator, source: 'api', voice: `x ${nominator}`, actor: 'anyone' })
    id = nominations[0]?.ally_id ?? ''
  }
  return id
}

async function curator(t: Parameters<typeof testApp>[0], deps: TestDeps) {
  const client: Client = await testApp(t, deps)
  const key = await client.key('directory:curate')
  const get = (path: string) => client.call('GET', path, { key })
  const post = (path: string, body: unknown, headers = {}) => client.call('POST', path, { key, body, headers })
  const patch = async (id: string, body: object) => {
    const { etag } = (await get(`/desk/allies/${id}`)).headers
    return client.call('PATCH', `/allies/${id}`, { key, body: { reason: 'in a test', ...body }, headers: { 'if-match': String(etag) } })
  }
  return { ...client, get, post, patch }
}

onBoth('a pair is read, decided once and taken back, and who may not is told', async (t, deps) => {
  const { call, key, get, post } = await curator(t, deps)
  const [a, b] = [await nominate(deps, '@OrgA_eg', ['@p_eg', '@q_eg']), await nominate(deps, '@OrgB_eg')]
  const match = await propose(deps, a, b, 2)
  isProblem(t, await call('GET', '/matches'), 'unauthenticated')
  isProblem(t, await call('GET', '/matches', { key: await key('lists:apply') }), 'insufficient_scope')

  const queue = await get('/matches?count=true&limit=1&band=review')
  t.equal(queue.statusCode, 200)
  t.equal(queue.headers['total-count'], '1')
  const [item] = queue.json().items
  t.match(item, { id: match, z: 2, stays_id: a, decision: null, links: { decide: `/api/v1/matches/${match}/decisions` } })
  t.equal((await get(item.links.self.replace('/api/v1', ''))).json().id, match)
  isProblem(t, await get('/matches?state=gone'), 'validation_failed')
  isProblem(t, await get('/matches/mtp_00000000000000000000000000'), 'not_found')

  isProblem(t, await post(`/matches/${match}/decisions`, { verdict: 'same' }), 'validation_failed')
  const wrong = isProblem(t, await post(`/matches/${match}/decisions`, { verdict: 'different', kind: 'press', reason: 'x' }), 'validation_failed')
  t.match(wrong.errors, [{ pointer: '/kind' }])
  const blank = isProblem(t, await post(`/matches/${match}/decisions`, { verdict: 'different', reason: '   ' }), 'validation_failed')
  t.match(blank.errors, [{ pointer: '/reason', code: 'pattern', detail: 'reason must say something: spaces alone say nothing.' }], 'no pattern in it')
  const nobody = isProblem(
    t,
    await post(`/matches/${match}/decisions`, { verdict: 'same', canonical_id: '@harbourfood_eg_and_so_on_to_30', reason: 'x' }),
    'validation_failed',
  )
  t.match(nobody.errors, [{ pointer: '/canonical_id' }])
  t.notMatch(JSON.stringify(nobody), '\\u0000')
  t.notMatch(JSON.stringify(nobody), '[0-9')
  const key1 = { 'idempotency-key': 'one-verdict' }
  const decided = await post(`/matches/${match}/decisions`, { verdict: 'same', reason: 'One kitchen.' }, key1)
  t.equal(decided.statusCode, 200)
  t.match(decided.json(), { decision: { verdict: 'same', merged: { id: b, into: a }, reason: 'One kitchen.' }, entries: [{ id: a, members: [{ id: b }] }] })
  const replayed = await post(`/matches/${match}/decisions`, { verdict: 'same', reason: 'One kitchen.' }, key1)
  t.equal(replayed.headers['idempotent-replayed'], 'true')
  t.same(replayed.json(), decided.json())
  const lost = isProblem(t, await post(`/matches/${match}/decisions`, { verdict: 'different', reason: 'No.' }), 'conflict')
  t.equal(lost.decision_id, decided.json().decision.id)

  const { id } = decided.json().decision
  t.same(
    (await get('/matches/decisions')).json().items.map((one: { id: string }) => one.id),
    [id],
  )
  t.equal((await get(`/allies/${b}/decisions`)).json().items[0].id, id)
  isProblem(t, await get(`/allies/${NOBODY}/decisions`), 'not_found')
  deps.clock.advance(1_000)
  const undone = await post(`/matches/decisions/${id}/undo`, { reason: 'Two kitchens.' })
  t.match(undone.json(), { decision: { id, undone: { reason: 'Two kitchens.' } }, entries: [{ merged_into: null }, { merged_into: null }] })
  isProblem(t, await post(`/matches/decisions/${id}/undo`, { reason: 'Again.' }), 'conflict')
  t.same((await get('/matches')).json().items, [], 'parted is different')
  const [latest] = (await get(`/allies/${a}/decisions?limit=1`)).json().items
  t.equal(latest.verdict, 'different')
})

onBoth('a merged address leads to the entry that stands, and what was never seen does not', async (t, deps) => {
  const { call, get, post } = await curator(t, deps)
  const [a, b, c] = [await nominate(deps, '@OrgA_eg', ['@p_eg']), await nominate(deps, '@OrgB_eg', ['@q_eg']), await nominate(deps, '@OrgC_eg')]
  await decide(deps, a, 'approve', 'ally')
  await decide(deps, b, 'approve', 'ally')
  const before = await call('GET', `/allies/${b}`)
  const merged = await post(`/allies/${b}/merge`, { into: a, reason: 'The same.' })
  t.match(merged.json(), { id: a, canonical_id: a, support: { nominators: 2 }, members: [{ id: b, name: 'OrgB_eg' }] })
  t.equal(merged.headers.etag, merged.json().etag)
  for (const method of ['GET', 'HEAD'] as const) {
    const moved = await call(method, `/allies/${b}`, { headers: { 'if-none-match': String(before.headers.etag) } })
    t.equal(moved.statusCode, 301)
    t.equal(moved.headers.location, `/api/v1/allies/${a}`)
    t.equal(moved.headers['cache-control'], 'no-store', 'it may be taken back')
    if (method === 'GET') t.same(moved.json(), { id: b, merged_into: a })
  }
  const related = await call('GET', `/allies/${b}/relations`)
  t.equal(related.statusCode, 301)
  t.equal(related.headers.location, `/api/v1/allies/${a}/relations`)
  const whole = await call('GET', `/allies/${a}`)
  t.equal((await call('GET', `/allies/${a}`, { headers: { 'if-none-match': String(whole.headers.etag) } })).statusCode, 304)
  t.match((await get(`/desk/allies/${b}`)).json(), { id: b, merged_into: a, canonical_id: a })

  await post(`/allies/${c}/merge`, { into: a, reason: 'The same.' })
  isProblem(t, await call('GET', `/allies/${c}`), 'not_found')
  const lost = isProblem(t, await post(`/allies/${c}/merge`, { into: b, reason: 'Once more.' }), 'conflict')
  t.same(new Set((lost.entries_now as { id: string }[]).map(({ id }) => id)), new Set([b, c]))
  isProblem(t, await post(`/allies/${c}/merge`, { into: NOBODY, reason: 'x' }), 'not_found')

  const parted = await post(`/allies/${b}/unmerge`, { reason: 'They wrote to us.' })
  t.match(parted.json(), { id: b, merged_into: null, support: { nominators: 1 } })
  t.equal((await call('GET', `/allies/${b}`)).statusCode, 200)
  t.match(isProblem(t, await post(`/allies/${b}/unmerge`, { reason: 'x' }), 'conflict'), { entries_now: [{ id: b, merged_into: null }] })
  isProblem(t, await post(`/allies/${NOBODY}/unmerge`, { reason: 'x' }), 'not_found')
})

onBoth('relations between published allies are public, all others are the organisers’', async (t, deps) => {
  const { call, get, post } = await curator(t, deps)
  const [body, press, hidden, tag] = [
    await nominate(deps, '@OrgA_eg'),
    await nominate(deps, '@OrgPress_eg'),
    await nominate(deps, '@OrgX_eg'),
    await nominate(deps, '#OrgWeek_eg'),
  ]
  for (const id of [body, press, tag]) await decide(deps, id, 'approve', 'ally')
  const one = await post(`/allies/${press}/relations`, { kind: 'press', to: body, reason: 'Says so itself.' })
  t.equal(one.statusCode, 201)
  t.equal(one.headers.location, `/api/v1/desk/allies/${press}/relations`)
  t.match(one.json(), { kind: 'press', direction: 'from', reads: 'press account of', ally: { id: body }, from_id: press, to_id: body, ended: null })
  t.equal((await post(`/allies/${body}/relations`, { kind: 'owner', from: tag, reason: 'Theirs.' })).statusCode, 201)
  t.equal((await post(`/allies/${hidden}/relations`, { kind: 'campaign', to: body, reason: 'Theirs.' })).statusCode, 201)
  for (const bad of [{ kind: 'press' }, { kind: 'press', to: press, from: press }])
    isProblem(t, await post(`/allies/${body}/relations`, { ...bad, reason: 'x' }), 'validation_failed')
  isProblem(t, await post(`/allies/${press}/relations`, { kind: 'press', to: body, reason: 'x' }), 'conflict')
  isProblem(t, await post(`/allies/${press}/relations`, { kind: 'press', to: NOBODY, reason: 'x' }), 'not_found')

  const shown = await call('GET', `/allies/${body}/relations`)
  t.same(
    shown.json().items.map((item: Record<string, unknown>) => [item.reads, (item.ally as { id: string }).id]),
    [
      ['has the press account', press],
      ['owns', tag],
    ],
  )
  t.notMatch(shown.body, /Says so itself|key:/)
  isProblem(t, await call('GET', `/allies/${hidden}/relations`), 'not_found')
  t.equal((await get(`/desk/allies/${body}`)).json().relations.length, 3)

  const { id } = one.json()
  isProblem(t, await post(`/allies/${tag}/relations/${id}/end`, { reason: 'x' }), 'not_found')
  t.match((await post(`/allies/${body}/relations/${id}/end`, { reason: 'It closed.' })).json(), { id, ended: { reason: 'It closed.' } })
  isProblem(t, await post(`/allies/${body}/relations/${id}/end`, { reason: 'x' }), 'conflict')
  t.equal((await call('GET', `/allies/${body}/relations`)).json().items.length, 1)

  await post(`/allies/${press}/merge`, { into: body, reason: 'One account.' })
  const desk = (await get(`/desk/allies/${body}/relations`)).json()
  t.match(desk.members, [{ id: press }])
  t.notOk(
    desk.items.some((item: { ally: { id: string } }) => item.ally.id === body),
    'a whole has no relation to itself',
  )
})

onBoth('an organiser’s words are kept with what had been suggested, and can be taken back', async (t, deps) => {
  const { get, patch, post, call } = await curator(t, deps)
  const id = await nominate(deps, '@YorkFoodBank_eg')
  const suggested = (await get(`/desk/allies/${id}`)).json()
  const bad = isProblem(t, await patch(id, { tags: ['ZZ999'], hashtag_use: 'topical', aliases: ['\u200d'] }), 'validation_failed')
  t.same(
    (bad.errors as { pointer: string }[]).map(({ pointer }) => pointer),
    ['/tags/0', '/hashtag_use', '/aliases/0'],
  )
  const edited = (
    await patch(id, { gate: 'ally', section: 'H', tags: ['AN', 'AN101'], body_kind: 'charity', aliases: ['York Pantry', 'york pantry', 'Yórk  Larder'] })
  ).json()
  t.match(edited, {
    gate: { verdict: 'ally', by: 'organiser' },
    category: { section: 'H' },
    category_by: 'organiser',
    tags: ['AN', 'AN101'],
    tags_by: 'organiser',
  })
  t.match(edited, { body_kind: 'charity', body_kind_by: 'organiser', aliases: ['Yórk  Larder', 'york pantry'] })
  t.same(
    (await get('/desk/allies?q=larder')).json().items.map((one: { id: string }) => one.id),
    [id],
  )
  deps.clock.advance(1_000)
  await patch(id, { section: 'B', aliases: ['York Pantry'] })
  t.same((await get('/desk/allies?q=larder')).json().items, [])

  const told = (await get(`/allies/${id}/categories`)).json()
  t.match(told, { category: { section: 'B' }, category_by: 'organiser', tags: [{ code: 'AN', title: 'Animals' }, { code: 'AN101' }] })
  t.match(told.words[0], { field: 'section', value: 'B', suggested: suggested.category?.section ?? null, reason: 'in a test' })
  t.equal(told.words.length, 5)
  t.ok(told.suggested.model)

  const back = (await patch(id, { gate: null, section: null, tags: null, body_kind: null })).json()
  for (const name of ['gate', 'category', 'category_by', 'category_reasons', 'tags', 'tags_by', 'body_kind', 'body_kind_by'])
    t.same(back[name], suggested[name], name)
  const words = await deps.store.db.select().from(organiserWord)
  t.equal(words.filter(({ value }) => value === null).length, 4)

  const { etag } = back
  await post(`/allies/${id}/decisions`, { action: 'approve', gate: 'ally', section: 'D', reason: 'Looked at it.' }, { 'if-match': etag })
  const kept = (await deps.store.db.select().from(organiserWord)).filter(({ reason }) => reason === 'Looked at it.')
  t.same(
    new Map(kept.map(({ field, value }) => [field, value])),
    new Map<string, unknown>([
      ['gate', 'ally'],
      ['section', 'D'],
    ]),
  )
  t.equal((await call('GET', `/allies/${id}`)).json().category.section, 'D')
  isProblem(t, await get(`/allies/${NOBODY}/categories`), 'not_found')
})

onBoth('words that disagree in a merged entry are shown until a new one settles them', async (t, deps) => {
  const { get, patch, post } = await curator(t, deps)
  const [a, b] = [await nominate(deps, '@OrgA_eg', ['@p_eg', '@q_eg']), await nominate(deps, '@OrgB_eg')]
  await patch(a, { section: 'A', gate: 'ally' })
  await patch(b, { section: 'B', gate: 'ally', aliases: ['Another Name'] })
  deps.clock.advance(1_000)
  const whole = (await post(`/allies/${b}/merge`, { into: a, reason: 'The same.' })).json()
  t.match(whole.conflicts, [{ field: 'section', words: [{ value: 'A' }, { value: 'B' }] }])
  t.equal(whole.conflicts.length, 1)
  t.same(whole.aliases, ['Another Name'])
  deps.clock.advance(1_000)
  t.same((await patch(a, { section: 'B' })).json().conflicts, [])
  await post(`/allies/${b}/unmerge`, { reason: 'Two.' })
  t.match((await get(`/desk/allies/${a}`)).json(), { category: { section: 'B' }, aliases: [], conflicts: [] })
})

onBoth('handles that an account had before are told with it', async (t, deps) => {
  const { call, get } = await curator(t, deps)
  const id = await nominate(deps, '@NewName_eg')
  await decide(deps, id, 'approve', 'ally')
  const [present] = await deps.store.db.select().from(accountHandle)
  await deps.store.db
    .insert(accountHandle)
    .values({ account_id: present?.account_id ?? '', handle_key: 'oldname_eg', from: new Date('2020-01-01'), to: new Date('2021-01-01') })
  t.same((await call('GET', `/allies/${id}`)).json().accounts[0].renamed_from, ['oldname_eg'])
  t.same((await get(`/desk/allies/${id}/relations`)).json().former_handles, [{ handle: 'NewName_eg', renamed_from: ['oldname_eg'] }])
})
