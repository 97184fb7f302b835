import fc from 'fast-check'
import t from 'tap'
import { planCost } from '../../src/lists/cost.js'
import { byUserId } from '../../src/lists/desired.js'
import { joinClose, partsOf, timetable } from '../../src/lists/pace.js'
import { driftOf, isEmptyPlan, makePlan, type PlanInput, planChecksum, stillOurs } from '../../src/lists/plan.js'
import { judgeSafety, unlifted } from '../../src/lists/safety.js'
import { PRICES_MILLI_USD } from '../../src/platform/port.js'
import { holds } from '../helpers/property.js'

const definition = { id: 'lst_1', version: 1, name: 'Allies', description: '', private: true, x_list_id: '700' as string | null }
const members = (...ids: string[]) => ({ members: ids.map((id) => ({ x_user_id: id, ally_id: `aly_${id}`, handle: `h${id}` })), left_out: [] })
const applied = (...ids: string[]) => ids.map((id) => ({ x_user_id: id, ally_id: `aly_${id}`, seen: true, missed_before: false }))
const missedBefore = (rows: ReturnType<typeof applied>) => rows.map((row) => ({ ...row, missed_before: true }))
const live = (...ids: string[]) => ({
  complete: true,
  counted: true,
  owned: true,
  name: 'Allies',
  description: '',
  private: true,
  members: ids.map((id) => ({ id, username: `h${id}` })),
})
const plan = (over: Partial<PlanInput>) =>
  makePlan({ list: definition, desired: members(), applied: [], live: live(), handles: new Map(), withdrawn: new Set(), ...over })
const ops = (body: ReturnType<typeof plan>) => body.ops.map((op) => `${op.verb} ${op.x_user_id}`)

t.test('adds what is wished and not there, removes only what we added', async (t) => {
  const body = plan({ desired: members('1', '2'), applied: applied('2', '3'), live: live('2', '3', '9') })
  t.same(ops(body), ['add 1', 'remove 3'])
  t.same(
    body.foreign.map((one) => one.x_user_id),
    ['9'],
    'what a person added by hand is shown and stays',
  )
  t.same(body.counts, { add: 1, remove: 1, keep: 1 })
})

t.test('a member somebody added by hand is neither added again nor ours', async (t) => {
  t.same(ops(plan({ desired: members('1'), live: live('1') })), [])
  t.same(ops(plan({ live: live('1') })), [])
})

t.test('a member of ours that two readings missed is a tombstone and is not added again', async (t) => {
  const once = plan({ desired: members('1', '2'), applied: applied('1', '2'), live: live('2') })
  t.same(once.vanished, [], 'one reading buries nobody')
  t.same(ops(once), [], 'and adds nobody again')
  const body = plan({ desired: members('1', '2'), applied: missedBefore(applied('1', '2')), live: live('2') })
  t.same(ops(body), [])
  t.same(
    body.vanished.map((one) => one.x_user_id),
    ['1'],
  )
})

t.test('a listing that X itself counts differently buries nobody and adds nobody again', async (t) => {
  const body = plan({ desired: members('1', '2'), applied: missedBefore(applied('1', '2')), live: { ...live('2'), counted: false } })
  t.same(ops(body), [])
  t.same(body.vanished, [])
  t.same(
    body.unclear.map((one) => one.x_user_id),
    ['1'],
  )
  t.notOk(isEmptyPlan(body), 'and nothing is called verified')
})

t.test('an add that was never seen is not a member that left: it is tried again', async (t) => {
  t.same(ops(plan({ desired: members('1'), applied: [{ x_user_id: '1', ally_id: 'aly_1', seen: false, missed_before: false }], live: live() })), ['add 1'])
})

t.test('an add that never took effect gives no claim on whom somebody adds by hand later', async (t) => {
  const unseen = [{ x_user_id: '1', ally_id: 'aly_1', seen: false, missed_before: false }]
  t.same(stillOurs(unseen, live('2')), [])
  t.same(stillOurs(unseen, { ...live('2'), counted: false }), unseen, 'a short listing proves nothing')
  t.same(stillOurs(unseen, live('1')), unseen)
})

t.test('an incomplete reading removes nothing, buries nobody and is not safe', async (t) => {
  const body = plan({ desired: members('1'), applied: applied('2', '3'), live: { ...live('2'), complete: false } })
  t.same(ops(body), ['add 1'])
  t.same(body.vanished, [])
  t.same(
    body.verdict.reasons.map((reason) => reason.code),
    ['incomplete_read'],
  )
  t.same(unlifted(body.verdict, ['incomplete_read']).length, 1, 'and nothing lifts that')
})

