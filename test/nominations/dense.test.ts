import t from 'tap'
import { decide } from '../../src/nominations/decide.js'
import { extract } from '../../src/nominations/extract.js'
import { readParts } from '../../src/nominations/formats/detect.js'
import type { Row } from '../../src/nominations/imports/reader.js'
import { readPortion, readWholeFile } from '../../src/nominations/imports/reader.js'

const HEAD = '[19:00] @host_eg: Q1: Which organisations are our allies?\n[19:01] @bob_eg: A1 '
const bytesOf = (text: string) => new TextEncoder().encode(text)
const whole = (text: string) => {
  const reading = readWholeFile({
    ask: 'whole',
    parts: [{ name: 'x', bytes: bytesOf(text) }],
    settings: { given: null, map: undefined, mark: 'm', secret: 's' },
  })
  return { ...reading, candidates: reading.rows.flatMap((json) => JSON.parse(json) as Row[]) }
}
const decided = (text: string) => decide(readParts([{ name: 'x.txt', bytes: bytesOf(text) }]), null)
/** `@a`, `@b` … each of them once. */
const names = (count: number) => Array.from({ length: count }, (_, i) => `@n${i.toString(36)}_eg`).join(' ')

t.test('the same name many times in one post is one candidate, the one that says most', async (t) => {
  const { candidates } = decided(`${HEAD}@x_eg, @x_eg and @y_eg. Yes, @X_eg!`)
  t.same(
    candidates.map(({ raw, verdict }) => [raw, verdict]),
    [
      ['@x_eg', 'counted'],
      ['@y_eg', 'counted'],
    ],
  )
  const replied = decided(`${HEAD}@x_eg\n[19:02] @x_eg: hello\n[19:03] @cy_eg: @x_eg thanks for hosting! A1 I nominate @y_eg, not @z_eg. I do mean @y_eg`)
  t.same(
    replied.candidates.filter(({ nominator }) => nominator === 'cy_eg').map(({ raw, verdict }) => [raw, verdict]),
    [
      ['@x_eg', 'not'],
      ['@y_eg', 'counted'],
      ['@z_eg', 'not'],
    ],
  )
})

t.test('of a post with thousands of names the first are read, and the preview says in their place how many are not', async (t) => {
  const { candidates, nominations } = decided(`${HEAD}${names(800)}`)
  t.equal(nominations.length, 500)
  const told = candidates.filter(({ reason }) => /300 more names are not read: beyond the first 500 of a post/.test(reason))
  t.equal(told.length, 1)
  t.match(told[0], { verdict: 'not', target: null, raw: /^@ndw_eg/ })
  t.same(extract(names(800), 500).beyond?.signs, 300)
  t.equal(extract(names(500), 500).beyond, null, 'nothing is left')
})

t.test('a list on one line of a document is read whole', async (t) => {
  const { candidates } = whole(`Our allies: ${names(2_000)}\nThat is all of them.\n`)
  t.equal(candidates.filter(({ verdict }) => verdict === 'counted').length, 2_000)
})

const MEGABYTE = 1_000_000
const row = (text: string) => `id_str,from_user,text\n1,bob_eg,"A1 ${text}"\n`
const jsonLine = (text: string) => `{"id_str":"1","full_text":"A1 ${text}","user":{"screen_name":"bob_eg"}}\n`
for (const [name, piece] of Object.entries({
  names: '@a.',
  retweets: 'RT @a RT ',
  tags: '#a ',
  marks: '#A1 ',
  questions: 'Q1 ',
  links: 'https://x.com/abc ',
  quotes: '“@a: ',
}))
  for (const [format, textOf] of Object.entries({
    'a chat': (text: string) => `${HEAD}${text}`,
    'a cell of a table': row,
    JSON: jsonLine,
    'a document': (text: string) => text,
  }))
    t.test(`a megabyte of ${name} in ${format} becomes few rows, in little time`, async (t) => {
      const text = textOf(piece.repeat(MEGABYTE / piece.length))
      const before = process.cpuUsage().user
      let rows: readonly string[] = []
      let refused = ''
      try {
        rows = whole(text).rows
      } catch (error) {
        refused = (error as Error).message
      }
      const took = (process.cpuUsage().user - before) / 1000
      const kilobytes = rows.reduce((sum, { length }) => sum + length, 0) / 1024
      t.ok(kilobytes < 400, `${kilobytes.toFixed(0)} KB of rows${refused}`)
      t.ok(took < 1000, `${took.toFixed(0)} ms`)
    })

for (const [name, text] of Object.entries({
  'lines of a chat': '[19:01] @bob_eg: A1 @a @b @c @d @e @f @g @h @i\n'.repeat(21_000),
  'lines of a document': '@a @b @c @d @e @f @g\n'.repeat(45_000),
  'rows of a table': `id_str,from_user,text\n${Array.from({ length: 3_000 }, (_, i) => `${i},b${i},"A1 ${'@a @b @c @d @e '.repeat(20)}"\n`).join('')}`,
}))
  t.test(`${name} that are nearly all names are refused by what is wrong with them`, async (t) => {
    t.throws(() => whole(text), { code: 'bad_input_file', message: /nearly all names: more than [\d,]+ @names and #tags in \d+ KB/ })
  })

t.test('so is a portion of a file of posts a line; ordinary posts of a portion are not', async (t) => {
  const portion = (text: string) =>
    readPortion({
      ask: 'portion',
      number: 0,
      bytes: bytesOf(text),
      first_line: 1,
      format: 'hydrated-v1.1',
      context: decided(HEAD).context,
      settings: { given: null, map: undefined, mark: 'm', secret: 's' },
    })
  const lines = (text: string, count: number) => Array.from({ length: count }, (_, i) => jsonLine(text).replace('"1"', `"${i}"`)).join('')
  t.throws(() => portion(lines('@a @b @c @d @e @f @g @h '.repeat(12), 900)), { code: 'bad_input_file' })
  t.equal(portion(lines('@one_eg and @two_eg #Tag #SWHelper', 3_000)).posts, 3_000)
})
