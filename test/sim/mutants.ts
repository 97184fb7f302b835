import type { PGlite } from '@electric-sql/pglite'
import type { ManualClock } from '../../src/kernel/clock.js'
import { startPlan } from '../../src/lists/apply.js'
import type { ListPlatform } from '../../src/lists/planning.js'
import { isPlatformError, PlatformError } from '../../src/platform/port.js'
import type { Simulator } from '../../src/platform/simulator/index.js'
import type { OnStatement } from './life.js'
import type { Scene } from './scene.js'

/**
 * A fault put into the engine from outside, through what it is given: its view of X, its statements to the database, its configuration, or the call that
 * begins a plan. The invariants must notice each; one that survives is a missing invariant (RELIABILITY.md §4).
 */
export interface Mutant {
  name: string
  /** What a careless engine would have forgotten. */
  forgets: string
  platform?(platform: ListPlatform, world: { pglite: PGlite; clock: ManualClock; sim: Simulator }): ListPlatform
  onStatement?(pglite: PGlite, clock: ManualClock): OnStatement
  start?: typeof startPlan
  beforeRun?(scene: Scene): Promise<void>
  env?: Record<string, string>
}

const NOTHING = { rows: [], fields: [], affectedRows: 0 }

/** Drops the statements that match. */
const without = (pattern: RegExp, about?: (params: unknown[]) => boolean) => (): OnStatement => async (sql, params) =>
  pattern.test(sql) && (about?.(params) ?? true) ? NOTHING : undefined

/** Changes what the engine is told of a failed call. */
const retold =
  (change: (error: PlatformError, now: Date) => PlatformError) =>
  (platform: ListPlatform, { clock }: { clock: ManualClock }): ListPlatform => {
    const wrap =
      <A extends unknown[]>(fn: (...args: A) => Promise<void>) =>
      (...args: A) =>
        fn(...args).catch((error: unknown) => {
          throw isPlatformError(error) ? change(error, clock.now()) : error
        })
    return { ...platform, lists: { ...platform.lists, addMember: wrap(platform.lists.addMember), removeMember: wrap(platform.lists.removeMember) } }
  }

const rateUntil = (until: (now: Date) => Date) =>
  retold((error, now) => (error.kind === 'rate' ? new PlatformError('rate', error.message, { resetAt: until(now) }) : error))

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'two-way-diff',
    forgets: 'that members added by hand are not ours',
    platform: (platform, { pglite, clock }) => ({
      ...platform,
      readMembers: async (id) => {
        const read = await platform.readMembers(id)
        for (const { id: user } of read.members) {
          await pglite.query(
            "insert into list_applied (list_id, x_user_id, ally_id, added_at, seen_at) select id, $1, 'aly_none', $2, $2 from list on conflict do nothing",
            [user, clock.now().toISOString()],
          )
        }
        return read
      },
    }),
  },
  {
    name: 'trusts-the-answer',
    forgets: 'that X acknowledges additions that never happen',
    platform: (platform) => {
      const said = new Map<string, string>()
      return {
        ...platform,
        readMembers: async (id) => {
          const read = await platform.readMembers(id)
          const there = new Set(read.members.map((member) => member.id))
          return { ...read, members: [...read.members, ...[...said.keys()].filter((one) => !there.has(one)).map((one) => ({ id: one, username: `u${one}` }))] }
        },
        lists: {
          ...platform.lists,
          addMember: async (id, user) => {
            await platform.lists.addMember(id, user)
            said.set(user, id)
          },
          removeMember: async (id, user) => {
            await platform.lists.removeMember(id, user)
            said.delete(user)
          },
        },
      }
    },
  },
  {
    name: 'believes-half-a-read',
    forgets: 'that a list read in part proves nothing',
    platform: (platform) => {
      // What was read, whole or not, is taken for the list, and its length for X's own count.
      let read: Awaited<ReturnType<ListPlatform['readMembers']>> | null = null
      return {
        ...platform,
        getList: async (id) => {
          const list = await platform.getList(id)
          read = await platform.readMembers(id)
          return { ...list, member_count: read.members.length }
        },
        readMembers: async (id) => ({ ...(read ?? (await platform.readMembers(id))), complete: true }),
      }
    },
  },
  { name: 'no-clamp-on-reset', forgets: 'that reset headers may lie', platform: rateUntil(() => new Date('2300-01-01T00:00:00Z')) },
  { name: 'no-wait-on-429', forgets: 'to wait when X says so', platform: rateUntil((now) => now) },
  {
    name: 'no-lease',
    forgets: 'that another worker may be writing',
    onStatement: () => async (sql, params, run) => {
      if (/^insert into "lease"/.test(sql) && params.includes('x-list-writer')) await run("delete from lease where key = 'x-list-writer'")
      return undefined
    },
  },
  { name: 'no-applied-set', forgets: 'to write down what it adds', onStatement: without(/^insert into "list_applied"/) },
  {
    name: 'no-cooldown',
    forgets: 'that a locked account must be left alone',
    onStatement: without(/^insert into "lease"/, (params) => params.includes('x-list-cooldown')),
  },
  { name: 'no-tombstones', forgets: 'who left by himself', onStatement: without(/^update "list_applied" set "seen_at"/) },
  {
    name: 'no-re-read',
    forgets: 'that an operation in flight may have taken effect',
    beforeRun: async ({ sql }) => void (await sql("update plan_op set state = 'pending' where state = 'inflight'")),
  },
  {
    name: 'no-late-check',
    forgets: 'that a withdrawal beats a plan under way',
    onStatement: () => async (sql, params, run) => {
      if (!/^select .* from "ally" where "ally"\."id" = \$1/.test(sql) && !/^select .* from "ally" where "ally"\."id" in/.test(sql)) return undefined
      const result = (await run(sql, params)) as { rows: unknown }
      return { ...result, rows: JSON.parse(JSON.stringify(result.rows).replaceAll('"withdrawn"', '"approved"').replaceAll('"retired"', '"approved"')) }
    },
  },
  {
    name: 'no-removal-limit',
    forgets: 'that a list must not be emptied by mistake',
    start: (deps, actor, id, input) => startPlan(deps, actor, id, { ...input, override: { codes: ['too_many_removals', 'would_empty'], reason: 'none' } }),
  },
  {
    name: 'no-checksum',
    forgets: 'that the plan that was shown is the plan that runs',
    start: async (deps, _actor, id) => {
      await deps.store.database.executeSql("update plan set status = 'applying' where id = $1 and status in ('ready', 'stopped')", [id])
    },
  },
  { name: 'no-daily-cap', forgets: 'that X locks accounts that hurry', env: { X_DAILY_ADD_CAP: '1000' } },
  {
    name: 'skips-what-failed',
    forgets: 'to try again what did not arrive',
    platform: (platform) => {
      const swallow =
        (fn: ListPlatform['lists']['addMember']): ListPlatform['lists']['addMember'] =>
        (...args) =>
          fn(...args).catch((error: unknown) => {
            if (!isPlatformError(error) || error.kind !== 'transient') throw error
            throw new PlatformError('suspended', error.message)
          })
      return { ...platform, lists: { ...platform.lists, addMember: swallow(platform.lists.addMember) } }
    },
  },
]