t.test('a list that is not on X yet is made first; fields that differ are set', async (t) => {
  t.ok(plan({ list: { ...definition, x_list_id: null }, live: null }).creates_list)
  t.same(plan({ list: { ...definition, name: 'New', private: false } }).updates_list, { name: 'New', private: false })
})

t.test('the checksum names the operations and their basis, not the explanations', async (t) => {
  const body = plan({ desired: members('1') })
  t.equal(
    planChecksum(body),
    planChecksum(plan({ desired: { ...members('1'), left_out: [{ ally_id: 'aly_5', name: 'x', reason: '2 of the 3 supporters' }] } })),
  )
  for (const other of [
    plan({ desired: members('1', '2') }),
    plan({ desired: members('1'), live: live('8') }),
    plan({ desired: members('1'), list: { ...definition, version: 2 } }),
  ]) {
    t.not(planChecksum(body), planChecksum(other))
    t.ok(driftOf(body, other).length > 0)
  }
  t.same(driftOf(body, body), [])
})

t.test('removals beyond the limits, an emptied list and a foreign list are held back, each naming its override', async (t) => {
  const verdict = (applied: number, removals: number, desired: number) =>
    judgeSafety({ applied, removals, withdrawals: 0, desired, read_complete: true, owned: true })
  const cases: [number, number, number, string[]][] = [
    [3, 1, 2, []],
    [3, 2, 1, ['too_many_removals']],
    [1, 1, 0, ['would_empty']],
    [100, 20, 80, []],
    [100, 21, 79, ['too_many_removals']],
    [8, 2, 6, []],
    [8, 3, 5, ['too_many_removals']],
    [4, 4, 0, ['too_many_removals', 'would_empty']],
    [0, 0, 0, []],
  ]
  for (const [applied, removals, desired, codes] of cases) {
    const { safe, reasons } = verdict(applied, removals, desired)
    t.same(
      reasons.map((reason) => reason.code),
      codes,
      `${removals} of ${applied}`,
    )
    t.equal(safe, codes.length === 0)
    for (const reason of reasons) t.match(reason.override, reason.code)
    t.same(unlifted({ safe, reasons }, codes), [])
  }
  t.same(judgeSafety({ applied: 0, removals: 0, withdrawals: 0, desired: 1, read_complete: true, owned: false }).reasons[0]?.override, null)
})

t.test('bodies that withdrew count against no limit, others beside them do', async (t) => {
  const verdict = (removals: number, withdrawals: number, desired: number) =>
    judgeSafety({ applied: 8, removals, withdrawals, desired, read_complete: true, owned: true }).safe
  t.equal(verdict(5, 5, 3), true)
  t.equal(verdict(8, 8, 0), true, 'even the last one may leave')
  t.equal(verdict(5, 3, 3), true)
  t.equal(verdict(6, 3, 2), false)
})

t.test('carrying the plan out leaves an empty plan, and never touches what others added', async (t) => {
  const set = fc.uniqueArray(fc.integer({ min: 1, max: 40 }).map(String), { maxLength: 20 })
  holds(
    t,
    fc.property(set, set, set, (wish, ours, hand) => {
      const onX = new Set([...ours, ...hand])
      const body = plan({ desired: members(...[...wish].sort(byUserId)), applied: applied(...ours), live: live(...onX) })
      const mine = new Set(ours)
      for (const op of body.ops) {
        if (op.verb === 'add') {
          onX.add(op.x_user_id)
          mine.add(op.x_user_id)
        } else {
          if (!mine.has(op.x_user_id)) return false
          onX.delete(op.x_user_id)
          mine.delete(op.x_user_id)
        }
      }
      const after = plan({ desired: members(...[...wish].sort(byUserId)), applied: applied(...mine), live: live(...onX) })
      return isEmptyPlan(after) && wish.every((id) => onX.has(id)) && hand.every((id) => ours.includes(id) || onX.has(id))
    }),
    'for any three sets',
    300,
  )
})

