import { Webhook } from 'standardwebhooks'
import type { OutboxEvent } from '../db/outbox.js'
import type { Deps } from '../deps.js'
import { isSealError } from '../kernel/seal.js'
import { askWeb, isClosedAddress, type OpenWebOptions } from '../platform/open-web.js'
import { bodyOf, pauseAfter, toldAs } from './events.js'
import * as repo from './repo.js'
import { openSecret } from './secrets.js'

/** A receiver answers first and works afterwards (Standard Webhooks); ours is a short time, so that a slow one holds nobody up. */
const TIMEOUT_MS = 3_000
/** A sender that is heard of no more was killed. */
const LOST_MS = 30_000
/** Of one webhook in one go; others wait no longer than that. */
const MOST_AT_ONCE = 50
const KEPT_DAYS = 30

/** Notes for each webhook what it asked to be told of. Twice is once. */
export async function noteForWebhooks(deps: Deps, events: readonly OutboxEvent[]): Promise<void> {
  const told = events.flatMap((event) => {
    const type = toldAs(event)
    return type === null ? [] : [{ event, type }]
  })
  if (told.length === 0) return
  const now = deps.clock.now()
  const webhooks = await repo.enabledWebhooks(deps.store.db)
  const rows = webhooks.flatMap((webhook) =>
    told
      .filter(({ type, event }) => webhook.types.includes(type) && event.seq > webhook.since_seq)
      .map(({ type, event }) => ({
        id: deps.ids.next('dlv'),
        webhook_id: webhook.id,
        event_id: event.id,
        seq: event.seq,
        type,
        body: bodyOf(type, event.at, event.subject, event.seq, deps.config.PUBLIC_URL),
        state: 'waiting' as const,
        next_at: now,
        created_at: now,
      })),
  )
  await repo.insertDeliveries(deps.store.db, rows)
}

export const dueWebhooks = (deps: Deps): Promise<string[]> => repo.dueWebhooks(deps.store.db, deps.clock.now())

/** Sends what is due for one webhook, in order. A process that is killed amid it loses nothing; the receiver may get one twice. */
export async function sendDue(deps: Deps, webhookId: string, web: OpenWebOptions = { timeoutMs: TIMEOUT_MS }): Promise<number> {
  for (let sent = 0; sent < MOST_AT_ONCE; sent++) {
    const now = deps.clock.now()
    const webhook = await repo.findWebhook(deps.store.db, webhookId)
    if (!webhook || webhook.disabled_at) return sent
    const delivery = await repo.claimNext(deps.store.db, webhookId, now, new Date(now.getTime() + LOST_MS))
    if (!delivery) return sent
    await settle(deps, webhook, delivery, await attempt(deps, webhook, delivery, web))
  }
  return MOST_AT_ONCE
}

interface Outcome {
  status: number | null
  error: string | null
}

async function attempt(deps: Deps, webhook: repo.WebhookRow, { event_id, body }: repo.DeliveryRow, web: OpenWebOptions): Promise<Outcome> {
  try {
    const at = deps.clock.now()
    const secrets = [openSecret(deps, webhook.id, webhook.secret)]
    if (webhook.old_secret && webhook.old_until && webhook.old_until > at) secrets.push(openSecret(deps, webhook.id, webhook.old_secret))
    const headers = {
      'content-type': 'application/json',
      'webhook-id': event_id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(event_id, at, body)).join(' '),
    }
    const { status } = await askWeb('POST', new URL(webhook.url), web, 0, { body, headers, agent: 'community-allies webhooks' })
    return { status, error: null }
  } catch (error) {
    if (isSealError(error)) return { status: null, error: 'its secret was sealed with another SECRET: rotate it' }
    if (isClosedAddress(error)) return { status: null, error: 'its address leads into a closed net' }
    const { code, name } = error as NodeJS.ErrnoException
    return { status: null, error: name === 'TimeoutError' || name === 'AbortError' ? 'it did not answer in time' : `it cannot be reached (${code ?? name})` }
  }
}

/** 2xx: taken. 410: it wants no more. Anything else is tried again, ten times in all; then the webhook is switched off, and an organiser switches it on. */
async function settle(deps: Deps, { id: webhookId }: repo.WebhookRow, { id, attempts }: repo.DeliveryRow, { status, error }: Outcome): Promise<void> {
  const now = deps.clock.now()
  await deps.store.transaction(async (tx) => {
    if (status !== null && status >= 200 && status < 300) {
      await repo.noteOutcome(tx.db, id, { state: 'delivered', next_at: null, last_status: status, last_error: null, delivered_at: now })
      return
    }
    const why = error ?? `it answered ${status}`
    const pause = status === 410 ? null : pauseAfter(attempts)
    const told = { last_status: status, last_error: why }
    if (pause !== null) {
      await repo.noteOutcome(tx.db, id, { ...told, next_at: new Date(now.getTime() + pause) })
      return
    }
    await repo.noteOutcome(tx.db, id, { ...told, state: 'failed', next_at: null })
    const because = status === 410 ? 'It answered 410: it wants no more.' : `It was tried ${attempts} times: ${why}.`
    await repo.failWaiting(tx.db, webhookId, 'the webhook was switched off')
    await repo.updateWebhook(tx.db, webhookId, { disabled_at: now, disabled_because: because })
    await tx.audit({ actor: 'worker', action: 'webhook.disable', subject: webhookId, reason: because })
  })
}

/** What was delivered or given up is looked up for a month. */
export async function forgetDeliveries(deps: Deps): Promise<void> {
  await repo.forgetBefore(deps.store.db, new Date(deps.clock.now().getTime() - KEPT_DAYS * 86_400_000))
}
