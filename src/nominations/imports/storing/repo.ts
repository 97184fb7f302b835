import { and, eq, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../../db/open.js'
import { nomination } from '../../../db/schema/index.js'
import { hasPassed, isHeldSay } from '../../repo.js'
import type { ImportRow } from '../repo.js'

const rowsOf = async <T>(db: Executor, query: SQL): Promise<T[]> => ((await db.execute(query)) as unknown as { rows: T[] }).rows

/**
 * Held by a unit that stores to the end of its transaction, so that nothing is taken back meanwhile: the voice that a unit finds there already, and so does
 * not add, is not gone a moment later together with the import that had brought it.
 */
export async function keepFromTakingBack(db: Executor): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended('archive voices', 0))`)
}

/** Held by a unit that takes back: it begins when no unit is storing, and sees what each of them found there already. */
export async function keepFromStoring(db: Executor): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('archive voices', 0))`)
}

/** Taken by the organiser's word, or else by the verdict. */
const accepted = sql`coalesce(c.chosen, c.verdict = 'counted') and c.target_key is not null`

export async function countAccepted(db: Executor, importId: string): Promise<{ nominations: number; targets: number }> {
  const [row] = await rowsOf<{ nominations: number; targets: number }>(
    db,
    sql`select count(*)::int as nominations, count(distinct target_kind || ' ' || target_key)::int as targets
      from import_candidate c where import_id = ${importId} and ${accepted}`,
  )
  return row ?? { nominations: 0, targets: 0 }
}

/**
 * A post has one author: what stands of a post already, from another file or from the live chat, says whose voice it is. Files of the same posts do not all
 * name the authors, or name them as they were called then, and each would otherwise count a post once more.
 */
export async function takeVoicesOfKnownPosts(db: Executor, { id, chat_id }: Pick<ImportRow, 'id' | 'chat_id'>): Promise<void> {
  await db.execute(sql`
    update import_candidate c set nominator_hash = known.nominator_hash from (
      select distinct on (n.post_id) n.post_id, n.nominator_hash from nomination n
      where n.post_id is not null and n.chat_id is not distinct from ${chat_id}::text and n.import_id is distinct from ${id} order by n.post_id, n.id
    ) known
    where c.import_id = ${id} and c.post_id = known.post_id and c.nominator_hash <> known.nominator_hash and c.outcome is null and ${accepted}`)
}

/** Which targets are to be identified; once more after a crash adds none twice. */
export async function collectTargets(db: Executor, importId: string): Promise<void> {
  await db.execute(sql`
    insert into import_target (import_id, target_kind, target_key, seqs)
    select ${importId}, c.target_kind, c.target_key, (array_agg(c.seq order by c.seq))[1:5]
    from import_candidate c where c.import_id = ${importId} and ${accepted}
    group by c.target_kind, c.target_key on conflict do nothing`)
}

export interface OpenTarget {
  kind: 'account' | 'hashtag'
  key: string
  display: string
  texts: string[]
}

export type TargetKey = Pick<OpenTarget, 'kind' | 'key'>

/** Targets that are not identified yet, in the order of their keys from after `after`, with what was said about each first. */
export async function openTargets(db: Executor, importId: string, after: TargetKey | null, limit: number): Promise<OpenTarget[]> {
  return rowsOf(
    db,
    sql`
    with open as (
      select target_kind, target_key, seqs from import_target where import_id = ${importId} and ally_id is null
        ${after === null ? sql`` : sql`and (target_kind, target_key) > (${after.kind}, ${after.key})`}
      order by target_kind, target_key limit ${limit}
    )
    select o.target_kind as kind, o.target_key as key, (array_agg(c.display order by c.seq))[1] as display,
      coalesce(array_agg(c.text order by c.seq) filter (where c.text is not null), '{}') as texts
    from open o join import_candidate c on c.import_id = ${importId} and c.seq = any(o.seqs)
    group by 1, 2 order by 1, 2`,
  )
}

export async function saveTargets(
  db: Executor,
  importId: string,
  found: { kind: 'account' | 'hashtag'; key: string; ally_id: string; drafted: boolean; refused: boolean }[],
): Promise<void> {
  const column = <T>(pick: (one: (typeof found)[number]) => T) => sql.param(found.map(pick))
  await db.execute(sql`
    update import_target t set ally_id = g.ally_id, drafted = g.drafted, refused = g.refused
    from unnest(${column((one) => one.kind)}::text[], ${column((one) => one.key)}::text[], ${column((one) => one.ally_id)}::text[],
      ${column((one) => one.drafted)}::bool[], ${column((one) => one.refused)}::bool[]) as g(kind, key, ally_id, drafted, refused)
    where t.import_id = ${importId} and t.target_kind = g.kind and t.target_key = g.key`)
}

/** What is accepted and has no outcome yet. */
export async function openCandidates(db: Executor, importId: string, afterSeq: number, limit: number): Promise<number[]> {
  const rows = await rowsOf<{ seq: string | number }>(
    db,
    sql`select c.seq from import_candidate c where c.import_id = ${importId} and c.seq > ${afterSeq} and c.outcome is null and ${accepted} order by c.seq limit ${limit}`,
  )
  return rows.map(({ seq }) => Number(seq))
}

