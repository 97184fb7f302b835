import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'drizzle-orm'
import type { Clock } from '../kernel/clock.js'
import type { Ids } from '../kernel/ids.js'
import { runNamed } from './named.js'
import type { Database, Executor } from './open.js'
import { audit, directoryVersion } from './schema/index.js'

/** Who acts: `key:key_…`, `session:key_…`, `cli`, `worker`, `anyone`. */
export type Actor = string

export interface AuditEntry {
  actor: Actor
  action: string
  subject: string
  reason?: string | undefined
  detail?: Record<string, unknown>
}

/** A row of `outbox`. */
export interface EventRow {
  id: string
  type: string
  subject: string
  data: Record<string, unknown>
  directory_version: number | null
  at: string
}

/** One unit of work: everything a use-case writes, its audit rows and its events, all or nothing. */
export interface Tx {
  db: Executor
  now: Date
  emit(type: string, subject: string, data?: Record<string, unknown>): Promise<void>
  /** The same for many at once. */
  emitAll(type: string, events: readonly { subject: string; data: Record<string, unknown> }[]): Promise<void>
  /** The same as rows of `outbox`, for a statement that writes them itself together with what they tell. */
  eventRows(type: string, events: readonly { subject: string; data: Record<string, unknown> }[]): EventRow[]
  audit(entry: AuditEntry): Promise<void>
  /** Raises the directory version; its row lock puts public changes in commit order. Returns the new version. */
  touchDirectory(): Promise<number>
}

/**
 * A unit of work that stays open while a whole handler runs: every `transaction` inside it joins it, and `db` reads what it has
 * written so far. For answers that must be kept together with what they report (http/idempotency.ts).
 */
export interface OpenUnit {
  readonly db: Executor
  /** What runs inside joins; so does what it starts, until the unit ends. */
  run<T>(fn: () => Promise<T>): Promise<T>
  /** @throws if it was given up, or if the database does not commit: then nothing was written. */
  commit(): Promise<void>
  /** Does nothing if it has ended. */
  rollback(): Promise<void>
}

export interface Store {
  database: Database
  /** For reads outside a unit of work. @throws inside one: with a single session that would wait for itself for ever. */
  readonly db: Executor
  /** Inside an open unit it becomes a part of it that is kept or undone on its own (a savepoint) and committed with the whole. */
  transaction<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  /** The caller must end it, whatever happens: it holds a connection, and on PGlite the only session. */
  open(): Promise<OpenUnit>
  /** The highest directory version that a unit of work of this process has committed; 0 before the first. */
  readonly raised: number
}

/** The directory version a unit of work has raised to, if it has: once for all of its parts. */
interface Raised {
  version: number | undefined
}

interface Open {
  executor: Executor
  raised: Raised
  ended: boolean
  /** Parts run one after another: savepoints of one session must not interleave. Never rejects. */
  last: Promise<unknown>
}

const WORKING = 'in a unit of work'
const inside = new AsyncLocalStorage<typeof WORKING | Open>()
const RETRIED = new Set(['40001', '40P01'])
const ROLLED_BACK = new Error('the unit of work was given up')

/** Most tries of a unit of work that the database itself asks to repeat. */
export const MAX_TRIES = 4

export const sqlState = (error: unknown): string | undefined => {
  for (let at = error as { code?: unknown; cause?: unknown } | undefined, depth = 0; at && depth < 5; at = at.cause as typeof at, depth++) {
    if (typeof at.code === 'string' && /^[0-9A-Z]{5}$/.test(at.code)) return at.code
  }
  return undefined
}

/** Serialisation failures and deadlocks are the database asking for another try; nothing was written. */
export const asksForRetry = (error: unknown): boolean => RETRIED.has(sqlState(error) ?? '')

export const retryPause = (attempt: number): number => 10 * 2 ** attempt

/** `EventRow`s that are given as JSON, as the rows `g` with their `place`: for the `from` of a statement. */
export const eventsIn = (parameter: string): string =>
  `rows from (json_to_recordset(${parameter}::json) as (id text, type text, subject text, data jsonb, directory_version bigint, at timestamptz))
      with ordinality as g(id, type, subject, data, directory_version, at, place)`

/** In the order given: events are passed on by their seq. */
const EMIT = {
  name: 'emit',
  text: `
    insert into outbox (id, type, subject, data, directory_version, at) select g.id, g.type, g.subject, g.data, g.directory_version, g.at
    from ${eventsIn('$1')} order by g.place`,
}

