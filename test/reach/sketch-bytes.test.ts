import fc from 'fast-check'
import t from 'tap'
import { downsample, FULL_THETA, type Sketch, unionOf } from '../../src/reach/sketch.js'
import { parseSketch, SketchFormatError, serialiseSketch } from '../../src/reach/sketch-bytes.js'
import { holds } from '../helpers/property.js'
import { numbers, sketchOf } from './sets.js'

const hash = fc.oneof(fc.bigInt(0n, FULL_THETA - 1n), fc.bigInt(0n, 5n), fc.bigInt(FULL_THETA - 5n, FULL_THETA - 1n))
const sketch = fc
  .tuple(fc.array(hash, { maxLength: 40 }), fc.integer({ min: 1, max: 65_535 }), fc.boolean(), fc.nat(0xffffffff))
  .map(([hashes, k, small, key]) => sketchOf(hashes, small ? 1 + (k % 20) : k, key))

const equal = (a: Sketch, b: Sketch) =>
  a.version === b.version && a.k === b.k && a.key_id === b.key_id && a.theta === b.theta && a.hashes.join() === b.hashes.join()

t.test('what is written is read, also out of the middle of other bytes', async (t) => {
  holds(
    t,
    fc.property(sketch, fc.nat(9), (one, offset) => {
      const bytes = serialiseSketch(one)
      const among = new Uint8Array(bytes.length + 20).fill(170)
      among.set(bytes, offset)
      return equal(parseSketch(bytes), one) && equal(parseSketch(among.subarray(offset, offset + bytes.length)), one)
    }),
    'identity',
    500,
  )
  const union = downsample(unionOf([sketchOf(numbers(0, 100), 64), sketchOf(numbers(50, 10), 64)]), 4096)
  t.ok(equal(parseSketch(serialiseSketch(union)), union), 'a union that became a sketch')
  t.equal(serialiseSketch(sketchOf(numbers(0, 9999))).length, 19 + 8 * 4096, '32 KiB at k = 4096')
})

t.test('the bytes are those of the layout', async (t) => {
  const bytes = serialiseSketch(sketchOf([0x0102030405060708n, 9n], 4096, 0xa1b2c3d4))
  t.equal(Buffer.from(bytes).toString('hex'), '010010d4c3b2a10000000000000000020000000900000000000000' + '0807060504030201')
  const cut = serialiseSketch(sketchOf([1n, 2n, 0xff00000000000003n], 2, 0))
  t.equal(Buffer.from(cut.subarray(7, 15)).toString('hex'), '03000000000000ff', 'theta is the next hash')
})

t.test('bytes that are no sketch are refused, with the reason', async (t) => {
  const good = serialiseSketch(sketchOf([1n, 2n, 3n, 4n], 3, 5))
  const changed = (change: (bytes: Uint8Array, view: DataView) => void) => {
    const bytes = good.slice()
    change(bytes, new DataView(bytes.buffer))
    return bytes
  }
  const table: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /at least 19 bytes, not 0/],
    ['half a header', good.subarray(0, 18), /at least 19 bytes, not 18/],
    ['another version', changed((bytes) => bytes.set([2], 0)), /version 2/],
    ['version 0', changed((bytes) => bytes.set([0], 0)), /version 0/],
    ['k = 0', changed((_, view) => view.setUint16(1, 0, true)), /k is 0/],
    ['more than k', changed((_, view) => view.setUint16(1, 2, true)), /holds 3 hashes, more than its k of 2/],
    ['a byte less', good.subarray(0, good.length - 1), /3 hashes take 43 bytes, not 42/],
    ['a byte more', new Uint8Array([...good, 0]), /3 hashes take 43 bytes, not 44/],
    ['a huge n', changed((_, view) => view.setUint32(15, 0xffffffff, true)), /more than its k/],
    ['two hashes changed about', changed((_, view) => view.setBigUint64(19, 3n, true)), /hash 1 is not above/],
    ['a hash twice', changed((_, view) => view.setBigUint64(27, 1n, true)), /hash 1 is not above/],
    ['a hash at theta', changed((_, view) => view.setBigUint64(35, 4n, true)), /not below theta/],
    ['a hash above theta', changed((_, view) => view.setBigUint64(35, 1n << 63n, true)), /not below theta/],
  ]
  for (const [name, bytes, message] of table) t.throws(() => parseSketch(bytes), { name: 'SketchFormatError', message }, name)
})

t.test('any damage is either refused or gives a sketch that keeps its promises', async (t) => {
  holds(
    t,
    fc.property(sketch, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), (one, damage) => {
      const bytes = serialiseSketch(one)
      for (const [at, value] of damage) bytes[at % bytes.length] = value
      try {
        const { k, theta, hashes } = parseSketch(bytes)
        return hashes.length <= k && hashes.every((hash, i) => hash < theta && (i === 0 || hash > (hashes[i - 1] ?? 0n)))
      } catch (fault) {
        return fault instanceof SketchFormatError
      }
    }),
    'sound',
    1000,
  )
})
