// ◆ pure
import type { AccountState, AllyStatus, Gate } from '../../db/schema/directory.js'
import type { ForeignPolicy } from '../../db/schema/lists.js'
import type { Said } from '../plan.js'

interface Entry {
  status: AllyStatus
  gate: Gate
  accounts: readonly { x_user_id: string | null; state: AccountState }[]
}

export interface SaidInput {
  policy: ForeignPolicy
  decisions: readonly { x_user_id: string; decision: 'adopt' | 'ignore' | 'readd' }[]
  /** And whom others put there and we wish for. */
  applied: readonly { x_user_id: string; ally_id: string; adopted: boolean; vanished: boolean }[]
  /** The entries of those we answer for, by id. */
  entries: ReadonlyMap<string, Entry>
}

/**
 * Whether one that was taken over waits for its entry's decision, or for the look at its account: until then it stays. One of the home field waits for
 * nothing: it is never on a list, and whoever took it over was told.
 */
function waits({ status, gate, accounts }: Entry, xUserId: string): boolean {
  if (gate === 'home') return false
  return status === 'proposed' || (status === 'approved' && accounts.find(({ x_user_id }) => x_user_id === xUserId)?.state !== 'active')
}

/** What a plan must know of organisers' words and of X's own doing beside wish, record and list. */
export function saidOf({ policy, decisions, applied, entries }: SaidInput): Said {
  const alive = applied.filter((row) => !row.vanished)
  return {
    ignored: new Set(decisions.flatMap((row) => (row.decision === 'ignore' ? [row.x_user_id] : []))),
    ignores_all: policy === 'ignore',
    waiting: new Set(
      alive.flatMap((row) => {
        const entry = entries.get(row.ally_id)
        return row.adopted && entry && waits(entry, row.x_user_id) ? [row.x_user_id] : []
      }),
    ),
    hidden: new Set(
      alive.flatMap((row) => {
        const account = entries.get(row.ally_id)?.accounts.find(({ x_user_id }) => x_user_id === row.x_user_id)
        return account?.state === 'suspended' || account?.state === 'not_found' ? [row.x_user_id] : []
      }),
    ),
  }
}
