import fc from 'fast-check'
import t from 'tap'
import { type Candidate, overlapMatrix, recommend, whatIfAdded } from '../../src/reach/coverage.js'
import { DEFAULT_K, differenceSize, intersectionSize, SketchMismatchError, sketchSize, unionOf } from '../../src/reach/sketch.js'
import { seeded } from '../eval/reach-families.js'
import { holds } from '../helpers/property.js'
import { numbers, sketchOf } from './sets.js'

const candidates = (lists: readonly (readonly number[])[], k = DEFAULT_K): Candidate[] =>
  lists.map((members, i) => ({ id: `ally${i}`, sketch: sketchOf(members, k) }))
const unionSize = (lists: readonly (readonly number[])[]) => new Set(lists.flat()).size
const ids = (found: { picks: { id: string }[] }) => found.picks.map(({ id }) => id)

/** Counts every gain anew for every pick; of equal ones the first id. */
function plainGreedy(lists: readonly (readonly number[])[], k: number, already: readonly number[] = []): { id: string; gain: number }[] {
  const covered = new Set(already)
  const left = new Map(lists.map((members, i) => [`ally${i}`, new Set(members)]))
  const picks: { id: string; gain: number }[] = []
  while (picks.length < k && left.size > 0) {
    const gains = [...left].map(([id, members]) => ({ id, gain: [...members].filter((member) => !covered.has(member)).length }))
    const best = gains.reduce((a, b) => (b.gain > a.gain || (b.gain === a.gain && b.id < a.id) ? b : a))
    for (const member of left.get(best.id) ?? []) covered.add(member)
    left.delete(best.id)
    picks.push(best)
  }
  return picks
}

const list = fc.array(fc.nat(60), { maxLength: 25 })
const lists = fc.array(list, { maxLength: 14 })

t.test('over complete sketches lazy greedy is plain greedy, ties and all', async (t) => {
  holds(
    t,
    fc.property(lists, fc.nat(8), list, (given, k, already) => {
      const found = recommend(candidates(given), k, already.length > 0 ? [sketchOf(already)] : [])
      const plain = plainGreedy(given, k, already)
      return (
        ids(found).join() === plain.map(({ id }) => id).join() &&
        found.picks.every(({ incremental }, i) => incremental.estimate === plain[i]?.gain && incremental.low === incremental.high) &&
        found.picks.every(
          ({ cumulative }, i) => cumulative.estimate === unionSize([already, ...found.picks.slice(0, i + 1).map(({ id }) => given[Number(id.slice(4))] ?? [])]),
        )
      )
    }),
    'same picks, gains and unions',
    600,
  )
})

t.test('greedy reaches at least 1 - 1/e of the best choice', async (t) => {
  holds(
    t,
    fc.property(fc.array(list, { minLength: 3, maxLength: 8 }), fc.integer({ min: 1, max: 3 }), (given, k) => {
      const choose = (from: number, left: number): number[][][] =>
        left === 0 ? [[]] : given.slice(from).flatMap((one, i) => choose(from + i + 1, left - 1).map((rest) => [one, ...rest]))
      const best = Math.max(...choose(0, k).map(unionSize))
      const reached = recommend(candidates(given), k).picks.at(-1)?.cumulative.estimate ?? 0
      return reached <= best && reached >= (1 - 1 / Math.E) * best
    }),
    'against every choice',
  )
})

t.test('the order of the candidates does not matter', async (t) => {
  holds(
    t,
    fc.property(
      lists.chain((given) => fc.tuple(fc.constant(candidates(given, 8)), fc.shuffledSubarray(candidates(given, 8), { minLength: given.length }))),
      ([one, other]) => JSON.stringify(recommend(one, 5).picks) === JSON.stringify(recommend(other, 5).picks),
    ),
    'same answer',
  )
})

t.test('gains fall, the union grows, shares are shares, also where sketches are cut off', async (t) => {
  holds(
    t,
    fc.property(lists, fc.integer({ min: 2, max: 10 }), list, (given, k, already) => {
      const { picks } = recommend(candidates(given, k), 14, [sketchOf(already, k)])
      return (
        picks.length === given.length &&
        picks.every(({ incremental, cumulative, share_covered }, i) => {
          const before = picks[i - 1]
          return (
            incremental.low <= incremental.estimate &&
            incremental.estimate <= incremental.high &&
            (share_covered === null || (share_covered >= 0 && share_covered <= 1)) &&
            (before === undefined || (cumulative.estimate >= before.cumulative.estimate && cumulative.low >= before.cumulative.low))
          )
        })
      )
    }),
    'in bounds',
  )
})

t.test('each pick says what it adds and how much of it was covered', async (t) => {
  const made = [numbers(0, 100), numbers(50, 80), numbers(0, 90)]
  const range = (size: number) => ({ estimate: size, low: size, high: size })
  t.same(recommend(candidates(made), 5).picks, [
    { id: 'ally0', incremental: range(100), share_covered: 0, cumulative: range(100) },
    { id: 'ally1', incremental: range(30), share_covered: 0.625, cumulative: range(130) },
    { id: 'ally2', incremental: range(0), share_covered: 1, cumulative: range(130) },
  ])
  t.same(recommend([], 3), { picks: [], evaluations: 0 })
  t.same(recommend(candidates(made), 0).picks, [])
  t.throws(() => recommend([], -1), RangeError)
  t.equal(recommend(candidates([[]]), 1).picks[0]?.share_covered, null, 'of nothing no share is covered')
})

