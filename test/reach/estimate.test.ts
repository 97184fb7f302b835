import fc from 'fast-check'
import t from 'tap'
import { CALIBRATION } from '../../src/reach/calibration.js'
import { estimateReachOf } from '../../src/reach/estimate.js'
import type { EvidenceMember } from '../../src/reach/evidence.js'
import { readCounts, rhoOf, unionFromCounts } from '../../src/reach/levels/counts.js'
import { daysAgo, evidenceOf, member } from './ladder-world.js'

/** The `counts` rung: what follower counts alone say. */

const from = (counts: readonly (number | null)[], topical = false) =>
  estimateReachOf(
    evidenceOf(
      counts.map((followers, at) => member(`acc_${String(at).padStart(3, '0')}`, followers)),
      { topical },
    ),
    CALIBRATION,
  )

const count = fc.oneof(fc.nat(20), fc.nat(5000), fc.nat(100_000_000))
const counts = fc.array(fc.option(count, { freq: 8 }), { maxLength: 60 })

t.test('M ≤ low ≤ estimate ≤ high ≤ S, in whole numbers', async () => {
  fc.assert(
    fc.property(counts, fc.boolean(), (set, topical) => {
      const { low, estimate, high, max, sum, bounds, within, level } = from(set, topical)
      const unknown = set.includes(null)
      // Of members of which nothing is known nothing is proved; beside accounts nobody follows nothing is known at all.
      if (level === 'none') return set.length === 0 || (unknown && set.every((followers) => followers === null || followers === 0))
      const whole = [low, estimate, high].every(Number.isSafeInteger)
      return (
        whole &&
        max <= low &&
        low <= estimate &&
        estimate <= high &&
        high <= sum &&
        within?.low === max &&
        within.high === sum &&
        (unknown ? bounds === null : bounds === within)
      )
    }),
    { numRuns: 2000 },
  )
})

t.test('the order of the members does not matter, nor do doubles of one account', async () => {
  const set = fc.array(count, { minLength: 1, maxLength: 30 }).map((values) => values.map((followers, at) => member(`acc_${at}`, followers)))
  fc.assert(
    fc.property(
      set.chain((members) => fc.tuple(fc.constant(members), fc.shuffledSubarray(members, { minLength: members.length }), fc.subarray(members))),
      fc.boolean(),
      ([members, shuffled, again], topical) => {
        const of = (list: EvidenceMember[]) => JSON.stringify(estimateReachOf(evidenceOf(list, { topical }), CALIBRATION))
        return of(members) === of(shuffled) && of(members) === of([...shuffled, ...again])
      },
    ),
  )
})

t.test('an account more never lowers the estimate, also when it takes the shared category away', async () => {
  fc.assert(
    fc.property(counts, fc.option(count), fc.constantFrom([false, false], [true, true], [true, false]), (set, one, [before, after]) => {
      const smaller = from(set, before)
      // A set of which nothing is known has no estimate to compare.
      return smaller.level === 'none' || from([...set, one], after).estimate >= smaller.estimate
    }),
    { numRuns: 3000 },
  )
})

t.test('higher counts never lower the estimate', async () => {
  fc.assert(
    fc.property(fc.array(count, { minLength: 1, maxLength: 30 }), fc.nat(), fc.nat(10_000), fc.boolean(), (set, at, more, topical) => {
      const grown = set.map((value, i) => (i === at % set.length ? value + more : value))
      return from(grown, topical).estimate >= from(set, topical).estimate
    }),
    { numRuns: 2000 },
  )
})

t.test('one account is exact, no account is nothing, unknown counts are no evidence', async (t) => {
  t.match(from([123]), { level: 'exact', low: 123, estimate: 123, high: 123, known: 1, members: 1, at_least: [123] })
  t.match(from([123, 0]), { level: 'exact', estimate: 123 })
  t.match(from([]), { level: 'none', members: 0, as_of: null, raise: [], reason: 'there is no account in this set yet' })
  t.match(from([null, null]), { level: 'none', known: 0, members: 2, bounds: null, reason: 'neither a follower count nor a follower list is known' })
  t.match(from([0, 0]), { level: 'exact', estimate: 0 })
})

