// ◆ pure
/** Times as archives write them. Only fixed shapes are read: what `Date` makes of others depends on the machine's zone. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** X API v1.1 and X downloads: `Sun Mar 30 19:02:11 +0000 2014`. */
const V1 = /^[a-z]{3} ([a-z]{3}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})$/i
/** RFC 822 with four digits of the year: `Sun, 30 Mar 2014 19:02:11 GMT`. */
const RFC_822 = /^(?:[a-z]{3}, )?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? (GMT|UTC|[+-]\d{4})$/i
const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)? ?(Z|UTC|[+-]\d{2}:?\d{2})?$/i

/** Null if it is no time of a known shape. Without a zone it is read as UTC, which is what X writes. */
export function parseTime(value: unknown): Date | null {
  // Milliseconds; seconds would lie in 1970.
  if (typeof value === 'number') return value > 1e11 && value < 1e14 ? new Date(value) : null
  if (typeof value !== 'string' || value.length > 64) return null
  const text = value.trim()
  const v1 = V1.exec(text)
  if (v1) return timeOf(v1[7], month(v1[1]), v1[2], v1[3], v1[4], v1[5], '', v1[6])
  const rfc = RFC_822.exec(text)
  if (rfc) return timeOf(rfc[3], month(rfc[2]), rfc[1], rfc[4], rfc[5], rfc[6], '', rfc[7])
  const iso = ISO.exec(text)
  return iso ? timeOf(iso[1], Number(iso[2]), iso[3], iso[4], iso[5], iso[6], iso[7], iso[8]) : null
}

const month = (name = ''): number => MONTHS.indexOf(name.toLowerCase()) + 1

type Digits = string | undefined
function timeOf(year: Digits, monthNumber: number, day: Digits, hour: Digits, minute: Digits, second: Digits, fraction: Digits, zone: Digits): Date | null {
  const [y, d, h, m, s] = [year, day, hour, minute, second ?? '0'].map(Number)
  if (y === undefined || d === undefined || h === undefined || m === undefined || s === undefined) return null
  if (y < 1970 || monthNumber < 1 || monthNumber > 12 || d < 1 || d > 31 || h > 23 || m > 59 || s > 60) return null
  const ms = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'))
  const time = Date.UTC(y, monthNumber - 1, d, h, m, s, ms)
  // 31 April would become 1 May.
  if (new Date(time).getUTCMonth() !== monthNumber - 1 && s !== 60) return null
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '')
  return new Date(offset ? time - (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000 : time)
}
