// ◆ pure
/**
 * A page of X copied whole brings along what stands beside its posts: people to follow, each by name, handle, a button and what they say of
 * themselves, and what is talked about elsewhere. These are nobody's words. A heading alone says little, so what stands below it has to look the part.
 */
import { readHead, timeBelow } from './post-heads.js'

export interface Side {
  /** First line, and the one behind the last. */
  from: number
  to: number
  /** Why these are nobody's words. */
  reason: string
}

const PEOPLE =
  /^(?:who to follow|you might like|relevant people|people you (?:may|might) know|suggested(?: for you| accounts)?|similar accounts|creators for you)$/i
const TRENDS = /^(?:what['’]s happening|trends for you|trending(?: now)?|today['’]s news|explore|live on x|happening now)$/i
const LONE_HANDLE = /^[\s\u200b-\u200f]{0,10}[@＠][A-Za-z0-9_]{1,15}[\s\u200b-\u200f]{0,10}$/
const BUTTON = /^(?:follow(?:ing| back)?|follows you|verified account|promoted|ad)$/i
const PAID = /^(?:ad|promoted|sponsored)$/i
const OF_A_TREND =
  /^(?:(?:\d{1,2}\s?·\s?)?(?:[\p{L}&' ]{1,40} · )?trending(?: in [\p{L} ]{1,40})?(?: · .{1,40})?|live|[\d.,]{1,9}\s?[km]? posts|[\p{L}&' ]{1,40} · (?:live|last night|\d{1,2} (?:hours?|minutes?|days?) ago|yesterday))$/iu
/** How far below its heading a block shows what it is. */
const NEAR = 12

const short = (line: string | undefined): string => (line ?? '').slice(0, 120).trim()

function looksIt(texts: readonly string[], i: number, heading: string): boolean {
  const below = texts.slice(i + 1, i + 1 + NEAR).map(short)
  if (TRENDS.test(heading)) return below.some((line) => OF_A_TREND.test(line))
  return below.some((line, at) => LONE_HANDLE.test(line) && below.slice(at + 1, at + 4).some((next) => BUTTON.test(next)))
}

/** Where the next post begins: at the name above its handle, if it is not on the same line. */
function beginsPost(texts: readonly string[], i: number): boolean {
  const head = readHead(texts[i] ?? '')
  if (head?.own === true && head.author !== null && head.sign !== ':' && (head.timed || timeBelow(texts, i) > 0)) return true
  const below = readHead(texts[i + 1] ?? '')
  return below?.own === true && below.author !== null && below.name === '' && (below.timed || timeBelow(texts, i + 1) > 0) && short(texts[i]) !== ''
}

/** In the order of the lines. A block ends where a post begins. */
export function findSides(texts: readonly string[]): Side[] {
  const sides: Side[] = []
  for (let i = 0; i < texts.length; i++) {
    // Most lines of a large file are none of this.
    const line = texts[i] ?? ''
    if (line === '' || line.length > 100) continue
    const heading = line.trim()
    const paid = heading !== '' && PAID.test((texts[i + 2] ?? '').slice(0, 20).trim()) && LONE_HANDLE.test(short(texts[i + 1]))
    if (!paid && (heading.length > 40 || !(PEOPLE.test(heading) || TRENDS.test(heading)) || !looksIt(texts, i, heading))) continue
    let to = i + 1
    while (to < texts.length && !beginsPost(texts, to)) to++
    sides.push({ from: i, to, reason: paid ? 'an advertisement on the page' : `stands beside the posts of the page, under “${heading}”` })
    i = to - 1
  }
  return sides
}
