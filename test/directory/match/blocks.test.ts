import fc from 'fast-check'
import t from 'tap'
import { BLOCK_CAP, blockKeys, proposePairs } from '../../../src/directory/match/blocks.js'
import type { MatchRecord } from '../../../src/directory/match/types.js'

const record = (name: string, known: Partial<MatchRecord> = {}): MatchRecord => ({
  id: 'x',
  kind: 'organisation',
  names: [name],
  handles: [],
  x_user_ids: [],
  urls: [],
  ...known,
})
const meet = (a: MatchRecord, b: MatchRecord) => blockKeys(a).some((key) => blockKeys(b).includes(key))

t.test('what may be one body shares a key', async (t) => {
  const table: [string, MatchRecord, MatchRecord][] = [
    ['order of words', record('Leeds University'), record('University of Leeds')],
    ['spacing', record('Goodwill'), record('Good Will')],
    ['acronym', record('NASW'), record('National Association of Social Workers')],
    ['acronym without small words', record('DE'), record('Department of Education')],
    ['acronym of the end of a name', record('ERS'), record('U.S. Department of Agriculture Economic Research Service')],
    ['a rare word', record('Nekton'), record('The Nekton Mission of Oxford')],
    ['a slip at the end', record('Barnardoes'), record('Barnardos')],
    ['site', record('Homes England', { urls: ['https://www.homes.gov.uk/a?utm=1'] }), record('HCA', { urls: ['homes.gov.uk'] })],
    ['telephone', record('A', { phone: '(312) 529-9730' }), record('B', { phone: '5299730' })],
    ['street', record('A', { address: '2625 N Orchard St' }), record('B', { address: '2625 North Orchard Street' })],
    ['handle', record('A', { handles: ['Nekton'] }), record('B', { handles: ['NEKTON'] })],
    ['numeric id', record('A', { x_user_ids: ['12'] }), record('B', { x_user_ids: ['12'] })],
  ]
  for (const [why, a, b] of table) t.ok(meet(a, b), why)
})

t.test('what many bodies share is no key', async (t) => {
  t.notOk(meet(record('Shelter', { urls: ['https://facebook.com/shelter'] }), record('Mind', { urls: ['https://facebook.com/mind'] })))
})

t.test('keys are short, distinct and always the same', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), (name) => {
      const keys = blockKeys(record(name))
      return keys.length === new Set(keys).size && keys.length < 40 && keys.every((key) => key.length <= 70) && keys.join() === blockKeys(record(name)).join()
    }),
  )
})

t.test('a block over the cap is dropped and counted', async (t) => {
  const found = proposePairs([...Array.from({ length: BLOCK_CAP + 1 }, () => ['common']), ['own', 'b'], ['b']])
  t.strictSame(found.pairs, [[BLOCK_CAP + 1, BLOCK_CAP + 2]])
  t.equal(found.dropped_blocks, 1)
  t.equal(found.dropped_pairs, (BLOCK_CAP * (BLOCK_CAP + 1)) / 2)
})

t.test('each pair is proposed once, however many keys it shares', async (t) => {
  t.strictSame(proposePairs([['a', 'b'], ['c'], ['b', 'a', 'c']]).pairs, [
    [0, 2],
    [1, 2],
  ])
})
