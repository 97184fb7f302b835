import type { Actor } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { engineOf } from './engine.js'
import * as cancelling from './sync/cancel.js'
import type { PlanStatus, SyncPlan } from './sync/ports.js'
import { postgresStore } from './sync/postgres.js'
import { plansToRun } from './sync/repo.js'
import * as rollback from './sync/rollback.js'
import * as run from './sync/run.js'
import * as start from './sync/start.js'
import type { Progress } from './sync/stop.js'

export type { Override } from './sync/start.js'
export type { Progress } from './sync/stop.js'

/** Begins a plan, or takes up a stopped one (sync/start.ts). @throws AppError platform_off, not_found, plan_stale, plan_unsafe, conflict, gone; PlatformError */
export const startPlan = async (deps: Deps, actor: Actor, planId: string, input: start.StartInput): Promise<void> =>
  start.startPlan(engineOf(deps), actor, planId, input)

/** Carries a begun plan on to its end or its next stop (sync/run.ts); safe to call again after a crash. @throws AppError platform_off, not_found, conflict */
export const runPlan = async (deps: Deps, planId: string, onProgress?: (progress: Progress) => void): Promise<SyncPlan> =>
  run.runPlan(engineOf(deps), planId, onProgress)

/** Ends a plan on request (sync/cancel.ts); one under way stops before its next call. Needs no X. @throws AppError not_found, conflict */
export const cancelPlan = async (deps: Deps, actor: Actor, planId: string, reason: string): Promise<PlanStatus> =>
  cancelling.cancelPlan({ store: postgresStore(deps), clock: deps.clock }, actor, planId, reason)

/** Makes the plan that takes a plan back (sync/rollback.ts) and returns its id. @throws AppError platform_off, not_found, conflict, gone; PlatformError */
export const rollbackPlan = async (deps: Deps, actor: Actor, planId: string, reason: string): Promise<string> =>
  rollback.rollbackPlan(engineOf(deps), actor, planId, reason)

/** Plans to be taken up: being carried out, perhaps by a process that died, or waiting and their time has come. */
export const unfinishedPlanIds = (deps: Deps): Promise<string[]> => plansToRun(deps.store.db, deps.clock.now())
