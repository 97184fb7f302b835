import type { Deps } from '../../deps.js'
import { getDeskList } from '../../lists/service.js'
import type { ReachResult } from '../describe.js'
import { estimatesOf } from '../repo.js'

export interface KeptEstimate
  extends Pick<ReachResult, 'potential_unique_audience' | 'gross_followers' | 'level' | 'calibration' | 'members' | 'evidence_share'> {
  at: string
}

export interface ReachHistory {
  list: { id: string; name: string }
  /** Earliest first. */
  estimates: KeptEstimate[]
}

/** More than a year of daily changes. */
export const MOST_KEPT = 500

/**
 * How a list's reach moved: every estimate that differed from the one before it, as organisers saw it.
 * @throws AppError not_found
 */
export async function historyOf(deps: Deps, listId: string): Promise<ReachHistory> {
  const list = await getDeskList(deps, listId)
  const rows = await estimatesOf(deps.store.db, 'list', listId, MOST_KEPT)
  const estimates = rows.map(({ result, created_at }) => {
    const { potential_unique_audience, gross_followers, level, calibration, members, evidence_share } = result as ReachResult
    // Kept before an empty set had no figure: a line must not begin at 0 because of them.
    if (members === 0)
      return {
        at: created_at.toISOString(),
        potential_unique_audience: null,
        gross_followers: null,
        level: 'none' as const,
        calibration,
        members,
        evidence_share,
      }
    return { at: created_at.toISOString(), potential_unique_audience, gross_followers, level, calibration, members, evidence_share }
  })
  return { list: { id: list.id, name: list.name }, estimates }
}
