import type { Deps } from '../deps.js'
import { isDoubted } from '../directory/decide.js'
import { hashtagsOwned } from '../directory/identity/related.js'
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
      'Lists on X need the account that owns them: connect it at the desk (/desk/owner, or allies owner connect), which takes an app of yours at X (X_CLIENT_ID); or set its token, X_ACCESS_TOKEN (with X_APP_KEY, X_APP_SECRET and X_ACCESS_SECRET for OAuth 1.0a).',
    )
  return platform as ListPlatform
}

/**
 * The id of the account we act for, asking X only where nobody else can tell; without an owner's token that of the list's owner, if it is known. Of a
 * connected account it is known, so that another one in its place is noticed with the next look.
 */
export async function actingFor(platform: Platform, list: Pick<repo.ListRow, 'x_owner_id'> | undefined): Promise<string | null> {
  const before = list?.x_owner_id ?? null
  if (!platform.lists) return before
  return (await platform.lists.known())?.id ?? before ?? (await platform.lists.me()).id
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
  const candidates = await asCandidates(deps, list, [...published, ...pinned])
  return { candidates, definition }
}

/**
 * Entries as a list's rule sees them: one that the rules came to doubt, public by an organiser's approval alone, is `unsure` and joins no list; where the rule
 * takes who owns a hashtag, with the ids of theirs, and with those hashtags behind the entries if they are not among them.
 */
export async function asCandidates(deps: Deps, { rule }: Pick<repo.ListRow, 'rule'>, entries: Awaited<ReturnType<typeof entriesById>>): Promise<Candidate[]> {
  const owned = rule.hashtag_owners ? await hashtagsOwned(deps) : new Map<string, string[]>()
  const known = new Set(entries.map(({ id }) => id))
  const tags = await entriesById(
    deps,
    entries.flatMap(({ id }) => owned.get(id) ?? []).filter((id) => !known.has(id)),
  )
  return [...entries, ...tags].map((entry) => ({
    ...entry,
    ...(isDoubted(entry) ? { gate: 'unsure' as const } : {}),
    hashtag_ids: owned.get(entry.id) ?? [],
  }))
}
