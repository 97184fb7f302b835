import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { createGzip, gzipSync } from 'node:zlib'
import pg from 'pg'
import t, { type Test } from 'tap'
import { zip } from '../fixtures/pack.js'
import { TEMPLATE } from '../helpers/template.js'

const POSTGRES = process.env.ALLIES_TEST_POSTGRES
const MB = 1024 * 1024
/** RELIABILITY.md §9 asks for 2 s and 64 MB. The suite's tests share two cores, so that time is given twice as much here; what was measured is printed. */
const MOST_MS = 4_000
const MOST_MB = 64

type Body = Uint8Array | string | (() => Generator<Uint8Array>)

function* repeated(piece: Uint8Array, times = Number.POSITIVE_INFINITY): Generator<Uint8Array> {
  for (let i = 0; i < times; i++) yield piece
}

/** Packed as it comes, so that the zeros are never held here either. */
async function gzipOfZeros(megabytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 })
  const out: Buffer[] = []
  gzip.on('data', (chunk: Buffer) => out.push(chunk))
  const zeros = Buffer.alloc(MB)
  for (let i = 0; i < megabytes; i++) if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve))
  await new Promise((resolve) => gzip.on('end', resolve).end())
  return Buffer.concat(out)
}

interface Answer {
  status: number
  body: { code?: string; detail?: string }
}

/** As a client would send it over a real line; one that goes on sending after the answer is told to stop. */
function send(port: number, key: string, name: string, body: Body): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: `/api/v1/imports?file_name=${encodeURIComponent(name)}`,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream', 'idempotency-key': `bomb-${name.replaceAll(/\W/g, '-')}` },
      },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => {
          text += chunk
        })
        response.on('end', () => {
          call.destroy()
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] })
        })
      },
    )
    let answered = false
    call.on('response', () => {
      answered = true
    })
    call.on('error', (error) => {
      if (!answered) reject(error)
    })
    if (typeof body !== 'function') return void call.end(body)
    const pieces = body()
    const more = () => {
      for (let next = pieces.next(); !next.done; next = pieces.next()) {
        if (answered) return
        if (!call.write(next.value)) return void call.once('drain', more)
      }
      call.end()
    }
    more()
  })
}

const line = (text: string) => `{"id":"450348608517066758","author_id":"14000009","author":{"username":"a_eg"},"text":"${text}"}\n`

