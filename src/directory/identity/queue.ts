import type { Executor } from '../../db/open.js'
import type { Deps } from '../../deps.js'
import { decodeCursor, type Page, toPage } from '../../kernel/cursor.js'
import { AppError, type Fault } from '../../kernel/errors.js'
import type { RelationKind } from '../match/types.js'
import { findAllies } from '../repo.js'
import { getReview, type Paging } from '../service.js'
import type { ReviewView } from '../views.js'
import { canonicalFirst } from './cluster.js'
import { decideProposal, type Said, undoDecision, type Verdict } from './decisions.js'
import { wholes } from './facts/service.js'
import * as queue from './queue/repo.js'
import { toldApart } from './relations.js'
import * as repo from './repo.js'
import { type DecisionView, decisionView, type MatchView, matchView, sideView } from './views.js'

export type { QueueFilters } from './queue/repo.js'

/** Pairs of entries that may be one, best first. */
export async function listMatches(deps: Deps, filters: queue.QueueFilters, paging: Paging): Promise<Page<MatchView>> {
  const bound = { of: 'matches', ...filters }
  const after = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['real', 'text'])
  const rows = await queue.pageOfProposals(deps.store.db, filters, paging.limit, after)
  const page = toPage(rows, paging.limit, bound, queue.queueKeys, (row) => row)
  return { ...page, items: await matchViews(deps.store.db, page.items) }
}

export const countMatches = (deps: Deps, filters: queue.QueueFilters): Promise<number> => queue.countProposals(deps.store.db, filters)

/** @throws AppError not_found */
export async function getMatch(deps: Deps, id: string): Promise<MatchView> {
  const row = await repo.findProposal(deps.store.db, id)
  const [view] = row ? await matchViews(deps.store.db, [row]) : []
  if (!view) throw new AppError('not_found', `There is no proposal ${id}.`)
  return view
}

async function matchViews(db: Executor, rows: readonly repo.ProposalRow[]): Promise<MatchView[]> {
  const ids = [...new Set(rows.flatMap(({ a_id, b_id }) => [a_id, b_id]))]
  const entries = new Map((await findAllies(db, ids)).map((row) => [row.id, row]))
  const [found, standing] = [await wholes(db, ids), await queue.standingOn(db, rows)]
  const side = (row: NonNullable<ReturnType<typeof entries.get>>) => {
    const { others = [], aliases = [] } = found.get(row.id) ?? {}
    return sideView(row, { aliases, members: others })
  }
  return rows.flatMap((row) => {
    const [a, b] = [entries.get(row.a_id), entries.get(row.b_id)]
    if (!a || !b) return []
    const decision = standing.get(`${row.a_id} ${row.b_id}`)
    return [matchView(row, side(a), side(b), canonicalFirst(a, b)[0].id, decision ? decisionView(decision, namesBeside(a, b)) : null)]
  })
}

/** What an organiser says of a pair; what is left out follows from what was proposed. */
export interface MatchVerdict {
  verdict: 'same' | 'related' | 'different'
  canonical_id?: string | undefined
  kind?: RelationKind | undefined
  from_id?: string | undefined
  to_id?: string | undefined
}

export interface Decided {
  decision: DecisionView
  /** What stands now: one entry if both are the same, otherwise both. */
  entries: ReviewView[]
}

/** @throws AppError not_found; validation_failed if the verdict does not fit the pair; conflict with what changed */
export async function decideMatch(deps: Deps, id: string, given: MatchVerdict, said: Said): Promise<Decided> {
  const proposal = await repo.findProposal(deps.store.db, id)
  if (!proposal) throw new AppError('not_found', `There is no proposal ${id}.`)
  return decided(deps, await decideProposal(deps, id, verdictOf(given, proposal), said))
}

const MEMBERS = { same: ['canonical_id'], related: ['kind', 'from_id', 'to_id'], different: [] } as const

