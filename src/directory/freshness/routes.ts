import type { Routes } from '../../http/app-types.js'
import { requireMatch } from '../../http/conditional.js'
import { withLinks } from '../../http/paging.js'
import { IfMatchHeaders, ok, problems } from '../../http/schemas.js'
import { tagged } from '../../http/tagged.js'
import { ReviewSchema } from '../schemas.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const CURATE = { scope: 'directory:curate' }

/** Entries that somebody should look at again, and the word that one is right. */
export const freshnessRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/desk/freshness',
    {
      config: CURATE,
      schema: {
        tags: ['review'],
        operationId: 'listStale',
        summary: 'Entries to look at again',
        description:
          'Approved entries with something against them (account gone, suspended, renamed or silent, website gone, doubts of the gate, words that disagree) or not assured for long, riskiest first, with the reasons in words.',
        querystring: schemas.StaleQuery,
        response: { 200: ok(schemas.StalePageSchema, 'A page of entries.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.listStale(deps, { limit, cursor }))
    },
  )

  app.post(
    '/allies/:id/assurance',
    {
      config: CURATE,
      schema: {
        tags: ['review'],
        operationId: 'assureAlly',
        summary: 'Say that an entry is right',
        description: 'With the role in which it is said, which is public, and a reason. If-Match takes the etag of the entry.',
        params: schemas.AssureParams,
        headers: IfMatchHeaders,
        body: schemas.AssuranceSchema,
        response: { 200: ok(ReviewSchema, 'The entry as it is now.'), ...problems('conflict') },
      },
    },
    async (request, reply) => tagged(reply, await service.assureAlly(deps, request.actor, request.params.id, requireMatch(request), request.body)),
  )
}
