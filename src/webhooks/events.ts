// ◆ pure

/** What a webhook may ask for. */
export const EVENT_TYPES = [
  'ally.approved',
  'ally.edited',
  'ally.merged',
  'ally.unmerged',
  'ally.retired',
  'ally.withdrawn',
  'list.created',
  'list.edited',
  'list.drifted',
  'plan.verified',
  'plan.stopped',
  'chat.created',
  'chat.edited',
  'snapshot.taken',
  'snapshot.taken_back',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** Sent on demand, to see whether anything arrives. */
export const PING = 'webhook.ping'

export const isEventType = (text: string): text is EventType => (EVENT_TYPES as readonly string[]).includes(text)

/** What is told of an event of our own; null if nobody outside is told. An entry that goes back into the queue leaves the public directory like a retired one. */
export function toldAs(event: { type: string; data: Record<string, unknown> }): EventType | null {
  if (event.type === 'ally.proposed' && event.data.was === 'approved') return 'ally.retired'
  return isEventType(event.type) ? event.type : null
}

const PATHS: Readonly<Record<string, string>> = { ally: 'allies', list: 'lists', plan: 'plans', chat: 'chats', snapshot: 'snapshots' }

/**
 * The body: which record it is about and where it is read, not what stands there, so that what a receiver keeps is never older than what he asks for, and who
 * may not read it learns nothing (API.md §11).
 * @param sequence grows with each event; what arrives out of order is known by it
 */
export function bodyOf(type: string, at: Date, subject: string, sequence: number, publicUrl: string): string {
  const path = PATHS[type.split('.')[0] ?? '']
  return JSON.stringify({
    type,
    timestamp: at.toISOString(),
    data: { id: subject, sequence, ...(path ? { url: `${publicUrl}/api/v1/${path}/${subject}` } : {}) },
  })
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]
/** How long after the try before each next one is made (Standard Webhooks, "Deliverability and reliability"): ten in some three days. */
const PAUSES_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR] as const

/** @param attempts tries that were made; null when there were enough */
export const pauseAfter = (attempts: number): number | null => PAUSES_MS[attempts - 1] ?? null
