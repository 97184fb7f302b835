import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import type { ImportState, Verdict } from '../../db/schema/imports.js'
import { archiveImport, importBadLine, importCandidate, importTarget } from '../../db/schema/index.js'
import type { CursorKeys } from '../../kernel/cursor.js'
import type { BadLine } from '../formats/types.js'

export type ImportRow = typeof archiveImport.$inferSelect
export type CandidateRow = typeof importCandidate.$inferSelect

const rowsOf = async <T>(db: Executor, query: SQL): Promise<T[]> => ((await db.execute(query)) as unknown as { rows: T[] }).rows

export async function insertImport(db: Executor, row: typeof archiveImport.$inferInsert): Promise<void> {
  await db.insert(archiveImport).values(row)
}

export async function findImport(db: Executor, id: string, lock = false): Promise<ImportRow | undefined> {
  const query = db.select().from(archiveImport).where(eq(archiveImport.id, id))
  return (lock ? await query.for('update') : await query)[0]
}

/** Another import of the same bytes for the same chat that has not been taken back. */
export async function findSame(db: Executor, row: Pick<ImportRow, 'id' | 'series_id' | 'chat_id'>, sha256: string): Promise<ImportRow | undefined> {
  const rows = await db
    .select()
    .from(archiveImport)
    .where(
      and(
        eq(archiveImport.sha256, sha256),
        inArray(archiveImport.state, ['ready', 'storing', 'done', 'undoing']),
        sql`${archiveImport.series_id} is not distinct from ${row.series_id}`,
        sql`${archiveImport.chat_id} is not distinct from ${row.chat_id}`,
        sql`${archiveImport.id} <> ${row.id}`,
      ),
    )
  return rows[0]
}

export async function updateImport(db: Executor, id: string, values: Partial<typeof archiveImport.$inferInsert>): Promise<void> {
  await db.update(archiveImport).set(values).where(eq(archiveImport.id, id))
}

/** Only while it is being stored or taken back: what was brought to its end has no trouble. */
export async function noteTrouble(db: Executor, id: string, problem: string): Promise<void> {
  await db
    .update(archiveImport)
    .set({ problem })
    .where(and(eq(archiveImport.id, id), inArray(archiveImport.state, ['storing', 'undoing'])))
}

/** Rows done in the step under way, after these. */
export async function progress(db: Executor, id: string, more: number, now: Date): Promise<number> {
  const rows = await db
    .update(archiveImport)
    .set({ progress_done: sql`${archiveImport.progress_done} + ${more}`, heartbeat_at: now, problem: null })
    .where(eq(archiveImport.id, id))
    .returning({ done: archiveImport.progress_done })
  return rows[0]?.done ?? 0
}

