import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { runNamed } from '../../db/named.js'
import type { Executor } from '../../db/open.js'
import { learnedModel, nomination, series } from '../../db/schema/index.js'
import type { OrganiserWord } from '../gate/learn.js'
import type { Gate } from '../types.js'

const rowsOf = async <T>(db: Executor, query: Parameters<Executor['execute']>[0]): Promise<T[]> => ((await db.execute(query)) as unknown as { rows: T[] }).rows

/** One value: for a statement of its own, or for one that asks more at once. */
export const WORDS_MARK_SQL = `
      select concat_ws(' ', count(*), max(created_at), sum(hashtext(ally_id || field || coalesce(value::text, ''))),
        (select version || created_at from learned_model where kind = 'section' and active order by created_at desc, version desc limit 1),
        (select data ->> 'mark' from learned_model where version = 'gate-names')) as mark
      from organiser_word where field in ('gate', 'section')`

const WORDS_MARK = { name: 'words_mark', text: WORDS_MARK_SQL }

/** Changes whenever an organiser says something on a gate or a section, takes it back, sections were learned, or an entry of whose gate something was said has other names. */
export async function wordsMark(db: Executor): Promise<string> {
  const [row] = await runNamed<{ mark: string }>(db, WORDS_MARK, [])
  return row?.mark ?? ''
}

/** Where it is kept that a name changed from which is learned: beside the learned models, one row. */
const NAMES_KEY = 'gate-names'

/** Notes that one of these entries has other names or handles than before, if it is one of which an organiser said whose field it is. @param mark never used before */
export async function noteNames(db: Executor, allyIds: readonly string[], mark: string, at: Date): Promise<void> {
  if (allyIds.length === 0) return
  await db.execute(sql`
    insert into learned_model (version, kind, words, data, gold, active, created_at)
    select ${NAMES_KEY}, 'gate', 0, ${JSON.stringify({ mark })}::jsonb, '{}'::jsonb, true, ${at.toISOString()}::timestamptz
    where exists (select 1 from organiser_word where field = 'gate' and ally_id = any(${sql.param(allyIds)}::text[]))
    on conflict (version) do update set data = excluded.data, created_at = excluded.created_at`)
}

/** A word on a gate, with the entry of which it was said and when. */
export interface GateWord extends OrganiserWord {
  ally_id: string
  at: Date
}

/** What organisers last said on each entry's gate, oldest first, with every name and handle the entry has had; its own name first. */
export async function gateWords(db: Executor): Promise<GateWord[]> {
  const rows = await rowsOf<Omit<GateWord, 'at' | 'shown' | 'gate'> & { shown: string[]; gate: Gate; at_ms: number }>(
    db,
    sql`
    with last as (
      select distinct on (ally_id) id, ally_id, value, reason, created_at from organiser_word where field = 'gate' order by ally_id, created_at desc, id desc
    )
    select a.id as ally_id, (extract(epoch from last.created_at) * 1000)::float8 as at_ms,
      array[a.name] || array(select al.name from alias al where al.ally_id = a.id order by al.name_key) as names, ${shownOf(sql`a.id`)} as shown,
      array(select c.handle from account c where c.ally_id = a.id
        union select h.handle_key from account_handle h join account c on c.id = h.account_id where c.ally_id = a.id order by 1) as handles,
      last.value #>> '{}' as gate, last.reason
    from last join ally a on a.id = last.ally_id where last.value #>> '{}' in ('home', 'ally') order by last.created_at, last.id`,
  )
  return rows.map(({ at_ms, ...row }) => ({ ...row, at: new Date(at_ms) }))
}

/** What X calls the accounts of an entry: an expression that gives an array of texts. @param allyId an expression for the entry's id */
export const shownOf = (allyId: SQL): SQL<string[]> => sql<string[]>`array(
  select distinct shown.name from account held left join account same on same.id = held.same_as
    join x_profile shown on shown.x_user_id = coalesce(held.x_user_id, same.x_user_id)
  where held.ally_id = ${allyId} order by 1)`

/** Entries whose section stands by an organiser's word, the newest first. */
export async function sectionWords(db: Executor, limit: number): Promise<{ ally_id: string; section: string }[]> {
  return rowsOf(
    db,
    sql`
    with last as (
      select distinct on (ally_id) id, ally_id, value, created_at from organiser_word where field = 'section' order by ally_id, created_at desc, id desc
    )
    select ally_id, value #>> '{}' as section from last where value #>> '{}' is not null order by created_at desc, id desc limit ${limit}`,
  )
}

export type ModelRow = typeof learnedModel.$inferSelect

/** The newest of its kind that may be asked. */
export async function activeModel(db: Executor, kind: ModelRow['kind']): Promise<ModelRow | undefined> {
  const rows = await db
    .select()
    .from(learnedModel)
    .where(and(eq(learnedModel.kind, kind), eq(learnedModel.active, true)))
    .orderBy(desc(learnedModel.created_at), desc(learnedModel.version))
    .limit(1)
  return rows[0]
}

/**
 * Ends that any model learned with an organiser's word on this entry's section is asked, where that word does not stand any more; `now` is what was said
 * instead. The next learning makes one of the words that stand. To be called in the unit of work that takes the word back.
 */
export async function forgetLearned(db: Executor, allyId: string, now: string | null | undefined = null): Promise<void> {
  await db
    .update(learnedModel)
    .set({ active: false })
    .where(
      and(
        eq(learnedModel.kind, 'section'),
        eq(learnedModel.active, true),
        sql`exists (select 1 from organiser_word said where said.ally_id = ${allyId} and said.field = 'section' and said.created_at <= ${learnedModel.created_at}
          and said.value #>> '{}' is not null and said.value #>> '{}' is distinct from ${now ?? null}::text)`,
      ),
    )
}

/** What was learned once is learned again to the same: then it is the newest again. */
export async function saveModel(db: Executor, row: typeof learnedModel.$inferInsert): Promise<void> {
  await db
    .insert(learnedModel)
    .values(row)
    .onConflictDoUpdate({ target: learnedModel.version, set: { created_at: row.created_at, active: row.active } })
}

/** How a hashtag is used here, and the tags of the chats of this deployment as they are shown. */
export async function tagUse(db: Executor, key: string): Promise<{ chat_tags: string[]; spellings: string[]; chat_nominators: number; owner: string | null }> {
  const [chats, [used]] = [
    await db.select({ hashtag: series.hashtag }).from(series),
    await rowsOf<{ spellings: string[]; people: number; owner: string | null }>(
      db,
      sql`
      select array(select raw from ${nomination} where target_kind = 'hashtag' and target_key = ${key} group by raw order by count(*) desc, raw limit 5) as spellings,
        (select count(distinct nominator_hash)::int from ${nomination} where target_kind = 'hashtag' and target_key = ${key} and chat_id is not null and supports) as people,
        (select o.name from relation r join ally t on t.id = r.from_id join ally o on o.id = r.to_id
          where t.hashtag_key = ${key} and r.kind = 'owner' and r.ended_at is null limit 1) as owner`,
    ),
  ]
  return {
    chat_tags: chats.map(({ hashtag }) => hashtag.replace(/^#/, '')),
    spellings: (used?.spellings ?? []).filter((raw) => raw.startsWith('#')).map((raw) => raw.slice(1)),
    chat_nominators: used?.people ?? 0,
    owner: used?.owner ?? null,
  }
}
