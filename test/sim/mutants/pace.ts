import { COOLDOWN, DAY_LIMIT } from '../../../src/lists/sync/lock.js'
import { isCooling } from '../../../src/lists/sync/refused.js'
import { isPlatformError, PlatformError } from '../../../src/platform/port.js'
import { type Mutant, rateWait, remote, settings, store } from './kit.js'

/** Waits, caps and locks. */
export const HURRIES: readonly Mutant[] = [
  {
    name: 'no-clamp-on-reset',
    forgets: 'that reset headers may lie',
    engine: rateWait((error, now, wanted) => Math.max(wanted, (error.resetAt?.getTime() ?? 0) - now.getTime())),
  },
  { name: 'no-wait-on-429', forgets: 'to wait when X says so', engine: rateWait(() => 0) },
  { name: 'no-daily-cap', forgets: 'that X locks accounts that add many in a day', engine: settings({ daily_cap: 100_000 }) },
  { name: 'no-hourly-cap', forgets: 'that X locks accounts that add many in an hour', engine: settings({ hourly_cap: 100_000 }) },
  { name: 'no-pause', forgets: 'that X locks accounts that hurry', engine: settings({ pause_ms: 0 }) },
  { name: 'ignores-the-budget', forgets: 'that calls cost money', engine: settings({ budget_usd: 100_000 }) },
  {
    name: 'no-cooldown',
    forgets: 'that a locked account must be left alone',
    engine: store((real) => ({ hold: async (key, until) => (key === COOLDOWN ? undefined : real.hold(key, until)) })),
  },
  {
    name: 'short-cooldown',
    forgets: 'that each attempt prolongs a lock',
    engine: store((real) => ({ hold: (key, until) => real.hold(key, key === COOLDOWN ? new Date(until.getTime() - 23.5 * 3_600_000) : until) })),
  },
  {
    name: 'no-probe',
    forgets: 'that after a lock one attempt must do',
    engine: (given) => ({
      ...given,
      store: {
        ...given.store,
        heldUntil: async (key) => {
          const until = await given.store.heldUntil(key)
          return key === COOLDOWN && until !== null && until <= given.clock.now() ? null : until
        },
        ops: async (id) => (await given.store.ops(id)).map((op) => (isCooling(op.outcome) ? { ...op, outcome: null } : op)),
        refusals: async () => new Map(),
      },
    }),
  },
  {
    name: 'retries-403',
    forgets: 'that a refusal is an answer',
    engine: remote((real) => ({
      addMember: async (id, user) => {
        for (let tries = 1; ; tries++) {
          try {
            return await real.addMember(id, user)
          } catch (error) {
            if (!isPlatformError(error) || error.kind !== 'refused' || tries >= 3) throw error
          }
        }
      },
    })),
  },
  {
    name: 'sends-twice',
    forgets: 'that a call costs, and counts towards a lock, even if it changes nothing',
    engine: remote((real) => ({
      addMember: async (id, user) => {
        await real.addMember(id, user)
        await real.addMember(id, user)
      },
    })),
  },
  {
    name: 'keeps-the-writing',
    forgets: 'that other lists of the account can go on while it waits',
    engine: store(() => ({ dropLease: async () => undefined })),
  },
  {
    name: 'never-goes-on',
    forgets: 'to take up what waited',
    engine: store(() => ({ resume: async () => false })),
  },
  {
    name: 'goes-on-too-early',
    forgets: 'that a wait has an end',
    engine: store((real, { db }) => ({
      waited: async (id) => {
        const wait = await real.waited(id)
        return wait && { ...wait, until: new Date(0) }
      },
      resume: async (id) => {
        const row = db.plans.get(id)
        if (row?.plan.status !== 'waiting') return false
        row.plan.status = 'applying'
        return true
      },
    })),
  },
  {
    name: 'no-look-after-a-part',
    forgets: 'that a lock may hide behind a yes until the next day',
    engine: (given) => {
      let full = false
      return {
        ...given,
        store: {
          ...given.store,
          addsSince: async (since) => {
            const sent = await given.store.addsSince(since)
            full = sent.reduce((sum, row) => sum + row.times, 0) >= given.settings.daily_cap
            return sent
          },
        },
        remote: {
          ...given.remote,
          getList: (id) => {
            const skip = full
            full = false
            return skip ? Promise.reject(new PlatformError('transient', 'not asked')) : given.remote.getList(id)
          },
        },
      }
    },
  },
  {
    name: 'no-day-limit',
    forgets: 'that a limit of a day stands for every plan',
    engine: store((real) => ({ hold: async (key, until) => (key === DAY_LIMIT ? undefined : real.hold(key, until)) })),
  },
]
