import { runPlan } from '../../src/lists/apply.js'
import { getPlan, planList } from '../../src/lists/service.js'
import { testApp } from '../http/app.js'
import { onOneEngine } from '../http/one-engine.js'
import { openDesk } from '../web/desk.js'
import { ACTOR, apply, begin, setUp, shown } from './stage.js'

onOneEngine('a plan is read as JSON, as text and as Markdown, by Accept or by suffix', async (t, deps) => {
  const { list } = await setUp(t, deps, 2)
  const plan = await planList(deps, ACTOR, list.id)
  const { app, key } = await testApp(t, deps)
  const authorization = `Bearer ${await key('directory:curate')}`
  const get = (url: string, accept: string) => app.inject({ url: `/api/v1/plans/${plan.id}${url}`, headers: { authorization, accept } })
  const json = await get('', '*/*')
  t.equal(json.statusCode, 200)
  t.match(json.json(), { id: plan.id, read: 'none', rollback_of: null, theirs: [], override: null, cancel_at: null })
  for (const [url, accept, type, start] of [
    ['', 'text/plain', 'text/plain', 'Allies\n'],
    ['', 'text/markdown', 'text/markdown', '# Allies\n'],
    ['.txt', '*/*', 'text/plain', 'Allies\n'],
    ['.md', '*/*', 'text/markdown', '# Allies\n'],
  ] as const) {
    const answer = await get(url, accept)
    t.equal(answer.statusCode, 200, `${url} ${accept}`)
    t.match(String(answer.headers['content-type']), type)
    t.ok(answer.body.startsWith(start), answer.body.slice(0, 60))
    t.match(answer.body, plan.checksum)
  }
  t.equal((await get('', 'image/png')).statusCode, 406)
})

onOneEngine('by API a plan is cancelled and taken back with a reason, by who may apply', async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 3)
  const { app, key } = await testApp(t, deps)
  const post = async (role: 'directory:curate' | 'admin', id: string, what: string, payload: object) =>
    app.inject({ method: 'POST', url: `/api/v1/plans/${id}/${what}`, headers: { authorization: `Bearer ${await key(role)}` }, payload })
  const first = await begin(deps, list.id)
  const asked = await post('admin', first.id, 'cancel', { reason: 'too early' })
  t.equal(asked.statusCode, 202)
  t.equal(asked.headers.location, `/api/v1/plans/${first.id}`)
  t.match(asked.json(), { status: 'applying' })
  t.ok(asked.json().cancel_at)
  t.equal((await runPlan(deps, first.id)).status, 'cancelled')
  t.equal((await post('admin', first.id, 'cancel', { reason: 'again' })).statusCode, 409)
  t.equal((await post('admin', first.id, 'rollback', { reason: 'nothing was done' })).statusCode, 409)

  const plan = await apply(deps, list.id)
  t.equal((await post('directory:curate', plan.id, 'rollback', { reason: 'x' })).statusCode, 403)
  t.equal((await post('admin', plan.id, 'rollback', {})).statusCode, 400)
  const back = await post('admin', plan.id, 'rollback', { reason: 'a mistake' })
  t.equal(back.statusCode, 201)
  t.match(back.json(), { rollback_of: plan.id, counts: { add: 0, remove: 3 }, status: 'ready' })
  t.equal(shown(sim).length, 3, 'nothing is sent before it is applied')
})

onOneEngine('at the desk a plan ends or is taken back on a page that keeps what was typed', async (t, deps) => {
  const { list } = await setUp(t, deps, 2)
  const desk = await openDesk(t, deps)
  const plan = await planList(deps, ACTOR, list.id)
  t.match((await desk.get(`/desk/lists/${list.id}`)).body, `/desk/plans/${plan.id}/cancel`)
  t.match((await desk.get(`/desk/plans/${plan.id}/cancel`)).body, 'Cancel the plan')
  t.equal((await desk.post(`/desk/plans/${plan.id}/cancel`, { reason: '' })).statusCode, 400)
  const long = await desk.post(`/desk/plans/${plan.id}/cancel`, { reason: 'y'.repeat(501) })
  t.match(long.body, 'yyyy')
  t.equal((await desk.post(`/desk/plans/${plan.id}/cancel`, { reason: 'wrong list' })).statusCode, 303)
  t.equal((await getPlan(deps, plan.id)).status, 'cancelled')
  const again = await desk.post(`/desk/plans/${plan.id}/cancel`, { reason: 'my words' })
  t.equal(again.statusCode, 409)
  t.match(again.body, 'my words')

  const done = await apply(deps, list.id)
  t.match((await desk.get(`/desk/lists/${list.id}`)).body, `/desk/plans/${done.id}/rollback`)
  const made = await desk.post(`/desk/plans/${done.id}/rollback`, { reason: 'a mistake' })
  t.equal(made.headers.location, `/desk/lists/${list.id}?done=rollback`)
  t.match((await desk.get(`/desk/lists/${list.id}`)).body, 'takes an earlier one back')
  const file = await desk.get(`/desk/plans/${done.id}/plan.md`)
  t.match(String(file.headers['content-type']), 'text/markdown')
  t.match(file.body, '# Allies')
})

onOneEngine('a reason is words: blanks are refused wherever a plan, a member or a field is decided', async (t, deps) => {
  const { call, key } = await testApp(t, deps)
  const admin = await key('admin')
  const plan = 'pln_00000000000000000000000000'
  const headers = { 'idempotency-key': 'k1' }
  const asked = [
    await call('POST', `/plans/${plan}/apply`, {
      key: admin,
      headers,
      body: { checksum: 'a'.repeat(64), override: { codes: ['too_many_removals'], reason: '  \t' } },
    }),
    await call('POST', `/plans/${plan}/cancel`, { key: admin, body: { reason: ' ' } }),
    await call('POST', `/plans/${plan}/rollback`, { key: admin, body: { reason: '\n' } }),
  ]
  for (const answer of asked) t.match(answer.json(), { status: 400, code: 'validation_failed' })
})
