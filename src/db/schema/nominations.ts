import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { chat, series } from './chats.js'
import { createdAt, ctext, instant } from './columns.js'
import { ally } from './directory.js'

/** One archive file taken in. The same bytes for the same chat are one import. */
export const archiveImport = pgTable(
  'archive_import',
  {
    id: ctext('id').primaryKey(),
    sha256: ctext('sha256').notNull(),
    format: text('format').notNull(),
    file_name: text('file_name').notNull(),
    series_id: ctext('series_id').references(() => series.id),
    chat_id: ctext('chat_id').references(() => chat.id),
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
    actor: text('actor').notNull(),
    created_at: createdAt(),
  },
  (t) => [unique('archive_import_once').on(t.sha256, t.series_id, t.chat_id).nullsNotDistinct()],
)

export type NominationSource = 'form' | 'api' | 'import' | 'live'

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
    /** SHA-256 of the status link's capability. */
    status_hash: ctext('status_hash').unique(),
    nominated_at: instant('nominated_at').notNull(),
    created_at: createdAt(),
  },
  (t) => [
    // One voice per person, target and chat: the database decides, so that two requests at once still make one row.
    unique('nomination_one_voice').on(t.nominator_hash, t.target_kind, t.target_key, t.chat_id).nullsNotDistinct(),
    index('nomination_ally').on(t.ally_id, t.created_at),
    index('nomination_chat').on(t.chat_id),
  ],
)
