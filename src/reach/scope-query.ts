// ◆ pure
import { AppError } from '../kernel/errors.js'
import type { ReachScope } from './scope.js'

/**
 * What is public. Sets of one's own choosing are not: 400 questions about three to six allies each and a linear program over the sums place every
 * single follower count within one or two percent, however the answers are rounded, and X lets nobody republish a count (DESIGN.md §5.2). Lists,
 * categories and chats are sets that organisers made, few and slow to change.
 * @throws AppError insufficient_scope for `ids`; validation_failed
 */
export function publicScopeOf(query: ScopeAsked): ReachScope {
  if (query.ids === undefined) return scopeOf(query, { orAll: true })
  throw new AppError(
    'insufficient_scope',
    'Sets of your own choosing are answered to organisers only, at /api/v1/desk/reach with a key: from many of them the follower counts of single accounts could be worked out. Ask for a list, a category or a chat.',
    { members: { required_scope: 'directory:curate', instead: '/api/v1/desk/reach' } },
  )
}

const SCOPES = ['list', 'category', 'chat', 'ids'] as const

export interface ScopeAsked {
  list?: string | undefined
  category?: string | undefined
  chat?: string | undefined
  ids?: string | undefined
}

/**
 * Exactly one of the four: a schema that says so would answer with a fault about all of them.
 * @param orAll none of them means everything that is published
 * @throws AppError validation_failed
 */
export function scopeOf(query: ScopeAsked, { orAll = false }: { orAll?: boolean } = {}): ReachScope {
  const given = SCOPES.filter((name) => query[name] !== undefined)
  if (orAll && given.length === 0) return { all: true }
  if (given.length !== 1) {
    const detail = `Give ${orAll ? 'at most' : 'exactly'} one of list, category, chat and ids.`
    const named = given.length === 0 ? SCOPES : given
    throw new AppError('validation_failed', detail, {
      errors: named.map((parameter) => ({ parameter, code: given.length === 0 ? 'missing' : 'exclusive', detail })),
    })
  }
  if (query.list !== undefined) return { list: query.list }
  if (query.category !== undefined) return { category: query.category }
  if (query.chat !== undefined) return { chat: query.chat }
  return { ids: (query.ids ?? '').split(',') }
}
