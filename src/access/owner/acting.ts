import type { Deps } from '../../deps.js'
import { inForce } from './in-force.js'
import * as repo from './repo.js'

/** An account that is connected here, or was last. */
export interface ActingAccount {
  id: string
  username: string
  /** Lists are written in its name now: it is connected, and no keys of the environment win over it. */
  acts: boolean
}

/** Null if none was ever connected. Asks X nothing. */
export async function actingAccount(deps: Pick<Deps, 'config' | 'store'>): Promise<ActingAccount | null> {
  const { db } = deps.store
  const connected = await repo.connectedOwner(db)
  const row = connected ?? (await repo.lastOwner(db))
  return row ? { id: row.x_user_id, username: row.username, acts: connected !== undefined && inForce(deps) === 'connected_account' } : null
}

/** What an account was called when it was connected here last; null if it never was. */
export async function accountName(deps: Pick<Deps, 'store'>, xUserId: string): Promise<string | null> {
  return (await repo.ownerByUser(deps.store.db, xUserId))?.username ?? null
}
