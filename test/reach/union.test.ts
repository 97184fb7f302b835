import t from 'tap'
import { readUnion, sizeOfUnion } from '../../src/reach/levels/union.js'
import { sketchSize, unionOf } from '../../src/reach/sketch.js'
import { numbers, sketchOf } from './sets.js'

t.test('what was counted of many lists is not taken for others', async (t) => {
  const lists = Array.from({ length: 60 }, (_, i) => sketchOf(numbers(100 * i, 150), 64))
  const questions = [
    lists,
    lists.slice(1),
    lists.slice(0, 59),
    [...lists.slice(0, 59), sketchOf(numbers(500_000, 9000), 64)],
    lists.toReversed(),
    lists.slice(0, 3),
  ]
  for (let times = 0; times < 3; times++) {
    for (const sets of questions) {
      const size = sketchSize(unionOf(sets))
      t.match(sizeOfUnion(sets), size)
      const { low, estimate, high } = readUnion(sets)
      t.same({ low, estimate, high }, size)
    }
  }
  // More questions than are kept.
  for (let from = 0; from < 25; from++) t.match(sizeOfUnion(lists.slice(from)), sketchSize(unionOf(lists.slice(from))))
  t.match(sizeOfUnion(lists), sketchSize(unionOf(lists)))
  // 0 to 99 lie in the first list alone, 100 to 149 in it and in the second, and 150 to 249 in the second alone.
  t.match(sizeOfUnion([sketchOf(numbers(0, 150), 4096), sketchOf(numbers(100, 150), 4096)]), { estimate: 250, once: 200, twice: 50 })
})
