import { and, asc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { ally } from '../../db/schema/index.js'
import type { AllyRow } from '../repo.js'
import type { AccountFacts } from './risk.js'

interface FactsRow {
  id: string
  accounts: (Omit<AccountFacts, 'checked_at' | 'last_post_at' | 'renamed_at'> & Record<'checked_at' | 'last_post_at' | 'renamed_at', string | null>)[]
  accepted: string[] | null
  merged: boolean
}

export interface Standing {
  row: AllyRow
  accounts: AccountFacts[]
  accepted: string[]
  /** Others were merged into it. */
  merged: boolean
}

const date = (text: string | null) => (text === null ? null : new Date(text))

/** Every published or approved entry that stands for itself, or one of them, with the accounts of all that is in it. */
export async function approvedFacts(db: Executor, id?: string): Promise<Standing[]> {
  const rows = await db
    .select()
    .from(ally)
    .where(and(eq(ally.status, 'approved'), isNull(ally.merged_into), id === undefined ? undefined : eq(ally.id, id)))
    .orderBy(asc(ally.id))
  const facts = (await db.execute(sql`
    select root.id,
      coalesce((
        select json_agg(json_build_object('handle', c.handle, 'state', c.state, 'checked_at', c.checked_at, 'last_post_at', p.last_post_at,
          'lost', c.handle_key like 'lost:%', 'renamed_at', (select max(h."from") from account_handle h
            where h.account_id = c.id and exists (select 1 from account_handle e where e.account_id = c.id and e."to" is not null and e."from" < h."from"))
          ) order by c.handle_key)
        from account c join ally m on m.id = c.ally_id left join x_profile p on p.x_user_id = c.x_user_id
        where m.canonical_id = root.id and c.same_as is null), '[]'::json) as accounts,
      (select array(select jsonb_array_elements_text(s.detail -> 'seen')) from audit s
        where s.subject = root.id and s.action = 'ally.assure' order by s.seq desc limit 1) as accepted,
      exists (select 1 from ally child where child.merged_into = root.id) as merged
    from ally root where root.status = 'approved' and root.merged_into is null ${id === undefined ? sql`` : sql`and root.id = ${id}`}`)) as unknown as {
    rows: FactsRow[]
  }
  const byId = new Map(facts.rows.map((one) => [one.id, one]))
  return rows.flatMap((row) => {
    const of = byId.get(row.id)
    if (!of) return []
    const accounts = of.accounts.map((one) => ({
      ...one,
      checked_at: date(one.checked_at),
      last_post_at: date(one.last_post_at),
      renamed_at: date(one.renamed_at),
    }))
    return [{ row, accounts, accepted: of.accepted ?? [], merged: of.merged }]
  })
}

/** Web addresses never asked, then those asked longest ago, before `before`. */
export async function sitesToCheck(db: Executor, before: Date, limit: number): Promise<{ id: string; url: string }[]> {
  const rows = await db
    .select({ id: ally.id, url: ally.url })
    .from(ally)
    .where(and(eq(ally.status, 'approved'), isNull(ally.merged_into), isNotNull(ally.url), or(isNull(ally.url_checked_at), lt(ally.url_checked_at, before))))
    .orderBy(sql`${ally.url_checked_at} asc nulls first`, asc(ally.id))
    .limit(limit)
  return rows.flatMap(({ id, url }) => (url === null ? [] : [{ id, url }]))
}

/** Not if the address was corrected in the meantime. `state` undefined leaves what was known. */
export async function saveSite(db: Executor, site: { id: string; url: string }, state: 'ok' | 'gone' | undefined, at: Date): Promise<void> {
  await db
    .update(ally)
    .set({ url_checked_at: at, ...(state === undefined ? {} : { url_state: state }) })
    .where(and(eq(ally.id, site.id), eq(ally.url, site.url)))
}
