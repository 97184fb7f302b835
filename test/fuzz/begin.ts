import type { Described } from './document.js'
import type { Pool } from './pool.js'
import { PREFIX, type Request, type Response } from './request.js'
import type { World } from './world.js'

/** Sends one good request. @param of the path, e.g. `/chats/cht_…` */
type Say = (id: string, of: string, value?: unknown, headers?: Record<string, string>) => Promise<Record<string, string>>

/**
 * How each world begins: the few steps in their order that chance would need thousands of requests for. A series with a chat, nominations, entries that are
 * much alike, approved ones, a list and its plan, a webhook, a snapshot, a leave request. From there on it is left to chance.
 */
export async function begin(
  world: World,
  { operations }: Described,
  pool: Pool,
  ask: (request: Request) => Promise<Response>,
  work: () => Promise<void>,
): Promise<void> {
  const say: Say = async (id, of, value, headers = {}) => {
    const operation = operations.find((one) => one.id === id)
    if (!operation) return {}
    const json = value === undefined ? {} : { 'content-type': 'application/json' }
    const [path = '', query] = of.split('?')
    const { body } = await ask({
      operation,
      method: operation.method,
      path: PREFIX + path,
      query: query === undefined ? [] : [...new URLSearchParams(query)],
      headers: { ...json, ...headers },
      payload: value === undefined ? undefined : JSON.stringify(value),
      value,
      who: world.people.admin,
      fault: null,
    })
    return (body ?? {}) as Record<string, string>
  }
  const series = await say('createSeries', '/series', { hashtag: 'SWHelper', name: 'Helper', timezone: 'UTC', hosts: ['@swchat_eg'] })
  const chat = await say('createChat', '/chats', {
    series_id: series.id,
    starts_at: '2026-03-03T19:00:00Z',
    topic: 'Who stands with us?',
    questions: [{ number: 1, text: 'Food?' }],
  })
  const targets = ['@Org1_eg', '@Org2_eg', '@Org3_eg', '@HarbourFood_eg', '@Harbour_Food_eg', '#FoodJustice_eg']
  await say('submitNominations', '/nominations', { targets, chat_id: chat.id, question: 1, nominator: '@me_eg' })
  await say('submitNominations', '/nominations', { targets: ['@Org4_eg', '@Org5_eg'], text: 'and #HousingForAll_eg', why: 'They help' })
  await work()
  await say('listReview', '/desk/allies?limit=50')
  const entries = [...pool.ids('aly')]
  for (const [i, id] of entries.entries()) {
    const edit = {
      name: i % 2 === 0 ? `Harbour Food Bank ${i < 4 ? '' : i}` : `Organisation ${i}`,
      url: i < 4 ? 'https://harbour.example/' : null,
      gate: 'ally',
      reason: 'As it calls itself',
    }
    const { etag = '' } = await say('getReview', `/desk/allies/${id}`)
    await say('editAlly', `/allies/${id}`, edit, { 'if-match': etag })
    if (i >= 6) continue
    const now = await say('getReview', `/desk/allies/${id}`)
    await say(
      'decideAlly',
      `/allies/${id}/decisions`,
      { action: 'approve', gate: 'ally', section: 'C', reason: 'Stands with us' },
      { 'if-match': now.etag ?? '' },
    )
  }
  await work()
  await say('listMatches', '/matches?limit=50')
  const list = await say('createList', '/lists', { name: 'Allies', private: false })
  if (world.hasX) {
    const plan = await say('planList', `/lists/${list.id}/plans`)
    await say('applyPlan', `/plans/${plan.id}/apply`, { checksum: plan.checksum, now: true }, { 'idempotency-key': 'begin' })
    await work()
    await say('getPlan', `/plans/${plan.id}`)
    await say('checkList', `/lists/${list.id}/checks?full=true`)
  }
  await say('addRelation', `/allies/${entries[3]}/relations`, { kind: 'chapter', to: entries[5], reason: 'It says so' })
  await say('addWebhook', '/webhooks', { url: 'https://example.org/hooks/allies' })
  await say('takeSnapshot', '/snapshots', { name: 'Spring' })
  await say('askToLeave', '/leave-requests', { target: '@Org2_eg', why: 'We do not want to be on lists' })
}
