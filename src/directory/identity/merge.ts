import type { Decider } from '../../db/schema/directory.js'
import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { isPublic } from '../decide.js'
import type { EvidencePoint } from '../match/types.js'
import { type AllyRow, lastTurns, setChangeSeq } from '../repo.js'
import { turnOf } from '../stale.js'
import { rejudgeRelated } from '../suggest.js'
import { countAgain, lockSupport } from '../support/service.js'
import { refuseCircleOfMerge } from './belonging/service.js'
import { pairOf, refuseMerge } from './cluster.js'
import * as repo from './repo.js'
import { refreshWhole } from './whole.js'

/** On what a decision about two entries stands, when it was proposed. */
export interface Grounds {
  z: number
  evidence: readonly EvidencePoint[]
  rule_version: string
}

export interface Merge {
  child_id: string
  into_id: string
  by: Decider
  actor: Actor
  reason: string
  grounds?: Grounds | undefined
}

/** How the entries are now, and who merged, parted or withdrew them last: whoever was slower is told what came before. */
const whatChanged = async (tx: Tx, rows: readonly AllyRow[]) => ({
  entries_now: rows.map(now),
  changes: (
    await lastTurns(
      tx.db,
      rows.map(({ id }) => id),
    )
  ).map(turnOf),
})

const now = (row: AllyRow) => ({ id: row.id, status: row.status, merged_into: row.merged_into })

/** The two entries, locked so that no voice, decision or other merge comes between. @throws AppError not_found */
async function openBoth(tx: Tx, one: string, other: string): Promise<[AllyRow, AllyRow]> {
  await repo.lockPointers(tx.db)
  // Before the rows: whoever stores a voice takes them in this order.
  await lockSupport(tx, [one, other])
  const rows = await repo.lockEntries(tx.db, [one, other])
  const [a, b] = [rows.get(one), rows.get(other)]
  if (!a || !b) throw new AppError('not_found', `There is no entry ${a ? other : one}.`)
  return [a, b]
}

/**
 * Makes `child` point to `into`: from now on both are one in the directory, with all accounts and voices of both. Nothing of either is rewritten, so that
 * parting them restores both. @throws AppError not_found; conflict with what changed, if one of them was merged or withdrawn in the meantime, or if a
 * decision says that they, or others merged into them, are different, or if relations of the two would close a circle once they are one
 */
export async function mergeEntries(tx: Tx, deps: Deps, merge: Merge): Promise<string> {
  const [child, into] = await openBoth(tx, merge.child_id, merge.into_id)
  const pointed = [child, into].flatMap(({ merged_into }) => merged_into ?? [])
  const refused = refuseMerge(child, into, await repo.namesOf(tx.db, pointed))
  if (refused) throw new AppError('conflict', refused, { members: await whatChanged(tx, [child, into]) })
  const [against] = await repo.distinctBetween(tx.db, child.id, into.id)
  if (against) {
    const names = await repo.namesOf(tx.db, [against.a_id, against.b_id])
    const said = `${names.get(against.a_id)} and ${names.get(against.b_id)} are different (“${against.reason}”)`
    throw new AppError(
      'conflict',
      `It was decided on ${against.created_at.toISOString().slice(0, 10)} that ${said}. If that was wrong, take the decision ${against.id} back first.`,
      { members: { decision_id: against.id } },
    )
  }
  await refuseCircleOfMerge(tx, child, into)
  const pair = pairOf(child.id, into.id)
  await closeStanding(tx, pair, merge.actor, merge.reason)
  const id = deps.ids.next('dec')
  await repo.insertDecision(tx.db, {
    id,
    a_id: pair[0],
    b_id: pair[1],
    verdict: 'merge',
    child_id: child.id,
    z: merge.grounds?.z ?? null,
    evidence: merge.grounds?.evidence ?? [],
    rule_version: merge.grounds?.rule_version ?? null,
    by: merge.by,
    actor: merge.actor,
    reason: merge.reason,
    created_at: tx.now,
  })
  await repo.point(tx.db, child.id, into, tx.now)
  await repo.setProposalState(tx.db, pair, 'decided', tx.now)
  await settle(tx, deps, [child], [into.id])
  for (const [subject, detail] of [
    [child.id, { into: into.id, into_name: into.name, version: child.version }],
    [into.id, { from: child.id, from_name: child.name, version: into.version }],
  ] as const)
    await tx.audit({ actor: merge.actor, action: 'ally.merge', subject, reason: merge.reason, detail: { ...detail, decision_id: id, by: merge.by } })
  await tx.emit('ally.merged', child.id, { into: into.id })
  return id
}

