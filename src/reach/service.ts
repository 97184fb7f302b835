import type { Deps } from '../deps.js'
import { publicEntries } from '../directory/service.js'
import { SECTIONS } from '../directory/taxonomy/sections.js'
import { canonical } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import { listMemberIds } from '../lists/service.js'
import { COUNTS_CALIBRATION } from './calibration.js'
import { describeReach, type ReachResult } from './describe.js'
import { estimateFromCounts } from './estimate.js'
import * as repo from './repo.js'

/** A curated list, an ICNP/TSO section, or any set of ally ids. */
export type ReachScope = { list: string } | { category: string } | { ids: readonly string[] }

/** A result with what it was asked for. */
export interface Reach extends ReachResult {
  scope: { kind: 'list' | 'category' | 'allies'; of: string[] }
}

/** Most ids in one question: a longer query string does not fit the server's header limit. */
export const MAX_IDS = 200

/**
 * The potential unique audience of the published allies in a scope, from their accounts' follower counts.
 * @param audience `public` shows only what cannot be traced to one account (describe.ts); `organiser` shows exact bounds, private lists too.
 * @throws AppError not_found for an unknown or private list, an id that is not published, or when PUBLIC_REACH is off.
 */
export async function estimateReach(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<Reach> {
  if (audience === 'public' && !deps.config.PUBLIC_REACH) {
    throw new AppError('not_found', 'This deployment does not publish reach (PUBLIC_REACH is off).')
  }
  const rows = await repo.audiencesOf(deps.store.db, await chosen(deps, scope, audience))
  const sections = new Set(rows.map((row) => row.section))
  const topical = sections.size === 1 && !sections.has(null)
  const found = estimateFromCounts(rows, topical, COUNTS_CALIBRATION)
  const followed = rows.filter((row) => row.followers !== null && row.followers > 0).length
  const result = describeReach(found, COUNTS_CALIBRATION, audience, followed)
  if ('list' in scope) await keepEstimate(deps, scope.list, describeReach(found, COUNTS_CALIBRATION, 'organiser', followed))
  return { scope: named(scope), ...result }
}

const named = (scope: ReachScope): Reach['scope'] => {
  if ('list' in scope) return { kind: 'list', of: [scope.list] }
  if ('category' in scope) return { kind: 'category', of: [scope.category] }
  return { kind: 'allies', of: distinct(scope.ids) }
}

const distinct = (ids: readonly string[]) => [...new Set(ids)].sort()

async function chosen(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<{ allyIds: string[] } | { section: string }> {
  if ('list' in scope) return { allyIds: await listMemberIds(deps, scope.list, audience) }
  if ('category' in scope) {
    if (!SECTIONS.some(({ code }) => code === scope.category))
      throw new AppError('not_found', `There is no category ${scope.category.slice(0, 40)}: sections are A to L.`)
    return { section: scope.category }
  }
  const ids = distinct(scope.ids)
  if (ids.length === 0 || ids.length > MAX_IDS)
    throw new AppError('validation_failed', `Name 1 to ${MAX_IDS} allies.`, { errors: [{ parameter: 'ids', code: 'invalid', detail: `1 to ${MAX_IDS} ids` }] })
  const published = new Set((await publicEntries(deps, ids)).map((entry) => entry.id))
  const missing = ids.filter((id) => !published.has(id))
  if (missing.length > 0) {
    throw new AppError('not_found', `Not published: ${missing.join(', ')}.`, {
      errors: missing.slice(0, 50).map((id) => ({ parameter: 'ids', code: 'not_found', detail: `${id} is not published.` })),
    })
  }
  return { allyIds: ids }
}

/** Keeps a list's estimate when it differs from the last one, so that its history can be shown. Two readers at once may keep it twice: harmless. */
async function keepEstimate(deps: Deps, listId: string, result: ReachResult): Promise<void> {
  if (canonical(await repo.latestEstimate(deps.store.db, 'list', listId)) === canonical(result)) return
  await deps.store.transaction((tx) => repo.insertEstimate(tx.db, { id: deps.ids.next('rch'), scope: 'list', scope_id: listId, result, created_at: tx.now }))
}
