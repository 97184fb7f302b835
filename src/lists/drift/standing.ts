import type { Deps } from '../../deps.js'
import { entriesOnX, type KnownAccount } from '../../directory/on-x/service.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError } from '../../kernel/errors.js'
import { PRICES_MILLI_USD } from '../../platform/port.js'
import { desiredNow } from '../planning.js'
import * as lists from '../repo.js'
import { staysOpen, wouldBe } from './adopt.js'
import { type ListedMember, secondFrom } from './compare.js'
import { compareFields, type FieldDrift, isDrifted, pick } from './fields.js'
import { fieldsSeen, membersOf, mustFind } from './listed.js'
import { lookCost } from './looks.js'
import * as repo from './repo.js'
import { type CheckView, checkView, type DecisionView, type DriftView } from './views.js'
import { driftLines } from './words.js'

/** The looks at a list, newest first. @throws AppError not_found, invalid_cursor */
export async function listChecks(deps: Deps, listId: string, paging: { limit: number; cursor?: string | undefined }): Promise<Page<CheckView>> {
  await mustFind(deps, listId)
  const bound = { checks: listId }
  const after = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['count'])
  const rows = await repo.pageOfChecks(deps.store.db, listId, paging.limit, after)
  return toPage(rows, paging.limit, bound, (row) => [row.seq], checkView)
}

/** How a list stands against X by the looks so far and the words since. Asks X nothing. @throws AppError not_found */
export async function driftOf(deps: Deps, listId: string): Promise<DriftView> {
  const list = await mustFind(deps, listId)
  const { db } = deps.store
  const [last, reading, applied, theirs, decided, exceptions] = [
    await repo.lastCheck(db, listId),
    await repo.lastReading(db, listId),
    await lists.appliedOf(db, listId),
    await lists.theirsOf(db, listId),
    await repo.decisionsOf(db, listId),
    await lists.exceptionsOf(db, listId),
  ]
  const members = membersOf(reading)
  const known = await entriesOnX(deps, [...new Set([...applied, ...theirs, ...decided, ...(members?.foreign ?? [])].map(({ x_user_id }) => x_user_id))])
  const handles = new Map<string, string>([
    ...decided.map((row): [string, string] => [row.x_user_id, row.handle]),
    ...[...known.values()].map((row): [string, string] => [row.x_user_id, row.handle]),
  ])
  const named = (x_user_id: string): ListedMember => ({ x_user_id, handle: handles.get(x_user_id) ?? x_user_id })
  const words = new Map(decided.map((row) => [row.x_user_id, row.decision]))
  const mine = new Set(applied.filter(({ vanished_at }) => vanished_at === null).map(({ x_user_id }) => x_user_id))
  const excluded = new Set(exceptions.flatMap(({ kind, ally_id }) => (kind === 'exclusion' ? [ally_id] : [])))
  // What was decided, approved or edited here since the look is not said again.
  const wanted = members && members.foreign.length > 0 ? new Set((await desiredNow(deps, list)).members.map(({ x_user_id }) => x_user_id)) : new Set<string>()
  const foreign =
    list.foreign_members === 'ignore'
      ? []
      : (members?.foreign ?? []).filter(({ x_user_id }) => !mine.has(x_user_id) && !words.has(x_user_id) && !wanted.has(x_user_id))
  const fields = fieldsNow(list, await fieldsSeen(deps, list))
  const left = applied.flatMap((row) =>
    row.vanished_at === null ? [] : [{ ...named(row.x_user_id), since: row.vanished_at.toISOString(), let_be: words.get(row.x_user_id) === 'ignore' }],
  )
  const missed = [...applied.filter(({ vanished_at }) => vanished_at === null), ...theirs].flatMap((row) =>
    row.missing_at !== null ? [{ ...named(row.x_user_id), since: row.missing_at.toISOString(), second_from: secondFrom(row.missing_at).toISOString() }] : [],
  )
  const on_x = last?.member_count ?? reading?.member_count ?? mine.size
  return {
    list_id: listId,
    foreign_members: list.foreign_members,
    last_check: last ? checkView(last) : null,
    last_read_at: reading?.at.toISOString() ?? null,
    fields,
    foreign: foreign.map((one) => {
      const entry = known.get(one.x_user_id) ?? null
      return { ...one, ...wouldBe(entry, entry !== null && excluded.has(entry.canonical_id)) }
    }),
    left,
    missed,
    hidden: members?.hidden.filter(({ x_user_id }) => mine.has(x_user_id)) ?? [],
    decisions: decided.map((row) => decisionView(row, known.get(row.x_user_id), mine.has(row.x_user_id), excluded)),
    costs: { count_usd: lookCost(null, PRICES_MILLI_USD), full_usd: lookCost(on_x, PRICES_MILLI_USD), members: on_x },
    in_words: driftLines(
      { fields, members: members && { ...members, foreign, left: left.filter(({ let_be }) => !let_be), missed, renamed: [], taken: [], ignored: [] } },
      lastSecond(missed),
    ).map(({ text }) => text),
  }
}

