import { AppError } from '../../kernel/errors.js'
import { driftOf, isEmptyPlan, type LiveList, liveDigest, type PlanBody, planChecksum } from '../plan.js'
import { overrideFor, unlifted } from '../safety.js'
import { draft, kindOf } from './draft.js'
import { DAY_MS, lookAgain, pausedUntil, startLease } from './lock.js'
import { assumed, lookAt, readMembersOf } from './look.js'
import { basisOf } from './make.js'
import { mirrorOf } from './mirror.js'
import { refuseAnothers } from './owner.js'
import type { Basis, Engine, SyncPlan } from './ports.js'
import { isForeign } from './refused.js'

export interface Override {
  codes: string[]
  reason: string
}

export interface StartInput {
  checksum: string
  override?: Override | undefined
  /** A plan that waits for our own caps or for another list asks anew what stands in its way. What X itself has put off stays put off. */
  now?: boolean | undefined
  /** Only says whether it would begin: everything is looked at as if, nothing is written. */
  validate_only?: boolean | undefined
}

/**
 * Begins a plan: only the one whose checksum is given, only if everything it was made from still holds, and only if it is safe or its own override is given.
 * A stopped plan is taken up again by the same call, and so is one that waits once its time has come.
 * @throws AppError not_found, plan_stale (with `drift`), plan_unsafe (with `reasons` and the `override` that would lift them), conflict, gone, platform_failed; PlatformError
 */
export async function startPlan(given: Engine, actor: string, planId: string, input: StartInput): Promise<void> {
  const engine = input.validate_only ? { ...given, store: { ...given.store, hold: nothing, finish: nothing } } : given
  const { store, clock } = engine
  const plan = await store.plan(planId)
  if (!plan) throw new AppError('not_found', `There is no plan ${planId}.`)
  if (plan.checksum !== input.checksum)
    throw new AppError('plan_stale', `The checksum is not that of plan ${planId}. Look at the plan and send the checksum it shows.`, {
      members: { drift: ['the checksum names another plan'] },
    })
  if (plan.status === 'applying') throw new AppError('conflict', `Plan ${planId} is being applied already.`)
  if (plan.status === 'waiting') await refuseTooEarly(engine, plan, input.now === true)
  else if (plan.status !== 'ready' && plan.status !== 'stopped') throw new AppError('conflict', `Plan ${planId} is ${plan.status}. Make a new plan.`)
  // A stopped or waiting plan was let through when it began; the same checksum takes it up again.
  if (plan.started_at === null) refuseUnsafe(plan, input.override?.codes ?? [])
  const paused = await pausedUntil(engine)
  if (paused) throw new AppError('conflict', paused.why, { members: { until: paused.until.toISOString() } })
  const list = await store.list(plan.list_id)
  if (list) await refuseAnothers(engine, list)
  // A plan of the list that waits may be taken up while X is asked: what it sends this one cannot know.
  const sends = await store.sends(plan.list_id)
  if (input.validate_only) return plan.status === 'ready' ? refuseStale(engine, plan) : undefined
  const begin = () => store.begin(planId, { actor, override: input.override ?? null, sends, at: clock.now() })
  const looked = () => refuseStale(engine, plan).then(begin)
  const begun = await (plan.status === 'ready' ? aloneWith(engine, planId, looked) : begin())
  if (!begun) throw new AppError('conflict', `Plan ${planId} was begun or replaced meanwhile, or another plan of this list is being applied.`)
}

const nothing = async (): Promise<void> => undefined

/** How long a start that died keeps others from beginning the same plan. One that takes longer is not alone, and `begin` lets one through all the same. */
const START_MS = 30_000

