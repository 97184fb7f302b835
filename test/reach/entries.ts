import { account, ally, xProfile } from '../../src/db/schema/index.js'
import type { TestDeps } from '../helpers/engines.js'
import { allyRow } from '../helpers/rows.js'

export interface GivenEntry {
  handle: string
  /** Its count as X told it at the start; null: X was never asked. */
  followers?: number | null
  section?: string | null
  status?: 'approved' | 'proposed' | 'withdrawn'
  state?: 'active' | 'unresolved' | 'suspended' | 'protected'
  merged_into?: string
}

let serial = 0

/** An entry with one account. */
export async function entry(
  deps: TestDeps,
  { handle, followers = null, section = 'C', status = 'approved', state = 'active', merged_into }: GivenEntry,
): Promise<{ ally: string; account: string }> {
  const id = deps.ids.next('aly')
  const now = deps.clock.now()
  await deps.store.db.insert(ally).values(allyRow(id, handle, now, { status, section, ...(merged_into ? { canonical_id: merged_into, merged_into } : {}) }))
  const x_user_id = String(77_000 + ++serial)
  const accountId = deps.ids.next('acc')
  await deps.store.db.insert(account).values({
    id: accountId,
    ally_id: id,
    handle_key: handle.toLowerCase(),
    handle,
    x_user_id: state === 'unresolved' ? null : x_user_id,
    state,
    created_at: now,
  })
  if (followers !== null)
    await deps.store.db
      .insert(xProfile)
      .values({ x_user_id, username: handle, name: handle, description: '', protected: false, followers_count: followers, fetched_at: now })
  return { ally: id, account: accountId }
}
