import { accountName, actingAccount } from '../../access/owner/acting.js'
import type { Executor } from '../../db/open.js'
import type { Tx } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { entriesById } from '../../directory/service.js'
import { type Desired, desiredMembers } from '../desired.js'
import { FIELD_NAMES, pick as fieldsOf } from '../drift/fields.js'
import { saidNow } from '../drift/said-now.js'
import { theirsSeen } from '../drift/theirs.js'
import type { PlanBody } from '../plan.js'
import { asCandidates, definitionOf, desiredNow } from '../planning.js'
import * as lists from '../repo.js'
import { isPartial, kindOf } from './draft.js'
import { keptFor, planWait, WRITER } from './lock.js'
import type { Basis, LateAnswer, NewPlan, PlanStatus, SyncPlan, SyncStore } from './ports.js'
import { sumRefusals } from './refused.js'
import * as repo from './repo.js'

const asPlan = ({ body, ...row }: repo.PlanRow): SyncPlan => ({ ...row, body: body as PlanBody })

const seqs = (outcomes: readonly { seq: number; state: repo.OpRow['state']; outcome: string | null }[], at: Date) =>
  outcomes.map(({ seq, state, outcome }) => ({ seq, values: { state, outcome, outcome_at: at } }))

const RESUMABLE: ReadonlySet<PlanStatus> = new Set(['ready', 'stopped', 'waiting'])

