import type { Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { canonical } from '../../kernel/canonical.js'
import { isPublic } from '../decide.js'
import { heldByName } from '../namesakes/held.js'
import { findAlly, updateAlly } from '../repo.js'
import { type Member, type Whole, wholeOf } from './cluster.js'
import { membersOf } from './repo.js'

/** What all that stand together come to, in the light of what organisers said of others of their names. */
async function wholeNow(tx: Pick<Tx, 'db'>, deps: Deps, canonicalId: string, members: readonly Member[]): Promise<Whole> {
  const whole = wholeOf(members)
  if (whole.gate !== 'ally' || whole.gate_by !== 'organiser') return whole
  const held = await heldByName(tx, deps, canonicalId, members)
  return held ? { ...whole, gate: 'unsure', gate_by: 'rules', gate_reasons: [held, ...whole.gate_reasons] } : whole
}

/**
 * Whether a published entry would leave the public directory if the other became part of it. What rules decide alone never does that to a body that an
 * organiser has published: then it is asked.
 */
export async function wouldHide(tx: Tx, deps: Deps, childId: string, intoId: string): Promise<boolean> {
  const into = await findAlly(tx.db, intoId, true)
  if (!into || !isPublic(into)) return false
  const joining = (await membersOf(tx.db, childId)).map((one) => (one.merged_into === null ? { ...one, merged_into: intoId, merged_at: tx.now } : one))
  return !isPublic({ ...into, gate: (await wholeNow(tx, deps, intoId, [...(await membersOf(tx.db, intoId)), ...joining])).gate })
}

/**
 * Brings a canonical entry in line with all that were merged into it: its gate and what it is found by. `touch` says that something
 * else that is seen of it moved, such as its accounts. A refresh that brings nothing new leaves the version alone, so that nobody's review is interrupted for nothing.
 * Returns whether the gate is another one now.
 */
export async function refreshWhole(tx: Tx, deps: Deps, canonicalId: string, options: { touch?: boolean } = {}): Promise<boolean> {
  const row = await findAlly(tx.db, canonicalId, true)
  if (!row) return false
  const whole = await wholeNow(tx, deps, canonicalId, await membersOf(tx.db, canonicalId))
  const differs = Object.entries(whole).some(([key, value]) => canonical(value) !== canonical(row[key as keyof typeof whole]))
  if (!differs && options.touch !== true) return false
  const seen = isPublic(row) || isPublic({ ...row, gate: whole.gate })
  await updateAlly(tx.db, row.id, row.version, { ...whole, updated_at: tx.now, ...(seen ? { change_seq: await tx.touchDirectory() } : {}) })
  return whole.gate !== row.gate
}
