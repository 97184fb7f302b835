import type { PlanStatus } from '../db/schema/lists.js'
import type { Actor } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { entriesById } from '../directory/service.js'
import { AppError } from '../kernel/errors.js'
import { PRICES_MILLI_USD } from '../platform/port.js'
import { planCost } from './cost.js'
import { secondFrom } from './drift/compare.js'
import { noteLost, notOurs } from './drift/found.js'
import { engineOf, settingsOf } from './engine.js'
import { type Held, heldBack } from './held.js'
import { joinClose, partsOf, timetable } from './pace.js'
import type { PlanBody } from './plan.js'
import * as repo from './repo.js'
import { overrideFor } from './safety.js'
import { createIntent, DAY_MS, planWait } from './sync/lock.js'
import { makePlan } from './sync/make.js'
import * as sync from './sync/repo.js'
import { knownWaits } from './waits.js'

export interface PlanOutcome {
  seq: number
  verb: 'add' | 'remove'
  /** As it was when the plan was made. */
  handle: string
  x_user_id: string
  state: sync.OpRow['state']
  outcome: string | null
  /** With the outcome `renamed`: what X calls the account now. */
  renamed_to: string | null
}

export interface PlanView extends PlanBody {
  id: string
  checksum: string
  status: PlanStatus
  /** It goes on by itself then; null unless it is `waiting`. */
  waiting_until: string | null
  note: string | null
  /** The words that would lift what holds the plan back; null if it is safe, or if nothing lifts it. */
  override: ReturnType<typeof overrideFor>
  cost: { calls: number; usd: number }
  /** `now`: nothing keeps it waiting. */
  timetable: { at: string; adds: number; removals: number; now: boolean }[]
  /** What would refuse the plan if it were to begin now; null if nothing known does, and once it has ended. */
  held: Held | null
  /** Whether the list, as it is defined, is private on X; null if it is no longer defined. */
  list_private: boolean | null
  /** Whether the list that the plan makes is on X by now; null if it makes none. */
  list_made: boolean | null
  /** What the plan that this one takes back did to the list itself, which stays; null if that is nothing, or if this one takes none back. */
  not_taken_back: Pick<PlanBody, 'creates_list' | 'updates_list'> | null
  seconds_today: number
  /** When another reading counts as the second one for those of `unclear`; null if none waits for it. */
  second_reading_from: string | null
  outcomes: PlanOutcome[]
  created_at: string
  started_at: string | null
  /** Somebody asked for it to end; while it is `applying`, it stops before its next call. */
  cancel_at: string | null
  finished_at: string | null
  verified_at: string | null
}

/**
 * Makes and keeps a plan (sync/make.ts): nothing is sent to X but reading.
 * @throws AppError platform_off, not_found, conflict, gone; PlatformError
 */
export async function planList(deps: Deps, actor: Actor, listId: string): Promise<PlanView> {
  const plan = await getPlan(deps, await makePlan(engineOf(deps), actor, listId))
  const list = plan.verdict.reasons.some(({ code }) => code === 'foreign_list') ? await repo.findList(deps.store.db, listId) : undefined
  if (list) await noteLost(deps, list, await notOurs(deps, list, null, null))
  return plan
}

export interface PlanHead {
  id: string
  status: PlanStatus
  created_at: string
  counts: PlanBody['counts']
  rollback_of: string | null
}

const RECENT = 20

/** The last plans of a list, newest first. */
export async function recentPlans(deps: Deps, listId: string): Promise<PlanHead[]> {
  const rows = await sync.plansOf(deps.store.db, listId, RECENT)
  return rows.map(({ id, status, created_at, body, rollback_of }) => ({
    id,
    status,
    created_at: created_at.toISOString(),
    counts: (body as PlanBody).counts,
    rollback_of,
  }))
}

/** Plans that still have something to send. */
const OPEN: ReadonlySet<PlanStatus> = new Set(['ready', 'applying', 'waiting', 'stopped'])