/** The engine's store on our database: each method one transaction, or one reading. */
export function postgresStore(deps: Deps): SyncStore {
  const { store } = deps

  async function basis(listId: string): Promise<Basis | null> {
    const list = await lists.findList(store.db, listId)
    if (!list) return null
    const [desired, applied, [latest]] = await Promise.all([desiredNow(deps, list), lists.appliedOf(store.db, listId), repo.plansOf(store.db, listId, 1)])
    const theirs = await theirsSeen(store.db, listId, desired)
    const { entries, said } = await saidNow(deps, list, applied, theirs)
    const accounts = entries.flatMap((entry) => entry.accounts.flatMap((one) => (one.x_user_id ? [{ id: one.x_user_id, handle: one.handle, entry }] : [])))
    return {
      list,
      desired,
      applied,
      theirs,
      handles: new Map(accounts.map(({ id, handle }) => [id, handle])),
      withdrawn: new Set(accounts.flatMap(({ id, entry }) => (entry.status === 'withdrawn' ? id : []))),
      said,
      latest: latest ? asPlan(latest) : null,
    }
  }

  /** Who of these entries may be on the list now; for a rollback the list's rule is not asked. */
  async function mayBe(list: lists.ListRow, allyIds: readonly string[], byRule: boolean): Promise<Desired & { withdrawn: boolean }> {
    const [entries, definition] = await Promise.all([entriesById(deps, allyIds), definitionOf(deps, list)])
    const merged = await entriesById(
      deps,
      entries.flatMap((entry) => entry.merged_into ?? []),
    )
    const all = await asCandidates(deps, list, [...entries, ...merged])
    // Pinned for once: the rule is not asked, and whoever falls out is named with the reason.
    const found = desiredMembers(all, byRule ? definition : { ...definition, pins: new Map(all.map(({ id }) => [id, 'was a member'])) })
    return { ...found, withdrawn: entries.some((entry) => entry.status === 'withdrawn') }
  }

  /** One transaction that comes to nothing if the writing was taken over. The lease is looked at last, after the rows that others lock before it. */
  async function fenced(fence: number, work: (tx: Tx) => Promise<void>): Promise<boolean> {
    const late = new Error('taken over')
    try {
      await store.transaction(async (tx) => {
        await work(tx)
        if (!(await repo.holdsLease(tx.db, WRITER, fence))) throw late
      })
      return true
    } catch (error) {
      if (error === late) return false
      throw error
    }
  }

  return {
    list: async (listId) => (await lists.findList(store.db, listId)) ?? null,
    basis,
    plan: async (planId) => {
      const row = await repo.findPlan(store.db, planId)
      return row ? asPlan(row) : null
    },
    ops: (planId) => repo.opsOf(store.db, planId),
    openPlan: async (listId) => (await repo.openPlan(store.db, listId))?.id ?? null,
    lateCheck: async (planId, op): Promise<LateAnswer> => {
      const plan = await repo.planHead(store.db, planId)
      if (!plan || plan.cancel_at) return 'cancelled'
      const list = await lists.findList(store.db, plan.list_id)
      if (!list) return 'list_deleted'
      // Given back to those who added it since the plan was made: nothing of theirs is removed.
      if (op.verb === 'remove' && !(await lists.answersFor(store.db, plan.list_id, op.x_user_id))) return 'no_longer_ours'
      const rollback = plan.rollback_of !== null
      if (rollback && op.verb === 'remove') return 'go'
      const { members, withdrawn } = await mayBe(list, [op.ally_id], !rollback)
      const wanted = members.some((member) => member.x_user_id === op.x_user_id)
      if (op.verb === 'remove') return wanted ? 'wanted_again' : 'go'
      return wanted ? 'go' : withdrawn ? 'withdrawn' : 'no_longer_wanted'
    },
    standing: async (listId, allyIds) => {
      const list = await lists.findList(store.db, listId)
      if (!list) return { members: [], left_out: [] }
      const { members, left_out } = await mayBe(list, allyIds, false)
      return { members, left_out }
    },
    achieved: (planId) => repo.achievedOf(store.db, planId),
    refusals: async (listId) => sumRefusals(await repo.refusalRows(store.db, listId)),
    failures: (listId) => repo.failuresOf(store.db, listId),
    addsSince: (since) => repo.addsSince(store.db, since),
    sends: (listId) => repo.sendsOf(store.db, listId),
    spentSince: (since) => lists.spentSince(store.db, since),
    account: () => actingAccount(deps),
    nameOf: (xUserId) => accountName(deps, xUserId),

    savePlan: ({ id, list_id, checksum, body, rollback_of, note, actor, at }: NewPlan, learnt) =>
      store.transaction(async (tx) => {
        await repo.insertPlan(
          tx.db,
          { id, list_id, checksum, body, rollback_of, note, status: 'ready', actor, created_at: at },
          body.ops.map((op, index) => ({ plan_id: id, seq: index + 1, ...op, state: 'pending' as const })),
        )
        await lists.deleteApplied(tx.db, list_id, learnt.disowned)
        if (learnt.theirs) await lists.keepTheirs(tx.db, list_id, learnt.theirs.before)
        await lists.markMissing(tx.db, list_id, learnt.missed, at)
        // What left by itself stays away, whether or not this plan is ever applied.
        await lists.markVanished(tx.db, list_id, learnt.vanished, at)
        if (learnt.theirs) await lists.noteTheirs(tx.db, list_id, learnt.theirs, at)
        if (learnt.x_owner_id !== null) await lists.noteList(tx.db, list_id, { x_owner_id: learnt.x_owner_id })
        await tx.audit({
          actor,
          action: rollback_of === null ? 'plan.make' : 'plan.rollback',
          subject: list_id,
          detail: { plan: id, ...body.counts, safe: body.verdict.safe, ...(rollback_of === null ? {} : { rollback_of, note }) },
        })
      }),
    begin: (planId, { actor, override, sends, at }) =>
      store.transaction(async (tx) => {
        const plan = await repo.lockPlan(tx.db, planId)
        if (!plan || !RESUMABLE.has(plan.status) || (await repo.openPlan(tx.db, plan.list_id))) return false
        if (sends !== undefined && (await repo.sendsOf(tx.db, plan.list_id)) !== sends) return false
        const replaced = await repo.supersedeWaiting(tx.db, plan.list_id, planId, at)
        await repo.releaseHolds(tx.db, [planWait(planId), ...replaced.flatMap(keptFor)])
        await repo.updatePlan(tx.db, planId, {
          status: 'applying',
          note: null,
          cancel_at: null,
          cancel_reason: null,
          started_at: plan.started_at ?? at,
          override_reason: override?.reason ?? plan.override_reason,
        })
        await tx.audit({
          actor,
          action: 'plan.apply',
          subject: plan.list_id,
          reason: override?.reason,
          detail: { plan: planId, checksum: plan.checksum, ...(override ? { override: override.codes } : {}) },
        })
        await tx.emit('plan.started', planId)
        return true
      }),
    resume: (planId, at) =>
      store.transaction(async (tx) => {
        const plan = await repo.lockPlan(tx.db, planId)
        if (plan?.status !== 'waiting' || (await repo.openPlan(tx.db, plan.list_id))) return false
        const wait = await repo.findWait(tx.db, planWait(planId))
        if (wait && wait.until > at) return false
        await repo.updatePlan(tx.db, planId, { status: 'applying', note: null })
        return true
      }),
    waited: (planId) => repo.findWait(store.db, planWait(planId)),
    waitForLease: (planId, key, { note, at }) =>
      store.transaction(async (tx) => {
        const plan = await repo.lockPlan(tx.db, planId)
        const held = await repo.lockLease(tx.db, key)
        if (!held || held.expires_at <= at || held.holder.startsWith(`${planId} `)) return false
        if (plan?.status !== 'applying' && plan?.status !== 'waiting') return false
        await repo.updatePlan(tx.db, planId, { status: 'waiting', note })
        await repo.putWait(tx.db, planWait(planId), plan.cancel_at ? at : held.expires_at, (await repo.findWait(tx.db, planWait(planId)))?.refused ?? 0)
        return true
      }),
    noteIntent: (planId, op, at, fence) =>
      fenced(fence, async (tx) => {
        const listId = await repo.noteAttempt(tx.db, planId, op.seq, at)
        // Before the call: what we may have added is ours to remove.
        if (op.verb === 'add' && listId) await lists.insertApplied(tx.db, { list_id: listId, x_user_id: op.x_user_id, ally_id: op.ally_id, added_at: at })
        // And what we may have removed did not leave by itself.
        if (op.verb === 'remove' && listId) await lists.markUnseen(tx.db, listId, op.x_user_id)
      }),
    noteOutcomes: (planId, outcomes, at, fence) => fenced(fence, (tx) => repo.updateOps(tx.db, planId, seqs(outcomes, at))),
    noteLate: (planId, op, became, at) =>
      store.transaction(async (tx) => {
        const found = await repo.lockOp(tx.db, planId, op.seq)
        if (!found || found.state === 'done' || found.state === 'inflight') return
        if (op.verb === 'add') await lists.insertApplied(tx.db, { list_id: found.list_id, x_user_id: op.x_user_id, ally_id: op.ally_id, added_at: at })
        if (found.state !== 'pending') return
        const [now] = seqs(
          [became === 'taken' ? { seq: op.seq, state: 'done', outcome: 'acknowledged' } : { seq: op.seq, state: 'inflight', outcome: op.outcome }],
          at,
        )
        if (now) await repo.updateOp(tx.db, planId, op.seq, now.values)
      }),
    settle: (planId, { outcomes, seen, absent, missed, vanished }, at, fence) =>
      fenced(fence, async (tx) => {
        const plan = await repo.planHead(tx.db, planId)
        if (!plan) return
        await repo.updateOps(tx.db, planId, seqs(outcomes, at))
        await lists.markSeen(tx.db, plan.list_id, seen, at)
        await lists.deleteApplied(tx.db, plan.list_id, absent)
        await lists.markMissing(tx.db, plan.list_id, missed, at)
        await lists.markVanished(tx.db, plan.list_id, vanished, at)
      }),
    finish: (planId, end) =>
      store.transaction(async (tx) => {
        const { status, note, at } = end
        const plan = await repo.lockPlan(tx.db, planId)
        if (!plan) return
        const over = status !== 'stopped' && status !== 'waiting'
        if (over) await repo.releaseHolds(tx.db, keptFor(planId))
        else if (status === 'waiting') await repo.putWait(tx.db, planWait(planId), plan.cancel_at ? at : end.until, end.refused)
        await repo.updatePlan(tx.db, planId, {
          status,
          note,
          ...(over ? { finished_at: at } : {}),
          ...(status === 'verified' ? { verified_at: at } : {}),
        })
        if (status === 'verified') await noteVerified(tx.db, planId, at)
        await tx.audit({ actor: 'worker', action: `plan.${status}`, subject: plan.list_id, detail: { plan: planId, note } })
        await tx.emit(`plan.${status}`, planId)
        if (status !== 'superseded') await tx.touchDirectory()
      }),
    askToCancel: (planId, { actor, reason, note, at }) =>
      store.transaction(async (tx) => {
        const plan = await repo.lockPlan(tx.db, planId)
        if (!plan) throw new Error(`plan ${planId} vanished`)
        const { status } = plan
        if (!RESUMABLE.has(status) && status !== 'applying') return status
        const asked = { cancel_at: plan.cancel_at ?? at, cancel_reason: reason }
        const now = status === 'applying' ? status : 'cancelled'
        await repo.updatePlan(tx.db, planId, status === 'applying' ? asked : { ...asked, status: now, note, finished_at: at })
        if (status !== 'applying') await repo.releaseHolds(tx.db, keptFor(planId))
        await tx.audit({ actor, action: 'plan.cancel', subject: plan.list_id, reason, detail: { plan: planId, was: status } })
        await tx.emit(status === 'applying' ? 'plan.cancelling' : 'plan.cancelled', planId)
        return now
      }),

    noteCreated: (listId, { x_list_id, x_owner_id }) =>
      store.transaction(async (tx) => {
        const list = await lists.findList(tx.db, listId, true)
        const isFirst = !list?.x_list_id
        await tx.audit({ actor: 'worker', action: 'list.created_on_x', subject: listId, detail: { x_list_id, owner: x_owner_id, connected: isFirst } })
        if (!isFirst) return false
        await lists.forgetApplied(tx.db, listId)
        await lists.noteList(tx.db, listId, { x_list_id, x_owner_id, ...(list ? { x_fields: fieldsOf(list) } : {}) })
        return true
      }),

    takeLease: (key, holder, at, until) => repo.takeLease(store.db, key, holder, at, until),
    keepLease: (key, fence, until) => repo.keepLease(store.db, key, fence, until),
    dropLease: (key, fence, at) => repo.dropLease(store.db, key, fence, at),
    hold: (key, until) => repo.holdUntil(store.db, key, until),
    heldUntil: (key) => repo.heldUntil(store.db, key),
    release: (key) => repo.releaseHold(store.db, key),
  }
}

/** What both sides agree on from now: our fields, but for those that somebody changed on X, and those edited here since. A plan for a part leaves them alone. */
async function noteVerified(db: Executor, planId: string, at: Date): Promise<void> {
  const plan = await repo.findPlan(db, planId)
  const list = plan && !isPartial(kindOf(asPlan(plan))) ? await lists.findList(db, plan.list_id) : undefined
  if (!plan || !list) return
  const { updates_list, fields_on_x, basis } = plan.body as PlanBody
  const left = new Set((fields_on_x ?? []).map(({ field }) => field))
  const agreed = Object.fromEntries(FIELD_NAMES.filter((field) => !left.has(field)).map((field) => [field, list[field]]))
  const known = list.x_fields ?? (left.size === 0 ? fieldsOf(list) : null)
  const set = basis.list_version === list.version ? agreed : updates_list
  await lists.noteList(db, list.id, { verified_at: at, ...(known && set ? { x_fields: fieldsOf({ ...known, ...set }) } : {}) })
}
