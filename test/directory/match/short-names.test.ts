import t from 'tap'
import { compareEntries, compareWithAll, type EntryFacts, entryKeys, entryOf, type Finding } from '../../../src/directory/identity/matching/entry.js'
import { judgePair } from '../../../src/directory/match/judge.js'
import { SHIPPED_RARITY } from '../../../src/directory/match/rarity.js'
import { SHOWN_Z } from '../../../src/directory/match/weights.js'
import { cpuMs } from '../../helpers/cpu.js'

const entry = (id: string, name: string, handle: string, more: Partial<EntryFacts> = {}) =>
  entryOf({ id, kind: 'organisation', name, other_names: [], handles: [handle], x_user_ids: [], urls: [], ...more })

/** What is proposed of the two as the product does it: only if they share a key, and beside others. */
function proposed(one: ReturnType<typeof entry>, other: ReturnType<typeof entry>): Finding | null {
  const keys = new Set(entryKeys(one))
  return entryKeys(other).some((key) => keys.has(key)) ? (compareWithAll(one, [other])[0] ?? null) : null
}

t.test('a name with and without its kind of body comes to a person as the same', async (t) => {
  for (const [long, short] of [
    ['Trussell Trust', 'Trussell'],
    ['The Trussell Trust', 'trussell'],
    ['Wellcome Trust', 'Wellcome'],
    ["Alzheimer's Society", "Alzheimer's"],
    ['Refuge Charity', 'Refuge'],
    ['Rowanhall Charitable Foundation', 'Rowanhall'],
  ] as const) {
    const [one, other] = [entry('a', long, 'onehandle_x'), entry('b', short, 'twohandle_x')]
    const found = proposed(one, other)
    t.match(found, { band: 'review', proposal: 'same' }, `${long} / ${short}`)
    t.match(proposed(other, one), { band: 'review', proposal: 'same', z: found?.z }, 'either way round')
    t.ok((found?.z ?? -1) >= SHOWN_Z)
    const sum = (found?.evidence ?? []).reduce((total, { points }) => total + points, 0)
    t.ok(Math.abs(sum - (found?.z ?? 0)) < 0.06, 'every point is explained')
  }
  const sites = { urls: ['https://trussell.org.uk'] }
  const moved = proposed(
    entry('a', 'Trussell', 'wearetrussell', sites),
    entry('b', 'Trussell Trust', 'TrussellTrust', { urls: ['https://www.trusselltrust.org'] }),
  )
  t.match(moved, { band: 'review', proposal: 'same' }, 'a new site with the new name')
  t.ok(moved?.evidence.some(({ rule }) => rule === 'web.other'))
})

t.test('common words, places and other words than those that are left off make no short name', async (t) => {
  for (const [long, short] of [
    ['Health Foundation', 'Health'],
    ["Children's Society", 'Children'],
    ['Leeds Trust', 'Leeds'],
    ['Trussell Hospital', 'Trussell'],
    ['Trussell School Trust', 'Trussell'],
    ['Trussell Trust', 'Russell'],
  ] as const)
    t.notMatch(proposed(entry('a', long, 'onehandle_x'), entry('b', short, 'twohandle_x')) ?? {}, { proposal: 'same' }, `${long} / ${short}`)
  const far = judgePair(
    { ...entry('a', 'Trussell Trust', 'x_1').record, country: 'GB' },
    { ...entry('b', 'Trussell', 'x_2').record, country: 'NZ' },
    SHIPPED_RARITY,
  )
  t.equal(far.band, 'distinct', 'in two countries')
})

t.test('the full name in a profile is evidence, a friend’s name in it is none', async (t) => {
  const trust = entry('b', 'Joseph Rowntree Foundation', 'jrowntreefdn')
  const told = (bio: string, name = 'JRF') => proposed(entry('a', name, 'jrf_x', { bios: [bio] }), trust)
  const rules = (found: Finding | null) => (found?.evidence ?? []).map(({ rule }) => rule)
  const bare = told('Working to end poverty.')
  const full = told('The Joseph Rowntree Foundation works to end poverty in the UK.')
  t.ok(rules(full).includes('name.in_bio'))
  t.ok((full?.z ?? 0) > (bare?.z ?? 0) + 1)
  t.match(full?.evidence.find(({ rule }) => rule === 'name.in_bio')?.detail, /full name “Joseph Rowntree Foundation” stands in the profile/)
  t.not(full?.band, 'auto', 'never merges by what a profile says')
  for (const friend of [
    'Proudly supported by the Joseph Rowntree Foundation.',
    'Thanks to Joseph Rowntree Foundation for the grant',
    'Not the Joseph Rowntree Foundation!',
    'We work with the Joseph Rowntree Foundation',
  ])
    t.notOk(rules(told(friend)).includes('name.in_bio'), friend)
  const said = told('Hope on every street. Operating name of the Joseph Rowntree Foundation, charity 210169', 'Streetwise Hope')
  t.match(said, { band: 'review', proposal: 'same' }, 'names that share nothing, where the profile says so outright')
  t.ok(rules(said).includes('name.said'))
  t.equal(told('Hope on every street. The Joseph Rowntree Foundation is near.', 'Streetwise Hope'), null, 'a mention says nothing of a stranger')
})

t.test('profiles of any text cost little', async (t) => {
  for (const unit of ['operating name of ', 'the Joseph Rowntree Foundation ', 'formerly known as a b ', '. ', 'é', '\u202e']) {
    const start = cpuMs()
    proposed(entry('a', 'JRF', 'jrf_x', { bios: [unit.repeat(10_000 / unit.length)] }), entry('b', 'Joseph Rowntree Foundation', 'jrowntreefdn'))
    t.ok(cpuMs() - start < 200, unit)
  }
})

t.test('the body that says it is everywhere is the whole, the one without a word for it the part', async (t) => {
  const oxfam = entry('a', 'Oxfam', 'oxfamgb', { urls: ['https://www.oxfam.org.uk'] })
  const international = entry('b', 'Oxfam International', 'Oxfam', { urls: ['https://www.oxfam.org/en'] })
  t.match(compareEntries(oxfam, international), { proposal: 'chapter', turned: false, band: 'review' })
  t.match(compareEntries(international, oxfam), { proposal: 'chapter', turned: true })
  t.match(compareEntries(oxfam, international)?.vetoes.at(0), { rule: 'relation.worldwide' })
  // The national body's site must not make the federation a part of it.
  const site = (url: string) => ({ urls: [url], x_user_ids: [url] })
  const below = compareEntries(
    entry('a', 'Oxfam', 'Oxfam', site('https://oxfam.org')),
    entry('b', 'Oxfam International', 'OxfamIntl', site('https://oxfam.org/international')),
  )
  t.match(below, { proposal: 'chapter', turned: false })
  t.match(compareEntries(entry('a', 'Oxfam GB', 'oxfamgb'), international), { proposal: 'chapter', turned: false }, 'a branch of the federation')
  const page = { urls: ['https://oxfam.org'] }
  t.match(compareEntries(entry('a', 'Oxfam', 'OxfamX', page), entry('b', 'Oxfam International', 'OxfamIntl', page)), { proposal: 'same' }, 'one page: one body')
  t.notMatch(
    compareEntries(entry('a', 'Health', 'health_x'), entry('b', 'Health International', 'healthintl')) ?? {},
    { proposal: 'chapter' },
    'a common word is nobody’s name',
  )
})