/** @throws AppError not_found */
export async function getPlan(deps: Deps, id: string): Promise<PlanView> {
  const row = await sync.findPlan(deps.store.db, id)
  if (!row) throw new AppError('not_found', `There is no plan ${id}.`)
  // Plans of before these were kept lack them.
  const { theirs = [], fields_on_x = [] } = row.body as Partial<PlanBody>
  const body: PlanBody = { ...(row.body as PlanBody), theirs, fields_on_x, rollback_of: row.rollback_of }
  const ops = await sync.opsOf(deps.store.db, id)
  const left = OPEN.has(row.status) ? ops.filter((op) => op.state === 'pending' || op.state === 'inflight') : []
  const { pause_ms, daily_cap, hourly_cap } = settingsOf(deps)
  const now = deps.clock.now()
  const list = await repo.findList(deps.store.db, row.list_id)
  const owner = list?.x_owner_id ?? null
  const pace = timetable({
    adds: left.filter((op) => op.verb === 'add').length,
    removals: left.filter((op) => op.verb === 'remove').length,
    sent: await sync.addsSince(deps.store.db, new Date(now.getTime() - DAY_MS)),
    closed: left.length > 0 ? await knownWaits(deps, row, owner) : undefined,
    daily_cap,
    hourly_cap,
    pause_ms,
    now,
  })
  return {
    ...body,
    id,
    checksum: row.checksum,
    status: row.status,
    waiting_until: row.status === 'waiting' ? ((await sync.heldUntil(deps.store.db, planWait(id)))?.toISOString() ?? null) : null,
    note: row.note,
    override: overrideFor(row, body.verdict),
    cost: planCost(body, PRICES_MILLI_USD, {
      parts: partsOf(pace.timetable),
      asks_me: body.creates_list && OPEN.has(row.status) && (await mustAskWhoWeAre(deps)),
    }),
    ...pace,
    timetable: joinClose(pace.timetable, now).map((part) => ({ ...part, now: Date.parse(part.at) <= now.getTime() })),
    held: await heldBack(deps, row, list),
    list_private: list?.private ?? null,
    not_taken_back: row.rollback_of === null ? null : await fieldsOfPlan(deps, row.rollback_of),
    list_made: body.creates_list ? await wasMade(deps, row, list, ops) : null,
    second_reading_from: body.unclear.length === 0 ? null : await secondReadingOf(deps, row, body),
    outcomes: (await withStates(deps, ops)).map(outcomeOf),
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    cancel_at: row.cancel_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
    verified_at: row.verified_at?.toISOString() ?? null,
  }
}

async function fieldsOfPlan(deps: Deps, planId: string): Promise<PlanView['not_taken_back']> {
  const row = await sync.findPlan(deps.store.db, planId)
  if (!row) return null
  const { creates_list, updates_list } = row.body as PlanBody
  return creates_list || updates_list ? { creates_list, updates_list } : null
}

/** It is made first of all: what was sent went to it, and what was written down before it was made stays until somebody connects the list by hand. */
async function wasMade(deps: Deps, { status }: sync.PlanRow, list: repo.ListRow | undefined, ops: readonly sync.OpRow[]): Promise<boolean> {
  if (status === 'verified' || status === 'incomplete' || ops.some(({ attempts }) => attempts > 0)) return true
  return OPEN.has(status) && list != null && list.x_list_id !== null && (await sync.heldUntil(deps.store.db, createIntent(list.id))) !== null
}

/** Whose a new list is must be known; of keys of the environment X says it, once for each process. */
const mustAskWhoWeAre = async ({ platform }: Deps): Promise<boolean> => platform?.lists !== undefined && (await platform.lists.known()) === null

/** Those who were missed first by the plan's own reading may not be noted so, if X's count did not agree: then it is counted from the plan. */
async function secondReadingOf(deps: Deps, row: sync.PlanRow, body: PlanBody): Promise<string> {
  const missing = new Map((await repo.appliedOf(deps.store.db, row.list_id)).map((one) => [one.x_user_id, one.missing_at]))
  const since = body.unclear.map(({ x_user_id }) => missing.get(x_user_id) ?? row.created_at)
  return secondFrom(since.reduce((last, at) => (at > last ? at : last))).toISOString()
}

const TOLD: Readonly<Partial<Record<string, string>>> = { suspended: 'suspended', not_found: 'not_found', protected: 'protected' }

/**
 * X refuses protected, suspended and blocking accounts, and additions to a full list, in the same words (X-PLATFORM.md §3). What a look at the account
 * itself has told since is more exact.
 */
async function withStates(deps: Deps, ops: sync.OpRow[]): Promise<sync.OpRow[]> {
  const refused = ops.filter(({ outcome }) => outcome === 'protected_or_blocking')
  if (refused.length === 0) return ops
  const entries = await entriesById(deps, [...new Set(refused.map(({ ally_id }) => ally_id))])
  const states = new Map(entries.flatMap(({ accounts }) => accounts.map(({ x_user_id, state }) => [x_user_id, state])))
  return ops.map((op) => (op.outcome === 'protected_or_blocking' ? { ...op, outcome: TOLD[states.get(op.x_user_id) ?? ''] ?? op.outcome } : op))
}

const RENAMED = 'renamed:'

function outcomeOf({ seq, verb, handle, x_user_id, state, outcome }: sync.OpRow): PlanOutcome {
  const renamed_to = outcome?.startsWith(RENAMED) ? outcome.slice(RENAMED.length) : null
  return { seq, verb, handle, x_user_id, state, outcome: renamed_to === null ? outcome : 'renamed', renamed_to }
}
