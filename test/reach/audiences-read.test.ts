import fc from 'fast-check'
import t from 'tap'
import { MAX_LINE } from '../../src/reach/audiences/lines.js'
import { createIdReader, formatNamed, type ReadIdsOptions } from '../../src/reach/audiences/read-ids.js'

type Given = Omit<ReadIdsOptions, 'onIds' | 'onFollows'>

/** What is read of a text that comes in pieces of so many bytes. */
function read(text: string | Uint8Array, options: Given = {}, piece = 7) {
  const ids: bigint[] = []
  const follows: string[][] = []
  const reader = createIdReader({ ...options, onIds: (batch) => void ids.push(...batch), onFollows: (all) => void follows.push(all) })
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece))
  return { ...reader.end(), ids: ids.map(String), follows }
}
const reasons = (text: string, options: Given = {}) => read(text, options).bad.map(({ line, reason }) => `${line} ${reason}`)

const MOST = '18446744073709551615'

t.test('an id a line: exact to the last digit, whatever stands around it', async (t) => {
  const { ids, format, bad_lines } = read(`\ufeff\n12\r\n  9007199254740993 \n"${MOST}"\n\n'77\n="78"\n007\n12`)
  t.same(ids, ['12', '9007199254740993', MOST, '77', '78', '7', '12'])
  t.equal(format, 'text')
  t.equal(bad_lines, 0)
})

t.test('what is no id is told by line and reason, and never said back', async (t) => {
  const all = ['1', '-5', '0', '18446744073709551616', '99999999999999999999999', '1.26426E+18', '1264263213123.0', 'harbour', '12a', '-', '1,5e3x', '2']
  const found = reasons(all.join('\n'))
  t.equal(found.length, 10)
  for (const [at, words] of [
    [2, 'negative'],
    [3, 'is 0'],
    [4, '2\\^64'],
    [5, '2\\^64'],
    [6, 'rounded'],
    [7, 'rounded'],
    [8, 'not a number'],
    [9, 'not a number'],
    [10, 'not a number'],
    [11, 'not a number'],
  ] as const)
    t.match(found[at - 2], new RegExp(`^${at} .*${words}`))
  t.notMatch(found.join(), /1264263213123|99999|harbour/)
  t.equal(read(Array(500).fill('x').join('\n').replace('x', '1')).bad.length, 20, 'the first twenty')
})

t.test('what is said to be text is an id a line and nothing else, however its first line looks', async (t) => {
  for (const first of [
    'https://x.com/i/user/77',
    'n/a',
    'id',
    'name,id',
    'id;name',
    '{"id":"5"}',
    '12/13',
    '12 13',
    '12,13',
    '# exported in March',
    '@Harbour/x',
  ]) {
    const { ids, bad, format } = read(`${first}\n21\n22\n`, { format: 'text' })
    t.same([format, ids, bad.map(({ line }) => line)], ['text', ['21', '22'], [1]], first)
  }
  t.same(read('a/b\n21\n').bad, [{ line: 1, reason: 'is not a number' }], 'nor is it a table where nothing is said')
  t.same(read('wer,id\n1,5', { format: 'text', column: 'id' }).ids, ['5'], 'but a column that is named is one of a table')
})

t.test('the name of a file says what it is', async (t) => {
  for (const [name, format] of [
    ['followers.txt', 'text'],
    ['FOLLOWERS.TXT.gz', 'text'],
    ['a.b/c.csv', 'csv'],
    ['x.tsv.GZ', 'csv'],
    ['x.ndjson', 'ndjson'],
    ['x.jsonl.gz', 'ndjson'],
    ['x.json', undefined],
    ['-', undefined],
    ['txt', undefined],
    ['', undefined],
  ] as const)
    t.equal(formatNamed(name), format, name)
})

