import { and, asc, desc, eq, inArray, lte, ne, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { archiveImport, chat, liveWatch, nomination } from '../../db/schema/index.js'

export type WatchRow = typeof liveWatch.$inferSelect

export async function findWatch(db: Executor, chatId: string, lock = false): Promise<WatchRow | undefined> {
  const query = db.select().from(liveWatch).where(eq(liveWatch.chat_id, chatId))
  const rows = lock ? await query.for('update') : await query
  return rows[0]
}

export async function findWatches(db: Executor, chatIds: readonly string[]): Promise<WatchRow[]> {
  if (chatIds.length === 0) return []
  return db
    .select()
    .from(liveWatch)
    .where(inArray(liveWatch.chat_id, [...chatIds]))
}

/** Newest first. */
export const latestWatches = (db: Executor, limit: number): Promise<WatchRow[]> =>
  db.select().from(liveWatch).orderBy(desc(liveWatch.starts_at), desc(liveWatch.chat_id)).limit(limit)

export async function putWatch(db: Executor, row: typeof liveWatch.$inferInsert): Promise<WatchRow> {
  const { chat_id: _, created_at: __, ...changes } = row
  const rows = await db.insert(liveWatch).values(row).onConflictDoUpdate({ target: liveWatch.chat_id, set: changes }).returning()
  const [made] = rows
  if (!made) throw new Error('the watch was not stored')
  return made
}

export async function changeWatch(db: Executor, chatId: string, changes: Partial<WatchRow>): Promise<WatchRow | undefined> {
  const rows = await db.update(liveWatch).set(changes).where(eq(liveWatch.chat_id, chatId)).returning()
  return rows[0]
}

export async function dueChats(db: Executor, now: Date): Promise<string[]> {
  const rows = await db
    .select({ chat_id: liveWatch.chat_id })
    .from(liveWatch)
    .where(and(eq(liveWatch.state, 'on'), lte(liveWatch.next_poll_at, now)))
    .orderBy(asc(liveWatch.next_poll_at))
    .limit(20)
  return rows.map(({ chat_id }) => chat_id)
}

/** Takes the next poll of a chat by moving it on to `until`, in one statement: of two workers one gets the row. Undefined if none is due. */
export async function claimPoll(db: Executor, chatId: string, now: Date, until: Date): Promise<WatchRow | undefined> {
  const rows = await db
    .update(liveWatch)
    .set({ next_poll_at: until })
    .where(and(eq(liveWatch.chat_id, chatId), eq(liveWatch.state, 'on'), lte(liveWatch.next_poll_at, now)))
    .returning()
  return rows[0]
}

/** Holds the claim longer. False if it is not ours any more, or the watch was stopped meanwhile. */
export async function keepPoll(db: Executor, chatId: string, claim: Date, until: Date): Promise<boolean> {
  const rows = await db
    .update(liveWatch)
    .set({ next_poll_at: until })
    .where(and(eq(liveWatch.chat_id, chatId), eq(liveWatch.next_poll_at, claim), eq(liveWatch.state, 'on')))
    .returning({ chat_id: liveWatch.chat_id })
  return rows.length > 0
}

export interface PollSum {
  posts: number
  spent_milli_usd: number
  polls: number
}

/** Writes what a poll brought, if the claim still holds. A state other than `on` stays: somebody stopped it while the poll was under way. */
export async function savePoll(db: Executor, chatId: string, claim: Date, sum: PollSum, changes: Partial<WatchRow>): Promise<WatchRow | undefined> {
  const { state, reason, ...others } = changes
  const unlessStopped = <T>(column: SQL | typeof liveWatch.state | typeof liveWatch.reason, value: T) =>
    sql`case when ${liveWatch.state} = 'on' then ${value}::text else ${column} end`
  const rows = await db
    .update(liveWatch)
    .set({
      ...others,
      ...(state === undefined ? {} : { state: unlessStopped(liveWatch.state, state), reason: unlessStopped(liveWatch.reason, reason ?? null) }),
      polls: sql`${liveWatch.polls} + ${sum.polls}::int`,
      posts: sql`${liveWatch.posts} + ${sum.posts}::int`,
      spent_milli_usd: sql`${liveWatch.spent_milli_usd} + ${sum.spent_milli_usd}::int`,
    })
    .where(and(eq(liveWatch.chat_id, chatId), eq(liveWatch.next_poll_at, claim)))
    .returning()
  return rows[0]
}

/** X said that the money is gone: nothing more is asked for any chat. */
export async function stopOthers(db: Executor, chatId: string, reason: string): Promise<string[]> {
  const rows = await db
    .update(liveWatch)
    .set({ state: 'stopped', reason })
    .where(and(eq(liveWatch.state, 'on'), ne(liveWatch.chat_id, chatId)))
    .returning({ chat_id: liveWatch.chat_id })
  return rows.map(({ chat_id }) => chat_id)
}

/** How many posts each of the latest other chats of the series had, by a finished watch or by its largest import. */
export async function postsOfEarlierChats(db: Executor, seriesId: string, chatId: string, limit: number): Promise<number[]> {
  const imported = sql<number>`(
    select max((${archiveImport.counts} ->> 'posts')::int) from ${archiveImport}
    where ${archiveImport.chat_id} = ${chat.id} and ${archiveImport.state} in ('done', 'storing'))`
  const watched = sql<number>`case when ${liveWatch.state} = 'ended' then ${liveWatch.posts} end`
  const rows = await db
    .select({ posts: sql<number | null>`greatest(${imported}, ${watched})::int` })
    .from(chat)
    .leftJoin(liveWatch, eq(liveWatch.chat_id, chat.id))
    .where(and(eq(chat.series_id, seriesId), ne(chat.id, chatId), sql`greatest(${imported}, ${watched}) > 0`))
    .orderBy(desc(chat.starts_at))
    .limit(limit)
  return rows.flatMap(({ posts }) => posts ?? [])
}

export interface BoardRow {
  ally_id: string
  target_kind: 'account' | 'hashtag'
  target_key: string
  /** As it was first written in the chat. */
  raw: string
  hashes: string[]
  questions: number[]
  first_at: Date
  last_at: Date
}

/** What was nominated in the chat, by entry. Only voices that are support. */
export async function boardRows(db: Executor, chatId: string): Promise<BoardRow[]> {
  const firstOf = <T>(column: SQL | typeof nomination.raw | typeof nomination.target_key | typeof nomination.target_kind) =>
    sql<T>`(array_agg(${column} order by ${nomination.created_at}, ${nomination.id}))[1]`
  return db
    .select({
      ally_id: nomination.ally_id,
      target_kind: firstOf<'account' | 'hashtag'>(nomination.target_kind),
      target_key: firstOf<string>(nomination.target_key),
      raw: firstOf<string>(nomination.raw),
      hashes: sql<string[]>`array_agg(distinct ${nomination.nominator_hash})::text[]`,
      questions: sql<number[]>`coalesce(array_agg(distinct ${nomination.question}) filter (where ${nomination.question} is not null), '{}')::int[]`,
      first_at: sql`min(${nomination.created_at})`.mapWith(nomination.created_at),
      last_at: sql`max(${nomination.created_at})`.mapWith(nomination.created_at),
    })
    .from(nomination)
    .where(and(eq(nomination.chat_id, chatId), nomination.supports))
    .groupBy(nomination.ally_id)
}

/** Changes whenever a voice of the chat comes, goes, is held or released: a small answer for a question that is asked every second. */
export async function boardMark(db: Executor, chatId: string): Promise<string> {
  const rows = await db
    .select({
      mark: sql<string>`concat_ws(' ', count(*), count(*) filter (where ${nomination.supports}), max(${nomination.id}), extract(epoch from max(${nomination.created_at})))`,
    })
    .from(nomination)
    .where(eq(nomination.chat_id, chatId))
  return rows[0]?.mark ?? ''
}
