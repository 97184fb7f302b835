import t from 'tap'
import { CALIBRATION } from '../../src/reach/calibration.js'
import { estimateReachOf } from '../../src/reach/estimate.js'
import type { Evidence } from '../../src/reach/evidence.js'
import { isExact, unionOf } from '../../src/reach/sketch.js'
import { doubtOf, standings } from '../../src/reach/standing.js'
import { addedBetween, isScaled, runningSizes, sizesAlone } from '../../src/reach/whom/figures.js'
import { daysAgo, evidenceOf, member, NOW, sketchOf } from './ladder-world.js'

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at)

/** Accounts with a list and a later count. */
function world(given: readonly { list: readonly number[]; count: number }[], as_of = daysAgo(1)): Evidence {
  const ids = given.map((_, at) => `acc_${at}`)
  return evidenceOf(
    given.map(({ count }, at) => member(ids[at] ?? '', count)),
    { sketches: new Map(given.map(({ list }, at) => [ids[at] ?? '', { sketch: sketchOf(list), as_of, followers_then: null }])) },
  )
}
const reach = (evidence: Evidence) => estimateReachOf(evidence, CALIBRATION)
const near = (value: number, wanted: number, share: number) => Math.abs(value / wanted - 1) <= share

const LONG = numbers(0, 60_000)
const INSIDE = LONG.slice(0, 15_000)

t.test('lists that lie one in the other do so whatever their counts say', async (t) => {
  for (const count of [44_000, 52_000, 60_000, 66_000, 72_000]) {
    const { estimate, low, high, sum } = reach(
      world([
        { list: LONG, count },
        { list: INSIDE, count: 15_300 },
      ]),
    )
    t.ok(near(estimate, count, 0.04), `${count}: ${estimate}`)
    t.ok(low <= count && count <= high * 1.0001, `${count} in ${low} to ${high}`)
    t.ok(1 - estimate / sum > 0.12, 'there is a duplication')
  }
})

t.test('lists that share nothing, and lists that are the same, stay so whatever their counts say', async (t) => {
  for (const [one, other] of [
    [3000, 4000],
    [4000, 2900],
    [4700, 4500],
  ] as const) {
    const apart = reach(
      world([
        { list: numbers(0, 4000), count: one },
        { list: numbers(9000, 4000), count: other },
      ]),
    )
    t.ok(near(apart.estimate, one + other, 0.01), `apart: ${apart.estimate} of ${one + other}`)
    const same = reach(
      world([
        { list: numbers(0, 4000), count: one },
        { list: numbers(0, 4000), count: other },
      ]),
    )
    t.ok(near(same.estimate, Math.max(one, other), 0.01), `the same: ${same.estimate}`)
    for (const [found, truth] of [
      [apart, 8000],
      [same, 4000],
    ] as const) {
      t.ok(found.max <= found.estimate && found.estimate <= found.sum && found.low <= found.estimate && found.estimate <= found.high)
      t.ok(found.low <= truth && truth <= found.high, 'the range holds what the lists say, too')
      t.ok(found.low < found.high, 'what is scaled is not certain')
    }
  }
})

t.test('one account and a set with it rest on the same figures, and it is exact alone only where list and count agree', async (t) => {
  const alone = (count: number) => reach(world([{ list: numbers(0, 4000), count }]))
  t.match(alone(2800), { level: 'stale', low: 2800, estimate: 2800, high: 4000, bounds: null })
  t.match(alone(4400), { level: 'stale', low: 4000, estimate: 4400, high: 4400 })
  t.match(alone(4000), { level: 'exact', low: 4000, estimate: 4000, high: 4000 })
  for (const count of [2800, 3990, 4000, 4010, 4400]) {
    const small = { list: numbers(0, 500), count: 500 }
    const both = reach(world([small, { list: numbers(0, 4000), count }]))
    t.equal(both.estimate, alone(count).estimate, `nested, counted ${count}: with the smaller one nothing changes`)
  }
})

t.test('what one more adds is the difference of before and after, on the same basis as reach', async (t) => {
  for (const [of, inside] of [
    [numbers(0, 500), true],
    [numbers(20_000, 500), false],
  ] as const) {
    for (const count of [2800, 4000, 4400]) {
      const evidence = world([
        { list: numbers(0, 4000), count },
        { list: of, count: 500 },
      ])
      const measured = standings(evidence).map((one) => ({ set: unionOf(one.list ? [one.list.sketch] : []), accounts: [one] }))
      const [before, after] = runningSizes(measured.slice(0, 1), measured.slice(1), NOW)
      if (!before || !after) throw new Error('two sizes')
      t.equal(before.estimate, reach(world([{ list: numbers(0, 4000), count }])).estimate)
      const { estimate, low, high } = reach(evidence)
      t.match(after, { estimate, low, high })
      const counted = inside ? { estimate: 0, low: 0, high: 0 } : { estimate: 500, low: 500, high: 500 }
      const added = addedBetween(counted, before, after, sizesAlone(measured.slice(-1), NOW)[0] ?? before, isScaled(measured))
      t.equal(before.estimate + added.estimate, after.estimate)
      t.equal(added.estimate, inside ? 0 : 500)
    }
  }
})

t.test('a stale set has a range, also where one list lies in the other', async (t) => {
  const found = reach(
    world(
      [
        { list: numbers(0, 900), count: 1000 },
        { list: numbers(0, 4000), count: 4400 },
      ],
      daysAgo(82),
    ),
  )
  t.match(found, { level: 'stale', bounds: { low: 4400, high: 5400 }, low: 4400, estimate: 4400 })
  t.ok(found.high > 4450 && found.high < 5000, `drift: ${found.high}`)
})

t.test('a list somewhat shorter than the count is scaled, one that is far shorter was cut', async (t) => {
  const list = { size: 4000, k: 4096, as_of: NOW, followers_then: null }
  t.equal(doubtOf(list, { followers: 4400, as_of: NOW }), null)
  t.equal(doubtOf(list, { followers: 5400, as_of: NOW }), 'cut')
  t.ok(isExact(sketchOf(numbers(0, 4000))))
})

t.test('lists given of accounts that are gone are named where there is no figure', async (t) => {
  const evidence = world([{ list: numbers(0, 50), count: 50 }])
  const gone = { ...evidence, members: evidence.members.map((one) => ({ ...one, state: 'not_found' as const })) }
  t.match(reach(gone), { level: 'none', reason: /follower lists that were given of them are not used/ })
  t.match(reach({ ...gone, sketches: new Map() }), { level: 'none', reason: /a double$/ })
})

t.test('nobody adds more than all who follow it, which its count may say to the last one', async (t) => {
  const counted = { estimate: 23_850, low: 23_185, high: 24_515 }
  const [before, after, own] = [2_900, 26_300, 23_400].map((size) => ({ estimate: size, low: size, high: size }))
  if (!before || !after || !own) throw new Error('three sizes')
  t.same(addedBetween(counted, before, after, own, false), { estimate: 23_400, low: 23_185, high: 23_400 })
})
