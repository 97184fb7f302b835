import { and, desc, eq, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, alias as tableAlias } from 'drizzle-orm/pg-core'
import type { Executor } from '../../../db/open.js'
import type { AllyKind } from '../../../db/schema/directory.js'
import type { Band, RelationKind } from '../../../db/schema/identity.js'
import { ally, matchDecision, matchProposal } from '../../../db/schema/index.js'
import type { CursorKeys } from '../../../kernel/cursor.js'
import type { DecisionRow, ProposalRow } from '../repo.js'

export interface QueueFilters {
  state: 'open' | 'decided'
  band?: Band | undefined
  proposal?: 'same' | RelationKind | undefined
  /** Of the two entries, which are always of one kind but for a hashtag and its owner. */
  kind?: AllyKind | undefined
  /** Only pairs with this entry. */
  ally?: string | undefined
}

const [sideA, sideB] = [tableAlias(ally, 'side_a'), tableAlias(ally, 'side_b')]

/** From the entry's index to its members and from them to the decisions on them, so that the cost does not grow with all decisions there are. */
const distinctFrom = (one: { id: AnyPgColumn }, other: { id: AnyPgColumn }): SQL => sql`exists (
  select 1 from ally x join match_decision d on d.a_id = x.id join ally y on y.id = d.b_id
  where x.canonical_id = ${one.id} and y.canonical_id = ${other.id} and d.verdict = 'distinct' and d.undone_at is null)`

/** What an organiser can decide now: both stand for themselves, neither asked to be gone, and nothing says that the two wholes are different. */
const waits = () =>
  and(
    eq(matchProposal.state, 'open'),
    isNull(sideA.merged_into),
    isNull(sideB.merged_into),
    ne(sideA.status, 'withdrawn'),
    ne(sideB.status, 'withdrawn'),
    sql`not ${distinctFrom(sideA, sideB)}`,
    sql`not ${distinctFrom(sideB, sideA)}`,
  )

function conditions({ state, band, proposal, kind, ally: id }: QueueFilters): SQL | undefined {
  return and(
    state === 'open' ? waits() : eq(matchProposal.state, state),
    band ? eq(matchProposal.band, band) : undefined,
    proposal ? eq(matchProposal.proposal, proposal) : undefined,
    kind ? or(eq(sideA.kind, kind), eq(sideB.kind, kind)) : undefined,
    id ? or(eq(matchProposal.a_id, id), eq(matchProposal.b_id, id)) : undefined,
  )
}

export const queueKeys = (row: ProposalRow): CursorKeys => [row.z, row.id]

/** Best first. One row more than `limit`. */
export async function pageOfProposals(db: Executor, filters: QueueFilters, limit: number, after: CursorKeys | null): Promise<ProposalRow[]> {
  // z is a real: as a double 0.1 would be neither equal to it nor on the right side of it.
  const beyond = after ? sql`(${matchProposal.z}, ${matchProposal.id}) < (${Number(after[0])}::real, ${String(after[1])})` : undefined
  const rows = await db
    .select({ proposal: matchProposal })
    .from(matchProposal)
    .innerJoin(sideA, eq(sideA.id, matchProposal.a_id))
    .innerJoin(sideB, eq(sideB.id, matchProposal.b_id))
    .where(and(conditions(filters), beyond))
    .orderBy(desc(matchProposal.z), desc(matchProposal.id))
    .limit(limit + 1)
  return rows.map(({ proposal }) => proposal)
}

export async function countProposals(db: Executor, filters: QueueFilters): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(matchProposal)
    .innerJoin(sideA, eq(sideA.id, matchProposal.a_id))
    .innerJoin(sideB, eq(sideB.id, matchProposal.b_id))
    .where(conditions(filters))
  return row?.count ?? 0
}

/** In how many open pairs each of these entries is; those in none are left out. */
export async function openCounts(db: Executor, allyIds: readonly string[]): Promise<Map<string, number>> {
  if (allyIds.length === 0) return new Map()
  const ids = [...allyIds]
  const rows = await db
    .select({ a: matchProposal.a_id, b: matchProposal.b_id })
    .from(matchProposal)
    .innerJoin(sideA, eq(sideA.id, matchProposal.a_id))
    .innerJoin(sideB, eq(sideB.id, matchProposal.b_id))
    .where(and(waits(), or(inArray(matchProposal.a_id, ids), inArray(matchProposal.b_id, ids))))
  const counts = new Map<string, number>()
  for (const { a, b } of rows) for (const id of [a, b]) counts.set(id, (counts.get(id) ?? 0) + 1)
  return new Map(ids.flatMap((id) => (counts.has(id) ? [[id, counts.get(id) ?? 0] as const] : [])))
}

/** The decisions that hold on these pairs, by `a b`. */
export async function standingOn(db: Executor, pairs: readonly { a_id: string; b_id: string }[]): Promise<Map<string, DecisionRow>> {
  if (pairs.length === 0) return new Map()
  const rows = await db
    .select()
    .from(matchDecision)
    .where(and(isNull(matchDecision.undone_at), or(...pairs.map(({ a_id, b_id }) => and(eq(matchDecision.a_id, a_id), eq(matchDecision.b_id, b_id))))))
  return new Map(rows.map((row) => [`${row.a_id} ${row.b_id}`, row]))
}

export const decisionKeys = (row: DecisionRow): CursorKeys => [row.created_at.toISOString(), row.id]

/** Newest first, those taken back too; of one entry or of all. One row more than `limit`. */
export async function pageOfDecisions(db: Executor, allyId: string | null, limit: number, after: CursorKeys | null): Promise<DecisionRow[]> {
  const beyond = after ? sql`(${matchDecision.created_at}, ${matchDecision.id}) < (${String(after[0])}::timestamptz, ${String(after[1])})` : undefined
  return db
    .select()
    .from(matchDecision)
    .where(and(allyId === null ? undefined : or(eq(matchDecision.a_id, allyId), eq(matchDecision.b_id, allyId)), beyond))
    .orderBy(desc(matchDecision.created_at), desc(matchDecision.id))
    .limit(limit + 1)
}
