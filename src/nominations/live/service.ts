import { chatContext } from '../../chats/context.js'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { usd } from '../../kernel/money.js'
import { PRICES_MILLI_USD } from '../../platform/port.js'
import { estimateOf, LEAST_PAGE, type LiveEstimate, roomFor, type Window, windowOf } from './pace.js'
import * as repo from './repo.js'

export { type Board, type BoardTarget, liveBoard, liveBoardMark } from './board.js'
export { type BoardChange, changesBetween } from './changes.js'
export { pollLive } from './poll.js'

/** Thousandths of a US dollar for a post that X returns. */
export const PRICE = PRICES_MILLI_USD['posts.search'].price
/** How many chats of the series an estimate looks back on. */
const LOOK_BACK = 8

export interface LiveView {
  chat_id: string
  /** `off` if nobody ever started it. */
  state: 'off' | repo.WatchRow['state']
  /** Why it ended or was stopped. */
  reason: string | null
  /** When X is asked: from shortly before the chat until after it. */
  starts_at: string
  ends_at: string
  cap_usd: number | null
  spent_usd: number
  posts: number
  polls: number
  last_poll_at: string | null
  next_poll_at: string | null
  /** What went wrong at the last poll, while the watch goes on. */
  last_problem: string | null
}

export interface LiveStatus extends LiveView {
  /** Whether this deployment can ask X at all. */
  x_connected: boolean
  price_usd_per_post: number
  estimate: LiveEstimate
}

export function viewOf(chatId: string, window: Window, row: repo.WatchRow | undefined): LiveView {
  return {
    chat_id: chatId,
    state: row?.state ?? 'off',
    reason: row?.reason ?? null,
    starts_at: window.starts_at.toISOString(),
    ends_at: window.ends_at.toISOString(),
    cap_usd: row ? row.cap_milli_usd / 1000 : null,
    spent_usd: (row?.spent_milli_usd ?? 0) / 1000,
    posts: row?.posts ?? 0,
    polls: row?.polls ?? 0,
    last_poll_at: row?.last_poll_at?.toISOString() ?? null,
    next_poll_at: row?.state === 'on' ? row.next_poll_at.toISOString() : null,
    last_problem: row?.last_problem ?? null,
  }
}

interface LiveChat {
  series_id: string
  window: Window
  starts_at: Date
}

/** @throws AppError not_found */
async function liveChat(deps: Deps, chatId: string): Promise<LiveChat> {
  const { series_id, starts_at, ends_at } = await chatContext(deps, chatId)
  if (!starts_at || !ends_at) throw new AppError('not_found', `The chat ${chatId} has no time.`)
  return { series_id, starts_at, window: windowOf({ starts_at, ends_at }) }
}

const estimateFor = async (deps: Deps, chatId: string, seriesId: string): Promise<LiveEstimate> =>
  estimateOf(await repo.postsOfEarlierChats(deps.store.db, seriesId, chatId, LOOK_BACK), PRICE)

/** How the watch stands and what one would cost, to be shown before it is started. @throws AppError not_found */
export async function liveStatus(deps: Deps, chatId: string): Promise<LiveStatus> {
  const { series_id, window } = await liveChat(deps, chatId)
  const row = await repo.findWatch(deps.store.db, chatId)
  return {
    ...viewOf(chatId, window, row),
    x_connected: deps.platform !== null,
    price_usd_per_post: PRICE / 1000,
    estimate: await estimateFor(deps, chatId, series_id),
  }
}

