import { AppError, isAppError } from '../../kernel/errors.js'
import { isPlatformError, type PlatformError } from '../../platform/port.js'
import { FIELD_NAMES } from '../drift/fields.js'
import { fieldsLeft, named } from '../drift/words.js'
import { isEmptyPlan, type PlanBody } from '../plan.js'
import { cancelNote } from './cancel.js'
import { ensureList } from './create.js'
import { bodyFrom, isPartial, kindOf, missedBy, missedTwice } from './draft.js'
import { fieldsSet, pausedUntil, takeWriter, tookOver, WRITER } from './lock.js'
import { lookAt } from './look.js'
import { basisOf } from './make.js'
import { note } from './outcome.js'
import { lostWords, refuseAnothers } from './owner.js'
import { checkPart, endsPart } from './part.js'
import { isPutOff, RATE_WAITS, type Run, reading, refuseCancelled, windowWait } from './patience.js'
import type { End, Engine, OpOutcome, SyncOp, SyncPlan } from './ports.js'
import { refuseIfNotOurs } from './refused.js'
import { ROLLBACK_WARNING } from './rollback.js'
import { refusedLast, sendOps } from './send.js'
import { settle } from './settle.js'
import { Cancelled, type Progress, Stop, Wait } from './stop.js'

/** Each round sends what is missing and reads the list back; what two rounds cannot put there, X drops on purpose. */
const ROUNDS = 2

/**
 * Carries a begun plan on from wherever it stands, to the end, to the next stop, or to the next wait that is longer than some seconds: then the writing is
 * given up, so that other lists of the account can go on and the plan can be cancelled at once, and the plan is `waiting` until it is run again. Safe to call
 * again after a crash: the truth of each step is in the store before and after its call to X.
 * @returns the plan as it is afterwards. @throws AppError not_found; conflict if another process is carrying out this very plan
 */
export async function runPlan(engine: Engine, planId: string, onProgress: (progress: Progress) => void = () => undefined): Promise<SyncPlan> {
  const begun = await mustFind(engine, planId)
  if (!(await isDue(engine, begun))) return begun
  const writer = await takeWriter(engine, planId)
  if (!writer) {
    const turns = 'Another list of the account is being sent just now; X counts per account, so they take turns.'
    if (await engine.store.waitForLease(planId, WRITER, { note: turns, at: engine.clock.now() })) return mustFind(engine, planId)
    throw new AppError('conflict', 'This plan is being carried out by another process.')
  }
  try {
    // Whoever wrote before us may have ended it.
    const found = await mustFind(engine, planId)
    if (!(await isDue(engine, found)) || (found.status === 'waiting' && !(await engine.store.resume(planId, engine.clock.now()))))
      return mustFind(engine, planId)
    const plan = await mustFind(engine, planId)
    const end = await carryOut({ engine, plan, writer, onProgress, waited: (await engine.store.waited(planId)) !== null, taken: 0, shut: null })
    await writer.keep()
    await engine.store.finish(planId, { ...end, at: engine.clock.now() })
    return await mustFind(engine, planId)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    // Somebody took the writing over: the plan is theirs to end.
    return await mustFind(engine, planId)
  } finally {
    await writer.drop()
  }
}

/** Being carried out, or waiting and its time has come. */
async function isDue({ store, clock }: Engine, { id, status }: SyncPlan): Promise<boolean> {
  if (status !== 'waiting') return status === 'applying'
  const wait = await store.waited(id)
  return wait === null || wait.until <= clock.now()
}

async function mustFind({ store }: Engine, planId: string): Promise<SyncPlan> {
  const plan = await store.plan(planId)
  if (!plan) throw new AppError('not_found', `There is no plan ${planId}.`)
  return plan
}

/** What a person or time can mend stops the plan; it keeps its place and is resumed by applying it again. */
async function carryOut(run: Run): Promise<End> {
  try {
    await refuseCancelled(run.engine, run.plan.id)
    // A run that died right after a lock was seen must not send on, nor a plan begun before it.
    const paused = await pausedUntil(run.engine)
    if (paused) throw new Wait(paused.why, paused.until)
    return await sendAndRead(run)
  } catch (error) {
    if (error instanceof Cancelled) return endCancelled(run)
    if (error instanceof Wait) return endWaiting(run, error)
    if (isPlatformError(error) && error.kind === 'rate') return endWaiting(run, await windowWait(run, error))
    if (error instanceof Stop) return { status: 'stopped', note: error.message }
    // What the list itself said to a look in passing.
    if (isAppError(error) && (error.code === 'gone' || error.code === 'conflict')) return { status: 'stopped', note: error.message }
    if (isPlatformError(error)) return { status: 'stopped', note: await stoppedBy(run, error) }
    throw error
  }
}

