import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import type { RelationKind } from '../match/types.js'
import { refreshSuggestions, rejudgeRelated } from '../suggest.js'
import { endsOf } from './belonging/circles.js'
import { refuseCircle } from './belonging/service.js'
import { canonicalFirst, pairOf } from './cluster.js'
import { type Grounds, mergeEntries, partEntries, rememberDistinct } from './merge.js'
import { relationRefusal, relationSentence } from './relations.js'
import * as repo from './repo.js'
import { refreshWhole } from './whole.js'

/** An organiser's word on a pair: the same body, one belonging to the other, or different. */
export type Verdict =
  | {
      verdict: 'same' /** Which stays; the published, better supported, older one if it is left out. */
      canonical_id?: string | undefined
    }
  | { verdict: 'related'; kind: RelationKind; from_id: string; to_id: string }
  | { verdict: 'different' }

/** @throws AppError validation_failed if nothing is said */
function checkReason({ reason }: Said): void {
  if (reason.trim() !== '') return
  throw new AppError('validation_failed', 'Say why: it is kept on the record.', { errors: [{ pointer: '/reason', code: 'pattern', detail: 'Say why.' }] })
}

export interface Said {
  actor: Actor
  reason: string
}

/** Decides a proposal of the review queue. Returns the id of the decision. @throws AppError not_found, conflict */
export async function decideProposal(deps: Deps, proposalId: string, verdict: Verdict, said: Said): Promise<string> {
  checkReason(said)
  return deps.store.transaction(async (tx) => {
    const proposal = await repo.findProposal(tx.db, proposalId)
    if (!proposal) throw new AppError('not_found', `There is no proposal ${proposalId}.`)
    if (proposal.state !== 'open') {
      const standing = await repo.standingDecision(tx.db, [proposal.a_id, proposal.b_id])
      const by = standing
        ? `it was decided on ${standing.created_at.toISOString().slice(0, 10)} (${standing.verdict}: ${standing.reason})`
        : 'its grounds are gone'
      throw new AppError('conflict', `This pair does not wait any more: ${by}.`, { members: { decision_id: standing?.id ?? null } })
    }
    return decidePair(tx, deps, [proposal.a_id, proposal.b_id], verdict, said, proposal)
  })
}

/** The same for any two entries. */
export async function decidePair(tx: Tx, deps: Deps, ids: readonly [string, string], verdict: Verdict, said: Said, grounds?: Grounds): Promise<string> {
  const pair = pairOf(ids[0], ids[1])
  const of = { by: 'organiser' as const, ...said, grounds }
  if (verdict.verdict === 'same') {
    const rows = await repo.lockEntries(tx.db, pair)
    const [a, b] = [rows.get(pair[0]), rows.get(pair[1])]
    if (!a || !b) throw new AppError('not_found', 'One of the two entries does not exist any more.')
    if (verdict.canonical_id !== undefined && !pair.includes(verdict.canonical_id))
      throw new AppError('validation_failed', `${verdict.canonical_id} is neither of the two.`, {
        errors: [{ pointer: '/canonical_id', code: 'unknown', detail: `one of ${pair.join(', ')}` }],
      })
    const [into, child] = verdict.canonical_id === b.id ? [b, a] : verdict.canonical_id === a.id ? [a, b] : canonicalFirst(a, b)
    return mergeEntries(tx, deps, { child_id: child.id, into_id: into.id, ...of })
  }
  if (verdict.verdict === 'related') return relate(tx, deps, verdict, of)
  const id = await rememberDistinct(tx, deps, pair, of)
  await repo.setProposalState(tx.db, pair, 'decided', tx.now)
  for (const [subject, other] of [pair, [pair[1], pair[0]] as const])
    await tx.audit({ actor: said.actor, action: 'ally.distinct', subject, reason: said.reason, detail: { other, decision_id: id } })
  await refreshWholes(tx, deps, pair)
  return id
}

/** Whether two are different decides whether what was said of the one holds the other (namesakes/held.ts). */
async function refreshWholes(tx: Tx, deps: Deps, ids: readonly string[]): Promise<void> {
  const canonicalIds = new Set((await repo.canonicalOf(tx.db, ids)).values())
  for (const id of [...canonicalIds].sort()) if (await refreshWhole(tx, deps, id)) await rejudgeRelated(tx, deps, id)
}

interface Relating {
  kind: RelationKind
  from_id: string
  to_id: string
}

/** Says that one entry belongs to another; both stay. @throws AppError not_found, conflict */
export async function addRelation(deps: Deps, relating: Relating, said: Said): Promise<string> {
  checkReason(said)
  return deps.store.transaction((tx) => relate(tx, deps, relating, { by: 'organiser', ...said }))
}