t.test('NDJSON: quoted ids are exact, numbers above 2^53 are refused with the way out', async (t) => {
  const lines = [
    '{"id":"9007199254740993"}',
    '"9007199254740995"',
    '9007199254740991',
    '{"id":5}',
    '{ "name": "A", "id": "6", "follows": [] }',
    '{"data":[{"id":"7","username":"a"},{"id":"8"}],"meta":{}}',
    '{"id":"\\u0039"}',
    '',
    '9007199254740992',
    '9007199254740993',
    '{"id":9007199254740993}',
    '{"id":null}',
    '{"name":"x"}',
    '{"id":"1"',
    '[1]',
    '{"__proto__":{"id":"3"}}',
    '{"id":1.5}',
    '{"id":-3}',
    'null',
  ]
  const { ids, bad, format } = read(lines.join('\n'))
  t.equal(format, 'ndjson')
  t.same(ids, ['9007199254740993', '9007199254740995', '9007199254740991', '5', '6', '7', '8', '9'])
  t.same(
    bad.map(({ line }) => line),
    [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  )
  for (const { reason } of bad.slice(0, 3)) t.match(reason, /2\^53.*quotes/)
  t.match(bad[5]?.reason, /not valid JSON/)
  t.match(bad.find(({ line }) => line === 18)?.reason, /negative/)
})

t.test('a table: its column of ids by name, quoted cells with line breaks, any of three separators', async (t) => {
  t.same(read('name,id\n"a, ""b""\nc",12\nd,"13"\n\n').ids, ['12', '13'])
  t.same(read('User ID;bio\r\n12;x\r\n13;y').ids, ['12', '13'])
  t.same(read('x\tfollower_id\n1\t5', { format: 'csv' }).ids, ['5'])
  t.same(read('id,user_id\n1,5').ids, ['1'], 'the plainest name')
  t.same(read('id,wer\n1,5', { column: 'Wer' }).ids, ['5'])
  t.same(read('id\n1\n2\n').ids, ['1', '2'])
  t.same(read('12\n13\n', { format: 'csv' }).ids, ['12', '13'], 'one column without a header')
  t.same(reasons('name,id\na\nb,2\nc,3\n"x\ny",q\nd,1.2E+18\n'), [
    '2 has fewer columns than the header',
    '5 is not a number',
    '7 is a rounded number such as 1.26E+18: its last digits are lost. Export the ids as text',
  ])
  t.throws(() => read('name,mail\na,b\n'), { code: 'unusable_audience', message: /column=NAME.*name, mail/ })
  t.throws(() => read('id,b\n1,2\n', { column: 'c' }), { code: 'unusable_audience' })
  t.throws(() => read('1234567890123,b\n1,2\n', { format: 'csv' }), { code: 'unusable_audience', message: /^(?!.*1234567890123)/ })
})

t.test('other things are refused with the way out', async (t) => {
  for (const [bytes, words] of [
    ['["1","2"]', /jq/],
    [Uint8Array.of(0xff, 0xfe, 0x31, 0), /UTF-16/],
    [Uint8Array.of(0x50, 0x4b, 3, 4), /zip/],
    [`x${'y'.repeat(70_000)}`, /neither a header nor an id/],
  ] as const)
    t.throws(() => read(bytes, {}, 4096), { code: 'unusable_audience', message: words })
  const endless = `1\n${'2'.repeat(MAX_LINE + 1)}`
  t.throws(() => read(endless, {}, 65_536), { code: 'payload_too_large' })
  t.throws(() => read(`id,x\n1,"${'y\n'.repeat(MAX_LINE)}`, {}, 65_536), { code: 'payload_too_large' }, 'a quote that does not end')
  t.match(read(''), { ids_read: 0, bad_lines: 0 })
  t.match(read('\n\n  \n'), { ids_read: 0, bad_lines: 0 })
})

t.test('a sample says for each follower whom it follows', async (t) => {
  const text = '{"id":"5","follows":["@HarbourFood","b"]}\n{"id":"6","follows":[]}\n{"id":"7"}\n"8"\n{"id":"x","follows":["a"]}\n'
  const { ids, follows, bad } = read(text, { sample: true })
  t.same(ids, ['5', '6'])
  t.same(follows, [['@HarbourFood', 'b'], []])
  t.same(
    bad.map(({ line }) => line),
    [3, 4, 5],
  )
  t.throws(() => read('id\n5\n', { sample: true, format: 'csv' }), { code: 'unusable_audience' })
})

t.test('however it is cut into pieces and written down, the same ids come out in order', async () => {
  const ids = fc.array(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(
      ids,
      fc.constantFrom('text', 'quoted', 'ndjson', 'csv'),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      (all, form, piece, batch) => {
        const write = {
          text: (id: bigint) => `${id}`,
          quoted: (id: bigint) => `"${id}"`,
          ndjson: (id: bigint) => `{"id":"${id}"}`,
          csv: (id: bigint) => `"a""\n",${id}`,
        }[form]
        const text = `${form === 'csv' ? 'bio,id\n' : ''}${all.map(write).join('\n')}\n`
        const found = read(text, { batch }, piece)
        return found.bad_lines === 0 && found.ids_read === all.length && found.ids.join() === all.join()
      },
    ),
  )
})

t.test('lines that end with a carriage return alone are lines', async (t) => {
  t.same(read('12\r13\r\r14').ids, ['12', '13', '14'])
  t.same(read('id,name\r12,"a"\r13,b\r').ids, ['12', '13'])
  t.match(read('12\rx\r14', {}, 1), { bad_lines: 1, ids: ['12', '14'] })
  t.same(read('12\r\n13\r\n', {}, 3).ids, ['12', '13'], 'and those that end with both are as before')
})