/** When a reading counts as the second one for all of them. */
export const lastSecond = (missed: DriftView['missed']): Date | null =>
  missed.length === 0 ? null : new Date(Math.max(...missed.map(({ second_from }) => Date.parse(second_from))))

/** What was last seen of the list's own fields, against our definition of now. */
function fieldsNow(list: lists.ListRow, seen: readonly FieldDrift[]): FieldDrift[] {
  if (seen.length === 0) return []
  // Fields that did not differ then are as they were agreed.
  const theirs = { ...(list.x_fields ?? pick(list)), ...Object.fromEntries(seen.map(({ field, theirs }) => [field, theirs])) }
  return compareFields(pick(list), list.x_fields, pick(theirs)).filter((one) => isDrifted(one) || seen.some(({ field }) => field === one.field))
}

/** @throws AppError not_found */
export async function decisionOf(deps: Deps, listId: string, xUserId: string): Promise<DecisionView> {
  const row = await repo.findDecision(deps.store.db, listId, xUserId)
  if (!row) throw new AppError('not_found', `Nothing was decided on ${xUserId} for the list ${listId}.`)
  const [known, applied, exceptions] = [
    await entriesOnX(deps, [xUserId]),
    await lists.appliedOf(deps.store.db, listId),
    await lists.exceptionsOf(deps.store.db, listId),
  ]
  const mine = applied.some((one) => one.x_user_id === xUserId && one.vanished_at === null)
  return decisionView(row, known.get(xUserId), mine, new Set(exceptions.flatMap(({ kind, ally_id }) => (kind === 'exclusion' ? [ally_id] : []))))
}

function decisionView(row: repo.DecisionRow, entry: KnownAccount | undefined, mine: boolean, excluded: ReadonlySet<string>): DecisionView {
  const { x_user_id, handle, decision, reason, created_at } = row
  return { x_user_id, handle, decision, reason, decided_at: created_at.toISOString(), effect: effectOf(row, entry, mine, excluded) }
}

function effectOf({ decision, handle }: repo.DecisionRow, entry: KnownAccount | undefined, mine: boolean, excluded: ReadonlySet<string>): string {
  if (decision === 'ignore') return `@${handle} is left as it is, and not shown as a difference again.`
  if (decision === 'adopt') {
    if (!mine) return `@${handle} was taken over, and has left the list since.`
    const { removed, would } = wouldBe(entry ?? null, entry !== undefined && excluded.has(entry.canonical_id))
    if (removed) return would.replace('Taken over, the', 'The')
    return entry && staysOpen(entry.status)
      ? `@${handle} waits for your decision in the queue, and stays on X as it is until then.`
      : `@${handle} is pinned to this list and ours to answer for.`
  }
  if (mine) return `@${handle} is on the list again.`
  const may = entry?.status === 'approved' && entry.gate === 'ally'
  return `${may ? 'The next plan adds' : 'It is wished again, but only an approved ally is added:'} @${handle}. A member of a list on X can leave only by blocking its owner: then X refuses the addition, and asking again by another way would go against its wish.`
}
