// ◆ pure
import { offsetAt } from '../chats/zone.js'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
const MINUTE_MS = 60_000

const two = (n: number) => String(n).padStart(2, '0')

/** `20260308T020000`, what clocks show that are `offset` milliseconds ahead of UTC. */
export const clocks = (instant: Date, offset: number): string => new Date(instant.getTime() + offset).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')

/** `-0500`, with seconds where a zone has them. */
function written(offset: number): string {
  const seconds = Math.abs(Math.round(offset / 1000))
  const rest = seconds % 60
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(seconds / 3600))}${two(Math.floor(seconds / 60) % 60)}${rest === 0 ? '' : two(rest)}`
}

interface Turn {
  at: Date
  from: number
  to: number
}

/** Where clocks of a zone are set forward or back in that time. Looked at week by week: nowhere are they set twice within one. */
function turnsOf(zone: string, from: Date, until: Date): Turn[] {
  const turns: Turn[] = []
  let before = offsetAt(from, zone)
  for (let week = from.getTime() + WEEK_MS; week <= until.getTime() + WEEK_MS; week += WEEK_MS) {
    const to = offsetAt(new Date(week), zone)
    if (to === before) continue
    let [low, high] = [week - WEEK_MS, week]
    while (high - low > MINUTE_MS) {
      const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS
      if (offsetAt(new Date(middle), zone) === before) low = middle
      else high = middle
    }
    turns.push({ at: new Date(high), from: before, to })
    before = to
  }
  return turns
}

/**
 * A zone as RFC 5545 §3.6.5 describes it, for events between two instants: what holds at the beginning, and every change of clocks up to the end, each by its date
 * rather than by a rule, since laws are no rules. Times in it are those of IANA's data as the platform has it.
 */
export function vtimezone(zone: string, from: Date, until: Date): string {
  // From midnight on: the bisection keeps to whole minutes.
  const start = new Date(Math.floor(from.getTime() / DAY_MS) * DAY_MS - DAY_MS)
  const turns = turnsOf(zone, start, until)
  const first = offsetAt(start, zone)
  const observance = ({ at, from: before, to }: Turn, daylight: boolean) => {
    const name = daylight ? 'DAYLIGHT' : 'STANDARD'
    return [`BEGIN:${name}`, `DTSTART:${clocks(at, before)}`, `TZOFFSETFROM:${written(before)}`, `TZOFFSETTO:${written(to)}`, `END:${name}`]
  }
  const lines = [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...observance({ at: start, from: first, to: first }, turns[0] !== undefined && turns[0].to < first),
    ...turns.flatMap((turn) => observance(turn, turn.to > turn.from)),
    'END:VTIMEZONE',
  ]
  return lines.join('\r\n')
}
