import { getChat } from '../chats/service.js'
import type { Deps } from '../deps.js'
import { publicEntries } from '../directory/service.js'
import { SECTIONS } from '../directory/taxonomy/sections.js'
import { AppError } from '../kernel/errors.js'
import { getDeskList, getList, listMemberIds } from '../lists/service.js'

/** A curated list, an ICNP/TSO section, what was nominated in a chat, any set of ally ids, or everything that is published. */
export type ReachScope = { list: string } | { category: string } | { chat: string } | { ids: readonly string[] } | { all: true }

/** As it is said back. */
export interface NamedScope {
  kind: 'list' | 'category' | 'chat' | 'allies'
  of: string[]
}

/** Most ids in one question: a longer query string does not fit the server's header limit. */
export const MAX_IDS = 200

const distinct = (ids: readonly string[]) => [...new Set(ids)].sort()

export const named = (scope: ReachScope): NamedScope => {
  if ('list' in scope) return { kind: 'list', of: [scope.list] }
  if ('category' in scope) return { kind: 'category', of: [scope.category] }
  if ('chat' in scope) return { kind: 'chat', of: [scope.chat] }
  return { kind: 'allies', of: 'all' in scope ? [] : distinct(scope.ids) }
}

/** What a scope that was found is called. */
export async function titleOf(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<string> {
  if ('list' in scope) return (await (audience === 'public' ? getList : getDeskList)(deps, scope.list)).name
  if ('category' in scope) return SECTIONS.find(({ code }) => code === scope.category)?.title ?? scope.category
  if ('chat' in scope) return (await getChat(deps, scope.chat)).topic
  return 'all' in scope ? 'all published allies' : scope.ids.length === 1 ? 'one ally' : `${distinct(scope.ids).length} allies`
}

/** What the repository is asked for. */
export type Chosen = { allyIds: readonly string[] } | { section: string } | { chat: string } | { all: true }

/**
 * The entries of a scope.
 * @param audience an organiser's lists may be private
 * @throws AppError not_found for an unknown or private list, a category or chat that does not exist, an id that is not published; validation_failed
 */
export async function chosen(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<Chosen> {
  if ('all' in scope) return scope
  if ('list' in scope) return { allyIds: await listMemberIds(deps, scope.list, audience) }
  if ('category' in scope) {
    if (!SECTIONS.some(({ code }) => code === scope.category))
      throw new AppError('not_found', `There is no category ${scope.category.slice(0, 40)}: sections are A to L.`)
    return { section: scope.category }
  }
  if ('chat' in scope) {
    await getChat(deps, scope.chat)
    return scope
  }
  const ids = distinct(scope.ids)
  if (ids.length === 0 || ids.length > MAX_IDS)
    throw new AppError('validation_failed', `Name 1 to ${MAX_IDS} allies.`, { errors: [{ parameter: 'ids', code: 'invalid', detail: `1 to ${MAX_IDS} ids` }] })
  const published = new Set((await publicEntries(deps, ids)).map((entry) => entry.id))
  const missing = ids.filter((id) => !published.has(id))
  if (missing.length > 0) {
    throw new AppError('not_found', `Not published: ${missing.join(', ')}.`, {
      errors: missing.slice(0, 50).map((id) => ({ parameter: 'ids', code: 'not_found', detail: `${id} is not published.` })),
    })
  }
  return { allyIds: ids }
}
