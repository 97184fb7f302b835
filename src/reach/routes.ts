import type { Routes } from '../http/app-types.js'
import { ok, picture, problems, SVG } from '../http/schemas.js'
import { drawBar, drawNothing } from './pictures/bar.js'
import { sendPicture } from './pictures/send.js'
import { ReachQuery, ReachSchema, ScopeQuery } from './schemas.js'
import { titleOf } from './scope.js'
import { publicScopeOf, scopeOf } from './scope-query.js'
import { estimateReach, type Reach } from './service.js'
import { DEFAULT_SEEING } from './viewers.js'

const tags = ['reach']

const seeingOf = ({ p_low = DEFAULT_SEEING.low, p_high = DEFAULT_SEEING.high }: { p_low?: number; p_high?: number }) => ({ low: p_low, high: p_high })

const drawn = (title: string, { potential_unique_audience: audience, gross_followers: sum, open_ended, statement }: Reach) =>
  audience === null ? drawNothing(title, statement) : drawBar(title, { ...audience, sum, open_ended })

export const reachRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/reach',
    {
      schema: {
        tags,
        operationId: 'estimateReach',
        summary: 'Combined reach',
        description:
          'How many accounts follow at least one of a set of allies: a list, a category, what was nominated in a chat, or without any of them all that is published. Always a range with its evidence, rounded to two digits. Sets with fewer than three measured accounts show no figure; a chat is answered for from six hours after its beginning, with what was nominated by then. `ids` are for organisers, at `/desk/reach`: from many sets of one’s own choosing single follower counts could be worked out, which X lets nobody republish.',
        querystring: ReachQuery,
        response: { 200: ok(ReachSchema, 'The estimate.'), ...problems('not_found', 'insufficient_scope') },
      },
    },
    async ({ query }) => estimateReach(deps, publicScopeOf(query), 'public', seeingOf(query)),
  )

  app.get(
    '/desk/reach',
    {
      config: { scope: 'directory:curate' },
      schema: {
        tags,
        operationId: 'estimateDeskReach',
        summary: 'Combined reach, for organisers',
        description: 'Private lists, small sets and any ids too, or without a scope all that is published; bounds and sum are exact.',
        querystring: ReachQuery,
        response: { 200: ok(ReachSchema, 'The estimate.'), ...problems('not_found') },
      },
    },
    async ({ query }) => estimateReach(deps, scopeOf(query, { orAll: true }), 'organiser', seeingOf(query)),
  )

  app.get(
    '/reach.svg',
    {
      config: { produces: [SVG] },
      schema: {
        tags,
        operationId: 'drawReach',
        summary: 'Combined reach, drawn',
        description: 'The range against the plain sum of followers, to be shown in a page or a wrap-up. The same figures as `/reach`.',
        querystring: ScopeQuery,
        response: { 200: picture('The bar, or the reason why there is no figure.'), ...problems('not_found', 'insufficient_scope') },
      },
    },
    async (request, reply) => {
      const scope = publicScopeOf(request.query)
      const reach = await estimateReach(deps, scope, 'public')
      return sendPicture(reply, drawn(await titleOf(deps, scope, 'public'), reach))
    },
  )

  app.get(
    '/desk/reach.svg',
    {
      config: { scope: 'directory:curate', produces: [SVG] },
      schema: {
        tags,
        operationId: 'drawDeskReach',
        summary: 'Combined reach for organisers, drawn',
        description: 'The same figures as `/desk/reach`.',
        querystring: ScopeQuery,
        response: { 200: picture('The bar, or the reason why there is no figure.'), ...problems('not_found') },
      },
    },
    async (request, reply) => {
      const scope = scopeOf(request.query, { orAll: true })
      const reach = await estimateReach(deps, scope, 'organiser')
      return sendPicture(reply, drawn(await titleOf(deps, scope, 'organiser'), reach))
    },
  )
}
