import type { Basis } from '../../../src/lists/sync/ports.js'
import { startPlan } from '../../../src/lists/sync/start.js'
import type { Db } from '../memory/db.js'
import { type Mutant, store } from './kit.js'

/** What plans are made from, changed. */
const basis = (change: (given: Basis, world: { db: Db }) => Basis) =>
  store((real, world) => ({
    basis: async (id) => {
      const given = await real.basis(id)
      return given && change(given, world)
    },
  }))

const said = (change: () => Partial<NonNullable<Basis['said']>>) => basis((given) => (given.said ? { ...given, said: { ...given.said, ...change() } } : given))

/** What people said. */
export const DOES_NOT_LISTEN: readonly Mutant[] = [
  {
    name: 'no-late-check',
    forgets: 'that a withdrawal beats a plan under way',
    engine: store((real) => ({
      lateCheck: async (plan, op) => {
        const answer = await real.lateCheck(plan, op)
        return answer === 'cancelled' ? answer : 'go'
      },
    })),
  },
  {
    name: 'no-cancel-check',
    forgets: 'that somebody may ask for the end',
    engine: store((real) => ({
      lateCheck: async (plan, op) => {
        const answer = await real.lateCheck(plan, op)
        return answer === 'cancelled' ? 'go' : answer
      },
      plan: async (id) => {
        const plan = await real.plan(id)
        return plan && { ...plan, cancel_at: null }
      },
    })),
  },
  {
    name: 'overrules-edits',
    forgets: 'that a list may be edited while a plan is under way',
    engine: store((real, { db }) => ({
      list: async (id) => {
        const list = await real.list(id)
        const open = [...db.plans.values()].find(({ plan }) => plan.status === 'applying')
        return list && open ? { ...list, ...open.plan.body.updates_list, version: open.plan.body.basis.list_version } : list
      },
    })),
  },
  {
    name: 'no-removal-limit',
    forgets: 'that a list must not be emptied by mistake',
    start: (engine, actor, id, input) => startPlan(engine, actor, id, { ...input, override: { codes: ['too_many_removals', 'would_empty'], reason: 'none' } }),
  },
  {
    name: 'no-checksum',
    forgets: 'that the plan that was shown is the plan that runs',
    start: async ({ store: kept, clock }, actor, id) => void (await kept.begin(id, { actor, override: null, at: clock.now() })),
  },
  {
    name: 'forgets-who-is-ignored',
    forgets: 'whom organisers leave to others',
    engine: said(() => ({ ignored: new Set(), ignores_all: false })),
  },
  {
    name: 'ignores-everybody',
    forgets: 'that nobody said so',
    engine: said(() => ({ ignores_all: true })),
  },
  {
    name: 'does-not-wait-for-the-desk',
    forgets: 'that who was taken over waits for its entry',
    engine: said(() => ({ waiting: new Set() })),
  },
  {
    name: 'forgets-who-was-taken-over',
    forgets: 'that who was taken over is ours from then on',
    engine: basis((given, { db }) => ({ ...given, applied: given.applied.filter((row) => !db.adopted.has(row.x_user_id)) })),
  },
  {
    name: 'forgets-who-is-to-return',
    forgets: 'that organisers may wish somebody back who had left',
    engine: basis((given, { db }) => {
      const back = (id: string) => db.decisions.get(id) === 'readd'
      return { ...given, desired: { ...given.desired, members: given.desired.members.filter((member) => !back(member.x_user_id)) } }
    }),
  },
  {
    name: 'keeps-who-withdrew',
    forgets: 'that who asked to be gone must go',
    engine: basis((given) => ({ ...given, applied: given.applied.filter((row) => !given.withdrawn.has(row.x_user_id)) })),
  },
]
