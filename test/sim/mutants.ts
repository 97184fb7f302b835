import { COOLDOWN, createIntent, WRITER, windowOf } from '../../src/lists/sync/lock.js'
import type { Engine, Remote, SyncStore } from '../../src/lists/sync/ports.js'
import { isCooling } from '../../src/lists/sync/refused.js'
import { startPlan } from '../../src/lists/sync/start.js'
import { isPlatformError, type MembersRead, PlatformError } from '../../src/platform/port.js'
import type { Db } from './memory/db.js'
import type { MemoryX } from './memory/x.js'

/**
 * A fault put into the engine from outside, through what it is given: its store, its view of X, its clock, its settings, or the call that begins a plan.
 * The invariants must notice each; one that survives is a missing invariant (RELIABILITY.md §4).
 */
export interface Mutant {
  name: string
  /** What a careless engine would have forgotten. */
  forgets: string
  engine?(given: Engine, world: { db: Db; x: MemoryX }): Engine
  start?: typeof startPlan
}

/** The same engine with another store or another view of X. */
const store =
  (change: (store: SyncStore, world: { db: Db }) => Partial<SyncStore>) =>
  (given: Engine, world: { db: Db }): Engine => ({
    ...given,
    store: { ...given.store, ...change(given.store, world) },
  })
const remote =
  (change: (remote: Remote, given: Engine, world: { db: Db; x: MemoryX }) => Partial<Remote>) =>
  (given: Engine, world: { db: Db; x: MemoryX }): Engine => ({
    ...given,
    remote: { ...given.remote, ...change(given.remote, given, world) },
  })
/** Settings that change during play go on changing. */
const settings =
  (change: Partial<Engine['settings']>) =>
  (given: Engine): Engine => ({
    ...given,
    settings: new Proxy(given.settings, { get: (real, name) => Reflect.get(name in change ? change : real, name) }),
  })

/** Changes what the engine is told of a write that failed. */
const retold = (change: (error: PlatformError, now: Date) => PlatformError) =>
  remote((real, { clock }) => {
    const tell = (error: unknown) => {
      throw isPlatformError(error) ? change(error, clock.now()) : error
    }
    return { addMember: (id, user) => real.addMember(id, user).catch(tell), removeMember: (id, user) => real.removeMember(id, user).catch(tell) }
  })

/** Waits as long as `ms` says after a 429, whatever the engine wanted to wait. */
const rateWait =
  (ms: (error: PlatformError, now: Date, wanted: number) => number) =>
  (given: Engine): Engine => {
    let limited: PlatformError | null = null
    /** Until the plan rests, whatever is slept over in between. */
    let last: PlatformError | null = null
    const note = (error: unknown) => {
      if (isPlatformError(error) && error.kind === 'rate') limited = last = error
      throw error
    }
    const { remote: real, clock, store } = given
    const instead = (error: PlatformError, until: Date) => new Date(clock.now().getTime() + ms(error, clock.now(), until.getTime() - clock.now().getTime()))
    const windows = [windowOf('add'), windowOf('remove')]
    return {
      ...given,
      store: {
        ...store,
        hold: (key, until) => store.hold(key, last && windows.includes(key) ? instead(last, until) : until),
        finish: (id, end) => {
          const error = last
          limited = last = null
          if (!error || end.status !== 'waiting') return store.finish(id, end)
          return store.finish(id, { ...end, until: instead(error, end.until) })
        },
      },
      remote: { ...real, addMember: (id, user) => real.addMember(id, user).catch(note), removeMember: (id, user) => real.removeMember(id, user).catch(note) },
      clock: {
        now: clock.now,
        sleep: (wanted, signal) => {
          const error = limited
          limited = null
          return clock.sleep(error ? ms(error, clock.now(), wanted) : wanted, signal)
        },
      },
    }
  }

