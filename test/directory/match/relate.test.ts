import fc from 'fast-check'
import t from 'tap'
import { proposeRelation, relateEither } from '../../../src/directory/match/relate.js'
import { classify, splitRest } from '../../../src/directory/match/relate-words.js'
import type { MatchRecord, RelationKind } from '../../../src/directory/match/types.js'
import { answerRelations } from '../../eval/dedupe-relations.js'
import { cpuMs } from '../../helpers/cpu.js'

const body = (id: string, name: string, handle: string, more: Partial<MatchRecord> = {}): MatchRecord => ({
  id,
  kind: 'organisation',
  names: name === '' ? [] : [name],
  handles: handle === '' ? [] : [handle],
  x_user_ids: [],
  urls: [],
  ...more,
})

const TABLE: [RelationKind | null, string, string, string, string][] = [
  ['chapter', 'NAMI Massachusetts', 'NAMIMass', 'NAMI', 'NAMICommunicate'],
  ['parent', 'NAMI', 'NAMICommunicate', 'NAMI Massachusetts', 'NAMIMass'],
  ['press', 'UNICEF Press Centre', 'UNICEFPress', 'UNICEF', 'UNICEF'],
  ['chapter', 'Red Cross Texas', 'RedCrossTX', 'American Red Cross', 'RedCross'],
  [null, 'Red Cross Leeds', 'RedCrossLeeds', 'American Red Cross', 'RedCross'],
  [null, 'Rotary Foundation', 'RotaryFdn', 'Rotary', 'Rotary'],
  [null, 'Eastshire Trust', 'EastshireUK', 'Eastshire', 'Eastshire'],
  ['campaign', 'Oxfam Appeal 2014', 'oxfamappeal', 'Oxfam', 'Oxfam'],
  ['chapter', 'BASW Students', 'BASWstudents', 'BASW', 'BASW_UK'],
  ['successor', 'Brightfields (formerly known as Eastshire Care)', 'brightfields', 'Eastshire Care', 'eastcare'],
  ['successor', 'Brightfields', 'brightfields', 'Eastshire Care (now Brightfields)', 'eastcare'],
  [null, 'Eastshire Care', 'eastcare', 'Brightfields (formerly known as Eastshire Care)', 'brightfields'],
  [null, 'Amnesty UK', 'AmnestyUK', 'Amnesty USA', 'amnestyusa'],
  [null, 'Texas Public Library', 'texlib', 'Public Library', 'publib'],
  [null, 'Bank of America', 'BofA', 'America', 'america'],
  ['chapter', '', 'NAMIOhio', '', 'NAMI'],
  [null, '', 'whoever', '', 'who'],
  ['press', 'Shelter Jobs', 'ShelterJobs', 'Shelter', 'Shelter'],
  [null, 'Shelter', 'Shelter', 'SHELTER', 'shelter2'],
  ['chapter', 'Eastshire School of Social Work', 'essw', 'Eastshire University', 'eastuni'],
  ['chapter', 'Stonewall México', 'stonewallmx', 'Stonewall', 'stonewall'],
  ['press', 'Eastshire Foundation Press Office', 'eastfdnnews', 'The Eastshire Foundation Ltd', 'EastFdn'],
  [null, 'Stop Oxfam Campaign', 'nofam', 'Oxfam', 'Oxfam'],
  [null, 'Campaign against the Oxfam', 'nofam', 'Oxfam', 'Oxfam'],
  ['campaign', 'Oxfam Hunger Campaign', 'endhunger', 'Oxfam', 'Oxfam'],
]

t.test('branches, press accounts, campaigns and successors are told from strangers', async (t) => {
  for (const [kind, aName, aHandle, bName, bHandle] of TABLE) {
    const found = proposeRelation(body('1', aName, aHandle), body('2', bName, bHandle))
    t.equal(found?.kind ?? null, kind, `${aName || `@${aHandle}`} beside ${bName || `@${bHandle}`}`)
    if (found) t.ok(found.reasons.length > 0 && found.reasons.every((reason) => reason.rule && reason.detail), 'with reasons')
  }
})

t.test('a body behind a comma and a university is a part of it; a place and a year beside other words are no campaign', async (t) => {
  const university = body('u', 'Harbour University', 'harbouruni')
  const kind = (name: string, handle = 'x_handle') => proposeRelation(body('p', name, handle), university)?.kind ?? null
  t.equal(kind('Rural Lives Observatory, Harbour University'), 'chapter')
  t.match(proposeRelation(body('p', 'Rural Lives Observatory, Harbour University', 'x_handle'), university)?.reasons[0]?.detail, /then a comma/)
  t.equal(kind('Rural Lives Observatory Harbour University'), null, 'no comma')
  t.equal(kind('Harbour Volunteers Summer 2021'), null, 'the place is anybody’s')
  t.equal(kind('Harbour Regatta Friends 2021'), null)
  t.equal(kind('Harbour Volunteers Challenge'), 'campaign', 'what ends in its event or campaign is still one')
})

