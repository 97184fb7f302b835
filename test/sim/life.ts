import type { PGlite } from '@electric-sql/pglite'
import type { Crash } from './scenario.js'

/** What an injected crash throws. A process that was killed gets nothing else until it is started again. */
export class Killed extends Error {}

/** One process: it counts the steps of the engine and dies, or stumbles, at the drawn one. */
export interface Life {
  /** Steps passed since the life began or was last armed. */
  step(): number
  /** Steps passed altogether, over restarts. */
  total(): number
  crashes(): number
  /** Where the last crash was, for the report. */
  where(): string
  /** From now on steps are counted anew and these crashes are waited for. */
  arm(crashes: readonly Crash[]): void
  /** One place at which the process may die. @throws Killed */
  point(label: string, database?: boolean): void
  /** @throws Killed while dead */
  alive(): void
  dead(): boolean
  restart(): void
}

export function newLife(): Life {
  let [step, total, crashes, dead, where] = [0, 0, 0, false, '']
  let due: Crash[] = []
  const alive = () => {
    if (dead) throw new Killed('this process is dead')
  }
  return {
    step: () => step,
    total: () => total,
    crashes: () => crashes,
    where: () => where,
    dead: () => dead,
    arm: (planned) => {
      step = 0
      due = [...planned]
    },
    alive,
    point: (label, database = false) => {
      alive()
      step++
      total++
      const now = due.find((crash) => crash.step === step)
      if (!now) return
      crashes++
      where = `step ${step}, ${label}`
      // A failure that is not the end can come from the database only: the client turns every other into a PlatformError.
      dead = now.kind === 'kill' || !database
      throw new Killed(`crash at ${where}`)
    },
    restart: () => {
      dead = false
    },
  }
}

/** Sees a statement before it runs; an answer given replaces it. */
export type OnStatement = (sql: string, params: unknown[], run: (sql: string, params?: unknown[]) => Promise<unknown>) => Promise<object | undefined>

const WRITE = /^\s*(?:insert|update|delete)/i
const TABLE = /"([a-z_]+)"/

/**
 * The database as one process sees it: each write outside a unit of work and each commit is a place to die before and after. A death inside a unit of
 * work is the same as one before its commit.
 */
export function mortalPglite(real: PGlite, life: Life, onStatement: OnStatement | undefined): PGlite {
  type Query = (sql: string, params?: unknown[], options?: object) => Promise<unknown>
  const query =
    (run: Query, counted: boolean): Query =>
    async (sql, params, options) => {
      life.alive()
      const replaced = await onStatement?.(sql, params ?? [], (text, values) => run(text, values, options))
      if (replaced) return replaced
      // Notes of what a call cost are made beside the engine's own steps.
      if (!counted || !WRITE.test(sql) || sql.includes('"x_call"')) return run(sql, params, options)
      const label = `${sql.trimStart().slice(0, 6)} ${TABLE.exec(sql)?.[1]}`
      life.point(`before ${label}`, true)
      const result = await run(sql, params, options)
      life.point(`after ${label}`, true)
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
      life.point('before a transaction', true)
      const result = await real.transaction(async (tx) => {
        const done = await fn(bound(tx, { query: query(((sql, params, options) => tx.query(sql, params, options)) as Query, false) }))
        life.alive()
        return done
      })
      life.point('after a commit', true)
      return result
    },
  })
}
