// ◆ pure
/**
 * Finds the accounts and hashtags that a text names, in one pass whose work is proportional to the text's length whatever it
 * holds. Rules: X-PLATFORM.md §8, which are those of twitter-text 3.1.0 except where test/nominations/extract.test.ts lists a
 * deliberate difference. Spans are UTF-16 offsets into the text as given; HTML is unescaped by the formats, not here.
 */
import { foldHandle, foldHashtag, MAX_HANDLE, MAX_HASHTAG, type Target, tooLong } from '../directory/handle.js'
import { linkStart, readLinkAt } from './link-spans.js'
import { PLACEHOLDER_HANDLES, PLACEHOLDER_HASHTAGS } from './placeholders.js'

export interface Span {
  raw: string
  start: number
  end: number
}
export type Form = 'mention' | 'profile_link' | 'hashtag'
export interface FoundTarget extends Target, Span {
  form: Form
}
export interface Doubtful extends Span {
  reason: string
}

/** All in order of appearance. */
export interface Extraction {
  targets: FoundTarget[]
  /** Generic words such as `@organizations`: named in instructions, meant by nobody. */
  placeholders: FoundTarget[]
  /** Somebody was meant, but it cannot be told who: for a person to decide. */
  review: Doubtful[]
  /** Looks like a target and is none: a list, a link to a post, a stump. */
  dropped: Doubtful[]
  /** Where reading ended because the text names too many, and how many signs behind it could begin further names; null if all was read. */
  beyond: { at: number; signs: number } | null
}

/** Of one text that is no post. More is no text that anybody wrote, and each name costs memory of its own. */
export const MAX_NAMES = 5_000

