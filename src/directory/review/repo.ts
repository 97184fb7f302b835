import { and, asc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { ally, audit, nomination } from '../../db/schema/index.js'
import type { HoldReason } from '../../db/schema/nominations.js'
import { ANSWERS, ASKED, type LookRow } from './looks.js'

/** What organisers see beside an entry: voices that wait, voices for oneself, questions to look again. Read only; nominations/ writes them. */

export interface VoiceCounts {
  waiting: number
  /** Why those that wait do. */
  reasons: HoldReason[]
  dismissed: number
  self: number
}

/** Those of all that was merged into an entry are its own; a merged one has those that named it. */
export async function voiceCounts(db: Executor, allyIds: readonly string[]): Promise<Map<string, VoiceCounts>> {
  const counts = new Map<string, VoiceCounts>()
  if (allyIds.length === 0) return counts
  const waits = sql`${nomination.hold} is not null and ${nomination.hold_decision} is null`
  const rows = await db
    .select({
      id: ally.id,
      canonical_id: ally.canonical_id,
      waiting: sql<number>`count(*) filter (where ${waits})::int`,
      reasons: sql<HoldReason[]>`coalesce(array_agg(distinct ${nomination.hold}) filter (where ${waits}), '{}')::text[]`,
      dismissed: sql<number>`count(*) filter (where ${nomination.hold_decision} = 'dismissed')::int`,
      self: sql<number>`count(*) filter (where ${nomination.self})::int`,
    })
    .from(ally)
    .innerJoin(nomination, eq(nomination.ally_id, ally.id))
    .where(and(or(inArray(ally.id, [...allyIds]), inArray(ally.canonical_id, [...allyIds])), or(isNotNull(nomination.hold), nomination.self)))
    .groupBy(ally.id)
  for (const { id, canonical_id, ...own } of rows)
    for (const of of new Set([id, canonical_id])) {
      const before = counts.get(of)
      counts.set(of, before ? sumOf(before, own) : own)
    }
  return counts
}

const sumOf = (a: VoiceCounts, b: VoiceCounts): VoiceCounts => ({
  waiting: a.waiting + b.waiting,
  reasons: [...new Set([...a.reasons, ...b.reasons])],
  dismissed: a.dismissed + b.dismissed,
  self: a.self + b.self,
})

/** Entries for which voices wait, those for what was merged into them included. */
export const withHeldVoices = (): SQL =>
  sql`${ally.id} in (select named.canonical_id from ${nomination} join ${ally} named on named.id = ${nomination.ally_id}
    where ${nomination.hold} is not null and ${nomination.hold_decision} is null)`

/** Entries with a question to look again that no decision has answered yet. */
export const withOpenLook = (): SQL => {
  const last = (actions: readonly string[]) =>
    sql`(select max(${audit.seq}) from ${audit} where ${audit.subject} = ${ally.id} and ${inArray(audit.action, [...actions])})`
  // Only these can be asked about, so that the record is read for few entries.
  return sql`(${inArray(ally.status, ['rejected', 'retired'])} and ${last([ASKED])} > coalesce(${last(ANSWERS)}, 0))`
}

/** Questions and decisions of these entries, in the order of the record. */
export async function lookRows(db: Executor, allyIds: readonly string[]): Promise<LookRow[]> {
  if (allyIds.length === 0) return []
  const { seq, at, action, subject, reason, detail } = audit
  return db
    .select({ seq, at, action, subject, reason, detail })
    .from(audit)
    .where(and(inArray(subject, [...allyIds]), inArray(action, [ASKED, ...ANSWERS])))
    .orderBy(asc(seq))
}

/** What was given as the reason to look again; null once it was forgotten. */
export async function whysOf(db: Executor, nominationIds: readonly string[]): Promise<Map<string, string | null>> {
  if (nominationIds.length === 0) return new Map()
  const rows = await db
    .select({ id: nomination.id, why: nomination.second_look_why })
    .from(nomination)
    .where(inArray(nomination.id, [...nominationIds]))
  return new Map(rows.map(({ id, why }) => [id, why]))
}

export const waitingVoices = (db: Executor): Promise<number> => db.$count(nomination, and(isNotNull(nomination.hold), isNull(nomination.hold_decision)))
export const openLooks = (db: Executor): Promise<number> => db.$count(ally, withOpenLook())
