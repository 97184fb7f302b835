import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { chat, series } from './chats.js'
import { createdAt, ctext, instant } from './columns.js'
import { ally } from './directory.js'
import { archiveImport } from './imports.js'

export type NominationSource = 'form' | 'api' | 'import' | 'live'
/** Why a voice waits for an organiser before it counts. */
export type HoldReason = 'burst' | 'source'

/** One person's proposal of one target. Never edited; the text is dropped after TRANSCRIPT_RETENTION_DAYS. */
export const nomination = pgTable(
  'nomination',
  {
    id: ctext('id').primaryKey(),
    ally_id: ctext('ally_id')
      .notNull()
      .references(() => ally.id),
    target_kind: text('target_kind').$type<'account' | 'hashtag'>().notNull(),
    target_key: ctext('target_key').notNull(),
    /** As the person wrote it, with @ or #, or the link. */
    raw: text('raw').notNull(),
    text: text('text'),
    /** UTF-16 offsets of `raw` in `text`. */
    span_start: integer('span_start'),
    span_end: integer('span_end'),
    why: text('why'),
    source: text('source').$type<NominationSource>().notNull(),
    import_id: ctext('import_id').references(() => archiveImport.id),
    /** Line of the file, from 1. */
    source_line: integer('source_line'),
    post_id: ctext('post_id'),
    series_id: ctext('series_id').references(() => series.id),
    chat_id: ctext('chat_id').references(() => chat.id),
    question: integer('question'),
    /** Keyed hash: enough to count distinct people, not to name them. */
    nominator_hash: ctext('nominator_hash').notNull(),
    /** Only if the person asked to be credited or told. */
    nominator_handle: text('nominator_handle'),
    /** Keyed hash of where it was sent from (address or key), for caps by source; dropped with the text. */
    source_hash: ctext('source_hash'),
    /** The target is the nominator's own account: kept and shown, but no support. */
    self: boolean('self').notNull().default(false),
    /** Set if it waits for an organiser: until it is released it is no support. */
    hold: text('hold').$type<HoldReason>(),
    hold_decision: text('hold_decision').$type<'released' | 'dismissed'>(),
    /** Whether the voice is support: nobody's word for himself, and none that waits for an organiser or was dismissed. */
    supports: boolean('supports').notNull().generatedAlwaysAs(sql`(not self and (hold is null or coalesce(hold_decision = 'released', false)))`),
    /** The same voice said it again, otherwise than by the import that brought it: undoing that import leaves it. */
    said_again_at: instant('said_again_at'),
    /** The nominator asked once that a decision be looked at again. */
    second_look_at: instant('second_look_at'),
    second_look_why: text('second_look_why'),
    /** SHA-256 of the status link's capability. */
    status_hash: ctext('status_hash').unique(),
    nominated_at: instant('nominated_at').notNull(),
    created_at: createdAt(),
  },
  (t) => [
    // One voice per person, target and chat: the database decides, so that two requests at once still make one row.
    unique('nomination_one_voice').on(t.nominator_hash, t.target_kind, t.target_key, t.chat_id).nullsNotDistinct(),
    index('nomination_ally').on(t.ally_id, t.created_at),
    index('nomination_chat').on(t.chat_id, t.created_at),
    index('nomination_import').on(t.import_id).where(sql`${t.import_id} is not null`),
    index('nomination_source').on(t.source_hash, t.created_at).where(sql`${t.source_hash} is not null`),
    index('nomination_held').on(t.created_at).where(sql`${t.hold} is not null and ${t.hold_decision} is null`),
  ],
)

/** One poll of recent search for one chat, started by an organiser and ended by the chat's time, the budget or X. */
export const liveWatch = pgTable('live_watch', {
  chat_id: ctext('chat_id')
    .primaryKey()
    .references(() => chat.id),
  state: text('state').$type<'on' | 'ended' | 'stopped'>().notNull(),
  /** Why it ended or was stopped, for people. */
  reason: text('reason'),
  /** The newest post seen; the next poll asks for newer ones only. */
  since_id: ctext('since_id'),
  starts_at: instant('starts_at').notNull(),
  ends_at: instant('ends_at').notNull(),
  /** Claimed by moving it on, so that two workers never poll the same chat at once. */
  next_poll_at: instant('next_poll_at').notNull(),
  last_poll_at: instant('last_poll_at'),
  last_problem: text('last_problem'),
  polls: integer('polls').notNull().default(0),
  posts: integer('posts').notNull().default(0),
  cap_milli_usd: integer('cap_milli_usd').notNull(),
  spent_milli_usd: integer('spent_milli_usd').notNull().default(0),
  actor: text('actor').notNull(),
  created_at: createdAt(),
})
