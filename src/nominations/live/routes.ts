import type { Routes } from '../../http/app-types.js'
import { created, ok, problems } from '../../http/schemas.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const tags = ['chats']
const CURATE = { scope: 'directory:curate' }

export const liveRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/chats/:id/board',
    {
      // It changes by the second while the chat goes on; the ETag still saves the transfer.
      config: { cache: 'private' },
      schema: {
        tags,
        operationId: 'getBoard',
        summary: 'What a chat has brought so far',
        description:
          'The names nominated in the chat with the number of people behind each. Names that wait for an organiser, were rejected or withdrawn are left out, and nobody who nominated is named. At most 300 names come at once: total says how many there are, next where those behind begin. The page of the board gets the same as server-sent events.',
        params: schemas.LiveParams,
        querystring: schemas.BoardQuery,
        response: { 200: ok(schemas.BoardSchema, 'The board.') },
      },
    },
    async (request) => service.liveBoard(deps, request.params.id, request.query.from),
  )

  app.get(
    '/chats/:id/live',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'getLive',
        summary: 'How a chat is followed on X',
        description: 'Whether X is asked for the posts of the chat, what that has cost, and what it would cost.',
        params: schemas.LiveParams,
        response: { 200: ok(schemas.LiveSchema, 'How it stands.') },
      },
    },
    async (request) => service.liveStatus(deps, request.params.id),
  )

  app.post(
    '/chats/:id/live',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'startLive',
        summary: 'Follow a chat on X',
        description:
          'From shortly before the chat until after it X is asked for its posts every 15 to 60 seconds, and what they nominate is taken in. X charges for every post; read the estimate first. It stops by itself when the cap or the monthly budget is used up. Of a running one only the cap is changed; a stopped one goes on where it stopped. Without `cap_usd` the cap that was set before stands, and the first time that of the estimate.',
        params: schemas.LiveParams,
        body: schemas.StartLiveSchema,
        response: { 201: created(schemas.LiveSchema, 'It is on; Location is its address.'), ...problems('conflict', 'platform_off') },
      },
    },
    async (request, reply) => {
      const live = await service.startLive(deps, request.actor, request.params.id, request.body)
      return reply.code(201).header('location', `/api/v1/chats/${live.chat_id}/live`).send(live)
    },
  )

  app.delete(
    '/chats/:id/live',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'stopLive',
        summary: 'Stop following a chat on X',
        description: 'At once. What was taken in stays.',
        params: schemas.LiveParams,
        response: { 200: ok(schemas.LiveSchema, 'It is not on any more.') },
      },
    },
    async (request) => service.stopLive(deps, request.actor, request.params.id),
  )
}
