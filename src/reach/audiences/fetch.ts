/** Whole follower lists from X, for whoever pays for them. */
import { Readable } from 'node:stream'
import type { Actor } from '../../db/tx.js'
import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { spendingThisMonth } from '../../lists/spending.js'
import { isPlatformError, type Platform, PRICES_MILLI_USD } from '../../platform/port.js'
import { lastCounts } from '../counts/repo.js'
import { accountNamed } from './accounts.js'
import { FOLLOWERS_PAGE } from './cost.js'
import { whyNoMember } from './in-use.js'
import * as repo from './repo.js'
import { type TakenAudience, takeAudience } from './service.js'

export interface FetchInput {
  /** A handle or the id of an account. */
  account: string
  /** What the asker is ready to pay. Nothing is asked of X if the list is likely to cost more. */
  confirm_cost_usd: number
  /** Also where the list was read within a day, and would cost as much once more. */
  again?: boolean | undefined
  actor: Actor
  onProgress?: ((done: number, total: number) => void) | undefined
}

const DAY_MS = 24 * 3_600_000
/** Of one account nobody gives more within a day. */
const MOST_LOOKED_AT = 100

/** An account may have gained followers since its count was read. */
const ROOM = 1.02

const dollars = (followers: number) => Math.ceil(followers * PRICES_MILLI_USD['users.followers'].price) / 1000

/** Rounded up: who confirms what was said must not be refused for a part of a cent. */
const cents = (dollars: number) => (Math.ceil(dollars * 100 - 1e-9) / 100).toFixed(2)

/**
 * Reads all followers of an account. A part of a list is not kept: the newest followers are no sample, and nobody knows what else they follow.
 * @throws AppError platform_off, not_found, conflict (withdrawn, never looked up, protected, read within a day, more than was confirmed or is left, a list that
 * broke off); PlatformError
 */
export async function fetchAudience(deps: Deps, input: FetchInput): Promise<TakenAudience> {
  const { platform } = deps
  if (!platform) throw new AppError('platform_off', 'Followers are read from X: without X access give a list that somebody exported.')
  const account = await accountNamed(deps.store.db, input.account, 'account')
  const { x_user_id: xUserId = null, state } = (await repo.onXOf(deps.store.db, account.id)) ?? {}
  if (state === 'protected') throw hidden(account.handle)
  const unheard = state && whyNoMember({ state })
  if (unheard) throw new AppError('conflict', `Followers of @${account.handle} cannot be read: ${unheard}.`)
  const [count] = await lastCounts(deps.store.db, account.id, 1)
  if (xUserId === null || !count)
    throw new AppError('conflict', `X was never asked about @${account.handle}, so what its list costs is not known: look it up first.`)
  const cost_usd = dollars(count.followers)
  const known = (await repo.pageOfAudiences(deps.store.db, { account_id: account.id, removed: false }, MOST_LOOKED_AT, null)).find(
    ({ source, kind, as_of }) => source === 'x' && kind === 'full' && deps.clock.now().getTime() - as_of.getTime() < DAY_MS,
  )
  if (known && !input.again)
    throw new AppError(
      'conflict',
      `The list of @${account.handle} was read from X at ${known.as_of.toISOString().slice(0, 16).replace('T', ' ')} UTC (${known.id}), and nothing was asked again: it would cost $${cents(cost_usd)} once more (--again).`,
      { members: { existing: known.id } },
    )
  const { spent_usd, budget_usd } = await spendingThisMonth(deps)
  const said = { cost_usd, followers: count.followers, left_usd: Math.max(0, budget_usd - spent_usd) }
  if (cost_usd > input.confirm_cost_usd)
    throw new AppError(
      'conflict',
      `The list of @${account.handle} is likely to cost $${cents(cost_usd)}, and nothing was asked of X: to read it confirm so much (allies audience fetch @${account.handle} --confirm-cost ${cents(cost_usd)}).`,
      { members: said },
    )
  if (cost_usd > said.left_usd)
    throw new AppError(
      'conflict',
      `The list of @${account.handle} is likely to cost $${cost_usd.toFixed(2)}, and $${said.left_usd.toFixed(2)} are left this month.`,
      {
        members: said,
      },
    )
  const most = Math.ceil((count.followers * ROOM) / FOLLOWERS_PAGE) + 1
  const from = Readable.from(pagesOf(platform, account.handle, xUserId, most, (done) => input.onProgress?.(done, Math.max(done, count.followers))))
  const { audience } = await takeAudience(deps, { from, account: account.id, kind: 'full', format: 'text', source: 'x', actor: input.actor })
  return audience
}

/** Its followers are shown to those whom it lets follow it, and our account is none of them. */
const hidden = (handle: string) =>
  new AppError(
    'conflict',
    `@${handle} is protected, or has blocked the account that asks, so X shows nobody's name in its list. Its count is public (allies reach refresh), and a list that its own people export can be given with allies audience import.`,
  )

/** As a file that has an id a line. */
async function* pagesOf(platform: Platform, handle: string, xUserId: string, most: number, onProgress: (done: number) => void): AsyncGenerator<Buffer> {
  const broke = (why: string) => new AppError('conflict', `The list of @${handle} ${why}: nothing of it was kept.`)
  const seen = new Set<string>()
  let next: string | undefined
  let done = 0
  for (let page = 0; ; page++) {
    if (page >= most) throw broke('has far more pages than its count says')
    const found = await platform.readFollowers(xUserId, next).catch((error: unknown) => {
      throw isPlatformError(error) && error.kind === 'protected-or-blocked' ? hidden(handle) : error
    })
    if (!found.sound) throw broke('came with a page that X itself says is not whole')
    done += found.ids.length
    onProgress(done)
    if (found.ids.length > 0) yield Buffer.from(`${found.ids.join('\n')}\n`)
    if (found.next === null) return
    if (seen.has(found.next)) throw broke('repeats itself')
    seen.add(found.next)
    next = found.next
  }
}