t.test('the timetable spreads additions over hours and days by the caps and counts what was sent before', async (t) => {
  const now = new Date('2026-03-01T09:00:00Z')
  const ago = (minutes: number, times: number) => ({ at: new Date(now.getTime() - minutes * 60_000), times })
  const shown = (adds: number, sent: { at: Date; times: number }[] = [], removals = 0) =>
    timetable({ adds, removals, sent, daily_cap: 90, hourly_cap: 50, pause_ms: 3_000, now }).timetable.map(
      (entry) => `${entry.at.slice(8, 16)} +${entry.adds} -${entry.removals}`,
    )
  t.same(shown(40, [], 3), ['01T09:00 +40 -3'])
  t.same(shown(102), ['01T09:00 +50 -0', '01T10:00 +40 -0', '02T09:00 +12 -0'], '50 now, 40 at 10:00, 12 tomorrow at 09:00')
  t.same(shown(10, [ago(30, 45)]), ['01T09:00 +5 -0', '01T09:30 +5 -0'], 'what was sent half an hour ago fills the hour')
  t.same(shown(10, [ago(120, 90)], 1), ['01T09:00 +0 -1', '02T07:00 +10 -0'], 'removals are not capped')
  t.same(shown(0, [], 2), ['01T09:00 +0 -2'])
  t.same(shown(0), [])
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const closed = timetable({ adds: 3, removals: 2, sent: [], daily_cap: 2, hourly_cap: 50, pause_ms: 3_000, now, closed: { add: at(10), remove: at(5) } })
  t.same(
    closed.timetable,
    [
      { at: at(5).toISOString(), adds: 0, removals: 2 },
      { at: at(10).toISOString(), adds: 2, removals: 0 },
      { at: at(10 + 24 * 60).toISOString(), adds: 1, removals: 0 },
    ],
    'each kind of call begins when its window opens',
  )
  t.same([closed.seconds_today, partsOf(closed.timetable)], [0, 2])
  const one = (minutes: number) => ({ at: at(minutes).toISOString(), adds: 1, removals: 0 })
  t.same(
    joinClose([one(0), one(1), one(2), one(9), one(12), one(90), one(95)], now),
    [one(0), { ...one(1), adds: 3 }, one(12), { ...one(90), adds: 2 }],
    'what comes free one by one is one part for people, but what can be sent now',
  )
  t.equal(timetable({ adds: 11, removals: 0, sent: [], daily_cap: 100, hourly_cap: 50, pause_ms: 4_000, now }).seconds_today, 50, 'with the mean of the jitter')
})

t.test('no hour and no day of a timetable passes its cap, and all is sent', async (t) => {
  const now = new Date('2026-03-01T09:00:00Z')
  const past = fc.array(fc.record({ minutes: fc.integer({ min: 0, max: 1_500 }), times: fc.integer({ min: 1, max: 9 }) }), { maxLength: 20 })
  holds(
    t,
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 30 }),
      past,
      (adds, daily_cap, hourly_cap, rows) => {
        const sent = rows
          .map(({ minutes, times }) => ({ at: new Date(now.getTime() - minutes * 60_000), times }))
          .sort((a, b) => a.at.getTime() - b.at.getTime())
        const { timetable: entries } = timetable({ adds, removals: 0, sent, daily_cap, hourly_cap, pause_ms: 0, now })
        const log = [...sent.map(({ at, times }) => ({ at: at.getTime(), n: times })), ...entries.map((one) => ({ at: Date.parse(one.at), n: one.adds }))]
        const within = (end: number, ms: number) => log.filter((row) => row.at > end - ms && row.at <= end).reduce((sum, row) => sum + row.n, 0)
        const told = entries.reduce((sum, one) => sum + one.adds, 0)
        return (
          entries.every((one) => within(Date.parse(one.at), 3_600_000) <= hourly_cap && within(Date.parse(one.at), 86_400_000) <= daily_cap) &&
          (told === adds || adds / Math.min(daily_cap, 24 * hourly_cap) > 100)
        )
      },
    ),
    'for any caps and any past',
    300,
  )
})

t.test('the cost counts the look before, each call and the reading back', async (t) => {
  const made = planCost(plan({ list: { ...definition, x_list_id: null }, live: null, desired: members('1', '2') }), PRICES_MILLI_USD)
  // create .010, two adds .005, two members read .010
  t.same(made, { calls: 4, usd: 0.04 })
  const kept = planCost(plan({ desired: members('1'), applied: applied('1'), live: live('1') }), PRICES_MILLI_USD)
  t.same(kept, { calls: 1, usd: 0.005 }, 'nothing to do: the count')
  const counted = planCost(plan({ desired: members('1', '2'), applied: applied('1'), live: live('1'), read: 'count' }), PRICES_MILLI_USD)
  // one member read .010, one add .005, two members read .020
  t.same(counted, { calls: 3, usd: 0.035 })
})
