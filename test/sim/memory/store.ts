import type { LateAnswer, OpOutcome, SyncOp, SyncStore } from '../../../src/lists/sync/ports.js'
import type { Life } from '../life.js'
import { basisOf, type Db, lateCheckOf, latestOf, type OpRow, planOf, showOp, showPlan, standingOf } from './db.js'

/** Refusals that are about one member. */
const REFUSALS = new Set(['protected_or_blocking', 'cooling_down'])

/**
 * The store of list sync over maps. Each step runs without a pause between its first and its last change, as a transaction does; before and after it the
 * process may die, the connection may be lost, or another worker may have its turn.
 */
export function memoryStore(db: Db, life: Life, yields: () => Promise<void>): SyncStore {
  /** A step that changes something. */
  async function put<T>(label: string, change: () => T): Promise<T> {
    life.point(`before ${label}`, true)
    await yields()
    life.alive()
    const result = change()
    life.point(`after ${label}`, true)
    return result
  }
  async function get<T>(read: () => T): Promise<T> {
    life.alive()
    return read()
  }
  const opsOf = (planId: string): OpRow[] => db.plans.get(planId)?.ops ?? []
  const opOf = (planId: string, seq: number): OpRow => {
    const op = opsOf(planId)[seq - 1]
    if (!op) throw new Error(`plan ${planId} has no operation ${seq}`)
    return op
  }
  const write = (planId: string, outcomes: readonly OpOutcome[]) => {
    for (const { seq, state, outcome } of outcomes) Object.assign(opOf(planId, seq), { state, outcome })
  }
  const disown = (ids: readonly string[]) => {
    for (const id of ids) if (db.applied.get(id)?.vanished_at === null) db.applied.delete(id)
  }
  const open = () => [...db.plans.values()].find((plan) => plan.status === 'applying') ?? null

  return {
    list: () => get(() => ({ ...db.list })),
    basis: () => get(() => basisOf(db)),
    plan: (id) =>
      get(() => {
        const row = db.plans.get(id)
        return row ? showPlan(row) : null
      }),
    ops: (id) => get(() => opsOf(id).map(showOp)),
    openPlan: () => get(() => open()?.id ?? null),
    lateCheck: (planId, op) => get((): LateAnswer => lateCheckOf(db, planId, op)),
    standing: (_list, allyIds) => get(() => standingOf(db, allyIds)),
    achieved: (planId) =>
      get((): SyncOp[] => {
        const later = new Set<string>()
        let after = false
        for (const plan of db.plans.values()) {
          if (after) for (const op of plan.ops) if (op.state === 'done') later.add(op.x_user_id)
          after ||= plan.id === planId
        }
        return opsOf(planId)
          .filter((op) => op.state === 'done' && !later.has(op.x_user_id))
          .map(showOp)
      }),
    refusals: () =>
      get(() => {
        const counts = new Map<string, number>()
        for (const plan of db.plans.values())
          for (const op of plan.ops)
            if (op.verb === 'add' && op.outcome !== null && REFUSALS.has(op.outcome)) counts.set(op.x_user_id, (counts.get(op.x_user_id) ?? 0) + op.attempts)
        return counts
      }),
    addsSince: (_owner, since) =>
      get(() =>
        [...db.plans.values()]
          .flatMap((plan) => plan.ops)
          .flatMap((op) =>
            op.verb === 'add' && op.intent_at !== null && op.intent_at >= since.getTime() ? [{ at: new Date(op.intent_at), times: op.attempts }] : [],
          )
          .sort((a, b) => a.at.getTime() - b.at.getTime()),
      ),
    spentSince: (since) => get(() => db.calls.reduce((sum, call) => (call.at >= since.getTime() ? sum + call.milli : sum), 0)),

    savePlan: (plan, learnt) =>
      put('savePlan', () => {
        for (const other of db.plans.values()) if (other.status === 'ready' || other.status === 'stopped') other.status = 'superseded'
        const { id, list_id, checksum, body, rollback_of, note } = plan
        const ops = body.ops.map((op, i): OpRow => ({ ...op, seq: i + 1, state: 'pending', outcome: null, attempts: 0, intent_at: null }))
        const fresh = { status: 'ready' as const, cancel_at: null, cancel_reason: null, started_at: null, overridden: false }
        db.plans.set(id, { id, list_id, checksum, body, rollback_of, note, ops, ...fresh })
        disown(learnt.disowned)
        for (const one of learnt.missed) {
          const row = db.applied.get(one)
          if (row && row.missing_at === null) row.missing_at = plan.at
        }
        for (const one of learnt.vanished) {
          const row = db.applied.get(one)
          if (row) row.vanished_at = plan.at
        }
        if (learnt.x_owner_id !== null) db.list.x_owner_id = learnt.x_owner_id
      }),
    begin: (id, { override, at }) =>
      put('begin', () => {
        const plan = planOf(db, id)
        if (open() || (plan.status !== 'ready' && plan.status !== 'stopped')) return false
        Object.assign(plan, { status: 'applying', note: null, cancel_at: null, cancel_reason: null, started_at: plan.started_at ?? at })
        plan.overridden ||= override !== null
        return true
      }),
    noteIntent: (planId, op, at) =>
      put(`noteIntent ${op.verb}`, () => {
        const row = opOf(planId, op.seq)
        Object.assign(row, { state: 'inflight', attempts: row.attempts + 1, intent_at: at.getTime() })
        const ours = db.applied.get(op.x_user_id)
        if (op.verb === 'remove' && ours && ours.vanished_at === null) Object.assign(ours, { seen_at: null, missing_at: null })
        if (op.verb === 'add' && !db.applied.has(op.x_user_id))
          db.applied.set(op.x_user_id, { x_user_id: op.x_user_id, ally_id: op.ally_id, seen_at: null, missing_at: null, vanished_at: null })
      }),
    noteOutcomes: (planId, outcomes) => put('noteOutcomes', () => write(planId, outcomes)),
    settle: (planId, { outcomes, seen, absent }, at) =>
      put('settle', () => {
        write(planId, outcomes)
        for (const id of seen) {
          const row = db.applied.get(id)
          if (row && row.vanished_at === null) Object.assign(row, { seen_at: at, missing_at: null })
        }
        disown(absent)
      }),
    finish: (planId, { status, note }) => put(`finish ${status}`, () => void Object.assign(planOf(db, planId), { status, note })),
    askToCancel: (planId, { reason, note, at }) =>
      put('askToCancel', () => {
        const plan = planOf(db, planId)
        if (plan.status === 'ready' || plan.status === 'stopped') Object.assign(plan, { status: 'cancelled', cancel_at: at, cancel_reason: reason, note })
        else if (plan.status === 'applying') Object.assign(plan, { cancel_at: at, cancel_reason: reason })
        return plan.status
      }),
    noteCreated: (_list, made) => put('noteCreated', () => void Object.assign(db.list, made)),

    takeLease: (key, holder, at, until) =>
      put('takeLease', () => {
        const held = db.leases.get(key)
        if (held && held.until > at.getTime() && held.holder !== holder) return null
        const fence = (held?.fence ?? 0) + 1
        db.leases.set(key, { holder, fence, until: until.getTime() })
        return fence
      }),
    keepLease: (key, fence, until) =>
      put('keepLease', () => {
        const held = db.leases.get(key)
        if (held?.fence !== fence) return false
        held.until = until.getTime()
        return true
      }),
    dropLease: (key, fence, at) =>
      put('dropLease', () => {
        const held = db.leases.get(key)
        if (held?.fence === fence) held.until = at.getTime()
      }),
    hold: (key, until) => put(`hold ${key.split(':')[0]}`, () => void db.leases.set(key, { holder: 'pause', fence: 1, until: until.getTime() })),
    heldUntil: (key) =>
      get(() => {
        const held = db.leases.get(key)
        return held ? new Date(held.until) : null
      }),
    release: (key) => put(`release ${key.split(':')[0]}`, () => void db.leases.delete(key)),
  }
}

/** Of the newest plan, for the organiser's eyes. */
export const newestPlan = latestOf
