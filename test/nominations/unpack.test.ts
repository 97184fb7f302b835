import { createGzip, gzipSync } from 'node:zlib'
import t from 'tap'
import { isAppError } from '../../src/kernel/errors.js'
import { readParts } from '../../src/nominations/formats/detect.js'
import { unpack } from '../../src/nominations/unpack.js'
import { zip } from '../fixtures/pack.js'
import { cpuMs } from '../helpers/cpu.js'

/** The size is never held here either: the zeros are packed as they come. */
async function gzipOfZeros(megabytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 })
  const out: Buffer[] = []
  gzip.on('data', (chunk: Buffer) => out.push(chunk))
  const zeros = Buffer.alloc(1024 * 1024)
  for (let i = 0; i < megabytes; i++) if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve))
  await new Promise((resolve) => gzip.on('end', resolve).end())
  return Buffer.concat(out)
}

/** Text that shrinks to about a fortieth. */
const dull = (megabytes: number) => Array.from({ length: megabytes * 2500 }, (_, i) => `{"id":"${i}","text":"${'A1 @x_eg and more '.repeat(21)}"}\n`).join('')

t.test('bombs are refused, in time and without taking memory', async (t) => {
  const zeros = await gzipOfZeros(200)
  const big = gzipSync(dull(80))
  const many = Array.from({ length: 11_000 }, (_, i) => ({ name: `${i}.txt`, data: '' }))
  const million = Buffer.alloc(1e6)
  const bombs: [string, Uint8Array, RegExp][] = [
    ['200 MB of zeros in 200 KB', zeros, /more than 100 times/],
    ['just over the ratio', gzipSync(Buffer.alloc(100_000)), /more than 100 times/],
    ['80 MB of dull text', big, /more than 64 MB/],
    ['a file of a zip that is all zeros', zip([{ name: 'a.csv', data: million }]), /more than 100 times/],
    ['a file that lies about its size', zip([{ name: 'a.csv', data: dull(1), size: 10 }]), /cannot be read/],
    [
      'entries that share one body',
      zip(
        Array.from({ length: 20 }, () => ({ name: 'a.csv', data: dull(5) })),
        { shared: true },
      ),
      /more than 64 MB/,
    ],
    ['more files than any download has', zip(many), /holds 11000 files/],
    ['30 files', zip(many.slice(0, 30)), /holds 30 files: give one/],
    ['a path that climbs', zip([{ name: '../../etc/passwd', data: 'x' }]), /cannot be read: invalid relative path/],
    ['an absolute path', zip([{ name: '/etc/passwd', data: 'x' }]), /cannot be read: absolute path/],
    ['an encrypted file', zip([{ name: 'a.csv', data: 'x', flags: 1 }]), /encrypted/],
    ['a zip of nothing', zip([]), /holds no files/],
    ['a zip that is cut off', zip([{ name: 'a.csv', data: 'x' }]).subarray(0, 40), /cannot be read/],
    ['a gzip file that is cut off', gzipSync('some words').subarray(0, 20), /damaged or cut off/],
    [
      'an office document',
      zip([
        { name: '[Content_Types].xml', data: '<x/>' },
        { name: 'xl/workbook.xml', data: '<x/>' },
      ]),
      /office document/,
    ],
  ]
  for (const [name, data, reason] of bombs) {
    const before = process.memoryUsage()
    let most = 0
    const watch = setInterval(() => {
      const { external } = process.memoryUsage()
      most = Math.max(most, external - before.external)
    }, 5)
    const began = cpuMs()
    const error = await unpack(data).then(
      () => null,
      (error: unknown) => error,
    )
    const took = cpuMs() - began
    clearInterval(watch)
    t.ok(isAppError(error) && error.status < 500 && reason.test(error.message), `${name}: ${error instanceof Error ? error.message : 'was taken'}`)
    t.ok(took < 2000, `${name}: ${took.toFixed(0)} ms`)
    t.ok(most < 64 * 1024 * 1024, `${name}: ${(most / 1024 / 1024).toFixed(1)} MB`)
  }
})

t.test('nothing is unpacked twice', async (t) => {
  for (const nested of [gzipSync(gzipSync('x')), gzipSync(zip([{ name: 'a', data: 'x' }])), zip([{ name: 'a.zip', data: zip([{ name: 'b', data: 'x' }]) }])]) {
    const parts = await unpack(nested)
    t.throws(() => readParts(parts), { code: 'bad_input_file', message: /inside another/ })
  }
  const two = await unpack(
    zip([
      { name: 'a.txt', data: 'A1 @x_eg' },
      { name: 'b.txt', data: 'A1 @y_eg' },
    ]),
  )
  t.throws(() => readParts(two), { message: /holds 2 files \(a\.txt, b\.txt\): give one at a time/ })
})
