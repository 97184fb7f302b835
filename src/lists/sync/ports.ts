import type { Clock } from '../../kernel/clock.js'
import type { Ids } from '../../kernel/ids.js'
import type { Identity, ListReader, ListWriter } from '../../platform/port.js'
import type { Prices } from '../cost.js'
import type { Desired } from '../desired.js'
import type { ListFields, PlanBody, PlanOp, Said } from '../plan.js'

/**
 * What the engine of list sync is given, and all it is given: no database, no network, no time of its own. The product puts Postgres and X behind
 * these ports, the mass simulation a few maps and a lying X, so that both run the very same engine (RELIABILITY.md §4).
 *
 * Rule of the store: **each method is one atomic step**, one transaction where there is a database. A process may die between any two steps and between
 * a step and a call to X, and never within one. Instants are given by the engine's clock, so the store needs none.
 *
 * The engine's doors: `makePlan` (make.ts), `startPlan` (start.ts), `runPlan` (run.ts), `cancelPlan` (cancel.ts), `rollbackPlan` (rollback.ts), each
 * `(engine, …)`; what they are and throw is that of the functions of the same names that take `deps` (lists/plans.ts, lists/apply.ts).
 */

export interface SyncList {
  id: string
  name: string
  description: string
  private: boolean
  /** Rises with each edit of the definition. */
  version: number
  x_list_id: string | null
  /** X id of the account that owns it there, once known. */
  x_owner_id: string | null
  /** Its fields as both sides last agreed on them: what differs from them on X was changed there by hand. */
  x_fields?: ListFields | null
}

export type PlanStatus = 'ready' | 'applying' | 'waiting' | 'verified' | 'incomplete' | 'stopped' | 'superseded' | 'cancelled'
export type OpState = 'pending' | 'inflight' | 'done' | 'skipped' | 'failed'

export interface SyncPlan {
  id: string
  list_id: string
  checksum: string
  /** Never changed once stored. */
  body: PlanBody
  status: PlanStatus
  /** The plan that this one takes back. */
  rollback_of: string | null
  /** Somebody asked for it to end: the run stops before its next call. */
  cancel_at: Date | null
  cancel_reason: string | null
  note: string | null
  /** Null until it was begun. */
  started_at: Date | null
}

export interface SyncOp extends PlanOp {
  /** From 1, in the order of the plan. */
  seq: number
  state: OpState
  outcome: string | null
  /** Calls whose intent was noted, over the whole life of the plan. */
  attempts: number
}

/** What we added to the list, or may have added, and still answer for. */
export interface SyncApplied {
  x_user_id: string
  ally_id: string
  /** When a complete reading last showed it; null if none has. */
  seen_at: Date | null
  /** The first of the complete, counted readings in a row that missed it. */
  missing_at: Date | null
  /** It left by itself: a tombstone, never added again. */
  vanished_at: Date | null
}

/** Somebody else put it on the list, and it belongs there by our wish too. */
export interface SyncTheirs {
  x_user_id: string
  ally_id: string
  /** The first of the complete, counted readings in a row that missed it. */
  missing_at: Date | null
}

/** Whom a reading showed of those whom others put on the list and who are wished; and who is wished at all. */
export interface Theirs {
  members: { x_user_id: string; ally_id: string }[]
  /** Whom readings before it showed. */
  before: { x_user_id: string; ally_id: string }[]
  wished: string[]
}

/** All that a plan is made from, but for what X shows. One snapshot. */
export interface Basis {
  list: SyncList
  /** Who should be on the list by the directory of this moment. */
  desired: Desired
  /** Tombstones too. */
  applied: SyncApplied[]
  /** None of them is ours. */
  theirs: SyncTheirs[]
  /** Handles by X id of the entries whose members we answer for; they may have left the directory. */
  handles: ReadonlyMap<string, string>
  /** X ids of members whose body withdrew. */
  withdrawn: ReadonlySet<string>
  /** What organisers said of others' members, and what X says of ours. */
  said?: Said
  /** The newest plan of the list: with it and `applied` we know the members without reading them again. */
  latest: SyncPlan | null
}

/**
 * May this operation still be sent? `go`; or the outcome with which it is passed over: an addition that is `withdrawn`, `no_longer_wanted`, a removal that is
 * `wanted_again` or `no_longer_ours`, `list_deleted`; or `cancelled` if somebody asked for the whole plan to end.
 */
