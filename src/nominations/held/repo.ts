import { and, asc, eq, gt, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { type HoldReason, nomination } from '../../db/schema/nominations.js'
import type { BurstVoice, SourceFacts } from '../abuse.js'

/** What is asked of the stored voices before new ones are let through, and what organisers do with those that were held. */

/** One sender after the other until the end of the transaction: of two requests at once the second counts what the first one stored. */
export async function lockSource(db: Executor, sourceHash: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`nomination-source ${sourceHash}`}, 0))`)
}

const ofSource = (sourceHash: string, since: Date) => and(eq(nomination.source_hash, sourceHash), gt(nomination.created_at, since))

export const countOfSource = (db: Executor, sourceHash: string, since: Date): Promise<number> => db.$count(nomination, ofSource(sourceHash, since))

/** When the `nth` (from 1) oldest voice of the source since then was stored. */
export async function momentOfSource(db: Executor, sourceHash: string, since: Date, nth: number): Promise<Date | undefined> {
  const rows = await db
    .select({ at: nomination.created_at })
    .from(nomination)
    .where(ofSource(sourceHash, since))
    .orderBy(asc(nomination.created_at))
    .limit(1)
    .offset(nth - 1)
  return rows[0]?.at
}

/** Whom the source spoke for since then. */
export async function peopleOfSource(db: Executor, sourceHash: string, since: Date, nominatorHash: string): Promise<SourceFacts> {
  const [row] = await db
    .select({
      people: sql<number>`count(distinct ${nomination.nominator_hash})::int`,
      known: sql<boolean>`coalesce(bool_or(${nomination.nominator_hash} = ${nominatorHash}), false)`,
    })
    .from(nomination)
    .where(and(ofSource(sourceHash, since), or(isNull(nomination.hold), sql`${nomination.hold} <> 'source'`, eq(nomination.hold_decision, 'released'))))
  return row ?? { people: 0, known: false }
}

/** Voices that people sent themselves: an import is an organiser's own act and is looked at before it is stored. */
const sentFor = (allyId: string, since: Date) =>
  and(eq(nomination.ally_id, allyId), gt(nomination.created_at, since), inArray(nomination.source, ['form', 'api', 'live']), sql`not ${nomination.self}`)

export const countSent = (db: Executor, allyId: string, since: Date): Promise<number> => db.$count(nomination, sentFor(allyId, since))

/** The newest `most` voices for an entry since then, with what else is known of each nominator. */
export async function burstVoices(db: Executor, allyId: string, since: Date, most: number): Promise<Omit<BurstVoice, 'fresh'>[]> {
  const recent = db.$with('recent').as(
    db
      .select({
        id: nomination.id,
        created_at: nomination.created_at,
        voice: sql<string>`${nomination.nominator_hash}`.as('voice'),
        released: sql<boolean>`coalesce(${nomination.hold_decision} = 'released', false)`.as('released'),
        held: sql<boolean>`(${nomination.hold} is not null and ${nomination.hold_decision} is distinct from 'released')`.as('held'),
      })
      .from(nomination)
      .where(sentFor(allyId, since))
      .orderBy(sql`${nomination.created_at} desc`)
      .limit(most),
  )
  const rows = await db
    .with(recent)
    .select({
      id: recent.id,
      at: recent.created_at,
      released: recent.released,
      held: recent.held,
      others: sql<number>`count(distinct ${nomination.ally_id}) filter (where ${nomination.ally_id} <> ${allyId})::int`,
      since: sql<Date | null>`min(${nomination.created_at})`.mapWith(nomination.created_at),
    })
    .from(recent)
    .leftJoin(nomination, and(eq(nomination.nominator_hash, recent.voice), nomination.supports))
    .groupBy(recent.id, recent.created_at, recent.released, recent.held)
  return rows
}

/** Voices of these nominators that a burst holds, stored since then. */
export async function heldInBursts(db: Executor, nominatorHashes: readonly string[], since: Date): Promise<{ id: string; ally_id: string }[]> {
  if (nominatorHashes.length === 0) return []
  return db
    .select({ id: nomination.id, ally_id: nomination.ally_id })
    .from(nomination)
    .where(
      and(
        inArray(nomination.nominator_hash, [...new Set(nominatorHashes)]),
        eq(nomination.hold, 'burst'),
        isNull(nomination.hold_decision),
        gt(nomination.created_at, since),
      ),
    )
}

/** Lets voices go that no organiser has decided on; returns those that were still held. */
export async function letGo(db: Executor, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .update(nomination)
    .set({ hold: null })
    .where(and(inArray(nomination.id, [...ids]), isNotNull(nomination.hold), isNull(nomination.hold_decision)))
    .returning({ id: nomination.id })
  return rows.map(({ id }) => id)
}

export async function holdVoices(db: Executor, ids: readonly string[], hold: HoldReason): Promise<void> {
  if (ids.length > 0)
    await db
      .update(nomination)
      .set({ hold })
      .where(inArray(nomination.id, [...ids]))
}

export type HeldState = 'waiting' | 'released' | 'dismissed'
const inState = (state: HeldState) => (state === 'waiting' ? isNull(nomination.hold_decision) : eq(nomination.hold_decision, state))

export interface HeldVoice {
  id: string
  ally_id: string
  state: HeldState
}

/** Which of these voices for any of these entries are or were held; of all their voices if `ids` is null. */
export async function findHeld(db: Executor, allyIds: readonly string[], ids: readonly string[] | null): Promise<HeldVoice[]> {
  const rows = await db
    .select({ id: nomination.id, ally_id: nomination.ally_id, decision: nomination.hold_decision })
    .from(nomination)
    .where(and(inArray(nomination.ally_id, [...allyIds]), isNotNull(nomination.hold), ids === null ? undefined : inArray(nomination.id, [...ids])))
    .orderBy(nomination.id)
  return rows.map(({ id, ally_id, decision }) => ({ id, ally_id, state: decision ?? 'waiting' }))
}

/** Returns those that changed. */
export async function decideOnHeld(
  db: Executor,
  ids: readonly string[],
  from: HeldState,
  to: 'released' | 'dismissed',
): Promise<{ id: string; ally_id: string }[]> {
  if (ids.length === 0) return []
  return db
    .update(nomination)
    .set({ hold_decision: to })
    .where(and(inArray(nomination.id, [...ids]), isNotNull(nomination.hold), inState(from)))
    .returning({ id: nomination.id, ally_id: nomination.ally_id })
}