t.test('the form by hand: for equal lists with a shared category it is M (S/M)^rho', async (t) => {
  t.equal(Math.round(unionFromCounts([1000, 1000], 0.74, 0)), 1670)
  t.equal(from([1000, 1000], true).estimate, 1670)
  // Without a shared category: ln U/M = ln(1 + .15 x) / .15 with x = .91 ln 2.
  t.equal(from([1000, 1000]).estimate, 1827)
  t.equal(unionFromCounts([5, 7], 1, 0), 12)
  t.equal(unionFromCounts([0, 0], 0.5, 0.2), 0)
})

t.test('rhoOf is the inverse of the form', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 40 }),
      fc.double({ min: 0.3, max: 0.99, noNaN: true }),
      (sizes, rho) => {
        const found = rhoOf(sizes, unionFromCounts(sizes, rho, 0.12), 0.12)
        return found !== null && Math.abs(unionFromCounts(sizes, found, 0.12) / unionFromCounts(sizes, rho, 0.12) - 1) < 1e-6
      },
    ),
  )
})

t.test('unknown members change no figure, only what it speaks of and what is proved of the set', async (t) => {
  const some = [5000, 900, 30]
  const { known, members, evidence, raise, bounds, ...figures } = from([...some, null])
  t.same([known, members], [3, 4])
  t.match(from(some), figures)
  t.equal(bounds, null)
  t.same(from(some).bounds, { low: 5000, high: 5930 })
  t.same(evidence, { sketch: 0, sample: 0, pairs: 0, count: 0.75, nothing: 0.25 })
  t.match(raise[0], { level: 'counts', needs: 'count', accounts: ['acc_003'], reads: 1 })
})

t.test('an estimate is as old as its oldest count', async (t) => {
  const set = [member('a', 5), member('b', 7, { as_of: daysAgo(50) }), member('c', null)]
  t.same(estimateReachOf(evidenceOf(set), CALIBRATION).as_of, daysAgo(50))
})

t.test('suspended, vanished and doubled accounts are no members; protected ones and those of no known id are', async (t) => {
  const set = (['active', 'protected', 'suspended', 'not_found', 'duplicate', 'unresolved'] as const).map((state) => member(state, 100, { state }))
  t.match(estimateReachOf(evidenceOf(set), CALIBRATION), { members: 3, known: 3, sum: 300 })
  t.match(estimateReachOf(evidenceOf([member('x', 9, { state: 'suspended' })]), CALIBRATION), {
    level: 'none',
    members: 0,
    reason: 'every account is suspended, gone or a double',
  })
})

t.test('a count that is none is refused', async (t) => {
  for (const bad of [-1, 1.5, Number.NaN]) t.throws(() => from([bad, 3]), RangeError)
})

t.test('the calibration is fit for monotony: mixed sets are never put below topical ones', async (t) => {
  const { random, topical, saturation } = CALIBRATION.counts
  t.equal(random.estimate.few, random.estimate.many)
  t.equal(topical.estimate.few, topical.estimate.many)
  t.ok(saturation >= 0)
  fc.assert(
    fc.property(
      fc.array(count, { minLength: 1, maxLength: 300 }),
      (sizes) => readCounts(sizes, false, CALIBRATION).estimate >= readCounts(sizes, true, CALIBRATION).estimate,
    ),
  )
  for (const row of [random, topical, CALIBRATION.pairs.random, CALIBRATION.pairs.topical]) {
    for (const size of ['few', 'many'] as const)
      t.ok(0 <= row.low[size] && row.low[size] <= row.estimate[size] && row.estimate[size] <= row.high[size] && row.high[size] <= 1)
  }
})
