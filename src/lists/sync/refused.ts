import { isPlatformError, type PlatformError, type PlatformErrorKind } from '../../platform/port.js'
import { MEMBER_CAP } from '../desired.js'
import { notOursWords } from '../lost.js'
import type { PlanBody } from '../plan.js'
import { DAY_MS, lookAgain, noteLocked, noteUnlocked, probePassed } from './lock.js'
import { note, noteUnclear } from './outcome.js'
import { isAnothers, type Seen, whoseList } from './owner.js'
import { type Run, reading, windowWait } from './patience.js'
import type { OpOutcome, SyncOp } from './ports.js'
import { Stop, Wait } from './stop.js'

/** Answers that may be about the member, the list or the whole account: the neighbours tell (X-PLATFORM.md §3). */
export const MAY_BE_ACCOUNT: ReadonlySet<PlatformErrorKind> = new Set(['refused', 'protected-or-blocked', 'locked', 'not-owner'])

const OUTCOMES: Readonly<Partial<Record<PlatformErrorKind, string>>> = {
  refused: 'protected_or_blocking',
  'protected-or-blocked': 'protected_or_blocking',
  locked: 'protected_or_blocking',
  'not-owner': 'protected_or_blocking',
  suspended: 'suspended',
  gone: 'not_found',
  'list-full': 'list_full',
}

/** X said yes and does not show it. */
export const DROPPED = 'silently_dropped'
const COOLING = 'cooling_down'
const COOLING_AGAIN = 'cooling_down_again'

/** Refused while the account seemed to be locked: once, or more often. Attempts do not count that, since some of them end without an answer. */
export const isCooling = (outcome: string | null): boolean => outcome === COOLING || outcome === COOLING_AGAIN

/** How often X refused each member, by X id, as far as it matters: whether it was twice. Of all additions that a list ever had. */
export function sumRefusals(ops: Iterable<{ x_user_id: string; outcome: string | null; attempts: number }>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { x_user_id, outcome, attempts } of ops) {
    const times = outcome === 'protected_or_blocking' ? Math.min(attempts, 2) : outcome === COOLING_AGAIN ? 2 : outcome === COOLING ? 1 : 0
    if (times > 0) counts.set(x_user_id, (counts.get(x_user_id) ?? 0) + times)
  }
  return counts
}

const failed = (op: SyncOp, outcome: string): OpOutcome => ({ seq: op.seq, state: 'failed', outcome })

/** Writes down how one call failed, as far as it is the member's own matter. @throws Stop where it concerns everything */
export async function noteFailure(run: Run, xListId: string, op: SyncOp, error: PlatformError): Promise<void> {
  const { remote } = run.engine
  switch (error.kind) {
    case 'transient':
      return noteUnclear(run, op)
    case 'rate':
    case 'credits':
    case 'auth':
      await note(run, { seq: op.seq, state: 'pending', outcome: op.outcome })
      throw new Stop(`X: ${error.message} (${error.kind}). The plan keeps its place; apply again when that is mended.`)
    case 'gone':
      // The same answer for a list and for a member: only the list itself can say which.
      await requireOurs(run, op, await reading(run, () => remote.getList(xListId)))
      break
    default:
      break
  }
  await note(run, failed(op, OUTCOMES[error.kind] ?? error.kind.replaceAll('-', '_')))
}

/** What was asked for another reason may show that the list was given away: nothing more is sent then. @throws Stop */
async function requireOurs(run: Run, op: SyncOp, shown: { owner_id: string }): Promise<void> {
  const ours = (await run.engine.store.list(run.plan.list_id))?.x_owner_id
  if (!ours || shown.owner_id === ours) return
  await note(run, { seq: op.seq, state: 'pending', outcome: NOT_OURS })
  throw await notOurs(run, shown)
}

export const isForeign = (body: PlanBody): boolean => body.verdict.reasons.some((reason) => reason.code === 'foreign_list')
export const NOT_OURS = 'not_our_list'

/** `shown` is null where X does not show it to us. */
async function notOurs({ engine, plan }: Run, shown: Seen | null): Promise<Stop> {
  const list = (await engine.store.list(plan.list_id)) ?? { id: plan.list_id, x_list_id: plan.body.x_list_id, x_owner_id: null }
  return new Stop(notOursWords(list, await whoseList(engine.store, list, shown, 'private')))
}