t.test('two records that share a numeric id are one body, whatever they are called', async (t) => {
  const ids = { x_user_ids: ['7'] }
  t.equal(proposeRelation(body('1', 'NAMI Ohio', 'NAMIOhio', ids), body('2', 'NAMI', 'NAMI', ids)), null)
})

t.test('a site below another, with different accounts, is a part; the same site says nothing by itself', async (t) => {
  const at = (id: string, url: string, ids = [id]) => body(id, `Name ${id}`, '', { urls: [url], x_user_ids: ids })
  t.equal(proposeRelation(at('1', 'https://afro.who.int'), at('2', 'https://who.int'))?.kind, 'chapter')
  t.equal(proposeRelation(at('1', 'https://who.int/europe'), at('2', 'https://www.who.int/'))?.kind, 'chapter')
  t.equal(proposeRelation(at('1', 'https://who.int'), at('2', 'https://who.int')), null)
  t.equal(proposeRelation(at('1', 'https://facebook.com/eastshire'), at('2', 'https://facebook.com')), null, 'a host that everybody shares')
  t.equal(proposeRelation(at('1', 'https://afro.who.int', []), at('2', 'https://who.int')), null, 'without ids it may be the same account')
})

t.test('a press office is never the whole of the body itself, whose site lies below the same front page; a publisher may have parts', async (t) => {
  const foundation = (name: string) => body('f', name, 'EastFdn', { urls: ['https://eastshire.example.org/about'], x_user_ids: ['1'] })
  const front = (name: string, handle: string) => body('p', name, handle, { urls: ['https://eastshire.example.org/'], x_user_ids: ['2'] })
  for (const name of ['The Eastshire Foundation Ltd', 'Eastshire Foundation', 'EASTSHIRE FOUNDATION'])
    t.match(relateEither(foundation(name), front('Eastshire Foundation Press Office', 'eastpress')), { kind: 'press', from: 'p', to: 'f' }, name)
  t.equal(proposeRelation(foundation('Harbour Care'), front('Eastshire Newsroom', 'eastnews')), null, 'whatever the other is called')
  t.equal(proposeRelation(foundation('Harbour Journals'), front('Eastshire Press', 'eastpress'))?.kind, 'chapter')
})

t.test('what a profile says of itself: whose campaign, press office or branch it is, not whom it is against', async (t) => {
  const table: [RelationKind | null, string][] = [
    ['campaign', 'Campaign by @Lanternwick_eg'],
    ['campaign', 'Save the reading room! A campaign to keep it open, run by the @lanternwick_EG.'],
    ['campaign', 'An appeal of @Lanternwick_eg'],
    ['press', 'Press office of @Lanternwick_eg'],
    ['press', 'News team at @Lanternwick_eg'],
    ['chapter', 'Local branch of @Lanternwick_eg'],
    [null, 'Campaign against @Lanternwick_eg'],
    [null, 'Campaign against closures by @Lanternwick_eg'],
    [null, 'Stop the smear campaign by @Lanternwick_eg'],
    [null, 'Not a campaign by @Lanternwick_eg'],
    [null, 'Campaign backed by @Lanternwick_eg'],
    [null, 'Campaign for @Lanternwick_eg'],
    [null, 'Campaign by @Lanternwick_egg'],
    [null, 'Campaign by @Other_eg with @Lanternwick_eg'],
    [null, 'A campaign. Volunteers at @Lanternwick_eg'],
  ]
  const whole = body('2', 'Lanternwick Foundation', 'Lanternwick_eg')
  for (const [kind, bio] of table)
    t.equal(proposeRelation(body('1', 'Save Lanternwick Campaign', 'SaveIt_eg', { bios: [bio] }), whole)?.kind ?? null, kind, bio)
  const each = { bios: ['Campaign by @Lanternwick_eg'] }
  t.equal(proposeRelation(body('1', 'Lanternwick', 'Lanternwick_eg', each), body('2', 'Lanternwick Club', 'Lanternwick_eg', each)), null, 'each of the other')
  const long = { bios: ['campaign by @'.repeat(800), '@'.repeat(10_000)] }
  const start = cpuMs()
  proposeRelation(body('1', 'A', 'a_eg', long), whole)
  t.ok(cpuMs() - start < 100)
})

