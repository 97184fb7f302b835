import type { Tx } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { AppError } from '../kernel/errors.js'
import type { LookupAnswer } from '../platform/port.js'
import * as repo from './repo.js'
import { refreshSuggestions } from './suggest.js'

/** Profiles are refreshed weekly: X charges for each one returned. */
const STALE_MS = 7 * 86_400_000
const CHUNK = 100

export interface ResolveReport {
  looked_up: number
  found: number
  protected: number
  suspended: number
  not_found: number
  duplicate: number
  unanswered: number
}

export interface ResolveOptions {
  /** Most accounts to look up in this run. */
  limit?: number
  onProgress?: (done: number, total: number) => void
}

/**
 * Looks up what X knows of accounts never looked up or looked up more than a week ago, stalest first, and judges gate and category
 * again with the profile text. Network and database take turns: no transaction waits for X.
 * @throws AppError platform_off; PlatformError after what was learned so far has been kept.
 */
export async function resolveAccounts(deps: Deps, options: ResolveOptions = {}): Promise<ResolveReport> {
  if (!deps.platform) throw new AppError('platform_off', 'Looking accounts up needs X access.')
  const report: ResolveReport = { looked_up: 0, found: 0, protected: 0, suspended: 0, not_found: 0, duplicate: 0, unanswered: 0 }
  const staleBefore = new Date(deps.clock.now().getTime() - STALE_MS)
  const accounts = await repo.accountsToResolve(deps.store.db, staleBefore, options.limit ?? 1_000)
  for (let from = 0; from < accounts.length; from += CHUNK) {
    const chunk = accounts.slice(from, from + CHUNK)
    const answers = await deps.platform.lookupUsers(chunk.map((row) => row.handle_key))
    await deps.store.transaction(async (tx) => {
      for (const [index, row] of chunk.entries()) {
        const answer = answers[index]
        if (answer) await learn(tx, deps, row, answer, report)
      }
    })
    options.onProgress?.(Math.min(from + CHUNK, accounts.length), accounts.length)
  }
  return report
}

async function learn(tx: Tx, deps: Deps, row: repo.AccountRow, answer: LookupAnswer, report: ResolveReport): Promise<void> {
  report.looked_up++
  if (answer.status === 'unanswered') {
    report.unanswered++
    return
  }
  if (answer.status !== 'found') {
    const state = answer.status === 'suspended' ? 'suspended' : 'not_found'
    report[state]++
    await repo.updateAccount(tx.db, row.id, { state, checked_at: tx.now })
    await refreshSuggestions(tx, deps, row.ally_id, { touch: row.state !== state })
    return
  }
  const { user } = answer
  const holder = await repo.findAccountByXId(tx.db, user.id)
  // The numeric id is the identity: under it the account is already in the directory, or this handle now names somebody else.
  if ((holder && holder.id !== row.id) || (row.x_user_id !== null && row.x_user_id !== user.id)) {
    report.duplicate++
    await repo.updateAccount(tx.db, row.id, { state: 'duplicate', same_as: holder && holder.id !== row.id ? holder.id : null, checked_at: tx.now })
    const note = holder && holder.id !== row.id ? holder.ally_id : 'an account that was renamed: the handle now names another id'
    await repo.noteReason(tx.db, row.ally_id, note)
    await refreshSuggestions(tx, deps, row.ally_id, { touch: row.state !== 'duplicate' })
    return
  }
  report.found++
  if (user.protected) report.protected++
  await repo.saveProfile(tx.db, {
    x_user_id: user.id,
    username: user.username,
    name: user.name,
    description: user.description,
    url: user.url,
    protected: user.protected,
    followers_count: user.followers_count,
    fetched_at: tx.now,
  })
  const state = user.protected ? 'protected' : 'active'
  await repo.updateAccount(tx.db, row.id, { x_user_id: user.id, state, checked_at: tx.now })
  await refreshSuggestions(tx, deps, row.ally_id, { touch: row.state !== state })
}
