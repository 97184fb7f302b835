// ◆ pure
import ical, { ICalCalendarMethod } from 'ical-generator'

export const CALENDAR_TYPE = 'text/calendar; charset=utf-8; method=PUBLISH'

export interface CalendarEvent {
  id: string
  /** Raised with every edit: calendars take the higher one. */
  version: number
  starts_at: string
  ends_at: string
  created_at: string
  summary: string
  description: string
  url: string
}

/**
 * RFC 5545. Each chat is a dated event of its own at an instant in UTC, so nobody's calendar has to know our time zones, and a chat at 15:00 in New York stays
 * at 15:00 there when clocks change: its instant was worked out in the zone of its series. UIDs never change.
 */
export function calendar(events: readonly CalendarEvent[], { name, host, url, now }: { name: string; host: string; url: string; now: Date }): string {
  const made = ical({ name, url, method: ICalCalendarMethod.PUBLISH, prodId: { company: 'Community Allies', product: 'chats' }, ttl: 3600 })
  for (const event of events)
    made.createEvent({
      id: `${event.id}@${host}`,
      sequence: event.version - 1,
      start: new Date(event.starts_at),
      end: new Date(event.ends_at),
      created: new Date(event.created_at),
      stamp: now,
      summary: event.summary,
      description: event.description,
      url: event.url,
    })
  return made.toString()
}