t.test('an account too small for the common theta is not of size 0, and of such the largest comes first', async (t) => {
  const huge = numbers(0, 300_000)
  const found = recommend(candidates([huge, numbers(1_000_000, 4), numbers(2_000_000, 9), numbers(3_000_000, 6)], 16), 4)
  t.same(ids(found), ['ally0', 'ally2', 'ally3', 'ally1'])
  t.same(
    found.picks.slice(1).map(({ incremental, share_covered }) => [incremental.estimate, incremental.high, share_covered]),
    [9, 6, 4].map((size) => [0, size, null]),
    'it may add its whole audience, and no more',
  )
})

t.test('what adding one changes is what the next pick would say', async (t) => {
  holds(
    t,
    fc.property(lists, list, fc.integer({ min: 2, max: 64 }), (given, one, k) => {
      const current = given.map((members) => sketchOf(members, k))
      const candidate = sketchOf(one, k)
      const { before, ...added } = whatIfAdded(current, candidate)
      const [pick] = recommend([{ id: 'it', sketch: candidate }], 1, current).picks
      const union = sketchSize(unionOf([...current, candidate]))
      return (
        JSON.stringify({ id: 'it', ...added }) === JSON.stringify(pick) &&
        JSON.stringify(added.cumulative) === JSON.stringify(union) &&
        before.estimate <= added.cumulative.estimate
      )
    }),
    'equal',
  )
})

t.test('the matrix holds every pair, both ways, and the sets on its diagonal', async (t) => {
  holds(
    t,
    fc.property(lists, fc.integer({ min: 2, max: 64 }), (given, k) => {
      const sets = given.map((members, i) => sketchOf(members, i % 2 === 0 ? k : 2 * k))
      const matrix = overlapMatrix(sets)
      return (
        matrix.length === sets.length &&
        sets.every((one, i) =>
          sets.every((other, j) => JSON.stringify(matrix[i]?.[j]) === JSON.stringify(i === j ? sketchSize(one) : intersectionSize(one, other))),
        )
      )
    }),
    'equal to the pairs',
  )
})

t.test('sketches of another key are refused', async (t) => {
  const [a, b] = [sketchOf([1], 16, 1), sketchOf([1], 16, 2)]
  t.throws(() => recommend([{ id: 'b', sketch: b }], 1, [a]), SketchMismatchError)
  t.throws(() => whatIfAdded([a], b), SketchMismatchError)
  t.throws(() => overlapMatrix([a, b]), SketchMismatchError)
})

/** Communities that follow their own accounts and a few that everybody follows; sizes from dozens to tens of thousands. */
function world(accounts: number, people: number, seed: number): number[][] {
  const random = seeded(seed)
  const communities = 12
  return Array.from({ length: accounts }, (_, i) => {
    const size = Math.ceil(60 * (people / 240) ** (random() ** 2))
    const general = random() < 0.2
    const home = i % communities
    return Array.from({ length: size }, () => {
      const rank = Math.floor((people / communities) * random() ** 1.6)
      return rank * communities + (general || random() < 0.3 ? Math.floor(random() * communities) : home)
    })
  })
}

t.test('picks from sketches reach as many as the picks of exact greedy, with few counts', async (t) => {
  for (const seed of [1, 2, 3]) {
    const lists = world(400, 60_000, seed)
    const reach = (picked: string[]) => unionSize(picked.map((id) => lists[Number(id.slice(4))] ?? []))
    const best = reach(plainGreedy(lists, 10).map(({ id }) => id))
    for (const [k, least] of [
      [512, 0.98],
      [4096, 0.99],
    ] as const) {
      const found = recommend(candidates(lists, k), 10)
      const share = reach(ids(found)) / best
      t.ok(share >= least, `world ${seed}, k ${k}: ${share.toFixed(4)} of exact greedy`)
      t.ok(found.evaluations < 1000, `${found.evaluations} counts instead of 4,000`)
      const truth = reach(ids(found))
      const last = found.picks.at(-1)?.cumulative
      // The picks are chosen by the sketch that measures them, so a little optimism is in the nature of the thing.
      t.ok(last && Math.abs(last.estimate / truth - 1) < 3 / Math.sqrt(k), `${last?.estimate} for ${truth}`)
    }
  }
})

t.test('unions, overlaps and differences of overlapping lists: the intervals hold the truth', async (t) => {
  let held = 0
  let asked = 0
  for (let round = 0; round < 60; round++) {
    const start = round * 1_000_000
    const [a, b, c] = [numbers(start, 9000), numbers(start + 6000, 5000), numbers(start + 8000, 700)]
    const [x, y, z] = [a, b, c].map((members) => sketchOf(members, 512))
    if (!x || !y || !z) throw new Error('three lists')
    for (const [range, truth] of [
      [sketchSize(unionOf([x, y, z])), 11_000],
      [intersectionSize(x, y), 3000],
      [differenceSize(x, y), 6000],
      [intersectionSize(x, z), 700],
      [differenceSize(y, z), 4300],
    ] as const) {
      asked++
      if (range.low <= truth && truth <= range.high) held++
    }
  }
  t.ok(held / asked >= 0.92, `${held} of ${asked} at nominal 95 %`)
})