const TRIGGER = /[@＠#＃/?]/g
/** Without the links, most of which name nobody. */
const SIGN = /[@＠#＃]/g
const HANDLE_RUN = /[A-Za-z0-9_Ａ-Ｚａ-ｚ０-９＿]+/y
/** Invisible, and typed by nobody on purpose: what stands behind one may belong to the name (directory/handle.ts folds them where a name stands alone). */
const isHidden = (code: number): boolean => (code >= 0x200b && code <= 0x200d) || (code >= 0x2060 && code <= 0x2064) || code === 0xfeff || code === 0xad
function hiddenEnd(text: string, at: number): number {
  let end = at
  while (isHidden(text.charCodeAt(end))) end++
  return end
}
const HANDLE_WITH_HIDDEN = /[A-Za-z0-9_Ａ-Ｚａ-ｚ０-９＿\u00ad\u200b-\u200d\u2060-\u2064\ufeff]+/y
const TAG_RUN = /[\p{L}\p{M}\p{Nd}_\u200c-\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7]+/uy
const TAG_CHARACTER = /^[\p{L}\p{M}\p{Nd}_\u200c-\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7]/u
const LIST_SLUG = /\/[A-Za-z][A-Za-z0-9_-]{0,24}/y
const OTHER_NETWORK = /\.bsky\.social\b/iy
const BLANKS = /[^\S\n\r\u2028\u2029]*/y
const SHORT_LINK = /https?:\/\/[!-~]{1,60}/iy
/** `@` after one of these is part of a word, an address or an ornament, not the beginning of a mention. */
const NO_MENTION_AFTER = /[A-Za-z0-9_!#$%&*@＠\p{Script=Latin}]/u
const CONTINUES_WORD = /[\u0300-\u036f\p{Script=Latin}]/u
const TIME_OF_DAY = /^\d{1,2}(?:[ap]m)?$/i
const AMPERSAND = 0x26
const AT = 0x40
const WIDE_AT = 0xff20
const HASH = 0x23
const WIDE_HASH = 0xff03
const WIDE_ZERO = 0xff10
const WIDE_Z = 0xff5a
const DOT = 0x2e
const COLON = 0x3a
const SPACE = 0x20
const SLASH = 0x2f
const ELLIPSIS = 0x2026
/** What is reported of an endless run: enough to recognise it. */
const SHOWN = 120

const stickyEnd = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** Of ASCII, where it is asked of most signs: the letters of `NO_MENTION_AFTER`. */
const NO_MENTION = Uint8Array.from({ length: 128 }, (_, code) => (NO_MENTION_AFTER.test(String.fromCharCode(code)) ? 1 : 0))
const WORD = Uint8Array.from({ length: 128 }, (_, code) => (/\w/.test(String.fromCharCode(code)) ? 1 : 0))

/** Of what is invisible, the two that scripts need within a word. */
const joins = (code: number): boolean => code === 0x200c || code === 0x200d

/** End of the run of a tag at `at`. Most are plain ASCII words, for which a table is several times faster. */
function tagEnd(text: string, at: number): number {
  let end = at
  while (WORD[text.charCodeAt(end)] === 1) end++
  const code = text.charCodeAt(end)
  return code > 127 && code !== ELLIPSIS && (!isHidden(code) || joins(code)) ? stickyEnd(TAG_RUN, text, at) : end
}

/** The same of a handle: of what is not ASCII only wide letters and digits belong to one. */
function handleEnd(text: string, at: number): number {
  let end = at
  while (WORD[text.charCodeAt(end)] === 1) end++
  const code = text.charCodeAt(end)
  return code >= WIDE_ZERO && code <= WIDE_Z ? stickyEnd(HANDLE_RUN, text, at) : end
}

/** @param most names that are read; those behind are counted only */
export function extract(text: string, most = MAX_NAMES): Extraction {
  const out: Extraction = { targets: [], placeholders: [], review: [], dropped: [], beyond: null }
  let taken = 0
  /** Everything before is decided: no link or name may begin there. */
  let done = 0
  /** End of the last mention: the RT of `@name/RT@other` belongs to it. */
  let named = 0
  TRIGGER.lastIndex = 0
  while (TRIGGER.test(text)) {
    const at = TRIGGER.lastIndex - 1
    const sign = text.charCodeAt(at)
    // Of a run of signs only the last can begin a tag; to ask each of a million took a tenth of a second.
    if (sign === HASH && text.charCodeAt(at + 1) === HASH) {
      let last = at + 1
      while (text.charCodeAt(last + 1) === HASH) last++
      TRIGGER.lastIndex = last
      continue
    }
    let next: number
    if (sign === AT || sign === WIDE_AT) {
      next = takeMention(text, at, named, out)
      if (next > at) named = next
    } else if (sign === HASH || sign === WIDE_HASH) next = takeHashtag(text, at, out)
    else next = takeLink(text, at, done, out)
    if (next > at) {
      done = next
      TRIGGER.lastIndex = next
      if (++taken >= most) {
        const signs = text.slice(next).match(SIGN)?.length ?? 0
        if (signs > 0) out.beyond = { at: next, signs }
        break
      }
    }
  }
  return out
}

const rawOf = (text: string, start: number, end: number): string => (end - start > SHOWN ? `${text.slice(start, start + SHOWN)}…` : text.slice(start, end))
const shown = (text: string, start: number, end: number): Span => ({ raw: rawOf(text, start, end), start, end })

/** X and its clients cut a long post with `…`, often before a link: what touches it is a stump of a longer name. */
function isCut(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== ELLIPSIS) return false
  if (CLOSING.has(text.charCodeAt(at + 1))) return true
  const blanks = afterBlanks(text, at + 1)
  const begins = text.charCodeAt(blanks) | 0x20
  return endsLine(text, begins === SMALL_H ? afterBlanks(text, stickyEnd(SHORT_LINK, text, blanks)) : blanks)
}

const CLOSING = new Set(Array.from('"”’»', (sign) => sign.charCodeAt(0)))
const SMALL_H = 0x68
const SMALL_T = 0x74
const endsLine = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return at >= text.length || code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029
}
/** Most blanks are spaces, for which a loop is several times faster than a pattern. */
function afterBlanks(text: string, at: number): number {
  let end = at
  while (text.charCodeAt(end) === SPACE) end++
  const code = text.charCodeAt(end)
  return code > 127 || (code < SPACE && code !== 0x0a && code !== 0x0d) ? stickyEnd(BLANKS, text, end) : end
}

/** Returns where to go on; `at` itself if this sign begins nothing. */
function takeMention(text: string, at: number, named: number, out: Extraction): number {
  const unit = at > 0 ? text.charCodeAt(at - 1) : SPACE
  if (unit > SPACE && (unit < 128 ? NO_MENTION[unit] === 1 : NO_MENTION_AFTER.test(previous(text, at))) && !(at - 2 >= named && isRetweetMark(text, at)))
    return at
  const end = handleEnd(text, at + 1)
  if (end === at + 1) {
    const hidden = text.charCodeAt(end) > 127 ? hiddenEnd(text, end) : end
    if (hidden === end || handleEnd(text, hidden) === hidden) return at
    const whole = stickyEnd(HANDLE_WITH_HIDDEN, text, end)
    out.review.push({ ...shown(text, at, whole), reason: 'an invisible character stands between the sign and the name' })
    return whole
  }
  const next = text.charCodeAt(end)
  const other = next > 127 && next !== ELLIPSIS
  const hidden = other ? hiddenEnd(text, end) : end
  if (hidden > end && handleEnd(text, hidden) > hidden) {
    const whole = stickyEnd(HANDLE_WITH_HIDDEN, text, at + 1)
    out.review.push({ ...shown(text, at, whole), reason: 'an invisible character stands inside it: where does the name end?' })
    return whole
  }
  // `@a@b` names neither: the second sign is passed over too.
  if (next === AT || next === WIDE_AT) return end + 1
  if ((other && CONTINUES_WORD.test(following(text, end))) || (next === COLON && text.startsWith('://', end))) return end
  const list = next === SLASH ? stickyEnd(LIST_SLUG, text, end) : end
  if (list > end) return drop(out, shown(text, at, list), 'a list, not an account')
  if (next === DOT && stickyEnd(OTHER_NETWORK, text, end) > end) return drop(out, shown(text, at, end), 'an address on another network')
  if (isCut(text, end)) return drop(out, shown(text, at, end + 1), 'cut off')
  return addAccount(out, text.slice(at + 1, end), text, at, end, 'mention')
}

/** `RT@name`, with or without a colon, at the beginning of a word. */
function isRetweetMark(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) | 0x20) === SMALL_T && /(?:^|[^A-Za-z0-9_+~.-])rt$/i.test(text.slice(Math.max(0, at - 3), at))
}

