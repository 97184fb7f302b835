// ◆ pure
import { ANSWERS, listNotFound, notAuthorized } from '../../answers.js'
import { type Answer, badRequest, bodyObject, type Call, failed, faultNamed, knownQuery, ok, pageSize, pathId, userFields } from '../call.js'
import { addMember, currentMembership, liveList, membersAt, newUser, removeMember } from '../changes.js'
import { USER_ID } from '../contract.js'
import { accountLocked, removalsLocked } from '../faults.js'
import { nextToken, startOf } from '../pages.js'
import type { Membership, SimList, SimState, SimUser } from '../state.js'
import { maySee, seenMembers } from './lists.js'
import { forbidden, foreignList, missingList, refusedForRoom, refusedTarget } from './refusals.js'
import { showUser } from './users.js'

export function postMember(call: Call): Answer {
  const { state, now } = call
  knownQuery(call, [])
  const listId = pathId(call, 'id')
  const { user_id: userId } = bodyObject(call, ['user_id'])
  if (typeof userId !== 'string' || !USER_ID.test(userId))
    throw badRequest(call, 'user_id', String(userId), '$.user_id: does not match the regex pattern ^[0-9]{1,19}$')
  const about = { list_id: listId, user_id: userId }
  const list = liveList(state, listId)
  if (!list) return missingList(call, about, 'add')
  if (list.owner_id !== call.who.user_id || faultNamed(call, 'not-owner')) return foreignList(call, about, 'add')
  const lock = faultNamed(call, 'lock-after-N')
  if (lock && accountLocked(state, lock, list.owner_id, now)) return forbidden(call, about, 'add')
  const refused = refusedTarget(call, about, list.owner_id)
  if (refused) return refused
  const already = currentMembership(list, userId) !== undefined
  if (already && faultNamed(call, 'already-member-409')) return failed(state, 'already-member', {}, about)
  if (already) return ok(bothKeys(call, userId, true), about)
  const noRoom = refusedForRoom(call, about, membersAt(list, now).length)
  if (noRoom) return noRoom
  // Acknowledged and not done: the reason why only a read proves an addition.
  if (faultNamed(call, 'lock-silent')) return ok({ data: { is_member: true } }, about)
  const both = bothKeys(call, userId, faultNamed(call, 'both-data-and-errors')?.how !== 'is-member-false')
  if (!both.data.is_member) return ok(both, about)
  addMember(state, list, userId, now)
  return ok(both, { ...about, effect: 'member-added' })
}

/** `errors[]` has been reported beside `data`: what is_member says is what counts. */
function bothKeys(call: Call, userId: string, is_member: boolean) {
  const { state } = call
  const values = { host: state.settings.problem_host }
  const row = is_member ? ANSWERS['already-member'].body(values) : notAuthorized(userId, 'user', 'user_id', values)
  return { data: { is_member }, ...(faultNamed(call, 'both-data-and-errors') ? { errors: [row] } : {}) }
}

export function deleteMember(call: Call): Answer {
  knownQuery(call, [])
  const listId = pathId(call, 'id')
  const userId = pathId(call, 'user_id')
  const about = { list_id: listId, user_id: userId }
  const list = liveList(call.state, listId)
  if (!list) return missingList(call, about, 'remove')
  if (list.owner_id !== call.who.user_id || faultNamed(call, 'not-owner')) return foreignList(call, about, 'remove')
  if (faultNamed(call, 'lock-after-N') && removalsLocked(call.state, list.owner_id, call.now)) return forbidden(call, about, 'remove')
  const removed = removeMember(list, userId, call.now)
  if (!removed && faultNamed(call, 'not-a-member-110')) return failed(call.state, 'not-a-member-v1', {}, about)
  return ok({ data: { is_member: false } }, { ...about, effect: removed ? 'member-removed' : 'none' })
}

export function getMembers(call: Call): Answer {
  const asked = userFields(call, 'max_results', 'pagination_token')
  const { state } = call
  const listId = pathId(call, 'id')
  const size = pageSize(call, { least: 1, most: 100, usual: 100 })
  const start = startOf(call, `members:${listId}`)
  const list = liveList(state, listId)
  const values = { host: state.settings.problem_host }
  if (!list) return ok({ errors: [listNotFound(listId, values)] }, { list_id: listId, charge: { resources: [] } })
  if (!maySee(call, list)) return ok({ errors: [notAuthorized(listId, 'list', 'id', values)] }, { list_id: listId, charge: { resources: [] } })
  const all = seenMembers(call, list)
  const { rows, next } = cutPage(call, all, start, size)
  const shown = faultNamed(call, 'page-foreign') ? strangers(state, list, rows.length) : rows.flatMap((row) => state.users[row.user_id] ?? [])
  const data = shown.map((user) => showUser(user, asked))
  const meta = { result_count: data.length, ...(next === null ? {} : { next_token: nextToken(state, `members:${listId}`, next) }) }
  const body = { ...(data.length > 0 ? { data } : {}), ...(faultNamed(call, 'page-no-meta') ? {} : { meta }) }
  return ok(body, { list_id: listId, charge: { resources: data.map((user) => `user:${user.id}`) } })
}

/**
 * A page token holds the membership after which the next page goes on, not an offset: what is added or removed between two pages
 * neither repeats nor skips a member. Positions are twice the membership's number, which leaves room for a page between two members.
 * The lies of §6.5 are told here.
 */
function cutPage(call: Call, all: Membership[], start: number, size: number): { rows: Membership[]; next: number | null } {
  const rest = start === 0 ? all : all.filter((row) => row.seq * 2 < start)
  if (faultNamed(call, 'page-empty-middle') && start % 2 === 0 && start !== 0 && rest.length > 0) return { rows: [], next: start - 1 }
  const short = faultNamed(call, 'page-short')
  let rows = rest.slice(0, short ? Math.min(size, short.n ?? Math.ceil(size / 2)) : size)
  const edge = rows.at(-1)
  let next = edge && rest.length > rows.length && !short?.end ? edge.seq * 2 : null
  const previous = all[all.length - rest.length - 1]
  if (faultNamed(call, 'page-repeat') && previous) rows = [previous, ...rows.slice(1)]
  if (faultNamed(call, 'page-loop')) next = start === 0 ? (edge?.seq ?? 0) * 2 : start
  return { rows, next }
}

/** Another list's page: as many accounts, none of them a member. */
function strangers(state: SimState, list: SimList, count: number): SimUser[] {
  const known = Object.values(state.users).filter((user) => user.id !== list.owner_id && !currentMembership(list, user.id))
  const made = Array.from({ length: Math.max(0, count - known.length) }, (_, at) =>
    newUser({ id: `${FOREIGN_ID + BigInt(at)}`, username: `foreign${at}`, name: `Foreign ${at}` }),
  )
  return [...known.slice(0, count), ...made]
}

/** Above every id that X or the simulator gives out, and within what an id may be. */
const FOREIGN_ID = 8_000_000_000_000_000_000n