export type LateAnswer = 'go' | 'cancelled' | 'withdrawn' | 'no_longer_wanted' | 'wanted_again' | 'no_longer_ours' | 'list_deleted'

export interface NewPlan {
  id: string
  list_id: string
  checksum: string
  /** Its ops become the operations of the plan, numbered from 1, all pending. */
  body: PlanBody
  rollback_of: string | null
  note: string | null
  actor: string
  at: Date
}

/** How a run ends. */
export type End =
  | { status: Exclude<PlanStatus, 'ready' | 'applying' | 'waiting'>; note: string | null }
  | {
      /** It gives the writing up and is taken up again by itself then. */
      status: 'waiting'
      note: string
      until: Date
      /** How often in a row X has put it off without having taken anything in between. */
      refused: number
    }

/** What a reading teaches beside the plan made of it. */
export interface Learnt {
  /** Whose additions never took effect: we do not answer for them any more. */
  disowned: string[]
  /** Missed by this reading, and perhaps by none before. */
  missed: string[]
  /** Missed by two readings far enough apart: they left by themselves. */
  vanished: string[]
  /** Null if the reading tells nothing of who is there. */
  theirs: Theirs | null
  /** The owner on X, where it was not known yet. */
  x_owner_id: string | null
}

export interface OpOutcome {
  seq: number
  state: OpState
  outcome: string | null
}

export interface Settled {
  outcomes: OpOutcome[]
  /** Members that the reading shows: ours among them are marked as seen and not missing. */
  seen: string[]
  /** Members of ours that we do not answer for any more. Tombstones stay. */
  absent: string[]
  /** Members of ours that were seen before and are missed by this reading, and perhaps by none before. */
  missed: string[]
  /** Those of them whom a reading far enough before it missed as well: they left by themselves. */
  vanished: string[]
}

export interface SyncStore {
  // What stands.
  list(listId: string): Promise<SyncList | null>
  basis(listId: string): Promise<Basis | null>
  plan(planId: string): Promise<SyncPlan | null>
  /** In the order of their numbers. */
  ops(planId: string): Promise<SyncOp[]>
  /** The plan of the list that is being carried out. */
  openPlan(listId: string): Promise<string | null>
  /** Asked right before each send; a withdrawal, another approval, an exclusion or a tombstone beats the plan. A rollback is asked without the list's rule. */
  lateCheck(planId: string, op: SyncOp): Promise<LateAnswer>
  /** The members of these entries that may be on the list whatever its rule says: approved, not withdrawn, not excluded, no tombstone. */
  standing(listId: string, allyIds: readonly string[]): Promise<Desired>
  /** Done operations of the plan whose members no later plan has touched. */
  achieved(planId: string): Promise<SyncOp[]>
  /** How often X refused each member of the list so far, by X id, over all its plans (refused.ts, `sumRefusals`). */
  refusals(listId: string): Promise<ReadonlyMap<string, number>>
  /** How often an addition of each member of the list was sent in vain, by X id, whatever X said: attempts of those that failed, over all its plans. */
  failures(listId: string): Promise<ReadonlyMap<string, number>>
  /** Additions sent since then over all lists, oldest first; each counts as often as it was tried. */
  addsSince(since: Date): Promise<{ at: Date; times: number }[]>
  /** How many calls were noted for the list so far, over all its plans. A number, since two things may happen at one instant. */
  sends(listId: string): Promise<number>
  /** Thousandths of a US dollar spent on X since then. */
  spentSince(since: Date): Promise<number>
  /**
   * The account that is connected here, or was last; `acts`: calls go out in its name. Left out where only keys act, which stay the same for the life of a
   * process.
   */
  account?(): Promise<{ id: string; username: string; acts: boolean } | null>
  /** What an account was called when it was connected here last. */
  nameOf?(xUserId: string): Promise<string | null>

