import type { Executor } from '../../db/open.js'
import type { Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { findAlly } from '../repo.js'
import type { ReviewFacts } from '../views.js'
import { ASKED, readLooks, type SecondLook } from './looks.js'
import * as repo from './repo.js'

export type { SecondLook } from './looks.js'

/** So many questions to look again are shown with an entry; the latest. */
const MOST_LOOKS = 20

const NONE: repo.VoiceCounts = { waiting: 0, reasons: [], dismissed: 0, self: 0 }

/** What stands beside these entries, by id. */
export async function reviewFacts(db: Executor, allyIds: readonly string[]): Promise<Map<string, ReviewFacts>> {
  const [counts, rows] = [await repo.voiceCounts(db, allyIds), await repo.lookRows(db, allyIds)]
  const looks = readLooks(rows)
  const open = new Map(allyIds.map((id) => [id, (looks.get(id) ?? []).filter(({ answer }) => answer === null).slice(-MOST_LOOKS)]))
  const whys = await repo.whysOf(
    db,
    [...open.values()].flat().map((look) => look.nomination_id),
  )
  return new Map(
    allyIds.map((id) => {
      const { self, ...held } = counts.get(id) ?? NONE
      const second_looks = (open.get(id) ?? []).map(({ nomination_id, asked_at }) => ({
        nomination_id,
        asked_at: asked_at.toISOString(),
        why: whys.get(nomination_id) ?? null,
      }))
      return [id, { held: { ...held, reasons: [...held.reasons].sort() }, self_nominations: self, second_looks }]
    }),
  )
}

/** All questions to look again that were asked about these entries, answered or not, by entry. */
export const secondLooks = async (db: Executor, allyIds: readonly string[]): Promise<Map<string, SecondLook[]>> => readLooks(await repo.lookRows(db, allyIds))

/**
 * Puts a rejected or retired entry in front of the organisers once more. Locks the entry, so that a decision at the same moment
 * comes either before, and this is refused, or after, and answers it. @throws AppError conflict if there is nothing to look at again
 */
export async function openSecondLook(tx: Tx, actor: string, allyId: string, nominationId: string): Promise<void> {
  const row = await findAlly(tx.db, allyId, true)
  if (!row) throw new AppError('not_found', 'There is no such entry.')
  if (row.status !== 'rejected' && row.status !== 'retired')
    throw new AppError('conflict', 'A second look can be asked for after something was not taken or is no longer listed; this is not so here.')
  // What was written stays with the nomination, where it is forgotten in time; the record keeps that it was asked.
  await tx.audit({ actor, action: ASKED, subject: allyId, detail: { nomination_id: nominationId } })
  await tx.emit('ally.second_look', allyId, { nomination_id: nominationId })
}

/** How much waits besides the queue. */
export async function countWaiting(deps: Deps): Promise<{ held_voices: number; second_looks: number }> {
  const { db } = deps.store
  return { held_voices: await repo.waitingVoices(db), second_looks: await repo.openLooks(db) }
}
