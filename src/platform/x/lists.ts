import type { ListReader, ListWriter } from '../port.js'
import { PlatformError } from '../port.js'
import { CreatedAnswer, ListAnswer, MembershipAnswer, UpdatedAnswer } from './answers.js'
import type { Caller } from './call.js'

const FIELDS = 'description,member_count,owner_id,private'

/** Reads a list's own row: owner, name, how many members X counts. */
export function createListGetter(call: Caller): ListReader['getList'] {
  return async (listId) => {
    const { data } = await call({
      operation: 'list.get',
      method: 'GET',
      path: 'lists/:id',
      params: { id: listId },
      query: { 'list.fields': FIELDS },
      schema: ListAnswer,
    })
    if (data.id !== listId) throw new PlatformError('transient', `list.get: asked for ${listId}, answered with ${data.id}`, { status: 200 })
    const { id, name, description = '', private: hidden, owner_id, member_count } = data
    return { id, name, description, private: hidden, owner_id, member_count }
  }
}

/** Each of these is sent once and never again: a write that failed may still have taken effect. */
export function createListWriter(call: Caller): ListWriter {
  return {
    createList: async (input) => {
      const { data } = await call({ operation: 'list.create', method: 'POST', path: 'lists', body: { ...input }, schema: CreatedAnswer })
      return { id: data.id, name: data.name }
    },
    updateList: async (listId, input) => {
      const { data } = await call({
        operation: 'list.update',
        method: 'PUT',
        path: 'lists/:id',
        params: { id: listId },
        body: { ...input },
        schema: UpdatedAnswer,
      })
      if (!data.updated) throw new PlatformError('refused', `list.update: X answered that ${listId} was not updated`, { status: 200 })
    },
    addMember: async (listId, userId) => {
      const { data } = await call({
        operation: 'list.members.add',
        method: 'POST',
        path: 'lists/:id/members',
        params: { id: listId },
        body: { user_id: userId },
        schema: MembershipAnswer,
        onFailure: ({ kind }) => (kind === 'success' ? { data: { is_member: true } } : undefined),
      })
      if (!data.is_member) throw new PlatformError('refused', `list.members.add: X answered that ${userId} is not a member`, { status: 200 })
    },
    removeMember: async (listId, userId) => {
      const { data } = await call({
        operation: 'list.members.remove',
        method: 'DELETE',
        path: 'lists/:id/members/:user_id',
        params: { id: listId, user_id: userId },
        schema: MembershipAnswer,
        onFailure: ({ kind }) => (kind === 'success' ? { data: { is_member: false } } : undefined),
      })
      if (data.is_member) throw new PlatformError('refused', `list.members.remove: X answered that ${userId} is still a member`, { status: 200 })
    },
  }
}
