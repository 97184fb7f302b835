import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, ctext, instant } from './columns.js'

export interface ChatQuestion {
  /** 1 for Q1. */
  number: number
  text: string
}

/** A recurring conversation under a hashtag. */
export const series = pgTable('series', {
  id: ctext('id').primaryKey(),
  hashtag_key: ctext('hashtag_key').notNull().unique(),
  hashtag: text('hashtag').notNull(),
  name: text('name').notNull(),
  timezone: text('timezone').notNull(),
  host_keys: text('host_keys').array().notNull(),
  hosts: text('hosts').array().notNull(),
  version: integer('version').notNull().default(1),
  created_at: createdAt(),
  changed_at: instant('changed_at').notNull().defaultNow(),
})

/** One dated occurrence of a series. */
export const chat = pgTable(
  'chat',
  {
    id: ctext('id').primaryKey(),
    series_id: ctext('series_id')
      .notNull()
      .references(() => series.id),
    starts_at: instant('starts_at').notNull(),
    ends_at: instant('ends_at').notNull(),
    topic: text('topic').notNull(),
    host_keys: text('host_keys').array().notNull(),
    hosts: text('hosts').array().notNull(),
    questions: jsonb('questions').$type<ChatQuestion[]>().notNull(),
    version: integer('version').notNull().default(1),
    created_at: createdAt(),
    changed_at: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [index('chat_series_starts').on(t.series_id, t.starts_at), index('chat_starts').on(t.starts_at, t.id)],
)
