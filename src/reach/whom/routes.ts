import type { Routes } from '../../http/app-types.js'
import { ok, picture, problems, SVG } from '../../http/schemas.js'
import { drawCurve } from '../pictures/curve.js'
import { drawHeatMap } from '../pictures/heat-map.js'
import { sendPicture } from '../pictures/send.js'
import { ScopeQuery } from '../schemas.js'
import { scopeOf } from '../scope-query.js'
import { AdditionQuery, AdditionSchema, OverlapSchema, RecommendationSchema, RecommendQuery } from './schemas.js'
import { overlapOf, recommendAllies, whatAllyAdds } from './service.js'

const tags = ['reach']
const CURATE = { scope: 'directory:curate' }
const DRAWN = { ...CURATE, produces: [SVG] }
const PICKS = 10

export const whomRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/reach/recommend',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'recommendAllies',
        summary: 'Whom to ask next',
        description:
          'The allies of a set that reach most together, by their follower lists: each with what it adds to those before it. Without a scope all published allies are candidates; `beside` counts a list as reached.',
        querystring: RecommendQuery,
        response: { 200: ok(RecommendationSchema, 'The picks, in order.'), ...problems('not_found') },
      },
    },
    async ({ query }) => recommendAllies(deps, scopeOf(query, { orAll: true }), query.k ?? PICKS, query.beside ?? null),
  )

  app.get(
    '/reach/recommend.svg',
    {
      config: DRAWN,
      schema: {
        tags,
        operationId: 'drawRecommendation',
        summary: 'Whom to ask next, drawn',
        description: 'How the audience grows pick by pick. The same figures as `/reach/recommend`.',
        querystring: RecommendQuery,
        response: { 200: picture('The curve.'), ...problems('not_found') },
      },
    },
    async ({ query }, reply) => {
      const { picks, before } = await recommendAllies(deps, scopeOf(query, { orAll: true }), query.k ?? PICKS, query.beside ?? null)
      const points = picks.map(({ ally, cumulative, incremental }) => ({ name: ally.name, cumulative, incremental: incremental.estimate }))
      return sendPicture(reply, drawCurve(points, before.estimate))
    },
  )

  app.get(
    '/reach/addition',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'estimateAddition',
        summary: 'What one more ally adds',
        description: 'The audience of a set with and without one ally that is not in it.',
        querystring: AdditionQuery,
        response: { 200: ok(AdditionSchema, 'Before and after.'), ...problems('not_found', 'conflict', 'unmeasured_ally') },
      },
    },
    async ({ query: { ally, ...query } }) => whatAllyAdds(deps, scopeOf(query), ally),
  )

  app.get(
    '/reach/overlap',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'compareAudiences',
        summary: 'Overlap of audiences',
        description: 'How many accounts follow each two allies of a set, by their follower lists.',
        querystring: ScopeQuery,
        response: { 200: ok(OverlapSchema, 'The matrix.'), ...problems('not_found') },
      },
    },
    async ({ query }) => overlapOf(deps, scopeOf(query)),
  )

  app.get(
    '/reach/overlap.svg',
    {
      config: DRAWN,
      schema: {
        tags,
        operationId: 'drawOverlap',
        summary: 'Overlap of audiences, drawn',
        description: 'A heat map: in each row the share of that audience that follows the others too.',
        querystring: ScopeQuery,
        response: { 200: picture('The heat map.'), ...problems('not_found') },
      },
    },
    async ({ query }, reply) => {
      const { allies, overlap } = await overlapOf(deps, scopeOf(query))
      const figures = overlap.map((row) => row.map(({ estimate }) => estimate))
      return sendPicture(reply, drawHeatMap({ names: allies.map(({ name }) => name), overlap: figures }))
    },
  )
}
