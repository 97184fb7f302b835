import Fastify, { type FastifyInstance } from 'fastify'
import type { Clock } from '../../kernel/clock.js'
import { ANSWERS, type AnswerRow } from '../answers.js'
import { addUser } from './changes.js'
import type { RouteKey } from './contract.js'
import { control, type SimulatorControl } from './control.js'
import { exchange, type Handler } from './exchange.js'
import type { FaultSpec } from './faults.js'
import { setFault } from './faults.js'
import { registerControlRoutes } from './routes/control.js'
import { getRecentCounts, getUsage } from './routes/counts.js'
import { getFollowers, getFollowing } from './routes/followers.js'
import { getList, getOwnedLists, postList, putList, removeList } from './routes/lists.js'
import { deleteMember, getMembers, postMember } from './routes/members.js'
import { registerOAuthRoutes } from './routes/oauth.js'
import { getRecentSearch } from './routes/search.js'
import { getMe, getUsers, getUsersBy } from './routes/users.js'
import { emptyState, type NewUser, type SimSettings, type SimState } from './state.js'

export type { SimulatorControl, SimulatorCredentials } from './control.js'
export type { FaultName, FaultSpec } from './faults.js'
export type { LogRow, NewUser, SimList, SimPost, SimSettings, SimState, SimUser } from './state.js'

export interface SimulatorOptions {
  clock: Clock
  /** The same seed and the same calls give the same answers, ids and tokens. Default 1. */
  seed?: number
  /** Default 0: a free port. */
  port?: number
  host?: '127.0.0.1'
  scenario?: Scenario
}

/** What the simulator starts with. */
export interface Scenario {
  users?: readonly NewUser[]
  settings?: Partial<SimSettings>
  faults?: readonly FaultSpec[]
  /** Goes on from an exported state instead of an empty one. */
  state?: SimState
}

export interface Simulator extends SimulatorControl {
  /** Base address without a slash at the end, for X_API_BASE_URL. */
  url: string
  /** Ends also connections that a fault left hanging. */
  close(): Promise<void>
}

const ROUTES: Record<RouteKey, Handler> = {
  'POST /2/lists': postList,
  'PUT /2/lists/:id': putList,
  'DELETE /2/lists/:id': removeList,
  'GET /2/lists/:id': getList,
  'GET /2/users/:id/owned_lists': getOwnedLists,
  'POST /2/lists/:id/members': postMember,
  'DELETE /2/lists/:id/members/:user_id': deleteMember,
  'GET /2/lists/:id/members': getMembers,
  'GET /2/users/:id/followers': getFollowers,
  'GET /2/users/:id/following': getFollowing,
  'GET /2/users/by': getUsersBy,
  'GET /2/users': getUsers,
  'GET /2/users/me': getMe,
  'GET /2/tweets/search/recent': getRecentSearch,
  'GET /2/tweets/counts/recent': getRecentCounts,
  'GET /2/usage/tweets': getUsage,
}

/** A stateful X API on loopback: for the demo, the tests, and trying the product without paying X (X-PLATFORM.md §6). */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { scenario = {} } = options
  const state = startingState(scenario, options.seed ?? 1)
  for (const user of scenario.users ?? []) addUser(state, user)
  for (const fault of scenario.faults ?? []) setFault(state, fault)
  const app = Fastify({ logger: false, forceCloseConnections: true, routerOptions: { maxParamLength: 200 } })
  const world = { state, clock: options.clock }
  for (const [key, handler] of Object.entries(ROUTES) as [RouteKey, Handler][]) {
    const [method, url] = key.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string]
    app.route({ method, url, handler: (request, reply) => exchange(world, key, handler, request, reply) })
  }
  const controls = control(world)
  registerOAuthRoutes(app, world)
  registerControlRoutes(app, controls)
  answerTheRest(app)
  const url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' })
  return { ...controls, url, close: () => app.close() }
}

/** A state that was saved by an earlier version lacks what came since. */
function startingState({ state, settings }: Scenario, seed: number): SimState {
  const empty = emptyState(state?.seed ?? seed, { ...state?.settings, ...settings })
  return state ? { ...empty, ...structuredClone(state), settings: empty.settings } : empty
}

function answerTheRest(app: FastifyInstance): void {
  const send = (row: AnswerRow, values = {}) => ({ status: row.status, text: JSON.stringify(row.body(values)), type: row.content_type })
  app.setNotFoundHandler(async (_request, reply) => {
    await reply
      .code(404)
      .type('application/problem+json')
      .send(JSON.stringify({ title: 'Not Found', detail: 'Not Found', type: 'about:blank', status: 404 }))
  })
  app.setErrorHandler(async (error: { statusCode?: number; message: string }, _request, reply) => {
    const bad = (error.statusCode ?? 500) < 500
    const { status, text, type } = bad
      ? send(ANSWERS['invalid-request'], { parameter: 'body', value: '', message: 'The body is not valid JSON' })
      : send(ANSWERS['server-json'])
    await reply.code(status).type(type).send(text)
  })
}
