import { and, asc, desc, eq, gt, isNull, like, lt, sql } from 'drizzle-orm'
import type { Executor } from '../../db/open.js'
import { audit, auditLink } from '../../db/schema/index.js'
import type { Link } from './chain.js'

export type AuditRow = typeof audit.$inferSelect & { n: number | null }

export interface AuditFilters {
  subject?: string | undefined
  actor?: string | undefined
  /** One action (`ally.approve`), or all of a kind (`ally.`). */
  action?: string | undefined
}

/** A row as its link's hash covers it. It says what `audit_link_text` of migration 0009 says, in its own words: a function of the database could be replaced. */
const AS_TEXT = sql<
  string | null
>`jsonb_build_array(${audit.seq}, (extract(epoch from ${audit.at}) * 1000)::bigint, ${audit.actor}, ${audit.action}, ${audit.subject}, ${audit.reason}, ${audit.detail})::text`

const likeAll = (start: string) => `${start.replaceAll(/[\\%_]/g, '\\$&')}%`

/** Last first. */
export async function pageOf(db: Executor, { subject, actor, action }: AuditFilters, limit: number, before: number | null): Promise<AuditRow[]> {
  const ofAction = action === undefined ? undefined : action.endsWith('.') ? like(audit.action, likeAll(action)) : eq(audit.action, action)
  const rows = await db
    .select({ row: audit, n: auditLink.n })
    .from(audit)
    .leftJoin(auditLink, eq(auditLink.seq, audit.seq))
    .where(
      and(
        subject === undefined ? undefined : eq(audit.subject, subject),
        actor === undefined ? undefined : eq(audit.actor, actor),
        ofAction,
        before === null ? undefined : lt(audit.seq, before),
      ),
    )
    .orderBy(desc(audit.seq))
    .limit(limit + 1)
  return rows.map(({ row, n }) => ({ ...row, n }))
}

/** The links after `n`, in order, with what they cover. */
export async function linksAfter(db: Executor, n: number, limit: number): Promise<Link[]> {
  const rows = await db
    .select({ n: auditLink.n, seq: auditLink.seq, hash: auditLink.hash, text: AS_TEXT, there: audit.seq })
    .from(auditLink)
    .leftJoin(audit, eq(audit.seq, auditLink.seq))
    .where(gt(auditLink.n, n))
    .orderBy(asc(auditLink.n))
    .limit(limit)
  return rows.map(({ there, text, ...link }) => ({ ...link, text: there === null ? null : text }))
}

export async function countLinks(db: Executor): Promise<number> {
  const [row] = await db.select({ n: sql<number>`count(*)::int` }).from(auditLink)
  return row?.n ?? 0
}

/** Rows that no link covers, which the trigger does not leave behind. */
export async function unlinked(db: Executor): Promise<{ count: number; first: number | null }> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int`, first: sql<number | null>`min(${audit.seq})::int` })
    .from(audit)
    .leftJoin(auditLink, eq(auditLink.seq, audit.seq))
    .where(isNull(auditLink.n))
  return row ?? { count: 0, first: null }
}
