import fc from 'fast-check'
import { changes } from '../../src/directory/changes/service.js'
import { parseTarget } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { mergeAlly, unmergeAlly } from '../../src/directory/identity/decisions.js'
import { decideAlly, editAlly, getReview, listAllies } from '../../src/directory/service.js'
import type { AllyView } from '../../src/directory/views.js'
import { AppError } from '../../src/kernel/errors.js'
import { submitNominations } from '../../src/nominations/service.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { holdsAsync } from '../helpers/property.js'
import { testApp } from '../http/app.js'

/** A copy as somebody else would keep it, by the feed alone. */
function mirrorOf(deps: TestDeps) {
  const kept = new Map<string, AllyView>()
  let told = 0
  let cursor: string | undefined
  return {
    kept,
    told: () => told,
    async follow(limit: number, pages = 1_000) {
      for (let page = 0; page < pages; page++) {
        const { items, next_cursor, more } = await changes(deps, { limit, cursor })
        for (const { id, deleted, ally } of items) {
          told++
          if (deleted || !ally) kept.delete(id)
          else kept.set(id, ally)
        }
        cursor = next_cursor
        if (!more) return
      }
    },
  }
}

const directory = async (deps: TestDeps) => (await listAllies(deps, {}, 'name', { limit: 200 })).items
const byId = (views: Iterable<AllyView>) => [...views].sort((a, b) => (a.id < b.id ? -1 : 1))

async function draft(deps: TestDeps, handle: string): Promise<string> {
  const parsed = parseTarget(handle)
  if (!parsed.ok) throw new Error(parsed.reason)
  return (await deps.store.transaction((tx) => attachTarget(tx, deps, parsed.target, { texts: [] }))).ally_id
}

const HANDLES = ['@AlphaFood_eg', '@BetaHomes_eg', '@GammaCare_eg', '#DeltaWeek_eg', '@EpsilonArts_eg']
const ACTS = ['approve', 'home', 'reject', 'retire', 'reopen', 'withdraw', 'edit', 'gate', 'merge', 'part', 'support'] as const

/** What an organiser or a participant may do; what is not allowed now is refused and changes nothing. */
async function act(deps: TestDeps, what: (typeof ACTS)[number], id: string, other: string, n: number): Promise<void> {
  const { etag, name } = await getReview(deps, id)
  const reason = `step ${n}`
  try {
    if (what === 'approve') await decideAlly(deps, 'test', id, etag, { action: 'approve', gate: 'ally', reason })
    else if (what === 'edit') await editAlly(deps, 'test', id, etag, { name: `${name.slice(0, 20)} ${n}`, reason })
    else if (what === 'gate' || what === 'home') await editAlly(deps, 'test', id, etag, { gate: what === 'home' ? 'home' : 'ally', reason })
    else if (what === 'merge') await mergeAlly(deps, id, other, { actor: 'test', reason })
    else if (what === 'part') await unmergeAlly(deps, id, { actor: 'test', reason })
    else if (what === 'support')
      await submitNominations(deps, { targets: [HANDLES[n % HANDLES.length] ?? ''], nominator: `voice${n}_eg`, source: 'api', voice: 'v', actor: 'anyone' })
    else await decideAlly(deps, 'test', id, etag, { action: what, reason })
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
  }
}

onBoth('whatever organisers and participants do, a copy that follows the feed is the directory', async (t, deps) => {
  const ids: string[] = []
  for (const handle of HANDLES) ids.push(await draft(deps, handle))
  const mirror = mirrorOf(deps)
  let n = 0
  const step = fc.record({
    what: fc.constantFrom(...ACTS),
    one: fc.nat({ max: HANDLES.length - 1 }),
    other: fc.nat({ max: HANDLES.length - 1 }),
    follow: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null, freq: 3 }),
  })
  await holdsAsync(
    t,
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      // Whoever left is gone for good: others come in the place.
      for (const [i, id] of ids.entries()) {
        if ((await getReview(deps, id)).status === 'withdrawn') ids[i] = await draft(deps, `@Body${n++}_eg`)
      }
      // Something is always shown, and then whatever may happen to it.
      for (const id of ids.slice(0, 3)) await act(deps, 'approve', id, '', n++)
      for (const { what, one, other, follow } of steps) {
        deps.clock.advance(1_000)
        await act(deps, what, ids[one] ?? '', ids[other] ?? '', n++)
        // Sometimes only a part of the way.
        if (follow !== null) await mirror.follow(follow, 1)
      }
      await mirror.follow(2)
      const now = await directory(deps)
      if (JSON.stringify(byId(mirror.kept.values())) !== JSON.stringify(byId(now))) t.same(byId(mirror.kept.values()), byId(now))
      return JSON.stringify(byId(mirror.kept.values())) === JSON.stringify(byId(now))
    }),
    'copy',
    15,
  )
  t.ok(mirror.told() >= 3, `${mirror.told()} changes were told of`)
})

