import fc from 'fast-check'
import { decidePair, mergeAlly, undoDecision, unmergeAlly } from '../../../src/directory/identity/decisions.js'
import { countMatches, decideMatch, getMatch, listDecisions, listMatches, type QueueFilters, undoMatchDecision } from '../../../src/directory/identity/queue.js'
import { editAlly, getReview } from '../../../src/directory/service.js'
import { AppError } from '../../../src/kernel/errors.js'
import { submitNominations } from '../../../src/nominations/service.js'
import { onBoth, type TestDeps } from '../../helpers/engines.js'
import { decide } from '../../helpers/world.js'
import { propose } from './pairs.js'

const said = { actor: 'key:test', reason: 'in a test' }

async function refusal(promise: Promise<unknown>): Promise<AppError | null> {
  return promise.then(
    () => null,
    (error: unknown) => {
      if (error instanceof AppError) return error
      throw error
    },
  )
}

async function nominate(deps: TestDeps, target: string, people = ['@p_eg']): Promise<string> {
  let id = ''
  for (const nominator of people) {
    const { nominations } = await submitNominations(deps, { targets: [target], nominator, source: 'api', voice: `x ${nominator}`, actor: 'anyone' })
    id = nominations[0]?.ally_id ?? ''
  }
  return id
}

const open = async (deps: TestDeps, filters: Partial<QueueFilters> = {}) =>
  (await listMatches(deps, { state: 'open', ...filters }, { limit: 50 })).items.map(({ id }) => id)

onBoth('the queue shows what can be decided now, best first, and says which stays', async (t, deps) => {
  const [a, b, c, d] = [
    await nominate(deps, '@OrgA_eg', ['@p_eg', '@q_eg']),
    await nominate(deps, '@OrgB_eg'),
    await nominate(deps, '@OrgC_eg'),
    await nominate(deps, '@OrgD_eg'),
  ]
  await decide(deps, b, 'approve', 'ally')
  const [low, high, middle] = [await propose(deps, a, b, 0.1), await propose(deps, b, c, 2.7), await propose(deps, c, d, 1.5, { proposal: 'chapter' })]
  t.same(await open(deps), [high, middle, low])
  t.equal(await countMatches(deps, { state: 'open' }), 3)
  t.same(await open(deps, { ally: c }), [high, middle])
  t.same(await open(deps, { proposal: 'chapter' }), [middle])
  t.same(await open(deps, { band: 'auto' }), [])
  t.same(await open(deps, { kind: 'hashtag' }), [])
  const pair = await getMatch(deps, low)
  t.equal(pair.stays_id, b, 'the published one')
  t.same(
    pair.evidence.map(({ points }) => points),
    [1.3, -1.2],
  )
  t.equal((await getReview(deps, c)).open_matches, 2)

  await decide(deps, d, 'withdraw')
  t.same(await open(deps), [high, low], 'who asked to be gone is not asked about')
  const merged = await decideMatch(deps, high, { verdict: 'same' }, said)
  t.same(merged.decision.merged, { id: c, into: b })
  t.equal(merged.decision.z, 2.7, 'the grounds are kept')
  t.same(
    merged.entries.map(({ id, members }) => [id, members.map((one) => one.id)]),
    [[b, [c]]],
  )
  t.same(await open(deps), [low])
  const again = await refusal(decideMatch(deps, high, { verdict: 'different' }, said))
  t.equal(again?.code, 'conflict')
  t.equal(again?.members.decision_id, merged.decision.id)
  t.equal((await getMatch(deps, high)).decision?.id, merged.decision.id)
  t.same(await open(deps, { state: 'decided' }), [high])

  const back = await undoMatchDecision(deps, merged.decision.id, { ...said, ask_again: true })
  t.equal(back.entries.length, 2)
  t.equal(back.decision.undone?.reason, said.reason)
  t.same(await open(deps), [high, low], 'the question is open again')
})

onBoth('a pair whose wholes are different does not wait', async (t, deps) => {
  const [a, b, c] = [await nominate(deps, '@OrgA_eg'), await nominate(deps, '@OrgB_eg'), await nominate(deps, '@OrgC_eg')]
  const match = await propose(deps, a, b, 2)
  const id = await deps.store.transaction((tx) => decidePair(tx, deps, [b, c], { verdict: 'different' }, said))
  t.same(await open(deps), [match])
  await mergeAlly(deps, c, a, said)
  t.same(await open(deps), [], 'a holds c now, which is not b')
  t.equal((await getReview(deps, a)).open_matches, 0)
  await undoDecision(deps, id, said)
  t.same(await open(deps), [match])
  await mergeAlly(deps, b, a, said)
  t.same(await open(deps), [])
  await unmergeAlly(deps, b, said)
  t.same(await open(deps), [], 'parted means different')
})

