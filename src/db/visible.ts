import { sql } from 'drizzle-orm'
import type { Clock } from '../kernel/clock.js'
import type { Executor } from './open.js'
import { directoryVersion } from './schema/index.js'
import type { Store } from './tx.js'

/**
 * What a read sees now, in the words of Postgres (pg_current_snapshot): as long as they are the same no unit of work has ended, and all tables read as
 * they did. Null where they do not tell: in a unit of work that has written, and on a standby, which does not list what runs.
 */
export async function visibleNow(db: Executor): Promise<string | null> {
  const { rows } = (await db.execute(sql`
    select case when not pg_is_in_recovery() and pg_current_xact_id_if_assigned() is null
      then concat_ws(' ', pg_postmaster_start_time(), pg_current_snapshot()) end as visible`)) as unknown as { rows: { visible: string | null }[] }
  return rows[0]?.visible ?? null
}

/** The version of the public directory: raised by every change of what the public sees. 0 before the first. */
export async function directoryVersionNow(db: Executor): Promise<number> {
  const [row] = await db.select({ version: directoryVersion.version }).from(directoryVersion)
  return row?.version ?? 0
}

/** When what the public sees changed last; null before the first time. */
export async function directoryChangedAt(db: Executor): Promise<Date | null> {
  const [row] = await db.select({ at: directoryVersion.changed_at }).from(directoryVersion)
  return row?.at ?? null
}

/** How long another process's change may go unseen here (API.md §9). */
const POLL_MS = 1_000

interface Seen {
  version: number
  /** Of the clock; null before the first time. */
  at: number | null
  asking: Promise<number> | null
}
const seen = new WeakMap<Store, Seen>()

/**
 * The same, as far as this process has heard: what it committed itself at once, what others did within a second. Asks the database once a second at most; the embedded one, which
 * nobody else can open, once.
 */
export async function directoryVersionLately(deps: { store: Store; clock: Clock }): Promise<number> {
  const known = directoryVersionKnown(deps)
  if (known !== null) return known
  const here = seenBy(deps.store)
  const at = deps.clock.now().getTime()
  here.asking ??= directoryVersionNow(deps.store.db)
    .then((version) => {
      here.version = version
      here.at = at
      return version
    })
    .finally(() => {
      here.asking = null
    })
  return Math.max(await here.asking, deps.store.raised)
}

/** What the last would say without asking, or null if it would ask. */
export function directoryVersionKnown({ store, clock }: { store: Store; clock: Clock }): number | null {
  const { version, at } = seenBy(store)
  if (at === null || (store.database.engine !== 'pglite' && !isLately(at, clock.now().getTime()))) return null
  return Math.max(version, store.raised)
}

/** A clock that was set back tells nothing. */
const isLately = (at: number, now: number) => at <= now && now - at < POLL_MS

function seenBy(store: Store): Seen {
  const here = seen.get(store) ?? { version: 0, at: null, asking: null }
  seen.set(store, here)
  return here
}

/**
 * A reading of whole tables that many parts of one answer ask for: read once, and given again as long as nothing was written. What is given is shared, so
 * nobody may change it.
 * @param keep false for what is too large to lie in memory between two answers
 */
export function rememberedReading<T>(read: (db: Executor) => Promise<T>, keep: (value: T) => boolean): (deps: { store: Store }) => Promise<T> {
  const known = new WeakMap<Store, { visible: string; value: T }>()
  return async ({ store }) => {
    // Asked before the reading: what is written meanwhile makes the next question differ, never this answer last too long.
    const visible = await visibleNow(store.db)
    const last = known.get(store)
    if (last && last.visible === visible) return last.value
    const value = await read(store.db)
    if (visible !== null && keep(value)) known.set(store, { visible, value })
    return value
  }
}
