import { keptFor, planWait, WRITER } from '../../../src/lists/sync/lock.js'
import type { LateAnswer, OpOutcome, SyncOp, SyncStore, Theirs } from '../../../src/lists/sync/ports.js'
import { sumRefusals } from '../../../src/lists/sync/refused.js'
import type { Life } from '../life.js'
import { basisOf, type Db, lateCheckOf, type PlanRow, planOf, standingOf } from './db.js'

const RESUMABLE: ReadonlySet<string> = new Set(['ready', 'stopped', 'waiting'])

/**
 * The store of list sync over maps. Each step runs without a pause between its first and its last change, as a transaction does; before and after it the
 * process may die, the connection may be lost, or another worker may have its turn.
 */
export function memoryStore(db: Db, life: Life, yields: () => Promise<void> | undefined): SyncStore {
  /** A step that changes something. */
  async function put<T>(label: string, change: () => T): Promise<T> {
    life.point('before', label, true)
    const others = yields()
    if (others) await others
    life.alive()
    const result = change()
    life.point('after', label, true)
    return result
  }
  async function get<T>(read: () => T): Promise<T> {
    life.alive()
    return read()
  }
  const opsOf = (planId: string): SyncOp[] => db.plans.get(planId)?.ops ?? []
  const opOf = (planId: string, seq: number): SyncOp => {
    const op = opsOf(planId)[seq - 1]
    if (!op) throw new Error(`plan ${planId} has no operation ${seq}`)
    return op
  }
  const sendsOf = () => [...db.plans.values()].reduce((sum, { ops }) => ops.reduce((all, op) => all + op.attempts, sum), 0)
  /** We asked X to take it off within a day, and not to put it on again since: what shows it may be an old copy. */
  const takenOff = (user: string, at: Date) => {
    const last = { add: Number.NEGATIVE_INFINITY, remove: Number.NEGATIVE_INFINITY }
    for (const { ops, intents } of db.plans.values())
      for (const [i, sent] of intents.entries()) {
        const op = ops[i]
        if (op?.x_user_id === user && sent !== null) last[op.verb] = Math.max(last[op.verb], sent)
      }
    return last.remove > last.add && last.remove > at.getTime() - 24 * 3_600_000
  }
  const claim = (op: SyncOp) => {
    db.theirs.delete(op.x_user_id)
    if (!db.applied.has(op.x_user_id))
      db.applied.set(op.x_user_id, { x_user_id: op.x_user_id, ally_id: op.ally_id, seen_at: null, missing_at: null, vanished_at: null })
  }
  const write = (planId: string, outcomes: readonly OpOutcome[]) => {
    for (const { seq, state, outcome } of outcomes) {
      Object.assign(opOf(planId, seq), { state, outcome })
    }
  }
  const disown = (ids: readonly string[]) => {
    for (const id of ids) {
      if (db.applied.get(id)?.vanished_at !== null) continue
      db.applied.delete(id)
      db.theirs.delete(id)
      db.adopted.delete(id)
    }
  }
  const miss = (ids: readonly string[], at: Date) => {
    for (const id of ids) {
      const row = db.applied.get(id)
      if (row && row.missing_at === null) row.missing_at = at
      const theirs = db.theirs.get(id)
      if (theirs && theirs.missing_at === null) theirs.missing_at = at
    }
  }
  const bury = (ids: readonly string[], at: Date) => {
    for (const id of ids) {
      const row = db.applied.get(id)
      const theirs = db.theirs.get(id)
      db.theirs.delete(id)
      if (row) row.vanished_at = at
      else if (theirs) db.applied.set(id, { x_user_id: id, ally_id: theirs.ally_id, seen_at: null, missing_at: null, vanished_at: at })
    }
  }
  const noteTheirs = ({ members, wished }: Theirs, at: Date) => {
    for (const id of [...db.theirs.keys()]) if (!wished.includes(id)) db.theirs.delete(id)
    for (const member of members) if (!takenOff(member.x_user_id, at)) db.theirs.set(member.x_user_id, { ...member, missing_at: null })
  }
  const forget = (keys: readonly string[]) => {
    for (const key of keys) db.leases.delete(key)
  }
  const emit = (type: string, subject: string) => void db.outbox.push({ seq: db.outbox.length + 1, type, subject })
  const open = (): PlanRow | null => {
    for (const row of db.plans.values()) if (row.plan.status === 'applying') return row
    return null
  }

  return {
    list: () => get(() => ({ ...db.list })),
    basis: () => get(() => basisOf(db)),
    plan: (id) =>
      get(() => {
        const row = db.plans.get(id)
        return row ? { ...row.plan } : null
      }),
    ops: (id) => get(() => opsOf(id).map((op) => ({ ...op }))),
    openPlan: () => get(() => open()?.plan.id ?? null),
    lateCheck: (planId, op) => get((): LateAnswer => lateCheckOf(db, planId, op)),
    standing: (_list, allyIds) => get(() => standingOf(db, allyIds)),
    achieved: (planId) =>
      get((): SyncOp[] => {
        const later = new Set<string>()
        let after = false
        for (const { plan, ops } of db.plans.values()) {
          if (after) for (const op of ops) if (op.state === 'done') later.add(op.x_user_id)
          after ||= plan.id === planId
        }
        return opsOf(planId)
          .filter((op) => op.state === 'done' && !later.has(op.x_user_id))
          .map((op) => ({ ...op }))
      }),
    refusals: () => get(() => sumRefusals([...db.plans.values()].flatMap(({ ops }) => ops.filter((op) => op.verb === 'add')))),
    failures: () =>
      get(() => {
        const counts = new Map<string, number>()
        for (const { ops } of db.plans.values())
          for (const op of ops) if (op.verb === 'add' && op.state === 'failed') counts.set(op.x_user_id, (counts.get(op.x_user_id) ?? 0) + op.attempts)
        return counts
      }),
    addsSince: (since) =>
      get(() => {
        const sent: { at: Date; times: number }[] = []
        const from = since.getTime()
        for (const { ops, intents } of db.plans.values())
          for (const [i, at] of intents.entries()) {
            const op = ops[i]
            if (at !== null && at >= from && op?.verb === 'add') sent.push({ at: new Date(at), times: op.attempts })
          }
        return sent.sort((a, b) => a.at.getTime() - b.at.getTime())
      }),
    sends: () => get(sendsOf),
    spentSince: (since) =>
      get(() => {
        const from = since.getTime()
        let sum = 0
        for (const call of db.calls) if (call.at >= from) sum += call.milli
        return sum
      }),

    savePlan: (plan, learnt) =>
      put('savePlan', () => {
        for (const { plan: other } of db.plans.values()) if (other.status === 'ready' || other.status === 'stopped') other.status = 'superseded'
        const { id, list_id, checksum, body, rollback_of, note } = plan
        const row: PlanRow = {
          plan: { id, list_id, checksum, body, status: 'ready', rollback_of, cancel_at: null, cancel_reason: null, note, started_at: null },
          ops: body.ops.map((op, i) => ({ ...op, seq: i + 1, state: 'pending', outcome: null, attempts: 0 })),
          intents: body.ops.map(() => null),
        }
        db.plans.set(id, row)
        db.latest = row
        disown(learnt.disowned)
        for (const one of learnt.theirs?.before ?? []) if (!db.theirs.has(one.x_user_id)) db.theirs.set(one.x_user_id, { ...one, missing_at: null })
        miss(learnt.missed, plan.at)
        bury(learnt.vanished, plan.at)
        if (learnt.theirs) noteTheirs(learnt.theirs, plan.at)
        if (learnt.x_owner_id !== null) db.list.x_owner_id = learnt.x_owner_id
      }),
    begin: (id, { sends, at }) =>
      put('begin', () => {
        const { plan } = planOf(db, id)
        if (sends !== undefined && sends !== sendsOf()) return false
        if (open() || !RESUMABLE.has(plan.status)) return false
        for (const { plan: other } of db.plans.values()) {
          if (other.status !== 'waiting' || other.id === id) continue
          other.status = 'superseded'
          forget(keptFor(other.id))
        }
        db.leases.delete(planWait(id))
        Object.assign(plan, { status: 'applying', note: null, cancel_at: null, cancel_reason: null, started_at: plan.started_at ?? at })
        emit('plan.started', id)
        return true
      }),
    resume: (id, at) =>
      put('resume', () => {
        const { plan } = planOf(db, id)
        if (plan.status !== 'waiting' || open() || (db.leases.get(planWait(id))?.until ?? 0) > at.getTime()) return false
        Object.assign(plan, { status: 'applying', note: null })
        return true
      }),
    waited: (id) =>
      get(() => {
        const row = db.leases.get(planWait(id))
        return row ? { until: new Date(row.until), refused: row.fence } : null
      }),
    waitForLease: (id, key, { note, at }) =>
      put('waitForLease', () => {
        const { plan } = planOf(db, id)
        const held = db.leases.get(key)
        if (!held || held.until <= at.getTime() || held.holder.startsWith(`${id} `)) return false
        if (plan.status !== 'applying' && plan.status !== 'waiting') return false
        Object.assign(plan, { status: 'waiting', note })
        const fence = db.leases.get(planWait(id))?.fence ?? 0
        db.leases.set(planWait(id), { holder: 'pause', fence, until: plan.cancel_at ? at.getTime() : held.until })
        return true
      }),
    noteIntent: (planId, op, at, fence) =>
      put(op.verb === 'add' ? 'noteIntent add' : 'noteIntent remove', () => {
        if (db.leases.get(WRITER)?.fence !== fence) return false
        const row = opOf(planId, op.seq)
        row.state = 'inflight'
        row.attempts++
        planOf(db, planId).intents[op.seq - 1] = at.getTime()
        const ours = db.applied.get(op.x_user_id)
        if (op.verb === 'remove' && ours && ours.vanished_at === null) Object.assign(ours, { seen_at: null, missing_at: null })
        if (op.verb === 'add') claim(op)
        return true
      }),
    noteOutcomes: (planId, outcomes, _at, fence) =>
      put('noteOutcomes', () => {
        if (db.leases.get(WRITER)?.fence !== fence) return false
        write(planId, outcomes)
        return true
      }),
    noteLate: (planId, { seq }, became) =>
      put('noteLate', () => {
        const op = opOf(planId, seq)
        if (op.state === 'done' || op.state === 'inflight') return
        if (op.verb === 'add') claim(op)
        if (op.state === 'pending') Object.assign(op, became === 'taken' ? { state: 'done', outcome: 'acknowledged' } : { state: 'inflight' })
      }),
    settle: (planId, { outcomes, seen, absent, missed, vanished }, at, fence) =>
      put('settle', () => {
        if (db.leases.get(WRITER)?.fence !== fence) return false
        write(planId, outcomes)
        for (const id of seen) {
          const row = db.applied.get(id)
          if (row && row.vanished_at === null && !takenOff(id, at)) Object.assign(row, { seen_at: at, missing_at: null })
          const theirs = db.theirs.get(id)
          if (theirs) theirs.missing_at = null
        }
        disown(absent)
        miss(missed, at)
        bury(vanished, at)
        return true
      }),
    finish: (planId, end) =>
      put('finish', () => {
        const { plan } = planOf(db, planId)
        const { status, note, at } = end
        if (status === 'waiting') {
          const until = (plan.cancel_at ? at : end.until).getTime()
          db.leases.set(planWait(planId), { holder: 'pause', fence: end.refused, until })
        } else if (status !== 'stopped') forget(keptFor(planId))
        Object.assign(plan, { status, note })
        emit(`plan.${status}`, planId)
      }),
    askToCancel: (planId, { reason, note, at }) =>
      put('askToCancel', () => {
        const { plan } = planOf(db, planId)
        if (RESUMABLE.has(plan.status)) {
          Object.assign(plan, { status: 'cancelled', cancel_at: at, cancel_reason: reason, note })
          forget(keptFor(planId))
        } else if (plan.status === 'applying') Object.assign(plan, { cancel_at: at, cancel_reason: reason })
        emit(plan.status === 'applying' ? 'plan.cancelling' : `plan.${plan.status}`, planId)
        return plan.status
      }),
    noteCreated: (_list, made) =>
      put('noteCreated', () => {
        if (db.list.x_list_id !== null) return false
        Object.assign(db.list, made)
        return true
      }),

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
    hold: (key, until) => put('hold', () => void db.leases.set(key, { holder: 'pause', fence: 1, until: until.getTime() })),
    heldUntil: (key) =>
      get(() => {
        const held = db.leases.get(key)
        return held ? new Date(held.until) : null
      }),
    release: (key) => put('release', () => void db.leases.delete(key)),
  }
}
