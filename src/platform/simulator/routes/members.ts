// ◆ pure
import { listNotFound, notAuthorized, userNotFound, userSuspended } from '../../answers.js'
import { type Answer, badRequest, bodyObject, type Call, failed, faultNamed, knownQuery, ok, pageSize, pathId, userFields } from '../call.js'
import { addMember, currentMembership, liveList, membersAt, removeMember } from '../changes.js'
import { USER_ID } from '../contract.js'
import { accountLocked } from '../faults.js'
import { nextToken, startOf } from '../pages.js'
import type { Membership, Refusal, SimState } from '../state.js'
import { maySee } from './lists.js'
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
  if (!list) return failed(state, 'list-missing', { value: listId }, about)
  const refused = () => failed(state, state.settings.error_style === 'v1' ? 'add-refused-v1' : 'add-refused', {}, about)
  if (list.owner_id !== call.who.user_id) return refused()
  const lock = faultNamed(call, 'lock-after-N')
  if (lock && accountLocked(state, lock, list.owner_id, now)) return refused()
  const refusal = refusalFor(state, list.owner_id, userId)
  if (refusal) return refuse(call, refusal, about, refused)
  if (currentMembership(list, userId)) return ok({ data: { is_member: true } }, about)
  if (membersAt(list, now).length >= state.settings.members_per_list) return refused()
  // Acknowledged and not done: the reason why only a read proves an addition.
  if (faultNamed(call, 'lock-silent')) return ok({ data: { is_member: true } }, about)
  addMember(state, list, userId, now)
  return ok({ data: { is_member: true } }, { ...about, effect: 'member-added' })
}

export function deleteMember(call: Call): Answer {
  knownQuery(call, [])
  const listId = pathId(call, 'id')
  const userId = pathId(call, 'user_id')
  const about = { list_id: listId, user_id: userId }
  const list = liveList(call.state, listId)
  if (!list) return failed(call.state, 'list-missing', { value: listId }, about)
  if (list.owner_id !== call.who.user_id) return failed(call.state, 'remove-refused', {}, about)
  const removed = removeMember(list, userId, call.now)
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
  const all = membersAt(list, call.now - (faultNamed(call, 'stale-reads')?.ms ?? 0))
  const { rows, next } = cutPage(call, all, start, size)
  const data = rows.flatMap((row) => state.users[row.user_id] ?? []).map((user) => showUser(user, asked))
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

function refusalFor(state: SimState, ownerId: string, userId: string): { cause: keyof SimState['settings']['refusal']; how: Refusal } | null {
  const user = state.users[userId]
  const cause = !user || user.gone ? 'gone' : user.suspended ? 'suspended' : user.blocks.includes(ownerId) ? 'blocked' : user.protected ? 'protected' : null
  return cause && { cause, how: state.settings.refusal[cause] }
}

function refuse(call: Call, { cause, how }: { cause: string; how: Refusal }, about: { list_id: string; user_id: string }, forbidden: () => Answer): Answer {
  const values = { host: call.state.settings.problem_host }
  switch (how) {
    case 'forbidden':
      return forbidden()
    case 'not-found':
      return failed(call.state, 'user-missing', { value: about.user_id }, about)
    case 'is-member-false':
      return ok({ data: { is_member: false } }, about)
    case 'errors': {
      const row =
        cause === 'gone'
          ? userNotFound(about.user_id, 'user_id', values)
          : cause === 'suspended'
            ? userSuspended(about.user_id, 'user_id', values)
            : notAuthorized(about.user_id, 'user', 'user_id', values)
      return ok({ errors: [row] }, about)
    }
  }
}
