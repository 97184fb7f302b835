import type { Deps } from '../deps.js'
import * as repo from './repo.js'

/** What X last said of an account. For organisers alone: nothing fetched from X is public (DESIGN.md §5.2). */
export interface ProfileView {
  handle: string
  name: string
  description: string
  followers: number | null
  last_post_at: string | null
  fetched_at: string
}

/** The profiles of entries and of what was merged into them, by id of the entry, the one with the most followers first; without those that were never looked up. */
export async function profilesFor(deps: Deps, allyIds: readonly string[]): Promise<Map<string, ProfileView[]>> {
  const entries = await repo.findAllies(deps.store.db, [...new Set(allyIds)])
  const ids = entries.flatMap(({ accounts }) => accounts.flatMap(({ x_user_id }) => x_user_id ?? []))
  const profiles = await repo.profilesOf(deps.store.db, [...new Set(ids)])
  return new Map(
    entries.map(({ id, accounts }) => {
      const own = new Set(accounts.map(({ x_user_id }) => x_user_id))
      return [id, profiles.filter(({ x_user_id }) => own.has(x_user_id)).map(view)]
    }),
  )
}

const view = (row: Awaited<ReturnType<typeof repo.profilesOf>>[number]): ProfileView => ({
  handle: row.username,
  name: row.name,
  description: row.description,
  followers: row.followers_count,
  last_post_at: row.last_post_at?.toISOString() ?? null,
  fetched_at: row.fetched_at.toISOString(),
})
