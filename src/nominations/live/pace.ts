// ◆ pure
/** When a live chat is asked for on X, how far back, at what cost, and when no more. */
import { usd } from '../../kernel/money.js'
import type { PlatformErrorKind } from '../../platform/port.js'

const SECOND = 1_000
const MINUTE = 60_000
/** People greet one another before the chat and nominate on after it. */
const LEAD_MS = 5 * MINUTE
const TAIL_MS = 15 * MINUTE
const FASTEST_MS = 15 * SECOND
const SLOWEST_MS = 60 * SECOND
/** A line that fails is tried again while that can still bring something. */
const GIVE_UP_MS = 30 * MINUTE

export interface Window {
  starts_at: Date
  ends_at: Date
}

export const windowOf = (chat: { starts_at: Date; ends_at: Date }): Window => ({
  starts_at: new Date(chat.starts_at.getTime() - LEAD_MS),
  ends_at: new Date(chat.ends_at.getTime() + TAIL_MS),
})

/** X takes no older since_id than seven days; an hour of that is left for clocks that differ. */
const OLDEST_MS = 7 * 24 * 60 * MINUTE - 60 * MINUTE
const EPOCH_MS = 1288834974657

/** The first id that a post of this instant can have (X's snowflakes: 42 bits of milliseconds, then 22 of others). */
const firstIdAt = (ms: number): bigint => BigInt(Math.max(0, Math.floor(ms) - EPOCH_MS)) << 22n

const instantOf = (id: string): number => Number(BigInt(id) >> 22n) + EPOCH_MS

/**
 * What is asked for, as ids: X refuses ids together with times. Without a lower bound the first poll would pay for all that was said under the tag
 * in a week. The upper bound matters only when X is asked after the end.
 */
export function boundsOf(window: Window, lastSeen: string | null, now: Date): { since_id: string; until_id: string | undefined } {
  const oldest = Math.max(window.starts_at.getTime(), now.getTime() - OLDEST_MS)
  const first = firstIdAt(oldest) - 1n
  const since = lastSeen !== null && BigInt(lastSeen) > first ? BigInt(lastSeen) : first
  return { since_id: since.toString(), until_id: now > window.ends_at ? firstIdAt(window.ends_at.getTime()).toString() : undefined }
}

export const byId = (a: { id: string }, b: { id: string }): number => {
  const [one, other] = [BigInt(a.id), BigInt(b.id)]
  return one < other ? -1 : one > other ? 1 : 0
}

export interface Polled {
  now: Date
  window: Window
  /** Of the chat itself: nobody should wait for the first poll because nothing was said before. */
  chat_starts_at: Date
  /** Newest post seen so far. */
  last_seen: string | null
  problem: { kind: PlatformErrorKind; message: string; reset_at: Date | undefined; answered: boolean } | null
  /** The poll before failed too. */
  failed_before: boolean
  /** The cost cap left no room for another page. */
  capped: { cap_milli_usd: number; spent_milli_usd: number } | null
}

export interface Next {
  state: 'on' | 'ended' | 'stopped'
  reason: string | null
  next_poll_at: Date
  last_problem: string | null
}

/** What comes after a poll. X-PLATFORM.md §3 has one reaction for each kind of failure. */
export function afterPoll({ now, window, chat_starts_at, last_seen, problem, failed_before, capped }: Polled): Next {
  const at = now.getTime()
  const stop = (reason: string): Next => ({ state: 'stopped', reason, next_poll_at: now, last_problem: problem?.message ?? null })
  const go = (next: number, last_problem: string | null = null): Next => ({ state: 'on', reason: null, next_poll_at: new Date(next), last_problem })
  if (problem) {
    if (problem.kind !== 'rate' && problem.kind !== 'transient') return stop(stopReason(problem))
    if (at > window.ends_at.getTime() + GIVE_UP_MS)
      return { state: 'ended', reason: 'The chat is over, and X did not answer at the end.', next_poll_at: now, last_problem: problem.message }
    const wait = problem.kind === 'rate' ? Math.max(SLOWEST_MS, (problem.reset_at?.getTime() ?? 0) - at) : failed_before ? SLOWEST_MS : SLOWEST_MS / 2
    return go(at + wait, problem.message)
  }
  if (capped) return stop(cappedReason(capped))
  if (at >= window.ends_at.getTime()) return { state: 'ended', reason: 'The chat is over.', next_poll_at: now, last_problem: null }
  const since = at < chat_starts_at.getTime() ? window.starts_at.getTime() : chat_starts_at.getTime()
  const quiet = at - Math.max(since, last_seen === null ? 0 : instantOf(last_seen))
  const pause = Math.min(SLOWEST_MS, Math.max(FASTEST_MS, Math.floor(quiet / 4)))
  const before = at < chat_starts_at.getTime() ? chat_starts_at.getTime() : window.ends_at.getTime()
  return go(Math.min(at + pause, before))
}

/** X charges for each post of a page, and takes no page of fewer than ten: what is left may be too little for one, although it is not spent. */
function cappedReason({ cap_milli_usd, spent_milli_usd }: NonNullable<Polled['capped']>): string {
  const cap = usd(cap_milli_usd / 1000)
  const used =
    spent_milli_usd >= cap_milli_usd
      ? `The cost cap of ${cap} is used up.`
      : `${usd(spent_milli_usd / 1000)} of the cost cap of ${cap} is spent, and the next page of posts could pass it: X gives at least ${LEAST_PAGE} at a time.`
  return `${used} Start again with a higher cap to go on where it stopped.`
}

function stopReason({ kind, message, answered }: NonNullable<Polled['problem']>): string {
  switch (kind) {
    case 'credits':
      // Our own budget refuses without asking X, and its message says how to go on.
      return answered ? 'The credits of the X account are used up. Buy more, then start again: it goes on where it stopped.' : `${capitalised(message)}.`
    case 'auth':
      return 'X no longer accepts our access. Check the X settings, then start again: it goes on where it stopped.'
    default:
      return `X refused the search (${message}).`
  }
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** X takes no smaller page. */
export const LEAST_PAGE = 10
const MOST_PAGE = 100

/** How many posts the next page may have, so that the cap is never passed; 0 if there is no room for the smallest page. */
export function roomFor(capMilliUsd: number, spentMilliUsd: number, price: number): number {
  const room = Math.floor((capMilliUsd - spentMilliUsd) / price)
  return room < LEAST_PAGE ? 0 : Math.min(MOST_PAGE, room)
}

export interface LiveEstimate {
  posts: { low: number; high: number }
  usd: { low: number; high: number }
  /** Offered as the cap. */
  cap_usd: number
  /** Chats of the series whose posts were counted before; 0 if the range is only what chats usually have. */
  earlier_chats: number
}

/** Chats that somebody bothers to watch have had a few hundred posts. */
const USUAL = { low: 200, high: 1000 }

/** From how many posts earlier chats of the series had; without any, a usual range. Half as much again is left for a livelier chat. */
export function estimateOf(earlier: readonly number[], priceMilliUsd: number): LiveEstimate {
  const posts = earlier.length === 0 ? USUAL : { low: Math.min(...earlier), high: Math.ceil(Math.max(...earlier, LEAST_PAGE) * 1.5) }
  const usd = { low: (posts.low * priceMilliUsd) / 1000, high: (posts.high * priceMilliUsd) / 1000 }
  return { posts, usd, cap_usd: Math.max(0.5, Math.ceil(usd.high * 10) / 10), earlier_chats: earlier.length }
}
