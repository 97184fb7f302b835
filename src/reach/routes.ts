import type { Routes } from '../http/app-types.js'
import { ok, problems } from '../http/schemas.js'
import { ReachQuery, ReachSchema } from './schemas.js'
import { scopeOf } from './scope-query.js'
import { estimateReach } from './service.js'

const tags = ['reach']

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
