import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { openDatabase } from '../../src/db/open.js'
import { account, ally } from '../../src/db/schema/index.js'
import { seeded } from '../eval/reach-families.js'
import { allyRow } from '../helpers/rows.js'
import { type Bench, rounded } from './measure.js'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const IDS = 10_000_000
const GOALS = { seconds: 30, peak_mb: 256 }
const GIVE_UP_MS = 60_000
const PORTION = 10_000

/**
 * Loaded before the server: answers with what the process took since it was asked last. The peak is the kernel's for this program (VmHWM); maxRSS of
 * getrusage begins with the size of whoever started it.
 */
const WITNESS = `
import { isMainThread } from 'node:worker_threads'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readFileSync } from 'node:fs'
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let cpu = process.cpuUsage()
  const peak = () => {
    try { return Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) } catch { return process.resourceUsage().maxRSS }
  }
  process.on('message', () => {
    const { user, system } = process.cpuUsage(cpu)
    process.send({ peak_mb: peak() / 1024, cpu_seconds: (user + system) / 1e6, p99_ms: delay.percentile(99) / 1e6, max_ms: delay.max / 1e6 })
    cpu = process.cpuUsage()
    delay.reset()
  })
  process.channel.unref()
}`

/** Reads what is sent and answers with nothing: what the way over loopback alone takes. */
const BARE = "require('node:http').createServer((q, s) => q.resume().on('end', () => s.writeHead(201).end('{}'))).listen(process.env.PORT, '127.0.0.1')"

const WITNESSED = ['--import', `data:text/javascript,${encodeURIComponent(WITNESS)}`, CLI, 'serve']

interface Witnessed {
  peak_mb: number
  cpu_seconds: number
  p99_ms: number
  max_ms: number
}

/** A list of 10 M followers by POST to the product in a process of its own, on Postgres, as text and packed; and the same bytes to a server that drops them. */
export async function uploading(url: string): Promise<Pick<Bench, 'ratios' | 'absolute'>> {
  if (!existsSync(CLI)) return { ratios: {}, absolute: { upload: 'skipped: dist/cli.js is missing: npm run build' } }
  const directory = mkdtempSync(join(tmpdir(), 'allies-bench-'))
  const ratios: Record<string, number> = {}
  const absolute: Record<string, number | string> = {}
  let server: Started | undefined
  let bare: Started | undefined
  try {
    const files = { text: join(directory, 'ids.txt'), gzip: join(directory, 'ids.txt.gz') }
    await pipeline(Readable.from(lines()), createWriteStream(files.text))
    await pipeline(createReadStream(files.text), createGzip({ level: 1 }), createWriteStream(files.gzip))
    bare = await start(['-e', BARE], url, directory, '/')
    // The first start fills the database and prints a key; those that are measured find it filled.
    server = await start(WITNESSED, url, directory, '/readyz')
    const key = await printedKey(server)
    await addAccount(url)
    await server.stop()
    for (const [name, file] of Object.entries(files)) {
      const alone = await post(`${bare.url}/`, file, {})
      server = await start(WITNESSED, url, directory, '/readyz')
      const { peak_mb } = await ask(server.child)
      absolute['upload: server after its start, MB'] = Math.round(peak_mb)
      const give = async (to: Started) => {
        const { seconds, body } = await post(`${to.url}/api/v1/audiences?account=bench_account`, file, {
          authorization: `Bearer ${key}`,
          'content-type': 'text/plain',
          ...(name === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
        })
        const { ids_read, distinct } = JSON.parse(body) as { ids_read: number; distinct: number }
        if (ids_read !== IDS || Math.abs(distinct / IDS - 1) > 0.1) throw new Error(`of ${IDS} ids ${ids_read} were read, ${distinct} distinct`)
        return { seconds, ...(await ask(to.child)) }
      }
      const took = await give(server)
      ratios[`upload of 10 M ids as ${name} / dropping the bytes`] = rounded(took.seconds / alone.seconds)
      absolute[`upload as ${name}, s`] = rounded(took.seconds)
      absolute[`upload as ${name}, cpu_s`] = rounded(took.cpu_seconds)
      absolute[`upload as ${name}, MB sent`] = Math.round(statSync(file).size / 1_048_576)
      absolute[`upload as ${name}, peak MB`] = Math.round(took.peak_mb)
      absolute[`upload as ${name}, event loop p99, ms`] = rounded(took.p99_ms)
      absolute[`upload as ${name}, event loop max, ms`] = rounded(took.max_ms)
      await give(server)
      absolute[`upload as ${name}, peak MB after three`] = Math.round((await give(server)).peak_mb)
      await server.stop()
    }
    for (const [goal, value] of Object.entries(GOALS)) absolute[`upload, goal_${goal}`] = value
    return { ratios, absolute }
  } finally {
    for (const one of [server, bare]) await one?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Ids of today's 19 digits, in no order, nearly all different. */
function* lines(): Generator<string> {
  const random = seeded(20_263)
  for (let made = 0; made < IDS; made += PORTION) {
    let text = ''
    for (let at = 0; at < PORTION; at++)
      text += `1${String(Math.floor(random() * 1e9)).padStart(9, '0')}${String(Math.floor(random() * 1e9)).padStart(9, '0')}\n`
    yield text
  }
}

interface Started {
  url: string
  child: ChildProcess
  said(): string
  stop(): Promise<void>
}

async function start(args: string[], database: string, directory: string, ready: string): Promise<Started> {
  const port = await freePort()
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      DATABASE_URL: database,
      DATA_DIR: directory,
      SECRET: 'a bench secret of more than thirty-two characters',
      LOG_LEVEL: 'error',
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk
  })
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  const started = performance.now()
  while (performance.now() - started < GIVE_UP_MS && child.exitCode === null) {
    const answer = await fetch(url + ready).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.ok) return { url, child, said: () => said, stop }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await stop()
  throw new Error(`${args.at(-1)} did not become ready`)
}

/** It is printed when all else has started, after the first answer. */
async function printedKey({ said }: Started): Promise<string> {
  const since = performance.now()
  while (performance.now() - since < GIVE_UP_MS) {
    const key = /shown only this once[^:]*: (\S+)\n/.exec(said())?.[1]
    if (key) return key
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the server printed no key')
}

async function ask(child: ChildProcess): Promise<Witnessed> {
  const answer = once(child, 'message')
  child.send('how much?')
  const [told] = await answer
  return told as Witnessed
}

async function post(url: string, file: string, headers: Record<string, string>): Promise<{ seconds: number; body: string }> {
  const started = performance.now()
  const sending = request(url, { method: 'POST', headers: { ...headers, 'content-length': statSync(file).size } })
  const answered = once(sending, 'response')
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), sending)
  const [response] = await answered
  let body = ''
  for await (const chunk of response) body += chunk
  if (response.statusCode !== 201) throw new Error(`${url}: ${response.statusCode} ${body.slice(0, 300)}`)
  return { seconds: (performance.now() - started) / 1000, body }
}

async function addAccount(url: string): Promise<void> {
  const database = await openDatabase({ databaseUrl: url, dataDir: '.' })
  try {
    const at = new Date()
    const id = 'aly_00000000000000000000000001'
    await database.db.insert(ally).values(allyRow(id, 'Bench', at, { section: 'D' }))
    await database.db.insert(account).values({
      id: 'acc_00000000000000000000000001',
      ally_id: id,
      handle_key: 'bench_account',
      handle: 'bench_account',
      x_user_id: '14999999',
      state: 'active',
      created_at: at,
    })
  } finally {
    await database.close()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}