export async function addCounts(db: Executor, id: string, more: Record<string, number>): Promise<void> {
  const row = await findImport(db, id, true)
  if (!row) return
  const counts: Record<string, number> = { ...row.counts }
  for (const [name, n] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + n
  await updateImport(db, id, { counts })
}

/** Newest first. One row more than `limit`. */
export async function pageOfImports(db: Executor, limit: number, after: CursorKeys | null): Promise<ImportRow[]> {
  return db
    .select()
    .from(archiveImport)
    .where(
      and(
        isNull(archiveImport.same_as),
        after ? sql`(${archiveImport.created_at}, ${archiveImport.id}) < (${String(after[0])}::timestamptz, ${String(after[1])})` : undefined,
      ),
    )
    .orderBy(desc(archiveImport.created_at), desc(archiveImport.id))
    .limit(limit + 1)
}

export async function importsIn(db: Executor, states: ImportState[]): Promise<ImportRow[]> {
  return db.select().from(archiveImport).where(inArray(archiveImport.state, states)).orderBy(asc(archiveImport.id))
}

/** Forgotten previews: looked at by nobody since. */
export async function readyBefore(db: Executor, before: Date): Promise<string[]> {
  const rows = await db
    .select({ id: archiveImport.id })
    .from(archiveImport)
    .where(and(eq(archiveImport.state, 'ready'), lt(archiveImport.created_at, before)))
  return rows.map(({ id }) => id)
}

/** Drops what a reading wrote, so that it can begin again, or because nobody needs it any more. */
export async function deleteReading(db: Executor, importId: string): Promise<void> {
  await db.delete(importCandidate).where(eq(importCandidate.import_id, importId))
  await db.delete(importBadLine).where(eq(importBadLine.import_id, importId))
  await db.delete(importTarget).where(eq(importTarget.import_id, importId))
}

/** `json` is an array of rows as reader.ts makes them: the database parses it, which costs this process nothing. */
export async function stage(db: Executor, importId: string, json: string): Promise<void> {
  await db.execute(sql`
    insert into import_candidate (import_id, seq, line, post_id, said_at, nominator, nominator_hash, question, target_kind, target_key, display, raw, text,
      span_start, span_end, form, verdict, reason, conditions)
    select ${importId}, r.* from json_to_recordset(${json}::json) as r(seq bigint, line int, post_id text, said_at timestamptz, nominator text, nominator_hash text,
      question int, target_kind text, target_key text, display text, raw text, text text, span_start int, span_end int, form text, verdict text, reason text,
      conditions jsonb)`)
}

export async function stageBadLines(db: Executor, importId: string, firstSeq: number, bad: readonly BadLine[]): Promise<void> {
  for (let at = 0; at < bad.length; at += 1000) {
    const rows = bad.slice(at, at + 1000).map(({ line, reason }, i) => ({ import_id: importId, seq: firstSeq + at + i, line, reason }))
    await db.insert(importBadLine).values(rows).onConflictDoNothing()
  }
}

export async function conditionalCandidates(
  db: Executor,
  importId: string,
  afterSeq: number,
  limit: number,
): Promise<Pick<CandidateRow, 'seq' | 'conditions'>[]> {
  return db
    .select({ seq: importCandidate.seq, conditions: importCandidate.conditions })
    .from(importCandidate)
    .where(and(eq(importCandidate.import_id, importId), sql`${importCandidate.seq} > ${afterSeq}`, isNotNull(importCandidate.conditions)))
    .orderBy(asc(importCandidate.seq))
    .limit(limit)
}

export async function judgeAnew(db: Executor, importId: string, judged: { seq: number; reason: string }[]): Promise<void> {
  if (judged.length === 0) return
  await db.execute(sql`
    update import_candidate c set verdict = 'not', reason = g.reason
    from unnest(${sql.param(judged.map(({ seq }) => seq))}::bigint[], ${sql.param(judged.map(({ reason }) => reason))}::text[]) as g(seq, reason)
    where c.import_id = ${importId} and c.seq = g.seq`)
}

/** As `eachPostOnce`: a post that two pages of a file bring speaks once, though one of them does not know its author. */
export async function markSamePosts(db: Executor, importId: string): Promise<void> {
  await db.execute(sql`
    update import_candidate c set verdict = 'repeated', reason = 'the same post again, see line ' || f.first_line
    from (
      select seq, row_number() over w as n, first_value(line) over w as first_line from import_candidate
      where import_id = ${importId} and verdict in ('counted', 'doubtful') and post_id is not null and target_key is not null
      window w as (partition by post_id, target_kind, target_key order by nominator is null, seq)
    ) f
    where c.import_id = ${importId} and c.seq = f.seq and f.n > 1`)
}

/** Of what counts, all but the first that a voice said of a target. */
export async function markRepeated(db: Executor, importId: string): Promise<void> {
  await db.execute(sql`
    update import_candidate c set verdict = 'repeated', reason = 'counted already, on line ' || f.first_line
    from (
      select seq, row_number() over w as n, first_value(line) over w as first_line from import_candidate
      where import_id = ${importId} and verdict = 'counted'
      window w as (partition by nominator_hash, target_kind, target_key order by seq)
    ) f
    where c.import_id = ${importId} and c.seq = f.seq and f.n > 1`)
}

export async function countVerdicts(db: Executor, importId: string): Promise<{ verdict: Verdict; reason: string; count: number }[]> {
  return rowsOf(db, sql`select verdict, reason, count(*)::int as count from import_candidate where import_id = ${importId} group by 1, 2 order by 3 desc, 2`)
}

/** The pool's limit is made for requests; a step over all rows of a large import may take longer. For the unit of work it is called in. */
export async function takeYourTime(db: Executor): Promise<void> {
  await db.execute(sql`set local statement_timeout = '10min'`)
}

/** A table that has just grown a thousandfold is still taken for small, and joins with it would be planned for a small one. */
export async function refreshStatistics(db: Executor): Promise<void> {
  await db.execute(sql`analyze import_candidate, import_target`)
}

/** Targets for which many speak who name nothing else in the file (each is counted once for a voice): perhaps one person with many accounts. */
export async function oneTargetCrowds(
  db: Executor,
  importId: string,
  atLeast: number,
): Promise<{ kind: 'account' | 'hashtag'; display: string; voices: number; only: number }[]> {
  return rowsOf(
    db,
    sql`
    select kind, min(display) as display, count(*)::int as voices, count(*) filter (where targets = 1)::int as only
    from (
      select target_kind as kind, target_key as key, display, count(*) over (partition by nominator_hash) as targets from import_candidate
      where import_id = ${importId} and verdict = 'counted'
    ) named
    group by kind, key
    having count(*) filter (where targets = 1) >= ${atLeast} and count(*) filter (where targets = 1) * 5 >= count(*) * 4
    order by 4 desc limit 20`,
  )
}

export interface CandidateFilters {
  verdict?: Verdict | undefined
  q?: string | undefined
}

/** In order of appearance. One row more than `limit`. */
export async function pageOfCandidates(
  db: Executor,
  importId: string,
  { verdict, q }: CandidateFilters,
  limit: number,
  after: CursorKeys | null,
): Promise<CandidateRow[]> {
  return db
    .select()
    .from(importCandidate)
    .where(
      and(
        eq(importCandidate.import_id, importId),
        verdict ? eq(importCandidate.verdict, verdict) : undefined,
        q ? sql`strpos(lower(${importCandidate.raw} || ' ' || coalesce(${importCandidate.nominator}, '')), lower(${q})) > 0` : undefined,
        after ? sql`${importCandidate.seq} > ${Number(after[0])}` : undefined,
      ),
    )
    .orderBy(asc(importCandidate.seq))
    .limit(limit + 1)
}

export async function findCandidate(db: Executor, importId: string, seq: number): Promise<CandidateRow | undefined> {
  return (
    await db
      .select()
      .from(importCandidate)
      .where(and(eq(importCandidate.import_id, importId), eq(importCandidate.seq, seq)))
  )[0]
}

export async function updateCandidate(db: Executor, importId: string, seq: number, values: Partial<typeof importCandidate.$inferInsert>): Promise<void> {
  await db
    .update(importCandidate)
    .set(values)
    .where(and(eq(importCandidate.import_id, importId), eq(importCandidate.seq, seq)))
}

export async function badLinesOf(db: Executor, importId: string, limit: number, after: CursorKeys | null): Promise<(typeof importBadLine.$inferSelect)[]> {
  return db
    .select()
    .from(importBadLine)
    .where(and(eq(importBadLine.import_id, importId), after ? sql`${importBadLine.seq} > ${Number(after[0])}` : undefined))
    .orderBy(asc(importBadLine.seq))
    .limit(limit + 1)
}

/** What is left of old readings, but for what tells that another import said the same: who said what in a file is not kept longer than the words of nominations. */
export async function forgetCandidates(db: Executor, before: Date): Promise<void> {
  const old = db
    .select({ id: archiveImport.id })
    .from(archiveImport)
    .where(and(lt(archiveImport.created_at, before), inArray(archiveImport.state, ['done', 'failed'])))
  await db.delete(importCandidate).where(and(inArray(importCandidate.import_id, old), sql`${importCandidate.outcome} is distinct from 'already'`))
}
