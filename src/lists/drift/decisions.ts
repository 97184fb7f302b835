import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { attachFromX, entryIn, entryOnX } from '../../directory/on-x/service.js'
import { AppError } from '../../kernel/errors.js'
import * as lists from '../repo.js'
import { fromWhere, removedIfAdopted, takeOver } from './adopt.js'
import type { ListedMember, MemberDrift } from './compare.js'
import { membersOf, mustFind, openForWord, settleWord } from './listed.js'
import * as repo from './repo.js'
import { decisionOf } from './standing.js'
import type { DecisionView } from './views.js'

export interface MemberDecision {
  decision: 'adopt' | 'ignore' | 'readd'
  reason: string
  /** Said after being told that the next plan would take the member off the list. */
  accept_removal?: boolean | undefined
}

/** Whom a look has seen on the list and nobody of ours added. */
const othersIn = (last: MemberDrift | null): ListedMember[] => (last === null ? [] : [...last.foreign, ...last.ignored, ...last.also])

/**
 * An organiser's word on one member. `adopt`: it becomes an entry of the directory if it is none, is pinned, and is from then on ours to answer for; `ignore`:
 * theirs for good, or let gone; `readd`: a member that left is wished again. Nothing is sent to X. The same word again changes nothing.
 * @throws AppError not_found if no look has seen the member; conflict with the way out
 */
export async function decideMember(deps: Deps, actor: Actor, listId: string, xUserId: string, input: MemberDecision): Promise<DecisionView> {
  await mustFind(deps, listId)
  const last = membersOf(await repo.lastReading(deps.store.db, listId))
  await deps.store.transaction(async (tx) => {
    const list = await openForWord(tx, listId)
    const row = (await lists.appliedOf(tx.db, listId)).find((one) => one.x_user_id === xUserId)
    const theirs = (await lists.theirsOf(tx.db, listId)).find((one) => one.x_user_id === xUserId && one.missing_at !== null)
    const before = await repo.findDecision(tx.db, listId, xUserId)
    const seen = othersIn(last).find((one) => one.x_user_id === xUserId)
    const handle = seen?.handle ?? before?.handle ?? (await entryOnX(tx, xUserId))?.handle ?? xUserId
    // A repeated request, or one that lost its answer.
    if (before?.decision === input.decision && inForce(before, row)) return
    if (input.decision === 'adopt') await adoptOne(tx, deps, actor, list, { x_user_id: xUserId, handle }, { row, seen, input })
    else if (input.decision === 'ignore') refuseIgnoring(row, seen, handle)
    else await refuseReadding(tx, row ?? (theirs && { ...theirs, vanished_at: null }), handle).then(() => repo.forgetAbsence(tx.db, listId, xUserId))
    await repo.saveDecision(tx.db, { list_id: listId, x_user_id: xUserId, handle, decision: input.decision, reason: input.reason, actor, created_at: tx.now })
    await settleWord(tx, actor, list, `list.member.${input.decision}`, input.reason, { x_user_id: xUserId, handle })
  })
  return decisionOf(deps, listId, xUserId)
}

/** Takes a decision back: the member is what it was before. @throws AppError not_found; conflict if X has moved on meanwhile */
export async function undoDecision(deps: Deps, actor: Actor, listId: string, xUserId: string, reason: string): Promise<void> {
  await mustFind(deps, listId)
  await deps.store.transaction(async (tx) => {
    const list = await openForWord(tx, listId)
    const before = await repo.findDecision(tx.db, listId, xUserId)
    if (!before) throw new AppError('not_found', `Nothing was decided on ${xUserId} for the list ${list.name}.`)
    const row = (await lists.appliedOf(tx.db, listId)).find((one) => one.x_user_id === xUserId)
    if (before.decision === 'adopt' && row?.adopted_at) {
      await repo.dropPinOf(tx.db, listId, row.ally_id, before.created_at)
      await repo.giveBack(tx.db, listId, xUserId)
    }
    if (before.decision === 'readd') {
      if (row && row.vanished_at === null)
        throw new AppError(
          'conflict',
          `@${before.handle} was added to the list again already. Exclude its entry from the list, and the next plan takes it off.`,
        )
      const entry = await entryOnX(tx, xUserId)
      if (entry) await repo.bury(tx.db, { list_id: listId, x_user_id: xUserId, ally_id: entry.canonical_id, at: tx.now })
    }
    await repo.deleteDecision(tx.db, listId, xUserId)
    await settleWord(tx, actor, list, 'list.member.undo', reason, { x_user_id: xUserId, handle: before.handle, was: before.decision })
  })
}

