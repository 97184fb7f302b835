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
  /** An organisation that does not fit belongs too if it owns a hashtag that does: it was the tag that was nominated. */
  hashtag_owners?: boolean
  /** Nobody by rule: only who is pinned. */
  pinned_only?: boolean
}

/** A list's own fields, as far as we set them on X. */
export interface ListFields {
  name: string
  description: string
  private: boolean
}

/** `ask`: shown as drift until decided. `ignore`: theirs for good. `adopt`: from then on ours to answer for, and so to remove. */
export type ForeignPolicy = 'ask' | 'ignore' | 'adopt'

export const list = pgTable('list', {
  id: ctext('id').primaryKey(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  /** The list on X is private; new lists start so. */
  private: boolean('private').notNull(),
  rule: jsonb('rule').$type<ListRule>().notNull(),
  x_list_id: ctext('x_list_id').unique(),
  x_owner_id: ctext('x_owner_id'),
  /** Name, description and privacy as we last set or read them on X: what differs from this was changed there by hand. */
  x_fields: jsonb('x_fields').$type<ListFields>(),
  /** What becomes of members that somebody adds on X by hand, unless one of them is decided on its own. */
  foreign_members: text('foreign_members').$type<ForeignPolicy>().notNull().default('ask'),
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
    /** Somebody else added it on X, and an organiser took it over, by name or by the list's rule for such members. */
    adopted_at: instant('adopted_at'),
  },
  (t) => [primaryKey({ columns: [t.list_id, t.x_user_id] })],
)

/**
 * Members that somebody else put on the list on X and that belong there by our wish too, as readings showed them: of whom nobody asked us to add, and who is
 * not added in our name either once they have left by themselves.
 */
export const listTheirs = pgTable(
  'list_theirs',
  {
    list_id: ctext('list_id')
      .notNull()
      .references(() => list.id),
    x_user_id: ctext('x_user_id').notNull(),
    ally_id: ctext('ally_id').notNull(),
    /** The first of the complete, counted readings in a row that missed it; cleared when it is seen again. */
    missing_at: instant('missing_at'),
  },
  (t) => [primaryKey({ columns: [t.list_id, t.x_user_id] })],
)

/** What an organiser said of one member that somebody else added on X, or of one that somebody took off there. */
export const listDecision = pgTable(
  'list_decision',
  {
    list_id: ctext('list_id')
      .notNull()
      .references(() => list.id),
    x_user_id: ctext('x_user_id').notNull(),
    /** As X spelt it then. */
    handle: text('handle').notNull(),
    decision: text('decision').$type<'adopt' | 'ignore' | 'readd'>().notNull(),
    reason: reason(),
    actor: text('actor').notNull(),
    created_at: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.list_id, t.x_user_id] })],
)

/** Each look at a list on X: by its count alone, or by all its members. The newest says how far the list has drifted. */
export const listCheck = pgTable(
  'list_check',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    list_id: ctext('list_id')
      .notNull()
      .references(() => list.id),
    at: instant('at').notNull(),
    /** `count`: one cheap call. `full`: every member was read. */
    kind: text('kind').$type<'count' | 'full'>().notNull(),
    outcome: text('outcome').$type<'as_applied' | 'drifted' | 'incomplete' | 'gone' | 'not_ours' | 'failed'>().notNull(),
    member_count: integer('member_count'),
    expected_count: integer('expected_count').notNull(),
    /** What differs, as lists/drift says it; null if nothing does. */
    drift: jsonb('drift').$type<unknown>(),
    note: text('note'),
  },
  (t) => [index('list_check_list').on(t.list_id, t.seq)],
)

/** `waiting`: begun, and taken up again by itself at a known time; `stopped`: a person has to take it up. */
export type PlanStatus = 'ready' | 'applying' | 'waiting' | 'verified' | 'incomplete' | 'stopped' | 'superseded' | 'cancelled'

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
    /** The plan that this one takes back. */
    rollback_of: ctext('rollback_of'),
    /** Somebody asked for it to end: the run stops before its next call. */
    cancel_at: instant('cancel_at'),
    cancel_reason: text('cancel_reason'),
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