onBoth('the feed begins with everything or at an instant, goes on by its cursor, and tells nothing of who is gone but the id', async (t, deps) => {
  const { call } = await testApp(t, deps)
  const [a = '', b = ''] = [await draft(deps, '@AlphaFood_eg'), await draft(deps, '@BetaHomes_eg')]
  const empty = (await call('GET', '/changes')).json()
  t.same({ items: empty.items, more: empty.more }, { items: [], more: false }, 'what waits for an organiser is not told of')
  await act(deps, 'approve', a, '', 1)
  deps.clock.advance(60_000)
  const since = deps.clock.now().toISOString()
  deps.clock.advance(60_000)
  await act(deps, 'approve', b, '', 2)
  const first = (await call('GET', '/changes?limit=1')).json()
  t.match(first, { items: [{ id: a, deleted: false, ally: { name: 'AlphaFood_eg' } }], more: true })
  const second = (await call('GET', `/changes?limit=1&cursor=${first.next_cursor}`)).json()
  t.match(second, { items: [{ id: b }], more: false })
  t.same((await call('GET', `/changes?cursor=${empty.next_cursor}`)).json().items.length, 2, 'also from before there was anything')
  t.same(
    (await call('GET', `/changes?updated_since=${since}`)).json().items.map(({ id }: { id: string }) => id),
    [b],
  )
  await mergeAlly(deps, b, a, { actor: 'test', reason: 'one body' })
  const merged = (await call('GET', `/changes?cursor=${second.next_cursor}`)).json()
  t.match(
    merged.items.find(({ id }: { id: string }) => id === b),
    { deleted: true, merged_into: a, ally: null },
  )
  await act(deps, 'withdraw', a, '', 3)
  const gone = (await call('GET', `/changes?cursor=${merged.next_cursor}`)).json()
  for (const item of gone.items)
    t.same(
      Object.entries(item)
        .filter(([, value]) => value !== null)
        .map(([key]) => key)
        .sort(),
      ['changed_at', 'deleted', 'id'],
    )
  t.ok(gone.items.some(({ id }: { id: string }) => id === a))
  const quiet = (await call('GET', `/changes?cursor=${gone.next_cursor}`)).json()
  t.same(quiet.items, [])
  t.equal((await call('GET', '/changes?cursor=abc')).json().code, 'invalid_cursor')
  t.equal((await call('GET', '/changes?updated_since=yesterday')).statusCode, 400)
})

onBoth('any instant that RFC 3339 can write can be begun at', async (t, deps) => {
  const { call } = await testApp(t, deps)
  await draft(deps, '@HarbourFood')
  for (const instant of ['2026-06-30T23:59:60Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-03-01t20:00:00z', '2026-03-01T20:00:00+23:59'])
    t.equal((await call('GET', `/changes?updated_since=${encodeURIComponent(instant)}`)).statusCode, 200, instant)
  for (const none of ['2026-02-30T00:00:00Z', '2026-03-01T20:00:00+23', 'yesterday'])
    t.equal((await call('GET', `/changes?updated_since=${encodeURIComponent(none)}`)).statusCode, 400, none)
})

onPostgres('a reader beside many writers misses nothing', async (t, deps) => {
  const ids: string[] = []
  for (let i = 0; i < 12; i++) ids.push(await draft(deps, `@Writer${i}_eg`))
  const mirror = mirrorOf(deps)
  let writing = true
  const reading = (async () => {
    while (writing) await mirror.follow(3, 2)
  })()
  await Promise.all(
    ids.map(async (id, i) => {
      await act(deps, 'approve', id, '', i)
      for (let n = 0; n < 4; n++) await act(deps, n === 2 && i % 3 === 0 ? 'retire' : 'edit', id, '', i * 10 + n)
    }),
  )
  writing = false
  await reading
  await mirror.follow(50)
  t.same(byId(mirror.kept.values()), byId(await directory(deps)))
  t.ok(mirror.kept.size >= 6)
})
