import fc from 'fast-check'
import t from 'tap'
import { CALIBRATION } from '../../src/reach/calibration.js'
import { estimateReachOf } from '../../src/reach/estimate.js'
import type { Estimate, Evidence } from '../../src/reach/evidence.js'
import { createIdHasher } from '../../src/reach/keyed-hash.js'
import { scoreLarge } from '../eval/reach-large.js'
import { anyLists, daysAgo, evidenceOf, idOf, type Lists, member, membersOf, NOW, pairsOf, samplesOf, sketchesOf, sketchOf, truthOf } from './ladder-world.js'

const reach = (evidence: Evidence): Estimate => estimateReachOf(evidence, CALIBRATION)

/** Three lists of 120, 100 and 80 with 40 followers in common and 20 more shared by the first two: union 200. */
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)
const THREE: Lists = [upTo(0, 120), [...upTo(0, 60), ...upTo(120, 160)], [...upTo(0, 40), ...upTo(160, 200)]]

/** The same truth on every rung. */
const rungs = (lists: Lists, topical = false): Record<string, Evidence> => ({
  exact: evidenceOf(membersOf(lists), { sketches: sketchesOf(lists), topical }),
  sketch: evidenceOf(membersOf(lists), { sketches: sketchesOf(lists, 16), topical }),
  sample: evidenceOf(membersOf(lists), { samples: samplesOf(lists, 50), topical }),
  'sample-newest': evidenceOf(membersOf(lists), { samples: samplesOf(lists, 50, 'sample-newest'), topical }),
  pairs: evidenceOf(membersOf(lists), { pairs: pairsOf(lists), topical }),
  mixed: evidenceOf(membersOf(lists), { sketches: sketchesOf(lists, 4096, [0, 1]), topical }),
  stale: evidenceOf(membersOf(lists), { sketches: sketchesOf(lists, 4096, undefined, daysAgo(40)), topical }),
  counts: evidenceOf(membersOf(lists), { topical }),
})

t.test('each rung is chosen by what evidence there is, and the best of several', async (t) => {
  const by = rungs(THREE)
  for (const [level, evidence] of Object.entries(by)) t.match(reach(evidence), { level }, level)
  const order = Object.keys(by).filter((level) => level !== 'counts')
  for (const [at, level] of order.entries()) {
    const best = by[level]
    for (const other of order.slice(at + 1)) {
      const worse = by[other]
      if (!best || !worse) continue
      const sketches = new Map([...worse.sketches, ...best.sketches])
      const both = { ...best, sketches, samples: best.samples.size > 0 ? best.samples : worse.samples, pairs: [...best.pairs, ...worse.pairs] }
      // Old lists of those whose new ones are not there make part of the lists all of them.
      t.equal(reach(both).level, level === 'mixed' && other === 'stale' ? 'stale' : level, `${level} and ${other}`)
    }
  }
})

t.test('exact lists: the union itself, 1+, 2+ and 3+, whose sum is S', async (t) => {
  t.match(reach(evidenceOf(membersOf(THREE), { sketches: sketchesOf(THREE) })), {
    level: 'exact',
    estimate: 200,
    low: 200,
    high: 200,
    bounds: { low: 200, high: 200 },
    max: 120,
    sum: 300,
    at_least: [200, 60, 40],
    known: 3,
    evidence: { sketch: 1, nothing: 0 },
    raise: [],
  })
  fc.assert(
    fc.property(anyLists, (lists) => {
      const { level, estimate, at_least, sum } = reach(evidenceOf(membersOf(lists), { sketches: sketchesOf(lists) }))
      return level === 'exact' && estimate === truthOf(lists) && (at_least ?? []).reduce((a, b) => a + b, 0) === sum
    }),
    { numRuns: 200 },
  )
})

