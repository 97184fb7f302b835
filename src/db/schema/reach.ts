import { bigint, customType, date, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'
import { account } from './directory.js'

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

/** Both drivers take and give bytes; Postgres gives a Buffer, which is one. */
const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

export type AudienceKind = 'full' | 'sample' | 'sample-newest'
export type AudienceSource = 'upload' | 'x' | 'cli'

/** A follower of the sample under its keyed hash, and the accounts of the directory that it follows. */
export interface SampledFollower {
  h: string
  f: string[]
}

/** Who followed an account at a moment, as a sketch or a sample. The ids themselves are never stored: what is kept holds keyed hashes (REACH §6). */
export const audience = pgTable(
  'audience',
  {
    id: ctext('id').primaryKey(),
    account_id: ctext('account_id')
      .notNull()
      // Drafts that an undone import takes back are deleted with all that is theirs.
      .references(() => account.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<AudienceKind>().notNull(),
    k: integer('k').notNull(),
    /** Which secret hashed the ids, 32 bits: two sketches combine only if it is the same. */
    key_id: bigint('key_id', { mode: 'number' }).notNull(),
    sketch: bytea('sketch'),
    sample: jsonb('sample').$type<SampledFollower[]>(),
    ids_read: bigint('ids_read', { mode: 'number' }).notNull(),
    /** Different ids: counted while the sketch holds them all, estimated beyond that. */
    distinct_ids: bigint('distinct_ids', { mode: 'number' }).notNull(),
    bad_lines: integer('bad_lines').notNull(),
    as_of: instant('as_of').notNull(),
    /** The follower count read nearest to `as_of`, at most a week from it: a list far shorter than that was cut. */
    followers_then: integer('followers_then'),
    source: text('source').$type<AudienceSource>().notNull(),
    created_by: text('created_by').notNull(),
    created_at: createdAt(),
    removed_at: instant('removed_at'),
    /** An organiser says that it is right although the counts of then speak against it (standing.ts). Null: nobody does, or no longer. */
    vouched_at: instant('vouched_at'),
    vouched_by: text('vouched_by'),
    vouched_reason: text('vouched_reason'),
  },
  (t) => [index('audience_account').on(t.account_id, t.as_of)],
)

export type CountSource = 'x' | 'organiser'

/**
 * Follower counts over time, at most one a day, account and source. Like x_profile for organisers and for computing reach only, never public, and
 * what came from X is droppable as a whole (DESIGN.md §5.2). By account, since a count given by hand needs no X id.
 */
export const followerCount = pgTable(
  'follower_count',
  {
    account_id: ctext('account_id')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    /** Of read_at, in UTC. */
    day: date('day', { mode: 'string' }).notNull(),
    source: text('source').$type<CountSource>().notNull(),
    followers: integer('followers').notNull(),
    read_at: instant('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.account_id, t.day, t.source] })],
)

/** How many accounts follow both, as a partner reported it. `account_a` sorts before `account_b`. */
export const pairOverlap = pgTable(
  'pair_overlap',
  {
    account_a: ctext('account_a')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    account_b: ctext('account_b')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    overlap: integer('overlap').notNull(),
    as_of: instant('as_of').notNull(),
    source: text('source').notNull(),
    created_by: text('created_by').notNull(),
    created_at: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.account_a, t.account_b] }), index('pair_overlap_b').on(t.account_b)],
)
