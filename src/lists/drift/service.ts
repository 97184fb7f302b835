import type { ListFields } from '../../db/schema/lists.js'
import type { Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { entriesOnX } from '../../directory/on-x/service.js'
import { resolveAccounts } from '../../directory/resolve.js'
import { AppError } from '../../kernel/errors.js'
import { usd } from '../../kernel/money.js'
import { isPlatformError, type MembersRead, type Platform, type PlatformError, PRICES_MILLI_USD, type XList } from '../../platform/port.js'
import { desiredNow } from '../planning.js'
import * as lists from '../repo.js'
import { spendingThisMonth } from '../spending.js'
import { takeOverAll } from './adopt.js'
import { APART_MS, compareMembers, type Drift, expectedCount, hasDrifted, type MemberDrift, type OurMember, readingDue } from './compare.js'
import { agreedAfter, compareFields, isDrifted, pick } from './fields.js'
import { membersOf, mustFind } from './listed.js'
import { lookCost } from './looks.js'
import * as repo from './repo.js'
import { type CheckView, checkView } from './views.js'

/** How often a partial reading is tried again before we give up on it for now. */
const READ_TRIES = 3
/** Accounts looked up in one look because they are called otherwise or are missing. */
const MOST_LOOKUPS = 100

export interface LookOptions {
  /** Read every member, whatever the count says. */
  full?: boolean | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
}

/** What a look at one list found out, before it is kept. */
interface Found {
  kind: 'count' | 'full'
  outcome: repo.CheckRow['outcome']
  member_count: number | null
  drift: Drift | null
  note: string | null
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
  const keep = (found: Found) => store(deps, listId, expected, found)
  const failed = (kind: 'count' | 'full', error: PlatformError) =>
    keep({ kind, outcome: 'failed', member_count: null, drift: null, note: `X: ${error.kind}: ${error.message}`.slice(0, 500) })
  let shown: XList
  try {
    shown = await platform.getList(list.x_list_id)
    const owner = await ownerOf(platform, list)
    if (owner !== null && owner !== shown.owner_id) return await keep(notOurs(shown))
    await deps.store.transaction(async (tx) => {
      const agreed = agreedAfter(pick(list), list.x_fields, fieldsOf(shown))
      await repo.noteAgreed(tx.db, listId, {
        ...(agreed ? { x_fields: agreed } : {}),
        ...(owner !== null && list.x_owner_id === null ? { x_owner_id: owner } : {}),
      })
    })
  } catch (error) {
    if (!isPlatformError(error)) throw error
    if (error.kind === 'gone') return keep(gone(list.x_list_id))
    if (error.kind === 'not-owner') return keep(hiddenFromUs(list.x_list_id))
    await failed('count', error)
    throw error
  }
  const fields = compareFields(pick(list), list.x_fields, fieldsOf(shown))
  const { member_count } = shown
  const due = readingDue({
    asked: options.full === true,
    member_count,
    expected,
    last_read_at: later(last?.at ?? null, list.verified_at),
    last: last?.member_count == null ? null : { member_count: last.member_count, expected: last.expected_count },
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
    read = await readWhole(deps, platform, list.x_list_id, (done) => options.onProgress?.(done, member_count))
  } catch (error) {
    if (isPlatformError(error)) await failed('full', error)
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

/** A whole reading that was made and paid for by something else, kept as a look. @throws AppError not_found, conflict amid a plan */
export async function keepReading(deps: Deps, listId: string, { shown, read }: { shown: XList; read: MembersRead }): Promise<CheckView> {
  const list = await mustFind(deps, listId)
  const ours = (await lists.appliedOf(deps.store.db, listId)).filter(standing).map(asCounted)
  const expected = expectedCount(ours, membersOf(await repo.lastReading(deps.store.db, listId)))
  return compareWhole(deps, listId, { shown, read, fields: compareFields(pick(list), list.x_fields, fieldsOf(shown)), expected })
}

/** Of a whole reading: whose each member is, and what our records learn from it. */
async function compareWhole(
  deps: Deps,
  listId: string,
  { shown, read, fields, expected }: { shown: XList; read: MembersRead; fields: Drift['fields']; expected: number },
): Promise<CheckView> {
  const trusted = read.members.length === shown.member_count
  const there = read.members.map(({ id, username }) => ({ x_user_id: id, handle: username }))
  const lookedUp = await lookAgain(deps, listId, there, trusted)
  const list = await mustFind(deps, listId)
  const [desired, known] = [await desiredNow(deps, list), await entriesOnX(deps, await idsOf(deps, listId, there))]
  const members = await deps.store.transaction(async (tx) => {
    // What a plan sends meanwhile would look like somebody else's doing.
    if (!(await lists.findList(tx.db, listId, true))) throw new AppError('not_found', `There is no list ${listId}.`)
    if (await lists.openPlan(tx.db, listId)) throw amidPlan()
    const ours = (await lists.appliedOf(tx.db, listId)).filter(standing)
    const decisions = new Map((await repo.decisionsOf(tx.db, listId)).map((row) => [row.x_user_id, row.decision]))
    const found = compareMembers({
      shown: there,
      trusted,
      ours: ours.map((row): OurMember => {
        const account = known.get(row.x_user_id)
        return {
          x_user_id: row.x_user_id,
          handle: account?.handle ?? row.x_user_id,
          seen: row.seen_at !== null,
          missed_before: row.missing_at !== null && row.missing_at.getTime() <= tx.now.getTime() - APART_MS,
          hidden: account?.state === 'suspended' || account?.state === 'not_found',
        }
      }),
      wanted: new Set(desired.members.map(({ x_user_id }) => x_user_id)),
      decisions,
      policy: list.foreign_members,
      known: new Map(),
    })
    const ids = (rows: readonly { x_user_id: string }[]) => rows.map(({ x_user_id }) => x_user_id)
    await lists.markSeen(tx.db, listId, ids(there), tx.now)
    await lists.markMissing(tx.db, listId, ids(found.missed), tx.now)
    await lists.markVanished(tx.db, listId, ids(found.left), tx.now)
    if (found.left.length > 0) {
      await tx.audit({ actor: 'worker', action: 'list.member_left', subject: listId, detail: { members: found.left } })
      await tx.touchDirectory()
    }
    const taken = list.foreign_members === 'adopt' ? await takeOverAll(tx, deps, list, found.foreign) : new Set<string>()
    return {
      ...found,
      renamed: lookedUp.renamed,
      taken: found.foreign.filter(({ x_user_id }) => taken.has(x_user_id)),
      foreign: found.foreign.filter(({ x_user_id }) => !taken.has(x_user_id)),
    }
  })
  const drift = { fields, members }
  const notes = [
    trusted
      ? null
      : `X counts ${shown.member_count} members and lists ${read.members.length}: it leaves out suspended accounts, or its counts lag. Nobody is called missing for it.`,
    lookedUp.note,
  ].filter((note) => note !== null)
  return store(deps, listId, expected, {
    kind: 'full',
    outcome: hasDrifted(drift) ? 'drifted' : 'as_applied',
    member_count: shown.member_count,
    drift,
    note: notes.length === 0 ? null : notes.join(' '),
  })
}

/**
 * Accounts that are called otherwise on X, or that the listing lacks, are looked up by their id before anything is said of them: a rename goes into the history
 * of handles, and one that X has suspended has not left.
 */
async function lookAgain(
  deps: Deps,
  listId: string,
  there: readonly { x_user_id: string; handle: string }[],
  trusted: boolean,
): Promise<{ renamed: MemberDrift['renamed']; note: string | null }> {
  const known = await entriesOnX(deps, await idsOf(deps, listId, there))
  const renamed = compareMembers({
    shown: there,
    trusted: false,
    ours: [],
    wanted: new Set(),
    decisions: new Map(),
    policy: 'ignore',
    known: new Map([...known.values()].map((row) => [row.x_user_id, row.handle_key])),
  }).renamed.map((one) => ({ ...one, from: one.from.includes(':') ? (known.get(one.x_user_id)?.handle ?? one.from) : one.from }))
  const onX = new Set(there.map(({ x_user_id }) => x_user_id))
  const missing = trusted
    ? (await lists.appliedOf(deps.store.db, listId)).filter((row) => standing(row) && row.seen_at !== null && !onX.has(row.x_user_id))
    : []
  const entries = [...renamed, ...missing].flatMap(({ x_user_id }) => known.get(x_user_id)?.canonical_id ?? [])
  if (entries.length === 0) return { renamed, note: null }
  try {
    await resolveAccounts(deps, { entries: [...new Set(entries)], stale_ms: 0, limit: MOST_LOOKUPS })
    return { renamed, note: null }
  } catch (error) {
    if (!isPlatformError(error)) throw error
    return { renamed, note: `Looking up who is called otherwise or missing did not work (${error.kind}); the next look tries again.` }
  }
}

async function idsOf(deps: Deps, listId: string, there: readonly { x_user_id: string }[]): Promise<string[]> {
  const ours = await lists.appliedOf(deps.store.db, listId)
  return [...new Set([...there, ...ours].map(({ x_user_id }) => x_user_id))]
}

/** X's pages lie now and then; a reading that is not whole is begun again, and at last said to be none. */
export async function readWhole(deps: Deps, platform: Platform, xListId: string, onProgress: (read: number) => void): Promise<MembersRead> {
  let read = await platform.readMembers(xListId, onProgress)
  for (let tries = 1; !read.complete && tries < READ_TRIES; tries++) {
    await deps.clock.sleep(1_000 * tries)
    read = await platform.readMembers(xListId, onProgress)
  }
  return read
}

/** The account we act for, if it is known; only with the owner's token it can be. */
async function ownerOf(platform: Platform, list: lists.ListRow): Promise<string | null> {
  return list.x_owner_id ?? (platform.lists ? (await platform.lists.me()).id : null)
}

/** Why reading so many members would spend more than the month has left; null if it would not. */
export async function overBudget(deps: Deps, members: number): Promise<string | null> {
  const { spent_usd, budget_usd } = await spendingThisMonth(deps)
  const cost = lookCost(members, PRICES_MILLI_USD)
  if (spent_usd + cost <= budget_usd) return null
  return `Reading all ${members} members costs about ${usd(cost)}, and of the monthly X budget of ${usd(budget_usd)} ${usd(spent_usd)} is spent: raise X_MONTHLY_BUDGET_USD or wait for the next month.`
}

async function store(deps: Deps, listId: string, expected: number, found: Found): Promise<CheckView> {
  const row = await deps.store.transaction(async (tx) => {
    const kept = await repo.insertCheck(tx.db, { list_id: listId, at: tx.now, expected_count: expected, ...found })
    await noteOutcome(tx, listId, kept)
    return kept
  })
  return checkView(row)
}

/** Told to webhooks and feeds only when the list is other than it was left. */
async function noteOutcome(tx: Tx, listId: string, row: repo.CheckRow): Promise<void> {
  if (row.outcome === 'drifted' || row.outcome === 'gone' || row.outcome === 'not_ours')
    await tx.emit('list.drifted', listId, { check: row.seq, outcome: row.outcome })
}

const notOurs = (shown: XList): Found => ({
  kind: 'count',
  outcome: 'not_ours',
  member_count: shown.member_count,
  drift: null,
  note: `The list on X belongs to another account (${shown.owner_id}) than the one connected here. Only its owner can change it: connect that account, or disconnect the list.`,
})

const gone = (xListId: string): Found => ({
  kind: 'count',
  outcome: 'gone',
  member_count: null,
  drift: null,
  note: `The list ${xListId} is not on X any more: somebody deleted it. It is never made again by itself, since its followers would be lost: disconnect it to start a new one.`,
})

const hiddenFromUs = (xListId: string): Found => ({
  kind: 'count',
  outcome: 'not_ours',
  member_count: null,
  drift: null,
  note: `The list ${xListId} is private and belongs to another account than the one connected here: X does not show it to us.`,
})

const amidPlan = () => new AppError('conflict', 'A plan of this list is being carried out, and it reads the list back itself. Look when it has ended.')

async function refuseAmidPlan(deps: Deps, listId: string): Promise<void> {
  if (await lists.openPlan(deps.store.db, listId)) throw amidPlan()
}

const standing = (row: lists.AppliedRow): boolean => row.vanished_at === null
const asCounted = (row: lists.AppliedRow) => ({ x_user_id: row.x_user_id, seen: row.seen_at !== null, missing: row.missing_at !== null })
const fieldsOf = (shown: XList): ListFields => pick(shown)
const later = (a: Date | null, b: Date | null): Date | null => (a === null ? b : b === null || a > b ? a : b)
const earliest = (dates: readonly Date[]): Date | null => dates.reduce<Date | null>((least, date) => (least === null || date < least ? date : least), null)
