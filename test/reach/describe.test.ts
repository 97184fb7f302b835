import fc from 'fast-check'
import t from 'tap'
import { CALIBRATION } from '../../src/reach/calibration.js'
import { describeReach, precisionOf } from '../../src/reach/describe.js'
import { estimateReachOf } from '../../src/reach/estimate.js'
import { evidenceOf, idOf, member, membersOf, sketchesOf } from './ladder-world.js'

const describe = (counts: (number | null)[], audience: 'public' | 'organiser' = 'public', topical = false) =>
  describeReach(
    estimateReachOf(
      evidenceOf(
        counts.map((followers, at) => member(idOf(at), followers)),
        { topical },
      ),
      CALIBRATION,
    ),
    audience,
  )

t.test('figures are rounded to the precision of the interval and put into one sentence', async (t) => {
  const found = describe([5321, 4210, 3999, 2500, 1234], 'public', true)
  t.same(found.potential_unique_audience, { estimate: 12000, low: 6000, high: 17000 })
  t.equal(found.guaranteed, null, 'the lower bound would be the largest count')
  t.equal(found.gross_followers, 17_000)
  t.equal(found.statement, 'About 12,000 accounts follow at least one of these (between 6,000 and 17,000; counts only).')
  t.match(found, { level: 'counts', calibration: 'counts-2026-3', as_of: '2026-03-01T00:00:00.000Z', evidence_share: 1, members: 5, members_with_evidence: 5 })
  t.equal(precisionOf({ low: 9000, estimate: 12000, high: 15000 }), 1000)
  t.equal(precisionOf({ low: 7, estimate: 7, high: 7 }), 1)
})

t.test('in public no range begins at nobody while somebody follows, and for organisers none ends above the sum', async (t) => {
  const counts = [41_000, 23_400, 15_800, 8_100, 5_200, 2_900, 1_200, 900, 800, 500]
  t.match(describe(counts, 'public', true).potential_unique_audience, { low: 9_000 }, 'the average, rounded down to its first digit')
  for (const few of [
    [40, 30, 20],
    [4, 4, 4],
    [2_147_483_647, 2_147_483_647, 900_000],
  ])
    t.ok((describe(few, 'organiser').potential_unique_audience?.high ?? 0) <= few.reduce((sum, count) => sum + count, 0), String(few))
})

t.test('the sentence says whose counts are missing', async (t) => {
  t.match(describe([5321, 4210, 3999, null, null]).statement, /This speaks of 3 of the 5 accounts: the count of the other 2 is not known, and can only add\.$/)
  t.match(describe([null, null]), {
    level: 'none',
    potential_unique_audience: null,
    guaranteed: null,
    statement: 'No follower count is known for any of the 2 accounts.',
  })
  t.equal(describe([]).statement, 'There is no account in this set yet.')
  t.match(describe([]), { level: 'none', potential_unique_audience: null, gross_followers: null, reason: 'there is no account in this set yet' })
})

t.test('one account: exact for the organiser, withheld in public, with two as well', async (t) => {
  t.match(describe([321], 'organiser'), {
    level: 'exact',
    potential_unique_audience: { estimate: 321, low: 321, high: 321 },
    guaranteed: { low: 321, high: 321 },
  })
  t.equal(describe([321], 'organiser').statement, '321 accounts follow it (exact by its own count).')
  for (const counts of [[321], [321, 5], [321, 5, 0], [321, null, null]]) {
    const found = describe(counts)
    t.match(found, { potential_unique_audience: null, guaranteed: null, gross_followers: null, method: 'withheld' })
    t.notMatch(JSON.stringify(found), /321/)
  }
})

const counts = fc.array(fc.oneof(fc.nat(20), fc.nat(5000), fc.nat(100_000_000)), { maxLength: 40 })

t.test('rounding breaks no promise: bounds contain the interval, duplication is in [0, 1), method and calibration are always there', async () => {
  fc.assert(
    fc.property(counts, fc.boolean(), fc.constantFrom('public' as const, 'organiser' as const), (set, topical, audience) => {
      const found = describe(set, audience, topical)
      if (!found.method || !found.calibration || !found.level || !found.statement) return false
      if (found.as_of === null && set.length > 0) return false
      const { potential_unique_audience: figures, guaranteed, duplication } = found
      if (figures === null) return guaranteed === null && duplication === null && found.gross_followers === null
      const ordered = figures.low <= figures.estimate && figures.estimate <= figures.high
      // In public there are no bounds, and no sum that is mostly one account's.
      if (audience === 'public') return ordered && guaranteed === null && (duplication === null || (0 <= duplication && duplication < 1))
      if (guaranteed === null || duplication === null) return false
      const max = Math.max(0, ...set)
      const sum = set.reduce((a, b) => a + b, 0)
      return (
        guaranteed.low <= figures.low &&
        figures.low <= figures.estimate &&
        figures.estimate <= figures.high &&
        figures.high <= guaranteed.high &&
        guaranteed.low <= max &&
        guaranteed.high >= sum &&
        0 <= duplication &&
        duplication < 1
      )
    }),
    { numRuns: 2000 },
  )
})