/** Whether the word still holds what it says: a member that was wished again may have left again. */
const inForce = (before: repo.DecisionRow, row: lists.AppliedRow | undefined): boolean =>
  before.decision === 'adopt'
    ? row?.adopted_at != null && row.vanished_at === null
    : before.decision === 'readd'
      ? row?.vanished_at == null && row?.missing_at == null
      : true

async function adoptOne(
  tx: Tx,
  deps: Deps,
  actor: Actor,
  list: lists.ListRow,
  member: ListedMember,
  { row, seen, input }: { row: lists.AppliedRow | undefined; seen: ListedMember | undefined; input: MemberDecision },
): Promise<void> {
  if (row && row.vanished_at === null) throw new AppError('conflict', `@${member.handle} is on the list because we added it: there is nothing to take over.`)
  if (!seen) throw notSeen(list, member.x_user_id)
  const entry = (await attachFromX(tx, deps, [member], { actor, reason: fromWhere(list) })).get(member.x_user_id)
  if (!entry?.ok) throw new AppError('conflict', `@${member.handle} cannot be taken over: ${entry?.reason ?? 'it is not known'}.`)
  const excluded = await isExcluded(tx, list.id, entry.ally_id)
  const why = removedIfAdopted({ ...entry, excluded })
  if (why !== null && input.accept_removal !== true)
    throw new AppError(
      'conflict',
      `Taken over, @${member.handle} would come off the list with the next plan: ${why}. Ignore it to leave it where it is, or say that you accept the removal (accept_removal).`,
      { members: { would_be_removed: true } },
    )
  await takeOver(tx, list, member, entry, { actor, reason: input.reason })
}

function refuseIgnoring(row: lists.AppliedRow | undefined, seen: ListedMember | undefined, handle: string): void {
  if (row?.vanished_at) return
  if (row?.adopted_at) throw new AppError('conflict', `@${handle} was taken over: undo that first, then it is theirs again.`)
  if (row) throw new AppError('conflict', `@${handle} is on the list because we added it. Exclude its entry from the list to take it off.`)
  if (!seen) throw new AppError('not_found', `No look has seen @${handle} on the list. Look again first.`)
}

async function refuseReadding(tx: Tx, row: Pick<lists.AppliedRow, 'ally_id' | 'missing_at' | 'vanished_at'> | undefined, handle: string): Promise<void> {
  if (!row) throw new AppError('not_found', `@${handle} was never a member that left this list: if its entry belongs here, the next plan adds it.`)
  if (row.vanished_at === null && row.missing_at === null) throw new AppError('conflict', `@${handle} has not left the list.`)
  const entry = await entryIn(tx, row.ally_id)
  if (entry?.status === 'withdrawn') throw new AppError('conflict', `@${handle} asked to be gone from this directory: it is not added again.`)
}

const notSeen = (list: { id: string; name: string }, xUserId: string) =>
  new AppError(
    'not_found',
    `No look has seen an account ${xUserId} on the list ${list.name} that others added. Read the list first: allies drift ${list.id} --full.`,
  )

async function isExcluded(tx: Tx, listId: string, allyId: string): Promise<boolean> {
  return (await lists.exceptionsOf(tx.db, listId)).some(({ kind, ally_id }) => kind === 'exclusion' && ally_id === allyId)
}
