import type { FastifyPluginAsync } from 'fastify'
import type { Database } from '../../src/db/open.js'
import { buildOpenApi } from '../../src/http/openapi.js'
import { dueNow, HANDLERS, jobsFor } from '../../src/jobs/handlers.js'
import { type After, follow, isAt } from './after.js'
import { begin } from './begin.js'
import { type Chance, chanceOf, mixed } from './chance.js'
import { type Checker, checkerOf } from './checker.js'
import { type Described, type Operation, readDocument } from './document.js'
import { drawRequest } from './draw.js'
import { type Breach, judge, type Rule, shutOut } from './judge.js'
import { emptyPool, type Pool } from './pool.js'
import { curlOf, PREFIX, type Request, type Response } from './request.js'
import { smaller } from './shrink.js'
import { openWorld, type World } from './world.js'

/** One breach with the request that showed it; like ones are told once. */
export interface Finding extends Breach {
  operation: string
  /** Which request of the world, from 1: so many replay it. */
  at: number
  times: number
  curl: string
}

export interface Played {
  requests: number
  checks: number
  findings: Finding[]
  /** Operation → status → how often. */
  answers: Map<string, Map<number, number>>
  /** Requests of somebody who may not: as many were refused, or there are findings. */
  shutOut: number
}

export interface PlayOptions {
  database: Database
  seed: number
  requests: number
  /** Bugs, planted into the running server. */
  planted?: FastifyPluginAsync[]
  /** What to do once the document has been read and before the first request. */
  armed?: ((world: World) => void) | undefined
  /** Ends with the first finding of which this is true. */
  until?: ((finding: Finding) => boolean) | undefined
}

const JOBS_EVERY = 120
const TICK_MS = 700
/** What `judge` holds against every answer. */
const RULES_AN_ANSWER = 9

/** One world from its first request to its last. Everything in it follows from the seed. */
export async function play(options: PlayOptions): Promise<Played> {
  const world = await openWorld(options.database, options.seed, options.planted)
  try {
    const { described, checker } = understood(await buildOpenApi(world.app))
    options.armed?.(world)
    return await playIn(world, described, checker, options)
  } finally {
    await world.close()
  }
}

const documents = new Map<string, { described: Described; checker: Checker }>()

/** Compiling all that a document promises takes as long as hundreds of requests, and the worlds of one process have the same one. */
function understood(text: string): { described: Described; checker: Checker } {
  const known = documents.get(text)
  if (known) return known
  const described = readDocument(text)
  const made = { described, checker: checkerOf(described) }
  documents.set(text, made)
  return made
}

async function playIn(world: World, described: Described, checker: Checker, { seed, requests, until }: PlayOptions): Promise<Played> {
  const pool = emptyPool(world.people.keys)
  const played: Played = { requests: 0, checks: 0, findings: [], answers: new Map(), shutOut: 0 }
  const tell = async (breach: Breach, request: Request | null) => {
    const operation = request ? `${request.method} ${request.operation.path}` : 'background'
    const like = (one: Finding) => one.rule === breach.rule && one.operation === operation && kind(one.text) === kind(breach.text)
    const known = played.findings.find(like)
    if (known) return void known.times++
    const shown = request && (await smaller(request, breach, world, checker))
    played.findings.push({ ...breach, operation, at: played.requests, times: 1, curl: shown ? curlOf(shown) : '' })
  }
  const ask = async (request: Request): Promise<Response> => {
    played.requests++
    const response = await world.send(request)
    played.checks += RULES_AN_ANSWER
    if (shutOut(request)) played.shutOut++
    count(played.answers, request, response)
    learn(pool, request, response)
    for (const breach of judge(request, response, checker, world)) await tell(breach, request)
    if (until && played.findings.some(until)) throw FOUND
    return response
  }
  const lookAtKept = async (request: Request | null) => {
    played.checks++
    for (const text of await world.outdated()) await tell({ rule: 'kept-too-long', text }, request)
  }
  let eventsSeen = 0
  const doJobs = async () => {
    eventsSeen = await work(world, eventsSeen, tell)
  }
  try {
    await begin(world, described, pool, ask, doJobs)
    await goOn()
  } catch (error) {
    if (error !== FOUND) throw error
  }
  return played

  async function goOn(): Promise<void> {
    for (let i = 0; played.requests < requests; i++) {
      const chance = chanceOf(mixed(seed, i))
      // Not with each request: what is read twice in one instant is the same.
      world.clock.advance(TICK_MS)
      if (chance.percent(3)) await otherMethod(chance, described, world, ask, tell)
      const request = drawRequest(described.operations, world.people, { chance, pool, described, fits: checker.fits })
      const watched = request.method !== 'GET' && chance.percent(25)
      const before = watched ? await world.traces() : ''
      const response = await ask(request)
      // 410 is what was found out by asking X: that a list is gone is noted, and told to webhooks.
      if (watched && response.status >= 400 && response.status !== 410 && (await world.traces()) !== before)
        await tell({ rule: 'refused-yet-written', text: `${response.status}, and there are more records or events than before` }, request)
      const after: After = { world, described, pool, chance, ask }
      played.checks++
      for (const breach of await follow(request, response, after)) await tell(breach, request)
      if (request.method !== 'GET' && response.status < 300) await lookAtKept(request)
      if (i % JOBS_EVERY === JOBS_EVERY - 1) {
        await doJobs()
        await lookAtKept(null)
      }
      if (until && played.findings.some(until)) throw FOUND
    }
  }
}

