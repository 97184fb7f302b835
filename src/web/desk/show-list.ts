import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import { entriesById, publishedEntries } from '../../directory/service.js'
import { driftOf, listChecks } from '../../lists/drift/standing.js'
import { getDeskList, getPlan } from '../../lists/service.js'
import { estimateReach } from '../../reach/service.js'
import { quoteOf } from '../reach-quote.js'
import type { Refusal } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import type { DriftRefusal } from './drift.js'
import { type DeskListPage, deskListPage } from './lists.js'

export type ListRefusal = Refusal & Partial<NonNullable<DeskListPage['refused']>> & Pick<DriftRefusal, 'member'>

/** The page of one list; with why the last form was not taken, if it was not. */
export async function showList(deps: Deps, request: FastifyRequest, reply: FastifyReply, id: string, refused?: ListRefusal) {
  const list = await getDeskList(deps, id)
  const mentioned = [...list.pins, ...list.exclusions].map(({ ally_id }) => ally_id)
  const [rows, approved, plan, reach] = await Promise.all([
    entriesById(deps, mentioned),
    publishedEntries(deps),
    list.latest_plan ? getPlan(deps, list.latest_plan.id) : null,
    estimateReach(deps, { list: id }, 'organiser'),
  ])
  const body = deskListPage({
    site: siteOf(deps),
    holder: holderOf(request),
    list,
    names: new Map(rows.map(({ id, name }) => [id, name])),
    candidates: approved.map(({ id, name }) => ({ id, name })),
    plan,
    reach: list.members === 0 ? null : reach,
    quote: list.members === 0 ? null : await quoteOf(deps, { list: id }),
    connected: deps.platform?.lists !== undefined,
    onX: list.on_x ? { drift: await driftOf(deps, id), checks: (await listChecks(deps, id, { limit: 10 })).items } : null,
    done: query(request, 'done'),
    refused,
  })
  return reply
    .code(refused?.status ?? 200)
    .type(HTML)
    .send(body)
}
