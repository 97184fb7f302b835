import type { FastifyReply, FastifyRequest } from 'fastify'
import { negotiate } from '../http/accept.js'
import type { Routes } from '../http/app-types.js'
import { accepted, alsoAs, created, ok, problems, textual } from '../http/schemas.js'
import { cancelPlan, rollbackPlan, startPlan } from './apply.js'
import { planMarkdown, planText } from './plan-text.js'
import { getPlan, type PlanView, planList } from './plans.js'
import * as schemas from './schemas.js'

const CURATE = { scope: 'directory:curate' }
const APPLY = { scope: 'lists:apply' }
const tags = ['plans']
/** Reading a long list on X takes a call for every hundred members. */
const READS_X_MS = 60_000
/** X is read inside, and what that costs is noted at once. A plan begun again is another plan of the same; an apply begun again is refused. */
const CLAIM = { mode: 'claim' } as const

const JSON_TYPE = 'application/json'
const TEXT = 'text/plain'
const MARKDOWN = 'text/markdown'
const PRODUCES = [JSON_TYPE, TEXT, MARKDOWN]
const ALSO = { [TEXT]: 'For people: counts, operations, times, cost, verdict, who is left out.', [MARKDOWN]: 'The same as Markdown.' }

function sendAs(reply: FastifyReply, type: string | null, plan: PlanView) {
  if (type === MARKDOWN) return reply.type(`${MARKDOWN}; charset=utf-8`).send(planMarkdown(plan))
  if (type === TEXT) return reply.type(`${TEXT}; charset=utf-8`).send(planText(plan))
  return reply.send(plan)
}

export const planRoutes: Routes = async (app, { deps }) => {
  app.post(
    '/lists/:id/plans',
    {
      config: { ...CURATE, idempotency: CLAIM },
      handlerTimeout: READS_X_MS,
      schema: {
        tags,
        operationId: 'planList',
        summary: 'Make a plan',
        description: 'Reads the list on X and says what applying would do, cost and risk. Nothing is changed.',
        params: schemas.ListParams,
        response: { 201: created(schemas.PlanSchema), ...problems('conflict', 'gone', 'platform_off', 'platform_failed') },
      },
    },
    async (request, reply) => {
      const plan = await planList(deps, request.actor, request.params.id)
      return reply.code(201).header('location', `/api/v1/plans/${plan.id}`).send(plan)
    },
  )

  app.get(
    '/plans/:id',
    {
      config: { ...CURATE, produces: PRODUCES },
      schema: {
        tags,
        operationId: 'getPlan',
        summary: 'Read a plan',
        description: 'Always possible, also when it is unsafe; while it is applied it shows the outcome of each member. As JSON, plain text or Markdown.',
        params: schemas.PlanParams,
        response: { 200: alsoAs(ok(schemas.PlanSchema, 'The plan.'), ALSO) },
      },
    },
    async (request, reply) => {
      const plan = await getPlan(deps, request.params.id)
      reply.header('vary', 'Accept')
      return sendAs(reply, negotiate(request.headers.accept, PRODUCES), plan)
    },
  )

  for (const [suffix, type, word] of [
    ['txt', TEXT, 'plain text'],
    ['md', MARKDOWN, 'Markdown'],
  ] as const) {
    app.get(
      `/plans/:id.${suffix}`,
      {
        config: { ...CURATE, produces: [type] },
        schema: {
          tags,
          operationId: suffix === 'md' ? 'getPlanMarkdown' : 'getPlanText',
          summary: `Read a plan as ${word}`,
          description: 'Counts, operations, times, cost, verdict, who is left out and why.',
          params: schemas.PlanParams,
          response: { 200: textual(type, ALSO[type]) },
        },
      },
      async (request: FastifyRequest, reply: FastifyReply) => sendAs(reply, type, await getPlan(deps, (request.params as { id: string }).id)),
    )
  }

  app.post(
    '/plans/:id/apply',
    {
      config: { ...APPLY, idempotency: { ...CLAIM, required: true } },
      handlerTimeout: READS_X_MS,
      schema: {
        tags,
        operationId: 'applyPlan',
        summary: 'Apply a plan',
        description:
          'Exactly the plan of this checksum, if nothing changed since and it is safe. Runs in the background; follow Location. A stopped plan is resumed by the same call with a new Idempotency-Key. With validate_only it is only said whether it would begin.',
        params: schemas.PlanParams,
        querystring: schemas.ApplyQuery,
        body: schemas.ApplySchema,
        response: {
          200: ok(schemas.PlanSchema, 'With validate_only: it would begin.'),
          202: accepted(schemas.PlanSchema),
          ...problems('conflict', 'plan_stale', 'plan_unsafe', 'gone', 'platform_off', 'platform_failed'),
        },
      },
    },
    async (request, reply) => {
      const { validate_only = false } = request.query
      await startPlan(deps, request.actor, request.params.id, { ...request.body, validate_only })
      if (validate_only) return getPlan(deps, request.params.id)
      return taken(reply, await getPlan(deps, request.params.id))
    },
  )

  app.post(
    '/plans/:id/cancel',
    {
      config: APPLY,
      schema: {
        tags,
        operationId: 'cancelPlan',
        summary: 'Cancel a plan',
        description:
          'One that is ready or stopped ends at once. One that is being carried out stops before its next call, reads back what it has sent and says so; follow Location.',
        params: schemas.PlanParams,
        body: schemas.PlanReasonSchema,
        response: { 202: accepted(schemas.PlanSchema), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      await cancelPlan(deps, request.actor, request.params.id, request.body.reason)
      return taken(reply, await getPlan(deps, request.params.id))
    },
  )

  app.post(
    '/plans/:id/rollback',
    {
      config: { ...APPLY, idempotency: CLAIM },
      handlerTimeout: READS_X_MS,
      schema: {
        tags,
        operationId: 'rollbackPlan',
        summary: 'Plan to take a plan back',
        description:
          'Makes a new plan that undoes what this one achieved and X still shows. Nothing is sent before that plan is applied. Who withdrew is not added again, and the next ordinary plan does the same again unless rule or approvals change. Name, description and privacy of the list stay as they are (`not_taken_back`).',
        params: schemas.PlanParams,
        body: schemas.PlanReasonSchema,
        response: { 201: created(schemas.PlanSchema), ...problems('conflict', 'gone', 'platform_off', 'platform_failed') },
      },
    },
    async (request, reply) => {
      const plan = await getPlan(deps, await rollbackPlan(deps, request.actor, request.params.id, request.body.reason))
      return reply.code(201).header('location', `/api/v1/plans/${plan.id}`).send(plan)
    },
  )
}

const taken = (reply: FastifyReply, plan: PlanView) =>
  reply
    .code(202)
    .headers({ location: `/api/v1/plans/${plan.id}`, 'retry-after': '2' })
    .send(plan)
