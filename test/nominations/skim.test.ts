import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { parseJson, readLines } from '../../src/nominations/formats/lines.js'
import { skimmer, type Wanted } from '../../src/nominations/formats/skim.js'
import { holds } from '../helpers/property.js'

const LINKS = { urls: { url: {} } }
const WANTED: Wanted = { id: {}, text: {}, data: { id: {}, text: {}, entities: LINKS }, entities: LINKS, includes: { users: { id: {} } } }

/** What is left of a value if only these members are wanted. */
function only(value: unknown, wanted: Wanted): unknown {
  if (Array.isArray(value)) return value.map((item) => only(item, wanted))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (Object.hasOwn(wanted, name) ? [[name, only(member, wanted[name] ?? {})]] : [])))
}

const name = fc.oneof(
  fc.constantFrom('id', 'text', 'data', 'entities', 'urls', 'url', 'includes', 'users', 'other', 'toString', '__proto__', 'a\\u0062', 'a"b', '', 'é'),
  fc.string({ maxLength: 3 }),
)
const scalar = fc.oneof(
  fc.string({ maxLength: 20, unit: 'grapheme' }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('\\', '"', '\u0000', '\ud800'),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((members) => ({ members })),
  ),
}))

/** Written by hand, since members may stand twice. */
function write(node: unknown, blank: string): string {
  if (Array.isArray(node)) return `[${blank}${node.map((item) => write(item, blank)).join(`,${blank}`)}${blank}]`
  if (typeof node === 'object' && node !== null) {
    const members = (node as { members: [string, unknown][] }).members.map(([key, member]) => `${JSON.stringify(key)}${blank}:${blank}${write(member, blank)}`)
    return `{${members.join(`${blank},`)}}`
  }
  return JSON.stringify(node)
}

/** @returns whether it was read at all */
function agrees(skim: ReturnType<typeof skimmer>, text: string): boolean {
  const found = skim(text)
  if (found === null) return false
  const parsed = parseJson(text)
  if (!parsed.ok) throw new Error(`parseJson refuses it, since it ${parsed.reason}`)
  // Thrown, not one point of the test each: there are thousands.
  deepStrictEqual(found.value, only(parsed.value, WANTED), text)
  return true
}

t.test('what is skimmed is what parsing finds, however the texts before it looked', async (t) => {
  const skim = skimmer(WANTED)
  let read = 0
  holds(
    t,
    fc.property(value, fc.constantFrom('', ' ', '  ', '\t'), (node, blank) => {
      if (agrees(skim, write(node, blank))) read++
    }),
    'they agree',
    2000,
  )
  t.ok(read > 500, `${read} were read`)
})

t.test('a text that is broken anywhere is never taken for a good one', async (t) => {
  const skim = skimmer(WANTED)
  holds(
    t,
    fc.property(
      value,
      fc.nat(),
      fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '.', 'e', 'u', 'x', ' ', '\n', 'true'),
      fc.boolean(),
      (node, where, sign, instead) => {
        const text = write(node, '')
        const at = where % (text.length + 1)
        agrees(skim, text.slice(0, at) + sign + text.slice(instead ? at + 1 : at))
      },
    ),
    'what is read is what parsing finds',
    4000,
  )
})

t.test('what is out of the ordinary is left to the parser', async (t) => {
  const skim = skimmer(WANTED)
  const left = {
    'a member twice': '{"other":1,"other":2}',
    'a member twice deep inside': '{"other":[{"a":1,"b":{"c":1,"c":2}}]}',
    'a member twice, once with an escape': '{"ab":1,"a\\u0062":2}',
    'a reach for the prototype': '{"data":[{"__proto__":{}}]}',
    'a tab between members': '{"id":\t1}',
    'a tab in a string': '{"other":"a\tb"}',
    'an escape that is none': '{"other":"\\x"}',
    'half an escape': '{"other":"\\u12"}',
    'a number with a leading zero': '{"other":01}',
    'a number without digits': '{"other":-}',
    'a number that ends early': '{"other":1.}',
    'a comma too many': '{"other":[1,]}',
    'something behind it': '{"id":1} x',
    'an open end': '{"id":"1',
    'a word that is none': '{"other":nul}',
    nothing: '',
    'too deep': `${'['.repeat(33)}${']'.repeat(33)}`,
    'a name without end': `{"${'a'.repeat(200)}":1}`,
  }
  for (const [what, text] of Object.entries(left)) t.equal(skim(text), null, what)
  t.same(skim(`${'['.repeat(32)}${']'.repeat(32)}`), {
    value: parseJson(`${'['.repeat(32)}${']'.repeat(32)}`).ok && JSON.parse(`${'['.repeat(32)}${']'.repeat(32)}`),
  })
  t.same(skim('{ "id" : "1\\u00e9\\"" , "other" : { "a" : [ -1.5e+3 , true , null ] } , "text" : -0.5 }'), { value: { id: '1é"', text: -0.5 } })
})

t.test('a file made of different objects is not learnt by heart, and read alike', async (t) => {
  const skim = skimmer(WANTED)
  let read = 0
  for (let i = 0; i < 20_000; i++) if (agrees(skim, `{"id":${i},"x${i}":{"y${i}":1}}`)) read++
  t.ok(read > 1000 && read < 5000, `${read} were read`)
  t.equal(agrees(skim, '{"id":1,"x1":{"y1":1}}'), true, 'what was learnt first is read still')
  const many = Array.from({ length: 100_000 }, (_, i) => `"m${i}":1`).join(',')
  const started = process.cpuUsage().user
  t.equal(skimmer(WANTED)(`{${many}}`), null)
  t.ok(process.cpuUsage(undefined).user - started < 500_000)
})

t.test('long lines are cut like short ones', async (t) => {
  const long = 'x'.repeat(600)
  const bytes = (text: string) => new TextEncoder().encode(text)
  for (const text of [
    `${long}\n${long}`,
    `${long}\né${long}\n\n`,
    `\ufeff${long}\n\ufeff${long}`,
    `${long}\na\r\nb\rc`,
    `${long}\na\0b\nc`,
    `${long}\n`,
    `${long}\n\u2028\n`,
  ]) {
    const expected = new TextDecoder('utf-8', { fatal: true }).decode(bytes(text)).split(/\r\n|\n|\r/)
    const { lines, bad } = readLines(bytes(text), 5)
    t.same(
      lines.map(({ number, text }) => ({ number, text })),
      expected.flatMap((text, i) => (text.includes('\0') ? [] : [{ number: i + 5, text }])),
    )
    t.equal(bad.length, text.includes('\0') ? 1 : 0)
    for (const { text, plain } of lines) t.equal(plain === true && /[^ -~]/.test(text), false)
  }
  const broken = readLines(Uint8Array.from([...bytes(`${long}\n`), 0xff, 0x0a, ...bytes('good')]))
  t.same(broken.bad, [{ line: 2, reason: 'is not UTF-8' }])
  t.same(
    broken.lines.map(({ number, text }) => [number, text.length]),
    [
      [1, 600],
      [3, 4],
    ],
  )
})
