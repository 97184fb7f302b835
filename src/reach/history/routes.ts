import type { Routes } from '../../http/app-types.js'
import { ok, picture, problems, SVG } from '../../http/schemas.js'
import { drawHistory } from '../pictures/history.js'
import { sendPicture } from '../pictures/send.js'
import { HistoryQuery, HistorySchema } from './schemas.js'
import { historyOf } from './service.js'

const tags = ['reach']
const CURATE = { scope: 'directory:curate' }

export const historyRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/reach/history',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'getReachHistory',
        summary: 'How reach moved',
        description: 'Every estimate of a list that differed from the one before it, with its evidence.',
        querystring: HistoryQuery,
        response: { 200: ok(HistorySchema, 'The estimates, earliest first.'), ...problems('not_found') },
      },
    },
    async ({ query }) => historyOf(deps, query.list),
  )

  app.get(
    '/reach/history.svg',
    {
      config: { ...CURATE, produces: [SVG] },
      schema: {
        tags,
        operationId: 'drawReachHistory',
        summary: 'How reach moved, drawn',
        description: 'The same figures as `/reach/history`.',
        querystring: HistoryQuery,
        response: { 200: picture('The line with its range.'), ...problems('not_found') },
      },
    },
    async ({ query }, reply) => {
      const { list, estimates } = await historyOf(deps, query.list)
      const points = estimates.flatMap(({ at, potential_unique_audience: audience }) => (audience ? [{ at: Date.parse(at), ...audience }] : []))
      return sendPicture(reply, drawHistory(list.name, points))
    },
  )
}
