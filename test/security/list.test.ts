import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { GUARDS } from './list.js'

const ROOT = process.cwd()
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

t.test('every guard has tests that stand, or says what none shows', async (t) => {
  for (const { against, tests } of GUARDS) {
    t.ok(tests.length > 0, against)
    for (const [file, title] of tests) {
      const [, number] = /^point (\d+)$/.exec(title) ?? []
      const text = read(`test/${file}`)
      const stands =
        number === undefined
          ? text.includes(title) || text.includes(title.replaceAll("'", "\\'"))
          : new RegExp(String.raw`^point\(\s*${number},`, 'm').test(text)
      t.ok(stands, `${against}: ${file} has no test that begins with “${title}”`)
    }
  }
})

t.test('what opens doors is compared in constant time', async (t) => {
  const places = ['src/access', 'src/http', 'src/privacy', 'src/webhooks', 'src/web']
  const files = places.flatMap((place) =>
    readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${place}/${name}`),
  )
  t.ok(files.length > 100)
  const found = files.flatMap((file) =>
    read(file)
      .split('\n')
      .filter((line) =>
        /\b\w*(?:hash(?!tag)|signature|secret|digest|verifier|nonce|token|mac)\w*\)?\s*[!=]==(?!\s*(?:null|undefined|true|false|''|'[a-z]))/i.test(line),
      )
      .map((line) => `${file}: ${line.trim()}`),
  )
  // Not one of these opens a door: whether a repeated request is the same one, the checksum that tells a typing error from a key, and whether our own token is the one we hold.
  const harmless = [/row\.request_hash !== mine\.request_hash/, /sum !== checksum\(/, /known\.access_token !== token\)/]
  t.same(
    found.filter((line) => !harmless.some((one) => one.test(line))),
    [],
  )
})
