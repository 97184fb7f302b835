import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { openDatabase } from '../../src/db/open.js'
import { prepareDatabase } from '../../src/db/prepare.js'
import { startPostgres } from '../helpers/postgres.js'
import { fillDirectory } from './api-directory.js'
import { CLI, type Server, startProduct, startServer } from './api-server.js'
import { type Bench, median, rounded } from './measure.js'

export const PAGE = '/api/v1/allies?kind=organisation&sort=-support&limit=50'
const SMALL = 10_000
const LARGE = 1_000_000
const ROUNDS = 3
/** Of each round, so many that a tick of the kernel's clock (10 ms) is no part of the figure. */
const REQUESTS = { quick: 20_000, slow: 2_000 }
const MEGABYTE = 1024 * 1024

/** Ends with the bytes of a page sent by the barest node:http server there is. */
const BARE = `
const { readFileSync } = require('node:fs')
const { bytes, headers } = JSON.parse(readFileSync(0, 'utf8'))
const body = Buffer.from(bytes, 'base64')
require('node:http').createServer((q, s) => { s.writeHead(200, headers); s.end(body) }).listen(process.env.PORT, '127.0.0.1')`

/**
 * What a page of 50 of 10,000 allies costs the server, in processor time of its process: kept ready, as a 304, and read from Postgres, each as a ratio to node:http sending the
 * same bytes, in turns; the same page, read from Postgres, of 1,000,000 allies against 10,000; and the memory that an export of 1,000,000 adds, with a heap that is kept small: left
 * to itself, V8 lets garbage lie while there is room.
 */
export async function api(): Promise<Bench> {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: npm run build')
  const cluster = await startPostgres()
  const running: Server[] = []
  const product = async (url: string, cacheMb: number, flags: string[] = []) => {
    const server = await startProduct(url, cacheMb, flags)
    running.push(server)
    return server
  }
  try {
    await fillAt(cluster.url, SMALL)
    const [kept, read] = [await product(cluster.url, 32), await product(cluster.url, 0)]
    const answer = await fetch(kept.url + PAGE)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const etag = answer.headers.get('etag') ?? ''
    const headers: Record<string, string> = {}
    answer.headers.forEach((value, name) => {
      if (!['connection', 'keep-alive', 'date', 'transfer-encoding'].includes(name)) headers[name] = value
    })
    const bare = await startServer(['-e', BARE], {}, JSON.stringify({ bytes: bytes.toString('base64'), headers }))
    running.push(bare)
    const legs = {
      bare: () => costOf(bare, REQUESTS.quick),
      page: () => costOf(kept, REQUESTS.quick),
      'not modified': () => costOf(kept, REQUESTS.quick, { 'if-none-match': etag }),
      'first read': () => costOf(read, REQUESTS.slow),
    }
    const taken = await inTurns(legs)
    for (const [name, us] of Object.entries(taken)) console.log(`${name}: ${rounded(us)} us of processor time a request`)
    await fillAt(cluster.url, LARGE)
    const large = await inTurns({ 'first read': legs['first read'] })
    const [easy, tight] = [await exporting(read), await exporting(await product(cluster.url, 0, ['--max-old-space-size=128']))]
    const ratios = {
      'cached page / node:http': rounded(taken.page / taken.bare),
      '304 / node:http': rounded(taken['not modified'] / taken.bare),
      'first read / node:http': rounded(taken['first read'] / taken.bare),
      'first read, 1,000,000 / 10,000': rounded(large['first read'] / taken['first read']),
    }
    const goals: [string, number, number][] = [
      ['cached page / node:http', ratios['cached page / node:http'], 1.8],
      ['304 / node:http', ratios['304 / node:http'], 1.5],
      ['first read / node:http', ratios['first read / node:http'], 15],
      ['first read, 1,000,000 / 10,000', ratios['first read, 1,000,000 / 10,000'], 1.5],
      ['MB that an export of 1,000,000 adds', tight.mb, 128],
    ]
    for (const [figure, value, goal] of goals)
      console.log(`${figure.padEnd(40)} ${String(value).padStart(8)}   goal <= ${goal}   ${value <= goal ? 'reached' : 'MISSED'}`)
    return {
      name: 'api',
      ratios,
      absolute: {
        'page bytes': bytes.length,
        ...Object.fromEntries(Object.entries(taken).map(([name, us]) => [`${name}, CPU us`, rounded(us)])),
        'first read of 1,000,000, CPU us': rounded(large['first read']),
        'export of 1,000,000, s': easy.seconds,
        'export adds, MB, as Node lets garbage lie': easy.mb,
        'export adds, MB, with a heap of 128': tight.mb,
        'export s, with a heap of 128': tight.seconds,
      },
    }
  } finally {
    for (const server of running) await server.stop()
    await cluster.stop()
  }
}