/** The same for chats that were read already; those that are over and were never watched are left out. */
export async function liveStatuses(
  deps: Deps,
  chats: readonly { id: string; series_id: string; starts_at: string; ends_at: string }[],
): Promise<Map<string, LiveStatus>> {
  const rows = await repo.findWatches(
    deps.store.db,
    chats.map(({ id }) => id),
  )
  const byChat = new Map(rows.map((row) => [row.chat_id, row]))
  const out = new Map<string, LiveStatus>()
  for (const chat of chats) {
    const window = windowOf({ starts_at: new Date(chat.starts_at), ends_at: new Date(chat.ends_at) })
    const over = deps.clock.now() >= window.ends_at
    const row = byChat.get(chat.id)
    if (over && !row) continue
    out.set(chat.id, {
      ...viewOf(chat.id, window, row),
      x_connected: deps.platform !== null,
      price_usd_per_post: PRICE / 1000,
      estimate: over ? estimateOf([], PRICE) : await estimateFor(deps, chat.id, chat.series_id),
    })
  }
  return out
}

/** Of the chats that somebody ever watched, newest first. */
export async function listLive(deps: Deps, limit: number): Promise<LiveView[]> {
  return (await repo.latestWatches(deps.store.db, limit)).map((row) => viewOf(row.chat_id, row, row))
}

/**
 * Starts to collect a chat from X, or goes on with one that was stopped; of a running one only the cap is changed. Without a cap the one
 * that was set before stands, and the first time that of the estimate. What was spent before counts towards the cap.
 * @throws AppError platform_off without X access, not_found, conflict if the chat is over, validation_failed for a cap without room
 */
export async function startLive(deps: Deps, actor: Actor, chatId: string, input: { cap_usd?: number | undefined } = {}): Promise<LiveStatus> {
  const { series_id, window } = await liveChat(deps, chatId)
  if (!deps.platform)
    throw new AppError('platform_off', 'A chat cannot be watched on X: no X access is configured. The board works from the form and the API without it.')
  if (deps.clock.now() >= window.ends_at) throw new AppError('conflict', 'The chat is over: import an archive or a copy of it instead.')
  const estimate = await estimateFor(deps, chatId, series_id)
  await deps.store.transaction(async (tx) => {
    const before = await repo.findWatch(tx.db, chatId, true)
    const spent = before?.spent_milli_usd ?? 0
    const cap = Math.round((input.cap_usd ?? (before ? before.cap_milli_usd / 1000 : estimate.cap_usd)) * 1000)
    if (roomFor(cap, spent, PRICE) === 0) {
      const least = usd((spent + LEAST_PAGE * PRICE) / 1000)
      const detail = spent > 0 ? `cap_usd must be ${least} at least: ${usd(spent / 1000)} are spent already.` : `cap_usd must be ${least} at least.`
      throw new AppError('validation_failed', detail, { errors: [{ pointer: '/cap_usd', code: 'minimum', detail }] })
    }
    const running = before?.state === 'on'
    if (running) await repo.changeWatch(tx.db, chatId, { cap_milli_usd: cap })
    else
      await repo.putWatch(tx.db, {
        ...(before ?? { chat_id: chatId, created_at: tx.now }),
        ...window,
        state: 'on',
        reason: null,
        last_problem: null,
        next_poll_at: tx.now > window.starts_at ? tx.now : window.starts_at,
        cap_milli_usd: cap,
        actor,
      })
    await tx.audit({ actor, action: running ? 'live.cap' : 'live.start', subject: chatId, detail: { cap_usd: cap / 1000 } })
  })
  return liveStatus(deps, chatId)
}

/** Stops it at once; what a poll under way has paid for is still taken in. Stopping what is not on changes nothing. @throws AppError not_found */
export async function stopLive(deps: Deps, actor: Actor, chatId: string): Promise<LiveStatus> {
  await liveChat(deps, chatId)
  await deps.store.transaction(async (tx) => {
    const before = await repo.findWatch(tx.db, chatId, true)
    if (before?.state !== 'on') return
    await repo.changeWatch(tx.db, chatId, { state: 'stopped', reason: 'Stopped by an organiser.' })
    await tx.audit({ actor, action: 'live.stop', subject: chatId })
  })
  return liveStatus(deps, chatId)
}

/** Chats to be asked for now: for the worker, which wakes `pollLive` for each. */
export const dueLive = (deps: Deps): Promise<string[]> => repo.dueChats(deps.store.db, deps.clock.now())
