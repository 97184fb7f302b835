import type { Tx } from '../../db/tx.js'
import { canonical } from '../../kernel/canonical.js'
import { isPublic } from '../decide.js'
import { findAlly, updateAlly } from '../repo.js'
import { wholeOf } from './cluster.js'
import { membersOf } from './repo.js'

/**
 * Whether a published entry would leave the public directory if the other became part of it. What rules decide alone never does that to a body that an
 * organiser has published: then it is asked.
 */
export async function wouldHide(tx: Tx, childId: string, intoId: string): Promise<boolean> {
  const into = await findAlly(tx.db, intoId, true)
  if (!into || !isPublic(into)) return false
  const joining = (await membersOf(tx.db, childId)).map((one) => (one.merged_into === null ? { ...one, merged_into: intoId, merged_at: tx.now } : one))
  return !isPublic({ ...into, gate: wholeOf([...(await membersOf(tx.db, intoId)), ...joining]).gate })
}

/**
 * Brings a canonical entry in line with all that were merged into it: its gate and what it is found by. `touch` says that something
 * else that is seen of it moved, such as its accounts. A refresh that brings nothing new leaves the version alone, so that nobody's review is interrupted for nothing.
 * Returns whether the gate is another one now.
 */
export async function refreshWhole(tx: Tx, canonicalId: string, options: { touch?: boolean } = {}): Promise<boolean> {
  const row = await findAlly(tx.db, canonicalId, true)
  if (!row) return false
  const whole = wholeOf(await membersOf(tx.db, canonicalId))
  const differs = Object.entries(whole).some(([key, value]) => canonical(value) !== canonical(row[key as keyof typeof whole]))
  if (!differs && options.touch !== true) return false
  const seen = isPublic(row) || isPublic({ ...row, gate: whole.gate })
  await updateAlly(tx.db, row.id, row.version, { ...whole, updated_at: tx.now, ...(seen ? { change_seq: await tx.touchDirectory() } : {}) })
  return whole.gate !== row.gate
}
