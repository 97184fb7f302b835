import type { DeliveryState } from '../db/schema/webhooks.js'
import type { Actor } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { decodeCursor, type Page, toPage } from '../kernel/cursor.js'
import { AppError } from '../kernel/errors.js'
import { askable, isClosedAddress } from '../platform/open-web.js'
import { bodyOf, EVENT_TYPES, type EventType, PING } from './events.js'
import * as repo from './repo.js'
import { newSecret, sealSecret } from './secrets.js'

export interface WebhookView {
  id: string
  url: string
  description: string | null
  types: string[]
  enabled: boolean
  /** Why it was switched off; null if it is on. */
  disabled_because: string | null
  waiting: number
  failed: number
  last_delivered_at: string | null
  created_at: string
}

export interface DeliveryView {
  id: string
  event_id: string
  type: string
  state: DeliveryState
  attempts: number
  next_at: string | null
  last_status: number | null
  last_error: string | null
  delivered_at: string | null
  created_at: string
}

const MOST = 20
/** So long both secrets sign. */
const ROTATION_MS = 86_400_000

const notThere = (id: string) => new AppError('not_found', `There is no webhook ${id}.`)

async function viewsOf(deps: Deps, rows: readonly repo.WebhookRow[]): Promise<WebhookView[]> {
  const tallies = await repo.talliesOf(
    deps.store.db,
    rows.map(({ id }) => id),
  )
  return rows.map(({ id, url, description, types, disabled_at, disabled_because, created_at }) => {
    const tally = tallies.get(id)
    return {
      ...{ id, url, description, types, enabled: disabled_at === null, disabled_because },
      waiting: tally?.waiting ?? 0,
      failed: tally?.failed ?? 0,
      last_delivered_at: tally?.last_delivered_at?.toISOString() ?? null,
      created_at: created_at.toISOString(),
    }
  })
}

export const listWebhooks = async (deps: Deps): Promise<WebhookView[]> => viewsOf(deps, await repo.allWebhooks(deps.store.db))

/** @throws AppError not_found */
export async function getWebhook(deps: Deps, id: string): Promise<WebhookView> {
  const row = await repo.findWebhook(deps.store.db, id)
  const [view] = row ? await viewsOf(deps, [row]) : []
  if (!view) throw notThere(id)
  return view
}

/** Only https, on its usual port, and never into a net of our own. Names are looked up at each sending (platform/open-web.ts). */
function checkAddress(url: string, allowLoopback: boolean): string {
  const refuse = (detail: string) => new AppError('validation_failed', detail, { errors: [{ pointer: '/url', code: 'url', detail }] })
  try {
    const address = new URL(url)
    if (address.protocol !== 'https:' && !allowLoopback) throw refuse('A webhook is reached by https only.')
    if (address.username !== '' || address.password !== '') throw refuse('An address with a password in it is not taken: receivers know us by the signature.')
    askable(address, allowLoopback)
    return address.href
  } catch (error) {
    if (isClosedAddress(error)) throw refuse(`${url.slice(0, 100)} is not on the open internet, or not on the usual port.`)
    if (error instanceof TypeError) throw refuse(`${url.slice(0, 100)} is no address.`)
    throw error
  }
}

/**
 * Registers an address. The secret, by which receivers know that it is us, is in the answer and nowhere else in clear.
 * @param allowLoopback for tests
 * @throws AppError validation_failed, conflict if there are as many as there may be
 */
export async function addWebhook(
  deps: Deps,
  actor: Actor,
  input: { url: string; description?: string | undefined; types?: readonly EventType[] | undefined },
  allowLoopback = false,
): Promise<WebhookView & { secret: string }> {
  const url = checkAddress(input.url.trim(), allowLoopback)
  const id = deps.ids.next('whk')
  const secret = newSecret()
  const types = [...new Set(input.types ?? EVENT_TYPES)]
  await deps.store.transaction(async (tx) => {
    if ((await repo.allWebhooks(tx.db)).length >= MOST) throw new AppError('conflict', `There are ${MOST} webhooks. Remove one first.`)
    const description = input.description?.trim() || null
    const since_seq = await repo.lastSeq(tx.db)
    await repo.insertWebhook(tx.db, { id, url, description, types, since_seq, secret: sealSecret(deps, id, secret), created_at: tx.now })
    await tx.audit({ actor, action: 'webhook.add', subject: id, detail: { url, types } })
  })
  return { ...(await getWebhook(deps, id)), secret }
}

/** @throws AppError not_found */
export async function removeWebhook(deps: Deps, actor: Actor, id: string): Promise<WebhookView> {
  const view = await getWebhook(deps, id)
  await deps.store.transaction(async (tx) => {
    await repo.removeWebhook(tx.db, id)
    await tx.audit({ actor, action: 'webhook.remove', subject: id, detail: { url: view.url } })
  })
  return view
}

