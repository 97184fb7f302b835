import { isPlatformError, type PlatformError } from '../../platform/port.js'
import { refuseOverBudget, turnToAdd } from './limits.js'
import { DAY_MS, lockedUntil, noteUnlocked, pausedUntil, probePassed, tookOver, windowOf } from './lock.js'
import { note, noteTaken } from './outcome.js'
import { inMs, LONGEST_HERE_MS, RATE_WAITS, type Run, waitFor, windowWait } from './patience.js'
import type { SyncOp } from './ports.js'
import { DROPPED, isCooling, judgeRefusals, MAY_BE_ACCOUNT, noteFailure } from './refused.js'
import { Cancelled, Stop, Wait } from './stop.js'

/** Consecutive refusals of different members that mean the account and not the members (X-PLATFORM.md §1). */
const LOCK_AFTER = 3
/** The same for a day after a probe that passed: an account that was locked is not shown three refusals again. */
const LOCK_AFTER_PROBE = 1
/** Consecutive unclear answers after which X counts as down. */
const DOWN_AFTER = 3
/** Calls that one operation may take over the whole life of its plan. */
export const MOST_ATTEMPTS = 6
/** After so many refusals, with pauses of a day in between, it is the member and not the account. */
const REFUSED_FOR_GOOD = 2
/** Failures in earlier plans after which a member lets those pass that failed less often, whatever they failed of. */
const FAILURES_A_TURN = 2

/**
 * The additions of a plan that X refused last, in a row: a stop or a crash in between must not start the count anew. They were sent in the order of their
 * numbers, but for those refused before, who are no proof of anything and are left out.
 */
export function refusedLast(ops: readonly SyncOp[], refusals: ReadonlyMap<string, number>): SyncOp[] {
  const sent = ops.filter((op) => op.verb === 'add' && op.attempts > 0)
  const accepted = sent.findLastIndex((op) => op.state === 'done')
  return sent.slice(accepted + 1).filter((op) => op.state === 'failed' && op.outcome === 'protected_or_blocking' && (refusals.get(op.x_user_id) ?? 0) <= 1)
}

interface Sending {
  run: Run
  xListId: string
  /** How often X refused each member before, over all plans of the list. */
  refusals: ReadonlyMap<string, number>
  /** X seems to have locked the account a day or more ago: the first addition is a probe. */
  probing: boolean
  /** The account that is connected; null where keys act. */
  account: string | null
  /** A probe was answered with yes less than a day ago. */
  probed: boolean
  /** Refused in a row, in this plan: a reading between two rounds ends no row. */
  readonly refused: SyncOp[]
  unclear: number
  /** Why no more calls of a kind go out in this run. */
  readonly closed: Map<SyncOp['verb'], 'full' | Wait>
}

/**
 * Sends the pending operations one by one, paced. Each has its intent stored before the call and its outcome after it. What one kind of call has to wait for
 * does not keep the other from going.
 * @throws Wait for what is left; Stop, Cancelled
 */
