import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

export type AllyKind = 'organisation' | 'hashtag'
export type AllyStatus = 'proposed' | 'approved' | 'rejected' | 'retired' | 'withdrawn'
export type Gate = 'home' | 'ally' | 'unsure'
export type Decider = 'rules' | 'organiser'
/** A community's own coined tag such as a chat's, or a common word. */
export type HashtagUse = 'connecting' | 'topical'
/** Why a suggestion was made: the rule's stable name and the words that fired it. */
export interface Reason {
  rule: string
  detail: string
}

export interface OwnGate {
  gate: Gate
  reasons: Reason[]
  by: Decider
  /** When an organiser said so; null for rules. A word given after entries were merged is about the whole. */
  at: string | null
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
    /** What holds: of an entry that others were merged into, what all of them together come to. Everything that decides who is public or listed asks this. */
    gate: text('gate').$type<Gate>().notNull(),
    gate_reasons: jsonb('gate_reasons').$type<Reason[]>().notNull(),
    gate_by: text('gate_by').$type<Decider>().notNull(),
    /** What was judged of this entry alone, from which the gate of the whole follows and which it has again when it is parted. */
    own_gate: jsonb('own_gate').$type<OwnGate>().notNull(),
    /** ICNP/TSO section letter A-L. */
    section: text('section'),
    section_reasons: jsonb('section_reasons').$type<Reason[]>().notNull(),
    section_by: text('section_by').$type<Decider>().notNull(),
    /** UK-CAT tag codes. */
    tags: text('tags').array().notNull(),
    tags_by: text('tags_by').$type<Decider>().notNull().default('rules'),
    body_kind: text('body_kind'),
    body_kind_by: text('body_kind_by').$type<Decider>().notNull().default('rules'),
    /** Which rules and model suggested section, tags and kind. */
    category_model: text('category_model'),
    /** Of hashtags: a community's own coined tag, or a common word. */
    hashtag_use: text('hashtag_use').$type<HashtagUse>(),
    hashtag_use_reasons: jsonb('hashtag_use_reasons').$type<Reason[]>().notNull().default([]),
    hashtag_use_by: text('hashtag_use_by').$type<Decider>().notNull().default('rules'),
    /** The entry it was merged into itself: a pointer, so that parting them restores both. */
    merged_into: ctext('merged_into'),
    /** Where the pointers lead: its own id unless it was merged. */
    canonical_id: ctext('canonical_id').notNull(),
    /** When it was last compared with the others; null asks for it. */
    matched_at: instant('matched_at'),
    /** The organisers' word that the entry is right, and in which role they gave it. */
    assured_at: instant('assured_at'),
    assured_by: text('assured_by'),
    /** What its web address answered: null if it was never asked. */
    url_state: text('url_state').$type<'ok' | 'gone'>(),
    url_checked_at: instant('url_checked_at'),
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
    // In the directions in which they are read: a page costs the same however many entries there are.
    index('ally_public_support').on(t.status, t.gate, t.support.desc().nullsFirst(), t.id),
    index('ally_public_section').on(t.status, t.gate, t.section, t.name_key, t.id),
    index('ally_public_kind').on(t.status, t.gate, t.kind, t.name_key, t.id),
    index('ally_tags').using('gin', t.tags),
    index('ally_public_published').on(t.status, t.gate, t.published_at.desc().nullsLast(), t.id),
    index('ally_change').on(t.change_seq),
    index('ally_canonical').on(t.canonical_id),
    index('ally_unmatched').on(t.id).where(sql`${t.matched_at} is null`),
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
    /** Of a `duplicate`: the account that it is, by its numeric id. */
    same_as: ctext('same_as'),
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
  /** From the id of its newest post; null if X did not tell. */
  last_post_at: instant('last_post_at'),
  fetched_at: instant('fetched_at').notNull(),
})

/** One row, raised in the transaction of every change to public data: its lock puts changes in commit order. */
export const directoryVersion = pgTable('directory_version', {
  id: integer('id').primaryKey(),
  version: bigint('version', { mode: 'number' }).notNull(),
  /** When it was raised last. */
  changed_at: instant('changed_at').notNull().defaultNow(),
})
