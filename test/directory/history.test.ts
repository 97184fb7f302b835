import t from 'tap'
import { inWords, namedIn } from '../../src/directory/history.js'

const names = new Map([
  ['aly_1', 'Harbour Food'],
  ['aly_2', 'Harbour Food Press'],
])
const row = (action: string, detail: Record<string, unknown>) => ({ action, detail })

t.test('a row of the record says in words what happened and with whom, from either side', (t) => {
  const cases: [string, string, Record<string, unknown>, string][] = [
    ['aly_2', 'ally.merge', { into: 'aly_1', into_name: 'Harbour Food' }, 'merged into Harbour Food'],
    ['aly_1', 'ally.merge', { from: 'aly_2', from_name: 'Harbour Food Press' }, 'Harbour Food Press was merged into it'],
    ['aly_2', 'ally.unmerge', { from: 'aly_1', from_name: 'Harbour Food' }, 'parted from Harbour Food'],
    ['aly_1', 'ally.unmerge', { parted: 'aly_2', parted_name: 'Harbour Food Press' }, 'Harbour Food Press was parted from it'],
    ['aly_1', 'ally.distinct', { other: 'aly_2', decision_id: 'dec_1' }, 'said to be different from Harbour Food Press'],
    ['aly_1', 'ally.undistinct', { pair: ['aly_1', 'aly_2'] }, 'no longer said to be different from Harbour Food Press'],
    ['aly_1', 'ally.undistinct', { pair: ['aly_1', 'aly_9'] }, 'no longer said to be different from aly_9'],
    ['aly_1', 'ally.assure', { role: 'host' }, 'assured as still right by host'],
    ['aly_1', 'account.handle_taken', {}, 'account handle taken'],
    ['aly_1', 'ally.approve', {}, 'approve'],
  ]
  for (const [subject, action, detail, words] of cases) t.equal(inWords(subject, row(action, detail), names), words, action)
  const relation = { kind: 'press', from: 'aly_2', to: 'aly_1' }
  t.match(inWords('aly_1', row('ally.relate', relation), names), /Harbour Food Press.*press.*Harbour Food/)
  t.match(inWords('aly_1', row('ally.unrelate', relation), names), /^no longer: Harbour Food Press/)
  t.end()
})

t.test('the entries a row names by their ids are those it needs the names of', (t) => {
  t.same(namedIn(row('ally.undistinct', { pair: ['aly_1', 'aly_2'], decision_id: 'dec_1' })), ['aly_1', 'aly_2'])
  t.same(namedIn(row('ally.approve', { from: 'proposed', to: 'approved' })), [])
  t.end()
})
