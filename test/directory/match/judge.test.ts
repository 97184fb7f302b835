import fc from 'fast-check'
import t from 'tap'
import { EXPLAINED_RULES } from '../../../src/directory/match/explain.js'
import { judgePair } from '../../../src/directory/match/judge.js'
import { rarityOf, SHIPPED_RARITY } from '../../../src/directory/match/rarity.js'
import type { Band, MatchRecord } from '../../../src/directory/match/types.js'
import { WEIGHTS } from '../../../src/directory/match/weights.js'

type Known = Partial<Omit<MatchRecord, 'names'>> & { names?: readonly string[] }
const record = (name: string | null, known: Known = {}): MatchRecord => ({
  id: 'x',
  kind: 'organisation',
  names: name === null ? [] : [name],
  handles: [],
  x_user_ids: [],
  urls: [],
  ...known,
})
const judge = (a: MatchRecord, b: MatchRecord) => judgePair(a, b, SHIPPED_RARITY)
const vetoed = (a: MatchRecord, b: MatchRecord) => judge(a, b).vetoes.map(({ rule }) => rule)

t.test('what is one body, what is not, and what a person is asked', async (t) => {
  const site = { urls: ['https://www.socialworkers.org/'] }
  const table: [why: string, MatchRecord, MatchRecord, Band][] = [
    [
      'equal words and the same page',
      record('National Association of Social Workers', site),
      record('Natl. Assn. of Social Workers', { urls: ['socialworkers.org'] }),
      'auto',
    ],
    ['initials and the same page', record('National Association of Social Workers', site), record('NASW', site), 'auto'],
    ['initials alone', record('National Association of Social Workers'), record('NASW'), 'review'],
    ['equal words alone', record('Child Welfare League'), record('Child Welfare League'), 'review'],
    ['equal words, same city', record('Nekton Mission', { city: 'Oxford' }), record('Nekton Mission', { city: 'Oxford' }), 'auto'],
    ['equal words, another city', record('Department of Health', { city: 'Perth' }), record('Department of Health', { city: 'Hobart' }), 'review'],
    ['one acronym twice', record('ACS'), record('ACS'), 'distinct'],
    ['a foundation of the same name on the same page', record('Marshfield Clinic', site), record('Marshfield Clinic Foundation', site), 'review'],
    ['only the page', record('Shelter', site), record('Amnesty International', site), 'review'],
    ['nothing in common', record('Shelter'), record('Amnesty International'), 'distinct'],
    [
      'the same house and telephone',
      record('Hull House', { address: '2625 N Orchard St', phone: '312 529 9730' }),
      record('Hull House', { address: '2625 North Orchard Street', phone: '5299730' }),
      'auto',
    ],
    ['a handle that spells the name, same page', record(null, { handles: ['NektonMission'], ...site }), record('Nekton Mission', site), 'auto'],
    ['a handle that spells the name', record(null, { handles: ['NektonMission'] }), record('Nekton Mission'), 'review'],
  ]
  for (const [why, a, b, band] of table) {
    const found = judge(a, b)
    t.equal(found.band, band, `${why}: z ${found.z}, ${found.vetoes.map(({ rule }) => rule).join(' ')}`)
  }
})

t.test('whoever is against a body, for it or around it, or is told from it by one letter, is for a person to decide, be the address the same', async (t) => {
  const site = { urls: ['https://x-ray.example/'] }
  for (const [a, b] of [
    ['Parents For Vaccination Choice', 'Parents Against Vaccination Choice'],
    ['Fracking Alliance', 'Anti Fracking Alliance'],
    ['Hazel Homes', 'Stop Hazel Homes'],
    ['Maple Care', 'Victims of Maple Care'],
    ['Smokers Rights Society', 'Non Smokers Rights Society'],
    ['Oakfield School', 'Friends of Oakfield School'],
    ['Teal Police', 'Teal Police Federation'],
    ['Ruby Union', 'Ruby Credit Union'],
    ['Pine Council', 'Pine Council Tenants'],
    ['Kent Carers Support', 'Kent Careers Support'],
    ['Harbour Marine Foundation', 'Harbour Marie Foundation'],
    ['Dale Immigrant Advice Centre', 'Dale Emigrant Advice Centre'],
    ['Kent Macropractice Network', 'Kent Micropractice Network'],
    ['جمعية الأمل', 'جمعية العمل'],
    ['希望协会', '希望学会'],
  ] as const)
    t.equal(judge(record(a, site), record(b, site)).band, 'review', `${a} | ${b}`)
  for (const [a, b] of [
    ['Harbour Food Bank', 'Harbour Foodbank'],
    ['Roof First Association', 'Roof First Asociation'],
    ['جمعية الأمل', 'جمعيّة الامل'],
  ] as const)
    t.equal(judge(record(a, site), record(b, site)).band, 'auto', `${a} | ${b}`)
})