function takeHashtag(text: string, at: number, out: Extraction): number {
  const unit = at > 0 ? text.charCodeAt(at - 1) : SPACE
  if (unit > 127 && (!isHidden(unit) || joins(unit))) {
    const before = previous(text, at)
    if (TAG_CHARACTER.test(before) && before !== '\ufe0e' && before !== '\ufe0f') return at
  } else if (unit <= 127 && (unit === AMPERSAND || WORD[unit] === 1)) return at
  const after = text.charAt(at + 1)
  // The key cap emoji: #, variation selector, enclosing key.
  if (after === '\ufe0f' || after === '\u20e3') return at
  const end = tagEnd(text, at + 1)
  const hidden = text.charCodeAt(end) > 127 ? hiddenEnd(text, end) : end
  if (hidden > end && tagEnd(text, hidden) > hidden) return takeHiddenTag(text, at, end, out)
  if (end === at + 1) return at
  const next = text.charAt(end)
  // `#a#b` names neither: the second sign is passed over too.
  if (next === '#' || next === '＃') return end + 1
  if (text.startsWith('://', end)) return end
  const body = text.slice(at + 1, end)
  const key = isCut(text, end) ? null : foldHashtag(body)
  if (key !== null) {
    addHashtag(out, key, body, text, at, end)
    return end
  }
  // Without a letter it is a number, which nobody meant as a tag.
  if (!/\p{L}/u.test(body)) return end
  if (isCut(text, end)) return drop(out, shown(text, at, end + 1), 'cut off')
  out.review.push({
    ...shown(text, at, end),
    reason: `longer than the ${MAX_HASHTAG} characters a hashtag may have`,
  })
  return end
}

/** As of a name: it looks whole to whoever reads it, and X would follow only its beginning. */
function takeHiddenTag(text: string, at: number, from: number, out: Extraction): number {
  let end = from
  for (let next = tagEnd(text, hiddenEnd(text, end)); next > end; next = tagEnd(text, hiddenEnd(text, end))) end = next
  if (!/\p{L}/u.test(text.slice(at + 1, Math.min(end, at + 400)))) return end
  const where =
    from === at + 1 ? 'an invisible character stands between the sign and the tag' : 'an invisible character stands inside it: where does the tag end?'
  out.review.push({ ...shown(text, at, end), reason: where })
  return end
}

function addAccount(out: Extraction, name: string, text: string, start: number, end: number, form: Form): number {
  const raw = rawOf(text, start, end)
  const key = foldHandle(name)
  const display = key?.length === name.length ? name : name.normalize('NFKC')
  if (key === null) out.review.push({ raw, start, end, reason: display.length > MAX_HANDLE ? tooLong(display) : 'no handle on X can look like this' })
  else if (form === 'mention' && key.charCodeAt(0) < 0x3a && TIME_OF_DAY.test(key))
    out.review.push({ raw, start, end, reason: 'a time of day rather than an account?' })
  else
    (PLACEHOLDER_HANDLES.has(key) ? out.placeholders : out.targets).push({
      kind: 'account',
      key,
      display,
      raw,
      start,
      end,
      form,
    })
  return end
}

function addHashtag(out: Extraction, key: string, display: string, text: string, start: number, end: number): void {
  const raw = rawOf(text, start, end)
  ;(PLACEHOLDER_HASHTAGS.has(key) ? out.placeholders : out.targets).push({ kind: 'hashtag', key, display, raw, start, end, form: 'hashtag' })
}

function drop(out: Extraction, { raw, start, end }: Span, reason: string): number {
  out.dropped.push({ raw, start, end, reason })
  return end
}

/** `at` is the slash or question mark that ends the scheme or the host. A link is skipped whole: nothing inside it is a name. */
function takeLink(text: string, at: number, done: number, out: Extraction): number {
  const start = linkStart(text, at, done)
  if (start === null) return at
  const { read, end, stop } = readLinkAt(text, start)
  // ftp:// and the like: no address of a profile, but still a link.
  if (start < at && text.startsWith('://', start - 3)) return end
  if (read.is === 'elsewhere') return end
  if (read.is !== 'profile' && read.is !== 'hashtag') return drop(out, shown(text, start, end), read.reason)
  if (isCut(text, end)) return drop(out, shown(text, start, end + 1), 'cut off')
  if (read.is === 'profile') addAccount(out, read.handle, text, start, stop, 'profile_link')
  else {
    const key = foldHashtag(read.tag)
    if (key !== null) addHashtag(out, key, read.tag, text, start, stop)
  }
  return stop
}

const previous = (text: string, at: number): string => {
  const low = text.charCodeAt(at - 1)
  return low >= 0xdc00 && low <= 0xdfff && at > 1 ? text.slice(at - 2, at) : text.charAt(at - 1)
}
const following = (text: string, at: number): string => (at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '')