/** What was looked for was found: the world ends there. */
const FOUND = new Error('found')

/** Two breaches are alike if they differ in numbers and names only. */
const kind = (text: string) => text.replaceAll(/[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}|"[^"]*"|\/\d+/g, '…').replaceAll(/:.*$/g, '')

function count(answers: Played['answers'], { operation, method }: Request, { status }: Response): void {
  if (method !== operation.method) return
  const one = answers.get(operation.id) ?? new Map<number, number>()
  answers.set(operation.id, one.set(status, (one.get(status) ?? 0) + 1))
}

const ID_AT_END = /\/([a-z]{3}_[0-9a-hjkmnp-tv-z]{26})$/

function learn(pool: Pool, request: Request, response: Response): void {
  if (response.status >= 300 || response.body === undefined) return
  pool.learn(response.body)
  const own = /\/([a-z]{3}_[0-9a-hjkmnp-tv-z]{26})/.exec(request.path)?.[1]
  if (own) pool.learnParents(own, response.body)
  const { id, etag, next_cursor } = response.body as { id?: unknown; etag?: unknown; next_cursor?: unknown }
  const named = ID_AT_END.exec(request.path)?.[1] ?? (typeof id === 'string' ? id : undefined)
  if (named && response.headers.etag && (ID_AT_END.test(request.path) || response.status === 201)) pool.learnTag(named, response.headers.etag)
  if (typeof id === 'string' && typeof etag === 'string') pool.learnTag(id, etag)
  if (typeof next_cursor !== 'string') return
  const cursors = pool.cursors.get(request.operation.id) ?? []
  pool.cursors.set(request.operation.id, [...cursors.slice(-9), next_cursor])
}

const ALL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** A method that no operation has at this address is 405, and `Allow` names those that there are. */
async function otherMethod(
  chance: Chance,
  { operations }: Described,
  world: World,
  ask: (request: Request) => Promise<Response>,
  tell: (breach: Breach, request: Request) => Promise<void>,
): Promise<void> {
  const operation: Operation = chance.pick(operations)
  const path = PREFIX + operation.path.replaceAll(/\{\w+\}/g, 'x')
  // Addresses overlap: /audiences/pairs is also an /audiences/{id}.
  const there = operations.filter((one) => isAt(one, path)).map((one) => one.method)
  const missing = ALL_METHODS.filter((one) => !there.includes(one))
  if (missing.length === 0) return
  const method = chance.pick(missing)
  const request: Request = { operation, method, path, query: [], headers: {}, payload: undefined, value: undefined, who: world.people.admin, fault: null }
  const { status, headers } = await ask(request)
  const told = (headers.allow ?? '').split(', ')
  if (status !== 405) return tell({ rule: 'method', text: `${method} is ${status}` }, request)
  const lacking = there.filter((one) => !told.includes(one))
  if (lacking.length > 0 || told.includes(method)) await tell({ rule: 'method', text: `Allow is ${headers.allow}` }, request)
}

/** What the worker would have done meanwhile. */
async function work(world: World, since: number, tell: (breach: Breach, request: null) => Promise<void>): Promise<number> {
  const { deps } = world
  const events = (await deps.store.database.executeSql('select seq, type, subject from outbox where seq > $1 order by seq', [since])) as unknown as {
    rows: { seq: string; type: string; subject: string }[]
  }
  const jobs = new Map([...events.rows.flatMap(jobsFor), ...(await dueNow(deps))].map((job) => [`${job.name} ${job.key}`, job]))
  for (const job of jobs.values()) {
    try {
      await HANDLERS[job.name](deps, job.data)
    } catch (error) {
      await tell({ rule: 'job', text: `${job.name}: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}` }, null)
    }
  }
  return Number(events.rows.at(-1)?.seq ?? since)
}

/** Findings of several worlds, like ones once. */
export function tableOf(findings: readonly Finding[]): Map<Rule, number> {
  const table = new Map<Rule, number>()
  for (const { rule, times } of findings) table.set(rule, (table.get(rule) ?? 0) + times)
  return table
}
