import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eq } from 'drizzle-orm'
import { ally } from '../../../src/db/schema/index.js'
import { assureAlly, checkSites, countStale, listStale } from '../../../src/directory/freshness/service.js'
import { resolveAccounts } from '../../../src/directory/resolve.js'
import * as directory from '../../../src/directory/service.js'
import { AppError } from '../../../src/kernel/errors.js'
import { onBoth, onPostgres, type TestDeps } from '../../helpers/engines.js'
import { approveAll, openWorld, organisation } from '../../helpers/world.js'

const DAY = 86_400_000
const said = { role: 'organiser' as const, reason: 'I asked them' }
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )
const stale = async (deps: TestDeps) => (await listStale(deps, { limit: 50 })).items
const reasonsOf = async (deps: TestDeps) => new Map((await stale(deps)).map(({ name, reasons }) => [name, reasons.map(({ rule }) => rule)]))

onBoth('what happened to accounts since they were listed comes to the queue, the riskiest first, and leaves it with a word', async (t, deps) => {
  const { sim } = await openWorld(
    t,
    deps,
    [1, 2, 3, 4, 5].map((n) => organisation(n)),
  )
  sim.addPost({ author_id: organisation(4).id ?? '', text: 'old', created_at: new Date('2024-12-01T00:00:00Z') })
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg', 'Org3_eg', 'Org4_eg', 'Org5_eg'])
  t.same([...(await reasonsOf(deps))], [['Org4_eg', ['account.silent']]])
  sim.changeUser(organisation(1).id ?? '', { username: 'Renamed_eg' })
  sim.changeUser(organisation(2).id ?? '', { suspended: true })
  sim.changeUser(organisation(3).id ?? '', { gone: true })
  sim.addUser({ id: '999', username: 'Org3_eg' })
  deps.clock.advance(8 * DAY)
  await resolveAccounts(deps)
  const items = await stale(deps)
  t.same(
    items.map(({ name, reasons }) => [name, reasons[0]?.rule]),
    [
      ['Org3_eg', 'account.lost'],
      ['Org2_eg', 'account.suspended'],
      ['Org1_eg', 'account.renamed'],
      ['Org4_eg', 'account.silent'],
    ],
  )
  t.equal(await countStale(deps), 4)
  const first = await listStale(deps, { limit: 3 })
  const rest = await listStale(deps, { limit: 3, cursor: first.next_cursor ?? '' })
  t.same([...first.items, ...rest.items], items, 'page by page')
  const two = items[1]
  const done = await assureAlly(deps, 'key:test', two?.id ?? '', two?.etag ?? '', said)
  t.match(done.assured, { by: 'organiser', at: deps.clock.now().toISOString() })
  t.notOk((await reasonsOf(deps)).has('Org2_eg'))
  t.match((await directory.getAlly(deps, ids.get('Org2_eg') ?? '')).assured, { by: 'organiser' })
  t.match((await directory.getHistory(deps, ids.get('Org2_eg') ?? '')).at(-1), {
    action: 'ally.assure',
    actor: 'key:test',
    reason: said.reason,
    detail: { role: 'organiser', seen: ['account.suspended'] },
  })
  sim.changeUser(organisation(2).id ?? '', { suspended: false, username: 'Again_eg' })
  deps.clock.advance(8 * DAY)
  await resolveAccounts(deps)
  t.same((await reasonsOf(deps)).get('Org2_eg'), ['account.renamed'], 'what is new is asked')
  deps.clock.advance(400 * DAY)
  t.ok((await reasonsOf(deps)).get('Org5_eg')?.includes('assurance.old'))
})

onBoth('only an approved entry is assured, and only as it was read', async (t, deps) => {
  await openWorld(t, deps, [organisation(1), organisation(2)])
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  const [one = '', two = ''] = ids.values()
  const { etag } = await directory.getReview(deps, one)
  t.equal(await codeOf(assureAlly(deps, 'k', one, '"aly_old-1"', said)), 'precondition_failed')
  await assureAlly(deps, 'k', one, etag, said)
  t.equal(await codeOf(assureAlly(deps, 'k', one, etag, said)), 'precondition_failed', 'the first word is a new version')
  await directory.decideAlly(deps, 'k', two, '*', { action: 'retire', reason: 'gone' })
  t.equal(await codeOf(assureAlly(deps, 'k', two, '*', said)), 'conflict')
  t.equal(await codeOf(assureAlly(deps, 'k', 'aly_00000000000000000000000000', '*', said)), 'not_found')
  await deps.store.db
    .update(ally)
    .set({ gate: 'unsure', gate_reasons: [{ rule: 'x', detail: 'A school.' }] })
    .where(eq(ally.id, one))
  t.same((await reasonsOf(deps)).get('Org1_eg'), ['gate.doubt'], 'approved and no longer public')
})

onPostgres('of many who assure at once one is taken', async (t, deps) => {
  await openWorld(t, deps, [organisation(1)])
  const [id = ''] = (await approveAll(deps, ['Org1_eg'])).values()
  const { etag } = await directory.getReview(deps, id)
  const all = await Promise.all(Array.from({ length: 10 }, () => codeOf(assureAlly(deps, 'k', id, etag, said))))
  t.equal(all.filter((one) => one === 'done').length, 1)
})

onBoth(
  'websites are asked one a second, and a dead one comes to the queue until it is corrected or back',
  async (t, deps) => {
    const [a = '', b = ''] = (await approveAll(deps, ['Org1_eg', 'Org2_eg'])).values()
    let there = true
    const server = createServer((_request, response) => response.writeHead(there ? 200 : 404).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    for (const id of [a, b])
      await deps.store.db
        .update(ally)
        .set({ url: `${url}/${id}` })
        .where(eq(ally.id, id))
    const site = { timeoutMs: 500, allowLoopback: true }
    const before = deps.clock.now().getTime()
    t.same(await checkSites(deps, { site }), { asked: 2, ok: 2, gone: 0, unknown: 0 })
    t.equal(deps.clock.now().getTime() - before, 1_000)
    t.match(await checkSites(deps, { site }), { asked: 0 }, 'not again within the week')
    there = false
    deps.clock.advance(7 * DAY)
    t.match(await checkSites(deps, { site, limit: 1 }), { gone: 1 })
    t.ok((await reasonsOf(deps)).get('Org1_eg')?.includes('site.gone'))
    deps.clock.advance(7 * DAY)
    t.match(await checkSites(deps), { asked: 2, gone: 2 }, 'in earnest this machine is never asked')
    t.same(await checkSites({ ...deps, config: { ...deps.config, SITE_CHECKS: false } }, { site }), { asked: 0, ok: 0, gone: 0, unknown: 0 }, 'off')
  },
  { config: { SITE_CHECKS: 'true' } },
)
