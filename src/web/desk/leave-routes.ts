import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Routes } from '../../http/app-types.js'
import { AppError } from '../../kernel/errors.js'
import { LeaveAnswerSchema, QueuedLeaveParams } from '../../privacy/schemas.js'
import { answerLeaving, listLeaving } from '../../privacy/service.js'
import { type FormBody, faultsIn, text } from '../form.js'
import { type Refusal, refusalOf } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { leaveQueuePage } from './leave.js'

const MANAGE = { cache: 'none', desk: 'privacy:manage' } as const

/** Requests to be left out that wait for an organiser's word. */
export const deskLeavePages: Routes = async (app, { deps }) => {
  const show = async (request: FastifyRequest, reply: FastifyReply, refused?: Refusal & { id: string; reason: string }) => {
    const [open, answered] = await Promise.all([listLeaving(deps, 'open'), listLeaving(deps, 'answered', 20)])
    const page = { site: siteOf(deps), holder: holderOf(request), open, answered, done: query(request, 'done'), refused }
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(leaveQueuePage(page))
  }

  app.get('/desk/leave', { config: MANAGE }, (request, reply) => show(request, reply))

  app.post('/desk/leave/:id', { config: MANAGE, schema: { params: QueuedLeaveParams } }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const said = { answer: text(body, 'answer'), reason: text(body, 'reason') }
    try {
      if (faultsIn(LeaveAnswerSchema, said).length > 0)
        throw new AppError('validation_failed', 'Please write a sentence: the asker reads it, and it is kept on the record.')
      await answerLeaving(deps, request.actor, request.params.id, { answer: said.answer === 'honour' ? 'honour' : 'refuse', reason: said.reason })
      return reply.redirect(`/desk/leave?done=${said.answer === 'honour' ? 'leave' : 'stay'}`, 303)
    } catch (error) {
      return show(request, reply, { ...refusalOf(error), id: request.params.id, reason: said.reason })
    }
  })
}
