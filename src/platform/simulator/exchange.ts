import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../kernel/clock.js'
import { authenticate } from './auth.js'
import { type Answer, type Call, type Caller, failed, Refused } from './call.js'
import { appendLog } from './changes.js'
import { PRICE_TABLES, type RouteKey, SCOPES } from './contract.js'
import { type ActiveFault, fireFaults } from './faults.js'
import { endToken, letHappen, subjectOf } from './happenings.js'
import { type Charge, charge, isBroke } from './ledger.js'
import { rateHeaders, refusalHeaders, takeFromDay, takeFromWindow } from './rates.js'
import type { SimState } from './state.js'
import { deliver } from './transport.js'

const OF_ONE_TARGET: ReadonlySet<string> = new Set(['protected', 'blocked-owner', 'suspended-target', 'gone-target', 'lock-silent', 'both-data-and-errors'])

export type Handler = (call: Call) => Answer

/** What every call goes through, in X's order: faults before, token, rate, credits, scopes, the route itself, ledger, log, faults after. */
export async function exchange(
  world: { state: SimState; clock: Clock },
  route: RouteKey,
  handler: Handler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { state } = world
  const now = world.clock.now().getTime()
  const subject = subjectOf(route, request.params as Record<string, string>, request.body)
  const faults = fireFaults(state, route, (fault) => !OF_ONE_TARGET.has(fault.name) || fault.user_id === undefined || fault.user_id === subject.user_id)
  const authorization = request.headers.authorization
  letHappen(state, faults, subject, now)
  const caller = authenticate(state, { method: request.method, url: request.url, host: request.headers.host ?? '', authorization }, now)
  if (caller) endToken(state, caller.key, faults, now)
  const before = cutBefore(faults)
  const answer = before ? null : answerOf(world.state, now, route, handler, request, caller, faults)
  log(state, now, route, request, caller, faults, before ? { status: 0 } : (answer ?? { status: 0 }))
  await deliver(reply, answer, faults)
}

/** The line broke before the call was read. */
export const cutBefore = (faults: readonly ActiveFault[]): boolean =>
  faults.some((fault) => (fault.name === 'reset' || fault.name === 'hang') && fault.when !== 'after')

type Priced = Answer & { cost_milli_usd?: number }

function answerOf(
  state: SimState,
  now: number,
  route: RouteKey,
  handler: Handler,
  request: FastifyRequest,
  caller: ReturnType<typeof authenticate>,
  faults: readonly ActiveFault[],
): Priced {
  const named = (name: ActiveFault['name']) => faults.find((fault) => fault.name === name)
  const early = named('5xx-before')
  if (early) return serverError(state, early)
  if (named('redirect-301')) return failed(state, 'moved', {}, { headers: { location: 'https://api.x.com/3/' } })
  if (named('endpoint-410')) return failed(state, 'endpoint-gone')
  if (named('account-locked')) return failed(state, 'account-locked-v1')
  if (!caller || named('token-revoked') || (named('token-expired') && state.bearers[caller.key]))
    return failed(state, state.settings.error_style === 'v1' ? 'token-invalid-v1' : 'unauthorized')
  const window = takeFromWindow(state, caller, route, now)
  if (!window) return failed(state, caller.user_id === null ? 'unsupported-authentication' : 'app-only')
  const day = takeFromDay(state, caller, route, now)
  const headers = { ...rateHeaders(window, state.settings.clock_skew_ms), ...day?.headers }
  const limited = named('rate-429') ?? named('rate-day') ?? named('rate-lying')
  const tooMany = state.settings.error_style === 'v1' ? 'rate-v1' : 'rate-problem'
  if (limited) return failed(state, tooMany, {}, { headers: refusalHeaders(state, headers, limited, now) })
  if (!window.passed || day?.passed === false) return failed(state, tooMany, {}, { headers })
  if (named('usage-capped')) return failed(state, 'usage-capped', {}, { headers })
  if (named('credits-402') || isBroke(state)) return failed(state, 'credits-depleted', {}, { headers })
  if (named('scope-missing') || !SCOPES[route].every((scope) => caller.scopes.includes(scope))) return failed(state, 'forbidden', {}, { headers })
  const answer = handle(handler, { state, now, who: caller, ...parts(request), faults })
  const billable = answer.charge ?? (answer.status !== 400 && PRICE_TABLES['2026-08'][route].per === 'call' ? { resources: [] } : undefined)
  const cost = billable ? charge(state, { route, ...(named('bill-members-as-lists') ? asList(billable, answer) : billable) }, now) : 0
  const late = named('5xx-after')
  // The effect stands and stays in the log; only its acknowledgement is lost.
  const sent = late ? { ...answer, ...serverError(state, late) } : answer
  return { ...sent, headers: { ...headers, ...answer.headers }, cost_milli_usd: cost }
}

/** X prices list reads and user reads and does not say which of them a list's members are: here the page is one list. */
const asList = ({ resources }: Charge, { list_id = '' }: Answer) => ({
  priced_as: 'GET /2/lists/:id' as const,
  resources: resources.length > 0 ? [`list:${list_id}`] : [],
})

function handle(handler: Handler, call: Call): Answer {
  try {
    return handler(call)
  } catch (error) {
    if (error instanceof Refused) return error.answer
    throw error
  }
}

function parts(request: FastifyRequest): Pick<Call, 'params' | 'query' | 'body'> {
  return { params: request.params as Record<string, string>, query: new URL(request.url, 'http://loopback').searchParams, body: request.body }
}

export function serverError(state: SimState, fault: ActiveFault): Answer {
  const name = { html: 'server-html', empty: 'server-empty', json: 'server-json', v1: 'server-v1' } as const
  return failed(state, name[fault.variant ?? 'html'])
}

function log(
  state: SimState,
  now: number,
  route: RouteKey,
  request: FastifyRequest,
  caller: Caller | null,
  faults: readonly ActiveFault[],
  answer: Partial<Priced> & { status: number },
): void {
  appendLog(state, {
    at: now,
    method: request.method,
    route,
    url: request.url,
    owner: caller?.user_id ?? null,
    status: answer.status,
    effect: answer.effect ?? 'none',
    list_id: answer.list_id ?? null,
    user_id: answer.user_id ?? null,
    cost_milli_usd: answer.cost_milli_usd ?? 0,
    faults: faults.map((fault) => fault.name),
  })
}
