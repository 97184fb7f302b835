import type { AllyStatus } from '../db/schema/directory.js'
import type { Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { suggestCategory } from './categorise.js'
import { findHomeField, judgeGate } from './gate.js'
import type { Target } from './handle.js'
import { foldName, searchKey } from './names.js'
import * as repo from './repo.js'

export interface Evidence {
  /** What the nominator wrote around the target: weak evidence for gate and category. */
  texts: string[]
}

export interface Identified {
  ally_id: string
  created: boolean
  status: AllyStatus
}

/**
 * Finds the entry a target belongs to by its exact key, or drafts one. The unique key in the database decides between two
 * requests at once: the loser's draft is taken back and both get the same entry.
 */
export async function attachTarget(tx: Tx, deps: Deps, target: Target, evidence: Evidence): Promise<Identified> {
  const known = await repo.findByKey(tx.db, target)
  if (known) return { ally_id: known.merged_into ?? known.id, created: false, status: known.status }

  const id = deps.ids.next('aly')
  const isAccount = target.kind === 'account'
  const name = isAccount ? target.display : `#${target.display}`
  const subject = {
    kind: isAccount ? ('organisation' as const) : ('hashtag' as const),
    name,
    handles: isAccount ? [target.display] : [],
    bio: null,
    texts: evidence.texts,
  }
  const gate = judgeGate(subject, findHomeField(deps.config.HOME_FIELD))
  const category = suggestCategory(subject)
  const draft = {
    id,
    kind: subject.kind,
    name,
    name_key: foldName(target.display),
    search_key: searchKey(name, isAccount ? [target.key] : [], isAccount ? null : target.key),
    hashtag_key: isAccount ? null : target.key,
    status: 'proposed' as const,
    gate: gate.gate,
    gate_reasons: gate.reasons,
    gate_by: 'rules' as const,
    section: category.section,
    section_reasons: category.reasons,
    section_by: 'rules' as const,
    tags: category.tags,
    body_kind: category.body_kind,
    change_seq: 0,
    created_at: tx.now,
    updated_at: tx.now,
  }
  const made = await repo.insertDraft(tx.db, draft, isAccount ? { id: deps.ids.next('acc'), handle_key: target.key, handle: target.display, at: tx.now } : null)
  if (made) {
    await tx.emit('ally.proposed', id, { kind: subject.kind })
    return { ally_id: id, created: true, status: 'proposed' }
  }
  const winner = await repo.findByKey(tx.db, target)
  if (!winner) throw new Error(`the entry for ${target.kind} ${target.key} vanished while it was being drafted`)
  return { ally_id: winner.merged_into ?? winner.id, created: false, status: winner.status }
}

/** Told by nominations/ after each change of an entry's voices: how many distinct people, and in which chats. */
export async function recordSupport(tx: Tx, allyId: string, counted: { support: number; chat_ids: string[] }): Promise<void> {
  const touched = await repo.setSupport(tx.db, allyId, counted.support, [...counted.chat_ids].sort())
  if (touched?.public) await repo.setChangeSeq(tx.db, allyId, await tx.touchDirectory())
}
