import type { Desired } from '../../src/lists/desired.js'
import { makePlan, type PlanInput, planChecksum } from '../../src/lists/plan.js'
import { type Bench, rounded, takeTurns } from './measure.js'

const MEMBERS = 5_000

/** A plan of a full list with its checksum, against writing the same data down once. */
export async function plan(): Promise<Bench> {
  const input = fullList()
  const taken = takeTurns({ plan: () => planChecksum(makePlan(input)), reference: () => JSON.stringify({ ...input, handles: [...input.handles] }) }, 25)
  const { counts } = makePlan(input)
  return {
    name: 'plan',
    ratios: { time_to_json_stringify: rounded(taken.plan / taken.reference) },
    absolute: { members: MEMBERS, adds: counts.add, removals: counts.remove, plan_ms: rounded(taken.plan), json_stringify_ms: rounded(taken.reference) },
  }
}

/** Of 5,000 wanted 4,900 are there; 60 of ours are not wanted any more, and 40 stand there by somebody's hand. */
function fullList(): PlanInput {
  const member = (n: number) => ({
    x_user_id: String(1_400_000_000_000_000 + n * 7_919),
    ally_id: `aly_${String(n).padStart(26, '0')}`,
    handle: `Member${n}_eg`,
  })
  const all = Array.from({ length: MEMBERS + 100 }, (_, n) => member(n))
  const desired: Desired = { members: all.slice(0, MEMBERS), left_out: [] }
  const there = [...all.slice(0, 4_900), ...all.slice(MEMBERS)]
  const ours = [...all.slice(0, 4_900), ...all.slice(MEMBERS, MEMBERS + 60)]
  return {
    list: { id: 'lst_00000000000000000000000001', version: 3, name: 'Allies', description: 'Outside the home field', private: false, x_list_id: '1' },
    desired,
    applied: ours.map(({ x_user_id, ally_id }) => ({ x_user_id, ally_id, seen: true, missed_before: false })),
    live: {
      complete: true,
      counted: true,
      owned: true,
      name: 'Allies',
      description: 'Outside the home field',
      private: false,
      members: there.map(({ x_user_id, handle }) => ({ id: x_user_id, username: handle })),
    },
    handles: new Map(all.map(({ x_user_id, handle }) => [x_user_id, handle])),
    withdrawn: new Set(),
  }
}