t.test('on every rung: M ≤ proved low ≤ low ≤ estimate ≤ high ≤ proved high ≤ S, the proof holds the truth, 1+ ≥ 2+ ≥ 3+', async () => {
  fc.assert(
    fc.property(anyLists, fc.boolean(), (lists, topical) => {
      const truth = truthOf(lists)
      return Object.values(rungs(lists, topical)).every((evidence) => {
        const { estimate, low, high, max, sum, bounds, at_least, level, method, calibration, as_of, members } = reach(evidence)
        const inside =
          bounds !== null && max <= bounds.low && bounds.low <= low && low <= estimate && estimate <= high && high <= bounds.high && bounds.high <= sum
        const proved = bounds !== null && bounds.low <= truth && truth <= bounds.high
        const falling = at_least === null || (at_least.every((count, m) => m === 0 || count <= (at_least[m - 1] ?? 0)) && (at_least[0] ?? 0) === estimate)
        return (
          inside && proved && falling && level !== 'none' && method !== '' && /^[a-z0-9-]+$/.test(calibration) && as_of !== null && members === lists.length
        )
      })
    }),
    { numRuns: 300 },
  )
})

t.test('a better rung never widens what is proved, whatever else is known', async () => {
  const subset = fc.nat()
  fc.assert(
    fc.property(anyLists, subset, subset, (lists, one, two) => {
      const picked = (mask: number) => lists.map((_, at) => at).filter((at) => (mask >> at) & 1)
      const pairs = pairsOf(lists)
      const some = evidenceOf(membersOf(lists), {
        sketches: sketchesOf(lists, 4096, picked(one & two)),
        pairs: pairs.filter((_, at) => (one >> (at % 20)) & 1),
      })
      const more = evidenceOf(membersOf(lists), { sketches: sketchesOf(lists, 4096, picked(one)), pairs })
      const [wide, narrow] = [reach(some).bounds, reach(more).bounds]
      return wide !== null && narrow !== null && wide.low <= narrow.low && narrow.high <= wide.high
    }),
    { numRuns: 300 },
  )
})

t.test('no order matters: of members, of lists, of pairs, of samples', async () => {
  fc.assert(
    fc.property(anyLists, fc.nat(7), (lists, turn) => {
      const turned = <T>(list: readonly T[]) => [...list.slice(turn % Math.max(1, list.length)), ...list.slice(0, turn % Math.max(1, list.length))].reverse()
      return Object.values(rungs(lists)).every((evidence) => {
        const other = {
          ...evidence,
          members: turned(evidence.members),
          sketches: new Map(turned([...evidence.sketches])),
          samples: new Map(turned([...evidence.samples])),
          pairs: turned(evidence.pairs).map((pair) => ({ ...pair, a: pair.b, b: pair.a })),
        }
        return JSON.stringify(reach(other)) === JSON.stringify(reach(evidence))
      })
    }),
    { numRuns: 100 },
  )
})

t.test('an account with the same followers as another adds nobody where lists are known', async () => {
  fc.assert(
    fc.property(anyLists, (lists) => {
      const again = [...lists, lists[0] ?? []]
      for (const k of [16, 4096]) {
        const once = reach(evidenceOf(membersOf(lists), { sketches: sketchesOf(lists, k) }))
        const twice = reach(evidenceOf(membersOf(again), { sketches: sketchesOf(again, k) }))
        if (lists.filter((list) => list.length > 0).length > 1 && once.estimate !== twice.estimate) return false
      }
      return true
    }),
    { numRuns: 100 },
  )
})

t.test('an account more never lowers an exact answer, nor one from older lists whose new member nobody follows', async () => {
  fc.assert(
    fc.property(anyLists, (lists) => {
      const fewer = lists.slice(0, -1)
      const exact = (set: Lists) => reach(evidenceOf(membersOf(set), { sketches: sketchesOf(set) })).estimate
      const old = (set: Lists) => reach(evidenceOf(membersOf(set), { sketches: sketchesOf(set, 4096, undefined, daysAgo(99)) })).estimate
      return exact(lists) >= exact(fewer) && old([...lists, []]) === old(lists)
    }),
    { numRuns: 150 },
  )
})

t.test('an account whose list is unknown never lowers what the lists show', async () => {
  fc.assert(
    fc.property(anyLists, fc.nat(5000), (lists, followers) => {
      const before = reach(evidenceOf(membersOf(lists), { sketches: sketchesOf(lists) }))
      const after = reach(evidenceOf([...membersOf(lists), member('new', followers)], { sketches: sketchesOf(lists) }))
      return after.estimate >= before.estimate
    }),
    { numRuns: 200 },
  )
})

