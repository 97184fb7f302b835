import type { FastifyReply } from 'fastify'
import type { Routes } from '../../http/app-types.js'
import { withLinks } from '../../http/paging.js'
import { ok, problems } from '../../http/schemas.js'
import { MatchDecidedSchema } from '../schemas.js'
import * as queue from './queue.js'
import * as schemas from './schemas.js'

const CURATE = { scope: 'directory:curate' }
const tags = ['matches']

const total = (reply: FastifyReply, count: number) => reply.header('total-count', String(count))

/** Which entries mean one organisation: the queue, the decisions, and how they are taken back. */
export const matchRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/matches',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listMatches',
        summary: 'Pairs that may be one',
        description:
          'Entries that may mean the same body or belong together, best first, each with the evidence point by point. Open are those of which both stand for themselves, neither was withdrawn and no decision says that they are different.',
        querystring: schemas.MatchQuery,
        response: { 200: ok(schemas.MatchPageSchema, 'A page of pairs.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor, count, state = 'open', ...filters } = request.query
      if (count) total(reply, await queue.countMatches(deps, { state, ...filters }))
      return withLinks(request, reply, await queue.listMatches(deps, { state, ...filters }, { limit, cursor }))
    },
  )

  app.get(
    '/matches/:id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'getMatch',
        summary: 'One pair',
        description: 'Both entries side by side, with what speaks for it and against, and what was decided.',
        params: schemas.MatchParams,
        response: { 200: ok(schemas.MatchSchema, 'The pair.') },
      },
    },
    async (request) => queue.getMatch(deps, request.params.id),
  )

  app.post(
    '/matches/:id/decisions',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'decideMatch',
        summary: 'Decide on a pair',
        description:
          'Same, related or different, with a reason. 409 says what changed: decision_id names the decision that stands in the way, entries_now how the two are now.',
        params: schemas.MatchParams,
        body: schemas.MatchVerdictSchema,
        response: { 200: ok(MatchDecidedSchema, 'The decision and what stands now.'), ...problems('conflict') },
      },
    },
    async (request) => {
      const { reason, ...verdict } = request.body
      return queue.decideMatch(deps, request.params.id, verdict, { actor: request.actor, reason })
    },
  )

  app.get(
    '/matches/decisions',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listMatchDecisions',
        summary: 'What was decided of pairs',
        description: 'The latest decisions, newest first, also those of the rules and those that were taken back.',
        querystring: schemas.DecisionsQuery,
        response: { 200: ok(schemas.MatchDecisionPageSchema, 'A page of decisions.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await queue.listDecisions(deps, null, { limit, cursor }))
    },
  )

  app.post(
    '/matches/decisions/:id/undo',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'undoMatchDecision',
        summary: 'Take a decision back',
        description:
          'After a merge both stand for themselves again and are different from then on, unless ask_again; after the other verdicts the question is open again.',
        params: schemas.MatchDecisionParams,
        body: schemas.UndoSchema,
        response: { 200: ok(MatchDecidedSchema, 'The decision and what stands now.'), ...problems('conflict') },
      },
    },
    async (request) => queue.undoMatchDecision(deps, request.params.id, { actor: request.actor, ...request.body }),
  )

  app.get(
    '/allies/:id/decisions',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listEntryDecisions',
        summary: 'What was decided of an entry and others',
        description: 'Decisions on pairs with this entry, newest first, also those that were taken back. Decisions on the entry itself are in its history.',
        params: schemas.EntryParams,
        querystring: schemas.DecisionsQuery,
        response: { 200: ok(schemas.MatchDecisionPageSchema, 'A page of decisions.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await queue.listDecisions(deps, request.params.id, { limit, cursor }))
    },
  )
}
