import fc from 'fast-check'
import t from 'tap'
import { formatQuestions, orderQuestions, parseQuestions } from '../../src/chats/questions.js'
import { formatLocal, isTimeZone, parseStart } from '../../src/chats/zone.js'

t.test('a start is an instant, or a local time in the zone of the series', async (t) => {
  const cases: [string, string, string | undefined][] = [
    ['2026-03-01T15:00', 'America/New_York', '2026-03-01T20:00:00.000Z'],
    ['2026-07-05T15:00', 'America/New_York', '2026-07-05T19:00:00.000Z'],
    ['2026-03-01T15:00:30', 'Europe/London', '2026-03-01T15:00:30.000Z'],
    ['2026-03-01T15:00Z', 'America/New_York', '2026-03-01T15:00:00.000Z'],
    ['2026-03-01T15:00:00.5+05:30', 'America/New_York', '2026-03-01T09:30:00.500Z'],
    ['2026-03-01T00:00-03:30', 'UTC', '2026-03-01T03:30:00.000Z'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'], // twice that night: the first
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'], // never that night: the offset before holds
    ['2028-02-29T12:00', 'UTC', '2028-02-29T12:00:00.000Z'],
    ['2026-02-29T12:00', 'UTC', undefined],
    ['2026-13-01T12:00', 'UTC', undefined],
    ['2026-01-01T24:00', 'UTC', undefined],
    ['2026-01-01T12:60', 'UTC', undefined],
    ['2026-01-01T12:00+99:00', 'UTC', undefined],
    ['2026-01-01', 'UTC', undefined],
    ['tomorrow', 'UTC', undefined],
  ]
  for (const [text, zone, expected] of cases) t.equal(parseStart(text, zone)?.toISOString(), expected, `${text} ${zone}`)
})

t.test('what clocks show leads back to the instant, but for the second of two equal hours', async (t) => {
  const zones = fc.constantFrom('America/New_York', 'Europe/London', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC')
  fc.assert(
    fc.property(zones, fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) }), (zone, ms) => {
      const instant = new Date(Math.floor(ms / 1000) * 1000)
      const shown = formatLocal(instant, zone)
      if (new Date(shown).getTime() !== instant.getTime()) return false
      const back = parseStart(shown.slice(0, 19), zone)
      const difference = instant.getTime() - (back?.getTime() ?? 0)
      return difference === 0 || difference === 3_600_000 || difference === 1_800_000
    }),
    { numRuns: 500 },
  )
  t.pass('500 instants')
})

t.test('only IANA names are time zones', async (t) => {
  for (const good of ['Europe/London', 'America/Argentina/Buenos_Aires', 'UTC']) t.ok(isTimeZone(good), good)
  for (const bad of ['', 'London', '+02:00', 'Europe/Nowhere', 'x'.repeat(100), '../etc']) t.notOk(isTimeZone(bad), bad)
})

t.test('questions are read one a line, numbered or not', async (t) => {
  t.same(parseQuestions('Q1: Who are we?\n\n q3) Why?\nAnd then?\n'), [
    { number: 1, text: 'Who are we?' },
    { number: 3, text: 'Why?' },
    { number: 4, text: 'And then?' },
  ])
  t.equal(formatQuestions(parseQuestions('a\nb')), 'Q1: a\nQ2: b')
  t.same(
    orderQuestions([
      { number: 2, text: ' b ' },
      { number: 1, text: 'a' },
    ]),
    [
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
    ],
  )
  t.equal(
    orderQuestions([
      { number: 1, text: 'a' },
      { number: 1, text: 'b' },
    ]),
    undefined,
  )
})

t.test('questions in other spellings', async (t) => {
  for (const line of ['#Q3 Who?', 'Question 3: Who?', 'q3 – Who?', 'Ｑ３ Who?', 'Q3️⃣ Who?', 'Q.3; Who?'])
    t.same(parseQuestions(line), [{ number: 3, text: 'Who?' }], line)
  t.same(parseQuestions('Quiet hours?'), [{ number: 1, text: 'Quiet hours?' }])
})
