import type { Tx } from '../../db/tx.js'
import { canonical } from '../../kernel/canonical.js'
import { isPublic } from '../decide.js'
import { findAlly, updateAlly } from '../repo.js'
import { wholeOf } from './cluster.js'
import { membersOf } from './repo.js'

/**
 * Brings a canonical entry in line with all that were merged into it: its gate and what it is found by. `touch` says that something
 * else that is seen of it moved, such as its accounts. A refresh that brings nothing new leaves the version alone, so that nobody's review is interrupted for nothing.
 */
export async function refreshWhole(tx: Tx, canonicalId: string, options: { touch?: boolean } = {}): Promise<void> {
  const row = await findAlly(tx.db, canonicalId, true)
  if (!row) return
  const whole = wholeOf(await membersOf(tx.db, canonicalId))
  const differs = Object.entries(whole).some(([key, value]) => canonical(value) !== canonical(row[key as keyof typeof whole]))
  if (!differs && options.touch !== true) return
  const seen = isPublic(row) || isPublic({ ...row, gate: whole.gate })
  await updateAlly(tx.db, row.id, row.version, { ...whole, updated_at: tx.now, ...(seen ? { change_seq: await tx.touchDirectory() } : {}) })
}
