import { type CollectionContext, chatContext } from '../../chats/context.js'
import type { Deps } from '../../deps.js'
import { isPlatformError, type PlatformError, type PostSearch, PRICES_MILLI_USD, type XPost } from '../../platform/port.js'
import { collect, type Voice } from '../collect.js'
import type { DecidedNomination } from '../decide.js'
import { countedIn, forgetChat, forgetCounted, judge } from './judge.js'
import { afterPoll, boundsOf, byId, type Next, roomFor, type Window, windowOf } from './pace.js'
import * as repo from './repo.js'

const PRICE = PRICES_MILLI_USD['posts.search'].price
/** Longer than one call with its repeats can take: a worker that died keeps its chat for so long. */
const CLAIM_MS = 120_000
/** A chat of 5,000 posts a poll is none that anybody could follow; it bounds what one poll holds in memory. */
const MOST_PAGES = 50
/** Posts of one unit of work: small enough that others get in between. */
const BATCH = 200

export interface Poll {
  state: Next['state']
  reason: string | null
  next_poll_at: Date
  problem: string | null
  posts: number
  nominations: number
}

/**
 * Asks X for what is new in a chat, if that is due, and takes it in. Null if it is not due or another process is at it. Everything that X may do is an
 * outcome, not an error; a process that dies leaves the rest to the next poll, which begins where the last unit of work ended.
 */
export async function pollLive(deps: Deps, chatId: string): Promise<Poll | null> {
  const claimed = await repo.claimPoll(deps.store.db, chatId, deps.clock.now(), new Date(deps.clock.now().getTime() + CLAIM_MS))
  if (!claimed) return null
  const chat = await chatContext(deps, chatId)
  const { starts_at, ends_at } = { starts_at: chat.starts_at ?? claimed.starts_at, ends_at: chat.ends_at ?? claimed.ends_at }
  // The chat may have been moved since the watch was started.
  const window = windowOf({ starts_at, ends_at })
  const now = deps.clock.now()
  const idle = { posts: 0, spent_milli_usd: 0, polls: 0 }
  if (now < window.starts_at) {
    const row = await repo.savePoll(deps.store.db, chatId, claimed.next_poll_at, idle, { ...window, next_poll_at: window.starts_at })
    return row ? pollOf(row, 0, 0) : null
  }
  if (!deps.platform) {
    const stopped = { state: 'stopped', reason: 'X is not connected any more: check the X settings, then start again.' } as const
    const row = await repo.savePoll(deps.store.db, chatId, claimed.next_poll_at, idle, stopped)
    return row ? pollOf(row, 0, 0) : null
  }
  const fetched = await fetchNew(deps, deps.platform, claimed, chat, window)
  return fetched && store(deps, chat, claimed, window, starts_at, fetched)
}

interface Fetched {
  /** The claim as it stands after the last page. */
  claim: Date
  /** Oldest first. */
  posts: XPost[]
  charged: number
  /** Every page was read: the next poll can begin after the newest post. */
  whole: boolean
  capped: boolean
  error: PlatformError | null
}

/** All pages, newest first as X gives them. Null if the claim was lost on the way: then another poll does it all. */
async function fetchNew(deps: Deps, platform: PostSearch, watch: repo.WatchRow, chat: CollectionContext, window: Window): Promise<Fetched | null> {
  const out: Fetched = { claim: watch.next_poll_at, posts: [], charged: 0, whole: false, capped: false, error: null }
  const bounds = boundsOf(window, watch.since_id, deps.clock.now())
  const seen = new Set<string>()
  for (let next: string | undefined, page = 0; page < MOST_PAGES; page++) {
    const most = roomFor(watch.cap_milli_usd, watch.spent_milli_usd + out.charged * PRICE, PRICE)
    if (most === 0) {
      out.capped = true
      break
    }
    if (page > 0) {
      const until = new Date(deps.clock.now().getTime() + CLAIM_MS)
      if (!(await repo.keepPoll(deps.store.db, watch.chat_id, out.claim, until))) break
      out.claim = until
    }
    try {
      const answer = await platform.searchPosts({ query: `#${chat.hashtag} -is:retweet`, ...bounds, most, next })
      out.charged += answer.charged
      for (const post of answer.posts) {
        if (!seen.has(post.id)) out.posts.push(post)
        seen.add(post.id)
      }
      next = answer.next ?? undefined
    } catch (error) {
      if (!isPlatformError(error)) throw error
      out.error = error
      break
    }
    if (next === undefined) {
      out.whole = true
      break
    }
  }
  out.posts.sort(byId)
  return out
}

