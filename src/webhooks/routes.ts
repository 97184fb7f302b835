import type { Routes } from '../http/app-types.js'
import { withLinks } from '../http/paging.js'
import { created, ok, problems } from '../http/schemas.js'
import * as schemas from './schemas.js'
import * as service from './service.js'

const tags = ['webhooks']
const ADMIN = { scope: 'admin' }
/** A secret that is shown once is not kept to be given again. */
const SHOWS_SECRET = { ...ADMIN, idempotency: { mode: 'claim' } } as const

/** Addresses that are told of changes (Standard Webhooks). */
export const webhookRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/webhooks',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'listWebhooks',
        summary: 'Webhooks',
        description: 'All of them, with what waits for each.',
        response: { 200: ok(schemas.WebhooksSchema, 'The webhooks.') },
      },
    },
    async () => ({ items: await service.listWebhooks(deps) }),
  )

  app.post(
    '/webhooks',
    {
      config: SHOWS_SECRET,
      schema: {
        tags,
        operationId: 'addWebhook',
        summary: 'Add a webhook',
        description:
          'From now on events are sent to the address, signed as Standard Webhooks has it (webhook-id, webhook-timestamp, webhook-signature). A body says which record it is about and where it is read, and no more. The answer shows the secret, once.',
        body: schemas.NewWebhookSchema,
        response: { 201: created(schemas.WebhookMadeSchema), ...problems('conflict') },
      },
    },
    async (request, reply) => {
      const made = await service.addWebhook(deps, request.actor, request.body)
      return reply.code(201).header('location', `/api/v1/webhooks/${made.id}`).send(made)
    },
  )

  app.get(
    '/webhooks/:id',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'getWebhook',
        summary: 'One webhook',
        description: 'Without its secret.',
        params: schemas.WebhookParams,
        response: { 200: ok(schemas.WebhookSchema, 'The webhook.') },
      },
    },
    (request) => service.getWebhook(deps, request.params.id),
  )

  app.delete(
    '/webhooks/:id',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'removeWebhook',
        summary: 'Remove a webhook',
        description: 'With all that waits for it.',
        params: schemas.WebhookParams,
        response: { 200: ok(schemas.WebhookSchema, 'As it was.') },
      },
    },
    (request) => service.removeWebhook(deps, request.actor, request.params.id),
  )

  app.put(
    '/webhooks/:id/switch',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'switchWebhook',
        summary: 'Switch a webhook on or off',
        description: 'Off, nothing is noted for it. On again, it hears of what happens from then on.',
        params: schemas.WebhookParams,
        body: schemas.SwitchSchema,
        response: { 200: ok(schemas.WebhookSchema, 'As it is now.') },
      },
    },
    (request) => service.switchWebhook(deps, request.actor, request.params.id, request.body.enabled),
  )

  app.post(
    '/webhooks/:id/rotation',
    {
      config: SHOWS_SECRET,
      schema: {
        tags,
        operationId: 'rotateWebhookSecret',
        summary: 'Give a webhook a new secret',
        description: 'For a day the one before signs beside it. The answer shows the new one, once.',
        params: schemas.WebhookParams,
        response: { 200: ok(schemas.WebhookMadeSchema, 'With its new secret.') },
      },
    },
    (request) => service.rotateSecret(deps, request.actor, request.params.id),
  )

  app.post(
    '/webhooks/:id/ping',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'pingWebhook',
        summary: 'Try a webhook',
        description: 'Sends an event of type webhook.ping within a second or two; its delivery tells what became of it.',
        params: schemas.WebhookParams,
        response: { 200: ok(schemas.DeliverySchema, 'The delivery, which waits.'), ...problems('conflict') },
      },
    },
    (request) => service.pingWebhook(deps, request.params.id),
  )

  app.get(
    '/webhooks/:id/deliveries',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'listDeliveries',
        summary: 'What was sent to a webhook',
        description: 'In the last month, and what waits; the last first.',
        params: schemas.WebhookParams,
        querystring: schemas.DeliveryQuery,
        response: { 200: ok(schemas.DeliveryPageSchema, 'A page of deliveries.'), ...problems('invalid_cursor') },
      },
    },
    async (request, reply) => {
      const { limit = 50, cursor } = request.query
      return withLinks(request, reply, await service.listDeliveries(deps, request.params.id, { limit, cursor }))
    },
  )

  app.post(
    '/webhooks/:id/deliveries/:delivery/redelivery',
    {
      config: ADMIN,
      schema: {
        tags,
        operationId: 'redeliver',
        summary: 'Send an event again',
        description: 'Whatever became of it, under the same webhook-id.',
        params: schemas.DeliveryParams,
        response: { 200: ok(schemas.DeliverySchema, 'The delivery, which waits.'), ...problems('conflict') },
      },
    },
    (request) => service.redeliver(deps, request.actor, request.params.id, request.params.delivery),
  )
}
