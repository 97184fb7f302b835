import type { PGlite } from '@electric-sql/pglite'
import type { Life } from '../life.js'

const WRITE = /^\s*(?:insert|update|delete)/i
const TABLE = /"([a-z_]+)"/

/**
 * The database as one process sees it: each write outside a unit of work and each commit is a place to die before and after. A death inside a unit of
 * work is the same as one before its commit.
 */
export function mortalPglite(real: PGlite, life: Life): PGlite {
  type Query = (sql: string, params?: unknown[], options?: object) => Promise<unknown>
  const query =
    (run: Query, counted: boolean): Query =>
    async (sql, params, options) => {
      life.alive()
      // Notes of what a call cost are made beside the engine's own steps.
      if (!counted || !WRITE.test(sql) || sql.includes('"x_call"')) return run(sql, params, options)
      const label = `${sql.trimStart().slice(0, 6)} ${TABLE.exec(sql)?.[1]}`
      life.point('before', label, true)
      const result = await run(sql, params, options)
      life.point('after', label, true)
      return result
    }
  const bound = <T extends object>(target: T, own: Record<string, unknown>): T =>
    new Proxy(target, {
      get: (object, name) => {
        if (typeof name === 'string' && name in own) return own[name]
        const value: unknown = Reflect.get(object, name, object)
        return typeof value === 'function' ? value.bind(object) : value
      },
    })
  return bound(real, {
    query: query(((sql, params, options) => real.query(sql, params, options)) as Query, true),
    transaction: async <T>(fn: (tx: object) => Promise<T>) => {
      life.point('before', 'a transaction', true)
      const result = await real.transaction(async (tx) => {
        const done = await fn(bound(tx, { query: query(((sql, params, options) => tx.query(sql, params, options)) as Query, false) }))
        life.alive()
        return done
      })
      life.point('after', 'a commit', true)
      return result
    },
  })
}
