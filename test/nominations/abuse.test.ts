import fc from 'fast-check'
import t from 'tap'
import { network } from '../../src/kernel/network.js'
import {
  BURST_FEWEST,
  BURST_LIMITS,
  type BurstVoice,
  HOUR,
  heldByBurst,
  holdBySource,
  PEOPLE_PER_HOUR,
  peopleCap,
  secondsUntilFree,
  senderOf,
  targetCap,
} from '../../src/nominations/abuse.js'
import { holds } from '../helpers/property.js'

const NOW = new Date('2026-03-01T20:00:00.000Z')
const before = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)
const stranger = (n: number, over: Partial<BurstVoice> = {}): BurstVoice => ({
  id: `nom_${String(n).padStart(4, '0')}`,
  at: before(1),
  others: 0,
  since: before(1),
  released: false,
  held: false,
  fresh: true,
  ...over,
})
const many = (length: number, over: Partial<BurstVoice> = {}, from = 0) => Array.from({ length }, (_, n) => stranger(from + n, over))

t.test('a source is an IPv4 address or the /64 of an IPv6 address', async (t) => {
  const rows: [string, string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff::', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['unix:', 'unix:::/64'],
    ['', ''],
  ]
  for (const [address, source] of rows) t.equal(network(address), source, address)
  t.same(senderOf('anyone', '2001:db8::9'), { kind: 'address', id: 'ip:2001:db8:0:0::/64' })
  t.same(senderOf('key:key_1', '192.0.2.1'), { kind: 'key', id: 'key:key_1' })
})

t.test('every address of one /64 is one source, and no address of another', async (t) => {
  const group = fc.integer({ min: 0, max: 0xffff })
  const spelt = (groups: number[]) => groups.map((one) => one.toString(16)).join(':')
  const four = fc.tuple(fc.integer({ min: 0x2000, max: 0x3fff }), group, group, group)
  holds(
    t,
    fc.property(four, four, four, four, (net, other, a, b) => {
      const [one, two] = [network(spelt([...net, ...a])), network(spelt([...net, ...b]))]
      return one === two && (spelt(net) === spelt(other)) === (one === network(spelt([...other, ...a])))
    }),
    'network',
  )
})

t.test('keys may send ten times as much; further people of one address are held', async (t) => {
  const [address, key] = [senderOf('anyone', '192.0.2.1'), senderOf('key:key_1', '192.0.2.1')]
  t.same([targetCap(address, 100), targetCap(key, 100)], [100, 1000])
  t.equal(holdBySource({ people: PEOPLE_PER_HOUR - 1, known: false }, peopleCap(address)), null)
  t.equal(holdBySource({ people: PEOPLE_PER_HOUR, known: false }, peopleCap(address)), 'source')
  t.equal(holdBySource({ people: PEOPLE_PER_HOUR, known: true }, peopleCap(address)), null, 'somebody who spoke before may go on')
  t.equal(holdBySource({ people: PEOPLE_PER_HOUR, known: false }, peopleCap(key)), null)
  t.equal(secondsUntilFree(before(59), NOW), 60)
  t.equal(secondsUntilFree(new Date(NOW.getTime() - HOUR), NOW), 1)
})

t.test('the burst limits, at their edges', async (t) => {
  const [first] = BURST_LIMITS
  t.equal(first?.free, BURST_FEWEST)
  t.same([...heldByBurst(many(8))], [])
  t.same([...heldByBurst(many(9))], ['nom_0008'], 'the last one is the one too many')
  t.equal(heldByBurst(many(200)).size, 192)
  t.equal(heldByBurst([...many(8, { fresh: false, at: before(2) }), ...many(3, {}, 100)]).size, 3, 'what was let through uses the allowance up')
  t.equal(heldByBurst([...many(8, { fresh: false, at: before(11) }), ...many(3, {}, 100)]).size, 0, 'until the window is over')
  t.equal(heldByBurst([...many(40, { fresh: false, at: before(60) }), ...many(1, {}, 100)]).size, 1, 'but not for a slow drip')
  t.equal(heldByBurst([...many(10, { fresh: false, released: true }), ...many(18, {}, 100)]).size, 0, 'each voice an organiser released lets one more through')
  t.equal(heldByBurst([...many(12), ...many(6, { others: 2 }, 100)]).size, 0, 'so does each acquaintance')
  t.equal(heldByBurst(many(200, { since: before(24 * 60 + 1) })).size, 0, 'people who were seen before are no strangers')
  t.equal(heldByBurst(many(200, { since: before(24 * 60) })).size, 192)
  const later = [...many(200, { fresh: false, at: before(60) }), ...many(1, { at: before(59), others: 1 }, 900)]
  t.equal(heldByBurst(later).size, 1, 'who spoke in a burst and names another later is judged by the burst')
  t.equal(heldByBurst([...later.slice(190), ...many(9, { at: before(30), others: 2 })]).size, 0)
  const flood = many(200, { fresh: false, held: true })
  t.equal(heldByBurst([...flood, ...many(30, { others: 1 }, 500)]).size, 0, 'a flood that was stopped does not use up what others are allowed')
  t.equal(heldByBurst([...flood, ...many(1, {}, 500)]).size, 1)
  t.equal(heldByBurst(many(200, { others: 1 })).size, 160, 'one decoy each')
  t.equal(heldByBurst(many(200, { others: 5 })).size, 80, 'many decoys each')
})

const voice = fc.record({
  minutes: fc.integer({ min: 0, max: 30 * 60 }),
  others: fc.integer({ min: 0, max: 3 }),
  seen: fc.option(fc.integer({ min: 0, max: 3 * 24 * 60 })),
  released: fc.boolean(),
  held: fc.boolean(),
  fresh: fc.boolean(),
})
const crowd = fc
  .array(voice, { maxLength: 300 })
  .map((all) =>
    all.map(({ minutes, seen, ...rest }, n): BurstVoice => ({ ...rest, id: `nom_${n}`, at: before(minutes), since: seen === null ? null : before(seen) })),
  )

t.test('whatever the crowd', async (t) => {
  holds(
    t,
    fc.property(crowd, (voices) => {
      const held = heldByBurst(voices)
      return voices.every(({ id, fresh, released }) => !held.has(id) || (fresh && !released))
    }),
    'only what came just now is held, and nothing an organiser let go',
  )
  holds(
    t,
    fc.property(crowd, (voices) => voices.length > BURST_FEWEST || heldByBurst(voices).size === 0),
    'few voices are no burst, so that the facts need not be read',
  )
  holds(
    t,
    fc.property(crowd, (voices) => {
      const held = heldByBurst(voices)
      const more = [...voices, ...many(20, { others: 3, since: before(9_000), fresh: false }, 5000)]
      return [...heldByBurst(more)].every((id) => held.has(id))
    }),
    'acquaintances never make it worse for others',
  )
  holds(
    t,
    fc.property(crowd, fc.integer(), (voices, seed) => {
      const shuffled = [...voices].sort((a, b) => ((a.id.length * 31 + seed) % 7) - ((b.id.length * 31 + seed) % 7))
      return JSON.stringify([...heldByBurst(voices)].sort()) === JSON.stringify([...heldByBurst(shuffled)].sort())
    }),
    'the order in which the database gives the rows does not matter',
  )
})
