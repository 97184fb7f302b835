import { account, ally, xProfile } from '../../../src/db/schema/index.js'
import { runPlan, startPlan } from '../../../src/lists/apply.js'
import { getPlan } from '../../../src/lists/service.js'
import type { TestDeps } from '../../helpers/engines.js'
import { decide } from '../../helpers/world.js'
import { apply, setUp, shown } from '../../lists/stage.js'
import { isProblem } from '../answers.js'
import { testApp } from '../app.js'
import { point } from './points.js'
import { published } from './world.js'

/** How many rows each table has. */
async function counts({ database }: TestDeps): Promise<Record<string, number>> {
  const { rows } = await database.executeSql("select tablename as name from pg_tables where schemaname = 'public' order by 1")
  const found: Record<string, number> = {}
  for (const { name } of rows as { name: string }[]) {
    const counted = await database.executeSql(`select count(*)::int as n from ${name}`)
    found[name] = (counted.rows as { n: number }[])[0]?.n ?? 0
  }
  // Its own key was used, the answer is kept for whoever repeats the request, and what was read from X was paid for.
  return { ...found, api_key: 0, idempotency_key: 0, x_rate: 0, x_spending: 0 }
}

point(31, async (t, given) => {
  const deps = { ...given, config: { ...given.config, DATA_DIR: t.testdir() } }
  const { list } = await setUp(t, deps, 3)
  const { app, call, key } = await testApp(t, deps)
  const [curator, applier] = [await key('directory:curate'), await key('lists:apply')]
  const give = (query: string, body: string, n: number) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/imports${query}`,
      headers: { authorization: `Bearer ${curator}`, 'content-type': 'text/plain', 'idempotency-key': `give-${n}` },
      payload: body,
    })
  const chat = '[20:00] Host @host_eg: Q1: Who are our allies?\n[20:01] Alice @alice_eg: A1 I nominate @HarbourFood_eg and #FoodJustice_eg\n'
  const before = await counts(deps)
  const trial = await give('?validate_only=true', chat, 1)
  t.equal(trial.statusCode, 200, trial.body)
  isProblem(t, await give('?validate_only=true', '%PDF-1.7', 2), 'bad_input_file')
  t.same(await counts(deps), before, 'nothing was written')
  const real = await give('', chat, 3)
  t.same(real.json().accepted, trial.json().accepted)
  isProblem(t, await give('', '%PDF-1.7', 4), 'bad_input_file')

  const plan = (await call('POST', `/lists/${list.id}/plans`, { key: curator })).json() as { id: string; checksum: string }
  const ask = (query: string, checksum: string, n: number) =>
    call('POST', `/plans/${plan.id}/apply${query}`, { key: applier, body: { checksum }, headers: { 'idempotency-key': `apply-${n}` } })
  const rows = await counts(deps)
  t.equal((await ask('?validate_only=true', plan.checksum, 1)).statusCode, 200)
  isProblem(t, await ask('?validate_only=true', 'f'.repeat(64), 2), 'plan_stale')
  t.same(await counts(deps), rows, 'nothing was written')
  t.match(await getPlan(deps, plan.id), { status: 'ready' })
  isProblem(t, await ask('', 'f'.repeat(64), 3), 'plan_stale')
  t.equal((await ask('', plan.checksum, 4)).statusCode, 202)
})

point(32, async (t, deps) => {
  const { sim, list, ally: idOf } = await setUp(t, deps, 4)
  const { call, key } = await testApp(t, deps)
  const own = await key('admin')
  const make = async () => (await call('POST', `/lists/${list.id}/plans`, { key: own })).json()
  let n = 0
  const begin = (plan: { id: string; checksum: string }, more: object = {}) =>
    call('POST', `/plans/${plan.id}/apply`, { key: own, body: { checksum: plan.checksum, ...more }, headers: { 'idempotency-key': `n-${++n}` } })
  const plan = await make()
  t.match(plan, { checksum: /^[0-9a-f]{64}$/, counts: { add: 4, remove: 0 }, verdict: { safe: true }, status: 'ready' })
  t.equal(plan.ops.length, 4)
  await decide(deps, idOf('Org4_eg'), 'retire')
  const stale = isProblem(t, await begin(plan), 'plan_stale')
  t.ok((stale.drift as string[]).length > 0, 'it says what changed')
  t.equal(sim.lists().length, 0)
  await apply(deps, list.id)
  t.equal(shown(sim).length, 3)
  for (const handle of ['Org1_eg', 'Org2_eg']) await decide(deps, idOf(handle), 'retire')
  deps.clock.advance(1_000)
  const large = await make()
  t.match(large, { verdict: { safe: false }, counts: { remove: 2 } }, 'it can be looked at')
  const unsafe = isProblem(t, await begin(large), 'plan_unsafe')
  t.match(JSON.stringify(unsafe.reasons), 'too_many_removals')
  t.equal(shown(sim).length, 3)
  t.equal((await begin(large, { override: { codes: ['too_many_removals'], reason: 'They asked for it' } })).statusCode, 202)
})

point(33, async (t, deps) => {
  const { sim, list } = await setUp(t, deps, 6)
  const { call, key } = await testApp(t, deps)
  const own = await key('admin')
  const plan = (await call('POST', `/lists/${list.id}/plans`, { key: own })).json() as { id: string; checksum: string }
  const begun = await call('POST', `/plans/${plan.id}/apply`, { key: own, body: { checksum: plan.checksum }, headers: { 'idempotency-key': 'one' } })
  t.equal(begun.statusCode, 202)
  t.equal(begun.headers.location, `/api/v1/plans/${plan.id}`)
  t.ok(Number(begun.headers['retry-after']) > 0)
  const { platform } = deps
  if (!platform?.lists) throw new Error('no platform')
  const { lists } = platform
  let calls = 0
  const addMember: typeof lists.addMember = async (...args) => {
    await lists.addMember(...args)
    if (++calls === 3) throw new Error('killed')
  }
  await t.rejects(runPlan({ ...deps, platform: { ...platform, lists: { ...lists, addMember } } }, plan.id), /killed/)
  t.equal((await call('GET', String(begun.headers.location).replace('/api/v1', ''), { key: own })).json().status, 'applying')
  await runPlan(deps, plan.id)
  const done = (await call('GET', `/plans/${plan.id}`, { key: own })).json() as { status: string; outcomes: { outcome: string }[] }
  t.equal(done.status, 'verified')
  t.same(
    done.outcomes.map(({ outcome }) => outcome),
    Array.from({ length: 6 }, () => 'added'),
  )
  t.equal(shown(sim).length, 6)
  t.ok(sim.log().filter(({ route }) => route === 'POST /2/lists/:id/members').length <= 7, 'at most the one in hand was sent again')
  await t.rejects(startPlan(deps, 'test', plan.id, { checksum: plan.checksum }), { code: 'conflict' })
})

point(37, async (t, deps) => {
  const { call } = await testApp(t, deps)
  await published(deps, ['One', 'Two', 'Three', 'Four'])
  const fetched_at = new Date('2026-02-01T00:00:00.000Z')
  const accounts = await deps.store.db.select().from(account)
  for (const [n, { x_user_id, handle }] of accounts.entries())
    await deps.store.db
      .insert(xProfile)
      .values({ x_user_id: x_user_id ?? '', username: handle, name: handle, description: '', protected: false, followers_count: 2_000 + 1_500 * n, fetched_at })
  const told = (await call('GET', '/reach')).json()
  t.match(told, { level: 'counts', calibration: /^counts-/, as_of: fetched_at.toISOString(), members: 4, evidence_share: 1 })
  t.match(told.statement, /between [\d,]+ and [\d,]+/)
  const { low, estimate, high } = told.potential_unique_audience as Record<string, number>
  t.ok((low ?? 0) > 0 && (low ?? 0) < (estimate ?? 0) && (estimate ?? 0) < (high ?? 0), `${low} ${estimate} ${high}`)
  t.ok(told.method && (high ?? Infinity) <= told.gross_followers, 'never more than the plain sum')
  const [one] = await deps.store.db.select().from(ally)
  t.equal((await call('GET', `/reach?ids=${one?.id}`)).statusCode, 403, 'no figure of sets of one’s own choosing')
})