  // Plans.
  /** Keeps a new plan, ready. Other plans of the list that were ready or stopped are superseded. */
  savePlan(plan: NewPlan, learnt: Learnt): Promise<void>
  /**
   * From ready, stopped or waiting to applying, unless another plan of the list is being carried out, or has sent anything since `sends` were counted, before
   * this one was held against X: then false. Clears note, cancel_at and the wait. A plan of the list that waited is superseded.
   */
  begin(planId: string, by: { actor: string; override: { codes: string[]; reason: string } | null; sends?: number; at: Date }): Promise<boolean>
  /** From waiting to applying once its time has come, unless another plan of the list is being carried out: then false. The wait is kept. */
  resume(planId: string, at: Date): Promise<boolean>
  /** What the plan waits for, or waited for last: until when, and how often in a row X has put it off; null if it never did, or was begun anew since. */
  waited(planId: string): Promise<{ until: Date; refused: number } | null>
  /**
   * From applying or waiting to waiting, until that lease runs out, if it is held for another plan. False if nobody holds it, or it is held for this very
   * plan: then somebody is carrying it out.
   */
  waitForLease(planId: string, key: string, wait: { note: string; at: Date }): Promise<boolean>
  /**
   * Written before the call: the operation is in flight, one more attempt; an addition is ours from here on, because it may be. A member that is about to be
   * removed counts as not seen any more: if a later reading lacks it, that is our doing and not its own leaving. False, and nothing is written, if somebody
   * else has taken the writing since that fence.
   */
  noteIntent(planId: string, op: SyncOp, at: Date, fence: number): Promise<boolean>
  /** False, and nothing is written, if somebody else has taken the writing since that fence: what he wrote of the same operations stands. */
  noteOutcomes(planId: string, outcomes: readonly OpOutcome[], at: Date, fence: number): Promise<boolean>
  /**
   * What became of a call that went out although somebody else had taken the writing, who may have found that it had done nothing and put it back to pending.
   * `taken`: it is done. `unclear`: it is in flight again, so that the list is read before it is sent anew. Either way an addition is ours again, whatever
   * else became of it, for its member must not be taken for one added by hand. What he has read or is sending himself stands.
   */
  noteLate(planId: string, op: SyncOp, became: 'taken' | 'unclear', at: Date): Promise<void>
  /** What a complete reading proves, at once. False, and nothing is written, if somebody else has taken the writing since that fence: what he sent it cannot show. */
  settle(planId: string, settled: Settled, at: Date, fence: number): Promise<boolean>
  /**
   * `verified` also marks the list as verified. If somebody asked for the end of a plan that is to wait, its time has come at once. What was kept for the plan
   * (its wait, marks of sync/lock.ts) goes with its end.
   */
  finish(planId: string, end: (End | { status: 'superseded'; note: string | null }) & { at: Date }): Promise<void>
  /** A plan that is ready, stopped or waiting is cancelled at once, with that note; of one being carried out it is only noted. Returns the status afterwards. */
  askToCancel(planId: string, by: { actor: string; reason: string; note: string; at: Date }): Promise<PlanStatus>

  // The list on X.
  /** False, and nothing is changed, if the definition has been connected meanwhile. */
  noteCreated(listId: string, made: { x_list_id: string; x_owner_id: string }, at: Date): Promise<boolean>

  // One writer, and pauses that outlive a process.
  /** The fence if the lease is free, run out or this holder's own; null if somebody else holds it. Each taking raises the fence. A holder begins with the plan's id. */
  takeLease(key: string, holder: string, at: Date, until: Date): Promise<number | null>
  /** False if somebody else has taken it since. */
  keepLease(key: string, fence: number, until: Date): Promise<boolean>
  dropLease(key: string, fence: number, at: Date): Promise<void>
  hold(key: string, until: Date): Promise<void>
  /** Also of a hold that has run out: it stays until it is released. */
  heldUntil(key: string): Promise<Date | null>
  release(key: string): Promise<void>
}

/** What the engine needs of X. Errors are PlatformError (platform/port.ts). */
export type Remote = Pick<ListReader, 'getList' | 'readMembers'> & ListWriter & Pick<Identity, 'me'> & Partial<Pick<Identity, 'known'>>

export interface Settings {
  /** Most additions a day, over all lists (X_DAILY_ADD_CAP). */
  daily_cap: number
  /** Most additions an hour, over all lists. */
  hourly_cap: number
  /** Least pause between two sends; up to half of it again is added by chance. */
  pause_ms: number
  /** Most that may be spent in a calendar month (UTC). */
  budget_usd: number
  prices: Prices
  /** Members a list on X can have, if not 5,000. */
  member_cap?: number
}

export interface Engine {
  store: SyncStore
  remote: Remote
  clock: Clock
  /** In [0, 1). */
  random: () => number
  settings: Settings
  ids: Ids
}
