// ◆ pure
/** Where an address begins and ends in a text, and what it leads to. */
import { type LinkReading, readLink } from '../directory/handle.js'
import { isUrlUnit, TOP_LEVEL } from './links.js'

const COLON = 0x3a
const SLASH = 0x2f
const SMALL_A = 0x61
const SMALL_Z = 0x7a
/** Of a longer address the beginning says what it is. */
const LONGEST = 2000

/** Of ASCII, what a host may consist of. */
const HOST = Uint8Array.from({ length: 128 }, (_, code) => (/[A-Za-z0-9.-]/.test(String.fromCharCode(code)) ? 1 : 0))

export interface LinkAt {
  read: LinkReading
  end: number
  /** Where the part ends that X would follow: of `x.com/name's` and `x.com/name,@other`, behind the name. */
  stop: number
}

/** The scheme, the host and the name of a profile. */
const PROFILE = /(?:https?:)?(?:\/\/)?[A-Za-z0-9.-]{1,40}\/{1,9}(?:#!\/{1,9})?(?:@|%40)?([A-Za-z0-9_]{1,200})/iy
/** What goes on with the address behind a name. */
const GOES_ON = /^(?:[-%/?#A-Za-z0-9_]|\.[a-z0-9])/i
const ENDS_TAG = new Set(Array.from('/?#&"\'<>()[]{}|,;', (sign) => sign.charCodeAt(0)))

/**
 * Reads the address at `start`. The whole of it is looked for only where the search then goes on behind it: in `x.com/a,x.com/b,…` without end each
 * name would look through all that follow.
 */
export function readLinkAt(text: string, start: number): LinkAt {
  PROFILE.lastIndex = start
  const name = PROFILE.exec(text)?.[1]
  if (name !== undefined) {
    const end = PROFILE.lastIndex
    const next = text.slice(end, end + 2)
    const near = next.startsWith('/') && name.toLowerCase() === 'hashtag' ? tagEnd(text, end + 1) : GOES_ON.test(next) ? null : end
    const read = near === null || /[/?#]/.test(text.charAt(near)) ? null : readLink(text.slice(start, near))
    if (read !== null && (read.is === 'profile' || read.is === 'hashtag')) return { read, end: start + read.end, stop: start + read.end }
  }
  const end = linkEnd(text, start)
  const link = text.slice(start, Math.min(end, start + LONGEST))
  const read = readLink(link)
  return { read, end, stop: 'end' in read && !/^[/?#]/.test(link.slice(read.end)) ? start + read.end : end }
}

function tagEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && isUrlUnit(text.charCodeAt(end)) && !ENDS_TAG.has(text.charCodeAt(end))) end++
  return end
}

/** With http(s):// wherever it stands; without it only a host of a known kind that no letter, @ or # precedes. */
export function linkStart(text: string, at: number, done: number): number | null {
  const unit = at > done ? text.charCodeAt(at - 1) : 0
  if (unit === COLON && text.charCodeAt(at + 1) === SLASH) {
    const scheme = /https?$/i.exec(text.slice(Math.max(done, at - 6), at - 1))
    return scheme ? at - 1 - scheme[0].length : null
  }
  const letter = unit | 0x20
  if (unit > 127 || letter < SMALL_A || letter > SMALL_Z) return null
  // A host has at most 253 characters (RFC 1035), which bounds the look back.
  let start = at
  while (start > done && at - start < 254 && HOST[text.charCodeAt(start - 1)] === 1) start--
  const host = text.slice(start, at)
  const top = host.slice(host.lastIndexOf('.') + 1).toLowerCase()
  if (host.length > 253 || !/^[A-Za-z0-9]/.test(host) || !host.includes('.') || !(TOP_LEVEL.has(top) || /^[a-z]{2}$/.test(top))) return null
  return start > 0 && /[@＠#＃$_\p{L}]/u.test(text.charAt(start - 1)) ? null : start
}

/** Where the address ends that begins at `start`. */
function linkEnd(text: string, start: number): number {
  // The shortener's links have letters and digits only, so that text may follow them without a blank.
  const short = /^(?:https?:\/\/)?t\.co\/[A-Za-z0-9]{1,40}/i.exec(text.slice(start, start + 60))
  if (short) return start + short[0].length
  let end = start
  let open = 0
  for (; end < text.length && isUrlUnit(text.charCodeAt(end)); end++) {
    const unit = text.charAt(end)
    if (unit === '(') open++
    if (unit === ')') open--
    // Links in a row without a blank; an address inside an address follows `/` or `=`.
    if ((unit === ',' || unit === ';' || unit === '|' || unit === ')') && /^https?:/i.test(text.slice(end + 1, end + 8))) break
  }
  // Punctuation at the end belongs to the sentence; a bracket only if it was opened outside.
  for (; end > start; end--) {
    const unit = text.charAt(end - 1)
    if (unit === ')' && open >= 0) break
    if (unit === ')') open++
    else if (!".,;:!?'*]".includes(unit)) break
  }
  return end
}
