import { type Candidate, type Desired, desiredMembers } from '../../../src/lists/desired.js'
import { saidOf } from '../../../src/lists/drift/said.js'
import { theirsBy } from '../../../src/lists/drift/theirs.js'
import type { Basis, LateAnswer, SyncApplied, SyncList, SyncOp, SyncPlan, SyncTheirs } from '../../../src/lists/sync/ports.js'
import type { Scenario } from '../scenario.js'

export interface PlanRow {
  plan: SyncPlan
  ops: SyncOp[]
  /** When each operation was last about to be sent, in epoch milliseconds, by its place among `ops`. */
  intents: (number | null)[]
}

/** The tables of the product, as far as list sync knows them, as maps. One list. */
export interface Db {
  list: SyncList
  entries: Map<string, Candidate>
  pins: Map<string, string>
  exclusions: Map<string, string>
  /** In the order in which they were made. */
  plans: Map<string, PlanRow>
  latest: PlanRow | null
  applied: Map<string, SyncApplied>
  theirs: Map<string, SyncTheirs>
  /** An organiser's words on members, by X id; and whom we took over of those we answer for. */
  decisions: Map<string, 'adopt' | 'ignore' | 'readd'>
  adopted: Set<string>
  ignores_all: boolean
  outbox: { seq: number; type: string; subject: string }[]
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
    latest: null,
    applied: new Map(),
    theirs: new Map(),
    decisions: new Map(),
    adopted: new Set(),
    ignores_all: scenario.ignores_all,
    outbox: [],
    leases: new Map(),
    calls: [],
    version: 0,
  }
}

function tombstones(db: Db): Set<string> {
  const ids = new Set<string>()
  for (const row of db.applied.values()) if (row.vanished_at !== null) ids.add(row.x_user_id)
  return ids
}

const wishes = (db: Db, entries: readonly Candidate[]): Desired =>
  desiredMembers(entries, { rule: {}, pins: db.pins, exclusions: db.exclusions, tombstones: tombstones(db) })

export const planOf = (db: Db, id: string): PlanRow => {
  const row = db.plans.get(id)
  if (!row) throw new Error(`there is no plan ${id}`)
  return row
}

/** The directory's part is read by the pure code of the product, so that only its storage is another one here. */
export function basisOf(db: Db): Basis {
  const applied: SyncApplied[] = []
  const handles = new Map<string, string>()
  const withdrawn = new Set<string>()
  for (const row of db.applied.values()) {
    applied.push({ ...row })
    const entry = row.vanished_at === null ? db.entries.get(row.ally_id) : undefined
    for (const { x_user_id, handle } of entry?.accounts ?? []) {
      if (x_user_id === null) continue
      handles.set(x_user_id, handle)
      if (entry?.status === 'withdrawn') withdrawn.add(x_user_id)
    }
  }
  const said = saidOf({
    policy: db.ignores_all ? 'ignore' : 'ask',
    decisions: [...db.decisions].map(([x_user_id, decision]) => ({ x_user_id, decision })),
    applied: applied.map((row) => ({ ...row, adopted: db.adopted.has(row.x_user_id), vanished: row.vanished_at !== null })),
    entries: db.entries,
  })
  const takenOff = new Set<string>()
  for (const { ops } of db.plans.values()) for (const op of ops) if (op.verb === 'remove' && op.attempts > 0) takenOff.add(op.x_user_id)
  const kept = [...db.theirs.values()].filter((row) => !db.applied.has(row.x_user_id)).map((row) => ({ ...row }))
  const desired = wishes(db, [...db.entries.values()])
  const theirs = theirsBy({ kept, applied, shown: db.latest?.plan.body.foreign ?? [], taken_off: takenOff }, desired)
  return {
    list: { ...db.list },
    desired,
    applied,
    theirs,
    handles,
    withdrawn,
    said,
    latest: db.latest && { ...db.latest.plan },
  }
}

export function lateCheckOf(db: Db, planId: string, op: SyncOp): LateAnswer {
  const { plan } = planOf(db, planId)
  if (plan.cancel_at) return 'cancelled'
  if (op.verb === 'remove' && db.applied.get(op.x_user_id)?.vanished_at !== null) return 'no_longer_ours'
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
