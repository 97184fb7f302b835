import type { Actor } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import { isPlatformError } from '../platform/port.js'
import { driftOf, isEmptyPlan, type PlanBody, planChecksum } from './plan.js'
import { buildPlan, desiredNow, type ListPlatform, listPlatform, planFrom, readLive } from './planning.js'
import * as repo from './repo.js'
import { unlifted } from './safety.js'
import { sendOps } from './send.js'
import { COOLDOWN, createIntent, type Progress, Stop, takeWriter, type Writer } from './writer.js'

export interface Override {
  codes: string[]
  reason: string
}

/** Each round sends what is missing and reads the list back; what two rounds cannot put there, X drops on purpose. */
const ROUNDS = 2

/**
 * Begins a plan: only the one whose checksum is given, only if everything it was made from still holds, and only if it is safe or
 * its own override is given. A stopped plan is taken up again by the same call.
 * @throws AppError not_found, plan_stale (with `drift`), plan_unsafe (with `reasons`), conflict
 */
export async function startPlan(deps: Deps, actor: Actor, planId: string, input: { checksum: string; override?: Override | undefined }): Promise<void> {
  listPlatform(deps)
  const plan = await repo.findPlan(deps.store.db, planId)
  if (!plan) throw new AppError('not_found', `There is no plan ${planId}.`)
  if (plan.checksum !== input.checksum)
    throw new AppError('plan_stale', `The checksum is not that of plan ${planId}. Look at the plan and send the checksum it shows.`, {
      members: { drift: ['the checksum names another plan'] },
    })
  if (plan.status === 'applying') throw new AppError('conflict', `Plan ${planId} is being applied already.`)
  if (plan.status !== 'ready' && plan.status !== 'stopped') throw new AppError('conflict', `Plan ${planId} is ${plan.status}. Make a new plan.`)
  const body = plan.body as PlanBody
  // A stopped plan was let through when it began; the same checksum takes it up again.
  const reasons = plan.status === 'ready' ? unlifted(body.verdict, input.override?.codes ?? []) : []
  if (reasons.length > 0) throw new AppError('plan_unsafe', reasons.map((reason) => reason.detail).join(' '), { members: { reasons } })
  await refuseCooling(deps)
  if (plan.status === 'ready') {
    const list = await mustFindList(deps, plan.list_id)
    const { body: now } = await buildPlan(deps, list)
    if (planChecksum(now) !== plan.checksum) {
      const drift = driftOf(body, now)
      throw new AppError('plan_stale', `Since plan ${planId} was made: ${drift.join('; ')}. Make a new plan and look at it.`, { members: { drift } })
    }
  }
  await deps.store.transaction(async (tx) => {
    const open = await repo.openPlan(tx.db, plan.list_id)
    if (open) throw new AppError('conflict', `Plan ${open.id} of this list is being applied.`)
    await repo.updatePlan(tx.db, planId, {
      status: 'applying',
      note: null,
      started_at: plan.started_at ?? tx.now,
      override_reason: input.override?.reason ?? plan.override_reason,
    })
    await tx.audit({
      actor,
      action: 'plan.apply',
      subject: plan.list_id,
      reason: input.override?.reason,
      detail: { plan: planId, checksum: plan.checksum, ...(input.override ? { override: input.override.codes } : {}) },
    })
    await tx.emit('plan.started', planId)
  })
}

async function mustFindList(deps: Deps, id: string): Promise<repo.ListRow> {
  const list = await repo.findList(deps.store.db, id)
  if (!list) throw new AppError('not_found', `There is no list ${id}.`)
  return list
}

async function refuseCooling(deps: Deps): Promise<void> {
  const until = await repo.heldUntil(deps.store.db, COOLDOWN)
  if (until && until > deps.clock.now()) {
    throw new AppError(
      'conflict',
      `X refused several additions in a row, as it does to accounts that it has locked. Nothing is sent before ${until.toISOString()}.`,
      { members: { until: until.toISOString() } },
    )
  }
}

/**
 * Carries a begun plan on from wherever it stands, to the end or to the next stop; safe to call again after a crash. The truth of
 * each step is in the database before and after its call to X. @returns the plan's status afterwards.
 */
