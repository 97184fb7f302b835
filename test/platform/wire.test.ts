import t from 'tap'
import { isPlatformError, type Platform, type PlatformErrorKind } from '../../src/platform/port.js'
import { createXPlatform } from '../../src/platform/x/index.js'
import { type FaultProxy, faultProxy, type Toxic } from '../helpers/fault-proxy.js'
import { OWNER, world } from './world.js'

// Hundreds of broken lines take their time where others work on the same machine.
t.setTimeout(300_000)

/** The genuine client, through the proxy, to the simulator; the owner's list holds 1 to `members`. */
async function wired(t: Parameters<typeof world>[0], users: number, members: number, seed = 1) {
  const all = await world(t, users)
  const { simulator, clock } = all
  const { id } = simulator.addList({ owner_id: OWNER, name: 'L' })
  for (let i = 1; i <= members; i++) simulator.handAdd(id, String(i))
  const proxy = await faultProxy(simulator.url, { seed })
  t.teardown(() => proxy.close())
  const platform = createXPlatform({
    baseUrl: proxy.url,
    credentials: simulator.credentials(OWNER),
    clock,
    meter: () => undefined,
    timeoutMs: 1000,
    random: () => 0.5,
  }) as Platform & Required<Pick<Platform, 'lists'>>
  const isMember = (user: string) => simulator.members(id).includes(user)
  return { ...all, id, proxy, platform, isMember }
}

const outcome = async (call: Promise<unknown>): Promise<PlatformErrorKind | 'success'> => {
  try {
    await call
    return 'success'
  } catch (error) {
    if (isPlatformError(error)) return error.kind
    throw error
  }
}

/** Long answers are cut at every byte of their first and last 120 and at each eleventh between. */
const offsets = (length: number) => Array.from({ length }, (_, at) => at).filter((at) => length <= 500 || at < 120 || at >= length - 120 || at % 11 === 0)

async function lengthOf(proxy: FaultProxy, call: () => Promise<unknown>): Promise<number> {
  await call()
  return proxy.lastAnswer()
}

/** What a write that was cut ended as, by outcome and whether it took effect. */
type Tally = Record<string, number>
const count = (tally: Tally, key: string) => {
  tally[key] = (tally[key] ?? 0) + 1
}

t.test('an addition whose answer is cut at any byte is neither a success nor a refusal, and it did happen', async (t) => {
  const { proxy, platform, id, isMember, clock } = await wired(t, 1400, 0)
  const length = await lengthOf(proxy, () => platform.lists.addMember(id, '1400'))
  t.ok(length > 200, `${length} bytes`)
  const tally: Tally = {}
  let user = 0
  for (const end of ['fin', 'rst'] as const) {
    for (const cut of offsets(length).filter((at) => end === 'fin' || at % 5 === 0)) {
      user += 1
      clock.advance(5_000)
      proxy.set({ cut, end })
      count(tally, `${await outcome(platform.lists.addMember(id, String(user)))} ${isMember(String(user))}`)
    }
  }
  t.same(tally, { 'transient true': user }, `${user} cuts`)
  proxy.set({ cut: length + 100 })
  t.equal(await outcome(platform.lists.addMember(id, String(user + 1))), 'success', 'a whole answer is believed')
})

t.test('a removal whose answer is cut at any byte is neither a success nor a refusal, and it did happen', async (t) => {
  const { proxy, platform, id, isMember, clock } = await wired(t, 900, 900)
  const length = await lengthOf(proxy, () => platform.lists.removeMember(id, '900'))
  const tally: Tally = {}
  let user = 0
  for (const cut of offsets(length)) {
    user += 1
    clock.advance(5_000)
    proxy.set({ cut })
    count(tally, `${await outcome(platform.lists.removeMember(id, String(user)))} ${isMember(String(user))}`)
  }
  t.same(tally, { 'transient false': user }, `${user} cuts`)
})

t.test('a write whose request is cut at any byte is unknown too, and it did not happen', async (t) => {
  const { proxy, platform, id, simulator, clock } = await wired(t, 5, 0)
  const tally: Tally = {}
  const calls = simulator.log().length
  // The body ends the request: up to its last byte nothing can have been understood.
  for (let at = 0; at < 400; at += 3) {
    clock.advance(5_000)
    proxy.set({ cut_request: at })
    const before = simulator.members(id).length
    const how = await outcome(platform.lists.addMember(id, '1'))
    if (how === 'success') break
    count(tally, `${how} ${simulator.members(id).length - before}`)
  }
  t.same(Object.keys(tally), ['transient 0'])
  t.ok((tally['transient 0'] ?? 0) > 50)
  t.ok(simulator.log().length - calls <= 2, 'the simulator heard of none but the whole one')
})