t.test('exact keys decide, whatever the names', async (t) => {
  const a = record('Homes and Communities Agency', { x_user_ids: ['17'], handles: ['hca_uk'] })
  t.equal(judge(a, record('Homes England', { x_user_ids: ['17'], handles: ['HomesEngland'] })).band, 'auto')
  t.equal(judge(a, record('Homes England', { handles: ['HCA_UK'] })).band, 'auto', 'the same handle in another case')
})

t.test('different numeric ids never merge by themselves, not even under one handle', async (t) => {
  const all = { urls: ['https://shelter.org.uk'], city: 'London', handles: ['shelter'], phone: '02075151234' }
  const found = judge(record('Shelter Charity', { ...all, x_user_ids: ['1'] }), record('Shelter Charity', { ...all, x_user_ids: ['2'] }))
  t.not(found.band, 'auto')
  t.strictSame(found.vetoes[0]?.rule, 'veto.ids')
})

t.test('what forbids merging is said', async (t) => {
  const site = { urls: ['https://example.org'] }
  const table: [string, string, string][] = [
    ['Mind', 'Mind Wales', 'veto.place'],
    ['Bowne Solutions', 'Bowne Solutions II', 'veto.number'],
    ['Carter Center', 'Carter Center Press', 'veto.kind'],
    ['Oxfam', 'Охfаm', 'veto.lookalike'],
    ['🎉', 'Party', 'veto.no_name'],
    ['ACS', 'ACS', 'veto.acronyms'],
    [`Friends ${'very '.repeat(2000)}far`, `Friends ${'very '.repeat(2000)}far`, 'veto.too_long'],
  ]
  for (const [a, b, veto] of table) {
    t.ok(vetoed(record(a, site), record(b, site)).includes(veto), `${a.slice(0, 30)} / ${b.slice(0, 30)}: ${vetoed(record(a, site), record(b, site)).join()}`)
    t.not(judge(record(a, site), record(b, site)).band, 'auto')
  }
})

t.test('of two names that look the same it is said which one mixes scripts, by its account', async (t) => {
  const { vetoes } = judge(record('Oxfam', { handles: ['Oxfam_eg'] }), record('Охfаm', { handles: ['OxfamUK_eg'] }))
  const [found, ...more] = vetoes.filter(({ rule }) => rule === 'veto.lookalike')
  t.equal(found?.detail, '“Охfаm” of @OxfamUK_eg mixes letters of different scripts that look alike: О, х, а (Cyrillic)')
  t.same(more, [])
  const long = judge(record(`Охfаm ${'a'.repeat(500)}`), record('Oxfam')).vetoes.find(({ rule }) => rule === 'veto.lookalike')
  t.ok((long?.detail.length ?? 999) < 300)
})