export async function runPlan(deps: Deps, planId: string, onProgress: (progress: Progress) => void = () => undefined): Promise<repo.PlanRow> {
  const platform = listPlatform(deps)
  const plan = await repo.findPlan(deps.store.db, planId)
  if (!plan) throw new AppError('not_found', `There is no plan ${planId}.`)
  if (plan.status !== 'applying') return plan
  const writer = await takeWriter(deps)
  if (!writer) throw new AppError('conflict', 'Another plan is being sent just now; X counts per account, so they take turns.')
  try {
    // A run that died right after a lock was seen must not send on, nor a plan begun before it.
    const until = await repo.heldUntil(deps.store.db, COOLDOWN)
    if (until && until > deps.clock.now()) throw new Stop(`X has locked the account for additions. Nothing is sent before ${until.toISOString()}.`)
    const done = await carryOut(deps, platform, plan, writer, onProgress)
    return await finish(deps, plan, done.status, done.note)
  } catch (error) {
    // What a person or time can mend stops the plan; it keeps its place and is resumed by applying it again.
    if (error instanceof Stop) return await finish(deps, plan, 'stopped', error.message)
    if (isPlatformError(error)) return await finish(deps, plan, 'stopped', `X: ${error.kind}: ${error.message}`)
    throw error
  } finally {
    await writer.drop()
  }
}

/** Plans that were being carried out when their process ended. */
export const unfinishedPlanIds = async (deps: Deps): Promise<string[]> => (await repo.unfinishedPlans(deps.store.db)).map((row) => row.id)

async function finish(deps: Deps, plan: repo.PlanRow, status: 'verified' | 'incomplete' | 'stopped', note: string | null): Promise<repo.PlanRow> {
  await deps.store.transaction(async (tx) => {
    await repo.updatePlan(tx.db, plan.id, {
      status,
      note,
      ...(status === 'stopped' ? {} : { finished_at: tx.now }),
      ...(status === 'verified' ? { verified_at: tx.now } : {}),
    })
    if (status === 'verified') await repo.noteList(tx.db, plan.list_id, { verified_at: tx.now })
    await tx.audit({ actor: 'worker', action: `plan.${status}`, subject: plan.list_id, detail: { plan: plan.id, note } })
    await tx.emit(`plan.${status}`, plan.id)
    await tx.touchDirectory()
  })
  const row = await repo.findPlan(deps.store.db, plan.id)
  if (!row) throw new Error(`plan ${plan.id} vanished`)
  return row
}

async function carryOut(
  deps: Deps,
  platform: ListPlatform,
  plan: repo.PlanRow,
  writer: Writer,
  onProgress: (progress: Progress) => void,
): Promise<{ status: 'verified' | 'incomplete'; note: string | null }> {
  const body = plan.body as PlanBody
  const xListId = await ensureList(deps, platform, plan, body, onProgress)
  if (body.updates_list) await platform.lists.updateList(xListId, body.updates_list)
  let ops = await repo.opsOf(deps.store.db, plan.id)
  // An operation in flight has an unknown outcome: only reading can tell, so nothing is sent twice.
  if (ops.some((op) => op.state === 'inflight')) await settle(deps, platform, plan, xListId, onProgress)
  for (let round = 1; ; round++) {
    await sendOps(deps, platform, plan, xListId, writer, onProgress)
    await writer.keep()
    const left = await settle(deps, platform, plan, xListId, onProgress, round >= ROUNDS)
    ops = await repo.opsOf(deps.store.db, plan.id)
    if (!ops.some((op) => op.state === 'pending')) {
      if (isEmptyPlan(left)) return { status: 'verified', note: summary(ops) }
      return { status: 'incomplete', note: [summary(ops), remainder(left)].filter(Boolean).join(' ') }
    }
  }
}

const remainder = (left: PlanBody) => `Not as wished yet: ${left.counts.add} to add, ${left.counts.remove} to remove. Make a new plan to see why.`

function summary(ops: repo.OpRow[]): string | null {
  const odd = ops.filter((op) => op.state === 'failed' || op.state === 'skipped')
  return odd.length === 0 ? null : `${odd.map((op) => `@${op.handle}: ${(op.outcome ?? op.state).replaceAll('_', ' ')}`).join('; ')}.`
}

