import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Role } from '../../directory/freshness/risk.js'
import { AssuranceSchema } from '../../directory/freshness/schemas.js'
import { assureAlly, countStale, listStale } from '../../directory/freshness/service.js'
import type { Routes } from '../../http/app-types.js'
import { Id } from '../../http/schemas.js'
import { AppError } from '../../kernel/errors.js'
import { type FormBody, faultsIn, optional, text } from '../form.js'
import { refusalOf } from '../refusal.js'
import { HTML, link, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { freshnessPage } from './freshness.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const PAGE_SIZE = 25

export const deskFreshnessPages: Routes = async (app, { deps }) => {
  const show = async (request: FastifyRequest, reply: FastifyReply, refused?: { message: string; status: number }) => {
    const cursor = query(request, 'cursor')
    const [waiting, found] = await Promise.all([countStale(deps), listStale(deps, { limit: PAGE_SIZE, cursor })])
    const body = freshnessPage({
      site: siteOf(deps),
      holder: holderOf(request),
      waiting,
      items: found.items,
      next: found.next_cursor === null ? null : link('/desk/freshness', { cursor: found.next_cursor }),
      first: cursor === undefined ? null : '/desk/freshness',
      done: query(request, 'done'),
      refused: refused?.message,
    })
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(body)
  }

  app.get('/desk/freshness', { config: CURATE }, (request, reply) => show(request, reply))

  app.post('/desk/freshness/:id', { config: CURATE, schema: { params: Type.Object({ id: Id('aly') }) } }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    try {
      const said = { role: text(body, 'role'), reason: optional(body, 'reason') ?? null }
      if (faultsIn(AssuranceSchema, { ...said, reason: said.reason ?? 'none' }).length > 0)
        throw new AppError('validation_failed', 'Choose in which role you say so.')
      await assureAlly(deps, request.actor, request.params.id, text(body, 'etag'), { role: said.role as Role, reason: said.reason })
      return reply.redirect(link('/desk/freshness', { done: 'assure' }), 303)
    } catch (error) {
      return show(request, reply, refusalOf(error))
    }
  })
}