const claim = (db: Db, user: string, at: Date) => {
  if (!db.applied.has(user)) db.applied.set(user, { x_user_id: user, ally_id: 'aly_none', seen_at: at, missing_at: null, vanished_at: null })
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'two-way-diff',
    forgets: 'that members added by hand are not ours',
    engine: remote((real, { clock }, { db }) => ({
      readMembers: async (id) => {
        const read = await real.readMembers(id)
        for (const member of read.members) claim(db, member.id, clock.now())
        return read
      },
    })),
  },
  {
    name: 'adopts-the-wanted',
    forgets: 'that who was added by hand stays theirs, wanted or not',
    engine: remote((real, { clock }, { db }) => ({
      readMembers: async (id) => {
        const read = await real.readMembers(id)
        const wanted = new Map([...db.entries.values()].flatMap((entry) => entry.accounts.map((one) => [one.x_user_id, entry.status])))
        for (const member of read.members) if (wanted.get(member.id) === 'approved') claim(db, member.id, clock.now())
        return read
      },
    })),
  },
  {
    name: 'trusts-the-answer',
    forgets: 'that X acknowledges additions that never happen',
    engine: remote((real) => {
      const said = new Set<string>()
      return {
        readMembers: async (id) => {
          const read = await real.readMembers(id)
          const there = new Set(read.members.map((member) => member.id))
          return { ...read, members: [...read.members, ...[...said].filter((one) => !there.has(one)).map((one) => ({ id: one, username: `u${one}` }))] }
        },
        addMember: async (id, user) => {
          await real.addMember(id, user)
          said.add(user)
        },
        removeMember: async (id, user) => {
          await real.removeMember(id, user)
          said.delete(user)
        },
      }
    }),
  },
  {
    name: 'believes-half-a-read',
    forgets: 'that a list read in part proves nothing',
    engine: remote((real) => {
      // What was read, whole or not, is taken for the list, and its length for X's own count.
      let last: MembersRead | null = null
      return {
        getList: async (id) => {
          const list = await real.getList(id)
          last ??= await real.readMembers(id)
          return { ...list, member_count: last.members.length }
        },
        readMembers: async (id) => {
          last = { ...(await real.readMembers(id)), complete: true }
          return last
        },
      }
    }),
  },
  {
    name: 'no-clamp-on-reset',
    forgets: 'that reset headers may lie',
    engine: rateWait((error, now, wanted) => Math.max(wanted, (error.resetAt?.getTime() ?? 0) - now.getTime())),
  },
  { name: 'no-wait-on-429', forgets: 'to wait when X says so', engine: rateWait(() => 0) },
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
  { name: 'no-daily-cap', forgets: 'that X locks accounts that add many in a day', engine: settings({ daily_cap: 100_000 }) },
  { name: 'no-hourly-cap', forgets: 'that X locks accounts that add many in an hour', engine: settings({ hourly_cap: 100_000 }) },
  { name: 'no-pause', forgets: 'that X locks accounts that hurry', engine: settings({ pause_ms: 0 }) },
  { name: 'ignores-the-budget', forgets: 'that calls cost money', engine: settings({ budget_usd: 100_000 }) },
  {
    name: 'no-late-check',
    forgets: 'that a withdrawal beats a plan under way',
    engine: store((real) => ({
      lateCheck: async (plan, op) => {
        const answer = await real.lateCheck(plan, op)
        return answer === 'cancelled' ? answer : 'go'
      },
    })),
  },
  {
    name: 'no-cancel-check',
    forgets: 'that somebody may ask for the end',
    engine: store((real) => ({
      lateCheck: async (plan, op) => {
        const answer = await real.lateCheck(plan, op)
        return answer === 'cancelled' ? 'go' : answer
      },
      plan: async (id) => {
        const plan = await real.plan(id)
        return plan && { ...plan, cancel_at: null }
      },
    })),
  },
  {
    name: 'no-removal-limit',
    forgets: 'that a list must not be emptied by mistake',
    start: (engine, actor, id, input) => startPlan(engine, actor, id, { ...input, override: { codes: ['too_many_removals', 'would_empty'], reason: 'none' } }),
  },
  {
    name: 'no-checksum',
    forgets: 'that the plan that was shown is the plan that runs',
    start: async ({ store: kept, clock }, actor, id) => void (await kept.begin(id, { actor, override: null, at: clock.now() })),
  },
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
    name: 'skips-what-failed',
    forgets: 'to try again what did not arrive',
    engine: retold((error) => (error.kind === 'transient' ? new PlatformError('suspended', error.message) : error)),
  },
  {
    name: 're-adds-the-vanished',
    forgets: 'who left by himself',
    engine: store((real) => ({
      savePlan: (plan, learnt) =>
        real.savePlan(plan, { ...learnt, disowned: [...learnt.disowned, ...learnt.missed, ...learnt.vanished], missed: [], vanished: [] }),
    })),
  },
  {
    name: 'buries-on-one-reading',
    forgets: 'that one reading may be an old copy',
    engine: store((real) => ({ savePlan: (plan, learnt) => real.savePlan(plan, { ...learnt, missed: [], vanished: [...learnt.vanished, ...learnt.missed] }) })),
  },
  {
    name: 'creates-twice',
    forgets: 'that a list may have been made although the answer was lost',
    engine: store((real, { db }) => ({ heldUntil: async (key) => (key === createIntent(db.list.id) ? null : real.heldUntil(key)) })),
  },
  {
    name: 'recreates-the-deleted',
    forgets: 'that a list that vanished has followers who would be left behind',
    engine: remote((real, _given, { db }) => {
      const orForget = async <T>(ask: Promise<T>): Promise<T> => {
        try {
          return await ask
        } catch (error) {
          if (isPlatformError(error) && error.kind === 'gone') Object.assign(db.list, { x_list_id: null })
          throw error
        }
      }
      return { getList: (id) => orForget(real.getList(id)) }
    }),
  },
  {
    name: 'ignores-the-owner',
    forgets: 'to look whose list it is',
    engine: remote((real, _given, { x }) => ({ getList: async (id) => ({ ...(await real.getList(id)), owner_id: x.state.settings.owner }) })),
  },
  {
    name: 'says-done',
    forgets: 'that "done" means seen',
    engine: store((real) => ({ finish: (id, end) => real.finish(id, end.status === 'incomplete' ? { ...end, status: 'verified' } : end) })),
  },
]
