import type { Deps } from '../deps.js'
import { entriesById } from '../directory/service.js'
import { isPlatformError, type PlatformError, PRICES_MILLI_USD } from '../platform/port.js'
import { desiredMembers } from './desired.js'
import { definitionOf, type ListPlatform } from './planning.js'
import * as repo from './repo.js'
import { spendingThisMonth } from './spending.js'
import { COOLDOWN, DAY_MS, type Progress, Stop, type Writer } from './writer.js'

/** Consecutive refusals of different members that mean the account and not the members (X-PLATFORM.md §1). */
const LOCK_AFTER = 3
/** Consecutive unclear answers after which X counts as down. */
const DOWN_AFTER = 3
const RATE_WAITS = 3
const MEMBER_REFUSALS = new Set(['refused', 'protected-or-blocked', 'locked', 'not-owner'])

/** Sends the pending operations one by one, paced. Each has its intent stored before the call and its outcome after it. */
export async function sendOps(
  deps: Deps,
  platform: ListPlatform,
  plan: repo.PlanRow,
  xListId: string,
  writer: Writer,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const ops = await repo.opsOf(deps.store.db, plan.id)
  const total = ops.length
  // Members never tried go first: after a lock one of them is the probe, and those refused before are then judged one by one.
  const pending = ops.filter((op) => op.state === 'pending').sort((a, b) => a.attempts - b.attempts || a.seq - b.seq)
  const lockAfter = pending.some((op) => op.outcome === 'refused_in_a_row') ? 1 : LOCK_AFTER
  let done = total - pending.length
  const refused: repo.OpRow[] = []
  let unclear = 0
  let paused = false
  for (const op of pending) {
    onProgress({ phase: 'send', done: done++, total })
    if (paused) {
      await writer.keep(deps.config.X_ADD_PAUSE_MS)
      await deps.clock.sleep(deps.config.X_ADD_PAUSE_MS)
      paused = false
    }
    // After every wait, right before the call: a withdrawal during the pause must still win.
    if (await skipUnwanted(deps, plan, op)) continue
    await refuseOverLimits(deps, op)
    paused = true
    const error = await sendOne(deps, platform, plan, xListId, op, writer)
    if (!error) {
      refused.length = 0
      unclear = 0
    } else if (MEMBER_REFUSALS.has(error.kind)) {
      if (op.verb === 'add' && op.outcome !== 'refused_in_a_row') refused.push(op)
      if (refused.length >= lockAfter || error.kind === 'locked') await stopAsLocked(deps, platform, plan, xListId, refused)
    } else if (error.kind === 'transient' && ++unclear >= DOWN_AFTER) {
      throw new Stop('X is not answering clearly. Nothing is lost; apply again to go on.')
    }
  }
  onProgress({ phase: 'send', done: total, total })
}

async function skipUnwanted(deps: Deps, plan: repo.PlanRow, op: repo.OpRow): Promise<boolean> {
  const outcome = await noLongerWanted(deps, plan, op)
  if (outcome) await repo.updateOp(deps.store.db, plan.id, op.seq, { state: 'skipped', outcome, outcome_at: deps.clock.now() })
  return outcome !== null
}

/** Approval, withdrawal and the rule are asked again just before each send: they beat a plan under way. */
async function noLongerWanted(deps: Deps, plan: repo.PlanRow, op: repo.OpRow): Promise<string | null> {
  const list = await repo.findList(deps.store.db, plan.list_id)
  if (!list) return 'list_deleted'
  const entries = await entriesById(deps, [op.ally_id])
  const wanted = desiredMembers(entries, await definitionOf(deps, list)).members.some((member) => member.x_user_id === op.x_user_id)
  if (op.verb === 'add') return wanted ? null : entries[0]?.status === 'withdrawn' ? 'withdrawn' : 'no_longer_wanted'
  return wanted ? 'wanted_again' : null
}

async function refuseOverLimits(deps: Deps, op: repo.OpRow): Promise<void> {
  if (op.verb === 'add') {
    const sent = await repo.addsSince(deps.store.db, new Date(deps.clock.now().getTime() - DAY_MS))
    if (sent >= deps.config.X_DAILY_ADD_CAP)
      throw new Stop(`The daily cap of ${deps.config.X_DAILY_ADD_CAP} additions is reached. Apply again tomorrow to go on.`)
  }
  const { spent_usd, budget_usd } = await spendingThisMonth(deps)
  const next = PRICES_MILLI_USD[op.verb === 'add' ? 'list.members.add' : 'list.members.remove'].price / 1000
  if (spent_usd + next > budget_usd)
    throw new Stop(`The monthly X budget of $${budget_usd} is spent ($${spent_usd.toFixed(2)}). Raise X_MONTHLY_BUDGET_USD or wait for the next month.`)
}

