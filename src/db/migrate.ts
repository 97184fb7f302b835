import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator'
import type { Database } from './open.js'

/** src/db and dist/db lie at the same depth, so one path serves both. */
const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

/** Any constant of our own: it names the lock that all starting processes share. */
const LOCK = 7_246_018

/**
 * Applies what is missing, then does `more` (the queue's own schema). Safe for many processes at once: neither drizzle's migrator nor
 * `create schema if not exists` excludes another start, so a lock does, on the very client that migrates.
 */
export async function migrate(database: Database, more: () => Promise<void> = async () => undefined): Promise<void> {
  if (database.withClient) {
    await database.withClient(async (client) => {
      // The pool's limits are made for requests, not for waiting on another process's migration.
      await client.query('set lock_timeout = 0; set statement_timeout = 0')
      await client.query('select pg_advisory_lock($1)', [LOCK])
      try {
        await migratePg(drizzlePg(client), { migrationsFolder })
        await more()
      } finally {
        await client.query('select pg_advisory_unlock($1)', [LOCK])
        await client.query('reset lock_timeout; reset statement_timeout')
      }
    })
    return
  }
  const { migrate: migratePglite } = await import('drizzle-orm/pglite/migrator')
  await migratePglite(database.db as never, { migrationsFolder })
  await more()
}

/** True if the database answers and has every migration of this build. */
export async function isMigrated(database: Database): Promise<boolean> {
  const wanted = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis ?? 0
  const { rows } = await database.executeSql('select max(created_at)::text as last from drizzle.__drizzle_migrations', [])
  return Number((rows[0] as { last: string | null } | undefined)?.last ?? 0) >= wanted
}
