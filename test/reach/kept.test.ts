import fc from 'fast-check'
import t from 'tap'
import { inUse, type Kept } from '../../src/reach/kept.js'
import { daysAgo } from './ladder-world.js'

const KEY = 7
const kept = (rest: Partial<Kept> = {}): Kept => ({
  kind: 'full',
  k: 4096,
  key_id: KEY,
  distinct_ids: 1_000,
  ids_read: 1_000,
  bad_lines: 0,
  as_of: daysAgo(1),
  followers_then: null,
  vouched_at: null,
  ...rest,
})
const counted = { followers: 1_000, as_of: daysAgo(2) }
const nobody = { followers: null, as_of: null }

t.test('the newest list that stands is used; newer ones that do not are told with what speaks against them', async (t) => {
  const good = kept({ as_of: daysAgo(9) })
  const older = kept({ as_of: daysAgo(20) })
  const other = kept({ as_of: daysAgo(1), key_id: 8 })
  const cut = kept({ as_of: daysAgo(3), distinct_ids: 500 })
  const long = kept({ as_of: daysAgo(4), distinct_ids: 9_000 })
  t.match(inUse([other, cut, long, good, older], counted, KEY), {
    list: good,
    sample: null,
    passed: [
      { kept: other, fault: 'key' },
      { kept: cut, fault: 'cut' },
      { kept: long, fault: 'long' },
    ],
  })
  t.same(inUse([good, cut, older], counted, KEY).passed, [], 'an older one is no matter, whatever is wrong with it')
  t.match(inUse([cut], counted, KEY), { list: null, sample: null, passed: [{ kept: cut, fault: 'cut' }] })
  t.equal(inUse([cut, good], nobody, KEY).list, cut, 'without a count nothing speaks against it')
  t.same(inUse([], counted, KEY), { list: null, sample: null, passed: [], faulty: false })
})

t.test('of a list of which many lines hold no id a count must say how long it should be, or an organiser that it is right', async (t) => {
  const torn = kept({ distinct_ids: 60, ids_read: 60, bad_lines: 40 })
  t.match(inUse([torn], nobody, KEY), { list: null, passed: [{ kept: torn, fault: 'torn' }], faulty: true })
  t.equal(inUse([torn], { followers: 60, as_of: daysAgo(2) }, KEY).list, torn)
  t.equal(inUse([kept({ ...torn, followers_then: 61 })], nobody, KEY).list?.ids_read, 60)
  t.equal(inUse([kept({ ...torn, vouched_at: daysAgo(0) })], nobody, KEY).list?.ids_read, 60)
  t.equal(inUse([kept({ ids_read: 1_000, bad_lines: 50 })], nobody, KEY).list?.ids_read, 1_000, 'a few lines are a heading and remarks')
  const whole = kept({ as_of: daysAgo(9) })
  t.equal(inUse([torn, whole], nobody, KEY).list, whole, 'until then the one before')
})

t.test('a sample of too few takes nobody’s place; of a small account all followers are enough', async (t) => {
  const good = kept({ kind: 'sample', distinct_ids: 100, as_of: daysAgo(5) })
  const few = kept({ kind: 'sample', distinct_ids: 19 })
  t.match(inUse([few, good], counted, KEY), { list: null, sample: good, passed: [{ kept: few, fault: 'few' }] })
  t.equal(inUse([few], { followers: 19, as_of: daysAgo(2) }, KEY).sample, few)
  t.equal(inUse([few, good], nobody, KEY).sample, few, 'how many there are is not known')
  t.equal(inUse([few, kept({ as_of: daysAgo(9) }), good], nobody, KEY).sample, good, 'the list says how many there are')
  const long = kept({ kind: 'sample', distinct_ids: 4_000 })
  t.match(inUse([long, good], counted, KEY), { list: null, sample: good, passed: [{ kept: long, fault: 'long' }] })
})

t.test('a random sample goes before the newest followers for a year', async (t) => {
  const page = kept({ kind: 'sample-newest', distinct_ids: 1_000 })
  const random = (days: number) => kept({ kind: 'sample', distinct_ids: 100, as_of: daysAgo(days) })
  const fresh = random(300)
  t.match(inUse([page, fresh], counted, KEY), { list: null, sample: fresh, passed: [] })
  t.equal(inUse([page, random(400)], counted, KEY).sample, page)
  const newer = random(0)
  t.equal(inUse([newer, page], counted, KEY).sample, newer)
})

const anyKept = fc
  .record({
    kind: fc.constantFrom('full', 'sample', 'sample-newest' as const),
    key_id: fc.constantFrom(KEY, KEY, KEY, 8),
    distinct_ids: fc.oneof(fc.nat(40), fc.integer({ min: 800, max: 1_400 }), fc.integer({ min: 1, max: 50_000 })),
    days: fc.nat(900),
    followers_then: fc.constantFrom(null, 950, 3_000),
  })
  .map(({ kind, days, ...rest }): Kept => kept({ kind: kind as Kept['kind'], ...rest, as_of: daysAgo(days) }))
const newestFirst = (all: readonly Kept[]) => [...all].sort((a, b) => b.as_of.getTime() - a.as_of.getTime())

t.test('one more that is not used itself changes nothing of what is used; one that is used stands', async () => {
  fc.assert(
    fc.property(
      fc.array(anyKept, { maxLength: 6 }),
      anyKept,
      fc.option(fc.record({ followers: fc.constantFrom(0, 15, 1_000, 20_000), as_of: fc.nat(800).map(daysAgo) }), { nil: nobody }),
      (all, one, count) => {
        const before = inUse(newestFirst(all), count, KEY)
        const after = inUse(newestFirst([...all, one]), count, KEY)
        if (after.passed.some((passed) => passed.kept === after.list || passed.kept === after.sample)) return false
        if (after.list === one || after.sample === one) return one.key_id === KEY
        return before.list === after.list && before.sample === after.sample
      },
    ),
    { numRuns: 2_000 },
  )
})
