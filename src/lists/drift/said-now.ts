import type { Deps } from '../../deps.js'
import { entriesById } from '../../directory/service.js'
import type { Said } from '../plan.js'
import type { AppliedRow, ListRow, TheirsRow } from '../repo.js'
import { decisionsOf } from './repo.js'
import { saidOf } from './said.js'

/** The entries of those we answer for and of others whom we wish for, and what was said of a list's members, as of now. */
export async function saidNow(
  deps: Deps,
  list: Pick<ListRow, 'id' | 'foreign_members'>,
  applied: readonly AppliedRow[],
  theirs: readonly Pick<TheirsRow, 'x_user_id' | 'ally_id'>[],
): Promise<{ entries: Awaited<ReturnType<typeof entriesById>>; said: Said }> {
  const entries = await entriesById(deps, [...new Set([...applied.filter((row) => row.vanished_at === null), ...theirs].map((row) => row.ally_id))])
  const said = saidOf({
    policy: list.foreign_members,
    decisions: await decisionsOf(deps.store.db, list.id),
    applied: [
      ...applied.map((row) => ({ ...row, adopted: row.adopted_at !== null, vanished: row.vanished_at !== null })),
      ...theirs.map((row) => ({ ...row, adopted: false, vanished: false })),
    ],
    entries: new Map(entries.map((entry) => [entry.id, entry])),
  })
  return { entries, said }
}
