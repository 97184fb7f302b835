import type { Routes } from '../../http/app-types.js'
import { withLinks } from '../../http/paging.js'
import { ok, problems } from '../../http/schemas.js'
import { ScopePageQuery } from '../schemas.js'
import { scopeOf } from '../scope-query.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const tags = ['audiences']
const CURATE = { scope: 'directory:curate' }
/** A call to X for every hundred accounts. */
const READS_X_MS = 60_000

/** For organisers only: X lets nobody republish follower counts (DESIGN.md §5.2). */
export const countRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/desk/counts',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listFollowerCounts',
        summary: 'Follower counts',
        description: 'Of the published accounts of a list, a category, any ids, or of all; never read first, then the stalest.',
        querystring: ScopePageQuery,
        response: { 200: ok(schemas.CountPageSchema, 'A page of accounts.'), ...problems('invalid_cursor', 'not_found') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, ...scope } = request.query
      return withLinks(request, reply, await service.listCounts(deps, scopeOf(scope, { orAll: true }), { limit, cursor }))
    },
  )

  app.post(
    '/desk/counts/refresh',
    {
      // What X charges is metered at once; a run begun again asks only for what is still stale.
      config: { ...CURATE, idempotency: { mode: 'claim' } },
      handlerTimeout: READS_X_MS,
      schema: {
        tags,
        operationId: 'refreshFollowerCounts',
        summary: 'Read follower counts from X',
        description: 'The stalest of the published accounts first, so many as the budget of the month allows.',
        body: schemas.RefreshBody,
        response: { 200: ok(schemas.RefreshSchema, 'What X said.'), ...problems('platform_failed', 'platform_off') },
      },
    },
    async (request) => service.refreshCounts(deps, { limit: request.body.limit ?? 300 }),
  )

  app.get(
    '/desk/accounts/:account/counts',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'getFollowerCounts',
        summary: 'Follower counts of one account',
        description: 'Over time, with its growth.',
        params: schemas.CountsParams,
        response: { 200: ok(schemas.CountsSchema, 'The series.'), ...problems('conflict') },
      },
    },
    async (request) => service.countsOf(deps, request.params.account),
  )

  app.put(
    '/desk/accounts/:account/counts',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'enterFollowerCount',
        summary: 'Enter a follower count by hand',
        description: 'As somebody read it, where X is not connected. One a day: the last one stands.',
        params: schemas.CountsParams,
        body: schemas.EnteredSchema,
        response: { 200: ok(schemas.CountsSchema, 'The series as it is now.'), ...problems('conflict') },
      },
    },
    async (request) => service.enterCount(deps, request.actor, request.params.account, request.body),
  )
}
