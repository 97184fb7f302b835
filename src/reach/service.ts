import type { Deps } from '../deps.js'
import { canonical } from '../kernel/canonical.js'
import { AppError } from '../kernel/errors.js'
import { CALIBRATION } from './calibration.js'
import { describeReach, type ReachResult } from './describe.js'
import { estimateReachOf } from './estimate.js'
import type { Estimate } from './evidence.js'
import { type Gathered, gatherEvidence } from './gather.js'
import * as repo from './repo.js'
import { type NamedScope, named, type ReachScope } from './scope.js'

export { MAX_IDS, type ReachScope } from './scope.js'

/** A result with what it was asked for. */
export interface Reach extends ReachResult {
  scope: NamedScope
}

/**
 * The potential unique audience of the published allies in a scope, from what is known of their accounts.
 * @param audience `public` shows only what cannot be traced to one account (describe.ts); `organiser` shows exact bounds, private lists too.
 * @throws AppError not_found for an unknown or private list, an id that is not published, or when PUBLIC_REACH is off.
 */
export async function estimateReach(deps: Deps, scope: ReachScope, audience: 'public' | 'organiser'): Promise<Reach> {
  if (audience === 'public' && !deps.config.PUBLIC_REACH) {
    throw new AppError('not_found', 'This deployment does not publish reach (PUBLIC_REACH is off).')
  }
  const found = estimateOf(deps, await gatherEvidence(deps, scope, audience))
  const result = describeReach(found, audience)
  if ('list' in scope) await keepEstimate(deps, scope.list, describeReach(found, 'organiser'))
  return { scope: named(scope), ...result }
}

/** A union of 500 sketches takes some 20 ms of the one thread that answers everybody: the same evidence is not judged twice. */
const MOST_REMEMBERED = 500
const remembered = new WeakMap<Deps['store'], Map<string, Estimate>>()

function estimateOf({ store }: Deps, { evidence, fingerprint }: Gathered): Estimate {
  const known = remembered.get(store) ?? new Map<string, Estimate>()
  remembered.set(store, known)
  const found = known.get(fingerprint) ?? estimateReachOf(evidence, CALIBRATION)
  // The one used last is the last to go.
  known.delete(fingerprint)
  known.set(fingerprint, found)
  for (const oldest of known.keys()) {
    if (known.size <= MOST_REMEMBERED) break
    known.delete(oldest)
  }
  return found
}

/** Keeps a list's estimate when it differs from the last one, so that its history can be shown. Two readers at once may keep it twice: harmless. */
async function keepEstimate(deps: Deps, listId: string, result: ReachResult): Promise<void> {
  if (canonical(await repo.latestEstimate(deps.store.db, 'list', listId)) === canonical(result)) return
  await deps.store.transaction((tx) => repo.insertEstimate(tx.db, { id: deps.ids.next('rch'), scope: 'list', scope_id: listId, result, created_at: tx.now }))
}
