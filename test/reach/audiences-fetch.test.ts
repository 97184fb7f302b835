import { audience } from '../../src/db/schema/index.js'
import { followerId } from '../../src/platform/simulator/routes/followers.js'
import { fetchAudience } from '../../src/reach/audiences/fetch.js'
import { createSketcher } from '../../src/reach/audiences/sketching.js'
import { gatherEvidence } from '../../src/reach/gather.js'
import { intersectionSize } from '../../src/reach/sketch.js'
import { parseSketch } from '../../src/reach/sketch-bytes.js'
import { onBoth } from '../helpers/engines.js'
import { approveAll, openWorld, organisation } from '../helpers/world.js'

const ROUTE = 'GET /2/users/:id/followers'

onBoth('a whole list is read from X once its price was confirmed, and is the same as a file of it', async (t, given) => {
  const { sim, deps, calls } = await openWorld(t, given, [organisation(1, { followers_count: 2300 }), organisation(2, { followers_count: 1000 })])
  await approveAll(deps, ['org1_eg', 'org2_eg'])
  const ask = (account: string, confirm_cost_usd: number) => fetchAudience(deps, { account, confirm_cost_usd, actor: 'cli' })
  const before = sim.log().length
  await t.rejects(ask('org1_eg', 22.99), {
    code: 'conflict',
    message: /\$23\.00, and nothing was asked of X.*--confirm-cost 23\.00/,
    members: { cost_usd: 23, followers: 2300, left_usd: 25 },
  })
  await t.rejects(ask('nobody', 99), { code: 'not_found' })
  t.equal(sim.log().length, before, 'nothing was asked of X')

  const made = await ask('@org1_eg', 23)
  t.match(made, { kind: 'full', source: 'x', distinct: 2300, exact: true, ids_read: 2300, counts: true, followers_then: 2300 })
  const paid = calls.filter(({ operation }) => operation === 'users.followers')
  t.same(
    paid.map(({ units, cost_milli_usd }) => [units, cost_milli_usd]),
    [
      [1000, 10_000],
      [1000, 10_000],
      [300, 3000],
    ],
  )
  const [row] = await deps.store.db.select().from(audience)
  const state = sim.exportState()
  const user = state.users[organisation(1).id]
  const ids = Array.from({ length: 2300 }, (_, at) => followerId(state, { id: user?.id ?? '' }, at))
  const file = createSketcher({ secret: deps.config.SECRET, k: 4096 })
  file.push(new TextEncoder().encode(ids.join('\n')))
  t.same(Buffer.from(row?.sketch ?? []), Buffer.from(file.end().sketch ?? []))

  const paidFor = calls.length
  await t.rejects(ask('@org1_eg', 23), {
    code: 'conflict',
    message: /was read from X at .* UTC \(aud_\w+\).*\$23\.00 once more \(--again\)/,
    members: { existing: made.id },
  })
  t.equal(calls.length, paidFor, 'nothing was asked again')
  t.equal((await ask('org2_eg', 10)).distinct, 1000, 'a page that is full is not the last')
  const { evidence } = await gatherEvidence(deps, { all: true }, 'organiser')
  const [one, two] = [...evidence.sketches.values()]
  t.ok(one && two && intersectionSize(one.sketch, two.sketch).estimate < 1000)
  t.equal(parseSketch(row?.sketch ?? new Uint8Array()).hashes.length, 2300)
})

onBoth('a list that breaks off is not kept, whatever went wrong', async (t, given) => {
  const { sim, deps } = await openWorld(t, given, [organisation(1, { followers_count: 1700 })])
  await approveAll(deps, ['org1_eg'])
  const ask = () => fetchAudience(deps, { account: 'org1_eg', confirm_cost_usd: 20, actor: 'cli' })
  for (const [fault, expected] of [
    [{ name: 'page-no-meta' }, { code: 'conflict', message: /not whole/ }],
    [{ name: 'page-loop' }, { code: 'conflict' }],
    [{ name: 'rate-429' }, { kind: 'rate' }],
    [{ name: 'credits-402' }, { kind: 'credits' }],
  ] as const) {
    sim.setFault({ ...fault, route: ROUTE })
    const error = await ask().then(
      () => 'it was kept',
      (caught: unknown) => caught,
    )
    t.match(error, expected, fault.name)
    sim.clearFaults()
  }
  sim.changeUser(organisation(1).id, { protected: true })
  await t.rejects(ask(), { code: 'conflict', message: /is protected/ }, 'X gives nobody the list of a protected account')
  t.equal((await deps.store.db.select().from(audience)).length, 0)
  sim.changeUser(organisation(1).id, { protected: false })
  sim.setFault({ name: '5xx-before', route: ROUTE, nth: 1 })
  t.equal((await ask()).distinct, 1700, 'a page that failed is asked for again')
  deps.platform = null
  await t.rejects(ask(), { code: 'platform_off' })
})
