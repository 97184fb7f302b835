// ◆ pure
/** Local times in IANA zones. The platform's own time zone data decides; no clock is read. */

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}

/** IANA names only: offsets such as +02:00 know nothing of daylight saving. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(zone)) return false
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

/** What clocks in the zone add to UTC at that instant, in milliseconds. */
export function offsetAt(instant: Date, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const local = Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
  return local - Math.floor(instant.getTime() / 1000) * 1000
}

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})?$/
export const LOCAL_OR_OFFSET = SHAPE.source

/**
 * `2026-03-01T15:00` is local time in the zone, with `Z` or an offset it is an instant. Undefined if there is no such date.
 * Where clocks are set back the first of the two is meant, where they are set forward the offset before the gap holds (RFC 5545 §3.3.5).
 */
export function parseStart(text: string, zone: string): Date | undefined {
  const match = SHAPE.exec(text)
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0))
  const local = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? '0').padEnd(3, '0')))
  const back = new Date(local)
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined
  const suffix = match[8]
  if (suffix === 'Z') return back
  if (suffix !== undefined) {
    const [hours = 0, minutes = 0] = suffix.slice(1).split(':').map(Number)
    if (hours > 14 || minutes > 59) return undefined
    const offset = (hours * 60 + minutes) * 60_000 * (suffix.startsWith('-') ? -1 : 1)
    return new Date(local - offset)
  }
  const day24 = 86_400_000
  // The offsets a day before and after cover every change of clocks between.
  const before = offsetAt(new Date(local - day24), zone)
  const after = offsetAt(new Date(local + day24), zone)
  const fits = [before, after].map((offset) => new Date(local - offset)).filter((instant) => offsetAt(instant, zone) === local - instant.getTime())
  const earliest = fits.sort((a, b) => a.getTime() - b.getTime())[0]
  return earliest ?? new Date(local - before)
}

/** RFC 3339 with the zone's offset at that instant: `2026-03-01T15:00:00-05:00`. */
export function formatLocal(instant: Date, zone: string): string {
  const offset = offsetAt(instant, zone)
  const minutes = Math.abs(Math.round(offset / 60_000))
  const two = (n: number) => String(n).padStart(2, '0')
  return `${new Date(instant.getTime() + offset).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
