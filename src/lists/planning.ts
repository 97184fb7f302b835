import type { Deps } from '../deps.js'
import { entriesById, publishedEntries } from '../directory/service.js'
import { AppError } from '../kernel/errors.js'
import type { Identity, ListWriter, Platform } from '../platform/port.js'
import { belongingIds, type Candidate, type Desired, desiredMembers, type ListDefinition } from './desired.js'
import * as repo from './repo.js'

export type ListPlatform = Platform & { lists: ListWriter & Identity }

/** @throws AppError platform_off if list writing is not configured. */
export function listPlatform(deps: Deps): ListPlatform {
  const { platform } = deps
  if (!platform) throw new AppError('platform_off', 'Lists on X need X access: set the X_ variables, or X_API_BASE_URL for the simulator.')
  if (!platform.lists)
    throw new AppError(
      'platform_off',
      "Lists on X need the list owner's token: set X_ACCESS_TOKEN (with X_APP_KEY, X_APP_SECRET and X_ACCESS_SECRET for OAuth 1.0a).",
    )
  return platform as ListPlatform
}

export async function definitionOf(deps: Deps, list: repo.ListRow): Promise<ListDefinition> {
  const [exceptions, applied] = await Promise.all([repo.exceptionsOf(deps.store.db, list.id), repo.appliedOf(deps.store.db, list.id)])
  // What was said of an entry holds for the one it was merged into, and is its own again when they are parted.
  const canonical = new Map((await entriesById(deps, [...new Set(exceptions.map((row) => row.ally_id))])).map((entry) => [entry.id, entry.canonical_id]))
  const of = (kind: 'pin' | 'exclusion') =>
    new Map(exceptions.filter((row) => row.kind === kind).map((row) => [canonical.get(row.ally_id) ?? row.ally_id, row.reason]))
  return {
    rule: list.rule,
    pins: of('pin'),
    exclusions: of('exclusion'),
    tombstones: new Set(applied.filter((row) => row.vanished_at !== null).map((row) => row.x_user_id)),
  }
}

/** Who should be on the list by the directory of this moment. */
export async function desiredNow(deps: Deps, list: repo.ListRow): Promise<Desired> {
  const { candidates, definition } = await candidatesNow(deps, list)
  return desiredMembers(candidates, definition)
}

/** The ids of the entries that belong to it by the directory of this moment, and who of them should be on X. */
export async function belongingNow(deps: Deps, list: repo.ListRow): Promise<{ belonging: string[]; desired: Desired }> {
  const { candidates, definition } = await candidatesNow(deps, list)
  return { belonging: belongingIds(candidates, definition), desired: desiredMembers(candidates, definition) }
}

async function candidatesNow(deps: Deps, list: repo.ListRow): Promise<{ candidates: Candidate[]; definition: ListDefinition }> {
  const definition = await definitionOf(deps, list)
  const published = await publishedEntries(deps)
  const known = new Set(published.map((entry) => entry.id))
  const pinned = await entriesById(
    deps,
    [...definition.pins.keys()].filter((id) => !known.has(id)),
  )
  return { candidates: [...published, ...pinned], definition }
}
