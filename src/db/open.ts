import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { type DirectoryLock, lockDirectory } from './lock.js'
import * as schema from './schema/index.js'

/** One type over both drivers: services never learn which engine they run on. */
export type Executor = PgDatabase<PgQueryResultHKT, typeof schema>

/** Raw SQL for the few who bring their own (the queue): with values one statement, without them as many as the text holds. */
export type ExecuteSql = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>

export interface Database {
  engine: 'pglite' | 'postgres'
  db: Executor
  executeSql: ExecuteSql
  /** The PGlite instance, for backups and the tests' snapshots. */
  pglite?: PGlite
  /** A client of its own, for the migration lock. */
  withClient?<T>(fn: (client: pg.PoolClient) => Promise<T>): Promise<T>
  /** For whoever finds the embedded database in use: where its holder answers over HTTP. */
  served?(url: string): void
  close(): Promise<void>
}

export interface OpenOptions {
  databaseUrl?: string | undefined
  /** Directory of the embedded database; `memory://` keeps it in memory. */
  dataDir: string
  poolSize?: number
  /** How long a request waits for a connection before it is told to come back. */
  connectionTimeoutMs?: number
  onPoolError?: (error: Error) => void
}

export async function openDatabase(options: OpenOptions): Promise<Database> {
  return options.databaseUrl ? openPostgres(options.databaseUrl, options) : openEmbedded(options.dataDir)
}

/**
 * Use-cases read several things at once, and inside a unit of work all of it goes over one connection. pg only warns of a query that
 * is made while another runs; its next major version refuses it. So they wait for one another here.
 */
function inOrder(client: pg.PoolClient): void {
  const run = client.query.bind(client) as unknown as (...given: unknown[]) => Promise<unknown>
  let last: Promise<unknown> = Promise.resolve()
  const query = (...given: unknown[]) => {
    const [first] = given
    // The pool's own way of asking: it has the connection for itself and is called back.
    if (typeof given.at(-1) === 'function' || typeof (first as { submit?: unknown } | undefined)?.submit === 'function') return run(...given)
    const result = last.then(() => run(...given))
    last = result.catch(() => undefined)
    return result
  }
  client.query = query as unknown as typeof client.query
}

function openPostgres(connectionString: string, options: OpenOptions): Database {
  const pool = new pg.Pool({
    connectionString,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 2_000,
    statement_timeout: 15_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 10_000,
    // Tests and command line runs must be able to end while connections idle.
    allowExitOnIdle: true,
  })
  // Without a listener a broken idle connection would end the process.
  pool.on('error', (error) => options.onPoolError?.(error))
  // The pool listens only while a connection idles: one that breaks amid a unit of work, between two queries, would end it as well.
  pool.on('connect', (client) => {
    inOrder(client)
    client.on('error', (error) => options.onPoolError?.(error))
  })
  return {
    engine: 'postgres',
    db: drizzlePg(pool, { schema }) as unknown as Executor,
    executeSql: async (text, values) => {
      const result = values ? await pool.query(text, values) : await pool.query(text)
      return Array.isArray(result) ? { rows: result.at(-1)?.rows ?? [] } : { rows: result.rows }
    },
    withClient: async (fn) => {
      const client = await pool.connect()
      try {
        return await fn(client)
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

async function openEmbedded(dataDir: string): Promise<Database> {
  const inMemory = dataDir.startsWith('memory://')
  const directory = inMemory ? dataDir : join(dataDir, 'pglite')
  let lock: DirectoryLock | undefined
  if (!inMemory) {
    mkdirSync(dataDir, { recursive: true })
    lock = lockDirectory(directory)
  }
  try {
    // Imported only here: a deployment on Postgres never loads the 26 MB of wasm.
    const { PGlite } = await import('@electric-sql/pglite')
    const pglite = await PGlite.create(directory, { extensions: await extensions() })
    return wrapPglite(pglite, lock)
  } catch (error) {
    lock?.release()
    throw error
  }
}

/** Contributed modules that the migrations ask for. */
export async function extensions() {
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm')
  return { pg_trgm }
}

export async function wrapPglite(pglite: PGlite, lock?: DirectoryLock): Promise<Database> {
  const { drizzle } = await import('drizzle-orm/pglite')
  return {
    engine: 'pglite',
    db: drizzle(pglite, { schema }) as unknown as Executor,
    pglite,
    executeSql: async (text, values) => {
      try {
        if (values) return { rows: (await pglite.query(text, values)).rows }
        return { rows: (await pglite.exec(text)).at(-1)?.rows ?? [] }
      } catch (error) {
        // There is one session: left aborted, it would refuse everybody's next statement.
        await pglite.exec('rollback').catch(() => undefined)
        throw error
      }
    },
    ...(lock ? { served: (url: string) => lock.tell(url) } : {}),
    close: async () => {
      await pglite.close()
      lock?.release()
    },
  }
}