t.test('a page of members that is cut at any byte is asked for again, and never believed in part', async (t) => {
  const { proxy, platform, id, simulator, clock } = await wired(t, 6, 6)
  const length = await lengthOf(proxy, () => platform.readMembers(id))
  const whole = simulator.members(id)
  const cuts = offsets(length)
  let repeated = 0
  for (const cut of cuts) {
    clock.advance(60_000)
    const before = simulator.log().length
    proxy.set({ cut }, 1)
    const read = await platform.readMembers(id)
    repeated += simulator.log().length - before - 1
    if (!read.complete || read.members.map((row) => row.id).join() !== whole.join()) t.fail(`cut at ${cut}: ${JSON.stringify(read)}`)
  }
  t.equal(repeated, cuts.length, 'once more for each')
  const lost: Tally = {}
  for (const cut of cuts.filter((_, at) => at % 9 === 0)) {
    clock.advance(60_000)
    const before = simulator.log().length
    proxy.set({ cut })
    count(lost, `${await outcome(platform.readMembers(id))} after ${simulator.log().length - before}`)
  }
  t.same(Object.keys(lost), ['transient after 4'], 'a line that stays cut is given up')
})

t.test('a second page that is cut loses nobody and repeats nobody', async (t) => {
  const { proxy, platform, id, simulator, clock } = await wired(t, 250, 250)
  for (let cut = 0; cut < 6000; cut += 601) {
    clock.advance(900_000)
    let pages = 0
    const read = platform.readMembers(id, () => {
      pages += 1
      if (pages === 1) proxy.set({ cut }, 2)
    })
    t.same(await read.then(({ complete, members }) => [complete, members.map((row) => row.id).join()]), [true, simulator.members(id).join()], `at ${cut}`)
  }
})

t.test('slow, sliced, silent, garbled and reset lines', async (t) => {
  const { proxy, platform, id, isMember, clock } = await wired(t, 20, 0)
  const rows: [Toxic, PlatformErrorKind | 'success', boolean][] = [
    [{ latency: 80 }, 'success', true],
    [{ slice: 7 }, 'success', true],
    [{ slice: 1 }, 'success', true],
    [{ latency: 1300 }, 'transient', true],
    [{ drip: 20 }, 'transient', true],
    [{ half_open: true }, 'transient', true],
    [{ garbage: true }, 'transient', true],
    [{ garbage: true, slice: 30 }, 'transient', true],
    [{ reset: 'answer' }, 'transient', true],
    [{ reset: 'request' }, 'transient', false],
  ]
  for (const [at, [toxic, kind, happened]] of rows.entries()) {
    clock.advance(5_000)
    proxy.set(toxic)
    const user = String(at + 1)
    t.equal(await outcome(platform.lists.addMember(id, user)), kind, JSON.stringify(toxic))
    t.equal(isMember(user), happened)
  }
})

t.test('lines spoilt by seed: what is called done is done, and nothing is ever called refused', async (t) => {
  const tally: Tally = {}
  for (const seed of [1, 2]) {
    const { proxy, platform, id, isMember, clock, simulator } = await wired(t, 60, 30, seed)
    for (let i = 1; i <= 60; i++) {
      clock.advance(60_000)
      const toxic = proxy.draw()
      proxy.set(toxic)
      const adds = i > 30
      const how = await outcome(adds ? platform.lists.addMember(id, String(i)) : platform.lists.removeMember(id, String(i)))
      if (how !== 'success' && how !== 'transient') t.fail(`seed ${seed}: ${JSON.stringify(toxic)} ended as ${how}`)
      if (how === 'success' && isMember(String(i)) !== adds) t.fail(`seed ${seed}: ${JSON.stringify(toxic)} was called a success`)
      count(tally, how)
      const read = await platform
        .readMembers(id)
        .catch((error: unknown) => (isPlatformError(error) && error.kind === 'transient' ? null : Promise.reject(error)))
      if (read?.complete && read.members.map((row) => row.id).join() !== simulator.members(id).join())
        t.fail(`seed ${seed}: ${JSON.stringify(toxic)} falsified a read`)
      proxy.set(null)
    }
  }
  t.ok((tally.success ?? 0) > 20 && (tally.transient ?? 0) > 40, JSON.stringify(tally))
})

t.test('the same seed spoils the same way', async (t) => {
  const draws = async (seed: number) => {
    const proxy = await faultProxy('http://127.0.0.1:9', { seed })
    t.teardown(() => proxy.close())
    return JSON.stringify(Array.from({ length: 40 }, proxy.draw))
  }
  t.equal(await draws(5), await draws(5))
  t.not(await draws(5), await draws(6))
})
