import type { AllyStatus, Gate } from '../../db/schema/directory.js'
import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { type AttachedEntry, attachFromX } from '../../directory/on-x/service.js'
import * as lists from '../repo.js'
import type { ListedMember } from './compare.js'
import { openForWord, settleWord } from './listed.js'
import * as repo from './repo.js'

/** Drafting entries takes a while each, and X's lists are long. */
const AT_ONCE = 100

/** Why an entry taken over would come off the list with the next plan; null if it stays. An entry that waits for its decision is left alone until then. */
export function removedIfAdopted(entry: { status: AllyStatus; gate: Gate; excluded: boolean }): string | null {
  if (entry.status === 'withdrawn') return 'it asked to be gone from this directory'
  if (entry.gate === 'home') return 'the gate says home, and bodies of the home field are never on a list of allies'
  if (entry.status === 'rejected' || entry.status === 'retired') return `its entry is ${entry.status}`
  return entry.excluded ? 'you have excluded it from this list' : null
}

export const staysOpen = (status: AllyStatus): boolean => status === 'proposed'

/** What taking a member over comes to, said before it is done. */
export function wouldBe(entry: { status: AllyStatus; gate: Gate } | null, excluded: boolean): { removed: boolean; would: string } {
  if (entry === null) return { removed: false, would: 'It becomes a proposed entry of the directory, and stays on X as it is until you decide on it.' }
  const why = removedIfAdopted({ ...entry, excluded })
  if (why !== null) return { removed: true, would: `Taken over, the next plan takes it off the list: ${why}.` }
  if (staysOpen(entry.status)) return { removed: false, would: 'It has an entry that waits for your decision, and stays on X as it is until then.' }
  return { removed: false, would: 'It has an approved entry: taken over, it is pinned to this list and ours to answer for.' }
}

/** The record of it: ours to answer for, and pinned unless an organiser has said something of the entry already. */
export async function takeOver(tx: Tx, list: lists.ListRow, member: ListedMember, entry: AttachedEntry, by: { actor: Actor; reason: string }): Promise<void> {
  await repo.adopt(tx.db, { list_id: list.id, x_user_id: member.x_user_id, ally_id: entry.ally_id, at: tx.now })
  const standing = (await lists.exceptionsOf(tx.db, list.id)).some(({ ally_id }) => ally_id === entry.ally_id)
  if (!standing)
    await lists.saveException(tx.db, { list_id: list.id, ally_id: entry.ally_id, kind: 'pin', reason: by.reason, actor: by.actor, created_at: tx.now })
}

export const fromWhere = (list: { name: string; x_list_id: string | null }) =>
  `On the list “${list.name}” on X (${list.x_list_id}), added there by somebody else.`

/**
 * Takes members over by the list's own rule, for a list that says `adopt`. Those who would come off the list for it stay foreign: that is for an organiser to
 * say. Returns the ids that were taken.
 */
export async function takeOverAll(
  tx: Tx,
  deps: Deps,
  list: lists.ListRow,
  members: readonly ListedMember[],
  by: { actor: Actor; reason: string } = { actor: 'worker', reason: 'The list takes over whom others add on X.' },
): Promise<Set<string>> {
  const taken = new Set<string>()
  const excluded = new Set((await lists.exceptionsOf(tx.db, list.id)).flatMap(({ kind, ally_id }) => (kind === 'exclusion' ? [ally_id] : [])))
  for (let from = 0; from < members.length; from += AT_ONCE) {
    const part = members.slice(from, from + AT_ONCE)
    const entries = await attachFromX(tx, deps, part, { actor: by.actor, reason: fromWhere(list) })
    for (const member of part) {
      const entry = entries.get(member.x_user_id)
      if (!entry?.ok || removedIfAdopted({ ...entry, excluded: excluded.has(entry.ally_id) }) !== null) continue
      await takeOver(tx, list, member, entry, by)
      await repo.saveDecision(tx.db, { list_id: list.id, ...member, decision: 'adopt', reason: by.reason, actor: by.actor, created_at: tx.now })
      taken.add(member.x_user_id)
    }
  }
  if (taken.size > 0) await settleWord(tx, by.actor, await openForWord(tx, list.id), 'list.members.adopt', by.reason, { x_user_ids: [...taken] })
  return taken
}
