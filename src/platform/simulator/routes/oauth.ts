import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../../kernel/clock.js'
import { TOKEN_ANSWERS, type TokenAnswerName } from '../../answers.js'
import { type Answer, failed } from '../call.js'
import { appendLog, findUser } from '../changes.js'
import type { AuthRoute } from '../contract.js'
import { cutBefore, serverError } from '../exchange.js'
import { type ActiveFault, type FaultName, fireFaults } from '../faults.js'
import { decideConsent, exchangeToken, readConsent, revokePair, type TokenRequest } from '../oauth.js'
import type { LogRow, SimState } from '../state.js'
import { deliver } from '../transport.js'
import { consentPage, refusalPage } from './authorize-page.js'

type Told = Answer & { owner?: string | null; effect?: LogRow['effect'] }
type Handler = (request: FastifyRequest, faults: readonly ActiveFault[], now: number) => Told

/** `/i/oauth2/authorize`, `/2/oauth2/token` and `/2/oauth2/revoke`: signing in as one of the simulated users. */
export function registerOAuthRoutes(app: FastifyInstance, world: { state: SimState; clock: Clock }): void {
  const { state } = world
  const authorize: Handler = (request, _faults, now) => {
    const query = request.method === 'GET' ? new URL(request.url, 'http://loopback').searchParams : new URLSearchParams(formOf(request.body))
    const consent = readConsent(state, query)
    if (typeof consent === 'string') return html(400, refusalPage(consent))
    const name = query.get('_as')
    const users = Object.values(state.users).filter((user) => !user.gone && !user.suspended)
    if (query.get('decision') === 'cancel') return away(decideConsent(state, consent, null, now))
    if (name === null) return html(200, consentPage(consent, query, users))
    const user = findUser(state, name)
    if (!user || !users.includes(user)) return html(400, refusalPage('There is no such account to sign in with.'))
    return { ...away(decideConsent(state, consent, user.id, now)), owner: user.id }
  }
  const token: Handler = (request, faults, now) => {
    const outcome = exchangeToken(state, requestOf(request, faults), now)
    if ('failed' in outcome) return refused(outcome.failed)
    return { status: 200, content_type: 'application/json', body: outcome.granted, headers: NOT_KEPT, owner: outcome.user_id, effect: outcome.effect }
  }
  const revoke: Handler = (request, faults) => {
    const done = revokePair(state, requestOf(request, faults))
    if (!done) return refused('unknown-client')
    return {
      status: 200,
      content_type: 'application/json',
      body: { revoked: true },
      owner: done.user_id,
      effect: done.user_id === null ? 'none' : 'token-revoked',
    }
  }
  app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 65_536 }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    const route = (key: AuthRoute, handler: Handler) => {
      const [method, url] = key.split(' ') as ['GET' | 'POST', string]
      scope.route({ method, url, handler: (request, reply) => carry(world, key, handler, request, reply) })
    }
    route('GET /i/oauth2/authorize', authorize)
    route('POST /i/oauth2/authorize', authorize)
    route('POST /2/oauth2/token', token)
    route('POST /2/oauth2/revoke', revoke)
  })
}

const NOT_KEPT = { 'cache-control': 'no-store' }

async function carry({ state, clock }: { state: SimState; clock: Clock }, key: AuthRoute, handler: Handler, request: FastifyRequest, reply: FastifyReply) {
  const now = clock.now().getTime()
  const refreshes = formOf(request.body).grant_type === 'refresh_token'
  const faults = fireFaults(state, key, ({ name }) => name !== 'refresh-race' || refreshes)
  const answer = cutBefore(faults) ? null : answerOf(state, handler, request, faults, now)
  appendLog(state, {
    at: now,
    method: request.method,
    route: key,
    // Codes and challenges stay out of what the log shows.
    url: request.url.split('?', 1)[0] ?? '',
    owner: answer?.owner ?? null,
    status: answer?.status ?? 0,
    effect: answer?.effect ?? 'none',
    list_id: null,
    user_id: null,
    cost_milli_usd: 0,
    faults: faults.map((fault) => fault.name),
  })
  // The rotation stands, and nobody hears of it: the pair that was sent is no good any more.
  const lost: ActiveFault[] = faults.some((fault) => fault.name === 'refresh-race') ? [{ name: 'reset', when: 'after', id: 0, seen: 0 }] : []
  await deliver(reply, answer, [...faults, ...lost])
}

function answerOf(state: SimState, handler: Handler, request: FastifyRequest, faults: readonly ActiveFault[], now: number): Told {
  const named = (name: FaultName) => faults.find((fault) => fault.name === name)
  const early = named('token-server-down') ?? named('5xx-before')
  if (early) return serverError(state, early)
  if (named('redirect-301')) return failed(state, 'moved', {}, { headers: { location: 'https://api.x.com/3/' } })
  if (named('rate-429')) return failed(state, 'rate-problem')
  const answer = handler(request, faults, now)
  const late = named('5xx-after')
  return late ? { ...answer, ...serverError(state, late) } : answer
}

const html = (status: number, body: string): Told => ({ status, content_type: 'text/html', body, headers: NOT_KEPT })
const away = (location: string): Told => ({ status: 302, content_type: 'text/html', body: '', headers: { location, ...NOT_KEPT } })
const refused = (name: TokenAnswerName): Told => ({ ...TOKEN_ANSWERS[name], headers: NOT_KEPT })

/** X's documentation asks for a form; the client library of our choice sends JSON, and X takes it. */
const formOf = (body: unknown): Record<string, string> =>
  typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string')) : {}

const requestOf = (request: FastifyRequest, faults: readonly ActiveFault[]): TokenRequest => ({
  form: formOf(request.body),
  authorization: request.headers.authorization,
  withheld: faults.flatMap((fault) => (fault.name === 'scope-missing' ? [fault.scope ?? 'list.write'] : [])),
})
