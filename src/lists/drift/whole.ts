import type { Deps } from '../../deps.js'
import { entriesOnX } from '../../directory/on-x/service.js'
import { resolveAccounts } from '../../directory/resolve.js'
import { AppError } from '../../kernel/errors.js'
import { isPlatformError, type MembersRead, type XList } from '../../platform/port.js'
import { desiredNow } from '../planning.js'
import * as lists from '../repo.js'
import { asApplied, theirsAmong } from '../sync/draft.js'
import { openPlan } from '../sync/repo.js'
import { takeOverAll } from './adopt.js'
import { compareMembers, type Drift, expectedCount, hasDrifted, type MemberDrift, type OurMember } from './compare.js'
import { compareFields, pick } from './fields.js'
import { keepFound } from './found.js'
import { amidPlan, asCounted, membersOf, mustFind, standing } from './listed.js'
import * as repo from './repo.js'
import { theirsSeen } from './theirs.js'
import type { CheckView } from './views.js'

/** Accounts looked up in one look because they are called otherwise or are missing. */
const MOST_LOOKUPS = 100

/** A whole reading that was made and paid for by something else, kept as a look. @throws AppError not_found, conflict amid a plan */
export async function keepReading(deps: Deps, listId: string, { shown, read }: { shown: XList; read: MembersRead }): Promise<CheckView> {
  const list = await mustFind(deps, listId)
  const ours = (await lists.appliedOf(deps.store.db, listId)).filter(standing).map(asCounted)
  const expected = expectedCount(ours, membersOf(await repo.lastReading(deps.store.db, listId)))
  return compareWhole(deps, listId, { shown, read, fields: compareFields(pick(list), list.x_fields, pick(shown)), expected })
}

/** Of a whole reading: whose each member is, and what our records learn from it. */
export async function compareWhole(
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
    if (await openPlan(tx.db, listId)) throw amidPlan()
    const ours = await lists.appliedOf(tx.db, listId)
    const decisions = new Map((await repo.decisionsOf(tx.db, listId)).map((row) => [row.x_user_id, row.decision]))
    const asKnown = (row: Omit<OurMember, 'handle' | 'hidden'>): OurMember => {
      const account = known.get(row.x_user_id)
      return { ...row, handle: account?.handle ?? row.x_user_id, hidden: account?.state === 'suspended' || account?.state === 'not_found' }
    }
    const theirs = await theirsSeen(tx.db, listId, desired)
    const found = compareMembers({
      shown: there,
      trusted,
      ours: asApplied(ours, tx.now).map(asKnown),
      theirs: asApplied(
        theirs.map((row) => ({ ...row, seen_at: tx.now, vanished_at: null })),
        tx.now,
      ).map(asKnown),
      wanted: new Set(desired.members.map(({ x_user_id }) => x_user_id)),
      decisions,
      policy: list.foreign_members,
      known: new Map(),
    })
    const ids = (rows: readonly { x_user_id: string }[]) => rows.map(({ x_user_id }) => x_user_id)
    await lists.markSeen(tx.db, listId, ids(there), tx.now)
    if (trusted) await lists.keepTheirs(tx.db, listId, theirs)
    await lists.markMissing(tx.db, listId, ids(found.missed), tx.now)
    await lists.markVanished(tx.db, listId, ids(found.left), tx.now)
    if (trusted) await lists.noteTheirs(tx.db, listId, theirsAmong(desired, theirs, new Set(ids(found.also))), tx.now)
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
  return keepFound(deps, listId, expected, {
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
    theirs: [],
    wanted: new Set(),
    decisions: new Map(),
    policy: 'ignore',
    known: new Map([...known.values()].map((row) => [row.x_user_id, row.handle_key])),
  }).renamed.map((one) => ({ ...one, from: one.from.includes(':') ? (known.get(one.x_user_id)?.handle ?? one.from) : one.from }))
  const onX = new Set(there.map(({ x_user_id }) => x_user_id))
  const seen = (await lists.appliedOf(deps.store.db, listId)).filter((row) => standing(row) && row.seen_at !== null)
  const missing = trusted ? [...seen, ...(await lists.theirsOf(deps.store.db, listId))].filter((row) => !onX.has(row.x_user_id)) : []
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
  const theirs = await lists.theirsOf(deps.store.db, listId)
  return [...new Set([...there, ...ours, ...theirs].map(({ x_user_id }) => x_user_id))]
}
