import fc from 'fast-check'
import t from 'tap'
import { canonical, keyedHash, sha256 } from '../../src/kernel/canonical.js'
import { manualClock } from '../../src/kernel/clock.js'
import { type CursorKind, decodeCursor, encodeCursor, toPage } from '../../src/kernel/cursor.js'
import { AppError, ERRORS } from '../../src/kernel/errors.js'
import { matchHolds, noneMatchHits, parseTags, versionTag } from '../../src/kernel/etag.js'
import { encode, formatId, idPattern, seededIds } from '../../src/kernel/ids.js'
import { holds } from '../helpers/property.js'

t.test('canonical JSON does not depend on the order of members, and is JSON', async (t) => {
  holds(
    t,
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      return canonical(value) === canonical(reversed) && canonical(JSON.parse(canonical(value))) === canonical(value)
    }),
    'for any JSON',
  )
  t.equal(canonical({ b: 1, a: [undefined, new Date(0)], c: undefined }), '{"a":[null,"1970-01-01T00:00:00.000Z"],"b":1}')
  t.equal(sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  t.not(keyedHash('s', 'a', 'bc'), keyedHash('s', 'ab', 'c'), 'purpose and data do not run together')
})

t.test('ids sort by time, match their pattern and do not repeat', async (t) => {
  const at = (ms: number) => formatId('aly', ms, new Uint8Array(10))
  t.ok(at(1) < at(2) && at(999) < at(1_000_000_000_000))
  const ids = seededIds(3, () => 1_772_000_000_000)
  const made = Array.from({ length: 1_000 }, () => ids.next('nom'))
  t.equal(new Set(made).size, 1_000)
  t.ok(made.every((id) => new RegExp(idPattern('nom')).test(id)))
  t.equal(ids.secret().length, 26)
  t.equal(encode(new Uint8Array([255])).length, 2)
})

t.test('a cursor that somebody else wrote holds only what its keys are made into again', async (t) => {
  const read = (key: unknown, kind: CursorKind): string => {
    try {
      decodeCursor(encodeCursor([key as string], {}), {}, [kind])
      return 'done'
    } catch (error) {
      return (error as AppError).code
    }
  }
  const right: [unknown, CursorKind][] = [
    [7, 'number'],
    [2 ** 31 - 1, 'count'],
    [0.25, 'real'],
    [null, 'date or none'],
    ['2026-03-01T20:00:00.000Z', 'date or none'],
    [1_772_395_200_000, 'instant'],
    ['2026-03-01T20:00:00.000Z', 'date'],
    ['aly_1', 'text'],
  ]
  for (const [key, kind] of right) t.equal(read(key, kind), 'done', kind)
  const wrong: [unknown, CursorKind][] = [
    ...[null, 'x', 1.5, 2 ** 53].map((key): [unknown, CursorKind] => [key, 'number']),
    ...[null, '1', 1.5, 2 ** 31].map((key): [unknown, CursorKind] => [key, 'count']),
    ...[1, '', 'now'].map((key): [unknown, CursorKind] => [key, 'date or none']),
    ...[null, '1', 1e308].map((key): [unknown, CursorKind] => [key, 'real']),
    ...[null, 'x', 0.5, 2 ** 53 - 1, 1e308].map((key): [unknown, CursorKind] => [key, 'instant']),
    ...[null, 1, '', '9999-99-99', 'now', '2026-03-01', '+010000-01-01T00:00:00.000Z'].map((key): [unknown, CursorKind] => [key, 'date']),
    ...[null, 1].map((key): [unknown, CursorKind] => [key, 'text']),
  ]
  for (const [key, kind] of wrong) t.equal(read(key, kind), 'invalid_cursor', `${JSON.stringify(key)} as ${kind}`)
})

t.test('a cursor comes back as it was, only for its own filters', async (t) => {
  holds(
    t,
    fc.property(
      fc.string().filter((text) => !text.includes('\0')),
      fc.oneof(fc.integer(), fc.constant(null)),
      (name, n) => {
        const keys = decodeCursor(encodeCursor([name, n], { q: 1 }), { q: 1 }, ['text', n === null ? 'date or none' : 'number'])
        return keys[0] === name && keys[1] === n
      },
    ),
    'for any keys',
  )
  const code = (fn: () => unknown) => {
    try {
      fn()
      return 'done'
    } catch (error) {
      return error instanceof AppError ? error.code : 'other'
    }
  }
  const cursor = encodeCursor(['a', 'b'], { q: 1 })
  t.equal(
    code(() => decodeCursor(cursor, { q: 2 }, ['text', 'number'])),
    'invalid_cursor',
  )
  t.equal(
    code(() => decodeCursor(cursor, { q: 1 }, ['text'])),
    'invalid_cursor',
  )
  t.equal(
    code(() => decodeCursor(encodeCursor(['a\0'], {}), {}, ['text'])),
    'invalid_cursor',
    'NUL cannot be asked of Postgres',
  )
  holds(
    t,
    fc.property(fc.string(), (text) => ['done', 'invalid_cursor'].includes(code(() => decodeCursor(text, {}, ['text'])))),
    'damage is named, never an accident',
  )
  t.same(
    toPage([1, 2, 3], 2, {}, (n) => [n], String),
    { items: ['1', '2'], next_cursor: encodeCursor([2], {}) },
  )
  t.same(
    toPage([1, 2], 2, {}, (n) => [n], String),
    { items: ['1', '2'], next_cursor: null },
  )
})

t.test('entity tags compare as RFC 9110 says', async (t) => {
  const tag = versionTag('aly_1', 3)
  const cases: [string, boolean, boolean][] = [
    [tag, true, true],
    [`W/${tag}`, true, false],
    [`"x", ${tag}`, true, true],
    ['*', true, true],
    ['"x"', false, false],
    ['aly_1.v3', false, false],
    ['', false, false],
    [`${tag} junk`, false, false],
  ]
  for (const [header, none, match] of cases) {
    t.equal(noneMatchHits(header, tag), none, `If-None-Match ${header}`)
    t.equal(matchHolds(header, tag), match, `If-Match ${header}`)
  }
  t.equal(matchHolds('*', 'W/"x"'), true)
  t.equal(matchHolds('W/"x"', 'W/"x"'), false, 'a weak tag never holds')
  t.same(parseTags('"a", W/"b"'), ['"a"', 'W/"b"'])
})

t.test('every error has a title, a way out and an error status', async (t) => {
  t.same(
    Object.entries(ERRORS).filter(([, row]) => row.status < 400 || row.status > 599 || row.title.length < 3 || row.help.length < 20),
    [],
  )
})

t.test('a manual clock moves only when told to or when somebody sleeps', async (t) => {
  const clock = manualClock('2026-03-01T00:00:00Z')
  await clock.sleep(1_000)
  clock.advance(500)
  t.equal(clock.now().toISOString(), '2026-03-01T00:00:01.500Z')
  await t.rejects(clock.sleep(1, AbortSignal.abort(new Error('stopped'))), /stopped/)
})
