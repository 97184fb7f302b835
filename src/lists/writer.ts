import type { Deps } from '../deps.js'
import * as repo from './repo.js'

/** A reason to stop that a person or time can mend. The message is for people. */
export class Stop extends Error {}

export interface Progress {
  phase: 'create' | 'send' | 'verify'
  done: number
  total: number
}

/** Until then nothing is sent: X refused like an account it has locked. Kept in the database, so a restart does not clear it. */
export const COOLDOWN = 'x-list-cooldown'
/** The window over which additions are capped and a locked account is left alone. */
export const DAY_MS = 86_400_000

/** Kept from before a list is made on X until its id is known: an answer lost in between must not lead to a second list. */
export const createIntent = (listId: string): string => `create:${listId}`

/** One writer for all lists of the owner account: X counts and locks per account, and two senders would double the pace. */
const WRITER = 'x-list-writer'
/** How long a writer that died keeps others waiting. */
const LEASE_MS = 60_000

export interface Writer {
  /** Proves that we still write and keeps the right for the coming wait and call. @throws Stop if somebody took over. */
  keep(forMs?: number): Promise<void>
  drop(): Promise<void>
}

/** Null if another process is writing. The fence number makes a writer that was thought dead notice that it is too late. */
export async function takeWriter(deps: Deps): Promise<Writer | null> {
  const until = (ms: number) => new Date(deps.clock.now().getTime() + ms + LEASE_MS)
  const fence = await repo.takeLease(deps.store.db, WRITER, deps.ids.next('req'), deps.clock.now(), until(0))
  if (fence === null) return null
  return {
    keep: async (forMs = 0) => {
      if (!(await repo.keepLease(deps.store.db, WRITER, fence, until(forMs)))) throw new Stop('Another process took the writing over.')
    },
    drop: () => repo.dropLease(deps.store.db, WRITER, fence, deps.clock.now()),
  }
}