export async function fillAt(url: string, count: number): Promise<void> {
  const database = await openDatabase({ databaseUrl: url, dataDir: '.' })
  try {
    await prepareDatabase(database)
    await database.executeSql('truncate ally, account cascade')
    await fillDirectory(database, count)
    await database.executeSql(
      'insert into directory_version (id, version) values (1, 1) on conflict (id) do update set version = directory_version.version + 1',
    )
  } finally {
    await database.close()
  }
}

/** Microseconds of the server's processor for each of so many requests over ten connections, after a tenth of them unmeasured. */
async function costOf(server: Server, requests: number, headers: Record<string, string> = {}): Promise<number> {
  await ask(server.url + PAGE, requests / 10, headers)
  const before = server.cpu()
  await ask(server.url + PAGE, requests, headers)
  return ((server.cpu() - before) * 1000) / requests
}

async function inTurns<K extends string>(legs: Record<K, () => Promise<number>>): Promise<Record<K, number>> {
  const taken = new Map<K, number[]>()
  for (let round = 0; round < ROUNDS; round++) for (const name of Object.keys(legs) as K[]) taken.set(name, [...(taken.get(name) ?? []), await legs[name]()])
  return Object.fromEntries([...taken].map(([name, values]) => [name, median(values)])) as Record<K, number>
}

/** From a process of its own. @throws if an answer is neither 200 nor, where that was asked for, 304 */
async function ask(url: string, requests: number, headers: Record<string, string>): Promise<void> {
  const bin = createRequire(import.meta.url).resolve('autocannon/autocannon.js')
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`])
  const text = await new Promise<string>((resolve, reject) => {
    const child = spawn(process.execPath, [bin, '--json', '-c', '10', '-a', String(Math.ceil(requests)), ...given, url], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
    })
    child.once('error', reject).once('close', () => resolve(out))
  })
  const result = JSON.parse(text) as { '2xx': number; '3xx': number; non2xx: number; errors: number }
  const good = Object.keys(headers).length > 0 ? result['3xx'] : result['2xx']
  if (good < requests || result.errors > 0) throw new Error(`${url}: ${good} of ${requests} were as asked for, ${result.errors} failed`)
}

/** What the table of all adds to the most that the server held before, in megabytes. @throws if it is cut short */
async function exporting({ url, peak }: Server): Promise<{ mb: number; seconds: number }> {
  await fetch(url + PAGE).then((answer) => answer.arrayBuffer())
  const before = peak()
  const started = performance.now()
  const rows = await drain(`${url}/api/v1/allies.csv`)
  if (rows !== LARGE) throw new Error(`the table has ${rows} rows`)
  return { mb: rounded((peak() - before) / MEGABYTE), seconds: rounded((performance.now() - started) / 1000) }
}

/** Reads an answer to its end without keeping it. @returns its lines but the first */
async function drain(url: string): Promise<number> {
  const answer = await fetch(url)
  if (!answer.ok || !answer.body) throw new Error(`${url} is ${answer.status}`)
  let lines = -1
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>)
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  return lines
}
