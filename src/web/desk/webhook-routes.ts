import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Routes } from '../../http/app-types.js'
import { DeliveryParams, NewWebhookSchema, WebhookParams } from '../../webhooks/schemas.js'
import * as service from '../../webhooks/service.js'
import { type FormBody, faultsIn, given, optional, text, texts } from '../form.js'
import { type Refusal, refusalOf, refuseForm } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { type WebhooksPage, webhooksPage } from './webhooks.js'

const ADMIN = { cache: 'none', desk: 'admin' } as const
const NOTHING: WebhooksPage['values'] = { url: '', description: '', types: [] }
const LAST = 10

/** Addresses that are told of changes. */
export const deskWebhookPages: Routes = async (app, { deps }) => {
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { values = NOTHING, refused, secret = null }: { values?: WebhooksPage['values']; refused?: Refusal; secret?: WebhooksPage['secret'] } = {},
  ) => {
    const webhooks = await service.listWebhooks(deps)
    const items = await Promise.all(
      webhooks.map(async (webhook) => ({ webhook, deliveries: (await service.listDeliveries(deps, webhook.id, { limit: LAST })).items })),
    )
    const page = { site: siteOf(deps), holder: holderOf(request), items, values, secret, done: query(request, 'done'), refused }
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(webhooksPage(page))
  }

  app.get('/desk/webhooks', { config: ADMIN }, (request, reply) => show(request, reply))

  app.post('/desk/webhooks', { config: ADMIN }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const values = { url: text(body, 'url'), description: text(body, 'description'), types: texts(body, 'types') }
    try {
      const input = given({ url: values.url.trim(), description: optional(body, 'description'), types: values.types.length > 0 ? values.types : undefined })
      const faults = faultsIn(NewWebhookSchema, input)
      if (faults.length > 0) throw refuseForm(faults)
      const { url, secret } = await service.addWebhook(deps, request.actor, input as { url: string })
      return await show(request, reply, { secret: { url, secret } })
    } catch (error) {
      return show(request, reply, { values, refused: refusalOf(error) })
    }
  })

  const button = (path: string, act: (request: FastifyRequest, id: string) => Promise<unknown>, done: string) =>
    app.post(`/desk/webhooks/:id/${path}`, { config: ADMIN, schema: { params: WebhookParams } }, async (request, reply) => {
      try {
        await act(request, request.params.id)
        return await reply.redirect(`/desk/webhooks?done=${done}`, 303)
      } catch (error) {
        return show(request, reply, { refused: refusalOf(error) })
      }
    })

  button('ping', (_request, id) => service.pingWebhook(deps, id), 'ping')
  button('on', (request, id) => service.switchWebhook(deps, request.actor, id, true), 'webhook-on')
  button('off', (request, id) => service.switchWebhook(deps, request.actor, id, false), 'webhook-off')
  button('remove', (request, id) => service.removeWebhook(deps, request.actor, id), 'webhook-removed')

  app.post('/desk/webhooks/:id/rotate', { config: ADMIN, schema: { params: WebhookParams } }, async (request, reply) => {
    try {
      const { url, secret } = await service.rotateSecret(deps, request.actor, request.params.id)
      return await show(request, reply, { secret: { url, secret } })
    } catch (error) {
      return show(request, reply, { refused: refusalOf(error) })
    }
  })

  app.post('/desk/webhooks/:id/again/:delivery', { config: ADMIN, schema: { params: DeliveryParams } }, async (request, reply) => {
    try {
      await service.redeliver(deps, request.actor, request.params.id, request.params.delivery)
      return await reply.redirect('/desk/webhooks?done=ping', 303)
    } catch (error) {
      return show(request, reply, { refused: refusalOf(error) })
    }
  })
}
