import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

/** The answer that a POST with an Idempotency-Key was given, kept to be given again (API.md §6). Written in the transaction of the effect. */
export const idempotencyKey = pgTable(
  'idempotency_key',
  {
    /** Who asked: an actor, or the keyed hash of an address. */
    caller: ctext('caller').notNull(),
    /** Keyed hash of the key, which callers choose and may make as telling as they like. */
    key_hash: ctext('key_hash').notNull(),
    route: text('route').notNull(),
    /** Keyed hash of path, query and body. */
    request_hash: ctext('request_hash').notNull(),
    /** Null while it is under way. */
    status: integer('status'),
    /** The answer, readable only with the key (http/sealed-answer.ts). */
    body: text('body'),
    /** Until when whoever works on it is believed to be alive; only of work that is not one transaction. */
    locked_until: instant('locked_until'),
    created_at: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.caller, t.key_hash] }), index('idempotency_key_age').on(t.created_at)],
)