/** Of several that begin one plan at once one reads the list, which is paid for by the member; the others learn of it before. @throws AppError conflict */
async function aloneWith<T>({ store, clock, ids }: Engine, planId: string, work: () => Promise<T>): Promise<T> {
  const key = startLease(planId)
  const until = new Date(clock.now().getTime() + START_MS)
  const fence = await store.takeLease(key, `${planId} ${ids.next('req')}`, clock.now(), until)
  if (fence === null) throw new AppError('conflict', `Plan ${planId} is being begun by somebody else just now. See: allies plan ${planId}`)
  try {
    // Whoever was quicker may have begun it between our look at the plan and the lease.
    const { status } = (await store.plan(planId)) ?? { status: 'superseded' }
    if (status !== 'ready') throw new AppError('conflict', `Plan ${planId} is ${status} by now.`)
    return await work()
  } finally {
    await store.dropLease(key, fence, clock.now())
  }
}

/** It goes on by itself, and as far as was known nothing would be sent before. */
async function refuseTooEarly({ store, clock }: Engine, plan: SyncPlan, hurried: boolean): Promise<void> {
  const wait = await store.waited(plan.id)
  if (wait && wait.until > clock.now() && !(hurried && wait.refused === 0))
    throw new AppError('conflict', `Plan ${plan.id} waits until ${wait.until.toISOString()} and goes on by itself then. ${plan.note ?? ''}`.trim(), {
      members: { until: wait.until.toISOString() },
    })
}

function refuseUnsafe(plan: SyncPlan, codes: readonly string[]): void {
  const reasons = unlifted(plan.body.verdict, codes)
  if (reasons.length === 0) return
  const override = overrideFor(plan, plan.body.verdict)
  const detail = reasons.map((reason) => reason.detail).join(' ')
  throw new AppError('plan_unsafe', override ? `${detail} If it is really meant: ${override.cli}` : detail, {
    members: { reasons, ...(override ? { override } : {}) },
  })
}

async function refuseStale(engine: Engine, plan: SyncPlan): Promise<void> {
  const basis = await basisOf(engine, plan.list_id)
  const doubt = () => engine.store.hold(lookAgain(plan.list_id), new Date(engine.clock.now().getTime() + 7 * DAY_MS))
  const asked = engine.clock.now()
  const live = await liveAgain(engine, basis, plan.body).catch(async (error: unknown) => {
    await doubt()
    throw error
  })
  if (live && !live.complete)
    throw new AppError('platform_failed', 'X did not give the whole list, so nothing was begun. The plan is as good as before: try again later.')
  const now = await draft(engine, basis, { live, read: plan.body.read, asked }, kindOf(plan))
  if (isForeign(now)) await doubt()
  if (planChecksum(now) === plan.checksum) return
  const drift = driftOf(plan.body, now)
  // The members we thought we knew are not those on X: the next plan must read them all.
  if (live && plan.body.basis.live !== now.basis.live)
    await engine.store.finish(plan.id, { status: 'superseded', note: `Out of date: ${drift.join('; ')}.`, at: engine.clock.now() })
  throw new AppError('plan_stale', `Since plan ${plan.id} was made: ${drift.join('; ')}. Make a new plan and look at it.`, { members: { drift } })
}

/** A plan that was made from X's count has its members read now, before anything is sent; one that was made from a reading is held against the count. */
async function liveAgain(engine: Engine, basis: Basis, body: PlanBody): Promise<LiveList | null> {
  const { list } = basis
  if (isEmptyPlan(body) && list.x_list_id !== null) {
    // Nothing will be sent, so X is only looked at when it is carried out.
    const members = mirrorOf(list, basis.applied, basis.latest, basis.handles, basis.theirs)
    if (members) return assumed(list, members)
  }
  const someone = body.counts.keep + body.counts.remove + body.foreign.length > 0
  if (body.read === 'count' && list.x_list_id !== null && someone && body.updates_list === null)
    return readMembersOf(engine, { ...list, x_list_id: list.x_list_id }, (ids) => liveDigest(ids) === body.basis.live)
  const look = await lookAt(engine, basis)
  return look.live
}
