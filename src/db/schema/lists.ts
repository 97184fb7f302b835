import { bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant, reason } from './columns.js'
import { ally } from './directory.js'

/** Which approved allies belong. Within a member the values are alternatives; the members narrow one another. */
export interface ListRule {
  sections?: string[]
  tags?: string[]
  body_kinds?: string[]
  chats?: string[]
  min_support?: number
}

export const list = pgTable('list', {
  id: ctext('id').primaryKey(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  /** The list on X is private; new lists start so. */
  private: boolean('private').notNull(),
  rule: jsonb('rule').$type<ListRule>().notNull(),
  x_list_id: ctext('x_list_id').unique(),
  x_owner_id: ctext('x_owner_id'),
  /** When a complete read last agreed with what we desired. */
  verified_at: instant('verified_at'),
  version: integer('version').notNull().default(1),
  created_at: createdAt(),
  updated_at: instant('updated_at').notNull(),
})

/** Pins and exclusions: the organiser's word beside the rule. */
export const listException = pgTable(
  'list_exception',
  {
    list_id: ctext('list_id')
      .notNull()
      .references(() => list.id),
    ally_id: ctext('ally_id')
      .notNull()
      .references(() => ally.id),
    kind: text('kind').$type<'pin' | 'exclusion'>().notNull(),
    reason: reason(),
    actor: text('actor').notNull(),
    created_at: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.list_id, t.ally_id] })],
)

/** What we added and still answer for. A row is written before its add is sent: what we may have added is ours to remove. */
export const listApplied = pgTable(
  'list_applied',
  {
    list_id: ctext('list_id')
      .notNull()
      .references(() => list.id),
    x_user_id: ctext('x_user_id').notNull(),
    ally_id: ctext('ally_id').notNull(),
    added_at: instant('added_at').notNull(),
    /** Set when a complete read no longer showed a member we had seen: it left by itself and is never added again. */
    vanished_at: instant('vanished_at'),
    /** A complete read has shown it. */
    seen_at: instant('seen_at'),
    /** The first of the complete, counted readings in a row that missed it; cleared when it is seen again. */
    missing_at: instant('missing_at'),
  },
  (t) => [primaryKey({ columns: [t.list_id, t.x_user_id] })],
)

export type PlanStatus = 'ready' | 'applying' | 'verified' | 'incomplete' | 'stopped' | 'superseded'

export const plan = pgTable(
  'plan',
  {
    id: ctext('id').primaryKey(),
    list_id: ctext('list_id')
      .notNull()
      .references(() => list.id),
    checksum: ctext('checksum').notNull(),
    /** The immutable plan document (lists/schemas.ts). */
    body: jsonb('body').$type<unknown>().notNull(),
    status: text('status').$type<PlanStatus>().notNull(),
    /** Why it stopped or stayed incomplete, for people. */
    note: text('note'),
    override_reason: text('override_reason'),
    actor: text('actor').notNull(),
    created_at: createdAt(),
    started_at: instant('started_at'),
    finished_at: instant('finished_at'),
    verified_at: instant('verified_at'),
  },
  (t) => [index('plan_list').on(t.list_id, t.created_at)],
)

export type OpState = 'pending' | 'inflight' | 'done' | 'skipped' | 'failed'

export const planOp = pgTable(
  'plan_op',
  {
    plan_id: ctext('plan_id')
      .notNull()
      .references(() => plan.id),
    seq: integer('seq').notNull(),
    verb: text('verb').$type<'add' | 'remove'>().notNull(),
    x_user_id: ctext('x_user_id').notNull(),
    ally_id: ctext('ally_id').notNull(),
    handle: text('handle').notNull(),
    state: text('state').$type<OpState>().notNull(),
    outcome: text('outcome'),
    attempts: integer('attempts').notNull().default(0),
    intent_at: instant('intent_at'),
    outcome_at: instant('outcome_at'),
  },
  (t) => [primaryKey({ columns: [t.plan_id, t.seq] })],
)

/** One writer per key, by lease and fencing number: a late writer with an old fence is refused. */
export const lease = pgTable('lease', {
  key: ctext('key').primaryKey(),
  holder: text('holder').notNull(),
  fence: integer('fence').notNull(),
  expires_at: instant('expires_at').notNull(),
})

/** What was sent to X and what it cost, for the daily cap and the monthly budget. */
export const xCall = pgTable(
  'x_call',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    owner: text('owner').notNull(),
    operation: text('operation').notNull(),
    units: integer('units').notNull(),
    /** Thousandths of a US dollar. */
    cost_milli_usd: integer('cost_milli_usd').notNull(),
  },
  (t) => [index('x_call_at').on(t.at), index('x_call_owner').on(t.owner, t.operation, t.at)],
)