export async function sendOps(run: Run, xListId: string, refused: SyncOp[]): Promise<void> {
  const { engine, plan, onProgress } = run
  const ops = await engine.store.ops(plan.id)
  const pending = ops.filter((op) => op.state === 'pending')
  if (pending.length === 0) return
  const refusals = await engine.store.refusals(plan.list_id)
  const known = (op: SyncOp) => refusals.get(op.x_user_id) ?? 0
  const passed = await engine.store.heldUntil(probePassed(plan.id))
  const probing = (await lockedUntil(engine.store)) !== null || (passed === null && pending.some((op) => isCooling(op.outcome)))
  const probed = passed !== null && passed > engine.clock.now()
  const account = (await engine.store.account?.())?.id ?? null
  const sending: Sending = { run, xListId, account, refusals, probing, probed, refused, unclear: 0, closed: await closedWindows(run) }
  // A process that died right after the last of them did not come to drawing the conclusion.
  if (!probing && refused.length >= LOCK_AFTER) {
    sending.closed.set('add', await judgeRefusals(run, xListId, refused))
    refused.length = 0
  }
  // Who was never refused or tried goes first: after a lock one of them is the probe, and those refused before are then judged one by one. But whoever failed
  // again and again in earlier plans must not use up the caps of each day before the others, be they refused once, have their turn.
  const failures = await engine.store.failures(plan.list_id)
  const failed = (op: SyncOp) => failures.get(op.x_user_id) ?? 0
  const turn = (op: SyncOp) => Math.floor(failed(op) / FAILURES_A_TURN)
  pending.sort((a, b) => turn(a) - turn(b) || known(a) - known(b) || failed(a) - failed(b) || a.attempts - b.attempts || a.seq - b.seq)
  let done = ops.length - pending.length
  for (const [at, op] of pending.entries()) {
    onProgress({ phase: 'send', done, total: ops.length })
    const became = await sendNext(sending, op)
    if (became !== 'waits') done++
    if (became === 'called' && at < pending.length - 1) await waitFor(run, pauseOf(run))
  }
  onProgress({ phase: 'send', done, total: ops.length })
  const waits = [...sending.closed.values()].filter((why) => why instanceof Wait).sort((a, b) => a.until.getTime() - b.until.getTime())
  if (waits[0]) throw waits[0]
}

/** What X has put off, perhaps for another list of the account, or before a shorter wait. */
async function closedWindows({ engine }: Run): Promise<Sending['closed']> {
  const closed: Sending['closed'] = new Map()
  for (const verb of ['add', 'remove'] as const) {
    const until = await engine.store.heldUntil(windowOf(verb))
    if (until && until > engine.clock.now()) closed.set(verb, new Wait("X's limit for calls of this kind is used up.", until))
  }
  return closed
}

function pauseOf({ engine }: Run): Wait {
  const { pause_ms } = engine.settings
  return new Wait(`Calls are kept ${pause_ms / 1000} s apart.`, inMs(engine, pause_ms + Math.floor((engine.random() * pause_ms) / 2)))
}

/** `called`: a call went out; `settled`: none will, for this one; `waits`: not its turn before a wait is over. */
async function sendNext(sending: Sending, op: SyncOp): Promise<'called' | 'settled' | 'waits'> {
  const { run } = sending
  if (op.attempts >= MOST_ATTEMPTS) {
    // Without an outcome nobody ever took it: each call was answered with "later", or with what concerned the whole account.
    await note(run, { seq: op.seq, state: 'failed', outcome: op.outcome ?? 'put_off' })
    return 'settled'
  }
  const turn = await waitForTurn(sending, op)
  if (turn !== 'now') return turn
  const error = await sendOne(sending, op)
  if (error === 'skipped') return 'settled'
  if (error === null) {
    sending.unclear = 0
    run.taken++
    if (provesUnlocked(op)) {
      sending.refused.length = 0
      if (sending.probing) await passProbe(sending)
    }
  } else if (MAY_BE_ACCOUNT.has(error.kind)) await refusedOnce(sending, op, error)
  else if (error.kind === 'list-full' && op.verb === 'add') sending.closed.set('add', 'full')
  else if (error.kind === 'transient' && ++sending.unclear >= DOWN_AFTER) throw new Stop('X is not answering clearly. Nothing is lost; apply again to go on.')
  return 'called'
}

/**
 * That X says yes shows that the account may add, unless it was asked to remove, which a locked one may, or had said yes to that addition before: then a
 * reading that did not show the member may have been an old copy, and the member there all along.
 */
const provesUnlocked = (op: SyncOp): boolean => op.verb === 'add' && op.outcome !== DROPPED

/** The mark goes first: a pause that is over and marks nobody's probe is asked about again, a mark too many is not. */
async function passProbe(sending: Sending): Promise<void> {
  const { engine, plan } = sending.run
  sending.probing = false
  sending.probed = true
  await engine.store.hold(probePassed(plan.id), inMs(engine, DAY_MS))
  await noteUnlocked(engine.store)
}

