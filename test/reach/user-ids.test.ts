import { createCipheriv, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { createIdHasher } from '../../src/reach/keyed-hash.js'
import { createIdLines, faultOf, type IdFault, parseUserIds } from '../../src/reach/user-ids.js'
import { holds } from '../helpers/property.js'

const LARGEST = 2n ** 64n - 1n
// Where the number of digits, the 32-bit halves and the exact doubles change.
const edges = [1n, 9n, 10n ** 9n - 1n, 10n ** 9n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n + 1n, 10n ** 18n + 1n, 10n ** 19n, LARGEST - 1n, LARGEST]
const id = fc.oneof(fc.constantFrom(...edges), fc.bigInt(1n, LARGEST), fc.bigInt(1n, 99_999n), fc.bigInt(2n ** 52n, 2n ** 60n))

const FAULTS: [string, IdFault][] = [
  ['', 'not_a_number'],
  ['abc', 'not_a_number'],
  ['12a', 'not_a_number'],
  ['1.5', 'not_a_number'],
  ['1.23457E+18', 'not_a_number'],
  ['0x10', 'not_a_number'],
  ['+5', 'not_a_number'],
  ['--5', 'not_a_number'],
  ['١٢', 'not_a_number'],
  ['-5', 'negative'],
  ['0', 'zero'],
  ['000', 'zero'],
  ['007', 'leading_zero'],
  ['18446744073709551616', 'too_large'],
  ['99999999999999999999', 'too_large'],
  ['100000000000000000000', 'too_large'],
]

t.test('ids up to 2^64 - 1 are read exactly', async (t) => {
  holds(
    t,
    fc.property(fc.array(id), (ids) => parseUserIds(ids.map(String)).join() === ids.join()),
    'as bigints read them',
    500,
  )
  t.same([...parseUserIds(edges.map(String))], edges)
})

t.test('what is no id is refused by name', async (t) => {
  for (const [text, fault] of FAULTS) {
    t.equal(faultOf(text), fault, JSON.stringify(text))
    t.throws(() => parseUserIds(['1', text]), { name: 'RangeError', message: new RegExp(fault) }, JSON.stringify(text))
  }
  t.equal(faultOf('18446744073709551615'), null)
})

/** All ids that a text gives when it comes in portions of the size. */
function readLines(text: string, portion: number, reader = createIdLines()) {
  const bytes = Buffer.from(text)
  const ids: bigint[] = []
  for (let at = 0; at < bytes.length; at += portion) ids.push(...reader.push(bytes.subarray(at, at + portion)))
  ids.push(...reader.end())
  return { ids, filled: reader.filled, bad: reader.bad, examples: reader.examples }
}

t.test('lines are read alike however they are cut', async (t) => {
  const odd = fc.constantFrom(...FAULTS.map(([text]) => text), '  ', '\t', `${'9'.repeat(300)}`, 'ünï', '"5"')
  const line = fc.oneof(
    { weight: 4, arbitrary: id.map(String) },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(' ', '\t', ''), id).map(([blank, one]) => `${blank}${one} `) },
  )
  holds(
    t,
    fc.property(
      fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 30 }),
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      (given, mark, open, portion) => {
        const text = given.map(([line, end], i) => line + (open && i === given.length - 1 ? '' : end)).join('')
        const lines = given.map(([line]) => line.trim())
        const good = lines.filter((line) => faultOf(line) === null)
        const filled = lines.filter((line) => line !== '').length
        const found = readLines(`${mark ? '\uFEFF' : ''}${text}`, portion)
        const faults = lines.flatMap((line, i) =>
          line === '' || faultOf(line) === null ? [] : [{ line: i + 1, fault: line.length >= 256 ? 'not_a_number' : faultOf(line), text: line.slice(0, 40) }],
        )
        return (
          found.ids.join() === good.join() &&
          found.filled === filled &&
          found.bad === filled - good.length &&
          JSON.stringify(found.examples) === JSON.stringify(faults.slice(0, 20))
        )
      },
    ),
    'cut anywhere',
    1000,
  )
})

t.test('an empty text, a text of blank lines and a long text without line ends', async (t) => {
  t.match(readLines('', 10), { ids: [], filled: 0, bad: 0, examples: [] })
  t.match(readLines('\n\r\n  \n', 2), { ids: [], filled: 0, bad: 0 })
  t.match(readLines('1'.repeat(100_000), 1000), { ids: [], filled: 1, bad: 1, examples: [{ line: 1, fault: 'not_a_number', text: '1'.repeat(40) }] })
  t.match(readLines(`${'x\n'.repeat(50)}5\n`, 7, createIdLines(3)), { ids: [5n], filled: 51, bad: 50, examples: [{ line: 1 }, { line: 2 }, { line: 3 }] })
})

const SECRET = 'a secret of this test, 32 letters'

t.test('a hash is the first half of AES-128 of the id under a key derived from the secret', async (t) => {
  const hasher = createIdHasher(SECRET)
  const key = Buffer.from(hkdfSync('sha256', SECRET, '', 'community-allies reach sketch v1', 16))
  const plainly = (one: bigint) => {
    const block = Buffer.alloc(16)
    block.writeBigUInt64LE(one)
    const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
    return cipher.update(block).readBigUInt64LE()
  }
  t.same([...hasher.hash(edges.map(String))], edges.map(plainly))
  // More than one batch, and ids that do not begin at the beginning of their memory.
  const many = BigUint64Array.from({ length: 20_001 }, (_, i) => BigInt(i) * 77_777_777_777n + 1n)
  const hashes = hasher.hashNumbers(many.subarray(1))
  t.equal(hashes.length, 20_000)
  for (const at of [0, 8191, 8192, 19_999]) t.equal(hashes[at], plainly(many[at + 1] ?? 0n), `number ${at}`)
  t.equal(new Set(hashes).size, 20_000)
  t.same(hasher.hash([]), new BigUint64Array(0))
})

t.test('the key id tells one secret from another, the same in every process', async (t) => {
  const { keyId } = createIdHasher(SECRET)
  t.ok(Number.isInteger(keyId) && keyId >= 0 && keyId < 2 ** 32)
  t.equal(createIdHasher(Buffer.from(SECRET)).keyId, keyId, 'text or bytes')
  t.equal(keyId, 668897734, 'stored sketches depend on it')
  t.not(createIdHasher(`${SECRET}!`).keyId, keyId)
  t.not(createIdHasher(`${SECRET}!`).hash(['5'])[0], createIdHasher(SECRET).hash(['5'])[0])
})
