import t from 'tap'
import { planMarkdown, planText } from '../../src/lists/plan-text.js'
import type { PlanView } from '../../src/lists/plans.js'

const plan = (over: Partial<PlanView> = {}): PlanView => ({
  id: 'pln_01jnb1h6w0e3qxt6yz0p4v8kdm',
  list_id: 'lst_01jnb1h6w0e3qxt6yz0p4v8kdm',
  list_name: 'Allies',
  x_list_id: '700',
  creates_list: false,
  updates_list: null,
  fields_on_x: [],
  ops: [],
  counts: { add: 2, remove: 1, keep: 7 },
  left_out: [{ ally_id: 'aly_1', name: 'Food | *Bank*\nPlan two', reason: 'suspended by X' }],
  foreign: [{ x_user_id: '9', handle: 'byhand_eg' }],
  theirs: [],
  vanished: [],
  unclear: [],
  verdict: { safe: true, reasons: [] },
  read: 'count',
  rollback_of: null,
  basis: { list_version: 1, desired: '', applied: '', live: '' },
  checksum: 'a'.repeat(64),
  status: 'ready',
  waiting_until: null,
  note: null,
  override: null,
  cost: { calls: 4, usd: 0.125 },
  timetable: [
    { at: '2026-03-01T09:00:00.000Z', adds: 1, removals: 1, now: true },
    { at: '2026-03-02T09:00:00.000Z', adds: 1, removals: 0, now: false },
  ],
  held: null,
  list_private: true,
  list_made: null,
  not_taken_back: null,
  seconds_today: 4,
  second_reading_from: null,
  outcomes: [
    { seq: 1, verb: 'add', handle: 'one_eg', x_user_id: '1', state: 'done', outcome: 'renamed', renamed_to: 'uno_eg' },
    { seq: 2, verb: 'add', handle: 'two_eg', x_user_id: '2', state: 'failed', outcome: 'silently_dropped', renamed_to: null },
    { seq: 3, verb: 'remove', handle: 'three_eg', x_user_id: '3', state: 'pending', outcome: null, renamed_to: null },
  ],
  created_at: '2026-03-01T09:00:00.000Z',
  started_at: null,
  cancel_at: null,
  finished_at: null,
  verified_at: null,
  ...over,
})

t.test('what is done to the list itself is said with its values, and what must wait is never called now', async (t) => {
  t.match(planText(plan({ updates_list: { name: 'Allies', private: false } })), 'Set on X: the name “Allies”; PUBLIC: everybody sees it and who is on it.')
  t.match(planText(plan({ updates_list: { private: true, description: '' } })), 'Set on X: no description; private: only its owner sees it.')
  t.match(planText(plan({ creates_list: true, list_private: false })), 'The list is made on X first, PUBLIC: everybody sees it and who is on it.')
  const late = planText(plan({ timetable: [{ at: '2026-03-02T09:00:00.000Z', adds: 1, removals: 0, now: false }] }))
  t.match(late, '1 addition at 2026-03-02 09:00 UTC.')
  t.notMatch(late, 'addition now')
  t.match(planText(plan({ timetable: [], updates_list: { private: false } })), 'at once.')

  const rollback = { rollback_of: 'pln_1', not_taken_back: { creates_list: true, updates_list: { name: 'Friends', private: false } } }
  t.match(
    planText(plan(rollback)),
    /The list that it made stays on X\. What it set on X of the list itself is not taken back: the name “Friends”; PUBLIC.*allies list edit lst_\w+\) and make a plan\./,
  )

  const creates = { creates_list: true, timetable: [] }
  const held = { why: 'X refused several additions in a row.', until: '2026-03-02T09:00:30.000Z' }
  t.match(
    planText(plan({ ...creates, held })),
    /It cannot begin before 2026-03-02 09:01 UTC\. X refused several additions in a row\.\n +from 2026-03-02 09:01 UTC on\./,
  )
  t.match(
    planText(plan({ ...creates, status: 'stopped', held: { why: 'Connect @alice_eg.', until: null } })),
    /It cannot go on now\. Connect @alice_eg\.\n +not before that is mended\./,
  )
  for (const status of ['applying', 'waiting', 'stopped', 'verified', 'incomplete', 'cancelled'] as const) {
    const text = planText(plan({ ...creates, status, list_made: true }))
    t.match(text, 'The list was made on X.', status)
    t.notMatch(text, 'made on X first', status)
  }
  for (const status of ['cancelled', 'superseded'] as const)
    t.match(planText(plan({ ...creates, status, list_made: false })), 'The list would have been made on X.', status)
  t.match(planText(plan({ ...creates, status: 'stopped', list_made: false })), 'The list is made on X first, private')
})

t.test('as text it says counts, operations with their outcomes, times, cost, verdict and who is left out', async (t) => {
  const text = planText(plan())
  t.match(text, '2 to add, 1 to remove, 7 stay.')
  t.match(text, 'Safe to apply.')
  t.match(text, /1 +add +@one_eg +1 +added; X calls it @uno_eg now/)
  t.match(text, /2 +add +@two_eg +2 +X said yes and did not do it/)
  t.match(text, '1 addition and 1 removal now, 1 addition at 2026-03-02 09:00 UTC.')
  t.match(text, '4 calls to X, about $0.125.')
  t.match(text, /On X by somebody else’s hand, left alone\n {2}account {5}X id\n {2}@byhand_eg {2}9/)
  t.match(text, 'a'.repeat(64))
  t.notMatch(text, '\nPlan two', 'a line break in a name makes no line of its own')
})

t.test('as Markdown it has headings and tables, and names cannot break out of their cells', async (t) => {
  const text = planMarkdown(plan())
  t.match(text, /^# Allies\n/)
  t.match(text, '| # | step | account | X id | outcome |\n| --- | --- | --- | --- | --- |\n| 1 | add | @one\\_eg | 1 |')
  t.match(text, '| Food \\| \\*Bank\\* Plan two | suspended by X |')
  t.match(text, `\`${'a'.repeat(64)}\``)
  for (const line of text.split('\n').filter((one) => one.startsWith('|'))) t.match(line, /\|$/)
})

t.test('what holds a plan back is named with the words that lift it, or with the word that nothing does', async (t) => {
  const reasons = [{ code: 'would_empty' as const, detail: 'Nothing is left.', override: 'apply with …' }]
  const cli = 'allies apply pln_1 --checksum a --override would_empty --reason "…"'
  const json = { checksum: 'a', override: { codes: ['would_empty' as const], reason: '…' } }
  const held = plan({ verdict: { safe: false, reasons }, override: { cli, json } })
  t.match(planText(held), `Held back (would_empty): Nothing is left.\n  If it is really meant: ${cli}`)
  t.match(planText(plan({ verdict: { safe: false, reasons } })), 'Nothing lifts this.')
})

t.test('an empty plan, one that takes another back, and one that was cancelled say so', async (t) => {
  t.match(planText(plan({ outcomes: [], timetable: [] })), /X shows what we want, by its count of members\.[\s\S]*nothing to send\./)
  t.match(planText(plan({ rollback_of: 'pln_2' })), 'It takes back plan pln_2.')
  t.match(planText(plan({ status: 'cancelled', note: 'Cancelled: wrong list. Nothing was sent; 3 not sent.' })), /ended on request\.\n[\s\S]*wrong list/)
})
