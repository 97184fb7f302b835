import { existsSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { startPostgres } from '../helpers/postgres.js'
import { fillAt, PAGE } from './api.js'
import { CLI, type Server, startProduct } from './api-server.js'
import { type Bench, load, rounded } from './measure.js'

const ALLIES = 10_000
const SLOW_CLIENTS = 1_000
/** How long it is looked for slow clients that are still there. */
const WATCHED_S = 20
const OVERLOAD = 3
const OVERLOAD_S = 10
/** Over which a crowd comes. */
const CONNECTIONS = 1_000
/** A request that has no answer by then is lost to whoever asked. */
const PATIENCE_MS = 5_000
const SIGNALS = Number(process.env.SIGNALS ?? 100)
/** As often as a balancer may ask. */
const PROBED_MS = 100

interface Answer {
  /** 0: the line broke, or nothing came in time. */
  status: number
  ms: number
  retry_after: boolean
}

/**
 * The server under more than it can do: good clients' p99 beside 1,000 slow ones against without, and how long the slow ones are let; answers at three times its capacity; requests
 * dropped when it is told to end amid load, by clients that leave as a balancer does, once /readyz says so. Pages are read from Postgres, not kept ready.
 */
export async function apiLoad(): Promise<Bench> {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: npm run build')
  const cluster = await startPostgres()
  const running = new Set<Server>()
  const product = async () => {
    const server = await startProduct(cluster.url, 0)
    running.add(server)
    return server
  }
  try {
    await fillAt(cluster.url, ALLIES)
    const server = await product()
    await load(server.url + PAGE, 3)
    const slow = await amongSlowClients(server)
    console.log(
      `slow clients: ${SLOW_CLIENTS} of them, the last closed after ${rounded(slow.longest_s)} s, ${slow.left} still there after ${WATCHED_S} s; p99 of the good ${rounded(slow.beside_ms)} ms (${rounded(slow.alone_ms)} without)`,
    )
    const over = await overloaded(server)
    console.log(
      `overload: capacity ${rounded(over.capacity)} pages/s, asked for ${rounded(over.asked)}/s: ${rounded(over.good)} 200s/s, turned away ${over.refused}, without Retry-After ${over.rude}, other answers ${over.other}, unanswered ${over.unanswered}`,
    )
    running.delete(server)
    await server.stop()
    let dropped = 0
    let answered = 0
    let badly_ended = 0
    for (let round = 0; round < SIGNALS; round++) {
      const one = await signalled(await product())
      dropped += one.dropped
      answered += one.answered
      badly_ended += one.code === 0 ? 0 : 1
      if (round % 10 === 9) console.log(`SIGTERM: ${round + 1} of ${SIGNALS}, ${answered} answered, ${dropped} dropped`)
    }
    const ratios = { 'p99 beside slow clients / alone': rounded(slow.beside_ms / slow.alone_ms), 'goodput at 3 x capacity': rounded(over.good / over.capacity) }
    const goals: [string, number, (value: number) => boolean, string][] = [
      ['seconds until the last slow client is closed', slow.left === 0 ? rounded(slow.longest_s) : Number.POSITIVE_INFINITY, (s) => s <= 15, '<= 15'],
      ['p99 beside slow clients / alone', ratios['p99 beside slow clients / alone'], (x) => x < 2, '< 2'],
      ['goodput at 3 x capacity', ratios['goodput at 3 x capacity'], (x) => x >= 0.7, '>= .7'],
      ['at 3 x capacity neither 200 nor refused with Retry-After', over.rude + over.other + over.unanswered, (n) => n === 0, '0'],
      [`requests dropped by ${SIGNALS} SIGTERMs`, dropped, (n) => n === 0, '0'],
    ]
    for (const [figure, value, holds, goal] of goals)
      console.log(`${figure.padEnd(76)} ${String(value).padStart(8)}   goal ${goal}   ${holds(value) ? 'reached' : 'MISSED'}`)
    return {
      name: 'load',
      ratios,
      absolute: {
        'last slow client closed, s': rounded(slow.longest_s),
        'slow clients left': slow.left,
        'capacity, pages/s': rounded(over.capacity),
        'good at overload, pages/s': rounded(over.good),
        'turned away': over.refused,
        'neither 200 nor a refusal with Retry-After': over.rude + over.other,
        'without an answer in time': over.unanswered,
        [`dropped by ${SIGNALS} SIGTERMs`]: dropped,
        'answered around them': answered,
        'ended with another code than 0': badly_ended,
      },
    }
  } finally {
    for (const server of running) await server.stop()
    await cluster.stop()
  }
}

/** Half of them send their headers a byte a second, half the body of a nomination. */
async function amongSlowClients({ url }: Server) {
  const { hostname, port } = new URL(url)
  const alone = await load(url + PAGE, 5)
  const left = new Set<Socket>()
  let longest_s = 0
  const started = performance.now()
  const HEAD = 'GET /api/v1/allies HTTP/1.1\r\nHost: x\r\nX-Slow: '
  const BODY = 'POST /api/v1/nominations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"targets":["'
  for (let at = 0; at < SLOW_CLIENTS; at++) {
    const socket = connect(Number(port), hostname)
    left.add(socket)
    socket.on('error', () => undefined)
    socket.resume()
    socket.once('close', () => {
      left.delete(socket)
      longest_s = Math.max(longest_s, (performance.now() - started) / 1000)
    })
    socket.write(at % 2 === 0 ? HEAD : BODY)
  }
  const drip = setInterval(() => {
    for (const socket of left) if (socket.writable) socket.write('x')
  }, 1_000)
  const beside = await load(url + PAGE, 5)
  while (left.size > 0 && performance.now() - started < WATCHED_S * 1000) await pause(100)
  clearInterval(drip)
  const many = left.size
  for (const socket of left) socket.destroy()
  return { alone_ms: alone.p99_ms, beside_ms: beside.p99_ms, longest_s, left: many }
}

/** New requests come at their own pace, whether or not those before are answered: that is what a crowd does. */
async function overloaded({ url }: Server) {
  const { per_second: capacity } = await load(url + PAGE, 5)
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS })
  // Opened before, as those of a proxy in front are: Node takes one new connection each turn of its loop, so that a crowd of them waits in the kernel, where nobody can answer it.
  await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(`${url}/livez`, agent)))
  const answers: Promise<Answer>[] = []
  const started = performance.now()
  for (let due = 0; performance.now() - started < OVERLOAD_S * 1000; await pause(5)) {
    due = ((performance.now() - started) / 1000) * OVERLOAD * capacity
    while (answers.length < due) answers.push(ask(url + PAGE, agent))
  }
  const seconds = (performance.now() - started) / 1000
  const all = await Promise.all(answers)
  agent.destroy()
  const of = (test: (one: Answer) => boolean) => all.filter(test).length
  const isRefusal = ({ status }: Answer) => status === 429 || status === 503
  return {
    capacity,
    asked: all.length / seconds,
    good: of(({ status }) => status === 200) / seconds,
    refused: of((one) => isRefusal(one) && one.retry_after),
    rude: of((one) => isRefusal(one) && !one.retry_after),
    other: of((one) => one.status !== 0 && one.status !== 200 && !isRefusal(one)),
    unanswered: of(({ status }) => status === 0),
  }
}