async function refusedOnce(sending: Sending, op: SyncOp, error: PlatformError): Promise<void> {
  const before = sending.refusals.get(op.x_user_id) ?? 0
  const suspect = op.verb === 'add' && (sending.probing ? before < REFUSED_FOR_GOOD : before === 0 && !isCooling(op.outcome))
  if (suspect && !sending.refused.some((one) => one.seq === op.seq)) sending.refused.push(op)
  const enough = sending.probing ? 1 : sending.probed ? LOCK_AFTER_PROBE : LOCK_AFTER
  if (sending.refused.length < enough && error.kind !== 'locked') return
  sending.closed.set('add', await judgeRefusals(sending.run, sending.xListId, sending.refused.length > 0 ? sending.refused : [op]))
  sending.refused.length = 0
}

/** After every wait, right before the call: a withdrawal during the pause must still win. Otherwise the operation is passed over, for now or for good. */
async function waitForTurn(sending: Sending, op: SyncOp): Promise<'now' | 'settled' | 'waits'> {
  const { run } = sending
  const { engine } = run
  for (;;) {
    const closed = sending.closed.get(op.verb)
    if (closed instanceof Wait) return 'waits'
    if (!(await stillWanted(run, op))) return 'settled'
    // A writer that stood still and lost the writing may have learnt meanwhile that the account is locked.
    const paused = await pausedUntil(engine)
    if (paused) throw new Wait(paused.why, paused.until)
    if (((await engine.store.account?.())?.id ?? null) !== sending.account)
      throw new Stop('Another account was connected meanwhile: nothing is sent in its name to a list of the one before. Apply again to see whose it is.')
    if (closed === 'full') {
      await note(run, { seq: op.seq, state: 'failed', outcome: 'list_full' })
      return 'settled'
    }
    await refuseOverBudget(engine, op.verb)
    // Removals are not capped.
    if (op.verb === 'remove') return 'now'
    const turn = await turnToAdd(engine)
    if (turn === null) return 'now'
    if (isLong(run, turn)) sending.closed.set('add', turn)
    else await waitFor(run, turn)
  }
}

const isLong = ({ engine }: Run, wait: Wait): boolean => wait.until.getTime() - engine.clock.now().getTime() > LONGEST_HERE_MS

/** @throws Cancelled */
async function stillWanted(run: Run, op: SyncOp): Promise<boolean> {
  const late = await run.engine.store.lateCheck(run.plan.id, op)
  if (late === 'cancelled') throw new Cancelled()
  if (late !== 'go') await note(run, { seq: op.seq, state: 'skipped', outcome: late })
  return late === 'go'
}

/** One call, repeated only after a used-up window that ends soon. Null if X said yes (which is not yet being so), otherwise how it failed, already written down. */
async function sendOne({ run, xListId, closed }: Sending, op: SyncOp): Promise<PlatformError | 'skipped' | null> {
  const { engine, plan, writer } = run
  const { store, remote, clock } = engine
  for (let waits = 0; ; waits++) {
    await writer.keep()
    if (!(await store.noteIntent(plan.id, op, clock.now(), writer.fence))) throw tookOver()
    try {
      if (op.verb === 'add') await remote.addMember(xListId, op.x_user_id)
      else await remote.removeMember(xListId, op.x_user_id)
      await noteTaken(run, op)
      return null
    } catch (error) {
      if (!isPlatformError(error)) throw error
      if (error.kind !== 'rate') {
        await noteFailure(run, xListId, op, error)
        return error
      }
      await note(run, { seq: op.seq, state: 'pending', outcome: op.outcome })
      const wait = await windowWait(run, error)
      // Also where this plan goes no further: the limit stands for the next one.
      if (!wait.all && isLong(run, wait)) await store.hold(windowOf(op.verb), wait.until)
      if (waits >= RATE_WAITS || op.attempts + waits + 1 >= MOST_ATTEMPTS) await noteFailure(run, xListId, op, error)
      if (wait.all) throw wait
      if (isLong(run, wait)) {
        closed.set(op.verb, wait)
        return 'skipped'
      }
      await waitFor(run, wait)
      if (!(await stillWanted(run, op))) return 'skipped'
    }
  }
}
