import { Readable } from 'node:stream'
import { account, ally, audience } from '../../src/db/schema/index.js'
import { CACHE_BYTES, cacheOf, hashesOf } from '../../src/reach/audiences/cache.js'
import { reportPairs } from '../../src/reach/audiences/pairs.js'
import { setAudienceRemoved, takeAudience } from '../../src/reach/audiences/service.js'
import { enterCount } from '../../src/reach/counts/service.js'
import { gatherEvidence } from '../../src/reach/gather.js'
import { createIdHasher } from '../../src/reach/keyed-hash.js'
import { estimateReach } from '../../src/reach/service.js'
import { addHashes, createSketch, finishSketch, sketchSize } from '../../src/reach/sketch.js'
import { serialiseSketch } from '../../src/reach/sketch-bytes.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { allyRow } from '../helpers/rows.js'
import { entry } from './entries.js'

const give = (deps: TestDeps, name: string, lines: string, more: { as_of?: string; kind?: 'sample' } = {}) =>
  takeAudience(deps, { from: Readable.from([Buffer.from(lines)]), account: name, source: 'cli', actor: 'cli', ...more })

onBoth('evidence is what counts of each account: the newest list, the newest sample, reports of pairs, the last count', async (t, deps) => {
  const one = await entry(deps, { handle: 'HarbourFood', followers: 10 })
  const two = await entry(deps, { handle: 'Shelter', followers: 2 })
  const gone = await entry(deps, { handle: 'Gone', followers: 30, state: 'suspended' })
  await entry(deps, { handle: 'Elsewhere', followers: 40, section: 'D' })
  await give(deps, 'harbourfood', '1\n2\n3\n', { as_of: '2026-01-01' })
  const newer = await give(deps, 'harbourfood', '1\n2\n3\n4\n', { as_of: '2026-02-01' })
  await give(deps, 'shelter', '{"id":"9","follows":["HarbourFood","Nobody"]}\n{"id":"10","follows":[]}\n', { kind: 'sample' })
  await reportPairs(deps, 'cli', [{ accounts: ['shelter', 'harbourfood'], overlap: 2, source: 'Partner' }])
  await reportPairs(deps, 'cli', [{ accounts: ['elsewhere', 'harbourfood'], overlap: 2, source: 'Partner' }])

  const { evidence, members, fingerprint } = await gatherEvidence(deps, { category: 'C' }, 'organiser')
  const print = async () => (await gatherEvidence(deps, { category: 'C' }, 'organiser')).fingerprint
  t.equal(await print(), fingerprint, 'the same evidence')
  t.equal(evidence.topical, true)
  t.same(evidence.now, deps.clock.now())
  t.same(members.map(({ handle, state, followers }) => [handle, state, followers]).sort(), [
    ['Gone', 'suspended', 30],
    ['HarbourFood', 'active', 10],
    ['Shelter', 'active', 2],
  ])
  t.same([...evidence.sketches.keys()], [one.account])
  const list = evidence.sketches.get(one.account)
  t.equal(list && sketchSize(list.sketch).estimate, 4)
  t.same(list?.as_of, new Date('2026-02-01T00:00:00.000Z'))
  t.same([...evidence.samples.keys()], [two.account])
  t.match(evidence.samples.get(two.account), { kind: 'sample', size: 2 })
  t.same(
    evidence.samples
      .get(two.account)
      ?.followed.map((all) => [...all])
      .sort((a, b) => a.length - b.length),
    [[two.account], [one.account, two.account].sort()],
    'only accounts of the directory are kept',
  )
  t.match(evidence.pairs, [{ overlap: 2, exact: false }])
  t.equal(evidence.pairs.length, 1, 'pairs with others are no matter')
  t.equal((await gatherEvidence(deps, { all: true }, 'organiser')).members.length, 4)
  t.ok(members.some(({ account_id }) => account_id === gone.account))

  const prints = new Set([fingerprint])
  await enterCount(deps, 'cli', 'shelter', { followers: 21 })
  prints.add(await print())
  await reportPairs(deps, 'cli', [{ accounts: ['shelter', 'harbourfood'], overlap: 3, source: 'Partner' }])
  prints.add(await print())
  deps.clock.advance(86_400_000)
  prints.add(await print())
  await setAudienceRemoved(deps, 'cli', newer.audience.id, true)
  prints.add(await print())
  t.equal(prints.size, 5, 'whatever changes is seen')
  const before = (await gatherEvidence(deps, { category: 'C' }, 'organiser')).evidence.sketches.get(one.account)
  t.equal(before && sketchSize(before.sketch).estimate, 3, 'removing one lets the one before count again')
  const changed = { ...deps, config: { ...deps.config, SECRET: 'another secret of more than thirty-two characters' } }
  t.equal((await gatherEvidence(changed, { category: 'C' }, 'organiser')).evidence.sketches.size, 0, 'sketches of another secret are no evidence')
})

