import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bench, median, rounded } from './measure.js'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const ROUNDS = 2
const GIVE_UP_MS = 60_000
const GOALS = { first: 15, later: 5 }
const BARE = "require('node:http').createServer((q, s) => s.end('ok')).listen(process.env.PORT, '127.0.0.1')"

/** From the command to the first 200 on /readyz, on an empty and on a filled directory, against the barest node:http server. */
export async function start(): Promise<Bench> {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: npm run build')
  const taken = { reference: [] as number[], first: [] as number[], later: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    const directory = mkdtempSync(join(tmpdir(), 'allies-bench-'))
    try {
      taken.reference.push(await toReady(['-e', BARE], directory))
      taken.first.push(await toReady([CLI, 'serve'], directory))
      taken.later.push(await toReady([CLI, 'serve'], directory))
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }
  const [reference, first, later] = [median(taken.reference), median(taken.first), median(taken.later)]
  return {
    name: 'start',
    ratios: {
      first: rounded(first / reference),
      later: rounded(later / reference),
      first_to_goal: rounded(first / GOALS.first),
      later_to_goal: rounded(later / GOALS.later),
    },
    absolute: { first_s: rounded(first), later_s: rounded(later), reference_s: rounded(reference), first_goal_s: GOALS.first, later_goal_s: GOALS.later },
  }
}

/** Seconds; the process has ended when this returns, and with it its lock on the directory. */
async function toReady(args: string[], directory: string): Promise<number> {
  const port = await freePort()
  const started = performance.now()
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATA_DIR: directory, LOG_LEVEL: 'error', NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    while (performance.now() - started < GIVE_UP_MS) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
      await answer?.arrayBuffer()
      if (answer?.status === 200) return (performance.now() - started) / 1000
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error(`not ready after ${GIVE_UP_MS / 1000} s`)
  } finally {
    await ended(child)
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
