import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'drizzle-orm'
import type { Clock } from '../kernel/clock.js'
import type { Ids } from '../kernel/ids.js'
import type { Database, Executor } from './open.js'
import { audit, directoryVersion, outbox } from './schema/index.js'

/** Who acts: `key:key_…`, `session:key_…`, `cli`, `worker`, `anyone`. */
export type Actor = string

export interface AuditEntry {
  actor: Actor
  action: string
  subject: string
  reason?: string | undefined
  detail?: Record<string, unknown>
}

/** One unit of work: everything a use-case writes, its audit rows and its events, all or nothing. */
export interface Tx {
  db: Executor
  now: Date
  emit(type: string, subject: string, data?: Record<string, unknown>): Promise<void>
  audit(entry: AuditEntry): Promise<void>
  /** Raises the directory version; its row lock puts public changes in commit order. Returns the new version. */
  touchDirectory(): Promise<number>
}

export interface Store {
  database: Database
  /** For reads outside a unit of work. @throws inside one: with a single session that would wait for itself for ever. */
  readonly db: Executor
  transaction<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
}

const inside = new AsyncLocalStorage<true>()
const RETRIED = new Set(['40001', '40P01'])

export const sqlState = (error: unknown): string | undefined => {
  for (let at = error as { code?: unknown; cause?: unknown } | undefined, depth = 0; at && depth < 5; at = at.cause as typeof at, depth++) {
    if (typeof at.code === 'string' && /^[0-9A-Z]{5}$/.test(at.code)) return at.code
  }
  return undefined
}

export function createStore(database: Database, clock: Clock, ids: Ids): Store {
  const begin = <T>(fn: (tx: Tx) => Promise<T>) =>
    database.db.transaction((executor) => {
      const now = clock.now()
      let version: number | undefined
      const tx: Tx = {
        db: executor as unknown as Executor,
        now,
        emit: async (type, subject, data = {}) => {
          await executor.insert(outbox).values({ id: ids.next('evt'), type, subject, data, directory_version: version ?? null, at: now })
        },
        audit: async ({ actor, action, subject, reason, detail = {} }) => {
          await executor.insert(audit).values({ at: now, actor, action, subject, reason: reason ?? null, detail })
        },
        touchDirectory: async () => {
          if (version !== undefined) return version
          const rows = await executor
            .insert(directoryVersion)
            .values({ id: 1, version: 1 })
            .onConflictDoUpdate({ target: directoryVersion.id, set: { version: sql`${directoryVersion.version} + 1` } })
            .returning()
          version = rows[0]?.version ?? 0
          return version
        },
      }
      return inside.run(true, () => fn(tx))
    })

  return {
    database,
    get db() {
      if (inside.getStore()) throw new Error('the root database was used inside a unit of work: use tx.db')
      return database.db
    },
    transaction: async (fn) => {
      if (inside.getStore()) throw new Error('units of work do not nest: pass the tx on')
      for (let attempt = 1; ; attempt++) {
        try {
          return await begin(fn)
        } catch (error) {
          // Serialisation failures and deadlocks are the database asking for another try; nothing was written.
          if (attempt >= 4 || !RETRIED.has(sqlState(error) ?? '')) throw error
          await clock.sleep(10 * 2 ** attempt)
        }
      }
    },
  }
}
