// ◆ pure
import { addMember, addUser, blockOwner, deleteList, makeId, membersAt, removeMember, renameUser, revokeToken, updateList } from './changes.js'
import type { ActiveFault } from './faults.js'
import { nextRandom } from './random.js'
import type { SimList, SimState, SimUser } from './state.js'

/** Which list and which account a call is about, as far as it says. */
export interface Subject {
  list_id: string | undefined
  user_id: string | undefined
}

export function subjectOf(route: string, params: Readonly<Record<string, string | undefined>>, body: unknown): Subject {
  const named = typeof body === 'object' && body !== null && 'user_id' in body ? body.user_id : undefined
  return { list_id: route.includes('/lists/:id') ? params.id : undefined, user_id: params.user_id ?? (typeof named === 'string' ? named : undefined) }
}

/** What befalls the world just before the call is handled, and stays: people edit lists by hand, rename accounts, vanish, are suspended. */
export function letHappen(state: SimState, faults: readonly ActiveFault[], subject: Subject, now: number): void {
  for (const fault of faults) {
    const list = state.lists[fault.list_id ?? subject.list_id ?? '']
    if (list && list.deleted_at === null) toList(state, fault, list, now)
    const user = state.users[fault.user_id ?? subject.user_id ?? '']
    if (user) toUser(state, fault, user, list, now)
  }
}

function toList(state: SimState, fault: ActiveFault, list: SimList, now: number): void {
  switch (fault.name) {
    case 'hand-add': {
      const all = Object.keys(state.users).filter(
        (id) => id !== list.owner_id && !list.memberships.some((row) => row.user_id === id && row.removed_at === null),
      )
      const id = fault.user_id ?? drawn(state, all)
      if (id !== undefined) addMember(state, list, id, now)
      return
    }
    case 'hand-remove': {
      const id = fault.user_id ?? drawn(state, memberIds(list, now))
      if (id !== undefined) removeMember(list, id, now)
      return
    }
    case 'self-leave': {
      const user = state.users[fault.user_id ?? drawn(state, memberIds(list, now)) ?? '']
      if (user) blockOwner(state, user, list.owner_id, now)
      return
    }
    case 'owner-changed':
      updateList(list, { owner_id: fault.user_id ?? '1' })
      return
    case 'list-deleted':
      deleteList(list, now)
      return
    case 'list-made-private':
      updateList(list, { private: true })
      return
  }
}

function toUser(state: SimState, fault: ActiveFault, user: SimUser, list: SimList | undefined, now: number): void {
  switch (fault.name) {
    case 'protected':
      user.protected = true
      return
    case 'blocked-owner':
      if (list) blockOwner(state, user, list.owner_id, now)
      return
    case 'suspended-target':
      user.suspended = true
      return
    case 'gone-target':
      user.gone = true
      return
    case 'renamed':
      renameUser(user, fault.username ?? madeHandle(user))
      return
    case 'handle-reused': {
      const old = user.username
      renameUser(user, fault.username ?? madeHandle(user))
      addUser(state, { id: makeId(state, now), username: old })
    }
  }
}

/** From this call on the token is no good: revoked for good with all of its grant, or expired, which a refresh mends. */
export function endToken(state: SimState, key: string, faults: readonly ActiveFault[], now: number): void {
  if (faults.some((fault) => fault.name === 'token-revoked')) revokeToken(state, key)
  const bearer = state.bearers[key]
  if (bearer && faults.some((fault) => fault.name === 'token-expired')) bearer.expires_at = now
}

const memberIds = (list: SimList, now: number): string[] => membersAt(list, now).map((row) => row.user_id)

const drawn = (state: SimState, ids: readonly string[]): string | undefined => (ids.length === 0 ? undefined : ids[Math.floor(nextRandom(state) * ids.length)])

/** Fits X's 15 characters whatever the old one was. */
const madeHandle = (user: SimUser): string => `${user.username.slice(0, 11)}_${((user.former?.length ?? 0) + 2) % 1000}`