/** An answer that concerns the whole list is said with its ways out; of a member's own matter nothing comes here (refused.ts). */
async function stoppedBy({ engine, plan }: Run, error: PlatformError): Promise<string> {
  const list = await engine.store.list(plan.list_id)
  const lost = list?.x_list_id ? await lostWords(engine.store, list, error) : undefined
  return lost?.words ?? `X: ${error.kind}: ${error.message}`
}

/** What X puts off again and again, without taking anything in between, is a matter for a person. */
async function endWaiting({ engine, plan, taken }: Run, wait: Wait): Promise<End> {
  const before = taken > 0 ? 0 : ((await engine.store.waited(plan.id))?.refused ?? 0)
  const refused = wait.refused ? before + 1 : before
  if (refused > RATE_WAITS) return { status: 'stopped', note: `${wait.message} That was so ${refused} times in a row, so the plan does not go on by itself.` }
  return { status: 'waiting', note: `${wait.message} The plan goes on by itself after that.`, until: wait.until, refused }
}

async function sendAndRead(run: Run): Promise<End> {
  const { engine, plan } = run
  const list = await engine.store.list(plan.list_id)
  if (list) await refuseAnothers(engine, list)
  if (isEmptyPlan(plan.body)) return lookOnly(run)
  const xListId = await ensureList(run)
  await ownerOf(run)
  const begun = await engine.store.ops(plan.id)
  await refuseIfNotOurs(run, xListId, begun)
  if (plan.body.updates_list && !(await engine.store.heldUntil(fieldsSet(plan.id)))) {
    await run.writer.keep()
    await refuseIfEdited(run, plan.body.updates_list)
    await engine.remote.updateList(xListId, plan.body.updates_list)
    await engine.store.hold(fieldsSet(plan.id), engine.clock.now())
  }
  // An operation in flight has an unknown outcome: only reading can tell, so nothing is sent twice.
  if (begun.some((op) => op.state === 'inflight')) await settle(run, xListId, false)
  const refused = refusedLast(await engine.store.ops(plan.id), await engine.store.refusals(plan.list_id))
  for (let round = 1; ; round++) {
    await sendPart(run, xListId, refused)
    const left = await settle(run, xListId, round >= ROUNDS)
    const ops = await engine.store.ops(plan.id)
    if (!ops.some((op) => op.state === 'pending')) return isPartial(kindOf(plan)) ? endedPartial(plan, ops) : unlessDoubted(run, ended(plan.body, ops, left))
  }
}

/** The last look before the call. A plan that waited may be older than the definition of its list: what the organiser has said since is not overruled, least of all that it is private. @throws Stop */
async function refuseIfEdited({ engine, plan }: Run, fields: NonNullable<PlanBody['updates_list']>): Promise<void> {
  const list = await engine.store.list(plan.list_id)
  const edited = list ? FIELD_NAMES.filter((field) => fields[field] !== undefined && fields[field] !== list[field]) : []
  if (edited.length > 0) throw new Stop(`The list was edited since the plan was made (${edited.join(', ')}), and nothing of that was sent. Make a new plan.`)
}

/** Sends what can be sent now; before a night in between, looks at what came of it. @throws Wait, Stop, Cancelled, PlatformError */
async function sendPart(run: Run, xListId: string, refused: SyncOp[]): Promise<void> {
  try {
    await sendOps(run, xListId, refused)
  } catch (error) {
    if (error instanceof Wait && !error.silent && endsPart(run, error)) await checkPart(run, xListId)
    throw error
  }
}

/** Nothing to send: X's count says whether its list is still as it was seen. */
async function lookOnly(run: Run): Promise<End> {
  const { engine, plan } = run
  const basis = await basisOf(engine, plan.list_id)
  const { live, read, asked } = await reading(run, () => lookAt(engine, basis))
  if (live && !live.complete) throw new Stop('X did not give the whole list back, so nothing can be said about it. Apply again to go on.')
  // Members of ours that an earlier run could not see, because X gave no clear answer or no whole list, are seen now.
  if (live && read === 'full') {
    const seen = live.members.map((member) => member.id)
    const missed = missedBy(basis, live)
    const settled = { outcomes: [], seen, absent: [], missed, vanished: missedTwice(basis, missed, asked) }
    if (!(await engine.store.settle(plan.id, settled, engine.clock.now(), run.writer.fence))) throw tookOver()
  }
  // Who is wanted may have changed while X was asked.
  if (isPartial(kindOf(plan))) return endedPartial(plan, [])
  return unlessDoubted(run, ended(plan.body, [], bodyFrom(await basisOf(engine, plan.list_id), live, read, engine.clock.now())))
}