t.test('lists older than 30 days give way to fresher counts, and only then', async (t) => {
  const old = sketchesOf(THREE, 4096, undefined, daysAgo(31))
  t.match(reach(evidenceOf(membersOf(THREE), { sketches: old })), { level: 'stale', as_of: daysAgo(31) })
  const noCounts = THREE.map((_, at) => member(idOf(at), null))
  t.match(reach(evidenceOf(noCounts, { sketches: old })), { level: 'exact', estimate: 200, as_of: daysAgo(31) })
  const countedThen = membersOf(THREE).map((one) => ({ ...one, as_of: daysAgo(31) }))
  t.match(reach(evidenceOf(countedThen, { sketches: old })), { level: 'exact', as_of: daysAgo(31) })
  t.match(reach(evidenceOf(membersOf(THREE), { sketches: sketchesOf(THREE, 4096, undefined, daysAgo(29)) })), { level: 'exact', estimate: 200 })
})

t.test('stale: unchanged counts give the old union, counts twice as large twice the union, and more drift', async (t) => {
  const old = sketchesOf(THREE, 4096, undefined, daysAgo(200))
  const same = reach(evidenceOf(membersOf(THREE), { sketches: old }))
  t.equal(same.estimate, 200)
  t.ok(same.low < 200 && same.high > 200)
  t.same(same.bounds, { low: 120, high: 300 }, 'what was true of the old lists is not proved of today’s')
  const twice = reach(
    evidenceOf(
      THREE.map((list, at) => member(idOf(at), 2 * list.length)),
      { sketches: old },
    ),
  )
  t.match(twice, { estimate: 400, max: 240, sum: 600 })
  t.ok(twice.high / twice.low > same.high / same.low)
  // One of three has a fresher count: the others are taken to be as long as they were.
  const part = reach(evidenceOf([member(idOf(0), 240), member(idOf(1), null), member(idOf(2), null)], { sketches: old }))
  t.match(part, { level: 'stale', sum: 240 + 100 + 80, known: 3 })
})

t.test('mixed: between the known union and that with all the others', async () => {
  fc.assert(
    fc.property(anyLists, fc.boolean(), (lists, topical) => {
      const known = lists.slice(0, -1)
      const found = reach(evidenceOf(membersOf(lists), { sketches: sketchesOf(known), topical }))
      const least = truthOf(known)
      return found.level !== 'mixed' || (least <= found.low && found.high <= least + (lists.at(-1)?.length ?? 0))
    }),
    { numRuns: 200 },
  )
})

t.test('a sketch that holds far less than was counted was cut off, and is not used', async (t) => {
  const cut = new Map(sketchesOf(THREE))
  cut.set(idOf(0), { sketch: sketchOf(upTo(0, 90)), as_of: NOW, followers_then: 120 })
  t.match(reach(evidenceOf(membersOf(THREE), { sketches: cut })), { level: 'mixed' })
  cut.set(idOf(0), { sketch: sketchOf(upTo(0, 118)), as_of: NOW, followers_then: 120 })
  t.match(reach(evidenceOf(membersOf(THREE), { sketches: cut })), { level: 'exact', sum: 298 })
})

t.test('a list that somebody vouches for is used against the counts known until then, which are wrong', async (t) => {
  const vouched_at = daysAgo(1)
  const small = (as_of: Date) => [member(idOf(0), 10, { as_of }), ...membersOf(THREE).slice(1)]
  const sketches = (word: Date | null, of = THREE) =>
    new Map([...sketchesOf(of, 64)].map(([id, one]) => [id, { ...one, followers_then: null, vouched_at: word }]))
  const long = THREE.map((list, at) => (at === 0 ? upTo(0, 2_000) : list))
  t.match(reach(evidenceOf(small(daysAgo(2)), { sketches: sketches(null, long) })), { level: 'mixed' })
  const used = reach(evidenceOf(small(daysAgo(2)), { sketches: sketches(vouched_at, long) }))
  t.equal(used.level, 'sketch')
  const truth = truthOf(long)
  t.ok(used.low <= truth && truth <= used.high && used.sum > 1_500, `the sizes are those of the list: ${used.low} to ${used.high} of ${truth}`)
  t.equal(used.bounds, null, 'n/theta proves nothing')
  const later = reach(evidenceOf(small(NOW), { sketches: sketches(vouched_at, long) }))
  t.equal(later.level, 'stale', 'a later count speaks of today, and the list stays used for what it shares with others')
  const old = new Map([...sketches(vouched_at, long)].map(([id, one]) => [id, { ...one, as_of: daysAgo(60) }]))
  t.match(reach(evidenceOf(small(NOW), { sketches: old })), { level: 'stale' }, 'as one that is old does')
  t.equal(reach(evidenceOf(small(daysAgo(50)).slice(0, 1), { sketches: old })).level, 'sketch', 'a count from before the word makes no list outdated')
})

