import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

export type AllyKind = 'organisation' | 'hashtag'
export type AllyStatus = 'proposed' | 'approved' | 'rejected' | 'retired' | 'withdrawn'
export type Gate = 'home' | 'ally' | 'unsure'
export type Decider = 'rules' | 'organiser'
/** Why a suggestion was made: the rule's stable name and the words that fired it. */
export interface Reason {
  rule: string
  detail: string
}

/** A directory entry: an organisation (with its accounts) or a hashtag. */
export const ally = pgTable(
  'ally',
  {
    id: ctext('id').primaryKey(),
    kind: text('kind').$type<AllyKind>().notNull(),
    /** Ours: typed by a participant or an organiser, never copied from X. */
    name: text('name').notNull(),
    /** Lower-case, folded name for ordering and search. */
    name_key: ctext('name_key').notNull(),
    /** Folded name, handles and tag in one text, for the search box. */
    search_key: ctext('search_key').notNull(),
    /** The folded tag of a hashtag; null for organisations. */
    hashtag_key: ctext('hashtag_key').unique(),
    url: text('url'),
    status: text('status').$type<AllyStatus>().notNull(),
    status_reason: text('status_reason'),
    gate: text('gate').$type<Gate>().notNull(),
    gate_reasons: jsonb('gate_reasons').$type<Reason[]>().notNull(),
    gate_by: text('gate_by').$type<Decider>().notNull(),
    /** ICNP/TSO section letter A-L. */
    section: text('section'),
    section_reasons: jsonb('section_reasons').$type<Reason[]>().notNull(),
    section_by: text('section_by').$type<Decider>().notNull(),
    /** UK-CAT tag codes. */
    tags: text('tags').array().notNull(),
    body_kind: text('body_kind'),
    merged_into: ctext('merged_into'),
    /** Distinct nominators; counted by nominations/, kept here so that queue and directory can sort by it. */
    support: integer('support').notNull().default(0),
    /** Chats it was nominated in. */
    chat_ids: text('chat_ids').array().notNull().default([]),
    version: integer('version').notNull().default(1),
    /** The directory version of the last public change: the order of the change feed. */
    change_seq: bigint('change_seq', { mode: 'number' }).notNull(),
    created_at: createdAt(),
    updated_at: instant('updated_at').notNull(),
    published_at: instant('published_at'),
  },
  (t) => [
    index('ally_public_name').on(t.status, t.gate, t.name_key, t.id),
    index('ally_queue').on(t.status, t.created_at, t.id),
    index('ally_public_support').on(t.status, t.gate, t.support, t.id),
    index('ally_change').on(t.change_seq),
    index('ally_search').using('gin', sql`${t.search_key} gin_trgm_ops`),
  ],
)

/** `duplicate`: X says it is an account that another entry already has, under a handle that changed. */
export type AccountState = 'unresolved' | 'active' | 'protected' | 'suspended' | 'not_found' | 'duplicate'

/** An account on X. The numeric id is its identity; handles are spellings with a history. */
export const account = pgTable(
  'account',
  {
    id: ctext('id').primaryKey(),
    ally_id: ctext('ally_id')
      .notNull()
      .references(() => ally.id),
    /** Folded handle, the key while no id is known and the current spelling afterwards. */
    handle_key: ctext('handle_key').notNull().unique(),
    /** As first typed by a participant. */
    handle: text('handle').notNull(),
    x_user_id: ctext('x_user_id').unique(),
    state: text('state').$type<AccountState>().notNull(),
    checked_at: instant('checked_at'),
    created_at: createdAt(),
  },
  (t) => [index('account_ally').on(t.ally_id), index('account_state').on(t.state, t.checked_at)],
)

/** Handles an account has had; a handle is a key only for its period. */
export const accountHandle = pgTable(
  'account_handle',
  {
    account_id: ctext('account_id')
      .notNull()
      .references(() => account.id),
    handle_key: ctext('handle_key').notNull(),
    from: instant('from').notNull(),
    to: instant('to'),
  },
  (t) => [unique('account_handle_once').on(t.account_id, t.handle_key, t.from), index('account_handle_key').on(t.handle_key)],
)

/** Fetched from X: for organisers and for computing reach only, never public, and droppable as a whole (DESIGN.md §5.2). */
export const xProfile = pgTable('x_profile', {
  x_user_id: ctext('x_user_id').primaryKey(),
  username: text('username').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  url: text('url'),
  protected: boolean('protected').notNull(),
  followers_count: integer('followers_count'),
  fetched_at: instant('fetched_at').notNull(),
})

/** One row, raised in the transaction of every change to public data: its lock puts changes in commit order. */
export const directoryVersion = pgTable('directory_version', {
  id: integer('id').primaryKey(),
  version: bigint('version', { mode: 'number' }).notNull(),
})
