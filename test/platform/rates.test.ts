import fc from 'fast-check'
import t from 'tap'
import { createRateBook } from '../../src/access/rates/book.js'
import { silentLog } from '../../src/deps.js'
import type { Platform, RateBook } from '../../src/platform/port.js'
import { type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { closedWindow, LONGEST_DAY_MS, LONGEST_WINDOW_MS, readWindows } from '../../src/platform/x/windows.js'
import { onBoth, onPostgres, type TestDeps } from '../helpers/engines.js'
import { holds } from '../helpers/property.js'
import { failureOf } from './world.js'

const NOW = new Date('2026-03-01T12:00:00.000Z')
const OWNER = '14000001'
const MINUTE = 60_000
const headersOf = (limit: unknown, remaining: unknown, reset: unknown, prefix = 'x-rate-limit') =>
  Object.fromEntries(
    Object.entries({ [`${prefix}-limit`]: limit, [`${prefix}-remaining`]: remaining, [`${prefix}-reset`]: reset }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
const inSeconds = (s: number) => Math.floor(NOW.getTime() / 1000) + s

t.test('headers are believed as far as such windows can last, and not at all if they lie', async (t) => {
  const seen = (headers: Record<string, string>) => readWindows({ headers }, 'list.get', NOW)
  t.same(seen(headersOf(75, 3, inSeconds(600))), [{ window: 'list.get', seen: { most: 75, remaining: 3, reset_at: new Date(NOW.getTime() + 600_000) } }])
  t.same(seen({}), [])
  t.same(seen(headersOf(75, 0, undefined)), [])
  t.same(seen(headersOf(75, 0, inSeconds(-3600))), [], 'past')
  t.same(seen(headersOf(75, 'many', inSeconds(60))), [])
  t.same(seen(headersOf(75, -1, inSeconds(60))), [])
  t.match(seen(headersOf(75, 0, 10_413_792_000)), [{ seen: { reset_at: new Date(NOW.getTime() + LONGEST_WINDOW_MS) } }], 'the year 2300')
  t.match(seen(headersOf(1000, 0, inSeconds(6 * 3600), 'x-user-limit-24hour')), [
    { window: 'list.get 24h', seen: { remaining: 0, reset_at: new Date(NOW.getTime() + 6 * 3_600_000) } },
  ])
  t.match(closedWindow('list.get', new Date(NOW.getTime() + 6 * 3_600_000), NOW), { window: 'list.get 24h', seen: { remaining: 0 } })
  const any = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String))
  holds(
    t,
    fc.property(any, any, any, fc.constantFrom('x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour'), (limit, remaining, reset, prefix) =>
      seen(headersOf(limit, remaining, reset, prefix)).every(({ seen }) => {
        const wait = seen.reset_at.getTime() - NOW.getTime()
        return wait > 0 && wait <= LONGEST_DAY_MS && Number.isSafeInteger(seen.remaining) && seen.remaining >= 0 && seen.most <= 1_000_000_000
      }),
    ),
    'whatever X says, what is kept is believable',
    1000,
  )
})

interface World {
  sim: Simulator
  platform: Platform
  /** Another process on the same database. */
  another(): Platform
  writes: string[]
  calls(): number
}

async function open(t: Parameters<Parameters<typeof onBoth>[1]>[0], deps: TestDeps): Promise<World> {
  const sim = await startSimulator({ clock: deps.clock, scenario: { users: [{ id: OWNER, username: 'owner_eg' }] } })
  t.teardown(() => sim.close())
  const credentials = { ...sim.credentials(OWNER), user: { kind: 'oauth1' as const, ...sim.addOAuth1(OWNER) } }
  const writes: string[] = []
  const another = () => {
    const book = createRateBook(deps.store, deps.clock, silentLog)
    const rates: RateBook = {
      ...book,
      note: async (...given) => {
        const before = await state(deps)
        await book.note(...given)
        if ((await state(deps)) !== before) writes.push(given[1])
      },
    }
    return createXPlatform({ baseUrl: sim.url, credentials, clock: deps.clock, meter: () => undefined, rates })
  }
  return { sim, platform: another(), another, writes, calls: () => sim.log().length }
}

const state = async (deps: TestDeps) => JSON.stringify((await deps.database.executeSql('select * from x_rate order by 1, 2')).rows)

onBoth('a window that is used up is not called into, by no process and after no restart, until it opens', async (t, deps) => {
  const { sim, platform, another, writes, calls } = await open(t, deps)
  const { id } = sim.addList({ owner_id: OWNER, name: 'Allies' })
  for (let i = 0; i < 75; i++) await platform.getList(id)
  t.equal(calls(), 75)
  t.ok(writes.length <= 8, `75 answers, ${writes.length} of them written down: the first, and the last few`)
  const failure = await failureOf(platform.getList(id))
  t.equal(failure.kind, 'rate')
  t.match(failure.message, 'nothing was sent')
  t.equal(failure.resetAt?.toISOString(), new Date(deps.clock.now().getTime() + 15 * MINUTE).toISOString())
  t.match(await failureOf(another().getList(id)), { kind: 'rate' })
  t.equal(calls(), 75, 'X has heard nothing of it')
  await platform.readMembers(id)
  await platform.lookupUsers(['owner_eg'])
  t.equal(calls(), 77, 'other windows are open')
  deps.clock.advance(15 * MINUTE)
  t.equal((await another().getList(id)).id, id)
})

onBoth('what X closes is closed: proper, past, absent, absurd, lying and daily resets, each clamped', async (t, deps) => {
  const { sim, platform, another, calls } = await open(t, deps)
  const { id } = sim.addList({ owner_id: OWNER, name: 'Allies' })
  for (const [reset, least, most] of [
    ['proper', 60_000, LONGEST_WINDOW_MS],
    ['past', 60_000, 60_000],
    ['absent', 60_000, 60_000],
    ['absurd', LONGEST_WINDOW_MS, LONGEST_WINDOW_MS],
    ['lying', 60_000, LONGEST_WINDOW_MS],
    ['day', 5 * 3_600_000, LONGEST_DAY_MS],
  ] as const) {
    sim.setFault({ name: 'rate-429', reset, next: 1, route: 'GET /2/lists/:id' })
    const told = await failureOf(platform.getList(id))
    t.equal(told.kind, 'rate', reset)
    const wait = (told.resetAt?.getTime() ?? 0) - deps.clock.now().getTime()
    t.ok(wait >= least && wait <= most, `${reset}: ${wait} ms`)
    const before = calls()
    deps.clock.advance(wait - 1)
    t.match(await failureOf(another().getList(id)), { kind: 'rate' }, `${reset}: still closed a millisecond before`)
    t.equal(calls(), before)
    deps.clock.advance(1)
    t.equal((await another().getList(id)).id, id, `${reset}: open`)
  }
})

onBoth('additions and reads of one account are counted apart from those of the app, and of another account', async (t, deps) => {
  const { sim, platform } = await open(t, deps)
  const { id } = sim.addList({ owner_id: OWNER, name: 'Allies' })
  await platform.getList(id)
  await platform.lookupUsers(['owner_eg'])
  await platform.lookupUserIds([OWNER])
  await platform.lists?.addMember(id, OWNER)
  const { rows } = await deps.database.executeSql('select subject, operation, most, remaining from x_rate order by 1, 2')
  const app = 'app'
  const user = (rows as { subject: string }[]).map(({ subject }) => subject).find((subject) => subject !== app)
  t.same(rows, [
    { subject: user, operation: 'list.get', most: 75, remaining: 74 },
    { subject: user, operation: 'list.members.add', most: 300, remaining: 299 },
    { subject: app, operation: 'users.lookup', most: 300, remaining: 299 },
    { subject: app, operation: 'users.lookup by id', most: 300, remaining: 299 },
  ])
})

onBoth('of two answers that come in the wrong order the one with less left stands', async (t, deps) => {
  const [one, other] = [createRateBook(deps.store, deps.clock, silentLog), createRateBook(deps.store, deps.clock, silentLog)]
  const reset_at = new Date(deps.clock.now().getTime() + 10 * MINUTE)
  await one.note('1', 'list.get', { most: 75, remaining: 0, reset_at })
  await other.note('1', 'list.get', { most: 75, remaining: 1, reset_at })
  t.same(await one.closedUntil('1', ['list.get', 'list.get 24h']), reset_at)
  t.equal(await one.closedUntil('2', ['list.get']), null)
  const later = new Date(deps.clock.now().getTime() + 3_600_000)
  await other.note('1', 'list.get 24h', { most: 0, remaining: 0, reset_at: later })
  t.same(await one.closedUntil('1', ['list.get', 'list.get 24h']), later, 'the later of both')
  deps.clock.advance(10 * MINUTE)
  await other.note('1', 'list.get', { most: 75, remaining: 74, reset_at: new Date(deps.clock.now().getTime() + 15 * MINUTE) })
  t.equal(await one.closedUntil('1', ['list.get']), null)
})

onPostgres('forty calls at once into a window of seventy-five, twice: X refuses none that was known to be too many', async (t, deps) => {
  const { sim, platform, another } = await open(t, deps)
  const { id } = sim.addList({ owner_id: OWNER, name: 'Allies' })
  const processes = [platform, another(), another(), another()]
  const outcomes = await Promise.allSettled(Array.from({ length: 160 }, (_, i) => processes[i % 4]?.getList(id)))
  const refusedByX = sim.log().filter((row) => row.status === 429).length
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 75)
  t.comment(`${refusedByX} of 85 were on their way when the window closed; the others were never sent`)
  const before = sim.log().length
  await Promise.allSettled(processes.map((one) => one.getList(id)))
  t.equal(sim.log().length, before)
})
