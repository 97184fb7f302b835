import type { Routes } from '../../http/app-types.js'
import { withLinks } from '../../http/paging.js'
import { created, ok, problems } from '../../http/schemas.js'
import { decideMember, undoDecision } from './decisions.js'
import { decideFields } from './field-decisions.js'
import * as schemas from './schemas.js'
import { checkList } from './service.js'
import { driftOf, listChecks } from './standing.js'

const CURATE = { scope: 'directory:curate' }
const tags = ['lists']
/** Reading a long list on X takes a call for every hundred members. */
const READS_X_MS = 60_000
/** X is read inside and paid for: the same request again must not pay twice. */
const CLAIM = { mode: 'claim' } as const

export const driftRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/lists/:id/drift',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'getListDrift',
        summary: 'How a list stands against X',
        description: 'By the looks so far and what was decided since. X is not asked.',
        params: schemas.ListParams,
        response: { 200: ok(schemas.DriftSchema, 'The differences, what can be done about each, and what the next look costs.') },
      },
    },
    async (request) => driftOf(deps, request.params.id),
  )

  app.get(
    '/lists/:id/checks',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listChecks',
        summary: 'Looks at a list on X',
        description: 'Newest first; the last two hundred are kept.',
        params: schemas.ListParams,
        querystring: schemas.ChecksQuery,
        response: { 200: ok(schemas.CheckPageSchema, 'A page of looks.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await listChecks(deps, request.params.id, { limit, cursor }))
    },
  )

  app.post(
    '/lists/:id/checks',
    {
      config: { ...CURATE, idempotency: CLAIM },
      handlerTimeout: READS_X_MS,
      schema: {
        tags,
        operationId: 'checkList',
        summary: 'Look at a list on X',
        description:
          'At its count, which costs one call; at every member only if the count differs from what is expected, a second reading is due, the last whole one is a week old, or `full` asks for it. Nothing is changed on X.',
        params: schemas.ListParams,
        querystring: schemas.CheckQuery,
        response: { 201: created(schemas.CheckSchema), ...problems('conflict', 'platform_off', 'platform_failed') },
      },
    },
    async (request, reply) => {
      const check = await checkList(deps, request.params.id, { full: request.query.full })
      return reply.code(201).header('location', `/api/v1/lists/${request.params.id}/drift`).send(check)
    },
  )

  app.put(
    '/lists/:id/decisions/:x_user_id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'decideListMember',
        summary: "Decide on a member of others'",
        description:
          '`adopt`: ours to answer for from now on, as an entry of the directory and pinned. `ignore`: theirs for good, or let gone. `readd`: wished again after it left. Nothing is sent to X; the next plan follows.',
        params: schemas.MemberParams,
        body: schemas.MemberDecisionInputSchema,
        response: { 200: ok(schemas.MemberDecisionSchema, 'The decision, and what it comes to.'), ...problems('conflict') },
      },
    },
    async (request) => decideMember(deps, request.actor, request.params.id, request.params.x_user_id, request.body),
  )

  app.delete(
    '/lists/:id/decisions/:x_user_id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'undoListMemberDecision',
        summary: 'Take a decision on a member back',
        description: 'The member is what it was before. An entry that was drafted for it stays in the queue.',
        params: schemas.MemberParams,
        response: { 200: ok(schemas.DriftSchema, 'How the list stands now.'), ...problems('conflict') },
      },
    },
    async (request) => {
      await undoDecision(deps, request.actor, request.params.id, request.params.x_user_id, 'Taken back.')
      return driftOf(deps, request.params.id)
    },
  )

  app.put(
    '/lists/:id/fields',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'decideListFields',
        summary: 'Keep or revert what was changed on X',
        description: 'Of the name, description and privacy of the list. Nothing is sent to X; the next plan follows.',
        params: schemas.ListParams,
        body: schemas.FieldsDecisionSchema,
        response: { 200: ok(schemas.DriftSchema, 'How the list stands now.'), ...problems('conflict') },
      },
    },
    async (request) => decideFields(deps, request.actor, request.params.id, request.body.take, request.body.reason),
  )
}
