/** What X would charge for the follower lists of a set: said before anything is fetched. */
import type { Deps } from '../../deps.js'
import { spendingThisMonth } from '../../lists/spending.js'
import { PRICES_MILLI_USD } from '../../platform/port.js'
import { keyIdOf } from '../gather.js'
import { membersOf } from '../repo.js'
import { chosen, type NamedScope, named, type ReachScope } from '../scope.js'
import { audiencesInUse } from './in-use.js'

/** X gives at most so many followers a page, and so many pages in fifteen minutes (X-PLATFORM.md §2). */
export const FOLLOWERS_PAGE = 1_000
const PAGES_PER_WINDOW = 300
const WINDOW_MINUTES = 15

export interface AudienceCost {
  scope: NamedScope
  accounts: number
  /** Of them, accounts of which no count is known: what they would cost cannot be said. */
  unknown: number
  /** Accounts whose whole list is there already, and stands (standing.ts). */
  have: number
  price_usd_per_follower: number
  /** Whole lists of those whose list is missing. */
  all: { followers: number; pages: number; usd: number; minutes: number }
  /** Only the newest thousand of each: a biased sample. */
  first_page: { followers: number; pages: number; usd: number; minutes: number }
  spent_usd: number
  budget_usd: number
}

const dollars = (followers: number) => Math.round(followers * PRICES_MILLI_USD['users.followers'].price) / 1000

function priced(counts: readonly number[]) {
  const followers = counts.reduce((sum, count) => sum + count, 0)
  const pages = counts.reduce((sum, count) => sum + Math.max(1, Math.ceil(count / FOLLOWERS_PAGE)), 0)
  return { followers, pages, usd: dollars(followers), minutes: Math.floor(Math.max(0, pages - 1) / PAGES_PER_WINDOW) * WINDOW_MINUTES }
}

/** Nothing is asked of X. @throws AppError as `chosen` */
export async function audienceCost(deps: Deps, scope: ReachScope): Promise<AudienceCost> {
  const members = (await membersOf(deps.store.db, await chosen(deps, scope, 'organiser'))).filter(({ state }) => state === 'active' || state === 'unresolved')
  const used = await audiencesInUse(deps.store.db, keyIdOf(deps), members)
  const have = new Set(members.flatMap(({ account_id }) => (used.get(account_id)?.list ? [account_id] : [])))
  const missing = members.filter(({ account_id }) => !have.has(account_id))
  const counts = missing.flatMap(({ followers }) => (followers === null ? [] : [followers]))
  return {
    scope: named(scope),
    accounts: members.length,
    unknown: missing.length - counts.length,
    have: have.size,
    price_usd_per_follower: PRICES_MILLI_USD['users.followers'].price / 1000,
    all: priced(counts),
    first_page: priced(counts.map((count) => Math.min(count, FOLLOWERS_PAGE))),
    ...(await spendingThisMonth(deps)),
  }
}