t.test('sketches of two secrets do not combine: those of the more members are used', async (t) => {
  const other = createIdHasher('another secret')
  const mixed = new Map(sketchesOf(THREE))
  mixed.set(idOf(2), { sketch: sketchOf(THREE[2] ?? [], 4096, other), as_of: NOW, followers_then: 80 })
  t.match(reach(evidenceOf(membersOf(THREE), { sketches: mixed })), { level: 'mixed', evidence: { sketch: 2 / 3, count: 1 / 3 } })
})

t.test('sizes that are estimates prove nothing', async (t) => {
  const uncounted = THREE.map((_, at) => member(idOf(at), null))
  const cut = new Map([...sketchesOf(THREE, 16)].map(([id, one]) => [id, { ...one, followers_then: null }]))
  const found = reach(evidenceOf(uncounted, { sketches: cut }))
  t.match(found, { level: 'sketch', bounds: null, known: 3 })
  t.ok(found.low <= found.estimate && found.estimate <= found.high && found.max <= found.estimate && found.estimate <= found.sum)
  const alone = reach(evidenceOf(uncounted.slice(0, 1), { sketches: cut }))
  t.ok(alone.low < alone.estimate && alone.estimate < alone.high, 'one list of which nothing was counted has a range')
  const nested = new Map([0, 1, 2].map((at) => [idOf(at), { sketch: sketchOf(upTo(0, 2_000 - at), 64), as_of: NOW, followers_then: null }]))
  const { low, high } = reach(evidenceOf(uncounted, { sketches: nested }))
  t.ok(low <= 2_000 && 2_000 <= high, `${low} to ${high}: a range does not end at a size that is too small by chance`)
})

t.test('accounts nobody follows need no evidence', async (t) => {
  t.match(reach(evidenceOf([...membersOf(THREE), member('empty', 0)], { sketches: sketchesOf(THREE) })), { level: 'exact', estimate: 200, known: 4 })
  t.match(reach(evidenceOf([...membersOf(THREE), member('empty', 0)], { pairs: pairsOf(THREE) })), { level: 'pairs' })
})

t.test('estimated overlaps prove nothing, and widen the interval', async (t) => {
  const exact = reach(evidenceOf(membersOf(THREE), { pairs: pairsOf(THREE) }))
  const estimated = reach(evidenceOf(membersOf(THREE), { pairs: pairsOf(THREE, false) }))
  t.ok((exact.bounds?.low ?? 0) > 120 && (exact.bounds?.high ?? 0) < 300)
  t.same(estimated.bounds, { low: 120, high: 300 })
  t.equal(estimated.estimate, exact.estimate)
  t.ok(estimated.low < exact.low && exact.high < estimated.high)
  const old = reach(evidenceOf(membersOf(THREE), { pairs: pairsOf(THREE, true, daysAgo(60)) }))
  t.match(old, { level: 'pairs', bounds: { low: 120, high: 300 }, as_of: daysAgo(60) })
})

t.test('with one pair missing the overlaps still prove, but the rung is counts', async (t) => {
  const found = reach(evidenceOf(membersOf(THREE), { pairs: pairsOf(THREE).slice(1) }))
  t.equal(found.level, 'counts')
  t.ok((found.bounds?.high ?? 300) < 300)
})

