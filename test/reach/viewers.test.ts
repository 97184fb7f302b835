import fc from 'fast-check'
import t from 'tap'
import { DEFAULT_SEEING, expectedViewers } from '../../src/reach/viewers.js'

const sure = (at_least: number[]) => {
  const [all = 0] = at_least
  return { estimate: all, low: all, high: all, at_least, sum: at_least.reduce((sum, count) => sum + count, 0), members: at_least.length }
}

t.test('by hand: 100 follow one, 50 of them another; at p = .5 to 1 that is 50 * .5 + 50 * .75 to all', async (t) => {
  t.same(expectedViewers(sure([100, 50]), { low: 0.5, high: 1 }), { p: { low: 0.5, high: 1 }, low: 62, high: 100 })
  t.same(expectedViewers(sure([100, 50]), { low: 0, high: 0 }), { p: { low: 0, high: 0 }, low: 0, high: 0 })
  t.match(expectedViewers(sure([100])), { p: DEFAULT_SEEING, low: 5, high: 35 })
})

t.test('where it is not known how many follow several, the extremes are said: everybody as many, and everybody one or all', async (t) => {
  const unknown = { estimate: 100, low: 100, high: 100, at_least: null, sum: 150, members: 3 }
  // One or all: 75 follow one, 25 all three. As many: one and a half each.
  t.same(expectedViewers(unknown, { low: 0.5, high: 0.5 }), {
    p: { low: 0.5, high: 0.5 },
    low: Math.floor(75 * 0.5 + 25 * 0.875),
    high: Math.ceil(100 * (1 - 0.5 ** 1.5)),
  })
  t.match(expectedViewers({ ...unknown, low: 60, high: 150 }, { low: 1, high: 1 }), { low: 60, high: 150 })
  t.match(expectedViewers({ ...unknown, estimate: 0, low: 0, high: 0, sum: 0 }), { low: 0, high: 0 })
  t.match(expectedViewers({ ...unknown, members: 1, sum: 100 }, { low: 0.1, high: 0.1 }), { low: 10, high: 10 })
  t.match(expectedViewers(sure([])), { low: 0, high: 0 })
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 8 }), fc.double({ min: 0, max: 1, noNaN: true }), (counts, p) => {
      const known = sure(counts.sort((a, b) => b - a))
      const one = { low: p, high: p }
      const [told, untold] = [expectedViewers(known, one), expectedViewers({ ...known, at_least: null }, one)]
      return untold.low <= told.low && told.high <= untold.high
    }),
  )
})

t.test('p must be a range within 0 and 1', async (t) => {
  for (const [low, high] of [
    [-0.1, 0.5],
    [0.5, 0.4],
    [0, 1.1],
    [Number.NaN, 1],
  ] as const)
    t.throws(() => expectedViewers(sure([1]), { low, high }), RangeError)
})

t.test('never more viewers than accounts, never fewer for more overlap, and the reach’s own interval widens it', async () => {
  const p = fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))
  const table = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 8 }).map((counts) => counts.sort((a, b) => b - a))
  fc.assert(
    fc.property(table, p, (at_least, range) => {
      const [all = 0] = at_least
      const found = expectedViewers(sure(at_least), range)
      const apart = expectedViewers(sure([all]), range)
      const wide = expectedViewers({ ...sure(at_least), low: Math.floor(all / 2), high: 2 * all }, range)
      return found.low <= found.high && found.high <= all && found.low >= apart.low && wide.low <= found.low && found.high <= wide.high
    }),
  )
})
