import fc from 'fast-check'
import t from 'tap'
import { frechetBounds, narrowed, pairBounds, wholeBounds } from '../../src/reach/bounds.js'
import { anyLists, type Lists, pairsOf, truthOf } from './ladder-world.js'

function matrix(lists: Lists): Float64Array {
  const n = lists.length
  const overlaps = new Float64Array(n * n)
  for (const { a, b, overlap } of pairsOf(lists)) {
    const [i, j] = [Number(a.slice(4)), Number(b.slice(4))]
    overlaps[i * n + j] = overlaps[j * n + i] = overlap
  }
  return overlaps
}

const sizesOf = (lists: Lists) => lists.map((list) => list.length)
const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

t.test('bounds refuse what is no count', async (t) => {
  t.same(frechetBounds([]), { max: 0, sum: 0 })
  t.same(frechetBounds([3, 9, 2]), { max: 9, sum: 14 })
  for (const bad of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) t.throws(() => frechetBounds([bad]), RangeError)
})

t.test('exact overlaps prove bounds that hold the truth, inside M and S', async () => {
  fc.assert(
    fc.property(anyLists, (lists) => {
      const overlaps = matrix(lists)
      const { low, high } = wholeBounds(pairBounds(sizesOf(lists), { least: overlaps, most: overlaps }))
      const { max, sum } = frechetBounds(sizesOf(lists))
      const truth = truthOf(lists)
      return max <= low && low <= truth && truth <= high && high <= sum
    }),
    { numRuns: 1500 },
  )
})

t.test('overlaps that are known only within limits still prove, and less', async () => {
  fc.assert(
    fc.property(anyLists, fc.nat(), (lists, seed) => {
      const sizes = sizesOf(lists)
      const n = sizes.length
      const overlaps = matrix(lists)
      const least = overlaps.slice()
      const most = overlaps.slice()
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          if (i === j || (i * j + i + j + seed) % 3 > 0) continue
          least[i * n + j] = 0
          most[i * n + j] = Math.min(sizes[i] ?? 0, sizes[j] ?? 0)
        }
      }
      const exact = pairBounds(sizes, { least: overlaps, most: overlaps })
      const wide = pairBounds(sizes, { least, most })
      return wide.low <= exact.low + 1e-9 && exact.high <= wide.high + 1e-9
    }),
  )
})

t.test('by hand: two lists are exact; Hunter-Worsley is never above Kounias, nor the lower bound below Bonferroni', async (t) => {
  t.same(pairBounds([10, 6], { least: Float64Array.of(0, 4, 4, 0), most: Float64Array.of(0, 4, 4, 0) }), { low: 12, high: 12 })
  // A chain: 1-2 and 2-3 share 5 each, 1-3 nothing. The tree takes both, Kounias' star at 2 too.
  const chain = Float64Array.of(0, 5, 0, 5, 0, 5, 0, 5, 0)
  t.equal(pairBounds([10, 10, 10], { least: chain, most: chain }).high, 20)
  fc.assert(
    fc.property(anyLists, (lists) => {
      const overlaps = matrix(lists)
      const sizes = sizesOf(lists)
      const { low, high } = pairBounds(sizes, { least: overlaps, most: overlaps })
      const stars = sizes.map((_, i) => sumOf(Array.from(overlaps.slice(i * sizes.length, (i + 1) * sizes.length))))
      return high <= sumOf(sizes) - Math.max(...stars) + 1e-9 && low >= sumOf(sizes) - sumOf(stars) / 2 - 1e-9
    }),
  )
})

t.test('bounds of identical lists meet', async (t) => {
  const alike = new Float64Array(9).fill(7)
  t.same(wholeBounds(pairBounds([7, 7, 7], { least: alike, most: alike })), { low: 7, high: 7 })
})

t.test('proofs that contradict each other leave what there was', async (t) => {
  t.same(narrowed({ low: 5, high: 20 }, { low: 8, high: 30 }), { low: 8, high: 20 })
  t.same(narrowed({ low: 5, high: 20 }, { low: 25, high: 30 }), { low: 5, high: 20 })
})
