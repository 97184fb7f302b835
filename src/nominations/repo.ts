import { and, desc, eq, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../db/open.js'
import { archiveImport, audit, nomination } from '../db/schema/index.js'
import type { CursorKeys } from '../kernel/cursor.js'

export type NominationRow = typeof nomination.$inferSelect
export type NewNomination = typeof nomination.$inferInsert
export type ImportRow = typeof archiveImport.$inferSelect

/** Inserts what is new; a voice that spoke for a target in this chat before is left as it is. Returns the ids that were inserted. */
export async function insertNominations(db: Executor, rows: NewNomination[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const made = await db.insert(nomination).values(rows).onConflictDoNothing().returning({ id: nomination.id })
  return new Set(made.map(({ id }) => id))
}

export type VoiceKey = Pick<NominationRow, 'nominator_hash' | 'target_kind' | 'target_key'>
export const voiceKey = ({ nominator_hash, target_kind, target_key }: VoiceKey): string => `${nominator_hash} ${target_kind} ${target_key}`

/**
 * Voices for an account that lost its handle to another one keep what they named under a key of their own, `handle:entry`: under the handle alone it is another
 * target now. No handle or hashtag holds a colon.
 */
export const namedKey = (targetKey: string): string => targetKey.split(':', 1)[0] ?? targetKey

/** Makes room for voices that name who has the handle now (directory handles: account.handle_taken). Returns the ids of those that made room. */
export async function setAsidePassed(db: Executor, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .update(nomination)
    .set({ target_key: sql`${nomination.target_key} || ':' || ${nomination.ally_id}` })
    .where(and(inArray(nomination.id, [...ids]), eq(nomination.target_kind, 'account'), hasPassed(sql`${nomination.ally_id}`, sql`${nomination.target_key}`)))
    .returning({ id: nomination.id })
  return new Set(rows.map(({ id }) => id))
}

/** Typed by somebody in this name, held, and not released: no support. */
export const isHeldSay = (row: SQL): SQL =>
  sql`${row}.source in ('form', 'api') and ${row}.hold is not null and ${row}.hold_decision is distinct from 'released'`

/**
 * Makes room for what the person is shown to have posted: of a voice that was typed in the same name and is held nobody knows whose it is. It stays held, or
 * dismissed, and counts for nobody else if it is released. @returns the ids of those set aside
 */
export async function setAsideHeld(db: Executor, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .update(nomination)
    .set({ target_key: sql`${nomination.target_key} || ':' || ${nomination.id}` })
    .where(and(inArray(nomination.id, [...ids]), isHeldSay(sql`${nomination}`)))
    .returning({ id: nomination.id })
  return new Set(rows.map(({ id }) => id))
}

/** X said that the handle of this entry is another account's. */
export const hasPassed = (allyId: SQL, handleKey: SQL): SQL =>
  sql`exists (select 1 from ${audit} taken where taken.subject = ${allyId} and taken.action = 'account.handle_taken' and taken.detail ->> 'handle' = ${handleKey})`

export type KnownVoice = Pick<NominationRow, 'id' | 'ally_id' | 'source' | 'said_again_at' | 'hold' | 'hold_decision'>

/** The nominations that these voices made for these targets in the chat before, by `voiceKey`. */
export async function findByVoices(db: Executor, voices: readonly VoiceKey[], chatId: string | null): Promise<Map<string, KnownVoice>> {
  if (voices.length === 0) return new Map()
  const { id, ally_id, source, said_again_at, hold, hold_decision, nominator_hash, target_kind, target_key } = nomination
  const rows = await db
    .select({ id, ally_id, source, said_again_at, hold, hold_decision, nominator_hash, target_kind, target_key })
    .from(nomination)
    .where(
      and(
        inArray(nominator_hash, [...new Set(voices.map((voice) => voice.nominator_hash))]),
        inArray(target_key, [...new Set(voices.map((voice) => voice.target_key))]),
        // nomination_one_voice takes two nulls for equal, so this has to as well.
        sql`${nomination.chat_id} is not distinct from ${chatId}`,
      ),
    )
  return new Map(rows.map((row) => [voiceKey(row), row]))
}

export async function noteSaidAgain(db: Executor, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length > 0)
    await db
      .update(nomination)
      .set({ said_again_at: at })
      .where(inArray(nomination.id, [...ids]))
}

/** Gives a nomination that nobody follows yet to whoever holds the code of this hash. False if somebody else has it. */
export async function giveStatus(db: Executor, id: string, hash: string): Promise<boolean> {
  const rows = await db
    .update(nomination)
    .set({ status_hash: hash })
    .where(and(eq(nomination.id, id), isNull(nomination.status_hash)))
    .returning({ id: nomination.id })
  return rows.length > 0
}

export async function findByStatusHashes(db: Executor, hashes: readonly string[]): Promise<NominationRow[]> {
  return db
    .select()
    .from(nomination)
    .where(inArray(nomination.status_hash, [...hashes]))
    .orderBy(nomination.id)
}

/** False if it was asked for before. */
export async function noteSecondLook(db: Executor, id: string, why: string, at: Date): Promise<boolean> {
  const rows = await db
    .update(nomination)
    .set({ second_look_at: at, second_look_why: why })
    .where(and(eq(nomination.id, id), isNull(nomination.second_look_at)))
    .returning({ id: nomination.id })
  return rows.length > 0
}

/** Of any of these entries, newest first. One row more than `limit`. */
export async function pageOfNominations(
  db: Executor,
  allyIds: readonly string[],
  held: boolean,
  limit: number,
  after: CursorKeys | null,
): Promise<NominationRow[]> {
  const beyond: SQL | undefined = after
    ? sql`(${nomination.created_at}, ${nomination.id}) < (${String(after[0])}::timestamptz, ${String(after[1])})`
    : undefined
  return db
    .select()
    .from(nomination)
    .where(and(inArray(nomination.ally_id, [...allyIds]), held ? isNotNull(nomination.hold) : undefined, beyond))
    .orderBy(desc(nomination.created_at), desc(nomination.id))
    .limit(limit + 1)
}

/** The import of this file for this chat, made now or found. */
export async function openImport(db: Executor, row: typeof archiveImport.$inferInsert & { sha256: string }): Promise<ImportRow> {
  await db.insert(archiveImport).values(row).onConflictDoNothing()
  const rows = await db
    .select()
    .from(archiveImport)
    .where(
      and(
        eq(archiveImport.sha256, row.sha256),
        sql`${archiveImport.series_id} is not distinct from ${row.series_id ?? null}`,
        sql`${archiveImport.chat_id} is not distinct from ${row.chat_id ?? null}`,
      ),
    )
  const [found] = rows
  if (!found) throw new Error('the import vanished while it was being opened')
  return found
}

/** Drops words and where they came from, keeps the nomination. Returns how many rows were changed, at most `limit`. */
export async function forgetBefore(db: Executor, before: Date, limit: number): Promise<number> {
  const asked = and(isNotNull(nomination.second_look_why), lt(nomination.second_look_at, before))
  const old = db
    .select({ id: nomination.id })
    .from(nomination)
    .where(and(lt(nomination.created_at, before), or(isNotNull(nomination.text), isNotNull(nomination.why), isNotNull(nomination.source_hash), asked)))
    .orderBy(nomination.created_at)
    .limit(limit)
  const rows = await db
    .update(nomination)
    .set({
      text: null,
      why: null,
      span_start: null,
      span_end: null,
      source_hash: null,
      // Asked later than it was nominated, so it is kept for its own time.
      second_look_why: sql`case when ${nomination.second_look_at} < ${before.toISOString()}::timestamptz then null else ${nomination.second_look_why} end`,
    })
    .where(inArray(nomination.id, old))
    .returning({ id: nomination.id })
  return rows.length
}
