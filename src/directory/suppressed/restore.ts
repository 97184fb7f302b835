import type { Actor, Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { versionTag } from '../../kernel/etag.js'
import { askForMatching, membersOf, setStatus } from '../identity/repo.js'
import { type AllyWithAccounts, findAllies, findAlly, updateAlly } from '../repo.js'
import { requireVersion } from '../stale.js'
import { suppressionHash } from './keys.js'
import * as repo from './repo.js'
import { namesOf } from './service.js'

/**
 * Bringing back what was withdrawn without its own asking: an organiser's slip, or what was merged by mistake into a body that asked. Whoever asked stays
 * out, whatever anybody says, and nothing becomes public by this: it goes back into the queue.
 */

export interface Restored {
  id: string
  name: string
  status: 'proposed'
  etag: string
}

type Reads = Pick<Tx, 'db'>

async function hashesOf({ db }: Reads, deps: Pick<Deps, 'config'>, ids: readonly string[]): Promise<string[]> {
  return (await namesOf(db, ids)).map((name) => suppressionHash(deps.config.SECRET, name))
}

/** Why an entry cannot be brought back, with the way out where there is one; null if it can. */
async function refusal(tx: Reads, deps: Pick<Deps, 'config'>, row: AllyWithAccounts, members: readonly AllyWithAccounts[]): Promise<string | null> {
  if (row.merged_into !== null) return 'The entry was merged into another one: part them first.'
  if (row.status !== 'withdrawn') return `The entry is ${row.status}, not withdrawn.`
  for (const one of members) {
    const asked = await repo.askedHashes(tx.db, await hashesOf(tx, deps, [one.id]))
    if (asked.size === 0) continue
    return one.id === row.id
      ? `${row.name} asked to be gone itself: it stays out, and nobody can bring it back.`
      : `${one.name}, which is merged into it, asked to be gone itself and stays out. If they are two bodies, part them first.`
  }
  return null
}

const wholeOf = async ({ db }: Reads, id: string): Promise<AllyWithAccounts[]> =>
  findAllies(
    db,
    (await membersOf(db, id)).map((one) => one.id),
  )

/** For a page that offers it: why it would be refused, or null. @throws AppError not_found */
export async function whyNotRestored(deps: Deps, id: string): Promise<string | null> {
  const row = await findAlly(deps.store.db, id)
  if (!row) throw new AppError('not_found', `There is no entry ${id}.`)
  return refusal(deps.store, deps, row, await wholeOf(deps.store, id))
}

/**
 * Puts a withdrawn entry, with all that is merged into it, back into the queue, and takes its names again. What was fetched from X, follower lists, and its
 * places in snapshots are gone and stay so.
 * @throws AppError not_found; conflict if its body asked, or it is merged or not withdrawn, with what changed since it was read; precondition_failed
 */
export async function restoreEntry(deps: Deps, actor: Actor, id: string, ifMatch: string, { reason }: { reason: string }): Promise<Restored> {
  return deps.store.transaction(async (tx) => {
    // The row first: whoever carries out a wish holds it, too (withdrawWhole).
    const row = await findAlly(tx.db, id, true)
    if (!row) throw new AppError('not_found', `There is no entry ${id}.`)
    await requireVersion(tx.db, row, ifMatch)
    const members = await wholeOf(tx, id)
    const refused = await refusal(tx, deps, row, members)
    if (refused !== null) throw new AppError('conflict', refused, { members: { status_now: row.status } })
    const ids = members.map((one) => one.id)
    await updateAlly(tx.db, row.id, row.version, { status: 'proposed', status_reason: reason, updated_at: tx.now })
    await setStatus(
      tx.db,
      ids.filter((one) => one !== id),
      'proposed',
      reason,
      tx.now,
    )
    await repo.forgetHashes(tx.db, await hashesOf(tx, deps, ids))
    await repo.askForProfiles(tx.db, ids)
    await askForMatching(tx.db, ids)
    await tx.audit({ actor, action: 'ally.restore', subject: id, reason, detail: { from: 'withdrawn', to: 'proposed', version: row.version } })
    await tx.emit('ally.proposed', id, { was: 'withdrawn' })
    return { id, name: row.name, status: 'proposed', etag: versionTag(id, row.version + 1) }
  })
}
