import type { FastifyReply, FastifyRequest } from 'fastify'
import { ownerStatus } from '../../access/owner/service.js'
import { getChat, listChats } from '../../chats/service.js'
import type { Deps } from '../../deps.js'
import { entriesById, publishedEntries } from '../../directory/service.js'
import { driftOf, listChecks } from '../../lists/drift/standing.js'
import { recentPlans } from '../../lists/plans.js'
import { getDeskList, getPlan } from '../../lists/service.js'
import { estimateReach } from '../../reach/service.js'
import { quoteOf } from '../reach-quote.js'
import type { Refusal } from '../refusal.js'
import { HTML, query, siteOf } from '../request.js'
import { holderOf } from '../session.js'
import type { DriftRefusal } from './drift.js'
import type { ChatChoice } from './list-fields.js'
import { type DeskListPage, deskListPage } from './lists.js'
import type { Writing } from './plan-body.js'

export type ListRefusal = Refusal & Partial<NonNullable<DeskListPage['refused']>> & Pick<DriftRefusal, 'member'>

/** A deployment with an app of its own at X writes lists once somebody has connected an account. */
export async function writingOf(deps: Deps): Promise<Writing> {
  if (deps.platform?.lists === undefined) return 'off'
  const { in_force, account } = await ownerStatus(deps)
  return in_force !== 'connected_account' || account?.state === 'active' ? 'on' : account?.state === 'reconnect' ? 'again' : 'nobody'
}

const MOST_CHATS = 30

/** The newest chats, and those that a rule names already. */
export async function chatChoices(deps: Deps, named: readonly string[] = []): Promise<ChatChoice[]> {
  const { items } = await listChats(deps, {}, { limit: MOST_CHATS })
  const older = await Promise.all(named.filter((id) => !items.some((chat) => chat.id === id)).map((id) => getChat(deps, id).catch(() => null)))
  return [...items, ...older.flatMap((chat) => chat ?? [])].map(({ id, starts_at, topic }) => ({ id, label: `${starts_at.slice(0, 10)} ${topic}` }))
}

/** The page of one list; with why the last form was not taken, if it was not. */
export async function showList(deps: Deps, request: FastifyRequest, reply: FastifyReply, id: string, refused?: ListRefusal) {
  const list = await getDeskList(deps, id)
  const mentioned = [...list.pins, ...list.exclusions].map(({ ally_id }) => ally_id)
  const [rows, approved, plan, reach, plans] = await Promise.all([
    entriesById(deps, mentioned),
    publishedEntries(deps),
    list.latest_plan ? getPlan(deps, list.latest_plan.id) : null,
    estimateReach(deps, { list: id }, 'organiser'),
    recentPlans(deps, id),
  ])
  const body = deskListPage({
    site: siteOf(deps),
    holder: holderOf(request),
    list,
    chats: await chatChoices(deps, refused?.values?.chats ?? list.rule.chats),
    names: new Map(rows.map(({ id, name }) => [id, name])),
    candidates: approved.map(({ id, name }) => ({ id, name })),
    plan,
    now: deps.clock.now(),
    earlier: plans.filter((one) => one.id !== plan?.id),
    reach: list.members === 0 ? null : reach,
    quote: list.members === 0 ? null : await quoteOf(deps, { list: id }),
    writing: await writingOf(deps),
    onX: list.on_x ? { drift: await driftOf(deps, id), checks: (await listChecks(deps, id, { limit: 10 })).items } : null,
    done: query(request, 'done'),
    refused,
  })
  return reply
    .code(refused?.status ?? 200)
    .type(HTML)
    .send(body)
}