export function createStore(database: Database, clock: Clock, ids: Ids): Store {
  const txOn = (executor: Executor, raised: Raised): Tx => {
    const now = clock.now()
    const eventRows: Tx['eventRows'] = (type, events) => {
      const at = now.toISOString()
      return events.map(({ subject, data }) => ({ id: ids.next('evt'), type, subject, data, directory_version: raised.version ?? null, at }))
    }
    const emitAll: Tx['emitAll'] = async (type, events) => {
      if (events.length > 0) await runNamed(executor, EMIT, [JSON.stringify(eventRows(type, events))])
    }
    return {
      db: executor,
      now,
      emit: (type, subject, data = {}) => emitAll(type, [{ subject, data }]),
      emitAll,
      eventRows,
      audit: async ({ actor, action, subject, reason, detail = {} }) => {
        await executor.insert(audit).values({ at: now, actor, action, subject, reason: reason ?? null, detail })
      },
      touchDirectory: async () => {
        if (raised.version !== undefined) return raised.version
        const rows = await executor
          .insert(directoryVersion)
          .values({ id: 1, version: 1, changed_at: now })
          .onConflictDoUpdate({ target: directoryVersion.id, set: { version: sql`${directoryVersion.version} + 1`, changed_at: now } })
          .returning()
        raised.version = rows[0]?.version ?? 0
        return raised.version
      },
    }
  }

  let highest = 0
  const committed = ({ version = 0 }: Raised) => {
    highest = Math.max(highest, version)
  }

  const begin = async <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => {
    const raised: Raised = { version: undefined }
    const result = await database.db.transaction((executor) => inside.run(WORKING, () => fn(txOn(executor as unknown as Executor, raised))))
    committed(raised)
    return result
  }

  const join = <T>(unit: Open, fn: (tx: Tx) => Promise<T>): Promise<T> => {
    const part = unit.last.then(async () => {
      if (unit.ended) throw ROLLED_BACK
      const before = unit.raised.version
      try {
        return await unit.executor.transaction((executor) => inside.run(WORKING, () => fn(txOn(executor as unknown as Executor, unit.raised))))
      } catch (error) {
        // What was undone was not raised either.
        unit.raised.version = before
        throw error
      }
    })
    unit.last = part.catch(() => undefined)
    return part
  }

  /** What has ended is no longer there: code that outlives it (a late log, a hook after the answer) works as if it had never been. */
  const around = () => {
    const at = inside.getStore()
    return at === WORKING || !at?.ended ? at : undefined
  }

  return {
    database,
    get db() {
      const at = around()
      if (at === WORKING) throw new Error('the root database was used inside a unit of work: use tx.db')
      return at ? at.executor : database.db
    },
    transaction: async (fn) => {
      const at = around()
      if (at === WORKING) throw new Error('units of work do not nest: pass the tx on')
      // A part cannot be tried again by itself, since the whole holds locks: whoever opened the whole tries that again.
      if (at) return join(at, fn)
      for (let attempt = 1; ; attempt++) {
        try {
          return await begin(fn)
        } catch (error) {
          if (attempt >= MAX_TRIES || !asksForRetry(error)) throw error
          await clock.sleep(retryPause(attempt))
        }
      }
    },
    open: async () => {
      if (around()) throw new Error('units of work do not nest: pass the tx on')
      return openUnit(database, committed)
    },
    get raised() {
      return highest
    },
  }
}

function openUnit(database: Database, committed: (raised: Raised) => void): Promise<OpenUnit> {
  return new Promise((opened, failed) => {
    const done = database.db.transaction(
      (executor) =>
        new Promise<void>((commit, giveUp) => {
          const unit: Open = { executor: executor as unknown as Executor, raised: { version: undefined }, ended: false, last: Promise.resolve() }
          const end = async () => {
            unit.ended = true
            await unit.last
          }
          opened({
            db: unit.executor,
            run: (fn) => inside.run(unit, fn),
            commit: async () => {
              if (unit.ended) throw ROLLED_BACK
              await end()
              commit()
              await done
              committed(unit.raised)
            },
            rollback: async () => {
              if (unit.ended) return
              await end()
              giveUp(ROLLED_BACK)
              // Without a connection the database undoes it by itself.
              await done.catch(() => undefined)
            },
          })
        }),
    )
    // Only the beginning is reported here: afterwards commit and rollback speak for it.
    done.catch(failed)
  })
}