t.test('asked either way round, the part comes first', async (t) => {
  const press = body('p', 'UNICEF Press', 'UNICEFPress')
  const main = body('m', 'UNICEF', 'UNICEF')
  for (const found of [relateEither(press, main), relateEither(main, press)]) {
    t.match(found, { kind: 'press', from: 'p', to: 'm' })
  }
  t.match(relateEither(body('n', 'NAMI', 'NAMI'), body('o', 'NAMI Ohio', 'NAMIOhio')), { kind: 'chapter', from: 'o', to: 'n' })
})

t.test('a hashtag is no organisation', async (t) => {
  t.equal(proposeRelation(body('1', 'NAMI Ohio', '', { kind: 'hashtag' }), body('2', 'NAMI', 'NAMI')), null)
})

t.test('left-over words: the longest place first, short forms only where they stand as such', async (t) => {
  const words = (text: string) => classify(text.split(' ').map((raw) => ({ text: raw.toLowerCase(), raw }))).map((item) => `${item.kind}:${item.text}`)
  t.same(words('New York City Chapter'), ['place:new york city', 'unit:chapter'])
  t.same(words('in OR'), ['small:in', 'place:or'])
  t.same(words('or me'), ['unknown:or', 'unknown:me'])
  t.same(words('2014 45 Walk'), ['year:2014', 'number:45', 'event:walk'])
  t.equal(splitRest('Today'), null)
  t.same(
    splitRest('PressUK')?.map((word) => word.text),
    ['press', 'uk'],
  )
})

// Small pieces of real names, so that relations come up often.
const piece = fc.constantFrom(
  'NAMI',
  'Mind',
  'Red Cross',
  'American',
  'UK',
  'Texas',
  'TX',
  'Press',
  'Foundation',
  'Campaign',
  '2014',
  'University',
  'School of',
  'Chapter',
  'formerly',
  '(',
  ')',
  'now',
  'Leeds',
  'of',
  '',
)
const someName = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const someBody = fc.record({
  id: fc.string(),
  kind: fc.constantFrom('organisation' as const, 'organisation' as const, 'hashtag' as const),
  names: fc.array(someName, { maxLength: 3 }),
  handles: fc.array(
    fc.oneof(
      fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join('').replaceAll(' ', '')),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { maxLength: 2 },
  ),
  x_user_ids: fc.array(fc.constantFrom('1', '2', '3'), { maxLength: 2 }),
  urls: fc.array(fc.oneof(fc.webUrl(), fc.string({ unit: 'binary' }), fc.constantFrom('https://who.int', 'https://a.who.int')), { maxLength: 2 }),
})

t.test('chapter one way is parent the other way, and nothing else is', async () => {
  fc.assert(
    fc.property(someBody, someBody, (a, b) => {
      const there = proposeRelation(a, b)?.kind
      const back = proposeRelation(b, a)?.kind
      return (
        (there === 'chapter') === (back === 'parent') &&
        (there === 'parent') === (back === 'chapter') &&
        (there === undefined || back === undefined || there !== back)
      )
    }),
    { numRuns: 2000 },
  )
})

t.test('nothing is ever a relation of itself', async () => {
  fc.assert(
    fc.property(someBody, (a) => proposeRelation(a, { ...a, id: 'other' }) === null),
    { numRuns: 1000 },
  )
})

t.test('names and handles of 10,000 characters take no longer than short ones', async (t) => {
  for (const unit of ['NAMI ', '(', 'formerly ', 'new york city ', 'now ex fka ', '🎉', 'ﷺ', '_', 'é']) {
    const long = unit.repeat(10_000 / unit.length)
    const record = body('1', long, long, { urls: [long] })
    const start = cpuMs()
    proposeRelation(record, body('2', 'NAMI', 'NAMI', { urls: ['https://nami.org'] }))
    t.ok(cpuMs() - start < 100, `${unit.trim() || 'blank'} repeated`)
  }
})

t.test('the labelled relations stay as well answered as they are', async (t) => {
  for (const half of ['a', 'b'] as const) {
    const answers = answerRelations(half) ?? []
    t.ok(answers.length >= 100, `half ${half} is there`)
    const wrong = answers.filter((one) => one.got !== 'none' && one.got !== 'unsure' && one.got !== one.expect)
    t.same(
      wrong.map((one) => `${one.row.a_name ?? ''} beside ${one.row.b_name ?? ''}: ${one.got}`),
      [],
      'nothing is proposed that the label denies',
    )
  }
})