t.test('of two words about one pair the newer counts; pairs about others or without sense do not', async (t) => {
  const [a, b] = [idOf(0), idOf(1)]
  const two = evidenceOf(membersOf(THREE.slice(0, 2)), {
    pairs: [
      { a, b, overlap: 10, as_of: daysAgo(5), exact: true },
      { a: b, b: a, overlap: 60, as_of: daysAgo(1), exact: true },
      { a, b: 'elsewhere', overlap: 5, as_of: NOW, exact: true },
      { a, b: a, overlap: 5, as_of: NOW, exact: true },
      { a, b, overlap: -1, as_of: NOW, exact: true },
      { a, b, overlap: Number.NaN, as_of: NOW, exact: true },
    ],
  })
  t.match(reach(two), { level: 'pairs', estimate: 160, low: 160, high: 160 })
})

t.test('a sample too small to say anything is not used, and one of the whole list is exact', async (t) => {
  t.match(reach(evidenceOf(membersOf(THREE), { samples: samplesOf(THREE, 19) })), { level: 'counts', evidence: { sample: 1 } })
  const whole = reach(evidenceOf(membersOf(THREE), { samples: samplesOf(THREE, 500) }))
  t.match(whole, { level: 'sample', estimate: 200, low: 200, high: 200, at_least: [200, 60, 40] })
  const newest = samplesOf(THREE, 50)
  const [id, one] = [...newest][0] ?? []
  if (id && one) newest.set(id, { ...one, kind: 'sample-newest' })
  t.match(reach(evidenceOf(membersOf(THREE), { samples: newest })), { level: 'sample-newest', at_least: null })
})

t.test('what would raise the answer: counts, then lists of the largest, samples, all lists, with what has to be read', async (t) => {
  const found = reach(evidenceOf([...membersOf(THREE), member('unknown', null)]))
  t.same(found.raise, [
    { level: 'counts', needs: 'count', accounts: ['unknown'], reads: 1 },
    { level: 'mixed', needs: 'sketch', accounts: [idOf(0), idOf(1)], reads: 220 },
    { level: 'sample', needs: 'sample', accounts: [idOf(0), idOf(1), idOf(2)], reads: 280 },
    { level: 'sketch', needs: 'sketch', accounts: [idOf(0), idOf(1), idOf(2)], reads: 300 },
  ])
  const part = evidenceOf(membersOf(THREE), { sketches: sketchesOf(THREE, 4096, [0, 1]) })
  const [sampled] = reach(part).raise
  t.same(sampled, { level: 'sample', needs: 'sample', accounts: [idOf(2)], reads: 80 }, 'of those whose list is known no sample is needed')
  const third = reach({ ...part, samples: new Map([...samplesOf(THREE, 100)].slice(2)) })
  t.match(third, { level: 'sample', estimate: 200, low: 200, high: 200, at_least: null }, 'lists of two and a sample as long as the third list')
  t.match(reach(rungs(THREE).stale ?? evidenceOf([])).raise, [{ level: 'sketch', needs: 'sketch', reads: 300 }])
})

t.test('one list and a random sample of the other are used together: what the sample shows to be new comes to the list', async (t) => {
  const [one, other] = [upTo(0, 1_000), upTo(600, 2_600)]
  const drawn = samplesOf([one, other.filter((_, at) => at % 20 === 0)], 100).get(idOf(1))
  const found = reach(evidenceOf(membersOf([one, other]), { sketches: sketchesOf([one, other], 4096, [0]), samples: new Map(drawn ? [[idOf(1), drawn]] : []) }))
  t.match(found, { level: 'sample', estimate: 2_600, bounds: { low: 2_000, high: 3_000 }, evidence: { sketch: 0.5, sample: 0.5 } })
  t.ok(found.low < 2_600 && 2_600 < found.high && found.high - found.low < 500, `${found.low} to ${found.high}`)
  const newest = samplesOf([one, other], 100, 'sample-newest').get(idOf(1))
  t.match(
    reach(evidenceOf(membersOf([one, other]), { sketches: sketchesOf([one, other], 4096, [0]), samples: new Map(newest ? [[idOf(1), newest]] : []) })).level,
    'sample-newest',
  )
})

