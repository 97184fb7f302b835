import fc from 'fast-check'
import t from 'tap'
import { afterPoll, boundsOf, estimateOf, type Polled, roomFor, windowOf } from '../../src/nominations/live/pace.js'
import { holds } from '../helpers/property.js'

const at = (time: string) => new Date(`2026-03-01T${time}Z`)
const window = windowOf({ starts_at: at('20:00:00'), ends_at: at('21:00:00') })
const idAt = (time: Date) => (BigInt(time.getTime() - 1288834974657) << 22n).toString()
const polled = (over: Partial<Polled>): Polled => ({
  now: at('20:10:00'),
  window,
  chat_starts_at: at('20:00:00'),
  last_seen: null,
  problem: null,
  failed_before: false,
  capped: null,
  ...over,
})
const wait = (over: Partial<Polled>) => {
  const input = polled(over)
  const { state, next_poll_at } = afterPoll(input)
  return state === 'on' ? (next_poll_at.getTime() - input.now.getTime()) / 1000 : state
}

t.test('the pace follows the talk', async (t) => {
  const cases: [Partial<Polled>, number | string][] = [
    [{ last_seen: idAt(at('20:09:59')) }, 15],
    [{ last_seen: idAt(at('20:09:00')) }, 15],
    [{ last_seen: idAt(at('20:08:00')) }, 30],
    [{ last_seen: idAt(at('20:01:00')) }, 60],
    [{ now: at('20:00:00') }, 15],
    [{ now: at('19:55:00') }, 15],
    [{ now: at('19:59:40') }, 20],
    [{ now: at('21:14:50') }, 10],
    [{ now: at('21:15:00') }, 'ended'],
    [{ capped: { cap_milli_usd: 5000, spent_milli_usd: 5000 } }, 'stopped'],
  ]
  for (const [over, expected] of cases) t.equal(wait(over), expected, JSON.stringify(over))
})

t.test('a watch that stops at its cap says what is spent, and why that was enough', async (t) => {
  const reason = (cap_milli_usd: number, spent_milli_usd: number) => afterPoll(polled({ capped: { cap_milli_usd, spent_milli_usd } })).reason
  t.equal(reason(5000, 5000), 'The cost cap of $5.00 is used up. Start again with a higher cap to go on where it stopped.')
  t.equal(
    reason(50, 5),
    '$0.005 of the cost cap of $0.05 is spent, and the next page of posts could pass it: X gives at least 10 at a time. Start again with a higher cap to go on where it stopped.',
  )
})

t.test('each kind of failure has its reaction', async (t) => {
  const failed = (kind: NonNullable<Polled['problem']>['kind'], reset_at?: Date): Partial<Polled> => ({
    problem: { kind, message: 'search: no', reset_at, answered: true },
  })
  t.equal(wait(failed('transient')), 30)
  t.equal(wait({ ...failed('transient'), failed_before: true }), 60)
  t.equal(wait(failed('rate', at('20:24:00'))), 840)
  t.equal(wait(failed('rate')), 60, 'without a reset')
  t.equal(wait(failed('rate', at('19:00:00'))), 60, 'with one that is past')
  t.equal(wait({ ...failed('transient'), now: at('21:20:00') }), 30, 'a last poll that failed is tried again')
  t.equal(wait({ ...failed('transient'), now: at('21:46:00') }), 'ended', 'but not for ever')
  for (const kind of ['credits', 'auth', 'invalid', 'suspended', 'gone', 'refused'] as const) {
    const { state, reason } = afterPoll(polled(failed(kind)))
    t.equal(state, 'stopped', kind)
    t.ok(reason)
  }
  const own = afterPoll(polled({ problem: { kind: 'credits', message: 'the monthly X budget of $25 is spent', reset_at: undefined, answered: false } }))
  t.equal(own.reason, 'The monthly X budget of $25 is spent.')
})

t.test('whatever is asked for, the cap is never passed and X never refuses the bounds', async (t) => {
  const money = fc.integer({ min: 0, max: 20_000 })
  holds(
    t,
    fc.property(money, money, (cap, spent) => {
      const room = roomFor(cap, spent, 5)
      return room === 0 ? cap - spent < 50 : room >= 10 && room <= 100 && spent + room * 5 <= cap
    }),
    'a page fits into what is left',
  )
  const week = 7 * 86_400_000
  holds(
    t,
    fc.property(fc.integer({ min: -10 * week, max: 10 * week }), fc.option(fc.integer({ min: -10 * week, max: 10 * week })), (ahead, seen) => {
      const now = new Date(window.starts_at.getTime() + Math.max(0, ahead))
      const last = seen === null ? null : idAt(new Date(window.starts_at.getTime() + seen))
      const { since_id, until_id } = boundsOf(window, last, now)
      const since = Number(BigInt(since_id) >> 22n) + 1288834974657
      return since >= now.getTime() - week && since >= window.starts_at.getTime() - 1 && (until_id === undefined) === now <= window.ends_at
    }),
    'not older than a week, not before the window, an end only after it',
  )
})

t.test('an estimate rests on earlier chats if there are any', async (t) => {
  t.same(estimateOf([], 5), { posts: { low: 200, high: 1000 }, usd: { low: 1, high: 5 }, cap_usd: 5, earlier_chats: 0 })
  t.same(estimateOf([120, 300], 5), { posts: { low: 120, high: 450 }, usd: { low: 0.6, high: 2.25 }, cap_usd: 2.3, earlier_chats: 2 })
  t.equal(estimateOf([3], 5).cap_usd, 0.5)
})
