import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { usd } from '../../kernel/money.js'
import { isPlatformError, type MembersRead, PRICES_MILLI_USD, type XList } from '../../platform/port.js'
import { actingFor } from '../planning.js'
import * as lists from '../repo.js'
import { spendingThisMonth } from '../spending.js'
import { readAll } from '../sync/look.js'
import { openPlan, plansOf } from '../sync/repo.js'
import { expectedCount, readingDue } from './compare.js'
import { agreedAfter, compareFields, isDrifted, pick } from './fields.js'
import { type Found, failedLook, gone, keepFound, notOurs } from './found.js'
import { amidPlan, asCounted, membersOf, mustFind, standing } from './listed.js'
import { lookCost } from './looks.js'
import * as repo from './repo.js'
import type { CheckView } from './views.js'
import { compareWhole } from './whole.js'

export interface LookOptions {
  /** Read every member, whatever the count says. */
  full?: boolean | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
}

/**
 * Looks at a list on X: at its own row and its count, which costs one call, and at all members only if the count differs from what we expect, if the last whole
 * reading is a week old, or if it is asked for. Every look is kept. Nothing is changed on X, and nobody is removed from anything.
 * @throws AppError not_found, conflict (not on X, or a plan is being carried out), platform_off; PlatformError, after the look was kept as failed
 */
export async function checkList(deps: Deps, listId: string, options: LookOptions = {}): Promise<CheckView> {
  const list = await mustFind(deps, listId)
  const { platform } = deps
  if (list.x_list_id === null)
    throw new AppError(
      'conflict',
      `The list ${list.name} is not on X yet: apply a plan, or connect it with one that is: allies list connect ${list.id} X-LIST-ID.`,
    )
  if (!platform) throw new AppError('platform_off', 'Looking at a list on X needs X access: set the X_ variables, or X_API_BASE_URL for the simulator.')
  await refuseAmidPlan(deps, listId)
  const ours = await lists.appliedOf(deps.store.db, listId)
  const last = await repo.lastReading(deps.store.db, listId)
  const expected = expectedCount(ours.filter(standing).map(asCounted), membersOf(last))
  const keep = (found: Found) => keepFound(deps, listId, expected, found)
  let shown: XList
  try {
    shown = await platform.getList(list.x_list_id)
    const owner = await actingFor(platform, list)
    if (owner !== null && owner !== shown.owner_id) return await keep(await notOurs(deps, list, shown))
    await deps.store.transaction(async (tx) => {
      const agreed = agreedAfter(pick(list), list.x_fields, pick(shown))
      await repo.noteAgreed(tx.db, listId, {
        ...(agreed ? { x_fields: agreed } : {}),
        ...(owner !== null && list.x_owner_id !== owner ? { x_owner_id: owner } : {}),
      })
    })
  } catch (error) {
    if (!isPlatformError(error)) throw error
    if (error.kind === 'gone') return keep(await gone(deps, list))
    if (error.kind === 'not-owner') return keep(await notOurs(deps, list, null))
    await keep(failedLook('count', error))
    throw error
  }
  const fields = compareFields(pick(list), list.x_fields, pick(shown))
  const { member_count } = shown
  const [latest] = await plansOf(deps.store.db, listId, 1)
  const due = readingDue({
    asked: options.full === true,
    member_count,
    expected,
    last_read_at: later(last?.at ?? null, list.verified_at),
    last: last?.member_count == null ? null : { member_count: last.member_count, expected: last.expected_count },
    found_otherwise: latest?.status === 'superseded' ? latest.finished_at : null,
    missing_since: earliest(ours.filter(standing).flatMap(({ missing_at }) => missing_at ?? [])),
    now: deps.clock.now(),
  })
  const byCount = (note: string | null): Found => ({
    kind: 'count',
    outcome: fields.some(isDrifted) || (note !== null && member_count !== expected) ? 'drifted' : 'as_applied',
    member_count,
    drift: fields.length === 0 ? null : { fields, members: null },
    note,
  })
  if (due === null) return keep(byCount(null))
  const over = await overBudget(deps, member_count)
  if (over !== null) {
    if (options.full) throw new AppError('conflict', over)
    return keep(byCount(`X counts ${member_count} members, we expect ${expected}. ${over}`))
  }
  let read: MembersRead
  try {
    read = await readAll({ remote: platform, clock: deps.clock }, list.x_list_id, (done) => options.onProgress?.(done, member_count))
  } catch (error) {
    if (isPlatformError(error)) await keep(failedLook('full', error))
    throw error
  }
  if (!read.complete)
    return keep({
      kind: 'full',
      outcome: 'incomplete',
      member_count,
      drift: fields.length === 0 ? null : { fields, members: null },
      note: 'X did not give the whole list, so nothing is said of its members. Look again later.',
    })
  return compareWhole(deps, listId, { shown, read, fields, expected })
}

/** Why reading so many members would spend more than the month has left; null if it would not. */
export async function overBudget(deps: Deps, members: number): Promise<string | null> {
  const { spent_usd, budget_usd } = await spendingThisMonth(deps)
  const cost = lookCost(members, PRICES_MILLI_USD)
  if (spent_usd + cost <= budget_usd) return null
  return `Reading all ${members} members costs about ${usd(cost)}, and of the monthly X budget of ${usd(budget_usd)} ${usd(spent_usd)} is spent: raise X_MONTHLY_BUDGET_USD or wait for the next month.`
}

async function refuseAmidPlan(deps: Deps, listId: string): Promise<void> {
  if (await openPlan(deps.store.db, listId)) throw amidPlan()
}

const later = (a: Date | null, b: Date | null): Date | null => (a === null ? b : b === null || a > b ? a : b)
const earliest = (dates: readonly Date[]): Date | null => dates.reduce<Date | null>((least, date) => (least === null || date < least ? date : least), null)