async function bombs(): Promise<[string, Body, RegExp][]> {
  return [
    ['gzip of 200 MB of zeros', await gzipOfZeros(200), /100 times/],
    ['gzip of good lines, a thousand times their size', gzipSync(line('A1 @x_eg #Chat').repeat(600_000)), /100 times/],
    ['zip in a zip', zip([{ name: 'a.zip', data: zip([{ name: 'b.csv', data: 'x' }]) }]), /inside another/],
    ['path that climbs out of a zip', zip([{ name: '../../etc/passwd', data: 'x' }]), /cannot be read/],
    ['one line of 200 MB', () => repeated(Buffer.alloc(MB, 'a'), 200), /64/],
    ['JSON 20,000 levels deep', `{"data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, /nested deeper/],
    ['NUL bytes', Buffer.from(`A1 @x_eg\0\n`.repeat(50)), /NUL/],
    ['no UTF-8', Buffer.from([0x41, 0x31, 0x20, 0x40, 0xff, 0xc3, 0x28, 0x0a]), /not UTF-8/],
    ['lone surrogates', line('\\ud83d A1 @x_eg').repeat(20), /none of its lines holds a post: line 1 holds half a character/],
    ['members twice', line('A1 @x_eg","text":"A1 @y_eg').repeat(20), /twice/],
    ['__proto__', line('A1 @x_eg","__proto__":{"admin":true},"a":"b').repeat(20), /__proto__/],
    ['a table of 100,000 columns', `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n`, /columns/],
    ['an endless stream', () => repeated(Buffer.from(line('A1 @x_eg').repeat(1000))), /64/],
    ['many lines of many names', '[20:01] @b_eg: A1 @a @b @c @d @e @f @g @h @i\n'.repeat(6_000), /nearly all names/],
    ['gzip within gzip', gzipSync(gzipSync('A1 @x_eg')), /inside another/],
  ]
}

interface Server {
  pid: number
  port: number
  key: string
  stop(): Promise<void>
}

/** As people run it: what is measured is this process with its threads, and nothing of the test. */
async function startServer(env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, ['dist/cli.js', 'serve'], {
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', REQUESTS_PER_MINUTE: '1000000', SECRET: 'a test secret of more than thirty-two characters', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  let key = ''
  for await (const line of createInterface({ input: child.stdout })) {
    key ||= /alk_live_\w+/.exec(line)?.[0] ?? ''
    const port = / is at http:\/\/[^:]+:(\d+)/.exec(line)?.[1]
    if (port === undefined) continue
    const stop = async () => {
      child.kill('SIGTERM')
      await closed
    }
    return { pid: child.pid ?? 0, port: Number(port), key, stop }
  }
  throw new Error('the server ended before it listened')
}

/** Megabytes that the process holds, from Linux' own account; 0 elsewhere. */
function residentMb(pid: number): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / MB
  } catch {
    return 0
  }
}

const GOOD = '[20:01] @a_eg: A1 @x_eg\n[20:02] @b_eg: A1 @y_eg\n'

async function explode(t: Test, env: Record<string, string>): Promise<void> {
  const { pid, port, key, stop } = await startServer({ DATA_DIR: t.testdir(), ...env })
  t.teardown(stop)
  // What the first requests load and compile is not the bombs'; a large file starts threads once.
  const padded = Buffer.from(`${GOOD}${'[20:03] @c_eg: yes\n'.repeat(10_000)}`)
  for (const [name, body] of [
    ['small', GOOD],
    ['large', padded],
  ] as const)
    t.equal((await send(port, key, name, body)).status, 201)
  for (const [name, body, reason] of await bombs()) {
    const before = residentMb(pid)
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, residentMb(pid) - before)
    }, 5)
    const started = performance.now()
    const answer = await send(port, key, name, body)
    const took = performance.now() - started
    clearInterval(watch)
    t.ok(answer.status >= 400 && answer.status < 500, `${name}: ${answer.status} ${answer.body.code}`)
    t.match(answer.body.detail, reason, name)
    t.ok(took < MOST_MS, `${name}: ${took.toFixed(0)} ms`)
    t.ok(most < MOST_MB, `${name}: ${most.toFixed(0)} MB more`)
    t.comment(`${name}: ${answer.status} in ${took.toFixed(0)} ms, ${most.toFixed(0)} MB more`)
  }
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/imports`, { headers: { authorization: `Bearer ${key}` } })
  const { items } = (await answer.json()) as { items: { file_name: string; state: string }[] }
  t.ok(items.every(({ file_name, state }) => state === (file_name === 'small' || file_name === 'large' ? 'ready' : 'failed')))
  t.equal((await send(port, key, 'after', GOOD.replace('@y_eg', '@z_eg'))).status, 201, 'and the server goes on')
}

t.setTimeout(180_000)
t.test('bombs are refused, in time and without taking memory [pglite]', (t) => explode(t, {}))
t.test(
  'bombs are refused, in time and without taking memory [postgres]',
  { skip: POSTGRES ? false : 'no Postgres: run the suite with npm test' },
  async (t) => {
    const name = `t_bombs_${process.pid}`
    const admin = new pg.Client({ connectionString: POSTGRES })
    await admin.connect()
    await admin.query(`create database ${name} template ${TEMPLATE}`)
    t.teardown(async () => {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    })
    const url = new URL(POSTGRES ?? '')
    url.pathname = `/${name}`
    await explode(t, { DATABASE_URL: url.href })
  },
)
