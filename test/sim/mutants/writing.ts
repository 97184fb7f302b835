import { createIntent, WRITER } from '../../../src/lists/sync/lock.js'
import { PlatformError } from '../../../src/platform/port.js'
import { claim, type Mutant, retold, store } from './kit.js'

/** Who writes, and what is written down of it. */
export const FORGETS_WHAT_IT_DID: readonly Mutant[] = [
  {
    name: 'no-lease',
    forgets: 'that another worker may be writing',
    engine: store((real, { db }) => ({
      takeLease: async (key, holder, at, until) => {
        db.leases.delete(key)
        return real.takeLease(key, holder, at, until)
      },
      keepLease: async () => true,
    })),
  },
  {
    name: 'no-fence',
    forgets: 'to ask whether it still writes before it sends',
    engine: store((real, { db }) => ({
      keepLease: async () => true,
      noteIntent: (plan, op, at) => real.noteIntent(plan, op, at, db.leases.get(WRITER)?.fence ?? 0),
      settle: (plan, settled, at) => real.settle(plan, settled, at, db.leases.get(WRITER)?.fence ?? 0),
    })),
  },
  {
    name: 'no-re-read',
    forgets: 'that an operation in flight may have taken effect',
    engine: store((real) => ({ ops: async (id) => (await real.ops(id)).map((op) => (op.state === 'inflight' ? { ...op, state: 'pending' as const } : op)) })),
  },
  {
    name: 'forgets-intent',
    forgets: 'to write down what it is about to send',
    engine: store((_real, { db }) => ({
      noteIntent: async (_plan, op, at) => {
        if (op.verb === 'add') claim(db, op.x_user_id, at)
        return true
      },
    })),
  },
  {
    name: 'no-applied-set',
    forgets: 'to write down what it adds',
    engine: store((real, { db }) => ({
      noteIntent: async (plan, op, at, fence) => {
        const known = db.applied.has(op.x_user_id)
        const noted = await real.noteIntent(plan, op, at, fence)
        if (!known) db.applied.delete(op.x_user_id)
        return noted
      },
    })),
  },
  {
    name: 'skips-what-failed',
    forgets: 'to try again what did not arrive',
    engine: retold((error) => (error.kind === 'transient' ? new PlatformError('suspended', error.message) : error)),
  },
  {
    name: 'creates-twice',
    forgets: 'that a list may have been made although the answer was lost',
    engine: store((real, { db }) => ({ heldUntil: async (key) => (key === createIntent(db.list.id) ? null : real.heldUntil(key)) })),
  },
  {
    name: 'sets-the-fields-again',
    forgets: "that it has set the list's own fields",
    engine: store((real) => ({ hold: async (key, until) => (key.startsWith('fields:') ? undefined : real.hold(key, until)) })),
  },
  {
    name: 'begins-over-others',
    forgets: 'that another plan may have sent something since this one was held against X',
    engine: store((real) => ({ begin: (id, { sends: _sends, ...by }) => real.begin(id, by) })),
  },
  {
    name: 'settles-too-late',
    forgets: 'that a reading of before it lost the writing says nothing of what was sent since',
    engine: store((real, { db }) => ({ settle: (plan, settled, at) => real.settle(plan, settled, at, db.leases.get(WRITER)?.fence ?? 0) })),
  },
  {
    name: 'late-word-wins',
    forgets: 'that what it learns after it lost the writing is older than what the next one wrote',
    engine: store((real, { db }) => ({
      noteOutcomes: (plan, outcomes, at) => real.noteOutcomes(plan, outcomes, at, db.leases.get(WRITER)?.fence ?? 0),
    })),
  },
  {
    name: 'late-yes-is-nobodys',
    forgets: 'that an addition may go out after another process has put it back',
    engine: store(() => ({ noteLate: async () => undefined })),
  },
  {
    name: 'blames-the-dead',
    forgets: 'that what X had put off, as was written down before a process died, was never taken',
    engine: store((real, { db }) => {
      /** Put off by the run that has not come to its end, by plan. */
      const putOff = new Map<string, Set<number>>()
      return {
        noteOutcomes: (plan, outcomes, at, fence) => {
          const seqs = putOff.get(plan) ?? new Set()
          putOff.set(plan, seqs)
          for (const { seq, state, outcome } of outcomes) state === 'pending' && outcome === null ? seqs.add(seq) : seqs.delete(seq)
          return real.noteOutcomes(plan, outcomes, at, fence)
        },
        noteIntent: (plan, op, at, fence) => {
          putOff.get(plan)?.delete(op.seq)
          return real.noteIntent(plan, op, at, fence)
        },
        finish: async (plan, end) => {
          await real.finish(plan, end)
          putOff.delete(plan)
        },
        takeLease: async (key, holder, at, until) => {
          const fence = await real.takeLease(key, holder, at, until)
          const plan = holder.split(' ')[0] ?? ''
          if (fence === null || key !== WRITER) return fence
          for (const seq of putOff.get(plan) ?? []) {
            const op = db.plans.get(plan)?.ops[seq - 1]
            if (op?.state === 'pending') Object.assign(op, { state: 'failed', outcome: op.verb === 'add' ? 'silently_dropped' : 'still_there' })
          }
          return fence
        },
      }
    }),
  },
  {
    name: 'tells-nobody-of-the-end',
    forgets: 'that others wait for its events',
    engine: store((real, { db }) => ({
      finish: async (id, end) => {
        await real.finish(id, end)
        if (end.status !== 'waiting') db.outbox.pop()
      },
    })),
  },
  {
    name: 'tells-in-disorder',
    forgets: 'that the number of an event says which is the newer',
    engine: store((real, { db }) => ({
      finish: async (id, end) => {
        await real.finish(id, end)
        const [before, last] = db.outbox.slice(-2)
        if (before && last) [before.seq, last.seq] = [last.seq, before.seq]
      },
    })),
  },
  {
    name: 'wakes-the-dead',
    forgets: 'that events arrive again',
    engine: store((real) => ({
      plan: async (id) => {
        const plan = await real.plan(id)
        return plan && (plan.status === 'verified' || plan.status === 'incomplete') ? { ...plan, status: 'applying' } : plan
      },
    })),
  },
]
