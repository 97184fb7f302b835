import type { Config } from './config.js'
import { type Executor, openDatabase } from './db/open.js'
import { prepareDatabase } from './db/prepare.js'
import { createStore, type Store } from './db/tx.js'
import { type Deps, type Log, silentLog, systemClock, systemIds } from './deps.js'
import type { Clock } from './kernel/clock.js'
import { meterSpending, type Spending } from './lists/spending.js'
import type { Platform } from './platform/port.js'
import { credentialsFrom } from './platform/x/credentials.js'

export interface Composed {
  deps: Deps
  /** Waits for the last notes of what calls to X cost, then closes the database. */
  close(): Promise<void>
}

/** Opens and migrates the database and puts together what every use-case is given. */
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
    const store = createStore(database, clock, ids)
    const spending = meterSpending(store, clock, log, config.X_MONTHLY_BUDGET_USD)
    const close = async () => {
      await spending.settle()
      await database.close()
    }
    return { deps: { config, store, clock, ids, platform: await connectPlatform(config, clock, spending), log }, close }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** For what needs no stored data (looking at a file, the API document): reaching for the database is an error. */
export function depsWithoutDatabase(config: Config): Deps {
  const none = (): never => {
    throw new Error('this was to work without a database')
  }
  const store: Store = {
    database: { engine: 'postgres', db: {} as Executor, executeSql: none, close: async () => undefined },
    get db() {
      return none()
    },
    transaction: none,
    open: none,
  }
  return { config, store, clock: systemClock, ids: systemIds(systemClock), platform: null, log: silentLog }
}

/** Null without X access in the configuration: everything but list sync and profile refresh works without it, and without loading its client. */
async function connectPlatform(config: Config, clock: Clock, spending: Spending): Promise<Platform | null> {
  const credentials = credentialsFrom(config)
  if (!credentials) return null
  const { createXPlatform } = await import('./platform/x/index.js')
  return createXPlatform({ baseUrl: config.X_API_BASE_URL, credentials, clock, meter: spending.meter, allow: spending.allow })
}
