import fc from 'fast-check'
import t from 'tap'
import { frechetBounds } from '../../src/reach/bounds.js'
import { COUNTS_CALIBRATION as CALIBRATION } from '../../src/reach/calibration.js'
import { estimateFromCounts, type ReachMember } from '../../src/reach/estimate.js'

const AT = new Date('2026-03-01T00:00:00Z')
const known = (followers: number): ReachMember => ({ followers, as_of: AT })
const unknown: ReachMember = { followers: null, as_of: null }
const estimate = (members: ReachMember[], topical = false) => estimateFromCounts(members, topical, CALIBRATION)

// Small and equal counts are where rounding and ties live; a few huge ones are where real lists differ.
const count = fc.oneof(fc.nat(20), fc.nat(5000), fc.nat(100_000_000))
const member = fc.oneof({ weight: 5, arbitrary: count.map(known) }, { weight: 1, arbitrary: fc.constant(unknown) })
const members = fc.array(member, { maxLength: 60 })

t.test('M ≤ low ≤ estimate ≤ high ≤ S, in whole numbers', async () => {
  fc.assert(
    fc.property(members, fc.boolean(), (set, topical) => {
      const { low, estimate: middle, high, bounds, level } = estimate(set, topical)
      if (level === 'none') return set.every(({ followers }) => followers === null) && set.length > 0
      return bounds.max <= low && low <= middle && middle <= high && high <= bounds.sum && [low, middle, high].every(Number.isSafeInteger)
    }),
    { numRuns: 2000 },
  )
})

t.test('the order of the members does not matter', async () => {
  fc.assert(
    fc.property(
      members.chain((set) => fc.tuple(fc.constant(set), fc.shuffledSubarray(set, { minLength: set.length }))),
      fc.boolean(),
      ([set, shuffled], topical) => JSON.stringify(estimate(set, topical)) === JSON.stringify(estimate(shuffled, topical)),
    ),
  )
})

t.test('an account more never lowers the estimate, also when it takes the shared category away', async () => {
  fc.assert(
    fc.property(members, member, fc.constantFrom([false, false], [true, true], [true, false]), (set, one, [before, after]) => {
      const smaller = estimate(set, before)
      const larger = estimate([...set, one], after)
      // A set of which nothing is known has no estimate to compare.
      return smaller.level === 'none' || larger.estimate >= smaller.estimate
    }),
    { numRuns: 3000 },
  )
})

t.test('higher counts never lower the estimate', async () => {
  fc.assert(
    fc.property(fc.array(count, { minLength: 1, maxLength: 30 }), fc.nat(), fc.nat(10_000), fc.boolean(), (counts, at, more, topical) => {
      const grown = counts.map((value, i) => (i === at % counts.length ? value + more : value))
      return estimate(grown.map(known), topical).estimate >= estimate(counts.map(known), topical).estimate
    }),
  )
})

t.test('one account is exact, no account is nothing, unknown counts are no evidence', async (t) => {
  t.match(estimate([known(123)]), { level: 'exact', low: 123, estimate: 123, high: 123, known: 1, members: 1 })
  t.match(estimate([known(123), known(0)]), { level: 'exact', estimate: 123 })
  t.match(estimate([]), { level: 'exact', low: 0, estimate: 0, high: 0, members: 0, as_of: null })
  t.match(estimate([unknown, unknown]), { level: 'none', known: 0, members: 2 })
  t.match(estimate([known(0), known(0)]), { level: 'exact', estimate: 0 })
})

t.test('the formula, by hand: 1,000 twice is 1,000 * 2^0.75, or 2^0.65 with a shared category', async (t) => {
  t.match(estimate([known(1000), known(1000)]), { level: 'counts', estimate: 1682 })
  t.match(estimate([known(1000), known(1000)], true), { level: 'counts', estimate: 1569 })
})

t.test('unknown members change neither figures nor bounds, only what they speak of', async (t) => {
  const some = [known(5000), known(900), known(30)]
  const { known: counted, members: all, ...figures } = estimate([...some, unknown])
  t.same([counted, all], [3, 4])
  t.match(estimate(some), figures)
})

t.test('an estimate is as old as its oldest count', async (t) => {
  const old = new Date('2026-01-05T00:00:00Z')
  t.same(estimate([known(5), { followers: 7, as_of: old }, unknown]).as_of, old)
})

t.test('the calibration is fit for monotony: no value of the random row is below the topical one', async (t) => {
  const { random, topical } = CALIBRATION
  t.ok(random.estimate >= topical.estimate)
  for (const end of ['low', 'high'] as const) for (const size of ['few', 'many'] as const) t.ok(random[end][size] >= topical[end][size], `${end} ${size}`)
  for (const row of [random, topical]) {
    for (const size of ['few', 'many'] as const)
      t.ok(0 <= row.low[size] && row.low[size] <= row.estimate && row.estimate <= row.high[size] && row.high[size] <= 1)
  }
})

t.test('bounds refuse what is no count', async (t) => {
  t.same(frechetBounds([]), { max: 0, sum: 0 })
  t.same(frechetBounds([3, 9, 2]), { max: 9, sum: 14 })
  for (const bad of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) t.throws(() => frechetBounds([bad]), RangeError)
})
