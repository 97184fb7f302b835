// ◆ pure
import { notAuthorized, userNotFound, userSuspended } from '../../answers.js'
import { type Answer, type Call, failed, faultNamed, ok } from '../call.js'
import type { Refusal } from '../state.js'

export interface About {
  list_id: string
  user_id?: string
}
type Verb = 'add' | 'remove' | 'update'

/** A write to a list that is gone. */
export function missingList(call: Call, about: About, verb: Verb): Answer {
  const status = faultNamed(call, 'list-deleted')?.status ?? call.state.settings.missing_list ?? (verb === 'update' ? 400 : 404)
  if (status === 403) return forbidden(call, about, verb)
  return failed(call.state, status === 400 ? 'list-missing-update' : 'list-missing', { value: about.list_id }, about)
}

/** A write to somebody else's list. */
export function foreignList(call: Call, about: About, verb: Verb): Answer {
  const status = (faultNamed(call, 'not-owner') ?? faultNamed(call, 'owner-changed'))?.status ?? call.state.settings.foreign_list
  if (status === 403) return forbidden(call, about, verb)
  return failed(call.state, status === 400 ? 'not-the-owner' : 'list-missing', { value: about.list_id }, about)
}

/** X's one text for everything: not the owner, protected, blocked, full, locked. */
export function forbidden(call: Call, about: About, verb: Verb): Answer {
  const v1 = call.state.settings.error_style === 'v1'
  if (verb === 'update') return failed(call.state, 'update-refused', {}, about)
  if (verb === 'remove') return failed(call.state, v1 ? 'remove-refused-v1' : 'remove-refused', {}, about)
  return failed(call.state, v1 ? 'add-refused-v1' : 'add-refused', {}, about)
}

type Cause = 'protected' | 'blocked' | 'suspended' | 'gone'
const FAULT_OF = { protected: 'protected', blocked: 'blocked-owner', suspended: 'suspended-target', gone: 'gone-target' } as const

/** Why this account cannot be added, if it cannot, in whatever way X has for it. */
export function refusedTarget(call: Call, about: About & { user_id: string }, ownerId: string): Answer | null {
  const { users, settings } = call.state
  const user = users[about.user_id]
  const cause: Cause | null =
    !user || user.gone ? 'gone' : user.suspended ? 'suspended' : user.blocks.includes(ownerId) ? 'blocked' : user.protected ? 'protected' : null
  if (!cause) return null
  const how: Refusal = faultNamed(call, FAULT_OF[cause])?.how ?? settings.refusal[cause]
  switch (how) {
    case 'forbidden':
      return forbidden(call, about, 'add')
    case 'not-found':
      return failed(call.state, settings.error_style === 'v1' ? 'not-found-v1' : 'user-missing', { value: about.user_id }, about)
    case 'is-member-false':
      return ok({ data: { is_member: false } }, about)
    case 'errors':
      return ok({ errors: [errorRow(call, cause, about.user_id)] }, about)
  }
}

function errorRow(call: Call, cause: Cause, userId: string): object {
  const values = { host: call.state.settings.problem_host }
  if (cause === 'gone') return userNotFound(userId, 'user_id', values)
  return cause === 'suspended' ? userSuspended(userId, 'user_id', values) : notAuthorized(userId, 'user', 'user_id', values)
}

/** Null if there is room. A limit by fault is what there is already, unless it says another. */
export function refusedForRoom(call: Call, about: About & { user_id: string }, members: number): Answer | null {
  const fault = faultNamed(call, 'list-full')
  const { settings } = call.state
  if (members < Math.min(settings.members_per_list, fault ? (fault.n ?? members) : Number.POSITIVE_INFINITY)) return null
  const how = fault?.status === 400 ? 'invalid' : fault?.how === 'is-member-false' ? 'silent' : settings.full
  if (how === 'silent') return ok({ data: { is_member: true } }, about)
  return how === 'invalid' ? failed(call.state, 'list-full', { value: about.user_id }, about) : forbidden(call, about, 'add')
}

export function refusedForLists(call: Call, lists: number): Answer | null {
  const fault = faultNamed(call, 'too-many-lists')
  const { settings } = call.state
  if (lists < Math.min(settings.lists_per_owner, fault ? (fault.n ?? lists) : Number.POSITIVE_INFINITY)) return null
  return failed(call.state, fault?.status === 400 || settings.too_many_lists === 'invalid' ? 'too-many-lists' : 'create-refused')
}
