import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { cancelPlan, rollbackPlan } from '../../lists/apply.js'
import { planMarkdown } from '../../lists/plan-text.js'
import { PlanReasonSchema } from '../../lists/schemas.js'
import { getPlan } from '../../lists/service.js'
import { type FormBody, faultsIn, text } from '../form.js'
import { refusalOf, refuseForm } from '../refusal.js'
import { HTML, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { planPage } from './plan.js'
import { type Ending, type PlanEndingPage, planEndingPage } from './plan-ending.js'
import { writingOf } from './show-list.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const APPLY = { cache: 'none', desk: 'lists:apply' } as const
const params = Type.Object({ id: Id('pln') })
/** The plan that takes one back reads the list on X, page by page. */
const READING_X_MS = 60_000

/** Cancelling a plan and taking one back, each with a reason; and the plan as a file. */
export const deskPlanPages: Routes = async (app, { deps }) => {
  const site = siteOf(deps)

  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    what: Ending,
    refused?: NonNullable<PlanEndingPage['refused']> & { status: number },
  ) =>
    reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(planEndingPage({ site, holder: holderOf(request), plan: await getPlan(deps, id), what, refused }))

  const act: Record<Ending, (actor: string, id: string, reason: string) => Promise<unknown>> = {
    cancel: (actor, id, reason) => cancelPlan(deps, actor, id, reason),
    rollback: (actor, id, reason) => rollbackPlan(deps, actor, id, reason),
  }

  for (const what of ['cancel', 'rollback'] as const) {
    app.get(`/desk/plans/:id/${what}`, { config: APPLY, schema: { params } }, (request, reply) => show(request, reply, request.params.id, what))

    app.post(`/desk/plans/:id/${what}`, { config: APPLY, handlerTimeout: READING_X_MS, schema: { params } }, async (request, reply) => {
      const { id } = request.params
      const reason = text((request.body ?? {}) as FormBody, 'reason')
      const { list_id } = await getPlan(deps, id)
      try {
        const faults = faultsIn(PlanReasonSchema, { reason })
        if (faults.length > 0) throw refuseForm(faults)
        await act[what](request.actor, id, reason)
        return reply.redirect(`/desk/lists/${list_id}?done=${what}`, 303)
      } catch (error) {
        return show(request, reply, id, what, { ...refusalOf(error), reason })
      }
    })
  }

  app.get('/desk/plans/:id', { config: CURATE, schema: { params } }, async (request, reply) =>
    reply
      .type(HTML)
      .send(planPage({ site, holder: holderOf(request), plan: await getPlan(deps, request.params.id), writing: await writingOf(deps), now: deps.clock.now() })),
  )

  app.get('/desk/plans/:id/plan.md', { config: CURATE, schema: { params } }, async (request, reply) => {
    const { id } = request.params
    return reply
      .type('text/markdown; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}.md"`)
      .send(planMarkdown(await getPlan(deps, id)))
  })
}