onBoth('a verdict that does not fit the pair is refused with all its faults', async (t, deps) => {
  const [a, b, c] = [await nominate(deps, '@OrgA_eg'), await nominate(deps, '@OrgB_eg'), await nominate(deps, '@OrgC_eg')]
  const [first, second] = a < b ? [a, b] : [b, a]
  const match = await propose(deps, a, b, 1)
  const pointers = async (verdict: Parameters<typeof decideMatch>[2]) =>
    (await refusal(decideMatch(deps, match, verdict, said)))?.errors?.map(({ pointer }) => pointer)
  t.same(await pointers({ verdict: 'same', kind: 'press', canonical_id: c }), ['/canonical_id', '/kind'])
  t.same(await pointers({ verdict: 'related' }), ['/kind', '/from_id'])
  t.same(await pointers({ verdict: 'related', kind: 'press', from_id: a, to_id: a }), ['/to_id'])
  t.same(await pointers({ verdict: 'different', to_id: a }), ['/to_id'])
  t.equal((await refusal(decideMatch(deps, 'mtp_00000000000000000000000000', { verdict: 'same' }, said)))?.code, 'not_found')

  const { decision, entries } = await decideMatch(deps, match, { verdict: 'related', kind: 'press', to_id: first }, said)
  t.equal(decision.relation_kind, 'press')
  t.same(new Set(entries.map(({ id }) => id)), new Set([a, b]))
  const press = entries.find(({ id }) => id === second)
  t.match(press?.relations, [{ kind: 'press', direction: 'from', reads: 'press account of', ally: { id: first } }])
  t.match(entries.find(({ id }) => id === first)?.relations, [{ direction: 'to', reads: 'has the press account', ally: { id: second } }])
})

onBoth('what was proposed is taken where the verdict leaves it out', async (t, deps) => {
  const [a, b] = [await nominate(deps, '@OrgA_eg'), await nominate(deps, '@OrgB_eg')]
  const [first, second] = a < b ? [a, b] : [b, a]
  const match = await propose(deps, a, b, 1, { proposal: 'campaign' })
  t.match(await getMatch(deps, match), { relation: { kind: 'campaign', from_id: first, to_id: second, reads: /campaign of/ } })
  await decideMatch(deps, match, { verdict: 'related' }, said)
  t.match((await getReview(deps, first)).relations, [{ kind: 'campaign', direction: 'from' }])
})

onBoth('pages of the queue and of the decisions lose and repeat nothing', async (t, deps) => {
  const ids: string[] = []
  for (let i = 0; i < 8; i++) ids.push(await nominate(deps, `@Org${i}_eg`))
  // Equal sums, and such that no double is what a real holds.
  const sums = [0.1, 0.1, 0.3, 0.3, 0.3, 1.7, 2.9, 0.1, 0.7]
  let at = 0
  for (const z of sums) {
    await propose(
      deps,
      ids[at % 8] ?? '',
      ids[(at * 3 + 1 + Math.floor(at / 8)) % 8 === at % 8 ? (at + 2) % 8 : (at * 3 + 1 + Math.floor(at / 8)) % 8] ?? '',
      z,
    ).catch(() => propose(deps, ids[at % 8] ?? '', ids[(at + 4) % 8] ?? '', z))
    at++
  }
  const whole = await open(deps)
  t.equal(whole.length, sums.length)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), async (limit) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await listMatches(deps, { state: 'open' }, { limit, cursor })
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.next_cursor ?? undefined
      } while (cursor)
      return JSON.stringify(seen) === JSON.stringify(whole)
    }),
    { numRuns: 5 },
  )
  t.equal(
    (await refusal(listMatches(deps, { state: 'decided' }, { limit: 2, cursor: (await listMatches(deps, { state: 'open' }, { limit: 2 })).next_cursor ?? '' })))
      ?.code,
    'invalid_cursor',
  )

  for (const id of whole.slice(0, 5)) await decideMatch(deps, id, { verdict: 'different' }, said)
  const decided: string[] = []
  let cursor: string | undefined
  do {
    const page = await listDecisions(deps, null, { limit: 2, cursor })
    decided.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  t.equal(new Set(decided).size, 5)
  t.equal(decided.length, 5)
  const { items } = await listDecisions(deps, ids[0] ?? '', { limit: 50 })
  t.ok(items.every(({ a, b }) => a.id === ids[0] || b.id === ids[0]))
  t.equal((await refusal(listDecisions(deps, 'aly_00000000000000000000000000', { limit: 5 })))?.code, 'not_found')
})

onBoth('two entries whose names are the same to the eye are told apart by their handles, in the queue and in what was decided', async (t, deps) => {
  const [a, b, other] = [await nominate(deps, '@HarbourOne_eg'), await nominate(deps, '@HarbourTwo_eg'), await nominate(deps, '@Quay_eg')]
  for (const [id, name] of [
    [a, 'Harbour Kitchen'],
    [b, 'HARBOUR Kitchen'],
    [other, 'Quay Library'],
  ] as const) {
    const { etag } = await getReview(deps, id)
    await editAlly(deps, 'key:test', id, etag, { name, reason: 'its name' })
  }
  const pair = await propose(deps, a, b, 1, { proposal: 'chapter', from_id: a })
  const reads = (await getMatch(deps, pair)).relation?.reads
  t.equal(reads, 'Harbour Kitchen (@HarbourOne_eg) is the chapter of HARBOUR Kitchen (@HarbourTwo_eg)')
  await decideMatch(deps, pair, { verdict: 'different' }, said)
  const [decision] = (await listDecisions(deps, null, { limit: 5 })).items
  t.same([decision?.a.name, decision?.b.name].sort(), ['HARBOUR Kitchen (@HarbourTwo_eg)', 'Harbour Kitchen (@HarbourOne_eg)'])
  t.match((await getMatch(deps, pair)).decision, { a: { name: /@Harbour/ }, b: { name: /@Harbour/ } })
  const plain = await propose(deps, a, other, 1, { proposal: 'chapter', from_id: a })
  t.equal((await getMatch(deps, plain)).relation?.reads, 'Harbour Kitchen is the chapter of Quay Library', 'no handles where names tell them apart')
})
