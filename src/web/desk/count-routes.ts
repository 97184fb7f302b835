import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import type { Routes } from '../../http/app-types.js'
import { isPlatformError, PRICES_MILLI_USD } from '../../platform/port.js'
import { audienceCost } from '../../reach/audiences/cost.js'
import { EnteredSchema } from '../../reach/counts/schemas.js'
import { enterCount, listCounts, refreshCounts } from '../../reach/counts/service.js'
import { type FormBody, faultsIn, given, optional, text } from '../form.js'
import { ofFields, type Refusal, refusalOf, refuseForm } from '../refusal.js'
import { HTML, link, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import { type CountsPage, type CountValues, countsPage } from './counts.js'
import { choicesOf, scopeNamed } from './reach-parts.js'

const CURATE = { cache: 'none', desk: 'directory:curate' } as const
const PAGE_SIZE = 50
/** A call to X for every hundred accounts. */
const READS_X_MS = 60_000
const MOST_ASKED = 300
const NOTHING: CountValues = { account: '', followers: '', as_of: '' }

export const deskCountPages: Routes = async (app, { deps }) => {
  const show = async (request: FastifyRequest, reply: FastifyReply, values: CountValues, refused?: Refusal) => {
    const { of, scope } = scopeNamed(query(request, 'of'))
    const cursor = query(request, 'cursor')
    const found = await listCounts(deps, scope, { limit: PAGE_SIZE, cursor })
    const body = countsPage({
      site: siteOf(deps),
      holder: holderOf(request),
      of,
      choices: await choicesOf(deps),
      counts: found.items,
      values,
      today: deps.clock.now().toISOString().slice(0, 10),
      refresh: await refreshOf(deps),
      refreshed: refreshedIn(request),
      next: found.next_cursor === null ? null : link('/desk/reach/counts', { of, cursor: found.next_cursor }),
      first: cursor === undefined ? null : link('/desk/reach/counts', { of }),
      done: query(request, 'done'),
      refused,
    })
    return reply
      .code(refused?.status ?? 200)
      .type(HTML)
      .send(body)
  }

  app.get('/desk/reach/counts', { config: CURATE }, (request, reply) =>
    show(request, reply, { ...NOTHING, account: query(request, 'account')?.slice(0, 40) ?? '' }),
  )

  app.post('/desk/reach/counts', { config: CURATE }, async (request, reply) => {
    const body = (request.body ?? {}) as FormBody
    const values = { account: text(body, 'account'), followers: text(body, 'followers'), as_of: text(body, 'as_of') }
    try {
      const count = values.followers === '' ? undefined : Number(values.followers.replaceAll(/[,\s]/g, ''))
      const input = given({ followers: count, as_of: optional(body, 'as_of') })
      const faults = faultsIn(EnteredSchema, input)
      if (values.account === '') faults.push({ pointer: '/account', code: 'missing', detail: 'Please fill this in.' })
      if (faults.length > 0) throw refuseForm(faults)
      const { not_used } = await enterCount(deps, request.actor, values.account, input as { followers: number })
      return reply.redirect(link('/desk/reach/counts', { done: not_used === null ? 'count' : 'count-unused' }), 303)
    } catch (error) {
      return show(request, reply, values, refusalOf(ofFields(error)))
    }
  })

  app.post('/desk/reach/counts/refresh', { config: CURATE, handlerTimeout: READS_X_MS }, async (request, reply) => {
    try {
      const { looked_up, found, cost_usd, still_due, stopped_by } = await refreshCounts(deps, { limit: MOST_ASKED })
      const said = {
        asked: String(looked_up),
        found: String(found),
        mills: String(Math.round(cost_usd * 1000)),
        due: String(still_due),
        spent: stopped_by === 'budget' ? '1' : '0',
      }
      return reply.redirect(link('/desk/reach/counts', said), 303)
    } catch (error) {
      const refusal = refusalOf(error)
      const spent = isPlatformError(error) && error.kind === 'credits'
      const message = spent ? 'The budget for X of this month is spent. Nothing was asked.' : refusal.message
      return show(request, reply, NOTHING, { ...refusal, message, status: spent ? 409 : refusal.status })
    }
  })
}

async function refreshOf(deps: Deps): Promise<CountsPage['refresh']> {
  if (!deps.platform) return null
  const { accounts: all, spent_usd, budget_usd } = await audienceCost(deps, { all: true })
  const price = PRICES_MILLI_USD['users.lookup'].price / 1000
  const accounts = Math.max(0, Math.min(all, MOST_ASKED, Math.floor((budget_usd - spent_usd) / price + 1e-9)))
  return { accounts, usd: accounts * price, spent_usd, budget_usd }
}

/** Numbers only, so that a link cannot put words on our page. */
function refreshedIn(request: FastifyRequest): CountsPage['refreshed'] {
  const given = (name: string) => /^\d{1,9}$/.exec(query(request, name) ?? '')?.[0]
  const [asked, found, mills] = [given('asked'), given('found'), given('mills')]
  if (asked === undefined || found === undefined || mills === undefined) return null
  return { asked: Number(asked), found: Number(found), usd: Number(mills) / 1000, due: Number(given('due') ?? 0), spent: given('spent') === '1' }
}
