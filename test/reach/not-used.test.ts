import { Readable } from 'node:stream'
import fc from 'fast-check'
import { type GivenAudience, setAudienceRemoved, takeAudience } from '../../src/reach/audiences/service.js'
import { enterCount } from '../../src/reach/counts/service.js'
import { estimateReach } from '../../src/reach/service.js'
import { recommendAllies, whatAllyAdds } from '../../src/reach/whom/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { entry } from './entries.js'

const BASE = 1_200_000_000_000_000_000n
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => String(BASE + BigInt(from + at)))
const sampled = (count: number) =>
  ids(0, count)
    .map((id) => JSON.stringify({ id, follows: ['Mind_eg'] }))
    .join('\n')

async function give(deps: TestDeps, account: string, body: string, more: Partial<GivenAudience> = {}) {
  deps.clock.advance(1_000)
  return (await takeAudience(deps, { from: Readable.from([Buffer.from(body)]), account, source: 'cli', actor: 'cli', ...more })).audience
}
const list = (deps: TestDeps, account: string, from: number, to: number, as_of?: string) => give(deps, account, ids(from, to).join('\n'), { as_of })
const sample = (deps: TestDeps, account: string, count: number) => give(deps, account, sampled(count), { kind: 'sample' })

async function three(deps: TestDeps) {
  const [shelter, mind, food] = [
    await entry(deps, { handle: 'Shelter_eg', followers: 1_000 }),
    await entry(deps, { handle: 'Mind_eg', followers: 800 }),
    await entry(deps, { handle: 'Food_eg', followers: 1_400 }),
  ]
  return { shelter, mind, food }
}

onBoth('a newer list that cannot be used leaves the older one in use, and everything says so', async (t, deps) => {
  const { shelter } = await three(deps)
  const good = await list(deps, 'Shelter_eg', 0, 1_000, '2026-02-20')
  await list(deps, 'Mind_eg', 500, 1_300, '2026-02-20')
  await list(deps, 'Food_eg', 3_000, 4_400, '2026-02-20')
  const reach = () => estimateReach(deps, { all: true }, 'organiser')
  const before = await reach()
  t.match(before, { level: 'exact', potential_unique_audience: { estimate: 2_700 }, not_used: [] })

  const cut = await list(deps, 'Shelter_eg', 0, 300)
  t.match(cut, {
    counts: false,
    replaces: null,
    reason:
      'it was cut short: it holds 300 of the followers, of whom 1,000 were counted then: give the whole one, or vouch for it if the count was wrong; until then the one of 2026-02-20 is used',
  })
  const after = await reach()
  t.match(after.not_used, [{ id: cut.id, account: { handle: 'Shelter_eg' }, kind: 'full', as_of: cut.as_of, reason: cut.reason }])
  t.same({ ...after, not_used: [] }, before, 'the answer is the same')
  t.same((await estimateReach(deps, { all: true }, 'public')).not_used, [], 'in public nothing is said of one account')
  t.match(await recommendAllies(deps, { all: true }, 5), { candidates: 3, unmeasured: { count: 0 } })

  await enterCount(deps, 'cli', 'Shelter_eg', { followers: 301 })
  t.match(await reach(), { potential_unique_audience: { estimate: 2_500 }, not_used: [] }, 'a count that was entered anew lets the newer one count')
  await setAudienceRemoved(deps, 'cli', cut.id, true)
  t.match(
    (await reach()).not_used,
    [{ id: good.id, reason: /^it holds 1,000 followers, and 301 were counted on 2026-03-01: .*or vouch for it$/ }],
    'and speaks against the older one',
  )
  await t.rejects(whatAllyAdds(deps, { category: 'D' }, shelter.ally), {
    code: 'unmeasured_ally',
    message: /^A follower list of aly_\w+ is kept, but not used, so nobody can say what it adds: it holds 1,000 followers/,
    members: { not_used: /^it holds 1,000/ },
  })
  t.match((await recommendAllies(deps, { all: true }, 5)).unmeasured, { count: 1, allies: [{ name: 'Shelter_eg', reason: /^it holds 1,000/ }] })
})

onBoth('of samples, too: one of too few, or of another secret, leaves the one before in use', async (t, deps) => {
  await three(deps)
  for (const name of ['Shelter_eg', 'Mind_eg', 'Food_eg']) await sample(deps, name, 60)
  const reach = () => estimateReach(deps, { all: true }, 'organiser')
  const before = await reach()
  t.match(before, { level: 'sample' })
  t.match(await sample(deps, 'Food_eg', 3), { counts: false, reason: /^it is of 3 followers, which are too few/ })
  const other = { ...deps, config: { ...deps.config, SECRET: 'another secret of more than thirty-two characters' } }
  t.match(await sample(other, 'Mind_eg', 60), { counts: true }, 'under its own secret it counts')
  const after = await reach()
  t.same({ ...after, not_used: [] }, before)
  t.match(after.not_used.map(({ kind, reason }) => `${kind} ${reason}`).sort(), [
    /^sample it is of 3/,
    /^sample it was hashed under another SECRET.*until then the one of 2026-03-01/,
  ])
  const page = await give(deps, 'Food_eg', sampled(900), { kind: 'sample-newest' })
  t.match(page, { counts: false, reason: /^a random sample of the account stands/ })
  t.match(await reach(), { level: 'sample' })
})

onBoth('whatever is given that cannot be used, in whatever order, the answer stays what it was', async (_t, deps) => {
  await three(deps)
  await list(deps, 'Shelter_eg', 0, 1_000, '2026-02-20')
  await list(deps, 'Mind_eg', 500, 1_300, '2026-02-20')
  await sample(deps, 'Food_eg', 50)
  const answer = async () => JSON.stringify({ ...(await estimateReach(deps, { all: true }, 'organiser')), not_used: [] })
  const before = await answer()
  const whose = fc.constantFrom('Shelter_eg', 'Mind_eg', 'Food_eg')
  const unusable = fc.oneof(
    fc.record({ whose, from: fc.nat(5_000), size: fc.integer({ min: 1, max: 600 }), what: fc.constant('cut' as const) }),
    fc.record({ whose, from: fc.nat(5_000), size: fc.integer({ min: 2_800, max: 3_500 }), what: fc.constant('long' as const) }),
    fc.record({ whose, from: fc.nat(5_000), size: fc.integer({ min: 1, max: 19 }), what: fc.constant('few' as const) }),
    fc.record({ whose, from: fc.nat(5_000), size: fc.constant(1_000), what: fc.constant('secret' as const) }),
  )
  const other = { ...deps, config: { ...deps.config, SECRET: 'another secret of more than thirty-two characters' } }
  await fc.assert(
    fc.asyncProperty(fc.array(unusable, { minLength: 1, maxLength: 3 }), async (given) => {
      for (const { whose, from, size, what } of given) {
        if (what === 'few') await sample(deps, whose, size)
        else await list(what === 'secret' ? other : deps, whose, from, from + size)
      }
      return (await answer()) === before
    }),
    { numRuns: 12 },
  )
})