/** Stores what was fetched, oldest first: the id of the last post of each batch goes into the same unit of work as the batch. */
async function store(deps: Deps, chat: CollectionContext, watch: repo.WatchRow, window: Window, starts: Date, fetched: Fetched): Promise<Poll | null> {
  const { posts, charged, whole, error } = fetched
  const decided = judge(deps, chat, posts)
  const last = whole ? posts.at(-1)?.id : undefined
  const next = afterPoll({
    now: deps.clock.now(),
    window,
    chat_starts_at: starts,
    last_seen: last ?? watch.since_id,
    problem: error && { kind: error.kind, message: error.message, reset_at: error.resetAt, answered: error.status !== undefined },
    failed_before: watch.last_problem !== null,
    capped: fetched.capped ? { cap_milli_usd: watch.cap_milli_usd, spent_milli_usd: watch.spent_milli_usd + charged * PRICE } : null,
  })
  const counted = countedIn(deps, watch.chat_id)
  let nominations = 0
  for (let from = 0; from === 0 || from < posts.length; from += BATCH) {
    const batch = posts.slice(from, from + BATCH)
    const ids = new Set(batch.map(({ id }) => id))
    const voices = decided.filter(({ post_id }) => post_id !== null && ids.has(post_id))
    const final = from + BATCH >= posts.length
    const saved = await deps.store
      .transaction(async (tx) => {
        const { collected } = await collect(
          tx,
          deps,
          voices.map((one) => voiceOf(one, chat, tx.now)),
        )
        const newest = batch.at(-1)?.id
        const row = await repo.savePoll(
          tx.db,
          watch.chat_id,
          fetched.claim,
          // Posts of a poll that broke off come again, and are counted once; their price is counted whenever X may ask for it.
          { polls: from === 0 ? 1 : 0, posts: batch.filter(({ id }) => !counted.has(id)).length, spent_milli_usd: from === 0 ? charged * PRICE : 0 },
          { ...(whole && newest !== undefined ? { since_id: newest } : {}), ...(final ? { ...window, ...next, last_poll_at: tx.now } : {}) },
        )
        // Somebody started the watch anew or took it over: it will ask for the same posts, and these voices must not count as taken in by us.
        if (!row) throw new ClaimLostError()
        if (final && row.state !== 'on' && next.state !== 'on') {
          await tx.audit({ actor: 'worker', action: `live.${row.state === 'ended' ? 'end' : 'stop'}`, subject: watch.chat_id, reason: row.reason ?? undefined })
          if (error?.kind === 'credits')
            for (const other of await repo.stopOthers(tx.db, watch.chat_id, next.reason ?? ''))
              await tx.audit({ actor: 'worker', action: 'live.stop', subject: other, reason: next.reason ?? undefined })
        }
        return { row, added: collected.filter((one) => one?.created).length }
      })
      .catch((failure: unknown) => {
        if (failure instanceof ClaimLostError) return null
        throw failure
      })
    if (!saved) return null
    for (const { id } of batch) counted.add(id)
    nominations += saved.added
    if (final && saved.row.state === 'ended') forgetCounted(deps, watch.chat_id)
    if (final && saved.row.state !== 'on') forgetChat(deps, watch.chat_id)
    if (final) return pollOf(saved.row, posts.length, nominations)
  }
  return null
}

class ClaimLostError extends Error {}

const pollOf = ({ state, reason, next_poll_at, last_problem }: repo.WatchRow, posts: number, nominations: number): Poll => ({
  state,
  reason,
  next_poll_at,
  problem: last_problem,
  posts,
  nominations,
})

const voiceOf = (one: DecidedNomination, chat: CollectionContext, now: Date): Voice => ({
  target: one.target,
  raw: one.raw,
  text: one.text,
  span: { start: one.start, end: one.end },
  why: null,
  voice: one.voice,
  nominator_handle: null,
  source: 'live',
  import_id: null,
  source_line: null,
  post_id: one.post_id,
  series_id: chat.series_id,
  chat_id: chat.chat_id,
  question: one.question,
  nominated_at: one.at ?? now,
  status_hash: null,
})
