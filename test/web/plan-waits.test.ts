import t from 'tap'
import type { PlanView } from '../../src/lists/service.js'
import { refreshOf } from '../../src/web/desk/plan.js'

const now = new Date('2026-03-03T20:00:00.000Z')
const plan = (status: PlanView['status'], waiting_until: string | null = null) => ({ status, waiting_until }) as PlanView

t.test('the page of a plan loads itself again: every two seconds while it is carried out, and when its wait is over', async (t) => {
  t.equal(refreshOf(plan('applying'), now), 2)
  t.equal(refreshOf(plan('waiting', '2026-03-03T20:15:00.000Z'), now), 902)
  t.equal(refreshOf(plan('waiting', '2026-03-03T19:00:00.000Z'), now), 2, 'its time has come')
  t.equal(refreshOf(plan('waiting', '2026-03-09T20:00:00.000Z'), now), 3600, 'a page is never older than an hour')
  for (const status of ['ready', 'stopped', 'verified', 'cancelled'] as const) t.equal(refreshOf(plan(status), now), undefined, status)
  t.equal(refreshOf(null, now), undefined)
})