async function relate(
  tx: Tx,
  deps: Deps,
  { kind, from_id, to_id }: Relating,
  said: Said & { by: 'organiser' | 'rules'; grounds?: Grounds | undefined },
): Promise<string> {
  await repo.lockPointers(tx.db)
  const rows = await repo.lockEntries(tx.db, [from_id, to_id])
  const [from, to] = [rows.get(from_id), rows.get(to_id)]
  if (!from || !to) throw new AppError('not_found', `There is no entry ${from ? to_id : from_id}.`)
  const refused = relationRefusal(kind, from, to)
  if (refused) throw new AppError('conflict', refused)
  const between = (await repo.relationsOf(tx.db, [from.canonical_id, to.canonical_id])).filter(({ from_id: a, to_id: b }) =>
    [a, b].every((id) => id === from_id || id === to_id),
  )
  const [before] = between
  if (before)
    throw new AppError(
      'conflict',
      `It stands already that ${relationSentence(before.kind, before.from_id === from_id ? from.name : to.name, before.to_id === to_id ? to.name : from.name)}. End that relation first, if it is another.`,
      { members: { relation_id: before.id } },
    )
  await refuseCircle(tx, kind, from, to)
  const { by, actor, reason, grounds } = said
  const made = await repo.insertRelation(tx.db, { id: deps.ids.next('rel'), from_id, to_id, kind, by, actor, reason, created_at: tx.now })
  if (!made) throw new AppError('conflict', `${from.name} is the ${kind} of ${to.name} already.`)
  const pair = pairOf(from_id, to_id)
  const standing = await repo.standingDecision(tx.db, pair)
  if (standing) await repo.closeDecision(tx.db, standing.id, { at: tx.now, by: actor, reason })
  const id = deps.ids.next('dec')
  await repo.insertDecision(tx.db, {
    id,
    a_id: pair[0],
    b_id: pair[1],
    verdict: 'relation',
    relation_kind: kind,
    z: grounds?.z ?? null,
    evidence: grounds?.evidence ?? [],
    rule_version: grounds?.rule_version ?? null,
    by,
    actor,
    reason,
    created_at: tx.now,
  })
  await repo.setProposalState(tx.db, pair, 'decided', tx.now)
  for (const subject of pair)
    await tx.audit({ actor, action: 'ally.relate', subject, reason, detail: { kind, from: from_id, to: to_id, relation_id: made.id, decision_id: id } })
  await refreshSuggestions(tx, deps, endsOf({ kind, from_id, to_id })[0])
  // Relations are public, and lists may take who owns a hashtag.
  await tx.touchDirectory()
  return id
}

/** Ends a relation and the decision that made it; the pair may be proposed again. @throws AppError not_found, conflict if it ended already */
export async function endRelation(deps: Deps, relationId: string, said: Said): Promise<void> {
  checkReason(said)
  await deps.store.transaction(async (tx) => {
    const row = await repo.findRelation(tx.db, relationId)
    if (!row) throw new AppError('not_found', `There is no relation ${relationId}.`)
    await unrelate(tx, deps, row, said)
  })
}

async function unrelate(tx: Tx, deps: Deps, row: repo.RelationRow, { actor, reason }: Said): Promise<void> {
  if (!(await repo.endRelation(tx.db, row.id, { at: tx.now, by: actor, reason }))) throw new AppError('conflict', 'This relation was ended already.')
  const pair = pairOf(row.from_id, row.to_id)
  const standing = await repo.standingDecision(tx.db, pair)
  if (standing?.verdict === 'relation' && standing.relation_kind === row.kind) await repo.closeDecision(tx.db, standing.id, { at: tx.now, by: actor, reason })
  for (const subject of pair)
    await tx.audit({ actor, action: 'ally.unrelate', subject, reason, detail: { kind: row.kind, from: row.from_id, to: row.to_id, relation_id: row.id } })
  await refreshSuggestions(tx, deps, endsOf(row)[0])
  // What it forbade may be one now.
  await repo.askForMatching(tx.db, pair)
  await tx.touchDirectory()
}

/**
 * Takes a decision back. After a merge the two are different from then on and not proposed again, unless `ask_again`; after the other verdicts the
 * question is open again. @throws AppError not_found, conflict
 */
export async function undoDecision(deps: Deps, decisionId: string, said: Said & { ask_again?: boolean | undefined }): Promise<void> {
  checkReason(said)
  await deps.store.transaction(async (tx) => {
    const row = await repo.findDecision(tx.db, decisionId)
    if (!row) throw new AppError('not_found', `There is no decision ${decisionId}.`)
    if (row.undone_at !== null)
      throw new AppError('conflict', `This decision was taken back on ${row.undone_at.toISOString().slice(0, 10)}: ${row.undone_reason ?? 'no reason given'}`)
    const pair: [string, string] = [row.a_id, row.b_id]
    if (row.verdict === 'merge' && row.child_id !== null) {
      await partEntries(tx, deps, { child_id: row.child_id, by: 'organiser', actor: said.actor, reason: said.reason, remember: said.ask_again !== true })
      return
    }
    if (row.verdict === 'relation') {
      const [made] = (await repo.relationsOf(tx.db, pair)).filter(
        (one) => one.kind === row.relation_kind && pair.includes(one.from_id) && pair.includes(one.to_id),
      )
      if (made) await unrelate(tx, deps, made, said)
    } else {
      for (const subject of pair)
        await tx.audit({ actor: said.actor, action: 'ally.undistinct', subject, reason: said.reason, detail: { decision_id: row.id, pair } })
      await repo.closeDecision(tx.db, row.id, { at: tx.now, by: said.actor, reason: said.reason })
      if (row.verdict === 'distinct') await refreshWholes(tx, deps, pair)
    }
    await repo.setProposalState(tx.db, pair, 'open', tx.now)
    await repo.askForMatching(tx.db, pair)
  })
}

/** @throws AppError not_found, conflict */
export async function mergeAlly(deps: Deps, childId: string, intoId: string, said: Said): Promise<string> {
  checkReason(said)
  return deps.store.transaction((tx) => mergeEntries(tx, deps, { child_id: childId, into_id: intoId, by: 'organiser', ...said }))
}

/** The two are different from now on. @throws AppError not_found, conflict if it is not merged */
export async function unmergeAlly(deps: Deps, childId: string, said: Said): Promise<string> {
  checkReason(said)
  return deps.store.transaction((tx) => partEntries(tx, deps, { child_id: childId, by: 'organiser', ...said, remember: true }))
}