/** A new secret; for a day the one before signs beside it, so that no event is missed while the receiver changes over. @throws AppError not_found */
export async function rotateSecret(deps: Deps, actor: Actor, id: string): Promise<WebhookView & { secret: string }> {
  const secret = newSecret()
  await deps.store.transaction(async (tx) => {
    const row = await repo.findWebhook(tx.db, id, true)
    if (!row) throw notThere(id)
    const old_until = new Date(tx.now.getTime() + ROTATION_MS)
    await repo.updateWebhook(tx.db, id, { secret: sealSecret(deps, id, secret), old_secret: row.secret, old_until })
    await tx.audit({ actor, action: 'webhook.rotate', subject: id })
  })
  return { ...(await getWebhook(deps, id)), secret }
}

/** Off: nothing is noted for it. On again: from now on; what was given up can be sent again one by one. @throws AppError not_found */
export async function switchWebhook(deps: Deps, actor: Actor, id: string, on: boolean): Promise<WebhookView> {
  await deps.store.transaction(async (tx) => {
    const row = await repo.findWebhook(tx.db, id, true)
    if (!row) throw notThere(id)
    if ((row.disabled_at === null) === on) return
    const because = 'An organiser switched it off.'
    if (!on) await repo.failWaiting(tx.db, id, 'the webhook was switched off')
    await repo.updateWebhook(
      tx.db,
      id,
      on ? { disabled_at: null, disabled_because: null, since_seq: await repo.lastSeq(tx.db) } : { disabled_at: tx.now, disabled_because: because },
    )
    await tx.audit({ actor, action: on ? 'webhook.enable' : 'webhook.disable', subject: id })
  })
  return getWebhook(deps, id)
}

/** Sends an event that means nothing, to see whether it arrives. @throws AppError not_found, conflict if it is off */
export async function pingWebhook(deps: Deps, id: string): Promise<DeliveryView> {
  return deps.store.transaction(async (tx) => {
    const row = await repo.findWebhook(tx.db, id)
    if (!row) throw notThere(id)
    if (row.disabled_at) throw new AppError('conflict', 'It is switched off: switch it on first.')
    const seq = await repo.lastSeq(tx.db)
    const made = {
      ...{ id: deps.ids.next('dlv'), webhook_id: id, event_id: deps.ids.next('evt'), seq, type: PING },
      body: bodyOf(PING, tx.now, id, seq, deps.config.PUBLIC_URL),
      ...{ state: 'waiting' as const, next_at: tx.now, created_at: tx.now },
    }
    await repo.insertDeliveries(tx.db, [made])
    return deliveryView({ ...made, attempts: 0, last_status: null, last_error: null, delivered_at: null })
  })
}

const deliveryView = ({ id, event_id, type, state, attempts, next_at, last_status, last_error, delivered_at, created_at }: repo.DeliveryRow): DeliveryView => ({
  ...{ id, event_id, type, state, attempts, last_status, last_error },
  next_at: state === 'waiting' ? (next_at?.toISOString() ?? null) : null,
  delivered_at: delivered_at?.toISOString() ?? null,
  created_at: created_at.toISOString(),
})

/** What was sent or is to be sent in the last month, the last first. @throws AppError not_found, invalid_cursor */
export async function listDeliveries(deps: Deps, id: string, paging: { limit: number; cursor?: string | undefined }): Promise<Page<DeliveryView>> {
  const bound = { of: 'deliveries', webhook: id }
  const keys = paging.cursor === undefined ? null : decodeCursor(paging.cursor, bound, ['number', 'text'])
  if (!(await repo.findWebhook(deps.store.db, id))) throw notThere(id)
  const rows = await repo.deliveriesOf(deps.store.db, id, paging.limit, keys && { seq: Number(keys[0]), id: String(keys[1]) })
  return toPage(rows, paging.limit, bound, (row) => [row.seq, row.id], deliveryView)
}

/** Sends one again, whatever became of it, under the same event id. @throws AppError not_found, conflict if the webhook is off */
export async function redeliver(deps: Deps, actor: Actor, webhookId: string, id: string): Promise<DeliveryView> {
  return deps.store.transaction(async (tx) => {
    const row = await repo.findWebhook(tx.db, webhookId)
    if (!row) throw notThere(webhookId)
    const delivery = await repo.findDelivery(tx.db, webhookId, id)
    if (!delivery) throw new AppError('not_found', `There is no delivery ${id} of this webhook.`)
    if (row.disabled_at) throw new AppError('conflict', 'It is switched off: switch it on first.')
    await repo.noteOutcome(tx.db, id, { state: 'waiting', attempts: 0, next_at: tx.now })
    await tx.audit({ actor, action: 'webhook.redeliver', subject: webhookId, detail: { delivery: id } })
    return deliveryView({ ...delivery, state: 'waiting', attempts: 0, next_at: tx.now })
  })
}
