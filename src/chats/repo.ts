import { and, asc, desc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm'
import type { Executor } from '../db/open.js'
import { chat, series } from '../db/schema/index.js'

export type SeriesRow = typeof series.$inferSelect
export type ChatRow = typeof chat.$inferSelect
/** A chat with the series it belongs to: hashtag and time zone are the series'. */
export interface ChatWithSeries {
  chat: ChatRow
  series: SeriesRow
}

/** Undefined if the hashtag is taken. */
export async function insertSeries(db: Executor, row: typeof series.$inferInsert): Promise<SeriesRow | undefined> {
  const rows = await db.insert(series).values(row).onConflictDoNothing({ target: series.hashtag_key }).returning()
  return rows[0]
}

export async function findSeries(db: Executor, id: string, lock = false): Promise<SeriesRow | undefined> {
  const query = db.select().from(series).where(eq(series.id, id))
  const rows = lock ? await query.for('update') : await query
  return rows[0]
}

export async function findSeriesByKey(db: Executor, hashtagKey: string): Promise<SeriesRow | undefined> {
  const rows = await db.select().from(series).where(eq(series.hashtag_key, hashtagKey))
  return rows[0]
}

/** Which of these hashtags belong to a series. */
export async function findTags(db: Executor, hashtagKeys: readonly string[]): Promise<string[]> {
  if (hashtagKeys.length === 0) return []
  const rows = await db
    .select({ key: series.hashtag_key })
    .from(series)
    .where(inArray(series.hashtag_key, [...hashtagKeys]))
  return rows.map(({ key }) => key)
}

/** By hashtag; `after` is the key of the last row of the page before. */
export const pageOfSeries = (db: Executor, limit: number, after: string | null): Promise<SeriesRow[]> =>
  db
    .select()
    .from(series)
    .where(after === null ? undefined : gt(series.hashtag_key, after))
    .orderBy(asc(series.hashtag_key))
    .limit(limit + 1)

export async function updateSeries(db: Executor, id: string, version: number, changes: Partial<SeriesRow>): Promise<SeriesRow | undefined> {
  const rows = await db
    .update(series)
    .set({ ...changes, version: version + 1 })
    .where(and(eq(series.id, id), eq(series.version, version)))
    .returning()
  return rows[0]
}

/** A chat shows its series' hashtag and zone, so their change is a change of the chat: its ETag must move. */
export async function raiseChatVersions(db: Executor, seriesId: string, at: Date): Promise<void> {
  await db
    .update(chat)
    .set({ version: sql`${chat.version} + 1`, changed_at: at })
    .where(eq(chat.series_id, seriesId))
}

export async function insertChat(db: Executor, row: typeof chat.$inferInsert): Promise<ChatRow | undefined> {
  const rows = await db.insert(chat).values(row).returning()
  return rows[0]
}

export async function findChat(db: Executor, id: string, lock = false): Promise<ChatWithSeries | undefined> {
  const query = db.select({ chat, series }).from(chat).innerJoin(series, eq(series.id, chat.series_id)).where(eq(chat.id, id))
  const rows = lock ? await query.for('update', { of: chat }) : await query
  return rows[0]
}

/** The chat of a series that starts at this moment. */
export async function findChatAt(db: Executor, seriesId: string, startsAt: Date): Promise<ChatRow | undefined> {
  const rows = await db
    .select()
    .from(chat)
    .where(and(eq(chat.series_id, seriesId), eq(chat.starts_at, startsAt)))
    .orderBy(asc(chat.id))
    .limit(1)
  return rows[0]
}

/** Newest first. */
export async function pageOfChats(
  db: Executor,
  filters: { series?: string | undefined },
  limit: number,
  after: { starts_at: Date; id: string } | null,
): Promise<ChatWithSeries[]> {
  return db
    .select({ chat, series })
    .from(chat)
    .innerJoin(series, eq(series.id, chat.series_id))
    .where(
      and(
        filters.series === undefined ? undefined : eq(chat.series_id, filters.series),
        after === null ? undefined : or(lt(chat.starts_at, after.starts_at), and(eq(chat.starts_at, after.starts_at), lt(chat.id, after.id))),
      ),
    )
    .orderBy(desc(chat.starts_at), desc(chat.id))
    .limit(limit + 1)
}

export async function updateChat(db: Executor, id: string, version: number, changes: Partial<ChatRow>): Promise<ChatRow | undefined> {
  const rows = await db
    .update(chat)
    .set({ ...changes, version: version + 1 })
    .where(and(eq(chat.id, id), eq(chat.version, version)))
    .returning()
  return rows[0]
}
