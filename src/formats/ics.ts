// ◆ pure
import ical, { ICalCalendarMethod } from 'ical-generator'
import { offsetAt, parseStart } from '../chats/zone.js'
import { vtimezone } from './vtimezone.js'

export const CALENDAR_TYPE = 'text/calendar; charset=utf-8; method=PUBLISH'

export interface CalendarEvent {
  id: string
  /** Raised with every edit: calendars take the higher one. */
  version: number
  starts_at: string
  ends_at: string
  /** IANA name of the zone of its series. */
  timezone: string
  created_at: string
  summary: string
  description: string
  url: string
}

const UTC = /^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu|Universal|Greenwich)$/i

/** An instant as clocks of the zone show it, in the fields that are read as UTC; null where that would mean another instant: the hour that comes twice, seen again. */
function local(instant: Date, zone: string): Date | null {
  const shown = new Date(instant.getTime() + offsetAt(instant, zone))
  return parseStart(shown.toISOString().slice(0, -1), zone)?.getTime() === instant.getTime() ? shown : null
}

/** When an event is, in the time of its zone (TZID), whose changes of clocks stand in the file; in UTC where that cannot be said. */
function whenOf({ starts_at, ends_at, timezone }: CalendarEvent): { start: Date; end: Date; timezone?: string } {
  const [start, end] = [new Date(starts_at), new Date(ends_at)]
  const [from, to] = UTC.test(timezone) ? [null, null] : [local(start, timezone), local(end, timezone)]
  return from && to ? { start: from, end: to, timezone } : { start, end }
}

/**
 * RFC 5545. Each chat is a dated event of its own, in the time of its series' zone, so that a chat at 15:00 in New York stays at 15:00 there when clocks or laws
 * about them change. UIDs never change.
 */
export function calendar(events: readonly CalendarEvent[], { name, host, url, now }: { name: string; host: string; url: string; now: Date }): string {
  const made = ical({ name, url, method: ICalCalendarMethod.PUBLISH, prodId: { company: 'Community Allies', product: 'chats' }, ttl: 3600 })
  const times = events.map(whenOf)
  for (const [i, event] of events.entries())
    made.createEvent({
      id: `${event.id}@${host}`,
      sequence: event.version - 1,
      ...(times[i] ?? whenOf(event)),
      created: new Date(event.created_at),
      stamp: now,
      summary: event.summary,
      description: event.description,
      url: event.url,
    })
  // Behind all that is said of the whole, where components belong (RFC 5545 §3.6); the library would put them amid it.
  return made.toString().replace('BEGIN:VEVENT', () => `${zonesOf(events.filter((_, i) => times[i]?.timezone !== undefined))}BEGIN:VEVENT`)
}

/** The zones of these events, each for the time of its events. */
function zonesOf(events: readonly CalendarEvent[]): string {
  const times = new Map<string, number[]>()
  for (const { timezone, starts_at, ends_at } of events) times.set(timezone, [...(times.get(timezone) ?? []), Date.parse(starts_at), Date.parse(ends_at)])
  return [...times].map(([zone, at]) => `${vtimezone(zone, new Date(Math.min(...at)), new Date(Math.max(...at)))}\r\n`).join('')
}
