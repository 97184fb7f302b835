import t from 'tap'
import { deduplicate } from '../../../src/directory/match/all.js'
import type { MatchRecord } from '../../../src/directory/match/types.js'

const record = (name: string, known: Partial<MatchRecord> = {}): MatchRecord => ({
  id: name,
  kind: 'organisation',
  names: [name],
  handles: [],
  x_user_ids: [],
  urls: [],
  ...known,
})

t.test('a directory is deduplicated: keys, names with a site, nothing else', async (t) => {
  const site = { urls: ['https://nekton.org'], city: 'Oxford' }
  const found = deduplicate([
    record('Nekton Mission', site),
    record('NEKTON MISSION', site),
    record('Shelter', { handles: ['shelter'] }),
    record('Shelter England', { handles: ['Shelter'] }),
    record('Mind'),
    record('Mind'),
    record('Nekton Mission Press', site),
  ])
  t.equal(found.canonical[0], found.canonical[1], 'equal words and one site')
  t.equal(found.canonical[2], found.canonical[3], 'one handle')
  t.not(found.canonical[4], found.canonical[5], 'a name alone is asked about')
  t.equal(found.canonical[6], 6, 'a press is another body')
  t.equal(found.auto, 2)
  t.ok(found.review >= 2)
})

t.test('a name with a slip is not overlooked', async (t) => {
  const site = { urls: ['https://barnardos.org.uk'], city: 'Barkingside' }
  const { canonical } = deduplicate([record('Barnardos Society', site), record('Barnados Society', site)])
  t.equal(canonical[0], canonical[1])
})

t.test('no records, no clusters', async (t) => {
  t.strictSame(deduplicate([]).canonical, [])
})
