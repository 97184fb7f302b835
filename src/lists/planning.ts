import type { Deps } from '../deps.js'
import { entriesById, publishedEntries } from '../directory/service.js'
import { AppError } from '../kernel/errors.js'
import { type Identity, isPlatformError, type ListReader, type ListWriter, type Platform } from '../platform/port.js'
import { type Desired, desiredMembers, type ListDefinition } from './desired.js'
import { type Applied, type LiveList, makePlan, type PlanBody, stillOurs } from './plan.js'
import * as repo from './repo.js'

/** How often a partial reading of a list is tried again before we give up on it for now. */
const READ_TRIES = 3

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
  const definition = await definitionOf(deps, list)
  const published = await publishedEntries(deps)
  const known = new Set(published.map((entry) => entry.id))
  const pinned = await entriesById(
    deps,
    [...definition.pins.keys()].filter((id) => !known.has(id)),
  )
  return desiredMembers([...published, ...pinned], definition)
}

/** Reads the list on X: complete, or said to be incomplete. @throws PlatformError */
export async function readLive(
  deps: Deps,
  platform: ListReader & { lists: Identity },
  list: { x_list_id: string; x_owner_id: string | null },
): Promise<LiveList> {
  const shown = await platform.getList(list.x_list_id)
  const owner = list.x_owner_id ?? (await platform.lists.me()).id
  let read = await platform.readMembers(list.x_list_id)
  for (let tries = 1; !read.complete && tries < READ_TRIES; tries++) {
    await deps.clock.sleep(1_000 * tries)
    read = await platform.readMembers(list.x_list_id)
  }
  const counted = read.members.length === shown.member_count
  return {
    complete: read.complete,
    counted,
    owned: shown.owner_id === owner,
    members: read.members,
    name: shown.name,
    description: shown.description,
    private: shown.private,
  }
}

export interface FreshPlan {
  body: PlanBody
  /** Ours no longer: their adds never took effect. */
  disowned: string[]
  /** Ours, seen once, and missed by this complete and counted reading. */
  missed: string[]
}

/** A fresh plan from directory, records and X. Writes nothing. @throws AppError platform_off, gone; PlatformError */
export async function buildPlan(deps: Deps, list: repo.ListRow): Promise<FreshPlan> {
  const platform = listPlatform(deps)
  const live = list.x_list_id ? await liveOrGone(deps, platform, { x_list_id: list.x_list_id, x_owner_id: list.x_owner_id }) : null
  const [desired, applied] = await Promise.all([desiredNow(deps, list), repo.appliedOf(deps.store.db, list.id)])
  const body = await planFrom(deps, list, desired, applied, live)
  const ours = asApplied(deps, applied)
  const kept = new Set(stillOurs(ours, live).map((row) => row.x_user_id))
  const trusted = live?.complete && live.counted
  return {
    body,
    disowned: ours.filter((row) => !kept.has(row.x_user_id)).map((row) => row.x_user_id),
    missed: trusted ? body.unclear.map((one) => one.x_user_id) : [],
  }
}

/** How far apart two readings must be to count as two: X's readings lag, and one stale answer must bury nobody. */
const APART_MS = 10 * 60_000

function asApplied(deps: Deps, rows: readonly repo.AppliedRow[]): Applied[] {
  const before = deps.clock.now().getTime() - APART_MS
  return rows
    .filter((row) => row.vanished_at === null)
    .map((row) => ({
      x_user_id: row.x_user_id,
      ally_id: row.ally_id,
      seen: row.seen_at !== null,
      missed_before: row.missing_at !== null && row.missing_at.getTime() <= before,
    }))
}

export async function planFrom(deps: Deps, list: repo.ListRow, desired: Desired, applied: repo.AppliedRow[], live: LiveList | null): Promise<PlanBody> {
  const ours = asApplied(deps, applied)
  const entries = await entriesById(deps, [...new Set(ours.map((row) => row.ally_id))])
  const handles = new Map(entries.flatMap((entry) => entry.accounts.flatMap((one): [string, string][] => (one.x_user_id ? [[one.x_user_id, one.handle]] : []))))
  const withdrawn = new Set(entries.filter((entry) => entry.status === 'withdrawn').flatMap((entry) => entry.accounts.flatMap((one) => one.x_user_id ?? [])))
  return makePlan({
    list,
    desired,
    applied: ours,
    live,
    handles,
    withdrawn,
  })
}

async function liveOrGone(deps: Deps, platform: ListPlatform, list: { x_list_id: string; x_owner_id: string | null }): Promise<LiveList> {
  try {
    return await readLive(deps, platform, list)
  } catch (error) {
    // A list that vanished is never made again: its followers would be orphaned without anybody having decided so.
    if (isPlatformError(error) && error.kind === 'gone')
      throw new AppError('gone', `The list ${list.x_list_id} is not on X any more. Nothing is done by itself: disconnect it to start a new one.`, {
        cause: error,
      })
    throw error
  }
}
