import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { loadConfig } from '../../src/config.js'
import { migrate } from '../../src/db/migrate.js'
import { openDatabase } from '../../src/db/open.js'
import { account, accountHandle, ally } from '../../src/db/schema/index.js'
import { createStore } from '../../src/db/tx.js'
import { type Deps, silentLog } from '../../src/deps.js'
import { foldHandle } from '../../src/directory/handle.js'
import { attachTarget } from '../../src/directory/identify.js'
import { matchEntries } from '../../src/directory/identity/matching/service.js'
import { resolveAccounts } from '../../src/directory/resolve.js'
import { manualClock } from '../../src/kernel/clock.js'
import { seededIds } from '../../src/kernel/ids.js'
import { type Simulator, startSimulator } from '../../src/platform/simulator/index.js'
import { createXPlatform } from '../../src/platform/x/index.js'

import { readCsv } from './csv.js'

export interface RenameScore {
  /** Entries that came to hold two handles which no numeric id holds together. */
  string_merges: number
  /** Changes whose old handle is in no history any more or leads elsewhere, or whose one id ended in two accounts. */
  lost: number
  changes: number
  renamed_by_id: number
}

interface Sighting {
  at: string
  handle: string
  /** Null where nobody asked X. */
  id: string | null
}

const FILE = 'handle_changes_congress.csv'
/** Accounts looked up on one of those days, those never looked up and the stalest first: a deployment with a budget learns late, too. */
const A_DAY = 50
const OWNER = '900000001'
const key = (handle: string) => foldHandle(handle) ?? ''

/**
 * Replays the handle changes of the file in the order of time (IDENTITY.md §5.2) through the product: a simulated X whose accounts are renamed on those
 * days, the genuine client, nominations under the handles of each day, lookups and background matching. Null if the file is absent.
 */
export async function scoreRenames(directory: string): Promise<RenameScore | null> {
  const path = join(directory, FILE)
  if (!existsSync(path)) return null
  const changes = readCsv(readFileSync(path, 'utf8')).map((row) => ({
    before: { at: row.seen_old ?? '', handle: row.old_handle ?? '', id: row.old_id || null },
    after: { at: row.seen_new ?? '', handle: row.new_handle ?? '', id: row.new_id || null },
  }))
  const sightings = changes.flatMap(({ before, after }) => [before, after])
  const days = [...new Set(sightings.map(({ at }) => at))].sort()
  const clock = manualClock(`${days[0] ?? '2012-01-01'}T00:00:00.000Z`)
  const database = await openDatabase({ dataDir: 'memory://' })
  await migrate(database)
  const sim = await startSimulator({ clock, seed: 1, scenario: { users: [{ id: OWNER, username: 'replay_eg', name: 'Replay' }] } })
  try {
    const ids = seededIds(1, () => clock.now().getTime())
    const platform = createXPlatform({ baseUrl: sim.url, credentials: sim.credentials(OWNER), clock, meter: () => undefined, timeoutMs: 5_000 })
    const deps: Deps = {
      config: loadConfig({ SECRET: 'a replay needs thirty-two characters', LOG_LEVEL: 'silent' }),
      store: createStore(database, clock, ids),
      clock,
      ids,
      platform,
      log: silentLog,
    }
    for (const day of days) {
      clock.set(new Date(`${day}T12:00:00.000Z`))
      const today = sightings.filter(({ at }) => at === day)
      for (const sighting of today) onX(sim, sighting)
      for (const { handle } of today) await nominate(deps, handle)
      // X is asked on the days on which somebody did: on the others nothing can be learned.
      if (!today.some(({ id }) => id !== null)) continue
      await resolveAccounts(deps, { limit: A_DAY })
    }
    clock.advance(30 * 86_400_000)
    await resolveAccounts(deps)
    await matchEntries(deps)
    return await score(deps, changes)
  } finally {
    await sim.close()
    await database.close()
  }
}

/** From now on the account has the handle, whoever had it before. */
function onX(sim: Simulator, { handle, id }: Sighting): void {
  if (id === null) return
  const { users } = sim.exportState()
  const holder = Object.values(users).find((user) => user.id !== id && user.username.toLowerCase() === handle.toLowerCase())
  if (holder) sim.changeUser(holder.id, { username: `was_${holder.id}`.slice(0, 15) })
  if (users[id]) sim.changeUser(id, { username: handle })
  else sim.addUser({ id, username: handle, name: handle })
}

const nominate = (deps: Deps, handle: string) =>
  deps.store.transaction((tx) => attachTarget(tx, deps, { kind: 'account', display: handle, key: key(handle) }, { texts: [] }))

async function score(deps: Deps, changes: readonly { before: Sighting; after: Sighting }[]): Promise<RenameScore> {
  const periods = await deps.store.db
    .select({
      account: account.id,
      same_as: account.same_as,
      whole: ally.canonical_id,
      handle: accountHandle.handle_key,
      x_user_id: account.x_user_id,
      entry: ally.id,
    })
    .from(accountHandle)
    .innerJoin(account, eq(account.id, accountHandle.account_id))
    .innerJoin(ally, eq(ally.id, account.ally_id))
    .orderBy(asc(account.id))
  const wholeOf = (entry: string) => periods.find((period) => period.entry === entry)?.whole ?? entry
  const holders = (handle: string) => periods.filter((period) => period.handle === key(handle))
  let lost = 0
  let renamed = 0
  for (const { before, after } of changes) {
    const sameId = before.id !== null && before.id === after.id
    const owner = sameId ? periods.find(({ x_user_id }) => x_user_id === before.id)?.account : undefined
    const together = sameId && [before, after].every(({ handle }) => holders(handle).some((period) => period.account === owner))
    if (holders(before.handle).length === 0 || (sameId && !together)) lost++
    else if (sameId) {
      renamed++
      // Who nominates under the old handle today means the same body, as long as X has not given the handle to another.
      const taken = periods.some((period) => period.handle === key(before.handle) && period.x_user_id !== null && period.x_user_id !== before.id)
      const [old, now] = [await nominate(deps, before.handle), await nominate(deps, after.handle)]
      // A voice stays with the entry it named, which may be a part of the whole by now.
      if (!taken && wholeOf(old.ally_id) !== wholeOf(now.ally_id)) lost++
    }
  }
  // Two handles of one body have to share an id.
  const ids = new Map<string, Set<string>>()
  for (const { handle, id } of changes.flatMap(({ before, after }) => [before, after])) {
    if (id !== null) ids.set(key(handle), (ids.get(key(handle)) ?? new Set()).add(id))
  }
  const wholes = new Map<string, Set<string>>()
  for (const { whole, handle } of periods) wholes.set(whole, (wholes.get(whole) ?? new Set()).add(handle))
  const merged = [...wholes.values()].filter((handles) => {
    const [first = new Set<string>(), ...others] = [...handles].map((handle) => ids.get(handle) ?? new Set<string>())
    return handles.size > 1 && ![...first].some((id) => others.every((other) => other.has(id)))
  })
  return { string_merges: merged.length, lost, changes: changes.length, renamed_by_id: renamed }
}
