import { createOwnerTokens } from './access/owner/tokens.js'
import { createRateBook } from './access/rates/book.js'
import type { Config } from './config.js'
import { type Executor, openDatabase } from './db/open.js'
import { prepareDatabase } from './db/prepare.js'
import { createStore, type Store } from './db/tx.js'
import { type Deps, type Log, silentLog, systemClock, systemIds } from './deps.js'
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
    return { deps: { config, store, clock, ids, platform: await connectPlatform({ config, store, clock, log }, spending), log }, close }
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
    raised: 0,
  }
  return { config, store, clock: systemClock, ids: systemIds(systemClock), platform: null, log: silentLog }
}

/**
 * Null without X access in the configuration: everything but list sync and profile refresh works without it, and without loading its client. With an app of
 * its own (X_CLIENT_ID) the platform is there from the start and asks the database before every call who is connected, so that an account can be
 * connected, exchanged or disconnected without a restart, in all processes at once.
 */
export async function connectPlatform(
  deps: Pick<Deps, 'config' | 'store' | 'clock' | 'log'>,
  spending: Pick<Spending, 'meter' | 'allow' | 'left'>,
): Promise<Platform | null> {
  const { config, store, clock, log } = deps
  const own = credentialsFrom(config)
  const { X_CLIENT_ID: clientId, X_CLIENT_SECRET: clientSecret, X_API_BASE_URL: baseUrl, X_OAUTH_AUTHORIZE_URL: authorizeUrl } = config
  if (!own && clientId === undefined) return null
  const { createTokenEndpoint, createXPlatform } = await import('./platform/x/index.js')
  const signIn = clientId === undefined ? undefined : createTokenEndpoint({ baseUrl, authorizeUrl, clientId, clientSecret, clock })
  // Keys of the environment win (access/owner/in-force.ts).
  const user = own?.user ?? (signIn && createOwnerTokens({ store, clock, log, secret: config.SECRET, endpoint: signIn }))
  return createXPlatform({
    baseUrl,
    credentials: { ...own, ...(user ? { user } : {}) },
    clock,
    meter: spending.meter,
    allow: spending.allow,
    left: spending.left,
    rates: createRateBook(store, clock, log),
    ...(signIn ? { signIn } : {}),
  })
}
