import fc from 'fast-check'
import t from 'tap'
import {
  addHashes,
  createSketch,
  differenceSize,
  downsample,
  FULL_THETA,
  finishSketch,
  intersectionSize,
  isExact,
  multiplicities,
  SketchMismatchError,
  sizeAtLeast,
  sizeFromCount,
  sketchSize,
  unionOf,
} from '../../src/reach/sketch.js'
import { holds } from '../helpers/property.js'
import { mixed, numbers, sketchOf } from './sets.js'

// Numbers under 300 meet often; raw hashes in one corner of the space, neighbours and the ends are where comparing by halves goes wrong.
const corner = fc.constantFrom(0n, 1n, 2n, 0xffffffffn, 0x100000000n, 0x100000001n, (1n << 63n) - 1n, 1n << 63n, FULL_THETA - 2n, FULL_THETA - 1n)
const member = fc.oneof({ weight: 6, arbitrary: fc.nat(300).map(mixed) }, { weight: 1, arbitrary: corner }, { weight: 1, arbitrary: fc.bigInt(0n, 500n) })
const list = fc.oneof(fc.array(member, { maxLength: 30 }), fc.array(member, { maxLength: 400, minLength: 100 }))
const k = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 16, max: 64 }), fc.constant(4096))

/** Written down as the definition says it. */
function plainly(hashes: bigint[], k: number): { theta: bigint; hashes: bigint[] } {
  const sorted = [...new Set(hashes)].sort((a, b) => (a < b ? -1 : 1))
  return { theta: sorted[k] ?? FULL_THETA, hashes: sorted.slice(0, k) }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a, shown) === JSON.stringify(b, shown)
const shown = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value instanceof BigUint64Array ? [...value].map(String) : value)

t.test('a sketch is the k smallest distinct hashes and the next one, whatever the order, the repetitions and the portions', async (t) => {
  holds(
    t,
    fc.property(list, k, fc.integer({ min: 1, max: 50 }), fc.boolean(), (hashes, k, portion, asBytes) => {
      const builder = createSketch(k, 7)
      const twice = [...hashes, ...[...hashes].reverse()]
      for (let at = 0; at < twice.length; at += portion) {
        const batch = BigUint64Array.from(twice.slice(at, at + portion))
        // An odd offset: bytes out of a stream are not aligned.
        const bytes = new Uint8Array(batch.byteLength + 3).fill(255)
        const view = new DataView(bytes.buffer, 3)
        for (const [i, hash] of batch.entries()) view.setBigUint64(8 * i, hash, true)
        addHashes(builder, asBytes ? bytes.subarray(3) : batch)
      }
      const { theta, hashes: kept } = finishSketch(builder)
      return same({ theta, hashes: [...kept] }, plainly(hashes, k))
    }),
    'equal to the definition',
    500,
  )
})

t.test('a builder goes on after it was read, and what was read stays', async (t) => {
  const builder = createSketch(8, 7)
  addHashes(builder, BigUint64Array.from(numbers(0, 100).map(mixed)))
  const early = finishSketch(builder)
  const copy = early.hashes.slice()
  addHashes(builder, BigUint64Array.from(numbers(100, 1000).map(mixed)))
  t.same(early.hashes, copy)
  t.same(finishSketch(builder), sketchOf(numbers(0, 1100), 8))
})

t.test('long lists are trimmed many times on the way', async (t) => {
  const hashes = numbers(0, 50_000).map(mixed)
  for (const k of [1, 16, 1024]) {
    const { theta, hashes: kept } = sketchOf(hashes, k)
    t.ok(same({ theta, hashes: [...kept] }, plainly(hashes, k)), `k = ${k}`)
  }
  const falling = [...hashes].sort((a, b) => (a < b ? 1 : -1))
  t.same(sketchOf(falling, 64), sketchOf(hashes, 64), 'also when each hash is below all before it')
})

t.test('below k a sketch is exact, and so is everything made of such sketches', async (t) => {
  holds(
    t,
    fc.property(list, list, (one, other) => {
      const [a, b] = [new Set(one), new Set(other)]
      const [x, y] = [sketchOf(one), sketchOf(other)]
      const both = [...a].filter((hash) => b.has(hash)).length
      const is = (range: object, size: number) => same(range, { estimate: size, low: size, high: size })
      return (
        isExact(x) &&
        is(sketchSize(x), a.size) &&
        is(sketchSize(unionOf([x, y])), a.size + b.size - both) &&
        is(intersectionSize(x, y), both) &&
        is(differenceSize(x, y), a.size - both)
      )
    }),
    'sizes of sets',
  )
  t.ok(isExact(sketchOf(numbers(0, 10), 10)), 'k hashes fit')
  t.notOk(isExact(sketchOf(numbers(0, 11), 10)), 'one more does not')
})

