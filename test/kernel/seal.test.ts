import fc from 'fast-check'
import t from 'tap'
import { isSealError, type Place, SealError, seal, sealKey, unseal } from '../../src/kernel/seal.js'
import { holds } from '../helpers/property.js'

const SECRET = 'a secret of more than thirty-two characters'
const KEY = sealKey(SECRET, 'test')
const PLACE: Place = { table: 'x_owner', row: 'own_1', column: 'access_token' }
const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 })
const place = fc.record({ table: fc.string(), row: fc.string(), column: fc.string() })

function reasonOf(open: () => unknown): string {
  try {
    open()
  } catch (error) {
    if (isSealError(error)) return error.reason
    throw error
  }
  return 'opened'
}

t.test('what is sealed opens again at its place, and shows nothing of itself', async (t) => {
  holds(
    t,
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), place, nonce, (text, at, nonce) => {
      const sealed = seal(KEY, at, text, nonce)
      return unseal(KEY, at, sealed) === text && (text.length < 4 || !sealed.includes(text)) && /^s1\.[0-9a-f]{16}\.[\w-]{16}\.[\w-]+$/.test(sealed)
    }),
    'round trip',
  )
})

t.test('moved to another row, column or table it does not open', async (t) => {
  holds(
    t,
    fc.property(fc.string(), place, place, nonce, (text, at, other, nonce) => {
      fc.pre(JSON.stringify(at) !== JSON.stringify(other))
      return reasonOf(() => unseal(KEY, other, seal(KEY, at, text, nonce))) === 'broken'
    }),
    'swapped',
  )
  const sealed = seal(KEY, PLACE, 'token', new Uint8Array(12))
  for (const other of [{ row: 'own_2' }, { column: 'refresh_token' }, { table: 'oauth_attempt' }]) {
    t.equal(
      reasonOf(() => unseal(KEY, { ...PLACE, ...other }, sealed)),
      'broken',
    )
  }
  t.equal(
    reasonOf(() => unseal(KEY, { table: 'x', row: 'y","z', column: 'c' }, seal(KEY, { table: 'x","y', row: 'z', column: 'c' }, 'token', new Uint8Array(12)))),
    'broken',
    'parts of a place cannot flow into one another',
  )
})

t.test('one changed character anywhere and it does not open', async (t) => {
  const sealed = seal(KEY, PLACE, 'a token of some length', new Uint8Array(12).fill(7))
  holds(
    t,
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...'ABCabc019-_.='), (at, mark) => {
      fc.pre(sealed[at] !== mark)
      return reasonOf(() => unseal(KEY, PLACE, sealed.slice(0, at) + mark + sealed.slice(at + 1))) !== 'opened'
    }),
    'tampered',
    500,
  )
  holds(
    t,
    fc.property(fc.nat(sealed.length - 1), (n) => reasonOf(() => unseal(KEY, PLACE, sealed.slice(0, n))) === 'broken'),
    'cut',
  )
})

t.test('another SECRET, and another purpose, are told apart from damage', async (t) => {
  const sealed = seal(KEY, PLACE, 'token', new Uint8Array(12))
  t.equal(
    reasonOf(() => unseal(sealKey(`${SECRET}!`, 'test'), PLACE, sealed)),
    'other_key',
  )
  t.equal(
    reasonOf(() => unseal(sealKey(SECRET, 'else'), PLACE, sealed)),
    'other_key',
  )
  t.not(sealKey(SECRET, 'test').id, sealKey(SECRET, 'else').id)
  t.match(new SealError('other_key').message, 'another SECRET')
  t.throws(() => seal(KEY, PLACE, 'x', new Uint8Array(11)), TypeError)
})
