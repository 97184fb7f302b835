import type { Config } from './config.js'
import { type Database, openDatabase } from './db/open.js'
import { prepareDatabase } from './db/prepare.js'
import { createStore } from './db/tx.js'
import { type Deps, type Log, silentLog, systemClock, systemIds } from './deps.js'
import type { Platform } from './platform/port.js'

export interface Composed {
  deps: Deps
  database: Database
}

/** Opens and migrates the database and puts together what every use-case is given. The caller closes the database. */
export async function compose(config: Config, log: Log = silentLog): Promise<Composed> {
  const clock = systemClock
  const ids = systemIds(clock)
  const database = await openDatabase({
    databaseUrl: config.DATABASE_URL,
    dataDir: config.DATA_DIR,
    onPoolError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
  })
  try {
    await prepareDatabase(database)
    const deps: Deps = { config, store: createStore(database, clock, ids), clock, ids, platform: null, log }
    deps.platform = connectPlatform(deps)
    return { deps, database }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Null without X access in the configuration: everything but list sync and profile refresh works without it. */
function connectPlatform(_deps: Deps): Platform | null {
  return null
}