function verdictOf(given: MatchVerdict, { a_id, b_id, proposal, from_id: proposed }: repo.ProposalRow): Verdict {
  const faults: Fault[] = []
  const may: readonly string[] = MEMBERS[given.verdict]
  for (const name of ['canonical_id', 'kind', 'from_id', 'to_id'] as const) {
    if (given[name] === undefined) continue
    if (!may.includes(name)) faults.push({ pointer: `/${name}`, code: 'unknown', detail: `${name} says nothing about the verdict ${given.verdict}.` })
    else if (name !== 'kind' && given[name] !== a_id && given[name] !== b_id)
      faults.push({ pointer: `/${name}`, code: 'unknown', detail: `${name} is neither of the two: ${a_id}, ${b_id}.` })
  }
  const kind = given.kind ?? (proposal === 'same' ? undefined : proposal)
  if (given.verdict === 'related') {
    if (kind === undefined) faults.push({ pointer: '/kind', code: 'missing', detail: 'Say how they belong together: no relation was proposed.' })
    const unsaid = given.from_id === undefined && given.to_id === undefined
    if (unsaid && (proposal === 'same' || kind !== proposal))
      faults.push({ pointer: '/from_id', code: 'missing', detail: `Say which of the two is the ${kind ?? 'one that belongs to the other'}: from_id or to_id.` })
    if (given.from_id !== undefined && given.from_id === given.to_id)
      faults.push({ pointer: '/to_id', code: 'unknown', detail: 'An entry has no relation to itself.' })
  }
  if (faults.length > 0) throw new AppError('validation_failed', faults.map(({ detail }) => detail).join(' '), { errors: faults })
  if (given.verdict === 'same') return { verdict: 'same', canonical_id: given.canonical_id }
  if (given.verdict === 'different' || kind === undefined) return { verdict: 'different' }
  const other = (one: string) => (one === a_id ? b_id : a_id)
  const from_id = given.from_id ?? (given.to_id === undefined ? (proposed ?? a_id) : other(given.to_id))
  return { verdict: 'related', kind, from_id, to_id: given.to_id ?? other(from_id) }
}

/** @throws AppError not_found; conflict if it was taken back already */
export async function undoMatchDecision(deps: Deps, id: string, said: Said & { ask_again?: boolean | undefined }): Promise<Decided> {
  await undoDecision(deps, id, said)
  return decided(deps, id)
}

async function decided(deps: Deps, decisionId: string): Promise<Decided> {
  const { db } = deps.store
  const row = await repo.findDecision(db, decisionId)
  const [decision] = row ? await decisionViews(db, [row]) : []
  if (!row || !decision) throw new AppError('not_found', `There is no decision ${decisionId}.`)
  const rows = await findAllies(db, [row.a_id, row.b_id])
  const entries: ReviewView[] = []
  for (const id of new Set(rows.map(({ canonical_id }) => canonical_id))) entries.push(await getReview(deps, id))
  return { decision, entries }
}

/** What was decided, newest first, with what was taken back; of one entry or of all. @throws AppError not_found if there is no such entry */
export async function listDecisions(deps: Deps, allyId: string | null, paging: Paging): Promise<Page<DecisionView>> {
  const { db } = deps.store
  if (allyId !== null && (await findAllies(db, [allyId])).length === 0) throw new AppError('not_found', `There is no entry ${allyId}.`)
  const bound = { of: 'decisions', ally: allyId }
  const after = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['date', 'text'])
  const rows = await queue.pageOfDecisions(db, allyId, paging.limit, after)
  const page = toPage(rows, paging.limit, bound, queue.decisionKeys, (row) => row)
  return { ...page, items: await decisionViews(db, page.items) }
}

type Shown = Parameters<typeof toldApart>[0] & { id: string }
const namesBeside = (a: Shown, b: Shown): Map<string, string> => {
  const [one, other] = toldApart(a, b)
  return new Map([
    [a.id, one],
    [b.id, other],
  ])
}

async function decisionViews(db: Executor, rows: readonly repo.DecisionRow[]): Promise<DecisionView[]> {
  const entries = await findAllies(db, [...new Set(rows.flatMap(({ a_id, b_id }) => [a_id, b_id]))])
  const byId = new Map(entries.map((row) => [row.id, row]))
  return rows.map((row) => {
    const [a, b] = [byId.get(row.a_id), byId.get(row.b_id)]
    return decisionView(row, a && b ? namesBeside(a, b) : new Map())
  })
}
