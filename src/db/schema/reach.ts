import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext } from './columns.js'

/** Estimates made for a list are kept, so that its history can be shown. */
export const reachEstimate = pgTable(
  'reach_estimate',
  {
    id: ctext('id').primaryKey(),
    scope: text('scope').notNull(),
    scope_id: ctext('scope_id').notNull(),
    result: jsonb('result').$type<unknown>().notNull(),
    created_at: createdAt(),
  },
  (t) => [index('reach_estimate_scope').on(t.scope, t.scope_id, t.created_at)],
)
