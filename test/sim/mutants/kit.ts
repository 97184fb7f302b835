import { windowOf } from '../../../src/lists/sync/lock.js'
import type { Engine, Remote, SyncStore } from '../../../src/lists/sync/ports.js'
import type { startPlan } from '../../../src/lists/sync/start.js'
import { isPlatformError, type PlatformError } from '../../../src/platform/port.js'
import type { Db } from '../memory/db.js'
import type { MemoryX } from '../memory/x.js'

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
export const store =
  (change: (store: SyncStore, world: { db: Db }) => Partial<SyncStore>) =>
  (given: Engine, world: { db: Db }): Engine => ({
    ...given,
    store: { ...given.store, ...change(given.store, world) },
  })
export const remote =
  (change: (remote: Remote, given: Engine, world: { db: Db; x: MemoryX }) => Partial<Remote>) =>
  (given: Engine, world: { db: Db; x: MemoryX }): Engine => ({
    ...given,
    remote: { ...given.remote, ...change(given.remote, given, world) },
  })
/** Settings that change during play go on changing. */
export const settings =
  (change: Partial<Engine['settings']>) =>
  (given: Engine): Engine => ({
    ...given,
    settings: new Proxy(given.settings, { get: (real, name) => Reflect.get(name in change ? change : real, name) }),
  })

/** Changes what the engine is told of a write that failed. */
export const retold = (change: (error: PlatformError, now: Date) => PlatformError) =>
  remote((real, { clock }) => {
    const tell = (error: unknown) => {
      throw isPlatformError(error) ? change(error, clock.now()) : error
    }
    return { addMember: (id, user) => real.addMember(id, user).catch(tell), removeMember: (id, user) => real.removeMember(id, user).catch(tell) }
  })

/** Waits as long as `ms` says after a 429, whatever the engine wanted to wait. */
export const rateWait =
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

export const claim = (db: Db, user: string, at: Date) => {
  if (!db.applied.has(user)) db.applied.set(user, { x_user_id: user, ally_id: 'aly_none', seen_at: at, missing_at: null, vanished_at: null })
}
