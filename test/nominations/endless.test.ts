import fc from 'fast-check'
import t from 'tap'
import { readParts } from '../../src/nominations/formats/detect.js'
import { seekEndless, withoutLines } from '../../src/nominations/formats/endless.js'
import { unpack } from '../../src/nominations/unpack.js'

const MB = 1024 * 1024

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  for (let i = 1; i < places.length; i++) yield bytes.subarray(places[i - 1], places[i])
}

t.test('wherever a file is cut into chunks, the same lines are too long, and the others stay byte for byte', async (t) => {
  const text = fc.array(fc.constantFrom('a', 'é', '😀', 'bbbb', '\n', '\r', '\r\n'), { maxLength: 40 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (whole, cuts, most) => {
      const bytes = new TextEncoder().encode(whole)
      const seek = seekEndless(most)
      for await (const chunk of inPieces(bytes, cuts)) seek.take(chunk)
      const endless = seek.end()
      const lines = whole.split(/\r\n|\n|\r/)
      const isLong = (line: string) => Buffer.byteLength(line) > most
      t.strictSame(
        endless.map(({ line }) => line),
        lines.flatMap((line, i) => (isLong(line) ? [i + 1] : [])),
      )
      const kept: Uint8Array[] = []
      for await (const chunk of withoutLines(inPieces(bytes, cuts), endless)) kept.push(chunk.slice())
      const ends = whole.match(/\r\n|\n|\r/g) ?? []
      t.equal(Buffer.concat(kept).toString(), lines.map((line, i) => `${isLong(line) ? '' : line}${ends[i] ?? ''}`).join(''))
    }),
  )
})

t.test('an endless line is told with its number and harms no other; it is not held', async (t) => {
  const endless = Buffer.alloc(9 * MB, 'x')
  const bytes = Buffer.concat([Buffer.from('[20:01] @a_eg: A1 @x_eg\r\n'), endless, Buffer.from('\r\n[20:02] @b_eg: A1 @y_eg\r\n')])
  const [part] = await unpack(bytes)
  t.ok((part?.bytes.length ?? MB) < 100)
  const archive = readParts(part ? [part] : [])
  t.same(archive.bad_lines, [{ line: 2, reason: 'is longer than 8 MB' }])
  t.same(
    archive.posts.map(({ line, author }) => [line, author]),
    [
      [1, 'a_eg'],
      [3, 'b_eg'],
    ],
  )
})

t.test('a file that is one endless line is refused with a way out', async (t) => {
  const parts = await unpack(Buffer.from(`[${'{"id": "1"}, '.repeat(800_000)}{}]`))
  t.throws(() => readParts(parts), { message: /line 1 is longer than 8 MB.*one post a line/ })
})
