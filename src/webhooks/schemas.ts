import Type from 'typebox'
import { Closed, component, Id, Instant, Nullable, OneOf, PageOf, pagingQuery, Text, Url } from '../http/schemas.js'
import { EVENT_TYPES } from './events.js'

const Count = () => Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647 })

export const NewWebhookSchema = component(
  'NewWebhook',
  Closed({
    url: Url({
      description: 'Reached by https on its usual port, on the open internet. Redirects are not followed.',
      examples: ['https://example.org/hooks/allies'],
    }),
    description: Type.Optional(Text(200)),
    types: Type.Optional(
      Type.Array(OneOf([...EVENT_TYPES]), { minItems: 1, maxItems: 50, uniqueItems: true, description: 'What it is told of; everything, if it is left out.' }),
    ),
  }),
)

const facts = {
  id: Id('whk'),
  url: Url(),
  description: Nullable(Text(200)),
  types: Type.Array(Type.String({ maxLength: 60, pattern: '^[a-z_.]+$' }), { maxItems: 50 }),
  enabled: Type.Boolean({ description: 'It is switched off after ten tries without success, or an answer of 410.' }),
  disabled_because: Nullable(Text(500)),
  waiting: Count(),
  failed: Count(),
  last_delivered_at: Nullable(Instant()),
  created_at: Instant(),
}

export const WebhookSchema = component('Webhook', Type.Object(facts))

export const WebhookMadeSchema = component(
  'WebhookMade',
  Type.Object({
    ...facts,
    secret: Type.String({
      maxLength: 60,
      pattern: '^whsec_[A-Za-z0-9+/=]+$',
      description: 'Shown once. Receivers check signatures with it (Standard Webhooks).',
    }),
  }),
)

export const WebhooksSchema = component('Webhooks', Type.Object({ items: Type.Array(WebhookSchema, { maxItems: 20 }) }))

export const DeliverySchema = component(
  'WebhookDelivery',
  Type.Object({
    id: Id('dlv'),
    event_id: Id('evt', { description: 'webhook-id of the request: the same when it is sent again.' }),
    type: Type.String({ maxLength: 60, pattern: '^[a-z_.]+$' }),
    state: OneOf(['waiting', 'delivered', 'failed']),
    attempts: Count(),
    next_at: Nullable(Instant({ description: 'When it is sent next.' })),
    last_status: Nullable(Type.Integer({ format: 'int32', minimum: 0, maximum: 999 })),
    last_error: Nullable(Text(500)),
    delivered_at: Nullable(Instant()),
    created_at: Instant(),
  }),
)

export const DeliveryPageSchema = PageOf('WebhookDeliveryPage', DeliverySchema)
export const WebhookParams = Type.Object({ id: Id('whk') })
export const DeliveryParams = Type.Object({ id: Id('whk'), delivery: Id('dlv') })
export const DeliveryQuery = Closed(pagingQuery)
export const SwitchSchema = component('WebhookSwitch', Closed({ enabled: Type.Boolean() }))

export const webhookComponents = [NewWebhookSchema, WebhookSchema, WebhookMadeSchema, WebhooksSchema, DeliverySchema, DeliveryPageSchema, SwitchSchema]
