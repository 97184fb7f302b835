import type { Tx } from '../../db/tx.js'
import { setChangeSeq, setSupports } from '../repo.js'
import * as repo from './repo.js'

export { withMembers } from './repo.js'

const NONE: repo.Counted = { support: 0, chat_ids: [] }

/**
 * Makes counting and writing one step per entry: of two transactions that both add a voice, the second waits here and then counts the first one's row too.
 * Entries that were merged share the lock of what they were merged into. Released at the end of the transaction.
 */
export async function lockSupport(tx: Tx, allyIds: readonly string[]): Promise<void> {
  if (allyIds.length > 0) await repo.lockIds(tx.db, (await repo.withCanonical(tx.db, allyIds)).ids)
}

/**
 * Counts the voices of these entries anew and writes the support of what they belong to; raises the directory version where a published entry's support
 * moved. Whoever inserts many voices first and may meet others at the same targets should call `lockSupport` before inserting: the locks are the same.
 */
export async function countAgain(tx: Tx, allyIds: readonly string[]): Promise<void> {
  if (allyIds.length === 0) return
  await lockSupport(tx, allyIds)
  // What was merged while we waited belongs to an entry that is not locked yet; taken a second time a lock costs nothing.
  await lockSupport(tx, allyIds)
  const { canonical } = await repo.withCanonical(tx.db, allyIds)
  const counts = await repo.countSupport(tx.db, canonical)
  const touched = await setSupports(
    tx.db,
    canonical.map((id) => ({ id, support: counts.get(id)?.support ?? NONE.support, chat_ids: [...(counts.get(id) ?? NONE).chat_ids].sort() })),
  )
  if (touched.length > 0) await setChangeSeq(tx.db, touched, await tx.touchDirectory(), tx.now)
}
