import fc from 'fast-check'
import t from 'tap'
import { deduplicate } from '../../../src/directory/match/all.js'
import { blockKeysOf, proposePairs } from '../../../src/directory/match/blocks.js'
import { glanceAt } from '../../../src/directory/match/glance.js'
import { decide } from '../../../src/directory/match/judge.js'
import { mayMatch } from '../../../src/directory/match/may-match.js'
import { prepare } from '../../../src/directory/match/prepare.js'
import { type Rarity, rarityOf, SHIPPED_RARITY } from '../../../src/directory/match/rarity.js'
import type { MatchRecord } from '../../../src/directory/match/types.js'
import { makeDirectory } from '../../bench/dedupe-names.js'

/** Whether the quick look rules out a pair that, compared closely, would merge or be shown to a person. */
function overlooked(a: MatchRecord, b: MatchRecord, rarity: Rarity = SHIPPED_RARITY): boolean {
  const pair = [prepare(a), prepare(b)] as const
  return !mayMatch(glanceAt(pair, rarity), 0, 1) && decide(...pair, rarity).band !== 'distinct'
}

const words = (
  'Nekton Nektons Nekton2 Shelter Shelters Sheltered Health Foundation of the Perth Wales NASW Social Workers Worker II 2 Press United States US USA NC North Carolina ' +
  'Good Will Goodwill Institute Research Researches Barnardos Barnados Department Energy DOE of Ltd Inc Van der Bilt Vanderbilt x ab Academic Acadmic Society'
).split(' ')
const name = fc.oneof(
  { weight: 8, arbitrary: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const anyRecord: fc.Arbitrary<MatchRecord> = fc.record({
  id: fc.constant('a'),
  kind: fc.constantFrom('organisation' as const, 'organisation' as const, 'organisation' as const, 'organisation' as const, 'hashtag' as const),
  names: fc.array(name, { minLength: 0, maxLength: 2 }),
  handles: fc.array(fc.constantFrom('nekton', 'NASW', 'shelter_uk'), { maxLength: 1 }),
  x_user_ids: fc.array(fc.constantFrom('1', '2'), { maxLength: 1 }),
  urls: fc.array(fc.constantFrom('https://nekton.org', 'www.nekton.org/a', 'https://press.nekton.org', 'https://health.gov/a'), { maxLength: 2 }),
  city: maybe(fc.constantFrom('Perth', 'Hobart', '')),
  country: maybe(fc.constantFrom('AU', 'gb', 'GB')),
  phone: maybe(fc.constantFrom('1234567', '+44 20 7123 4567')),
  address: maybe(fc.constantFrom('1 High St', '1 High Street', '2 High Street', '2 Low Road', '1 Low Road')),
})

t.test('the quick look overlooks nothing that a person would be shown', async () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (a, b) => !overlooked(a, b) && !overlooked(b, a)),
    { numRuns: 6000 },
  )
})

t.test('nor where nothing but the names speaks, with the words of the own directory', async () => {
  const own = rarityOf({ names: 50, counts: new Map(words.map((word, at) => [word.toLowerCase(), at])) })
  const named = (one: string): MatchRecord => ({ id: 'a', kind: 'organisation', names: [one], handles: [], x_user_ids: [], urls: [] })
  fc.assert(
    fc.property(name, name, (a, b) => !overlooked(named(a), named(b)) && !overlooked(named(a), named(b), own)),
    { numRuns: 4000 },
  )
})

t.test('a repeated word, of which either may be left, is looked at closely', async (t) => {
  const named = (one: string): MatchRecord => ({ id: 'a', kind: 'organisation', names: [one], handles: [], x_user_ids: [], urls: [], country: 'US' })
  const [a, b] = [named('USGS Geologic Hazards Science Center'), named('U.S. Geological Survey Geologic Hazards Science Center')]
  t.notOk(overlooked(a, b))
  t.notOk(overlooked(b, a))
})

t.test('most pairs of a directory are ruled out, and what is left is what judging every pair finds', async (t) => {
  const { records } = makeDirectory(4000)
  const prepared = records.map(prepare)
  const { pairs } = proposePairs(prepared.map((record) => blockKeysOf(record, SHIPPED_RARITY)))
  const bands = { auto: 0, review: 0, distinct: 0 }
  for (const [i, j] of pairs) {
    const [a, b] = [prepared[i], prepared[j]]
    if (a && b) bands[decide(a, b, SHIPPED_RARITY).band]++
  }
  const found = deduplicate(records)
  t.equal(found.proposed, pairs.length)
  t.strictSame({ auto: found.auto, review: found.review }, { auto: bands.auto, review: bands.review })
  t.ok(found.compared < 0.1 * found.proposed, `${found.compared} of ${found.proposed}`)
  t.ok(found.auto > 100 && found.review > 100)
})