/** The list was given away meanwhile: what is left is kept, and asked about before it is sent. @throws Stop */
export async function refuseForeign(run: Run, shown: Seen): Promise<never> {
  const { engine, plan } = run
  const left = (await engine.store.ops(plan.id)).filter((op) => op.state === 'pending')
  await note(run, ...left.map(({ seq }): OpOutcome => ({ seq, state: 'pending', outcome: NOT_OURS })))
  throw await notOurs(run, shown)
}

/**
 * A plan that stopped because the list is another account's goes on only once it is ours again; and so does one that waited, if a plan that was made or to
 * be begun meanwhile has seen it so. @throws Stop, PlatformError
 */
export async function refuseIfNotOurs(run: Run, xListId: string, ops: readonly SyncOp[]): Promise<void> {
  const { remote, store, clock } = run.engine
  if (!ops.some((op) => op.state === 'pending' && op.outcome === NOT_OURS)) {
    if (!run.waited) return
    const latest = (await store.basis(run.plan.list_id))?.latest
    const doubted = await store.heldUntil(lookAgain(run.plan.list_id))
    if (!(latest && isForeign(latest.body)) && (doubted === null || doubted <= clock.now())) return
  }
  const shown = await reading(run, () => remote.getList(xListId))
  if (shown.owner_id !== (await reading(run, () => remote.me())).id) await refuseForeign(run, shown)
}

/**
 * Several members refused in a row, or the one probe after a pause: X has locked the account, unless the list is full or not ours. Retrying would prolong
 * a lock, so the pause is kept first and the question asked afterwards.
 * @returns 'full' if the list is. @throws Wait, Stop
 */
export async function judgeRefusals(run: Run, xListId: string, refused: readonly SyncOp[]): Promise<'full'> {
  const { store, clock, remote, settings } = run.engine
  const until = new Date(clock.now().getTime() + DAY_MS)
  await noteLocked(store, until)
  await store.release(probePassed(run.plan.id))
  // Whom a reading has shown all the same is there, and is not sent again.
  const failures = new Set((await store.ops(run.plan.id)).flatMap((op) => (op.state === 'failed' || op.state === 'pending' ? op.seq : [])))
  const open = refused.filter(({ seq }) => failures.has(seq))
  const mark = (state: OpOutcome['state'], outcome: string) => note(run, ...open.map(({ seq }) => ({ seq, state, outcome })))
  await note(run, ...open.map(({ seq, outcome }): OpOutcome => ({ seq, state: 'pending', outcome: isCooling(outcome) ? COOLING_AGAIN : COOLING })))
  const list = await store.list(run.plan.list_id)
  // X shows a private list to its owner alone.
  let anothers = list !== null && (await isAnothers(store, list))
  const shown = await remote.getList(xListId).catch(async (error: unknown) => {
    if (isPlatformError(error) && error.kind === 'rate') await windowWait(run, error)
    if (isPlatformError(error) && error.kind === 'not-owner') anothers = true
    if (isPlatformError(error) && (error.kind !== 'gone' || anothers)) return null
    // X answers "not found" to an addition to a list that is gone, and not with a refusal: the account may be locked all the same, so the pause stays.
    throw error
  })
  const owner = list?.x_owner_id
  const isFull = shown !== null && shown.member_count >= (settings.member_cap ?? MEMBER_CAP)
  // One that was given away may be full, too.
  if (isFull && !anothers && (!owner || shown.owner_id === owner)) {
    await mark('failed', 'list_full')
    await noteUnlocked(store)
    return 'full'
  }
  // Who cannot be asked does not lift the pause, unless it is known who we were.
  const asked = await remote.me().catch((error: unknown) => {
    if (isPlatformError(error)) return null
    throw error
  })
  const ours = asked?.id ?? owner
  // Of keys that were exchanged X alone says whose they are.
  const isForeigner = asked !== null && owner != null && asked.id !== owner
  if (shown ? ours && shown.owner_id !== ours : anothers || isForeigner) {
    await mark('pending', NOT_OURS)
    await noteUnlocked(store)
    throw await notOurs(run, shown)
  }
  throw new Wait(
    `X refused ${refused.length} ${refused.length === 1 ? 'member' : 'members in a row'}, as it does to an account that it has locked for adding too quickly. Nothing is sent before ${until.toISOString()}.`,
    until,
    { refused: true, all: true, silent: shown === null },
  )
}
