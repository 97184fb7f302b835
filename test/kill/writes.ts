/** One request that a client wants done once: it is repeated with the same Idempotency-Key until it is answered. */
export interface Write {
  /** The Idempotency-Key, and the name by which the row is found in the database. */
  key: string
  kind: Kind
  path: string
  body: object
}

export const KINDS = ['chat', 'list', 'nomination', 'series'] as const
export type Kind = (typeof KINDS)[number]

/** What the database holds of each kind: the rows by the name that was sent, and what must stand beside each of them once. */
export const FOUND: Record<Kind, string> = {
  chat: `select c.topic as name, c.id, (select count(*) from outbox o where o.subject = c.id and o.type = 'chat.created') as events,
    (select count(*) from audit a where a.subject = c.id and a.action = 'chat.create') as records from chat c`,
  list: `select l.description as name, l.id, (select count(*) from outbox o where o.subject = l.id and o.type = 'list.created') as events,
    (select count(*) from audit a where a.subject = l.id and a.action = 'list.create') as records from list l`,
  series: `select s.name, s.id, (select count(*) from outbox o where o.subject = s.id and o.type = 'series.created') as events,
    (select count(*) from audit a where a.subject = s.id and a.action = 'series.create') as records from series s where s.name <> 'Kill'`,
  // A nomination drafts its entry: both stand once, with one event for the entry.
  nomination: `select n.why as name, n.id, (select count(*) from outbox o where o.subject = n.ally_id and o.type = 'ally.proposed') as events,
    1 as records from nomination n`,
}

/** @param serial distinguishes it from all others of the run: a series meets once at a time, so each chat has a minute of its own */
export function writeOf(kind: Kind, key: string, serial: number, seriesId: string): Write {
  const of = (path: string, body: object): Write => ({ key, kind, path, body })
  switch (kind) {
    case 'chat':
      return of('/chats', { series_id: seriesId, starts_at: new Date(Date.UTC(2026, 2, 1, 15, serial)).toISOString(), topic: key })
    case 'list':
      return of('/lists', { name: 'Allies', description: key })
    case 'series':
      return of('/series', { hashtag: `#Kill${serial}_eg`, name: key, timezone: 'UTC' })
    case 'nomination':
      return of('/nominations', { targets: [`#Cause${serial}_eg`], why: key })
  }
}

/** The id of what was written, as the answer tells it. */
export const idIn = (kind: Kind, body: { id?: string; nominations?: { id: string }[] }): string | undefined =>
  kind === 'nomination' ? body.nominations?.[0]?.id : body.id
