import { type SQL, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import type { OwnGate } from '../../db/schema/directory.js'
import { shownOf } from '../learning/repo.js'

export interface Bearer {
  id: string
  canonical_id: string
  own_gate: OwnGate
  /** All that it is called, sorted: by us, by organisers, and by X. */
  names: string[]
}

const bearer = sql`m.id, m.canonical_id, m.own_gate,
  array(select m.name union select al.name from alias al where al.ally_id = m.id union select unnest(${shownOf(sql`m.id`)}) order by 1) as names`

/** What these entries are called, by id. */
export async function bearers(db: Executor, ids: readonly string[]): Promise<Bearer[]> {
  if (ids.length === 0) return []
  const { rows } = (await db.execute(sql`select ${bearer} from ally m where m.id = any(${sql.param(ids)}::text[]) order by m.id`)) as unknown as {
    rows: Bearer[]
  }
  return rows
}

export interface Sought {
  /** Under which a comparison looks for such names. */
  keys: readonly string[]
  folded: readonly string[]
  /** As they are written. */
  names: readonly string[]
}

/** Roughly a name, whatever its case, spaces and points: finds too much rather than too little. */
const squashed = (name: SQL) => sql`regexp_replace(lower(${name}), '[^[:alnum:]]+', '', 'g')`

/**
 * Other entries that may go by one of these names, by id: whoever is stored under one of the keys, has such an alias, or was not compared since it changed. What they
 * are called has to be looked at.
 */
export async function mayBear(db: Executor, id: string, { keys, folded, names }: Sought): Promise<Bearer[]> {
  const { rows } = (await db.execute(sql`
    with found as (
      select ally_id as id from match_key where key = any(${sql.param(keys)}::text[])
      union select ally_id from alias where name_key = any(${sql.param(folded)}::text[])
      union select other.id from ally waits join ally other on other.canonical_id = waits.canonical_id where waits.matched_at is null
        and (other.name_key = any(${sql.param(folded)}::text[]) or exists (
          select 1 from account c left join account same on same.id = c.same_as join x_profile x on x.x_user_id = coalesce(c.x_user_id, same.x_user_id)
          where c.ally_id = other.id and ${squashed(sql`x.name`)} = any(array(select ${squashed(sql`one`)} from unnest(${sql.param(names)}::text[]) one))))
    )
    select ${bearer} from ally m where m.status <> 'withdrawn' and m.id <> ${id}
      and m.canonical_id in (select a.canonical_id from found join ally a on a.id = found.id)
    order by m.id`)) as unknown as { rows: Bearer[] }
  return rows
}