/** A relation, or an earlier verdict that does not stand in the way, gives way to the new one. */
async function closeStanding(tx: Tx, pair: readonly [string, string], actor: Actor, reason: string): Promise<void> {
  const standing = await repo.standingDecision(tx.db, pair)
  if (standing) await repo.closeDecision(tx.db, standing.id, { at: tx.now, by: actor, reason })
}

/** After pointers moved: what was public of the moved ones, and everything that follows for the canonical entries. */
async function settle(tx: Tx, deps: Deps, moved: readonly AllyRow[], canonicalIds: readonly string[]): Promise<void> {
  const seen = moved.filter((row) => isPublic({ ...row, merged_into: null }))
  if (seen.length > 0)
    await setChangeSeq(
      tx.db,
      seen.map(({ id }) => id),
      await tx.touchDirectory(),
      tx.now,
    )
  await countAgain(tx, canonicalIds)
  for (const id of [...canonicalIds].sort()) await refreshWhole(tx, deps, id, { touch: true })
  for (const id of [...canonicalIds].sort()) await rejudgeRelated(tx, deps, id)
  await repo.askForMatching(tx.db, canonicalIds)
}

export interface Parting {
  child_id: string
  by: Decider
  actor: Actor
  reason: string
  /** Whether the two are different from now on, never to be proposed again; otherwise the question is open again. */
  remember: boolean
}

/** Takes a merge back. @throws AppError not_found; conflict if the entry is not merged, or was parted in the meantime */
export async function partEntries(tx: Tx, deps: Deps, parting: Parting): Promise<string> {
  const { child_id, actor, reason } = parting
  const into = (await repo.mergeOf(tx.db, child_id))?.id
  const before = into === undefined ? undefined : await repo.findDecision(tx.db, into)
  const parent = before && (before.a_id === child_id ? before.b_id : before.a_id)
  const [child, other] = await openBoth(tx, child_id, parent ?? child_id)
  if (!before || !parent || child.merged_into !== parent)
    throw new AppError('conflict', `${child.name} is not merged into anything now.`, { members: await whatChanged(tx, [child]) })
  if (!(await repo.closeDecision(tx.db, before.id, { at: tx.now, by: actor, reason })))
    throw new AppError('conflict', 'Somebody else took this merge back in the meantime.', { members: await whatChanged(tx, [child]) })
  await repo.point(tx.db, child.id, null, tx.now)
  const pair = pairOf(child.id, parent)
  // One was said to belong to the other: that is again what stands between the two, and says more than that they are different.
  const related = await repo.reopenRelation(tx.db, pair, before.created_at)
  if (parting.remember && !related) await rememberDistinct(tx, deps, pair, { by: parting.by, actor, reason })
  await repo.setProposalState(tx.db, pair, parting.remember || related ? 'decided' : 'open', tx.now)
  await settle(tx, deps, [child], [child.id, other.canonical_id])
  for (const [subject, detail] of [
    [child.id, { from: parent, from_name: other.name, version: child.version }],
    [parent, { parted: child.id, parted_name: child.name, version: other.version }],
  ] as const)
    await tx.audit({ actor, action: 'ally.unmerge', subject, reason, detail: { ...detail, decision_id: before.id, distinct: parting.remember } })
  await tx.emit('ally.unmerged', child.id, { from: parent })
  return before.id
}

/** Writes that two entries are different: they are neither proposed nor merged again until that is taken back. */
export async function rememberDistinct(
  tx: Tx,
  deps: Deps,
  pair: readonly [string, string],
  said: { by: Decider; actor: Actor; reason: string; grounds?: Grounds | undefined },
): Promise<string> {
  await closeStanding(tx, pair, said.actor, said.reason)
  const id = deps.ids.next('dec')
  await repo.insertDecision(tx.db, {
    id,
    a_id: pair[0],
    b_id: pair[1],
    verdict: 'distinct',
    z: said.grounds?.z ?? null,
    evidence: said.grounds?.evidence ?? [],
    rule_version: said.grounds?.rule_version ?? null,
    by: said.by,
    actor: said.actor,
    reason: said.reason,
    created_at: tx.now,
  })
  return id
}
