import { createCipheriv, hkdfSync } from 'node:crypto'
import t from 'tap'
import { createIdHasher } from '../../src/reach/keyed-hash.js'

const LARGEST = 2n ** 64n - 1n
// Where the number of digits, the 32-bit halves and the exact doubles change.
const edges = [1n, 9n, 10n ** 9n - 1n, 10n ** 9n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n + 1n, 10n ** 18n + 1n, 10n ** 19n, LARGEST - 1n, LARGEST]

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
  t.same([...hasher.hashNumbers(BigUint64Array.from(edges))], edges.map(plainly))
  // More than one batch, and ids that do not begin at the beginning of their memory.
  const many = BigUint64Array.from({ length: 20_001 }, (_, i) => BigInt(i) * 77_777_777_777n + 1n)
  const hashes = hasher.hashNumbers(many.subarray(1))
  t.equal(hashes.length, 20_000)
  for (const at of [0, 8191, 8192, 19_999]) t.equal(hashes[at], plainly(many[at + 1] ?? 0n), `number ${at}`)
  t.equal(new Set(hashes).size, 20_000)
  t.same(hasher.hashNumbers(new BigUint64Array(0)), new BigUint64Array(0))
})

t.test('the key id tells one secret from another, the same in every process', async (t) => {
  const { keyId } = createIdHasher(SECRET)
  t.ok(Number.isInteger(keyId) && keyId >= 0 && keyId < 2 ** 32)
  t.equal(createIdHasher(Buffer.from(SECRET)).keyId, keyId, 'text or bytes')
  t.equal(keyId, 668897734, 'stored sketches depend on it')
  t.not(createIdHasher(`${SECRET}!`).keyId, keyId)
  const five = BigUint64Array.of(5n)
  t.not(createIdHasher(`${SECRET}!`).hashNumbers(five)[0], createIdHasher(SECRET).hashNumbers(five)[0])
})
