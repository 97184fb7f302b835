import type { Test } from 'tap'
import { AppError } from '../../src/kernel/errors.js'
import { runPlan, startPlan } from '../../src/lists/apply.js'
import * as lists from '../../src/lists/service.js'
import type { Simulator } from '../../src/platform/simulator/index.js'
import type { TestDeps } from '../helpers/engines.js'
import { approveAll, openWorld, organisation } from '../helpers/world.js'

export const ACTOR = 'key:test'
export const handles = (n: number) => Array.from({ length: n }, (_, i) => `Org${i + 1}_eg`)

/** A list over `n` approved organisations, not on X yet. */
export async function setUp(t: Test, deps: TestDeps, n: number) {
  const users = Array.from({ length: n }, (_, i) => organisation(i + 1))
  const world = await openWorld(t, deps, users)
  const allies = await approveAll(deps, handles(n))
  const list = await lists.createList(deps, ACTOR, { name: 'Allies', description: 'Outside social work' })
  return { ...world, allies, list, ally: (handle: string) => allies.get(handle) ?? '' }
}

export async function begin(deps: TestDeps, listId: string, override?: { codes: string[]; reason: string }) {
  // Of two plans of one instant it could not be said which is the newer.
  deps.clock.advance(1_000)
  const plan = await lists.planList(deps, ACTOR, listId)
  await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum, override })
  return plan
}

/** Longer waits than within an evening are looked at by the tests themselves. */
const ONE_EVENING_MS = 3 * 3_600_000

/** As the queue does it: a plan that waits is taken up when its time has come, if that is this evening. */
export async function seeThrough(deps: TestDeps, planId: string) {
  for (;;) {
    await runPlan(deps, planId)
    const plan = await lists.getPlan(deps, planId)
    const left = Date.parse(plan.waiting_until ?? '') - deps.clock.now().getTime()
    if (plan.status !== 'waiting' || left > ONE_EVENING_MS) return plan
    deps.clock.advance(Math.max(0, left))
  }
}

export async function apply(deps: TestDeps, listId: string, override?: { codes: string[]; reason: string }) {
  const plan = await begin(deps, listId, override)
  return seeThrough(deps, plan.id)
}

/** Begins it again where it stopped, or a plan that was only looked at. */
export async function applyPlan(deps: TestDeps, plan: { id: string; checksum: string }, override?: { codes: string[]; reason: string }) {
  await startPlan(deps, ACTOR, plan.id, { checksum: plan.checksum, override })
  return seeThrough(deps, plan.id)
}

export const outcomes = (plan: lists.PlanView) => Object.fromEntries(plan.outcomes.map((one) => [one.handle, one.outcome]))

/** The list on X as somebody with eyes would see it, the newest should there be two. */
export const shown = (sim: Simulator) => sim.members(sim.lists().at(-1)?.id ?? '').sort()

/** Requests that X saw since the log had `from` rows, by route. */
export function callsSince(sim: Simulator, from: number): Record<string, number> {
  const calls: Record<string, number> = {}
  for (const { route } of sim.log().slice(from)) calls[route] = (calls[route] ?? 0) + 1
  return calls
}

export async function rejectsWith(t: Test, promise: Promise<unknown>, wanted: string, name: string): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  t.ok(error instanceof AppError && error.code === wanted, `${name} (${error instanceof AppError ? error.code : String(error)})`)
  return error as AppError
}