t.test('in public no single count can be read off, unless it is as round as the figures', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100_000_000 }), { minLength: 3, maxLength: 40 }), (set) => {
      const found = describe(set)
      const numbers = [...Object.values(found.potential_unique_audience ?? {}), ...(found.gross_followers === null ? [] : [found.gross_followers])]
      const max = Math.max(...set)
      const mostly = max > 0.8 * set.reduce((sum, one) => sum + one, 0)
      if (mostly !== (found.gross_followers === null) || found.guaranteed !== null) return false
      // Two digits of the estimate, one where a single account makes up most of the sum.
      const step =
        10 **
        Math.max(
          0,
          Math.floor(Math.log10(Math.max(1, estimateReachOf(evidenceOf(set.map((followers, at) => member(idOf(at), followers))), CALIBRATION).estimate))) -
            (mostly ? 0 : 1),
        )
      return numbers.every((value) => typeof value === 'number' && value % step === 0)
    }),
  )
})

t.test('a set that one account dominates has no figure in public, and all figures for organisers', async (t) => {
  for (const set of [
    [400_000, 5, 5],
    [90_000, 10_000, 5_000, 100],
  ]) {
    const shown = describe(set, 'public')
    t.match(shown, { potential_unique_audience: null, gross_followers: null, duplication: null, at_least: null, level: 'none', method: 'withheld' })
    t.match(shown.reason, /one account makes up most of it/)
    t.notMatch(JSON.stringify(shown), /400|90,?000|105/)
    t.ok(describe(set, 'organiser').potential_unique_audience)
  }
  t.ok(describe([40_000, 30_000, 20_000], 'public').potential_unique_audience)
})

t.test('what is exact is exact for organisers, and has two digits in public: sets that differ by one account must not give its count away', async (t) => {
  const lists = [0, 1, 2].map((list) => Array.from({ length: 1234 + list }, (_, at) => 700 * list + at))
  const found = estimateReachOf(evidenceOf(membersOf(lists), { sketches: sketchesOf(lists) }), CALIBRATION)
  t.match(describeReach(found, 'organiser'), {
    level: 'exact',
    potential_unique_audience: { estimate: 2636, low: 2636, high: 2636 },
    guaranteed: { low: 2636, high: 2636 },
    gross_followers: 3705,
    statement: '2,636 accounts follow at least one of these (counted over all follower lists).',
  })
  const open = describeReach(found, 'public')
  t.match(open, {
    potential_unique_audience: { estimate: 2600, low: 2600, high: 2600 },
    guaranteed: null,
    gross_followers: 3700,
    statement: 'About 2,600 accounts follow at least one of these (counted over all follower lists, rounded).',
    raise: [],
  })
  t.ok(open.at_least?.every((count) => count % 100 === 0))
})

t.test('suspended accounts only: no figure, with the reason', async (t) => {
  const found = estimateReachOf(evidenceOf([member('a', 5, { state: 'suspended' })]), CALIBRATION)
  t.match(describeReach(found, 'public'), {
    level: 'none',
    potential_unique_audience: null,
    reason: 'every account is suspended, gone or a double',
    statement: 'There is no figure: every account is suspended, gone or a double.',
  })
})

t.test('it never says people, reached or impressions', async (t) => {
  for (const set of [[], [5], [5, 7], [500, 700, 900], [null]]) t.notMatch(describe(set).statement, /people|reached|impression/i)
})

t.test('where all others lie in the largest the public sees no figure: it would be the count of that one', async (t) => {
  const upTo = (n: number) => Array.from({ length: n }, (_, at) => at)
  const nested = [upTo(2_340), upTo(800), upTo(600), upTo(500)]
  const apart = [upTo(2_340), ...[3_000, 4_000, 5_000].map((from) => upTo(800).map((id) => id + from))]
  const shown = (lists: number[][]) => describeReach(estimateReachOf(evidenceOf(membersOf(lists), { sketches: sketchesOf(lists) }), CALIBRATION), 'public')
  t.match(shown(nested), { level: 'none', method: 'withheld', potential_unique_audience: null, gross_followers: null })
  t.match(shown(apart), { level: 'exact', potential_unique_audience: { estimate: 4_700 } })
})

t.test('in public no range of counts passes the plain sum that is shown beside it', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 3, maxLength: 8 }), (counts) => {
      const { potential_unique_audience: audience, gross_followers: gross } = describeReach(
        estimateReachOf(evidenceOf(counts.map((count, at) => member(`m${at}`, count))), CALIBRATION),
        'public',
      )
      return audience === null || gross === null || (audience.low <= audience.estimate && audience.estimate <= audience.high && audience.high <= gross)
    }),
  )
})