/** Makes the list on X if the plan says so. The intent is kept first: a crash in between must not lead to a second list. */
async function ensureList(deps: Deps, platform: ListPlatform, plan: repo.PlanRow, body: PlanBody, onProgress: (progress: Progress) => void): Promise<string> {
  const list = await mustFindList(deps, plan.list_id)
  if (list.x_list_id) return list.x_list_id
  if (!body.creates_list) throw new Stop('The list was disconnected from X meanwhile. Make a new plan.')
  const intent = createIntent(list.id)
  const perhaps = () =>
    new Stop(
      `A list "${list.name}" may have been made on X without our learning its id. Look at the account. If it is there: allies list connect ${list.id} X-LIST-ID. If not: allies list connect ${list.id} none. Then make a new plan.`,
    )
  if (await repo.heldUntil(deps.store.db, intent)) throw perhaps()
  await repo.holdUntil(deps.store.db, intent, deps.clock.now())
  onProgress({ phase: 'create', done: 0, total: 1 })
  const owner = await platform.lists.me()
  let made: { id: string }
  try {
    made = await platform.lists.createList({ name: list.name, description: list.description, private: list.private })
  } catch (error) {
    // A refusal made nothing, so the intent is void; of anything unclear it must stay.
    if (isPlatformError(error) && error.kind === 'transient') throw perhaps()
    if (isPlatformError(error)) await repo.releaseHold(deps.store.db, intent)
    throw error
  }
  await deps.store.transaction(async (tx) => {
    await repo.noteList(tx.db, list.id, { x_list_id: made.id, x_owner_id: owner.id })
    await tx.audit({ actor: 'worker', action: 'list.created_on_x', subject: list.id, detail: { x_list_id: made.id, owner: owner.id } })
  })
  onProgress({ phase: 'create', done: 1, total: 1 })
  return made.id
}

/**
 * Reads the list back and gives every sent operation its outcome. "Done" is said only here. What is missing goes back to pending, or
 * on the last round becomes a failure that says that X dropped it silently. @returns the plan that would be left to do.
 */
async function settle(
  deps: Deps,
  platform: ListPlatform,
  plan: repo.PlanRow,
  xListId: string,
  onProgress: (progress: Progress) => void,
  last = false,
): Promise<PlanBody> {
  const list = { ...(await mustFindList(deps, plan.list_id)), x_list_id: xListId }
  onProgress({ phase: 'verify', done: 0, total: 1 })
  const live = await readLive(deps, platform, { x_list_id: xListId, x_owner_id: list.x_owner_id })
  if (!live.complete) throw new Stop('X did not give the whole list back, so nothing can be said about it. Apply again to go on.')
  const onX = new Set(live.members.map((member) => member.id))
  const ops = await repo.opsOf(deps.store.db, plan.id)
  await deps.store.transaction(async (tx) => {
    const absent: string[] = []
    for (const op of ops) {
      const wanted = op.verb === 'add' ? onX.has(op.x_user_id) : !onX.has(op.x_user_id)
      if (op.state === 'inflight' || (op.state === 'done' && (!wanted || op.outcome === 'acknowledged'))) {
        const state = wanted ? 'done' : last ? 'failed' : 'pending'
        const outcome = wanted ? (op.verb === 'add' ? 'added' : 'removed') : op.verb === 'add' ? 'silently_dropped' : 'still_there'
        await repo.updateOp(tx.db, plan.id, op.seq, { state, outcome, outcome_at: tx.now })
      }
      // A listing that X itself counts differently may be short: what it lacks may still be there, and ours.
      if (live.counted && !onX.has(op.x_user_id)) absent.push(op.x_user_id)
    }
    await repo.markSeen(tx.db, list.id, [...onX], tx.now)
    await repo.deleteApplied(tx.db, list.id, absent)
  })
  onProgress({ phase: 'verify', done: 1, total: 1 })
  return planFrom(deps, list, await desiredNow(deps, list), await repo.appliedOf(deps.store.db, list.id), live)
}
