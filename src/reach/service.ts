import { visibleNow } from '../db/visible.js'
import type { Deps } from '../deps.js'
import { canonical } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import type { NotUsed } from './audiences/in-use.js'
import { CALIBRATION } from './calibration.js'
import { describeReach, type ReachResult } from './describe.js'
import { EMPTY, estimateReachOf } from './estimate.js'
import type { Estimate, Raise } from './evidence.js'
import { type Gathered, gatherEvidence, keyIdOf } from './gather.js'
import * as repo from './repo.js'
import { type NamedScope, NOTHING_IN_TIME, named, notYetTold, type ReachScope } from './scope.js'
import { DEFAULT_SEEING, expectedViewers, roughRange, type SeeingRange } from './viewers.js'

export { MAX_IDS, type ReachScope } from './scope.js'

/** What would lift the level, with the names of the accounts. */
export interface RaiseView extends Raise {
  /** How many accounts it is missing for: `accounts` names the first. */
  missing: number
}

/** What is kept of an account and not used, although it is newer than what is. */
export interface NotUsedView extends Omit<NotUsed, 'as_of'> {
  as_of: string
}

/** A result with what it was asked for. */
export interface Reach extends ReachResult {
  scope: NamedScope
  raise: RaiseView[]
  /** For organisers: the first of the lists that are newer than what is used, and why they are not. */
  not_used: NotUsedView[]
  expected_viewers: { p_low: number; p_high: number; low: number; high: number } | null
}

/** Accounts named in one way to raise the level. */
export const MOST_MISSING = 50
export const MOST_NOT_USED = 50
/** Of those who follow at least so many of a set: more are few, and an organiser asks for two or three. */
export const MOST_TIMES = 10

/**
 * The potential unique audience of the published allies in a scope, from what is known of their accounts.
 * @param audience `public` shows only what cannot be traced to one account (describe.ts); `organiser` shows exact bounds, private lists too.
 * @param seeing the caller's range for expected_viewers (viewers.ts).
 * @throws AppError not_found for an unknown or private list, an id that is not published, or when PUBLIC_REACH is off; validation_failed.
 */
export async function estimateReach(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser', seeing: SeeingRange = DEFAULT_SEEING): Promise<Reach> {
  if (audience === 'public' && !deps.config.PUBLIC_REACH) {
    throw new AppError('not_found', 'This deployment does not publish reach (PUBLIC_REACH is off).')
  }
  if (seeing.low > seeing.high) {
    const detail = `p_low is at most p_high, not ${seeing.low} beside ${seeing.high}.`
    throw new AppError('validation_failed', detail, { errors: [{ parameter: 'p_low', code: 'range', detail }] })
  }
  const { found: judged, handles, not_used } = await estimateNow(deps, scope, audience)
  const found = audience === 'public' && 'chat' in scope && judged.reason === EMPTY ? { ...judged, reason: NOTHING_IN_TIME } : judged
  const { at_least, ...result } = describeReach(found, audience, audience === 'public' ? await notYetTold(deps, scope) : null)
  const raise = result.raise.map((way) => ({
    ...way,
    accounts: way.accounts.slice(0, MOST_MISSING).flatMap((id) => handles.get(id) ?? []),
    missing: way.accounts.length,
  }))
  return {
    scope: named(scope),
    ...result,
    at_least: at_least?.slice(0, MOST_TIMES) ?? null,
    raise,
    not_used: audience === 'public' ? [] : not_used.map((one) => ({ ...one, as_of: one.as_of.toISOString() })),
    expected_viewers: viewersOf(result, at_least, seeing, audience),
  }
}

/** From the figures that are shown, and in public no more digits than they have, so that a scenario gives away nothing that they do not. */
function viewersOf(
  { potential_unique_audience: shown, gross_followers, members_with_evidence }: Omit<ReachResult, 'at_least'>,
  at_least: number[] | null,
  seeing: SeeingRange,
  audience: 'public' | 'organiser',
) {
  if (shown === null) return null
  const viewers = expectedViewers({ ...shown, at_least, sum: gross_followers ?? 0, members: members_with_evidence }, seeing)
  const { low, high } = audience === 'public' ? roughRange(viewers) : viewers
  return { p_low: viewers.p.low, p_high: viewers.p.high, low, high }
}

/** Of both memories below. */
const MOST_REMEMBERED = 500

interface Remembered {
  /** By the evidence: a union of 500 sketches takes some milliseconds of the one thread that answers everybody, and the same evidence is not judged twice. */
  byEvidence: Map<string, Estimate>
  /** By the question, with what was visible when it was answered: as long as nothing else is, the evidence need not be read again. */
  byQuestion: Map<string, Judged & { visible: string }>
}

interface Judged {
  found: Estimate
  /** Of the accounts that are named in the ways to raise the level. */
  handles: ReadonlyMap<string, string>
  not_used: readonly NotUsed[]
}
const remembered = new WeakMap<Deps['store'], Remembered>()

function memoryOf({ store }: Deps): Remembered {
  const memory = remembered.get(store) ?? { byEvidence: new Map(), byQuestion: new Map() }
  remembered.set(store, memory)
  return memory
}

/** The one used last is the last to go. */
function remember<T>(memory: Map<string, T>, key: string, value: T): T {
  memory.delete(key)
  memory.set(key, value)
  for (const oldest of memory.keys()) {
    if (memory.size <= MOST_REMEMBERED) break
    memory.delete(oldest)
  }
  return value
}

async function estimateNow(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<Judged> {
  const { byEvidence, byQuestion } = memoryOf(deps)
  // Asked before the evidence is read: what is written meanwhile makes the next answer differ from it, never this one last too long.
  const visible = await visibleNow(deps.store.db)
  // Evidence ages by the day; a list that is private is there for organisers alone.
  const question = JSON.stringify([Object.keys(scope), named(scope).of, audience, keyIdOf(deps), deps.clock.now().toISOString().slice(0, 10)])
  const known = byQuestion.get(question)
  if (known && known.visible === visible) return remember(byQuestion, question, known)
  const { evidence, fingerprint, members, not_used } = await gatherEvidence(deps, scope, audience)
  const found = remember(byEvidence, fingerprint, byEvidence.get(fingerprint) ?? estimateReachOf(evidence, CALIBRATION))
  if ('list' in scope) await keepEstimate(deps, scope.list, describeReach(found, 'organiser'))
  const judged = { found, handles: handlesFor(found, members), not_used: not_used.slice(0, MOST_NOT_USED) }
  if (visible !== null) remember(byQuestion, question, { visible, ...judged })
  return judged
}

function handlesFor({ raise }: Estimate, members: Gathered['members']): Map<string, string> {
  const wanted = new Set(raise.flatMap(({ accounts }) => accounts.slice(0, MOST_MISSING)))
  return new Map(members.flatMap(({ account_id, handle }) => (wanted.has(account_id) ? [[account_id, handle]] : [])))
}

/** Keeps a list's estimate when it differs from the last one, so that its history can be shown. Two readers at once may keep it twice: harmless. */
async function keepEstimate(deps: Deps, listId: string, result: ReachResult): Promise<void> {
  if (canonical(await repo.latestEstimate(deps.store.db, 'list', listId)) === canonical(result)) return
  await deps.store.transaction((tx) => repo.insertEstimate(tx.db, { id: deps.ids.next('rch'), scope: 'list', scope_id: listId, result, created_at: tx.now }))
}
