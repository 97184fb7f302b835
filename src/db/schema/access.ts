import { bigint, bigserial, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

export const apiKey = pgTable('api_key', {
  id: ctext('id').primaryKey(),
  /** The public part, by which a key is found. */
  prefix: ctext('prefix').notNull().unique(),
  /** SHA-256 of the whole key: 256 random bits need no slow hash. */
  hash: ctext('hash').notNull(),
  name: text('name').notNull(),
  scopes: text('scopes').array().notNull(),
  created_at: createdAt(),
  expires_at: instant('expires_at'),
  revoked_at: instant('revoked_at'),
  last_used_at: instant('last_used_at'),
})

/**
 * An organiser who signs in to the desk with X. The number is who it is; the handle is what X last called it. Sessions name the row by its id and read it on
 * every request: who was taken off and put on again has another id, so that old sessions stay ended.
 */
export const organiser = pgTable('organiser', {
  id: ctext('id').primaryKey(),
  x_user_id: ctext('x_user_id').notNull().unique(),
  username: text('username').notNull(),
  scopes: text('scopes').array().notNull(),
  created_at: createdAt(),
  /** Actor. */
  added_by: text('added_by').notNull(),
  changed_at: instant('changed_at').notNull(),
  last_sign_in_at: instant('last_sign_in_at'),
})

/** Append-only, which triggers see to (migration 0009): who did what to which record, and why, in the transaction of the change. */
export const audit = pgTable(
  'audit',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: ctext('subject').notNull(),
    reason: text('reason'),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
  },
  (t) => [index('audit_subject').on(t.subject, t.seq)],
)

/**
 * One link for each row of `audit`, made by a trigger as its transaction commits: the hash covers the row and the hash before, so that no row can be
 * changed, taken out or put in between without every later link telling (access/audit/chain.ts).
 */
export const auditLink = pgTable('audit_link', {
  /** From 1, without gaps, in the order of commits; `audit.seq` has gaps where a transaction was given up. */
  n: bigint('n', { mode: 'number' }).primaryKey(),
  seq: bigint('seq', { mode: 'number' })
    .notNull()
    .unique()
    .references(() => audit.seq),
  /** SHA-256, hex. */
  hash: ctext('hash').notNull(),
})

/** Domain events, written in the transaction of what they tell and passed on afterwards, at least once. */
export const outbox = pgTable(
  'outbox',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    id: ctext('id').notNull().unique(),
    type: text('type').notNull(),
    subject: ctext('subject').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    directory_version: bigint('directory_version', { mode: 'number' }),
    at: instant('at').notNull(),
    dispatched_at: instant('dispatched_at'),
  },
  (t) => [index('outbox_waiting').on(t.dispatched_at, t.seq)],
)
