import fc from 'fast-check'
import t from 'tap'
import { DEFAULT_SEEING, expectedViewers } from '../../src/reach/viewers.js'

const sure = (at_least: number[] | null) => ({ estimate: at_least?.[0] ?? 0, low: at_least?.[0] ?? 0, high: at_least?.[0] ?? 0, at_least })

t.test('by hand: 100 follow one, 50 of them another; at p = .5 to 1 that is 50 * .5 + 50 * .75 to all', async (t) => {
  t.same(expectedViewers(sure([100, 50]), { low: 0.5, high: 1 }), { p: { low: 0.5, high: 1 }, low: 62, high: 100 })
  t.same(expectedViewers(sure([100, 50]), { low: 0, high: 0 }), { p: { low: 0, high: 0 }, low: 0, high: 0 })
  t.match(expectedViewers(sure([100])), { p: DEFAULT_SEEING, low: 5, high: 35 })
})

t.test('nothing is said where it is not known how many follow several, and of nobody 0', async (t) => {
  t.equal(expectedViewers({ estimate: 9, low: 1, high: 99, at_least: null }), null)
  t.match(expectedViewers(sure([])), { low: 0, high: 0 })
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
      if (!found || !apart || !wide) return false
      return found.low <= found.high && found.high <= all && found.low >= apart.low && wide.low <= found.low && found.high <= wide.high
    }),
  )
})