t.test('unions: with itself nothing changes; in any order and grouping the same', async (t) => {
  holds(
    t,
    fc.property(list, list, list, k, k, (a, b, c, k, other) => {
      const [x, y, z] = [sketchOf(a, k), sketchOf(b, other), sketchOf(c, k)]
      const { k: _, ...itself } = x
      return (
        same(unionOf([x, x]), itself) &&
        same(unionOf([x]), itself) &&
        same(unionOf([x, y, z]), unionOf([z, x, y])) &&
        same(unionOf([unionOf([x, y]), z]), unionOf([x, unionOf([y, z])])) &&
        same(unionOf([unionOf([x, y]), z]), unionOf([x, y, z]))
      )
    }),
    'idempotent, commutative, associative',
  )
})

t.test('the union of many sets is that of their hashes below the smallest theta', async (t) => {
  holds(
    t,
    fc.property(fc.array(fc.tuple(list, k), { minLength: 1, maxLength: 12 }), (given) => {
      const sets = given.map(([hashes, k]) => sketchOf(hashes, k))
      const theta = sets.map((set) => set.theta).reduce((a, b) => (a < b ? a : b))
      const below = sets.map((set) => [...set.hashes].filter((hash) => hash < theta))
      const times = new Map<bigint, number>()
      for (const hash of below.flat()) times.set(hash, (times.get(hash) ?? 0) + 1)
      const counts = Array.from({ length: sets.length + 1 }, (_, m) => [...times.values()].filter((count) => count === m).length)
      const union = unionOf(sets)
      return (
        union.theta === theta &&
        same(
          [...union.hashes],
          [...times.keys()].sort((a, b) => (a < b ? -1 : 1)),
        ) &&
        same(multiplicities(sets), { theta, counts }) &&
        same(sketchSize(union), sizeAtLeast(multiplicities(sets), 1))
      )
    }),
    'equal to the definition',
  )
})

t.test('a merge of more than one portion, and of hashes in one heap, keeps order and counts', async (t) => {
  const spread = [numbers(0, 60_000), numbers(30_000, 60_000), numbers(0, 90_000).filter((n) => n % 3 === 0)].map((members) => sketchOf(members, 65_535))
  t.same(multiplicities(spread).counts, [0, 40_000, 40_000, 10_000])
  const { hashes } = unionOf(spread)
  t.equal(hashes.length, 90_000)
  t.ok(hashes.every((hash, i) => i === 0 || hash > (hashes[i - 1] ?? 0n)))
  const heap = [0, 500].map((from) => sketchOf(numbers(from, 40_000).map(BigInt), 65_535))
  t.same(multiplicities(heap).counts, [0, 1000, 39_500])
  t.same([...unionOf(heap).hashes.subarray(40_490)], numbers(40_490, 10).map(BigInt))
})

t.test('1+ ≥ 2+ ≥ 3+; over exact sketches m+ add up to the sum of the lists', async (t) => {
  holds(
    t,
    fc.property(fc.array(list, { minLength: 1, maxLength: 8 }), k, (lists, k) => {
      const table = multiplicities(lists.map((hashes) => sketchOf(hashes, k)))
      const plus = lists.map((_, i) => sizeAtLeast(table, i + 1))
      const falls = plus.every((range, i) => i === 0 || (['estimate', 'low', 'high'] as const).every((end) => range[end] <= (plus[i - 1]?.[end] ?? 0)))
      const sum = lists.reduce((total, hashes) => total + new Set(hashes).size, 0)
      return falls && (table.theta !== FULL_THETA || plus.reduce((total, { estimate }) => total + estimate, 0) === sum)
    }),
    'falling',
  )
})

t.test('a duplicate list changes no union; one more list never lowers the estimate at equal theta', async (t) => {
  holds(
    t,
    fc.property(fc.array(list, { minLength: 1, maxLength: 6 }), list, (lists, more) => {
      const sets = lists.map((hashes) => sketchOf(hashes))
      const [first] = sets
      if (!first) return false
      return (
        same(sketchSize(unionOf([...sets, first])), sketchSize(unionOf(sets))) &&
        sketchSize(unionOf([...sets, sketchOf(more)])).estimate >= sketchSize(unionOf(sets)).estimate
      )
    }),
    'nested sets',
  )
})

