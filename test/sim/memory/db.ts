import { type Candidate, type Desired, desiredMembers } from '../../../src/lists/desired.js'
import type { Basis, LateAnswer, SyncApplied, SyncList, SyncOp, SyncPlan } from '../../../src/lists/sync/ports.js'
import type { Scenario } from '../scenario.js'

export interface OpRow extends SyncOp {
  intent_at: number | null
}

export interface PlanRow extends SyncPlan {
  ops: OpRow[]
  overridden: boolean
}

/** The tables of the product, as far as list sync knows them, as maps. One list. */
export interface Db {
  list: SyncList
  entries: Map<string, Candidate>
  pins: Map<string, string>
  exclusions: Map<string, string>
  /** In the order in which they were made. */
  plans: Map<string, PlanRow>
  applied: Map<string, SyncApplied>
  leases: Map<string, { holder: string; fence: number; until: number }>
  calls: { at: number; milli: number }[]
  /** Rises with each change of the directory. */
  version: number
}

export function newDb(scenario: Scenario): Db {
  return {
    list: {
      id: 'lst_1',
      name: 'Allies',
      description: 'A simulated list',
      private: true,
      version: 1,
      x_list_id: null,
      x_owner_id: null,
    },
    entries: new Map(
      scenario.entries.map((entry): [string, Candidate] => [
        entry.ally_id,
        {
          id: entry.ally_id,
          kind: 'organisation',
          name: entry.handle,
          status: entry.status,
          gate: entry.gate,
          merged_into: null,
          section: null,
          tags: [],
          body_kind: null,
          support: 1,
          chat_ids: [],
          accounts: [{ x_user_id: entry.x_user_id, handle: entry.handle, state: 'active' }],
        },
      ]),
    ),
    pins: new Map(),
    exclusions: new Map(),
    plans: new Map(),
    applied: new Map(),
    leases: new Map(),
    calls: [],
    version: 0,
  }
}

const tombstones = (db: Db) => new Set([...db.applied.values()].filter((row) => row.vanished_at !== null).map((row) => row.x_user_id))

const wishes = (db: Db, entries: readonly Candidate[]): Desired =>
  desiredMembers(entries, { rule: {}, pins: db.pins, exclusions: db.exclusions, tombstones: tombstones(db) })

export const planOf = (db: Db, id: string): PlanRow => {
  const row = db.plans.get(id)
  if (!row) throw new Error(`there is no plan ${id}`)
  return row
}

export const showPlan = ({ ops: _ops, overridden: _overridden, ...plan }: PlanRow): SyncPlan => ({ ...plan })
export const showOp = ({ intent_at: _intent_at, ...op }: OpRow): SyncOp => ({ ...op })

export const latestOf = (db: Db): PlanRow | null => [...db.plans.values()].at(-1) ?? null

/** The directory's part is read by the pure code of the product, so that only its storage is another one here. */
export function basisOf(db: Db): Basis {
  const applied = [...db.applied.values()].map((row) => ({ ...row }))
  const entries = [...new Set(applied.filter((row) => row.vanished_at === null).map((row) => row.ally_id))].flatMap((id) => db.entries.get(id) ?? [])
  const accounts = entries.flatMap((entry) => entry.accounts.flatMap((one) => (one.x_user_id ? [{ ...one, id: one.x_user_id, status: entry.status }] : [])))
  const latest = latestOf(db)
  return {
    list: { ...db.list },
    desired: wishes(db, [...db.entries.values()]),
    applied,
    handles: new Map(accounts.map((one) => [one.id, one.handle])),
    withdrawn: new Set(accounts.filter((one) => one.status === 'withdrawn').map((one) => one.id)),
    latest: latest && showPlan(latest),
  }
}

export function lateCheckOf(db: Db, planId: string, op: SyncOp): LateAnswer {
  const plan = planOf(db, planId)
  if (plan.cancel_at) return 'cancelled'
  if (plan.rollback_of !== null && op.verb === 'remove') return 'go'
  const entry = db.entries.get(op.ally_id)
  const wanted = entry !== undefined && wishes(db, [entry]).members.some((member) => member.x_user_id === op.x_user_id)
  if (op.verb === 'add') return wanted ? 'go' : entry?.status === 'withdrawn' ? 'withdrawn' : 'no_longer_wanted'
  return wanted ? 'wanted_again' : 'go'
}

export const standingOf = (db: Db, allyIds: readonly string[]): Desired =>
  wishes(
    db,
    allyIds.flatMap((id) => db.entries.get(id) ?? []),
  )