/**
 * Makes nominations of candidates, within the database, and notes what became of each; the words and the name of the nominator leave the
 * preview with that. In the order of the unique key, so that two units of work with the same voices wait for each other instead of in a circle.
 */
export async function storeCandidates(
  db: Executor,
  row: Pick<ImportRow, 'id' | 'series_id' | 'chat_id'>,
  seqs: readonly number[],
  ids: readonly string[],
  fallback: Date,
  now: Date,
): Promise<Record<'added' | 'already' | 'refused', number>> {
  // A voice for whoever had a handle before it passed to another account is none for who has it now (repo.setAsidePassed).
  await db.execute(sql`
    update nomination n set target_key = n.target_key || ':' || n.ally_id
    from import_candidate c join import_target t on t.import_id = c.import_id and t.target_kind = c.target_kind and t.target_key = c.target_key
    where c.import_id = ${row.id} and c.seq = any(${sql.param([...seqs])}::bigint[]) and c.target_kind = 'account'
      and n.nominator_hash = c.nominator_hash and n.target_kind = c.target_kind and n.target_key = c.target_key
      and n.chat_id is not distinct from ${row.chat_id}::text and n.ally_id <> t.ally_id
      and ${hasPassed(sql`n.ally_id`, sql`n.target_key`)}`)
  // Nor does what anybody may have typed in somebody's name, and is held for it, stand in the way of his own post (repo.setAsideHeld).
  await db.execute(sql`
    update nomination n set target_key = n.target_key || ':' || n.id
    from import_candidate c join import_target t on t.import_id = c.import_id and t.target_kind = c.target_kind and t.target_key = c.target_key
    where c.import_id = ${row.id} and c.seq = any(${sql.param([...seqs])}::bigint[]) and not t.refused
      and n.nominator_hash = c.nominator_hash and n.target_kind = c.target_kind and n.target_key = c.target_key
      and n.chat_id is not distinct from ${row.chat_id}::text and ${isHeldSay(sql`n`)}`)
  const outcomes = await rowsOf<{ outcome: 'added' | 'already' | 'refused'; count: number }>(
    db,
    sql`
    with part as (
      select c.*, g.id as nomination_id, t.ally_id, t.refused
      from unnest(${sql.param([...seqs])}::bigint[], ${sql.param([...ids])}::text[]) as g(seq, id)
      join import_candidate c on c.import_id = ${row.id} and c.seq = g.seq
      join import_target t on t.import_id = c.import_id and t.target_kind = c.target_kind and t.target_key = c.target_key
    ), made as (
      insert into nomination (id, ally_id, target_kind, target_key, raw, text, span_start, span_end, source, import_id, source_line, post_id, series_id, chat_id,
        question, nominator_hash, self, nominated_at, created_at)
      select nomination_id, ally_id, target_kind, target_key, raw, text, span_start, span_end, 'import', ${row.id}, line, post_id, ${row.series_id}, ${row.chat_id},
        question, nominator_hash, target_kind = 'account' and nominator is not distinct from target_key, coalesce(said_at, ${fallback.toISOString()}::timestamptz),
        ${now.toISOString()}::timestamptz
      from part where not refused order by nominator_hash, target_kind, target_key
      on conflict do nothing returning id
    ), noted as (
      update import_candidate c set nominator = null, text = null, span_start = null, span_end = null,
        outcome = case when p.refused then 'refused' when p.nomination_id in (select id from made) then 'added' else 'already' end
      from part p
      where c.import_id = ${row.id} and c.seq = p.seq returning c.outcome
    )
    select outcome, count(*)::int as count from noted group by 1`,
  )
  const of = (outcome: string) => outcomes.find((one) => one.outcome === outcome)?.count ?? 0
  return { added: of('added'), already: of('already'), refused: of('refused') }
}

/** Entries that an import's nominations belong to, in order, `limit` from after `afterId`. */
export async function importedAllies(db: Executor, importId: string, afterId: string, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ ally_id: string }>(
    db,
    sql`select distinct ally_id from import_target where import_id = ${importId} and not refused and ally_id > ${afterId} order by ally_id limit ${limit}`,
  )
  return rows.map(({ ally_id }) => ally_id)
}

export async function countOutcomes(db: Executor, importId: string): Promise<Record<'added' | 'already' | 'refused' | 'drafted', number>> {
  const [row] = await rowsOf<Record<'added' | 'already' | 'refused' | 'drafted', number>>(
    db,
    sql`select count(*) filter (where outcome = 'added')::int as added, count(*) filter (where outcome = 'already')::int as already,
      count(*) filter (where outcome = 'refused')::int as refused,
      (select count(distinct ally_id)::int from import_target where import_id = ${importId} and drafted) as drafted
    from import_candidate where import_id = ${importId}`,
  )
  return row ?? { added: 0, already: 0, refused: 0, drafted: 0 }
}

