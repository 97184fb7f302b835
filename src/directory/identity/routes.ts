import type { FastifyReply } from 'fastify'
import type { Routes } from '../../http/app-types.js'
import { withLinks } from '../../http/paging.js'
import { created, moved, ok, problems } from '../../http/schemas.js'
import { tagged } from '../../http/tagged.js'
import { MatchDecidedSchema, ReviewSchema } from '../schemas.js'
import { movedTo } from '../service.js'
import * as queue from './queue.js'
import * as related from './related.js'
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

  app.post(
    '/allies/:id/merge',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'mergeAlly',
        summary: 'Merge an entry into another',
        description:
          'From now on both are one, with the accounts and voices of both; the merged address leads to the one that stays. Nothing is rewritten: unmerge restores both. 409 says what changed: entries_now how the two are now, changes who merged, parted or withdrew them last and when, decision_id which decision says that they are different.',
        params: schemas.EntryParams,
        body: schemas.MergeSchema,
        response: { 200: ok(ReviewSchema, 'The entry that stands for both.'), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      const { into, reason } = request.body
      return tagged(reply, await related.mergeInto(deps, request.params.id, into, { actor: request.actor, reason }))
    },
  )

  app.post(
    '/allies/:id/unmerge',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'unmergeAlly',
        summary: 'Part a merged entry',
        description:
          'It stands for itself again with its own accounts and voices, and the two are different from then on. 409 says in entries_now how it is now, in changes who was faster.',
        params: schemas.EntryParams,
        body: schemas.BecauseSchema,
        response: { 200: ok(ReviewSchema, 'The entry that was parted.'), ...problems('conflict') },
      },
    },
    async (request, reply) => tagged(reply, await related.partFrom(deps, request.params.id, { actor: request.actor, reason: request.body.reason })),
  )

  app.get(
    '/allies/:id/relations',
    {
      schema: {
        tags: ['directory'],
        operationId: 'listRelations',
        summary: 'How an ally belongs to others',
        description: 'Chapters, press and campaign accounts, successors, variants and editions of hashtags: relations between published allies.',
        params: schemas.EntryParams,
        response: {
          200: ok(schemas.RelationsSchema, 'The relations.'),
          301: moved(schemas.MovedSchema, 'It was merged; Location is the address of the relations of the ally that stands for it.'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const merged_into = await movedTo(deps, id)
      if (merged_into === null) return { items: await related.publicRelations(deps, id) }
      return reply.code(301).header('location', `/api/v1/allies/${merged_into}/relations`).send({ id, merged_into })
    },
  )

  app.get(
    '/desk/allies/:id/relations',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listRelationsForReview',
        summary: 'All relations of an entry',
        description: 'Those that ended too, with who said so and why; what was merged into the entry; and handles that its accounts had before.',
        params: schemas.EntryParams,
        response: { 200: ok(schemas.RelationDeskSchema, 'The relations.') },
      },
    },
    async (request) => related.deskRelations(deps, request.params.id),
  )

  app.post(
    '/allies/:id/relations',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'addRelation',
        summary: 'Say how an entry belongs to another',
        description:
          'Both stay entries of their own. A chapter, press account, campaign, successor or hashtag of a body of the home field is judged home until the relation ends.',
        params: schemas.EntryParams,
        body: schemas.NewRelationSchema,
        response: { 201: created(schemas.RelationReviewSchema, 'The relation; Location lists all of the entry.'), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      const { reason, ...relation } = request.body
      const made = await related.relateEntry(deps, request.params.id, relation, { actor: request.actor, reason })
      return reply.code(201).header('location', `/api/v1/desk/allies/${request.params.id}/relations`).send(made)
    },
  )

  app.post(
    '/allies/:id/relations/:relation_id/end',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'endRelation',
        summary: 'End a relation',
        description: 'It stays on the record; what followed from it is judged again.',
        params: schemas.RelationParams,
        body: schemas.BecauseSchema,
        response: { 200: ok(schemas.RelationReviewSchema, 'The relation as it ended.'), ...problems('conflict') },
      },
    },
    async (request) => {
      const { id, relation_id } = request.params
      return related.endRelationOf(deps, id, relation_id, { actor: request.actor, reason: request.body.reason })
    },
  )
}