/**
 * Whoever is wanted again soon after we had X take them off, and is shown, may be shown by an old copy (repo.ts, `markSeen`). That is not called verified: a
 * later reading tells.
 */
async function unlessDoubted({ engine, plan }: Run, end: End): Promise<End> {
  if (end.status !== 'verified') return end
  const { applied, desired, handles } = await basisOf(engine, plan.list_id)
  const wanted = new Set(desired.members.map(({ x_user_id }) => x_user_id))
  const doubted = applied.filter((row) => row.vanished_at === null && row.seen_at === null && wanted.has(row.x_user_id))
  if (doubted.length === 0) return end
  const who = doubted.map(({ x_user_id }) => `@${handles.get(x_user_id) ?? x_user_id}`).join(', ')
  return {
    status: 'incomplete',
    note: sentences(end.note, `X was asked within a day to take ${who} off and shows them, perhaps from an old copy. Make a new plan a day later to see.`),
  }
}

async function ownerOf(run: Run): Promise<string> {
  const { engine, plan } = run
  return (await engine.store.list(plan.list_id))?.x_owner_id ?? (await reading(run, () => engine.remote.me())).id
}

/** The list's own row is not always read at the end: then what the plan saw of it still holds. */
function ended(plan: PlanBody, ops: readonly SyncOp[], left: PlanBody): End {
  const fields = fieldsLeft(plan.list_id, left.fields_on_x.length > 0 ? left.fields_on_x : plan.fields_on_x)
  const open = ops.filter((op) => op.state === 'inflight')
  if (open.length > 0)
    return {
      status: 'incomplete',
      note: sentences(
        oddOnes(ops),
        fields,
        `What X lists and what it counts differ, so it is not certain what became of ${named(open)}. Make a new plan to see.`,
      ),
    }
  if (isEmptyPlan(left)) return { status: 'verified', note: sentences(oddOnes(ops), fields) }
  const { add, remove } = left.counts
  const { unclear } = left
  if (add + remove === 0 && unclear.length > 0)
    return {
      status: 'incomplete',
      note: sentences(
        oddOnes(ops),
        fields,
        `X does not show ${named(unclear)} any more. A second reading decides, ten minutes after the first or later: make a new plan then.`,
      ),
    }
  return { status: 'incomplete', note: sentences(oddOnes(ops), fields, `Not as wished yet: ${add} to add, ${remove} to remove. Make a new plan to see why.`) }
}

const endedPartial = ({ rollback_of }: SyncPlan, ops: readonly SyncOp[]): End => ({
  status: ops.some((op) => op.state === 'failed' || op.state === 'inflight') ? 'incomplete' : 'verified',
  note: sentences(oddOnes(ops), rollback_of === null ? LEAVERS_NOTE : ROLLBACK_WARNING),
})

/** Of a plan that took only those off who asked to be gone. */
const LEAVERS_NOTE = 'Who asked to be gone was taken off by itself; everything else waits for a plan that you apply.'

const sentences = (...parts: (string | null)[]): string | null => parts.filter((part) => part !== null).join(' ') || null

function oddOnes(ops: readonly SyncOp[]): string | null {
  const odd = ops.filter((op) => op.state === 'failed' || op.state === 'skipped')
  return odd.length === 0 ? null : `${odd.map((op) => `@${op.handle}: ${(op.outcome ?? op.state).replaceAll('_', ' ')}`).join('; ')}.`
}

/** Reads back what was sent, says so, and sends nothing more. If X cannot be read, the plan ends all the same: the next plan reads again. */
async function endCancelled(run: Run): Promise<End> {
  const { engine, plan } = run
  const { store } = engine
  const list = await store.list(plan.list_id)
  const sent = (await store.ops(plan.id)).some((op) => op.state === 'inflight' || (op.state === 'done' && op.outcome === 'acknowledged'))
  let unread: string | null = null
  if (sent && list?.x_list_id) {
    try {
      if (await isPutOff(run)) throw new Stop('X is not asked again so soon.')
      await settle(run, list.x_list_id, true)
    } catch (error) {
      if (!(error instanceof Stop) && !(error instanceof Wait) && !(error instanceof Cancelled) && !isPlatformError(error)) throw error
      unread = 'The list could not be read back, so what was sent last is not certain; the next plan reads it again.'
    }
  }
  const ops = await store.ops(plan.id)
  const unsent = ops.filter((op) => op.state === 'pending')
  await note(run, ...unsent.map((op): OpOutcome => ({ seq: op.seq, state: 'skipped', outcome: 'cancelled' })))
  return { status: 'cancelled', note: sentences(cancelNote(ops, (await store.plan(plan.id))?.cancel_reason ?? null), unread) }
}
