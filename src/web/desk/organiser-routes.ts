import type { FastifyReply, FastifyRequest } from 'fastify'
import { NewOrganiserSchema, OrganiserParams } from '../../access/organisers/schemas.js'
import { listOrganisers, type NewOrganiser, putOrganiser, removeOrganiser } from '../../access/organisers/service.js'
import { deskCallbackUrl, offersX } from '../../access/organisers/sign-in.js'
import type { Routes } from '../../http/app-types.js'
import { type FormBody, faultsIn, given, optional, text, texts } from '../form.js'
import { type Refusal, refusalOf, refuseForm } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { type OrganisersPage, organisersPage } from './organisers.js'

const ADMIN = { cache: 'none', desk: 'admin' } as const
const NOTHING: OrganisersPage['values'] = { handle: '', x_user_id: '', scopes: ['directory:curate', 'lists:apply'] }
/** X may be asked for the number of an account. */
const ASKS_X_MS = 60_000

/** Who may sign in with X. */
export const deskOrganiserPages: Routes = async (app, { deps }) => {
  const show = async (request: FastifyRequest, reply: FastifyReply, values = NOTHING, refused?: Refusal) => {
    const page = {
      site: siteOf(deps),
      holder: holderOf(request),
      items: await listOrganisers(deps),
      values,
      withX: offersX(deps),
      callback: deskCallbackUrl(deps),
      done: query(request, 'done'),
      refused,
    }
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(organisersPage(page))
  }

  app.get('/desk/organisers', { config: ADMIN }, (request, reply) => show(request, reply))

  app.post('/desk/organisers', { config: ADMIN, handlerTimeout: ASKS_X_MS }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const values = { handle: text(body, 'handle'), x_user_id: text(body, 'x_user_id'), scopes: texts(body, 'scopes') }
    try {
      const input = given({ handle: values.handle, x_user_id: optional(body, 'x_user_id'), scopes: values.scopes })
      const faults = faultsIn(NewOrganiserSchema, input)
      if (faults.length > 0) throw refuseForm(faults)
      await putOrganiser(deps, request.actor, input as NewOrganiser)
      return await reply.redirect('/desk/organisers?done=organiser', 303)
    } catch (error) {
      return show(request, reply, values, refusalOf(error))
    }
  })

  app.post('/desk/organisers/:id/remove', { config: ADMIN, schema: { params: OrganiserParams } }, async (request, reply) => {
    try {
      await removeOrganiser(deps, request.actor, request.params.id)
      return await reply.redirect('/desk/organisers?done=organiser-removed', 303)
    } catch (error) {
      return show(request, reply, NOTHING, refusalOf(error))
    }
  })
}
