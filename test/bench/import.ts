/**
 * From a file of twarc2 to nominations on a real Postgres, by the command line as people run it: posts a second, peak memory of the process with its
 * threads, delay of its event loop. References in the same run: JSON.parse of the same lines and nothing else, and jq taking out the mentions (skipped if absent).
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '../helpers/postgres.js'
import { type Shape, writeArchive } from './archive.js'
import { type Bench, rounded } from './measure.js'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const MB = 1_000_000
const GOALS = { posts_per_second: 20_000, peak_mb: 192, loop_p99_ms: 100, linear: 0.9 }

/**
 * Loaded before the command: says at the end what the process took. Threads load it too and say nothing. The peak is the kernel's for this program
 * (VmHWM, proc(5)); maxRSS of getrusage(2) begins with the size of whoever started it.
 */
const WITNESS = `
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { writeSync } from 'node:fs'
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const peak = () => {
    try { return Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) } catch { return process.resourceUsage().maxRSS }
  }
  process.on('exit', () => writeSync(3, JSON.stringify({ peak_mb: peak() / 1024, p99_ms: delay.percentile(99) / 1e6, max_ms: delay.max / 1e6 })))
}`

interface Run {
  seconds: number
  peak_mb: number
  p99_ms: number
  max_ms: number
  added: number
}

export async function importing(): Promise<Bench> {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: npm run build')
  const directory = mkdtempSync(join(tmpdir(), 'allies-bench-'))
  const postgres = await startPostgres()
  const ratios: Record<string, number> = {}
  const absolute: Record<string, number | string> = {}
  try {
    const rates: Record<string, number> = {}
    for (const [name, shape, size] of [
      ['flattened_100mb', 'flattened', 100 * MB],
      ['pages_100mb', 'pages', 100 * MB],
      ['pages_1gb', 'pages', 1000 * MB],
    ] as [string, Shape, number][]) {
      const path = join(directory, `${name}.jsonl`)
      const posts = writeArchive(path, size, shape)
      const parsing = await parseAlone(path)
      const jq = peer(path, shape)
      const url = new URL(postgres.url)
      url.pathname = `/bench_${name}`
      execFileSync(
        process.execPath,
        [
          '-e',
          `const pg=require('pg');(async()=>{const c=new pg.Client(process.argv[1]);await c.connect();await c.query('create database bench_${name}');await c.end()})()`,
          postgres.url,
        ],
        {
          cwd: fileURLToPath(new URL('../..', import.meta.url)),
        },
      )
      run(['series', 'add', 'SWHelper', '--name', 'Sample', '--timezone', 'Europe/London'], url.href, directory)
      const result = await measured(['import', path, '--series', 'SWHelper', '--json'], url.href, directory)
      rates[name] = posts / result.seconds
      ratios[`${name}_time_to_json_parse`] = rounded(result.seconds / parsing)
      if (jq !== null) ratios[`${name}_time_to_jq`] = rounded(result.seconds / jq)
      absolute[`${name}_posts`] = posts
      absolute[`${name}_bytes_per_post`] = Math.round(statSync(path).size / posts)
      absolute[`${name}_nominations`] = result.added
      absolute[`${name}_seconds`] = rounded(result.seconds)
      absolute[`${name}_posts_per_second`] = Math.round(posts / result.seconds)
      absolute[`${name}_peak_mb`] = Math.round(result.peak_mb)
      absolute[`${name}_loop_p99_ms`] = rounded(result.p99_ms)
      absolute[`${name}_loop_max_ms`] = rounded(result.max_ms)
      rmSync(path)
    }
    ratios.pages_rate_1gb_to_100mb = rounded((rates.pages_1gb ?? 0) / (rates.pages_100mb ?? 1))
    for (const [goal, value] of Object.entries(GOALS)) absolute[`goal_${goal}`] = value
    return { name: 'import', ratios, absolute }
  } finally {
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

const environment = (url: string, directory: string) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  DATABASE_URL: url,
  DATA_DIR: directory,
  SECRET: 'a bench secret of more than thirty-two characters',
  NODE_ENV: 'production',
})

function run(args: string[], url: string, directory: string): void {
  execFileSync(process.execPath, [CLI, ...args], { env: environment(url, directory), stdio: ['ignore', 'ignore', 'inherit'] })
}

async function measured(args: string[], url: string, directory: string): Promise<Run> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(WITNESS)}`, CLI, ...args], {
    env: environment(url, directory),
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  let out = ''
  let told = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk
  })
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    told += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the import ended with ${code}`)
  const seconds = (performance.now() - started) / 1000
  const last = JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as { counts?: { added?: number } }
  return { seconds, added: last.counts?.added ?? 0, ...(JSON.parse(told) as Pick<Run, 'peak_mb' | 'p99_ms' | 'max_ms'>) }
}

/** Seconds of JSON.parse of each line; reading the lines is not counted. */
async function parseAlone(path: string): Promise<number> {
  let taken = 0
  let held: string[] = []
  let members = 0
  const parse = () => {
    const started = performance.now()
    for (const line of held) members += Object.keys(JSON.parse(line) as object).length
    taken += performance.now() - started
    held = []
  }
  let size = 0
  for await (const line of createInterface({ input: createReadStream(path, { highWaterMark: 1 << 20 }), crlfDelay: Number.POSITIVE_INFINITY })) {
    held.push(line)
    size += line.length
    if (size > 8_000_000) {
      parse()
      size = 0
    }
  }
  parse()
  if (members === 0) throw new Error('nothing was parsed')
  return taken / 1000
}

/** Seconds jq takes to write out the mentions; null if there is no jq. */
function peer(path: string, shape: Shape): number | null {
  const filter = shape === 'pages' ? '.data[].entities.mentions[]?.username' : '.entities.mentions[]?.username'
  const started = performance.now()
  const { error, status } = spawnSync('jq', ['-r', filter, path], { stdio: ['ignore', 'ignore', 'inherit'] })
  return error || status !== 0 ? null : (performance.now() - started) / 1000
}
