import type { Static } from 'typebox'
import type { Routes } from '../http/app-types.js'
import { ok, problems } from '../http/schemas.js'
import { AppError } from '../kernel/errors.js'
import { ReachQuery, ReachSchema } from './schemas.js'
import { estimateReach, type ReachScope } from './service.js'

const tags = ['reach']

/** Exactly one of the three: a schema that says so would answer with a fault about all of them. */
function scopeOf(query: Static<typeof ReachQuery>): ReachScope {
  const given = (['list', 'category', 'ids'] as const).filter((name) => query[name] !== undefined)
  if (given.length !== 1) {
    const detail = 'Give exactly one of list, category and ids.'
    const named = given.length === 0 ? (['list', 'category', 'ids'] as const) : given
    throw new AppError('validation_failed', detail, {
      errors: named.map((parameter) => ({ parameter, code: given.length === 0 ? 'missing' : 'exclusive', detail })),
    })
  }
  if (query.list !== undefined) return { list: query.list }
  if (query.category !== undefined) return { category: query.category }
  return { ids: (query.ids ?? '').split(',') }
}

export const reachRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/reach',
    {
      schema: {
        tags,
        operationId: 'estimateReach',
        summary: 'Combined reach',
        description:
          'How many accounts follow at least one of a set of allies: a list, a category, or any ids. Always a range with its evidence. Sets with fewer than three measured accounts show no figure.',
        querystring: ReachQuery,
        response: { 200: ok(ReachSchema, 'The estimate.'), ...problems('not_found') },
      },
    },
    async (request) => estimateReach(deps, scopeOf(request.query), 'public'),
  )

  app.get(
    '/desk/reach',
    {
      config: { scope: 'directory:curate' },
      schema: {
        tags,
        operationId: 'estimateDeskReach',
        summary: 'Combined reach, for organisers',
        description: 'Private lists and small sets too; bounds and sum are exact.',
        querystring: ReachQuery,
        response: { 200: ok(ReachSchema, 'The estimate.'), ...problems('not_found') },
      },
    },
    async (request) => estimateReach(deps, scopeOf(request.query), 'organiser'),
  )
}
