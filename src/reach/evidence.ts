// ◆ pure
import type { AccountState } from '../db/schema/directory.js'
import type { Sketch } from './sketch.js'

/** One account of the set as the directory knows it. */
export interface EvidenceMember {
  account_id: string
  /** Its follower count; null if nobody has read one, or not of this account for certain. */
  followers: number | null
  /** When that count was read. */
  as_of: Date | null
  /** Suspended, vanished and doubled accounts have no audience of their own: they are not counted, whatever is known of them (see `isMember`). */
  state: AccountState
}

/** A whole follower list as it was at `as_of`, kept as a sketch. */
export interface SketchEvidence {
  sketch: Sketch
  as_of: Date
  /** The follower count read with the list; null if none was. Lists far from it are not used (standing.ts). */
  followers_then: number | null
  /** When an organiser said that it is right all the same: then the counts known until then are wrong where they contradict it. */
  vouched_at?: Date | null
}

/** Some followers of one account, with what else of the directory each of them follows. */
export interface SampleEvidence {
  /** `sample`: drawn at random from the whole list. `sample-newest`: the first pages of the API, which come newest-first: biased. */
  kind: 'sample' | 'sample-newest'
  /** How many were drawn. `followed` may be longer than 0 only with one entry a sampled follower. */
  size: number
  /** For each sampled follower the account_ids it follows. Ids outside the set do not matter; the sampled account itself may be left out. */
  followed: readonly (readonly string[])[]
  as_of: Date
}

/** How many accounts follow both. `exact` only if counted over two whole lists; a report or a sketch's estimate is not. */
export interface PairEvidence {
  a: string
  b: string
  overlap: number
  as_of: Date
  exact: boolean
}

/** Everything known of a set, in memory. Evidence about accounts outside the set is ignored; of two pairs for the same two accounts the newer is used. */
export interface Evidence {
  members: readonly EvidenceMember[]
  sketches: ReadonlyMap<string, SketchEvidence>
  samples: ReadonlyMap<string, SampleEvidence>
  pairs: readonly PairEvidence[]
  /** All members share one category: their audiences overlap more. */
  topical: boolean
  now: Date
}

/** The rungs, best first (REACH §5). `none`: nothing is known, with the reason. */
export const REACH_LEVELS = ['exact', 'sketch', 'sample', 'sample-newest', 'pairs', 'mixed', 'stale', 'counts', 'none'] as const
export type ReachLevel = (typeof REACH_LEVELS)[number]

/** Whole numbers of accounts, low ≤ estimate ≤ high. */
export interface Interval {
  estimate: number
  low: number
  high: number
}

/** Bounds that hold whatever the overlaps that were not counted. */
export interface Bounds {
  low: number
  high: number
}

/** Shares of the members, each counted once under the best evidence it has; they add to 1. */
export interface EvidenceShares {
  sketch: number
  sample: number
  pairs: number
  count: number
  nothing: number
}

/** Evidence that would lift the answer to `level`, and whom it is missing for (account ids, the largest audiences first). */
export interface Raise {
  level: ReachLevel
  needs: 'sketch' | 'sample' | 'count'
  accounts: string[]
  /** Follower ids to be read for it, or profiles if counts are needed: what X charges for. */
  reads: number
}

/**
 * An answer before it is put into words. Unless level is `none`: M ≤ bounds.low ≤ low ≤ estimate ≤ high ≤ bounds.high ≤ S, M and S of the members of
 * which anything is known. Where sizes are themselves
 * estimates there are no bounds: M ≤ estimate ≤ S, and low and high go as far beyond as the sizes may be off.
 */
export interface Estimate extends Interval {
  level: ReachLevel
  method: string
  /** Id of the constants used (calibration.ts). */
  calibration: string
  /** The largest audience and the sum of all, at the date of the answer. */
  max: number
  sum: number
  /** Null where a size is itself only estimated, or nothing is known of a member, so that nothing is proved of the set. */
  bounds: Bounds | null
  /** What is proved of the members that the answer speaks of: its figures do not leave it. */
  within: Bounds | null
  /** Members the answer speaks of / members. */
  known: number
  members: number
  /** Members with followers, as far as is known. */
  followed: number
  /** The oldest evidence used. */
  as_of: Date | null
  /** That is older than FRESH_DAYS (standing.ts). */
  stale: boolean
  evidence: EvidenceShares
  /** at_least[m-1] accounts follow at least m of the set; to as many members as are followed. Null where the level cannot tell. */
  at_least: number[] | null
  /** Why there is no answer; null if there is one. */
  reason: string | null
  raise: Raise[]
}
