import { bigint, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

/** An address of somebody's own that wants to hear of changes (Standard Webhooks). */
export const webhook = pgTable('webhook', {
  id: ctext('id').primaryKey(),
  url: text('url').notNull(),
  description: text('description'),
  types: text('types').array().notNull(),
  /** It is told of events with a higher number: of those after it was added or switched on. */
  since_seq: bigint('since_seq', { mode: 'number' }).notNull(),
  /** Sealed (kernel/seal.ts). */
  secret: text('secret').notNull(),
  /** The one before, which signs beside it until then. */
  old_secret: text('old_secret'),
  old_until: instant('old_until'),
  disabled_at: instant('disabled_at'),
  disabled_because: text('disabled_because'),
  created_at: createdAt(),
})

export type DeliveryState = 'waiting' | 'delivered' | 'failed'

/** One event for one webhook: sent until it is taken, at least once. */
export const webhookDelivery = pgTable(
  'webhook_delivery',
  {
    id: ctext('id').primaryKey(),
    webhook_id: ctext('webhook_id')
      .notNull()
      .references(() => webhook.id, { onDelete: 'cascade' }),
    /** Told to the receiver, who knows a repetition by it. */
    event_id: ctext('event_id').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    type: text('type').notNull(),
    /** The very bytes that are signed and sent. */
    body: text('body').notNull(),
    state: text('state').$type<DeliveryState>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** When it is sent next; while it is being sent, when it counts as lost. */
    next_at: instant('next_at'),
    last_status: integer('last_status'),
    last_error: text('last_error'),
    delivered_at: instant('delivered_at'),
    created_at: createdAt(),
  },
  (t) => [
    unique('webhook_delivery_once').on(t.webhook_id, t.event_id),
    index('webhook_delivery_due').on(t.state, t.next_at),
    index('webhook_delivery_of').on(t.webhook_id, t.seq),
  ],
)