t.test('a name comes before its misspelling where all else is alike, and what was to be looked at still is', async (t) => {
  const table: [name: string, again: string, slip: string][] = [
    ['Lanternwick Foundation', 'LANTERNWICK FOUNDATION', 'Lanternwik Foundation'],
    ['Quillby Food Bank', 'Quillby Foodbank', 'Quilby Food Bank'],
    ['Child Welfare League', 'The Child Welfare League', 'Child Welfare Leage'],
    ['Harbour Care Ltd', 'Harbour Care plc', 'Harbor Caree plc'],
  ]
  for (const beside of [{}, { city: 'Oxford' }, { urls: ['https://example.org'] }, { country: 'GB', phone: '5299730' }])
    for (const [name, again, slip] of table) {
      const near = judge(record(name, beside), record(slip, beside))
      const equal = judge(record(name, beside), record(again, beside))
      t.ok(near.z < equal.z, `${slip}: ${near.z} < ${equal.z}`)
      t.ok(near.z >= 0 && near.band !== 'distinct', 'still shown')
      const sum = near.evidence.reduce((total, { points }) => total + points, 0)
      t.ok(Math.abs(sum - near.z) < 0.1, `${sum} ${near.z}`)
    }
  const alias = { names: ['Lanternwick Foundation', 'Lanternwik Foundation'] }
  t.notOk(
    judge(record(null, alias), record('Lanternwick Foundation')).evidence.some(({ rule }) => rule === 'name.not_equal'),
    'an equal name among others',
  )
})

t.test('numbers behind No. tell bodies apart', async (t) => {
  t.equal(judge(record('Public School No. 12 Fenmoor'), record('Public School Number 12, Fenmoor')).band, 'review')
  t.equal(judge(record('Public School No. 12 Fenmoor'), record('Public School No. 13 Fenmoor')).band, 'distinct')
})

t.test('a word for the place where both are is no difference', async (t) => {
  const where = { city: 'Boston', country: 'US', urls: ['https://bch.example.org'] }
  t.notOk(vetoed(record("Boston Children's Clinic", where), record("Children's Clinic", where)).includes('veto.place'))
  t.ok(vetoed(record("Boston Children's Clinic", { ...where, city: null }), record("Children's Clinic", where)).includes('veto.place'))
})

t.test('hashtags are one only if they are spelt alike, and never an organisation', async (t) => {
  const tag = (name: string): MatchRecord => ({ ...record(name), kind: 'hashtag' })
  t.equal(judge(tag('SocialWork'), tag('#socialwork')).band, 'auto')
  t.equal(judge(tag('SocialWorker'), tag('SocialWork')).band, 'distinct')
  t.equal(judge(tag('SWHelper'), record('SWHelper')).band, 'distinct')
})

t.test('every rule that has points is explained in words, and every point is in the sum', async (t) => {
  for (const rule of Object.keys(WEIGHTS)) t.ok(EXPLAINED_RULES.includes(rule), rule)
  const found = judge(
    record('Nekton Foundation', { city: 'Oxford', country: 'GB' }),
    record('Nekton Mission', { city: 'Oxford', country: 'GB', urls: ['nekton.org'] }),
  )
  t.ok(found.evidence.length > 3)
  t.ok(found.evidence.every(({ detail, rule }) => detail !== rule && detail.length > 3))
  const sum = found.evidence.reduce((total, { points }) => total + points, 0)
  t.ok(Math.abs(sum - found.z) < 0.1, `${sum} ${found.z}`)
})

t.test('names of the own directory make a word common', async (t) => {
  const own = rarityOf({ names: 1000, counts: new Map([['nekton', 900]]) })
  t.ok(own.idf('nekton') < SHIPPED_RARITY.idf('nekton') - 3)
})