t.test('intersection, the two differences and the union agree at equal theta', async (t) => {
  const big = numbers(0, 40_000)
  const a = sketchOf(big, 512)
  const b = { ...sketchOf(numbers(20_000, 40_000), 4096), theta: a.theta }
  const cut = { ...b, hashes: b.hashes.filter((hash) => hash < a.theta) }
  const share = Number(a.theta) / 2 ** 64
  const count = (range: { estimate: number }) => Math.round(range.estimate * share)
  t.equal(count(intersectionSize(a, cut)) + count(differenceSize(a, cut)), a.hashes.length)
  t.equal(count(intersectionSize(cut, a)) + count(differenceSize(cut, a)), cut.hashes.length)
  t.equal(count(intersectionSize(a, cut)) + count(differenceSize(a, cut)) + count(differenceSize(cut, a)), unionOf([a, cut]).hashes.length)
})

t.test('a smaller k gives the sketch that the ids would have given', async (t) => {
  holds(
    t,
    fc.property(list, list, k, k, (a, b, one, other) => {
      const [small, large] = [Math.min(one, other), Math.max(one, other)]
      const union = downsample(unionOf([sketchOf(a, large), sketchOf(b, large)]), small)
      return same(downsample(sketchOf(a, large), small), sketchOf(a, small)) && same(union, sketchOf([...a, ...b], small))
    }),
    'equal, also out of a union',
  )
  t.throws(() => downsample(sketchOf([1], 16), 17), { name: 'RangeError', message: /cannot become one of 17/ })
})

t.test('what does not combine is refused, with the reason', async (t) => {
  const a = sketchOf(numbers(0, 10), 16, 1)
  const b = sketchOf(numbers(0, 10), 16, 2)
  for (const combine of [() => unionOf([a, a, b]), () => intersectionSize(a, b), () => differenceSize(a, b), () => multiplicities([a, b])])
    t.throws(combine, { name: 'SketchMismatchError', message: /different secrets \(key ids 1 and 2\)/ })
  t.throws(() => unionOf([a, { ...a, version: 2 }]), { name: 'SketchMismatchError', message: /versions 1 and 2/ })
  t.ok(new SketchMismatchError('x') instanceof Error)
  t.throws(() => unionOf([]), RangeError)
  t.same(multiplicities([]), { theta: FULL_THETA, counts: [0] })
})

t.test('numbers out of range are refused', async (t) => {
  for (const k of [0, -1, 1.5, 65_536, Number.NaN]) t.throws(() => createSketch(k, 1), /k is a whole number/, `k ${k}`)
  for (const key of [-1, 1.5, 2 ** 32]) t.throws(() => createSketch(16, key), /a key id is a whole number/, `key id ${key}`)
  t.throws(() => addHashes(createSketch(16, 1), new Uint8Array(9)), /8 bytes each/)
})

t.test('ranges: around the estimate, never below what was seen, and wider for smaller theta', async (t) => {
  holds(
    t,
    fc.property(fc.nat(65_535), fc.bigInt(1n << 30n, FULL_THETA), (count, theta) => {
      const { estimate, low, high } = sizeFromCount(count, theta)
      return count <= low && low <= estimate && estimate <= high && [low, estimate, high].every(Number.isInteger)
    }),
    'ordered',
    1000,
  )
  const percent = FULL_THETA / 100n
  t.match(sizeFromCount(0, percent), { estimate: 0, low: 0, high: 381 }, 'nothing found is not nothing there')
  const { low, high } = sizeFromCount(4096, percent)
  const normal = (1.96 * Math.sqrt(4096 * 0.99)) / 0.01
  t.ok(Math.abs((high - low) / 2 / normal - 1) < 0.01, 'for large counts REACH §6: 1.96 sqrt(n(1 - theta))/theta')
})

t.test('estimates of large sets: error and coverage over 200 independent keys', async (t) => {
  const size = 8000
  const theta = { 64: 0, 256: 0, 1024: 0 }
  for (const k of [64, 256, 1024] as const) {
    let covered = 0
    let squares = 0
    let bias = 0
    for (let key = 0; key < 200; key++) {
      const builder = createSketch(k, key)
      addHashes(builder, BigUint64Array.from(numbers(key * 1_000_000, size).map(mixed)))
      const { estimate, low, high } = sketchSize(finishSketch(builder))
      if (low <= size && size <= high) covered++
      squares += (estimate / size - 1) ** 2 / 200
      bias += (estimate / size - 1) / 200
    }
    theta[k] = Math.sqrt(squares) * Math.sqrt(k - 1)
    t.ok(theta[k] > 0.75 && theta[k] < 1.2, `k ${k}: error times sqrt(k - 1) is ${theta[k].toFixed(2)}, theory 1 or a little less`)
    t.ok(Math.abs(bias) < 3 / Math.sqrt(k * 200), `k ${k}: no bias (${bias.toFixed(4)})`)
    t.ok(covered >= 183, `k ${k}: ${covered} of 200 intervals hold the truth`)
  }
})