t.test('of a protected account X shows nobody’s name: nothing is asked for that it refuses', async (t) => {
  const members = membersOf(THREE).map((one, at) => (at === 0 ? { ...one, state: 'protected' as const } : one))
  t.same(reach(evidenceOf(members)).raise, [{ level: 'mixed', needs: 'sketch', accounts: [idOf(1), idOf(2)], reads: 180 }])
  t.same(reach(evidenceOf(members.slice(0, 2))).raise, [], 'one list alone would raise nothing')
  t.match(
    reach(evidenceOf(members, { sketches: sketchesOf(THREE, 4096, [0, 1]) })).raise.map(({ level }) => level),
    ['sample', 'sketch'],
    'one that its own people exported stands',
  )
})

t.test('a count that contradicts the list of the same days swallows nobody: the range holds what either says', async (t) => {
  const lists = [upTo(0, 400), upTo(1_000, 1_100)]
  const sketches = sketchesOf(lists)
  for (const one of sketches.values()) one.followers_then = null
  for (const count of [0, 1, 40]) {
    const alone = reach(evidenceOf([member(idOf(0), count)], { sketches }))
    t.match(alone, { level: 'stale', low: count, estimate: count, high: 400, bounds: null }, `${count} alone`)
    const both = reach(evidenceOf([member(idOf(0), count), member(idOf(1), 100)], { sketches }))
    t.match(both, { level: 'stale', bounds: null, followed: 2 }, `${count} in a set`)
    t.ok(both.low <= 100 + count && both.high >= 500, `${count}: ${both.low} to ${both.high}`)
  }
  t.match(reach(evidenceOf([member(idOf(0), 0)])), { level: 'exact', estimate: 0 }, 'without a list a count of 0 is one of 0')
  const long = sketchesOf([upTo(0, 1_000)])
  for (const one of long.values()) one.followers_then = null
  t.match(reach(evidenceOf([member(idOf(0), 0)], { sketches: long })), {
    level: 'none',
    reason: /count of 0 and a follower list that holds somebody contradict/,
  })
  const beside = reach(evidenceOf([member(idOf(0), 0), member(idOf(1), 100)], { sketches: long }))
  t.match(beside, { level: 'counts', estimate: 100, bounds: null, known: 1, members: 2 }, 'and nothing is proved of a set that it is in')
})

t.test('where lists are longer than their sketches, mixed carries the sketches’ error: its range holds the truth however few lists are missing', async (t) => {
  // One world of the evaluation, smaller: lists of some 5,000 to 20,000 ids, other hashes for every six sets.
  const [world] = scoreLarge(41, 6, [
    { name: 'large', accounts: 36, users: 60_000, slope: 0.6, activity_spread: 1.2, follows: 3, topics: 3, own_topic: 5, core: 0.002, early_bias: 0.6 },
  ])
  t.ok(world && world.lists[0] > 4096, 'no list fits into a sketch')
  for (const [level, scored] of Object.entries(world?.levels ?? {})) {
    const held = scored.filter(({ low, high, truth }) => low <= truth && truth <= high).length / scored.length
    // Of 36 sets in six groups of shared hashes: a level that covers 95 % is below this once in some hundred runs, one without the error always.
    t.ok(held >= 0.8, `${level}: ${held.toFixed(2)}`)
  }
})

t.test('a size that is known by a sketch alone is an estimate: levels that compute with it are wider than where it was counted', async (t) => {
  const lists = [upTo(0, 9000), upTo(6000, 14_000), upTo(10_000, 13_000)]
  const sketches = sketchesOf(lists, 1024, [0, 1])
  for (const one of sketches.values()) one.followers_then = null
  const counted = reach(evidenceOf(membersOf(lists), { sketches }))
  const sketched = reach(evidenceOf([member(idOf(0), null), member(idOf(1), null), member(idOf(2), 3000)], { sketches }))
  t.equal(counted.level, 'mixed')
  t.equal(sketched.level, 'mixed')
  t.equal(sketched.bounds, null)
  t.ok(sketched.high / sketched.low > counted.high / counted.low, `${sketched.low} to ${sketched.high} beside ${counted.low} to ${counted.high}`)
})
