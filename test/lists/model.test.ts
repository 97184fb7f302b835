import fc from 'fast-check'
import { getPlan, planList } from '../../src/lists/service.js'
import { onBoth, type TestDeps } from '../helpers/engines.js'
import { decide, organisation } from '../helpers/world.js'
import { ACTOR, applyPlan, handles, setUp, shown } from './stage.js'

const N = 5
/** What may happen between two plans: somebody's approval changes, or a stranger is put on the list by hand, or taken off again. */
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('toggle' as const), n: fc.integer({ min: 1, max: N }) }),
    fc.record({ kind: fc.constant('stranger' as const), n: fc.integer({ min: 1, max: 3 }) }),
  ),
  { minLength: 1, maxLength: 4 },
)

/** Applies a plan, whatever its verdict: each limit that may be lifted is. */
async function applyNow(deps: TestDeps, listId: string) {
  deps.clock.advance(86_400_000)
  const plan = await planList(deps, ACTOR, listId)
  const codes = plan.verdict.reasons.map((reason) => reason.code)
  return applyPlan(deps, plan, codes.length > 0 ? { codes, reason: 'model' } : undefined)
}

onBoth('whatever happened: after an apply the plan is empty, and applying twice equals once', async (t, deps) => {
  const { sim, list, ally } = await setUp(t, deps, N)
  const wanted = new Set(handles(N).map((_, i) => organisation(i + 1).id))
  const strangers = new Set<string>()
  t.equal((await applyNow(deps, list.id)).status, 'verified')
  const xListId = sim.lists()[0]?.id ?? ''
  for (const happened of fc.sample(steps, { numRuns: 6, seed: 20_260_301 })) {
    for (const { kind, n } of happened) {
      if (kind === 'toggle') {
        const { id } = organisation(n)
        if (wanted.delete(id)) await decide(deps, ally(`Org${n}_eg`), 'retire')
        else {
          wanted.add(id)
          await decide(deps, ally(`Org${n}_eg`), 'reopen')
          await decide(deps, ally(`Org${n}_eg`), 'approve', 'ally')
        }
      } else {
        const { id } = organisation(90 + n)
        if (strangers.delete(id)) sim.handRemove(xListId, id)
        else {
          if (!sim.users().some((user) => user.id === id)) sim.addUser(organisation(90 + n))
          strangers.add(id)
          sim.handAdd(xListId, id)
        }
      }
    }
    const done = await applyNow(deps, list.id)
    t.equal((await getPlan(deps, done.id)).status, 'verified', JSON.stringify(happened))
    const after = [...wanted, ...strangers].sort()
    t.same(shown(sim), after)
    const again = await applyNow(deps, list.id)
    t.same([again.ops, again.status], [[], 'verified'])
    t.same(shown(sim), after)
  }
})
