import type { Routes } from '../http/app-types.js'
import { requireMatch } from '../http/conditional.js'
import { withLinks } from '../http/paging.js'
import { created, IfMatchHeaders, item, ok, problems } from '../http/schemas.js'
import { dated, tagged } from '../http/tagged.js'
import { replaceList } from './replace.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const CURATE = { scope: 'directory:curate' }
const APPLY = { scope: 'lists:apply' }
const tags = ['lists']
/** X is asked whether the list is lost. */
const READS_X_MS = 60_000

export const listRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/lists',
    {
      config: { kept: true },
      schema: {
        tags,
        operationId: 'listLists',
        summary: 'Curated lists',
        description: 'All public lists.',
        querystring: schemas.ListQuery,
        response: { 200: ok(schemas.ListPageSchema, 'A page of lists.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.listLists(deps, 'public', { limit, cursor }))
    },
  )

  app.get(
    '/lists/:id',
    {
      config: { kept: true },
      schema: {
        tags,
        operationId: 'getList',
        summary: 'One list',
        description: 'A public list.',
        params: schemas.ListParams,
        response: { 200: item(schemas.ListSchema, 'The list.') },
      },
    },
    async (request, reply) => {
      const { list, changed_at } = await service.getListDated(deps, request.params.id)
      return dated(reply, changed_at, list)
    },
  )

  app.get(
    '/lists/:id/members',
    {
      schema: {
        tags,
        operationId: 'listMembers',
        summary: 'Members of a list',
        description: 'The allies that belong, each with whether X has been seen to show it.',
        params: schemas.ListParams,
        querystring: schemas.ListQuery,
        response: { 200: ok(schemas.MemberPageSchema, 'A page of members.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.listMembers(deps, request.params.id, { limit, cursor }))
    },
  )

  app.get(
    '/desk/lists',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'listDeskLists',
        summary: 'All lists, for organisers',
        description: 'Private ones too.',
        querystring: schemas.ListQuery,
        response: { 200: ok(schemas.DeskListPageSchema, 'A page of lists.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.listLists(deps, 'organiser', { limit, cursor }))
    },
  )

  app.get(
    '/desk/lists/:id',
    {
      config: { ...CURATE, detail: true },
      schema: {
        tags,
        operationId: 'getDeskList',
        summary: 'One list, for organisers',
        description: 'With pins, exclusions and everyone left out, each with the reason.',
        params: schemas.ListParams,
        response: { 200: ok(schemas.DeskListSchema, 'The list.') },
      },
    },
    async (request, reply) => tagged(reply, await service.getDeskList(deps, request.params.id)),
  )

  app.post(
    '/lists',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'createList',
        summary: 'Define a list',
        description: 'By a rule; it starts private. Nothing is sent to X before a plan is applied.',
        body: schemas.NewListSchema,
        response: { 201: created(schemas.DeskListSchema) },
      },
    },
    async (request, reply) => {
      const list = await service.createList(deps, request.actor, request.body)
      return reply.code(201).header('location', `/api/v1/desk/lists/${list.id}`).send(tagged(reply, list))
    },
  )

  app.patch(
    '/lists/:id',
    {
      config: CURATE,
      schema: {
        tags,
        operationId: 'editList',
        summary: 'Change a list',
        description: 'Name, description, privacy or rule. X follows with the next plan.',
        params: schemas.ListParams,
        headers: IfMatchHeaders,
        body: schemas.ListEditSchema,
        response: { 200: ok(schemas.DeskListSchema, 'The list as it is now.') },
      },
    },
    async (request, reply) => tagged(reply, await service.editList(deps, request.actor, request.params.id, requireMatch(request), request.body)),
  )

  for (const [path, kind, word] of [
    ['pins', 'pin', 'Pin'],
    ['exclusions', 'exclusion', 'Exclude'],
  ] as const) {
    app.put(
      `/lists/:id/${path}/:ally`,
      {
        config: CURATE,
        schema: {
          tags,
          operationId: `${kind === 'pin' ? 'pin' : 'exclude'}Ally`,
          summary: `${word} an ally`,
          description: kind === 'pin' ? 'Beside the rule. A pin never lets in what is not approved and outside the home field.' : 'Whatever the rule says.',
          params: schemas.ListAllyParams,
          body: schemas.ExceptionInputSchema,
          response: { 200: ok(schemas.DeskListSchema, 'The list as it is now.') },
        },
      },
      async (request, reply) =>
        tagged(reply, await service.setException(deps, request.actor, request.params.id, request.params.ally, kind, request.body.reason)),
    )
    app.delete(
      `/lists/:id/${path}/:ally`,
      {
        config: CURATE,
        schema: {
          tags,
          operationId: `${kind === 'pin' ? 'unpin' : 'unexclude'}Ally`,
          summary: kind === 'pin' ? 'Take a pin back' : 'Take an exclusion back',
          description: 'The rule decides again.',
          params: schemas.ListAllyParams,
          response: { 200: ok(schemas.DeskListSchema, 'The list as it is now.') },
        },
      },
      async (request, reply) =>
        tagged(reply, await service.setException(deps, request.actor, request.params.id, request.params.ally, null, `${kind} taken back`)),
    )
  }

  app.post(
    '/lists/:id/replacement',
    {
      config: { ...APPLY, idempotency: { mode: 'claim' } },
      handlerTimeout: READS_X_MS,
      schema: {
        tags,
        operationId: 'replaceList',
        summary: 'Plan a new list for one that is lost',
        description:
          'For a list that was deleted on X or belongs to another account there: lets go of it and makes the plan for a new one in its place. Nothing is sent before that plan is applied; until then connecting the old one again takes this back.',
        params: schemas.ListParams,
        body: schemas.ReplacementSchema,
        response: { 201: created(schemas.PlanSchema), ...problems('conflict', 'platform_off', 'platform_failed') },
      },
    },
    async (request, reply) => {
      const plan = await replaceList(deps, request.actor, request.params.id, request.body)
      return reply.code(201).header('location', `/api/v1/plans/${plan.id}`).send(plan)
    },
  )

  app.put(
    '/lists/:id/connection',
    {
      config: APPLY,
      schema: {
        tags,
        operationId: 'connectList',
        summary: 'Connect with a list on X',
        description:
          'With one that exists already, by its id; null disconnects. What others added to it stays theirs; connecting the same list again keeps whom we added ours.',
        params: schemas.ListParams,
        headers: IfMatchHeaders,
        body: schemas.ConnectSchema,
        response: { 200: ok(schemas.DeskListSchema, 'The list as it is now.'), ...problems('conflict') },
      },
    },
    async (request, reply) => tagged(reply, await service.connectList(deps, request.actor, request.params.id, requireMatch(request), request.body.x_list_id)),
  )
}
