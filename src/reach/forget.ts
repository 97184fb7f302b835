import type { Deps } from '../deps.js'
import { deleteOfWithdrawn, type Forgotten } from './audiences/repo.js'
import { blurBeforeLeaving } from './history/repo.js'

/** Whoever asked to be gone is gone with what is known of its audience: nothing of it is left, nor in what others' samples or the histories of lists say. */
export async function forgetWithdrawn(deps: Deps): Promise<Forgotten> {
  return deps.store.transaction(async (tx) => {
    await blurBeforeLeaving(tx.db)
    return deleteOfWithdrawn(tx.db)
  })
}
