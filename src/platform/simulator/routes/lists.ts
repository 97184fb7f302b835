// ◆ pure
import { listNotFound, notAuthorized, userNotFound, userSuspended } from '../../answers.js'
import { type Answer, askedFields, badRequest, bodyObject, type Call, faultNamed, knownQuery, ok, pageSize, pathId, pick } from '../call.js'
import { createList, deleteList, listsOf, liveList, membersAt, updateList } from '../changes.js'
import { LIST_EXPANSIONS, LIST_FIELDS, USER_FIELDS } from '../contract.js'
import { nextToken, startOf } from '../pages.js'
import type { Membership, SimList } from '../state.js'
import { foreignList, missingList, refusedForLists } from './refusals.js'
import { showUser } from './users.js'

export function postList(call: Call): Answer {
  knownQuery(call, [])
  const owner = call.who.user_id ?? ''
  const input = listInput(call, true)
  const refused = refusedForLists(call, listsOf(call.state, owner).length)
  if (refused) return refused
  const list = createList(call.state, call.now, {
    owner_id: owner,
    name: input.name ?? '',
    description: input.description ?? '',
    private: input.private ?? false,
  })
  return ok({ data: { id: list.id, name: list.name } }, { status: 201, effect: 'list-created', list_id: list.id })
}

export function putList(call: Call): Answer {
  knownQuery(call, [])
  const id = pathId(call, 'id')
  const input = listInput(call, false)
  const list = liveList(call.state, id)
  if (!list) return missingList(call, { list_id: id }, 'update')
  if (list.owner_id !== call.who.user_id || faultNamed(call, 'not-owner')) return foreignList(call, { list_id: id }, 'update')
  updateList(list, input)
  return ok({ data: { updated: true } }, { effect: 'list-updated', list_id: id })
}

export function removeList(call: Call): Answer {
  knownQuery(call, [])
  const id = pathId(call, 'id')
  const list = liveList(call.state, id)
  if (!list) return missingList(call, { list_id: id }, 'update')
  if (list.owner_id !== call.who.user_id || faultNamed(call, 'not-owner')) return foreignList(call, { list_id: id }, 'update')
  deleteList(list, call.now)
  return ok({ data: { deleted: true } }, { effect: 'list-deleted', list_id: id })
}

export function getList(call: Call): Answer {
  const id = pathId(call, 'id')
  const asked = listFields(call)
  const list = liveList(call.state, id)
  const values = { host: call.state.settings.problem_host }
  if (!list) return ok({ errors: [listNotFound(id, values)] }, { list_id: id, charge: { resources: [] } })
  if (!maySee(call, list)) return ok({ errors: [notAuthorized(id, 'list', 'id', values)] }, { list_id: id, charge: { resources: [] } })
  return ok({ data: showList(call, list, asked), ...ownersOf(call, [list]) }, { list_id: id, charge: { resources: [`list:${id}`] } })
}

export function getOwnedLists(call: Call): Answer {
  const id = pathId(call, 'id')
  const asked = listFields(call, 'max_results', 'pagination_token')
  const size = pageSize(call, { least: 1, most: 100, usual: 100 })
  const start = startOf(call, `owned:${id}`)
  const owner = call.state.users[id]
  const values = { host: call.state.settings.problem_host }
  const none = (row: object) => ok({ errors: [row] }, { user_id: id, charge: { resources: [] } })
  if (!owner || owner.gone) return none(userNotFound(id, 'id', values))
  if (owner.suspended) return none(userSuspended(id, 'id', values))
  const lists = listsOf(call.state, id).filter((list) => maySee(call, list))
  const page = lists.slice(start, start + size)
  const data = page.map((list) => showList(call, list, asked))
  const more = start + size < lists.length ? { next_token: nextToken(call.state, `owned:${id}`, start + size) } : {}
  const owned = call.state.apps[call.who.app_id]?.owner_id === id
  return ok(
    { ...(data.length > 0 ? { data } : {}), ...ownersOf(call, page), meta: { result_count: data.length, ...more } },
    { user_id: id, charge: { resources: page.map((list) => `list:${list.id}`), owned } },
  )
}

function listFields(call: Call, ...own: readonly string[]): Set<string> {
  knownQuery(call, ['list.fields', 'expansions', 'user.fields', ...own])
  askedFields(call, 'expansions', LIST_EXPANSIONS)
  askedFields(call, 'user.fields', USER_FIELDS)
  return askedFields(call, 'list.fields', LIST_FIELDS)
}

/** The owners themselves, where `expansions=owner_id` asks for them. */
function ownersOf(call: Call, lists: readonly SimList[]): { includes?: { users: unknown[] } } {
  if (!askedFields(call, 'expansions', LIST_EXPANSIONS).has('owner_id')) return {}
  const users = [...new Set(lists.map((list) => list.owner_id))].flatMap((id) => call.state.users[id] ?? [])
  return users.length > 0 ? { includes: { users: users.map((user) => showUser(user, askedFields(call, 'user.fields', USER_FIELDS))) } } : {}
}

/** A private list is shown to its owner alone. */
export const maySee = (call: Call, list: SimList): boolean => !list.private || list.owner_id === call.who.user_id

const showList = (call: Call, list: SimList, asked: ReadonlySet<string>) =>
  pick(
    {
      id: list.id,
      name: list.name,
      created_at: new Date(list.created_at).toISOString(),
      description: list.description,
      follower_count: 0,
      member_count: seenMembers(call, list).length,
      owner_id: faultNamed(call, 'not-owner') ? otherOwner(list) : list.owner_id,
      private: list.private,
    },
    ['id', 'name'],
    asked,
  )

/** As reads tell it, which may lag and may leave out suspended members; the count and the rows each by faults of their own. */
export function seenMembers(call: Call, list: SimList): Membership[] {
  const rows = membersAt(list, call.now - (faultNamed(call, 'stale-reads')?.ms ?? 0))
  return faultNamed(call, 'omit-suspended') ? rows.filter((row) => !call.state.users[row.user_id]?.suspended) : rows
}

/** `not-owner`: the list looks like somebody else's, whoever that is. */
const otherOwner = (list: SimList): string => (list.owner_id === '1' ? '2' : '1')

function listInput(call: Call, nameNeeded: boolean): { name?: string; description?: string; private?: boolean } {
  const { name, description, private: hidden } = bodyObject(call, ['name', 'description', 'private'])
  if (name === undefined && nameNeeded) throw badRequest(call, 'name', '', '$.name: is missing but it is required')
  if (name !== undefined && !textOf(name, 1, 25)) throw badRequest(call, 'name', String(name), '$.name: must be 1 to 25 characters long')
  if (description !== undefined && !textOf(description, 0, 100)) {
    throw badRequest(call, 'description', String(description), '$.description: must be at most 100 characters long')
  }
  if (hidden !== undefined && typeof hidden !== 'boolean') throw badRequest(call, 'private', String(hidden), '$.private: must be a boolean')
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof hidden === 'boolean' ? { private: hidden } : {}),
  }
}

const textOf = (value: unknown, least: number, most: number): boolean => typeof value === 'string' && [...value].length >= least && [...value].length <= most
