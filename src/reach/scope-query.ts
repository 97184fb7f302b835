// ◆ pure
import { AppError } from '../kernel/errors.js'
import type { ReachScope } from './scope.js'

export interface ScopeAsked {
  list?: string | undefined
  category?: string | undefined
  ids?: string | undefined
}

/**
 * Exactly one of the three: a schema that says so would answer with a fault about all of them.
 * @param orAll none of them means everything that is published
 * @throws AppError validation_failed
 */
export function scopeOf(query: ScopeAsked, { orAll = false }: { orAll?: boolean } = {}): ReachScope {
  const given = (['list', 'category', 'ids'] as const).filter((name) => query[name] !== undefined)
  if (orAll && given.length === 0) return { all: true }
  if (given.length !== 1) {
    const detail = `Give ${orAll ? 'at most' : 'exactly'} one of list, category and ids.`
    const named = given.length === 0 ? (['list', 'category', 'ids'] as const) : given
    throw new AppError('validation_failed', detail, {
      errors: named.map((parameter) => ({ parameter, code: given.length === 0 ? 'missing' : 'exclusive', detail })),
    })
  }
  if (query.list !== undefined) return { list: query.list }
  if (query.category !== undefined) return { category: query.category }
  return { ids: (query.ids ?? '').split(',') }
}