const words = ['Nekton', 'Shelter', 'Health', 'Foundation', 'of', 'the', 'Perth', 'Wales', 'NASW', 'Social', 'Workers', 'II', 'Press', 'Трест', '💜', 'Oхfam']
const name = fc.oneof(
  fc.array(fc.constantFrom(...words), { minLength: 0, maxLength: 5 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const anyRecord: fc.Arbitrary<MatchRecord> = fc.record({
  id: fc.constantFrom('a', 'b'),
  kind: fc.constantFrom('organisation' as const, 'organisation' as const, 'organisation' as const, 'hashtag' as const),
  names: fc.array(name, { maxLength: 3 }),
  handles: fc.array(fc.constantFrom('nekton', 'NASW', 'shelter', 'not a handle'), { maxLength: 2 }),
  x_user_ids: fc.array(fc.constantFrom('1', '2', '3'), { maxLength: 2 }),
  urls: fc.array(fc.oneof(fc.constantFrom('https://nekton.org', 'www.nekton.org/', 'https://x.com/nekton', 'https://health.gov/a'), fc.string()), {
    maxLength: 2,
  }),
  city: maybe(fc.constantFrom('Perth', 'Hobart', '')),
  country: maybe(fc.constantFrom('AU', 'gb')),
  phone: maybe(fc.constantFrom('1234567', '+44 20 7123 4567', 'x')),
  address: maybe(fc.constantFrom('1 High St', '1 High Street', '2 Low Road', 'somewhere')),
})

t.test('the order of the two plays no part, and asking twice gives the same', async () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (a, b) => {
      const one = judge(a, b)
      const other = judge(b, a)
      const again = judge(a, b)
      const rules = (found: typeof one) =>
        found.vetoes
          .map(({ rule }) => rule)
          .sort()
          .join()
      return one.band === other.band && one.z === other.z && rules(one) === rules(other) && JSON.stringify(one) === JSON.stringify(again)
    }),
    { numRuns: 1500 },
  )
})

t.test('nothing that is forbidden merges, and nothing merges on one kind of evidence', async () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (a, b) => {
      const { band, evidence, vetoes } = judge(a, b)
      if (band !== 'auto') return true
      const kinds = new Set(evidence.filter(({ points }) => points > 0).map(({ kind }) => kind))
      return vetoes.length === 0 && (kinds.has('key') || kinds.size >= 2)
    }),
    { numRuns: 1500 },
  )
})

t.test('different ids never merge by themselves', async () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (a, b) => {
      const one = { ...a, kind: 'organisation' as const, x_user_ids: ['1'] }
      const other = { ...b, kind: 'organisation' as const, x_user_ids: ['2', '3'] }
      return judge(one, other).band !== 'auto'
    }),
  )
})

t.test('bad names neither fail nor merge', async (t) => {
  const bad = ['', ' ', '🎉🎉', '\u200b\u200d', '...', 'x'.repeat(10_000), 'ع'.repeat(10_000), 'Ѐ𝕏'.repeat(5000), '\ud800', '\u202eevil', "'"]
  const same = { urls: ['https://example.org'], city: 'Perth', country: 'AU', phone: '1234567' }
  for (const a of bad)
    for (const b of ['Shelter', a]) {
      const found = judge(record(a, same), record(b, same))
      if (a === '\u202eevil' && b === a) continue
      t.not(found.band, 'auto', JSON.stringify(a.slice(0, 10)))
      t.ok(found.vetoes.length > 0 || found.z < 0 || found.band === 'review', 'with a reason')
    }
})

t.test('evidence is written with the words that people read, and a word beside a short form of a country is no acronym', async (t) => {
  const said = judge(record('Leeds Homeless Services'), record('Leeds Services for Homeless Families')).evidence.map(({ detail }) => detail)
  t.ok(
    said.some((detail) => detail.includes('they share leeds, homeless, services')),
    said.join('; '),
  )
  const age = judge(record('Age UK'), record('Age U.K.'))
  t.same(age.vetoes, [])
  t.ok(age.evidence.some(({ rule }) => rule === 'name.same'))
})

t.test('equal names of common words come before slips in names of rare words', async (t) => {
  const equal = judge(record('Family Support Centre'), record('Family Support Centre'))
  for (const [one, other] of [
    ['Quillonbury Nektonic Zephyrhaven Trust', 'Quillonbury Nektonic Zephyrhavn Trust'],
    ['Barnlight Quayside Pantomimers Guild', 'Barnlight Quayside Pantomimer Gild'],
  ] as const) {
    const slip = judge(record(one), record(other))
    t.equal(slip.band, 'review')
    t.ok(slip.z < equal.z, `${one}: ${slip.z} before ${equal.z}`)
    t.ok(slip.evidence.some(({ rule }) => rule === 'name.not_equal'))
  }
})