/** What is left of the preview once it is stored: reasons without names and words. */
export async function forgetPreview(db: Executor, importId: string): Promise<void> {
  await db.execute(sql`delete from import_candidate where import_id = ${importId} and outcome is null and verdict in ('repeated', 'placeholder')`)
  await db.execute(
    sql`update import_candidate set nominator = null, text = null, span_start = null, span_end = null
      where import_id = ${importId} and (nominator is not null or text is not null)`,
  )
}

/** Up to `limit` of what an import added and nobody said again. Asked for many at a time: whatever the plan, it may look at all that the import ever brought. */
export async function addedBy(db: Executor, importId: string, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select id from nomination where import_id = ${importId} and said_again_at is null order by id limit ${limit}`,
  )
  return rows.map(({ id }) => id)
}

/**
 * Takes these nominations of an import back. What another import said too becomes that one's; what the same voice said otherwise stays.
 * Returns the number of nominations looked at.
 */
export async function takeBack(db: Executor, importId: string, ids: readonly string[]): Promise<{ seen: number; removed: number; moved: number }> {
  const [row] = await rowsOf<{ seen: number; removed: number; moved: number }>(
    db,
    sql`
    with part as (
      select id, nominator_hash, target_kind, target_key, chat_id from nomination
      where id = any(${sql.param([...ids])}::text[]) and import_id = ${importId} and said_again_at is null order by id for update
    ), other as (
      select distinct on (p.id) p.id, c.import_id, c.seq, c.line, c.post_id from part p
      join import_candidate c on c.nominator_hash = p.nominator_hash and c.target_kind = p.target_kind and c.target_key = p.target_key and c.outcome = 'already'
      join archive_import i on i.id = c.import_id and i.state in ('storing', 'done') and i.chat_id is not distinct from p.chat_id and i.id <> ${importId}
      order by p.id, i.created_at, c.seq
    ), moved as (
      update nomination n set import_id = o.import_id, source_line = o.line, post_id = o.post_id from other o where n.id = o.id returning n.id
    ), told as (
      update import_candidate c set outcome = 'added' from other o where c.import_id = o.import_id and c.seq = o.seq returning c.import_id
    ), counted as (
      update archive_import i set counts = i.counts || jsonb_build_object('added', coalesce((i.counts ->> 'added')::int, 0) + t.n,
        'already', coalesce((i.counts ->> 'already')::int, 0) - t.n)
      from (select import_id, count(*)::int as n from told group by 1) t where i.id = t.import_id returning i.id
    ), removed as (
      delete from nomination n using part p where n.id = p.id and not exists (select 1 from other o where o.id = p.id) returning n.id
    )
    select (select count(*)::int from part) as seen, (select count(*)::int from removed) as removed, (select count(*)::int from moved) as moved,
      (select count(*)::int from counted) as counted`,
  )
  return row ?? { seen: 0, removed: 0, moved: 0 }
}

/** Nominations of an import that stay although it is undone, since their voices said them otherwise too. */
export async function countKept(db: Executor, importId: string): Promise<number> {
  return db.$count(nomination, and(eq(nomination.import_id, importId), isNotNull(nomination.said_again_at)))
}

/**
 * Entries that an undone import drafted and that another one named too are that one's drafts from now on: should it be undone as well, it is the last that knows of
 * them.
 */
export async function handDraftsOn(db: Executor, importId: string): Promise<void> {
  await db.execute(
    sql`update import_target t set drafted = true from (
        select distinct on (own.ally_id) own.ally_id, other.import_id from import_target own
        join import_target other on other.ally_id = own.ally_id and other.import_id <> own.import_id and not other.refused
        join archive_import i on i.id = other.import_id and i.state in ('storing', 'done')
        where own.import_id = ${importId} and own.drafted order by own.ally_id, i.created_at, i.id
      ) next where t.import_id = next.import_id and t.ally_id = next.ally_id`,
  )
}

/** Of these entries those that an import which is being stored has found, and will nominate. */
export async function foundByOthers(db: Executor, importId: string, allyIds: readonly string[]): Promise<Set<string>> {
  const rows = await rowsOf<{ ally_id: string }>(
    db,
    sql`select distinct t.ally_id from import_target t join archive_import i on i.id = t.import_id and i.state = 'storing'
      where t.import_id <> ${importId} and not t.refused and t.ally_id = any(${sql.param([...allyIds])}::text[])`,
  )
  return new Set(rows.map(({ ally_id }) => ally_id))
}

/** Entries that an import drafted and that nobody has nominated otherwise. */
export async function draftedAlone(db: Executor, importId: string): Promise<string[]> {
  const rows = await rowsOf<{ ally_id: string }>(
    db,
    sql`select distinct t.ally_id from import_target t where t.import_id = ${importId} and t.drafted
      and not exists (select 1 from nomination n where n.ally_id = t.ally_id) order by 1`,
  )
  return rows.map(({ ally_id }) => ally_id)
}