onBoth('sketches are kept in memory up to a bound, the ones used last', async (t, deps) => {
  const one = await entry(deps, { handle: 'HarbourFood' })
  const made = Array.from({ length: 6 }, (_, at) => deps.ids.next('aud') + at)
  const hasher = createIdHasher(deps.config.SECRET)
  const builder = createSketch(4096, hasher.keyId)
  addHashes(builder, hasher.hashNumbers(BigUint64Array.from({ length: 5000 }, (_, at) => BigInt(at + 1))))
  const sketch = serialiseSketch(finishSketch(builder))
  const shared = { account_id: one.account, kind: 'full' as const, k: 4096, key_id: hasher.keyId, sketch, ids_read: 5000, distinct_ids: 5000, bad_lines: 0 }
  const now = deps.clock.now()
  await deps.store.db.insert(audience).values(made.map((id) => ({ ...shared, id, as_of: now, source: 'cli' as const, created_by: 'cli', created_at: now })))
  const cache = cacheOf(deps)
  const first = await hashesOf(deps, made.slice(0, 2))
  t.equal(first.size, 2)
  const [a, b] = made
  t.equal((await hashesOf(deps, [a ?? ''])).get(a ?? '')?.sketch, first.get(a ?? '')?.sketch, 'the same object: nothing is parsed again')
  // As if memory were nearly full.
  cache.bytes += CACHE_BYTES - 3 * 33_000
  await hashesOf(deps, made.slice(2, 4))
  t.notOk(cache.entries.has(b ?? ''), 'the one used longest ago goes')
  t.ok(cache.entries.has(made[3] ?? ''))
  t.ok(cache.bytes <= CACHE_BYTES)
  t.equal((await hashesOf(deps, made)).size, 6)
})

onBoth('the evidence of 500 accounts with whole lists is gathered from memory', async (t, deps) => {
  const hasher = createIdHasher(deps.config.SECRET)
  const now = deps.clock.now()
  const names = Array.from({ length: 500 }, (_, at) => `member${at}`)
  const rows = names.map((handle) => ({ handle, ally: deps.ids.next('aly'), account: deps.ids.next('acc'), audience: deps.ids.next('aud') }))
  await deps.store.db.insert(ally).values(rows.map(({ handle, ally: id }) => allyRow(id, handle, now)))
  await deps.store.db
    .insert(account)
    .values(rows.map((row) => ({ id: row.account, ally_id: row.ally, handle_key: row.handle, handle: row.handle, state: 'active' as const, created_at: now })))
  for (let from = 0; from < rows.length; from += 100) {
    await deps.store.db.insert(audience).values(
      rows.slice(from, from + 100).map((row, at) => {
        const builder = createSketch(4096, hasher.keyId)
        addHashes(builder, hasher.hashNumbers(BigUint64Array.from({ length: 6000 }, (_, n) => BigInt((from + at) * 3000 + n + 1))))
        const sketch = serialiseSketch(finishSketch(builder))
        const { audience: id, account: account_id } = row
        const shared = { kind: 'full' as const, k: 4096, key_id: hasher.keyId, ids_read: 6000, distinct_ids: 6000, bad_lines: 0, source: 'cli' as const }
        return { id, account_id, sketch, ...shared, as_of: now, created_by: 'cli', created_at: now }
      }),
    )
  }
  const took: number[] = []
  for (let round = 0; round < 6; round++) {
    const before = process.cpuUsage()
    await estimateReach(deps, { category: 'C' }, 'organiser')
    const { user, system } = process.cpuUsage(before)
    took.push((user + system) / 1000)
  }
  t.match(await estimateReach(deps, { category: 'C' }, 'organiser'), { level: 'sketch', members: 500 })
  const [cold = 0, ...warm] = took
  t.comment(`cold ${cold.toFixed(1)} ms of CPU, then ${warm.map((ms) => ms.toFixed(1)).join(', ')}`)
  t.ok(Math.min(...warm) < cold / 2, 'nothing is read or parsed again')
})