function ask(url: string, agent: Agent): Promise<Answer> {
  const started = performance.now()
  return new Promise((resolve) => {
    const end = (status: number, retry_after = false) => resolve({ status, ms: performance.now() - started, retry_after })
    const request = get(url, { agent, timeout: PATIENCE_MS }, (response) => {
      response.resume()
      response.once('end', () => end(response.statusCode ?? 0, response.headers['retry-after'] !== undefined))
      response.once('error', () => end(0))
    })
    request.once('error', () => end(0)).once('timeout', () => request.destroy())
  })
}

/** Ten clients ask without a pause; the server is told to end amid it, and they stop asking once a probe hears that it is not ready. */
async function signalled(server: Server) {
  const agent = new Agent({ keepAlive: true })
  let leave = false
  const statuses: number[] = []
  const clients = Array.from({ length: 10 }, async () => {
    while (!leave) statuses.push((await ask(server.url + PAGE, agent)).status)
  })
  await pause(200 + Math.random() * 200)
  const ended = server.stop()
  const probe = (async () => {
    while (!leave) {
      if ((await ask(`${server.url}/readyz`, agent)).status !== 200) leave = true
      else await pause(PROBED_MS)
    }
  })()
  const code = await ended
  leave = true
  await Promise.all([...clients, probe])
  agent.destroy()
  return { code, answered: statuses.filter((status) => status === 200).length, dropped: statuses.filter((status) => status !== 200).length }
}
