import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export interface Server {
  url: string
  /** Milliseconds of processor time that it has taken so far, of all its threads. */
  cpu(): number
  /** Most memory that it has held so far, in bytes. */
  peak(): number
  /** @returns its exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** The product on its own, in one process with this Postgres. */
export const startProduct = (databaseUrl: string, cacheMb: number, flags: string[] = []): Promise<Server> =>
  startServer([...flags, CLI, 'serve'], {
    DATABASE_URL: databaseUrl,
    SECRET: 'a secret of the bench, longer than thirty-two characters',
    PAGE_CACHE_MB: String(cacheMb),
    REQUESTS_PER_MINUTE: '1000000',
    WORKER: 'false',
    PUBLIC_URL: 'https://allies.example',
  })

export async function startServer(args: string[], env: Record<string, string>, input = ''): Promise<Server> {
  const port = await freePort()
  const directory = mkdtempSync(join(tmpdir(), 'allies-bench-'))
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: directory, NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(input)
  const url = `http://127.0.0.1:${port}`
  await readyAt(url, child)
  const status = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? Number.NaN)
  return {
    url,
    cpu: () => {
      // Fields 14 and 15 of stat (proc_pid_stat(5)), in hundredths of a second; the name before them may hold blanks.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return (Number(fields[11]) + Number(fields[12])) * 10
    },
    peak: () => status('VmHWM') * 1024,
    stop: async (signal = 'SIGTERM') => {
      const code = await new Promise<number | null>((resolve) => {
        if (child.exitCode !== null) return resolve(child.exitCode)
        child.once('exit', (code) => resolve(code))
        child.kill(signal)
      })
      rmSync(directory, { recursive: true, force: true })
      return code
    },
  }
}

async function readyAt(url: string, child: ChildProcess): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; ) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the server is not ready after a minute')
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
