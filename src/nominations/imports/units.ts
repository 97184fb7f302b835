/**
 * How much of an import is done in one unit of work, and what comes between two. Postgres works beside us, so its units are large. The embedded database
 * runs on our own thread and answers from one session: nothing else, not even a page that asks it for nothing, gets a turn within a unit, nor between two
 * of them if nobody gives it one.
 */
import { setImmediate } from 'node:timers/promises'
import type { Deps } from '../../deps.js'
import { importedAllies } from './storing/repo.js'

export interface Units {
  /** Targets that are identified at once. */
  targets: number
  /** Names that become nominations at once. */
  nominations: number
  /** Nominations that are taken back at once. */
  removals: number
  /** Entries that are counted anew, or drafts that are removed, at once. */
  entries: number
  /** Units side by side: Postgres gives each a core. Every voice is in one of them only, so they do not wait for one another. */
  lanes: number
}

const BESIDE_US: Units = { targets: 200, nominations: 4000, removals: 2000, entries: 200, lanes: 2 }
const ON_OUR_THREAD: Units = { targets: 25, nominations: 400, removals: 250, entries: 100, lanes: 1 }

type Store = Pick<Deps, 'store'>

export const unitsOf = ({ store }: Store): Units => (store.database.engine === 'pglite' ? ON_OUR_THREAD : BESIDE_US)

/** Entries an import's nominations belong to, in units. Their ids are fetched many at a time: finding the next few costs as much as finding many. */
export async function* entriesInUnits(deps: Store, importId: string): AsyncGenerator<string[]> {
  const { entries } = unitsOf(deps)
  for (let after = ''; ; ) {
    const ids = await importedAllies(deps.store.db, importId, after, IDS)
    const last = ids.at(-1)
    if (last === undefined) return
    after = last
    for (let at = 0; at < ids.length; at += entries) yield ids.slice(at, at + entries)
  }
}

/** Ids that are fetched at once, for many units. */
export const IDS = 5000

/** Between two units. What waits (requests, events of the board) runs whole in its own turn, since the embedded database answers at once. */
export async function letOthers({ store }: Store): Promise<void> {
  if (store.database.engine === 'pglite') await setImmediate()
}