/** One call. Null if X said yes (which is not yet being so), otherwise how it failed, already written down. */
async function sendOne(deps: Deps, platform: ListPlatform, plan: repo.PlanRow, xListId: string, op: repo.OpRow, writer: Writer): Promise<PlatformError | null> {
  for (let waits = 0; ; waits++) {
    await writer.keep()
    await deps.store.transaction(async (tx) => {
      await repo.updateOp(tx.db, plan.id, op.seq, { state: 'inflight', intent_at: tx.now, attempts: op.attempts + waits + 1 })
      // Before the call: what we may have added is ours to remove.
      if (op.verb === 'add') await repo.insertApplied(tx.db, { list_id: plan.list_id, x_user_id: op.x_user_id, ally_id: op.ally_id, added_at: tx.now })
    })
    try {
      if (op.verb === 'add') await platform.lists.addMember(xListId, op.x_user_id)
      else await platform.lists.removeMember(xListId, op.x_user_id)
      await repo.updateOp(deps.store.db, plan.id, op.seq, { state: 'done', outcome: 'acknowledged', outcome_at: deps.clock.now() })
      return null
    } catch (error) {
      if (!isPlatformError(error)) throw error
      if (error.kind === 'rate' && waits < RATE_WAITS) {
        await backToPending(deps, plan, op)
        const wait = (error.resetAt?.getTime() ?? deps.clock.now().getTime() + 60_000) - deps.clock.now().getTime()
        await writer.keep(wait)
        await deps.clock.sleep(wait)
        if (await skipUnwanted(deps, plan, op)) return null
        continue
      }
      return await writeFailure(deps, platform, plan, xListId, op, error)
    }
  }
}

const backToPending = (deps: Deps, plan: repo.PlanRow, op: repo.OpRow) => repo.updateOp(deps.store.db, plan.id, op.seq, { state: 'pending', outcome: null })

async function writeFailure(
  deps: Deps,
  platform: ListPlatform,
  plan: repo.PlanRow,
  xListId: string,
  op: repo.OpRow,
  error: PlatformError,
): Promise<PlatformError> {
  switch (error.kind) {
    case 'transient':
      // It may have taken effect: it stays in flight until the list is read.
      return error
    case 'rate':
    case 'credits':
    case 'auth':
      await backToPending(deps, plan, op)
      throw new Stop(`X: ${error.message} (${error.kind}). The plan keeps its place; apply again when that is mended.`)
    case 'gone':
      // The same answer for a list and for a member: only the list itself can say which.
      await platform.getList(xListId)
      break
    case 'list-full':
      await fail(deps, plan, op, 'list_full')
      return error
    default:
      break
  }
  await fail(deps, plan, op, error.kind.replaceAll('-', '_'))
  return error
}

const fail = (deps: Deps, plan: repo.PlanRow, op: repo.OpRow, outcome: string) =>
  repo.updateOp(deps.store.db, plan.id, op.seq, { state: 'failed', outcome, outcome_at: deps.clock.now() })

/** Several members refused in a row: the list is not ours, or X has locked the account. Retrying would prolong the lock. */
async function stopAsLocked(deps: Deps, platform: ListPlatform, plan: repo.PlanRow, xListId: string, refused: repo.OpRow[]): Promise<never> {
  for (const op of refused) await repo.updateOp(deps.store.db, plan.id, op.seq, { state: 'pending', outcome: 'refused_in_a_row' })
  const [shown, me] = [await platform.getList(xListId), await platform.lists.me()]
  if (shown.owner_id !== me.id) throw new Stop(`The list on X belongs to another account than @${me.username}: X refuses every change.`)
  const until = new Date(deps.clock.now().getTime() + DAY_MS)
  await repo.holdUntil(deps.store.db, COOLDOWN, until)
  throw new Stop(
    `X refused ${refused.length} members in a row, as it does to an account that it has locked for adding too quickly. Nothing is sent before ${until.toISOString()}.`,
  )
}
