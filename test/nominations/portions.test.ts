import fc from 'fast-check'
import t from 'tap'
import { createHashSet, hash53 } from '../../src/nominations/imports/hash-set.js'
import { portionsOf } from '../../src/nominations/imports/portions.js'
import { holdsAsync } from '../helpers/property.js'

const MB = 1024 * 1024

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  // One buffer for all of them, as a file is read: what is kept has to be copied.
  const buffer = new Uint8Array(bytes.length)
  let from = 0
  for (const to of [...cuts, bytes.length].sort((a, b) => a - b)) {
    const chunk = bytes.subarray(from, to)
    buffer.set(chunk)
    yield buffer.subarray(0, chunk.length)
    buffer.fill(0)
    from = to
  }
}

t.test('however a file is cut, its portions are whole lines, in order, with their numbers', async (t) => {
  await holdsAsync(
    t,
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '💛', '\r', ' '), maxLength: 30 }), { maxLength: 40 }),
      fc.boolean(),
      fc.array(fc.nat({ max: 1200 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 200 }),
      async (lines, ended, cuts, size) => {
        const bytes = new TextEncoder().encode(lines.join('\n') + (ended ? '\n' : ''))
        const spent: ArrayBuffer[] = []
        const out: number[] = []
        let line = 1
        for await (const portion of portionsOf(
          chunksOf(
            bytes,
            cuts.map((cut) => Math.min(cut, bytes.length)),
          ),
          spent,
          size,
        )) {
          if (portion.first_line !== line || portion.bad.length > 0 || portion.bytes.length === 0) return false
          line += portion.bytes.filter((byte) => byte === 0x0a).length
          out.push(...portion.bytes)
          const whole = portion.bytes.at(-1) === 0x0a || out.length === bytes.length
          // Given back, and used for a later one.
          spent.push(portion.bytes.buffer)
          if (!whole) return false
        }
        return Buffer.from(out).equals(Buffer.from(bytes))
      },
    ),
    'whole lines',
  )
})

t.test('an endless line is left out and told, in bounded memory, and the lines around it are not harmed', async (t) => {
  async function* stream() {
    yield Buffer.from('first\nsecond\n')
    const piece = Buffer.alloc(MB, 'x')
    for (let i = 0; i < 40; i++) yield piece
    yield Buffer.from('\nfourth\n')
  }
  let largest = 0
  const text: string[] = []
  const bad: unknown[] = []
  const numbers: number[] = []
  for await (const portion of portionsOf(stream())) {
    largest = Math.max(largest, portion.bytes.buffer.byteLength)
    text.push(Buffer.from(portion.bytes).toString())
    bad.push(...portion.bad)
    numbers.push(portion.first_line)
  }
  t.same(text, ['first\nsecond\n', 'fourth\n'])
  t.same(numbers, [1, 4])
  t.same(bad, [{ line: 3, reason: 'is longer than 8 MB' }])
  t.ok(largest <= 20 * MB, `${largest / MB} MB`)
})

t.test('a set of hashes holds what was put in, and nothing else', async (t) => {
  const set = createHashSet()
  const words = Array.from({ length: 50_000 }, (_, i) => `person${i}_eg`)
  t.ok(words.every((word) => set.add(hash53(word))))
  t.ok(words.every((word) => set.has(hash53(word)) && !set.add(hash53(word))))
  t.equal(set.size, 50_000)
  t.notOk(words.some((word) => set.has(hash53(`${word}x`))))
  t.ok(set.add(0) && set.has(0) && !set.add(0), 'zero is a hash like any other')
  t.ok(words.every((word) => Number.isSafeInteger(hash53(word))))
})
