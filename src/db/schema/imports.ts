import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { chat, series } from './chats.js'
import { createdAt, ctext, instant } from './columns.js'

/**
 * reading → ready (to be looked at) → storing → done → undoing → undone; or failed, or discarded. Whatever ends in -ing is resumed
 * by whoever finds it.
 */
export type ImportState = 'reading' | 'ready' | 'storing' | 'done' | 'undoing' | 'undone' | 'failed' | 'discarded'

/** What a reading found and a storing did; each name once. */
export type ImportCounts = Partial<
  Record<'bytes' | 'posts' | 'repeated_posts' | 'bad_lines' | 'counted' | 'doubtful' | 'not' | 'placeholder' | 'repeated', number> &
    Record<'added' | 'already' | 'refused' | 'drafted' | 'removed' | 'kept' | 'undrafted', number>
>

/** What the posts were judged by: given with the import, or inferred from the posts. */
export interface ImportContext {
  hashtag_keys: string[]
  host_keys: string[]
  inferred: boolean
}

/** One archive file. The same bytes for the same chat are one import. */
export const archiveImport = pgTable(
  'archive_import',
  {
    id: ctext('id').primaryKey(),
    state: text('state').$type<ImportState>().notNull(),
    /** Of the unpacked bytes; null until they were read to the end. */
    sha256: ctext('sha256'),
    format: text('format'),
    file_name: text('file_name').notNull(),
    series_id: ctext('series_id').references(() => series.id),
    chat_id: ctext('chat_id').references(() => chat.id),
    /** Which column of a table is what. */
    map: jsonb('map').$type<Record<string, string>>(),
    context: jsonb('context').$type<ImportContext>(),
    notes: text('notes').array().notNull().default([]),
    /** Why it failed, for people. */
    problem: text('problem'),
    /** The import of the very same file for the same chat that was there before: whoever follows this one is shown that one. */
    same_as: ctext('same_as'),
    counts: jsonb('counts').$type<ImportCounts>().notNull(),
    /** Names of mass kinds (the chat's own tag, retweets) that are counted and not kept, by reason. */
    left_out: jsonb('left_out').$type<Record<string, number>>().notNull().default({}),
    /** Of the step under way: bytes while reading; while storing targets, nominations and targets again, for their counts; nominations while undoing. */
    progress_done: bigint('progress_done', { mode: 'number' }).notNull().default(0),
    progress_total: bigint('progress_total', { mode: 'number' }).notNull().default(0),
    /** Raised by every step of work: an old one tells that whoever worked on it is gone. */
    heartbeat_at: instant('heartbeat_at'),
    actor: text('actor').notNull(),
    created_at: createdAt(),
    stored_at: instant('stored_at'),
    undone_at: instant('undone_at'),
  },
  (t) => [
    // An import that was undone, thrown away or failed does not stand in the way of the same file.
    uniqueIndex('archive_import_once')
      .on(t.sha256, sql`coalesce(${t.series_id}, '')`, sql`coalesce(${t.chat_id}, '')`)
      .where(sql`${t.state} in ('ready', 'storing', 'done', 'undoing')`),
    index('archive_import_state').on(t.state),
  ],
)

/** `not`: named, but no nomination, with the reason. `doubtful`: a person has to say what was meant. `repeated`: by this voice before in the file. */
export type Verdict = 'counted' | 'doubtful' | 'not' | 'placeholder' | 'repeated'

/**
 * What a file names, before and after it is stored: the preview, the organiser's choice, the outcome. Without foreign keys and with one index, since
 * hundreds of thousands of rows are written at the speed of reading; rows belong to their import and go with it.
 */
export const importCandidate = pgTable(
  'import_candidate',
  {
    import_id: ctext('import_id').notNull(),
    /** Order of appearance. */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    line: integer('line').notNull(),
    post_id: ctext('post_id'),
    said_at: instant('said_at'),
    /** Folded handle, for the preview only: gone once the import is stored. */
    nominator: text('nominator'),
    nominator_hash: ctext('nominator_hash').notNull(),
    question: integer('question'),
    target_kind: text('target_kind').$type<'account' | 'hashtag'>(),
    target_key: ctext('target_key'),
    display: text('display'),
    raw: text('raw').notNull(),
    text: text('text'),
    span_start: integer('span_start'),
    span_end: integer('span_end'),
    form: text('form'),
    verdict: text('verdict').$type<Verdict>().notNull(),
    reason: text('reason').notNull(),
    /** Verdicts that hold only if all of `participants` take part in the chat, which is known at the end of the file. */
    conditions: jsonb('conditions').$type<{ participants: string[]; reason: string }[]>(),
    /** The organiser's word; null leaves it to the verdict. */
    chosen: boolean('chosen'),
    outcome: text('outcome').$type<'added' | 'already' | 'refused'>(),
  },
  (t) => [
    primaryKey({ columns: [t.import_id, t.seq] }),
    // Whether another import said the same is asked when one is undone.
    index('import_candidate_already').on(t.nominator_hash, t.target_key).where(sql`${t.outcome} = 'already'`),
  ],
)

/** Lines that could not be read; the file's other lines are not harmed by them. */
export const importBadLine = pgTable(
  'import_bad_line',
  {
    import_id: ctext('import_id').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    line: integer('line').notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [primaryKey({ columns: [t.import_id, t.seq] })],
)

/** Which entry each target of an import belongs to, and whether the import drafted it. */
export const importTarget = pgTable(
  'import_target',
  {
    import_id: ctext('import_id').notNull(),
    target_kind: text('target_kind').$type<'account' | 'hashtag'>().notNull(),
    target_key: ctext('target_key').notNull(),
    /** Its first candidates: what was said about it is evidence for a draft. */
    seqs: bigint('seqs', { mode: 'number' }).array().notNull(),
    /** Null until it is identified. */
    ally_id: ctext('ally_id'),
    drafted: boolean('drafted'),
    /** It was withdrawn: it is not nominated back. */
    refused: boolean('refused'),
  },
  (t) => [primaryKey({ columns: [t.import_id, t.target_kind, t.target_key] })],
)
